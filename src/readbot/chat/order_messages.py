"""What moderators see of notes, mutes and words; what members are told of decisions."""

from collections.abc import Sequence
from datetime import datetime

from readbot.chat.answers import Answer
from readbot.chat.forms import Field, Form
from readbot.chat.log_messages import LOG_A_PAGE, entry_line
from readbot.chat.paging import turning
from readbot.chat.render import (
    body_of,
    channel,
    escaped,
    language_of,
    note_head,
    one_line,
    passage_of,
    quoted,
    url,
    when,
)
from readbot.chat.views import Button, Look, Message, Option, Row, Select, deed_id
from readbot.club.clubs import Club
from readbot.club.notes import Note
from readbot.club.order import (
    LONGEST_REASON,
    Entry,
    Judged,
    Mute,
    Pile,
    Queue,
    Queued,
    RuleAction,
    WordRule,
)
from readbot.club.postings import Posting
from readbot.services.courier import RulingPage
from readbot.text.words import Words, words_for

A_PAGE = 5
_MOST_RULES_SHOWN = 60


def ruling(posting: Posting, page: RulingPage) -> Message:
    """To one member: what moderators decided. No words but their own, and the reason."""
    words, entry = words_for(page.club.language), page.entry
    where = channel(page.club.channel_id)
    reason = one_line(entry.reason or "", 600)
    said = {
        "note.hidden": words.say(
            "A moderator has hidden a note of yours in the reading group in {channel}. Reason: "
            "{reason}\nThe group no longer sees it. Your words are kept: you find them with "
            "/notes, and can change or withdraw them.",
            channel=where,
            reason=reason,
        ),
        "note.restored": words.say(
            "A moderator has restored a note of yours in the reading group in {channel}: the "
            "group sees it again. Reason: {reason}",
            channel=where,
            reason=reason,
        ),
        "member.unmuted": words.say(
            "You can write again in the reading group in {channel}.", channel=where
        ),
    }
    text = said.get(entry.deed) or _muted(entry, where, reason, words)
    if page.note is not None and entry.deed.startswith("note."):
        text += "\n" + quoted(body_of(page.note, words), 800)
    about = Button(words.say("About readbot"), deed_id("about", posting.mark))
    return Message(text, ((about,),))


def _muted(entry: Entry, where: str, reason: str, words: Words) -> str:
    until = entry.facts.get("until")
    if until is None:
        return words.say(
            "A moderator has muted you in the reading group in {channel}: you can read everything, "
            "but write only what nobody else sees, until they lift it. Reason: {reason}",
            channel=where,
            reason=reason,
        )
    return words.say(
        "A moderator has muted you in the reading group in {channel}: you can read everything, but "
        "write only what nobody else sees, until {when}. Reason: {reason}",
        channel=where,
        when=when(datetime.fromisoformat(str(until))),
        reason=reason,
    )


def buttons(words: Words, note: Note, *, is_own: bool, moderates: bool) -> tuple[Row, ...]:
    """What can be done about a note that the group sees; no row where that is nothing."""
    if not note.is_public:
        return ()
    row: list[Button] = []
    if not is_own:
        row.append(Button(words.say("Flag"), deed_id("flag", note.id)))
    if moderates:
        row.append(Button(words.say("Hide"), deed_id("hide", note.id, note.revision), Look.GRAVE))
    return (tuple(row),) if row else ()


def flagged(words: Words, note_id: int, *, new: bool, moderates: bool) -> Answer:
    """Said to whoever flagged a note."""
    text = words.say("You had flagged it already. A moderator will look at it.")
    if new:
        text = words.say(
            "Thank you: a moderator will look at it. Nobody else learns that you flagged it."
        )
    row = [Button(words.say("Take it back"), deed_id("unflag", note_id))]
    if moderates:
        row.append(Button(words.say("Look at it"), deed_id("look", note_id), Look.CHIEF))
    return Answer(text, (tuple(row),))


def judged(club: Club, seen: Judged, said: str = "") -> Answer:
    """A note with what a moderator may do about it, after a word on what was just done."""
    words, note = language_of(club), seen.noted.note
    lines = [said] if said else []
    lines.append(f"{note_head(note, words)} · {when(note.created_at, 'R')}")
    lines += [f"-# {line}" for line in _standing(seen, words)]
    passage = passage_of(note, 400).strip("\n")
    text = "\n".join([*lines, *([passage] if passage else [])])
    text += "\n" + escaped(body_of(note, words), 2200)
    row = _choices(note, seen.flags, words)
    more = [Button(words.say("Mute its author"), deed_id("muteby", note.id))]
    link = seen.noted.posted or seen.noted.excerpt_link
    if link is not None:
        more.append(Button(words.say("Where it was said"), url=url(link)))
    rows = ((*row, *more),)
    return Answer(text, rows)


def _standing(seen: Judged, words: Words) -> list[str]:
    note, last = seen.noted.note, seen.last
    lines = []
    if note.hidden_at is not None:
        lines.append(words.say("Hidden: only its author and moderators see it."))
    elif note.held_at is not None:
        lines.append(words.say("It waits for approval; the group does not see it yet."))
    if seen.flags:
        lines.append(words.count("{n} member flagged it.", "{n} members flagged it.", seen.flags))
    if last is not None:
        lines.append(entry_line(last, words))
    return lines


def _choices(note: Note, flags: int, words: Words) -> tuple[Button, ...]:
    this = note.id, note.revision
    if note.hidden_at is not None:
        return (Button(words.say("Restore"), deed_id("restore", *this), Look.CHIEF),)
    hide = Button(words.say("Hide"), deed_id("hide", *this), Look.GRAVE)
    if note.held_at is not None:
        return (Button(words.say("Approve"), deed_id("approve", *this), Look.CHIEF), hide)
    if flags:
        return (Button(words.say("Let it stand"), deed_id("leave", *this)), hide)
    return (hide,)


def queue(club: Club, found: Queue, pile: Pile, page: int) -> Answer:
    """A page of what waits for moderators, or of what they hid."""
    words = language_of(club)
    if not found.notes:
        if pile is Pile.HIDDEN:
            return Answer(words.say("No note is hidden here."))
        return Answer(words.say("Nothing waits for a moderator here."))
    first = page * A_PAGE
    lines = [
        f"**{first + number}**. {_queued(one, words)}" for number, one in enumerate(found.notes, 1)
    ]
    options = tuple(
        Option(
            f"{first + number}. {' '.join(body_of(one.view.note, words).split())}",
            str(one.view.note.id),
        )
        for number, one in enumerate(found.notes, 1)
    )
    menu = Select(deed_id("look"), words.say("Look at one and decide"), options)
    rows: tuple[Row, ...] = ((menu,),)
    if pile is Pile.WAITING and len(found.notes) == 1:
        only = found.notes[0]
        rows += (_choices(only.view.note, only.flags, words),)
    return Answer("\n".join(lines), rows + turning(words, page, found.total, A_PAGE, "pile", pile))


def _queued(one: Queued, words: Words) -> str:
    note = one.view.note
    parts = [note_head(note, words)]
    if note.hidden_at is not None:
        parts.append(words.say("hidden {when}", when=when(note.hidden_at, "R")))
    elif note.held_at is not None:
        parts.append(words.say("waits since {when}", when=when(note.held_at, "R")))
    if one.flags:
        parts.append(words.count("flagged by {n}", "flagged by {n}", one.flags))
    if note.excerpt is not None:
        parts.append(words.say("excerpt {number}", number=note.excerpt))
    return " · ".join(parts) + "\n" + one_line(body_of(note, words), 200)


def reason_form(words: Words, form_id: str, title: str) -> Form:
    """Why a note is hidden, or restored."""
    hint = words.say("Its author is told, and the log keeps it")
    reason = Field("reason", words.say("Reason"), hint=hint, limit=LONGEST_REASON)
    return Form(form_id, title, (reason,))


def mute_form(words: Words, note_id: int) -> Form:
    """Why, and for how long, the author of a note may not write."""
    hint = words.say("They are told, and the log keeps it")
    reason = Field("reason", words.say("Reason"), hint=hint, limit=LONGEST_REASON)
    until = Field(
        "until",
        words.say("For how long"),
        hint=words.say("3 hours, 7 days, 2 weeks or a date; left empty: until it is lifted"),
        limit=40,
        required=False,
    )
    return Form(deed_id("mutedby", note_id), words.say("Mute its author"), (reason, until))


def muted(words: Words, who: str, until: datetime | None) -> str:
    """Said to the moderator who muted someone."""
    if until is None:
        return words.say(
            "{who} can read but not write here until you lift it, and is told so.", who=who
        )
    return words.say(
        "{who} can read but not write here until {when}, and is told so.",
        who=who,
        when=when(until),
    )


def mutes(club: Club, found: Sequence[Mute], total: int, page: int) -> Answer:
    """A page of who may not write."""
    words = language_of(club)
    if not found:
        return Answer(words.say("Nobody is muted here."))
    lines = [f"- {_mute(mute, words)}" for mute in found]
    options = tuple(
        Option(_name(mute, words, plain=True), str(mute.id), one_line(mute.reason, 90))
        for mute in found
    )
    menu = Select(deed_id("lift"), words.say("Let one write again"), options)
    turn = turning(words, page, total, LOG_A_PAGE, "pile", Pile.MUTED)
    return Answer("\n".join(lines), ((menu,), *turn))


def _name(mute: Mute, words: Words, *, plain: bool = False) -> str:
    if mute.name is not None:
        return mute.name if plain else one_line(mute.name, 60)
    if mute.member_id is None:
        return words.say("a former member")
    return str(mute.member_id) if plain else f"<@{mute.member_id}>"


def _mute(mute: Mute, words: Words) -> str:
    until = words.say("until it is lifted")
    if mute.until is not None:
        until = words.say("until {when}", when=when(mute.until))
    return f"{_name(mute, words)} · {until} · {one_line(mute.reason, 120)}"


def lifted(words: Words, mute: Mute) -> Answer:
    """Said when a mute was ended."""
    return Answer(words.say("{who} can write again.", who=_name(mute, words)), replaces=True)


def word_list(words: Words, rules: Sequence[WordRule]) -> str:
    """The club's list of words and links."""
    if not rules:
        return words.say(
            "The list is empty. Add a word, a few words, the beginning of a word with a star "
            "(spam*), a site (example.com), or https:// for every web address."
        )
    heads = {
        RuleAction.REFUSE: words.say("Refused:"),
        RuleAction.HOLD: words.say("Held until a moderator has looked:"),
    }
    lines = []
    for action, head in heads.items():
        typed = [one_line(rule.typed, 100) for rule in rules if rule.action is action]
        if typed:
            left = len(typed) - _MOST_RULES_SHOWN
            shown = " · ".join(typed[:_MOST_RULES_SHOWN])
            lines.append(f"**{head}** {shown}" + (f" · +{left}" if left > 0 else ""))
    return escaped_length("\n".join(lines))


def escaped_length(text: str) -> str:
    """What is escaped already, cut to what one message holds."""
    return text if len(text) <= 3500 else text[:3500].rsplit(" · ", 1)[0] + " …"
