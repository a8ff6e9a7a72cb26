"""Every button, menu, form and command, by everybody, upon their own, others' and others' clubs'.

What comes out is docs/rights.md; READBOT_WRITE_RIGHTS=1 writes it anew. A new deed needs a line in
DEEDS, or the first test fails.
"""

import os
from collections.abc import Mapping
from pathlib import Path

from discord import AppCommandType, app_commands
from tests.chat.conftest import Stage
from tests.chat.rights import SECRET, Club, Rows, Scene, build, differs, put_back, rows

from readbot.chat.note_lists import packed
from readbot.club.notes import NoteFilter
from readbot.rehearsal import Person
from readbot.rehearsal.model.nouns import InteractionKind, Json
from readbot.rehearsal.replies import Reply, text_of

DOCUMENT = Path(__file__).parents[2] / "docs" / "rights.md"

MEMBERS = "members"
AUTHOR = "its author"
OTHERS = "all but its author"
ASKER = "its asker, moderators"
MODERATORS = "moderators"
DOUBTERS = "moderators of its club, from anywhere in the server"
OWNER = "whoever began it, as a moderator"
SELF = "everyone, for themselves"
NODDED = "whoever did it before"
SETTERS = "moderators of it, from anywhere in the server"
DUE = "moderators, where it is due"

COLUMNS = (
    "member",
    "author",
    "moderator",
    "other club's moderator",
    "admin",
    "author, thing of another club",
    "admin, thing of another club",
    "admin, thing of another server",
    "stranger in another server",
)
HERE = COLUMNS[:5]
# Who may, of the columns: everything that is not named is refused.
MAY: Mapping[str, tuple[str, ...]] = {
    MEMBERS: HERE,
    AUTHOR: ("author",),
    OTHERS: ("member", "moderator", "other club's moderator", "admin"),
    ASKER: ("author", "moderator", "admin"),
    MODERATORS: ("moderator", "admin"),
    DOUBTERS: ("moderator", "admin", "admin, thing of another club"),
    SETTERS: ("moderator", "admin", "admin, thing of another club"),
    OWNER: (),
    DUE: (),
    SELF: COLUMNS,
    NODDED: ("member",),
}

# Each deed: its arguments, what a menu chose after "=", and who may. A word that names a thing of a
# club stands for its number; deeds without a thing are tried in the first club alone.
DEEDS: tuple[tuple[str, str, str], ...] = (
    ("about", "", MEMBERS),
    ("accept", "question =answer", ASKER),
    ("addmore", "pasted", AUTHOR),
    ("annotate", "mark", MEMBERS),
    ("answer", "question", MEMBERS),
    ("answered", "question", MEMBERS),
    ("approve", "held 0", MODERATORS),
    ("ask", "mark", MEMBERS),
    ("asked", "mark 0", MEMBERS),
    ("below", "note 0", MEMBERS),
    ("caughtup", "0", MEMBERS),
    ("chapter", "book =1", OWNER),
    ("chapterpage", "book 0", AUTHOR),
    ("chapterset", "book", AUTHOR),
    ("chaptersof", "book", OWNER),
    ("chosen", "span", MEMBERS),
    ("coming", "reading 0", MODERATORS),
    ("coming-back", "reading 0 =2026-03-10", DUE),
    ("coming-jump", "reading 0 =2", MODERATORS),
    ("coming-now", "reading 1", MODERATORS),
    ("coming-pause", "reading", MODERATORS),
    ("coming-resume", "reading", DUE),
    ("coming-skip", "reading 0 =2026-03-10", DUE),
    ("corrected", "waiting", MODERATORS),
    ("cut", "waiting 0", MODERATORS),
    ("cutagain", "waiting", MODERATORS),
    ("details", "waiting", MODERATORS),
    ("digest", "digest 0", MEMBERS),
    ("digestpage", "digest 0", MEMBERS),
    ("digestpreview", "0", MODERATORS),
    ("discard", "waiting", MODERATORS),
    ("discarded", "waiting", MODERATORS),
    ("doubt", "doubt sent", DOUBTERS),
    ("edit", "note", AUTHOR),
    ("edited", "note", AUTHOR),
    ("erase", "", SELF),
    ("flag", "note", OTHERS),
    ("found", f"{SECRET} 0", MEMBERS),
    ("help", "", MEMBERS),
    ("hidden", "note 0", MODERATORS),
    ("hide", "note 0", MODERATORS),
    ("keep", "asked author", AUTHOR),
    ("keepnot", "asked author", AUTHOR),
    ("leave", "flagged 0", MODERATORS),
    ("licence", "waiting", MODERATORS),
    ("lift", "=mute", MODERATORS),
    ("list", "n filter 0", MEMBERS),
    ("log", "0", MODERATORS),
    ("look", "note", MEMBERS),
    ("look", "hidden", ASKER),
    ("look", "held", ASKER),
    ("morecorrected", "waiting", MODERATORS),
    ("moredetails", "waiting", MODERATORS),
    ("muteby", "note", MODERATORS),
    ("mutedby", "note", MODERATORS),
    ("nod", "note", OTHERS),
    ("note", "note", MEMBERS),
    ("note", "hidden", AUTHOR),
    ("noted", "mark 0", MEMBERS),
    ("notes", "mark", MEMBERS),
    ("open", "=note", MEMBERS),
    ("openquestions", "", MEMBERS),
    ("park", "question", ASKER),
    ("paste", "", MODERATORS),
    ("pastemore", "pasted", AUTHOR),
    ("putback", "waiting =0-x", DUE),
    ("pile", "waiting 0", MODERATORS),
    ("quiet", "club", SELF),
    ("quotation", "waiting", MODERATORS),
    ("quoted", "span mark", MEMBERS),
    ("read", "mark", MEMBERS),
    ("readas", "original", OWNER),
    ("readings", "0", MEMBERS),
    ("readto", "reading 1", MEMBERS),
    ("recut", "waiting", MODERATORS),
    ("reopen", "form", AUTHOR),
    ("replied", "note", MEMBERS),
    ("reply", "note", MEMBERS),
    ("restore", "hidden 1", MODERATORS),
    ("restored", "hidden 1", MODERATORS),
    ("rights", "waiting =own", MODERATORS),
    ("section", "n mark =0", MEMBERS),
    ("see", "filter", MEMBERS),
    ("sentence", "mark =sentence", MEMBERS),
    ("settle", "draft 0", AUTHOR),
    ("start", "waiting", MODERATORS),
    ("started", "waiting", MODERATORS),
    ("thatisall", "pasted", OWNER),
    ("typed", "", MEMBERS),
    ("unflag", "flagged", NODDED),
    ("unnod", "answer", MEMBERS),
    ("unpark", "question", ASKER),
    ("which", "0 =question", MEMBERS),
    ("wholebook", "book", OWNER),
    ("withdraw", "note", AUTHOR),
    ("withdrawn", "note", AUTHOR),
    ("wondered", "", MEMBERS),
)
FIELDS = {
    "note": "Words of the form.",
    "reason": "So.",
    "title": "Another title",
    "text1": "A text that was pasted. It has two sentences, no more.",
    "licence": "CC BY 4.0",
    "share": "10",
    "source_url": "https://library.example/text",
    "count": "2",
    "days": "daily",
    "time": "09:00",
    "author": "Somebody",
    "publisher": "A library",
}
LITERAL = {("pile", "waiting"), ("moderate queue", "waiting")}

COMMANDS: tuple[tuple[str, str, str], ...] = (
    ("club setup", "channel=club", SETTERS),
    ("club show", "", MODERATORS),
    ("reading add", "title=x", MODERATORS),
    ("reading preview", "reading=waiting", MODERATORS),
    ("reading start", "reading=waiting days=daily time=09:00", MODERATORS),
    ("reading pause", "reading=reading", MODERATORS),
    ("reading resume", "reading=reading", MODERATORS),
    ("reading skip", "reading=reading", MODERATORS),
    ("reading next", "reading=reading", MODERATORS),
    ("reading jump", "reading=reading excerpt=1", MODERATORS),
    ("reading repost", "reading=reading excerpt=1", MODERATORS),
    ("reading queue", "reading=reading", MODERATORS),
    ("reading finish", "reading=reading", MODERATORS),
    ("digest preview", "", MODERATORS),
    ("digest send", "", MODERATORS),
    ("digest settings", "day=monday", MODERATORS),
    ("digest export", "format=csv reading=reading", MODERATORS),
    ("moderate queue", "show=waiting", MODERATORS),
    ("moderate mute", "member=x reason=So.", MODERATORS),
    ("moderate unmute", "member=x", MODERATORS),
    ("moderate log", "file=csv", MODERATORS),
    ("moderate words", "add=gribble", MODERATORS),
    ("now", "", MEMBERS),
    ("readings", "", MEMBERS),
    ("annotate", "passage=span note=Words.", MEMBERS),
    ("ask", "question=Why? passage=span", MEMBERS),
    ("answer", "question=question answer=So.", MEMBERS),
    ("notes", "passage=span", MEMBERS),
    ("notes", "reading=reading", MEMBERS),
    ("questions", "reading=reading", MEMBERS),
    ("search", f"words={SECRET}", MEMBERS),
    ("catchup", "", MEMBERS),
    ("progress", "", MEMBERS),
    ("my-choices", "answers=catchup", MEMBERS),
    ("my-data show", "", MEMBERS),
    ("my-data download", "", MEMBERS),
    ("my-data erase", "", MEMBERS),
    ("help", "", MEMBERS),
    ("about", "", MEMBERS),
)
REFUSALS = (
    "Only moderators",
    "There is no such",
    "There is no reading to which that applies",
    "so that does not apply to it",
    "That reading has ended",
    "Several readings, or none",
    "That channel belongs to another server",
)


def _said(club: Club, deed: str, part: str) -> str:
    """A part of an id, with what it names in this club."""
    if part == "filter":
        return ":".join(packed(NoteFilter(reading_id=club.things["reading"])))
    if part == "span":
        return f"r{club.things['reading']}:0-30"
    if (deed, part) in LITERAL:
        return part
    return str(club.things.get(part, part))


def made_up(deed: str, arguments: str, club: Club, *, is_form: bool) -> Json:
    """What a client would send for this deed upon this club's things."""
    parts = [p for p in arguments.split() if not p.startswith("=")]
    chosen = [p[1:] for p in arguments.split() if p.startswith("=")]
    custom_id = ":".join(["rb1", deed, *(_said(club, deed, part) for part in parts)])
    if is_form:
        inputs = [
            {
                "type": 18,
                "id": n,
                "component": {"type": 4, "id": 50 + n, "custom_id": k, "value": v},
            }
            for n, (k, v) in enumerate(FIELDS.items(), 1)
        ]
        return {"custom_id": custom_id, "components": inputs}
    data: Json = {"component_type": 2, "custom_id": custom_id, "id": 1}
    if chosen:
        values = [_said(club, deed, part) for part in chosen]
        data |= {"component_type": 3, "values": values}
    return data


def shows(reply: Reply, *, is_form: bool, has_thing: bool) -> bool:
    """Whether an answer opens a form, shows a member's words, or leads on.

    Where the deed is about no particular thing, whatever is no refusal counts.
    """
    if reply.kind == "form":
        return True
    if not has_thing:
        return not reply.text.startswith("Only moderators")
    message = reply.message
    if message is None:
        return False
    leads_on = bool(message.components) and not is_form
    return leads_on or SECRET in text_of(message) or bool(reply.files)


async def may(scene: Scene, before: Rows, deed: str, arguments: str, column: str) -> bool:
    """Whether the one of this column does, or is shown, anything by this deed."""
    stage = scene.stage
    who, upon, place = side(scene, column)
    is_form = stage.client.deeds.known[deed].opens is not None
    kind = InteractionKind.FORM if is_form else InteractionKind.COMPONENT
    data = made_up(deed, arguments, upon, is_form=is_form)
    reply = await scene.press(who, place, data, kind)
    assert reply.kind in ("message", "updated", "form"), (deed, column, reply.kind)
    assert "on our side" not in reply.text, (deed, column, reply.text)
    if scene.was_written() and differs(before, rows(scene.file)):
        await put_back(scene.file, before)
        return True
    return shows(reply, is_form=is_form, has_thing=has_thing(deed, arguments, upon))


def has_thing(deed: str, arguments: str, club: Club) -> bool:
    """Whether the deed is about a particular thing of a club."""
    parts = [part.lstrip("=") for part in arguments.split()]
    named = (*club.things, "filter", "span")
    return any(p in named and (deed, p) not in LITERAL for p in parts)


def side(scene: Scene, column: str) -> tuple[Person, Club, Club]:
    """Who tries it in this column, upon which club's things, and in which club's channel."""
    name = column.partition(",")[0]
    upon = scene.here
    if column.endswith("another club"):
        upon = scene.beside
    if column.endswith("another server") and name == "admin":
        upon = scene.away
    return scene.people[name], upon, scene.away if name.startswith("stranger") else scene.here


async def may_command(scene: Scene, before: Rows, command: str, options: str, column: str) -> bool:
    """Whether the one of this column does, or is told, anything by this command."""
    who, upon, place = side(scene, column)
    given: dict[str, object] = {}
    for option in options.split():
        name, _, value = option.partition("=")
        special = {"channel": upon.channel, "member": scene.stage.ben}
        typed = int(value) if value.isdigit() else _said(upon, command, value)
        given[name] = special.get(name, typed)
    reply = await who.slash(command, place.channel, options=given, force=True)
    await reply.settled(20)
    assert "on our side" not in reply.text, (command, column, reply.text)
    if scene.was_written() and differs(before, rows(scene.file)):
        await put_back(scene.file, before)
        return True
    return reply.kind == "form" or not reply.text.startswith(REFUSALS)


async def test_completions_offer_what_belongs_to_the_club_and_nothing_else(stage: Stage) -> None:
    scene = await build(stage)
    here = scene.here.things
    offered = {
        ("annotate", "passage"): {f"r{here['reading']}:"},
        ("answer", "question"): {str(here["question"])},
        ("notes", "reading"): {str(here["reading"]), str(here["waiting"])},
        ("reading preview", "reading"): {str(here["reading"]), str(here["waiting"])},
        ("digest export", "digest"): {str(here["digest"])},
    }
    stranger = scene.people["stranger in another server"]
    for (command, option), wanted in offered.items():
        for who in (scene.people["author"], scene.people["admin"]):
            found = await who.complete(command, scene.here.channel, focused=option, force=True)
            strange = [c.value for c in found if not str(c.value).startswith(tuple(wanted))]
            assert strange == [], (command, option)
        far = await stranger.complete(command, scene.away.channel, focused=option, force=True)
        assert not {c.value for c in far} & wanted
    drafts = await scene.people["member"].complete(
        "digest export", scene.here.channel, focused="digest", force=True
    )
    assert drafts == []


async def test_everybody_does_what_they_may_and_nothing_else(stage: Stage) -> None:
    scene = await build(stage)
    assert {deed for deed, *_ in DEEDS} == set(stage.client.deeds.known)
    known = {
        command.qualified_name
        for top in stage.client.tree.get_commands(type=AppCommandType.chat_input)
        for command in (top.walk_commands() if isinstance(top, app_commands.Group) else [top])
    }
    assert {command for command, *_ in COMMANDS} == known
    before = rows(scene.file)
    wrong: list[tuple[object, ...]] = []
    commands = []
    for command, options, who in COMMANDS:
        parts = " ".join(option.partition("=")[2] for option in options.split())
        local = not has_thing(command, parts, scene.here)
        tried = HERE if local else COLUMNS
        found = [await may_command(scene, before, command, options, c) for c in tried]
        wanted = [column in MAY[who] for column in tried]
        if found != wanted:
            wrong.append((command, options, who, dict(zip(tried, found, strict=True))))
        commands.append(row(f"/{command}", parts, who, found, scene))
    lines = []
    for deed, arguments, who in DEEDS:
        tried = COLUMNS if has_thing(deed, arguments, scene.here) else HERE
        found = [await may(scene, before, deed, arguments, column) for column in tried]
        wanted = [column in MAY[who] for column in tried]
        if found != wanted:
            wrong.append((deed, arguments, who, dict(zip(tried, found, strict=True))))
        lines.append(row(deed, arguments.replace("=", ""), who, found, scene))
    assert wrong == [], "\n".join(map(str, wrong))
    told = document(commands, lines)
    if os.environ.get("READBOT_WRITE_RIGHTS"):
        DOCUMENT.write_text(told, encoding="utf-8")
    assert DOCUMENT.read_text(encoding="utf-8") == told, "write docs/rights.md anew, see above"


def row(name: str, parts: str, who: str, found: list[bool], scene: Scene) -> str:
    """A line of the table."""
    marks = ["yes" if one else "no" for one in found] + ["–"] * (len(COLUMNS) - len(found))
    upon = " ".join(p for p in parts.split() if p in (*scene.here.things, "span"))
    return f"| `{name}` | {upon or '–'} | {who} | {' | '.join(marks)} |"


def document(commands: list[str], lines: list[str]) -> str:
    """The tables as a document."""
    head = f"upon | who may | {' | '.join(COLUMNS)} |"
    under = "|" + "---|" * (len(COLUMNS) + 3)
    before = [
        "# Rights",
        "",
        "Who may do what, as `tests/chat/test_rights.py` finds it over the wire, and writes it.",
        "Each button, menu and form is known by its deed (`rb1:<deed>:…`). All try each deed in",
        "the first club's channel with made-up ids; a stranger does so in another server.",
        "*yes*: something was done, a form opened, or members' words were shown. *no*: one plain",
        "sentence, and nothing changed. –: the deed is about no particular thing.",
        "",
        f"| command | {head}",
        under,
        *commands,
        "",
        f"| deed | {head}",
        under,
    ]
    return "\n".join([*before, *lines]) + "\n"
