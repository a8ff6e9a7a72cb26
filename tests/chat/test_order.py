"""Order over the wire: what members press, what moderators decide, what then stands in Discord."""

import csv
import io
import json
from typing import Any

from tests.chat.conftest import Stage
from tests.chat.test_members_side import noted, said_in_thread

from readbot.rehearsal.model.nouns import Message
from readbot.rehearsal.model.permissions import Permission
from readbot.rehearsal.people import Person
from readbot.rehearsal.replies import Reply, text_of

RUDE = "Gribble, all of it."


async def rude_note(stage: Stage, **settings: str) -> Message:
    """Ann's note in its thread; its message."""
    excerpt = await stage.first_excerpt(threads="each_excerpt", **settings)
    await noted(stage, excerpt, RUDE)
    await stage.delivery.step()
    (posted,) = said_in_thread(stage, excerpt)
    await stage.ben.press(excerpt, "Mark as read")
    return posted


async def waiting(stage: Stage) -> Reply:
    """The one note that waits, as the moderator looks at it."""
    queue = await stage.mod.slash("moderate queue", stage.books)
    (option,) = next(p for p in queue_parts(queue) if p["type"] == 3)["options"]
    return await stage.mod.choose(queue, "Look at one and decide", [option["value"]])


def queue_parts(reply: Reply) -> list[dict[str, Any]]:
    """The buttons and menus of an answer."""
    assert reply.message is not None
    return [part for row in reply.message.components for part in row.get("components", [row])]


async def hidden(stage: Stage, posted: Message) -> Reply:
    """The moderator hides the note that has this message."""
    seen = await stage.mod.press(posted, "More")
    form = await stage.mod.press(seen, "Hide")
    return await stage.mod.submit(form, {"Reason": "Rude."})


async def test_a_flagged_note_is_hidden_everywhere_its_author_told_and_restored(
    stage: Stage,
) -> None:
    posted = await rude_note(stage)
    thanks = await stage.ben.press(posted, "Flag")
    assert thanks.ephemeral
    assert thanks.text.startswith("Thank you: a moderator will look at it.")
    again = await stage.ben.press(posted, "Flag")
    assert again.text.startswith("You had flagged it already.")
    seen = await waiting(stage)
    assert "1 member flagged it." in seen.text
    form = await stage.mod.press(seen, "Hide")
    done = await stage.mod.submit(form, {"Reason": "Rude."})
    assert done.text.startswith("It is hidden, and its author is told why.")
    assert text_of(posted) == "-# A note stood here. A moderator has hidden it."
    await stage.delivery.step()
    (told,) = stage.ann.read(stage.ann.dm())
    assert "has hidden a note of yours" in told.content
    assert "Reason: Rude." in told.content
    assert f"> {RUDE}" in told.content
    listed = await stage.ben.slash("notes", stage.books)
    assert "Gribble" not in listed.text
    found = await stage.ben.slash("search", stage.books, words="gribble")
    assert "all of it" not in found.text
    for who in (stage.ben, stage.ann):
        more = await who.press(posted, "More")
        assert ("Reason: Rude." in more.text) is (who is stage.ann)
        assert ("all of it" in more.text) is (who is stage.ann)
    seen = await stage.mod.press(posted, "More")
    form = await stage.mod.press(seen, "Restore")
    back = await stage.mod.submit(form, {"Reason": "Looked twice."})
    assert back.text.startswith("The group sees it again.")
    assert RUDE in text_of(posted)
    await stage.delivery.step()
    assert "has restored a note of yours" in stage.ann.read(stage.ann.dm())[-1].content


async def test_of_two_moderators_the_second_is_told_what_the_first_one_did(stage: Stage) -> None:
    posted = await rude_note(stage)
    mel = stage.r.add_person("mel", stage.guild, roles=["Moderators"])
    forms = []
    for moderator in (stage.mod, mel):
        seen = await moderator.press(posted, "More")
        forms.append(await moderator.press(seen, "Hide"))
    await stage.mod.submit(forms[0], {"Reason": "Rude."})
    late = await mel.submit(forms[1], {"Reason": "Not nice."})
    assert late.text.startswith(f"<@{stage.mod.user.id}> has hidden this note already")
    assert "Rude." in late.text
    assert "Not nice." in late.text  # given back, so that it is not lost
    log = await stage.mod.slash("moderate log", stage.books)
    assert log.text.count("hid note") == 1
    assert "set the club up" in log.text
    assert "started “The Harbour”" in log.text
    assert "reading." not in log.text


async def test_what_waits_for_approval_appears_when_a_moderator_approves_it(stage: Stage) -> None:
    excerpt = await stage.first_excerpt(threads="each_excerpt", approval="everyone")
    form = await stage.ann.press(excerpt, "Annotate")
    kept = await stage.ann.submit(form, {"note": "Early"})
    assert (
        "It waits for a moderator: the group sees it as soon as one has approved it." in kept.text
    )
    await stage.delivery.step()
    assert said_in_thread(stage, excerpt) == []
    own = await stage.ann.slash("notes", stage.books)
    assert "waits for a moderator" in own.text
    first, second = await waiting(stage), await waiting(stage)
    done = await stage.mod.press(first, "Approve")
    assert done.text.startswith("It is approved: the group sees it now.")
    late = await stage.mod.press(second, "Approve")
    assert late.text.startswith(f"<@{stage.mod.user.id}> has approved this note already")
    await stage.delivery.step()
    (posted,) = said_in_thread(stage, excerpt)
    assert "Early" in text_of(posted)
    empty = await stage.mod.slash("moderate queue", stage.books)
    assert empty.text == "Nothing waits for a moderator here."


async def test_no_bot_is_muted_nor_the_owner_nor_whoever_manages_the_server(stage: Stage) -> None:
    await stage.first_excerpt()
    stage.r.world.add_role(stage.guild, "Wardens", Permission.MANAGE_GUILD)
    warden = stage.r.add_person("warden", stage.guild, roles=["Wardens"])
    owner = stage.r.world.users[stage.guild.owner_id]

    async def muted(member: object) -> str:
        answer = await stage.mod.slash(
            "moderate mute", stage.books, member=member, reason="Shouting."
        )
        return answer.text

    assert (await muted(stage.r.world.bot)).startswith("Bots write no notes")
    assert (await muted(warden)).startswith("The server's owner cannot be muted")
    assert (await muted(owner)).startswith("The server's owner cannot be muted")
    assert "can read but not write here" in await muted(stage.ben)


async def muted_by_note(stage: Stage, moderator: Person, posted: Message) -> str:
    """What a moderator is told who mutes the author of this note."""
    flagged = await moderator.press(posted, "Flag")
    seen = await moderator.press(flagged, "Look at it")
    form = await moderator.press(seen, "Mute its author")
    return (await moderator.submit(form, {"Reason": "Shouting."})).text


async def test_nor_through_a_note_of_theirs_unless_they_are_behind_a_pseudonym(
    stage: Stage,
) -> None:
    excerpt = await stage.first_excerpt(threads="each_excerpt")
    stage.r.world.add_role(stage.guild, "Wardens", Permission.MANAGE_GUILD)
    wardens = ["Wardens", "Moderators"]
    warden = stage.r.add_person("warden", stage.guild, roles=wardens)
    deputy = stage.r.add_person("deputy", stage.guild, roles=wardens)
    owner = Person(stage.r, stage.r.world.users[stage.guild.owner_id])
    for person in (warden, owner, stage.ann):
        form = await person.press(excerpt, "Annotate")
        await person.submit(form, {"note": f"A word of {person.user.username}."})
    hiding = {"note": "A word of nobody.", "show_to": ["pseudonym"]}
    form = await warden.press(excerpt, "Annotate")
    await warden.submit(form, hiding)
    await stage.delivery.step()
    by_warden, by_owner, by_ann, masked = said_in_thread(stage, excerpt)
    for posted in (by_warden, by_owner):
        answer = await muted_by_note(stage, stage.mod, posted)
        assert answer.startswith("The server's owner cannot be muted"), answer
        assert "Shouting." in answer  # given back
    stage.r.faults.refuse(50001, "GET", "/guilds/*/members/*")
    answer = await muted_by_note(stage, stage.mod, by_ann)
    assert answer.startswith("Discord does not say just now who wrote this"), answer
    answer = await muted_by_note(stage, deputy, by_owner)
    assert answer.startswith("The server's owner cannot be muted"), answer
    assert "can read but not write here" in await muted_by_note(stage, stage.mod, by_ann)
    assert "can read but not write here" in await muted_by_note(stage, deputy, by_warden)
    # A refusal would tell that the mask is a warden's.
    assert "can read but not write here" in await muted_by_note(stage, stage.mod, masked)


async def test_a_muted_member_is_told_reads_on_and_gets_their_words_back(stage: Stage) -> None:
    excerpt = await stage.first_excerpt()
    done = await stage.mod.slash(
        "moderate mute",
        stage.books,
        member=stage.ann,
        reason="Shouting.",
        options={"for": "3 hours"},
    )
    assert done.text.startswith(f"<@{stage.ann.user.id}> can read but not write here until <t:")
    await stage.delivery.step()
    assert "Reason: Shouting." in stage.ann.read(stage.ann.dm())[-1].content
    form = await stage.ann.press(excerpt, "Annotate")
    refused = await stage.ann.submit(form, {"note": "A long thought"})
    assert refused.text.startswith("A moderator has muted you here")
    assert "A long thought" in refused.text
    read = await stage.ann.press(excerpt, "Mark as read")
    assert read.text.startswith("Excerpt 1 is marked as read.")
    muted = await stage.mod.slash("moderate queue", stage.books, show="muted")
    assert "Shouting." in muted.text
    lifted = await stage.mod.slash("moderate unmute", stage.books, member=stage.ann)
    assert lifted.text == f"<@{stage.ann.user.id}> can write again."
    again = await stage.ann.press(refused, "Open the form again")
    kept = await stage.ann.submit(again)
    assert kept.text.startswith("Your note is kept.")


async def test_a_refused_word_comes_back_and_a_held_one_waits(stage: Stage) -> None:
    excerpt = await stage.first_excerpt()
    nothing = await stage.mod.slash("moderate words", stage.books)
    assert nothing.text.startswith("The list is empty.")
    await stage.mod.slash("moderate words", stage.books, add="gribble", action="refuse")
    listed = await stage.mod.slash("moderate words", stage.books, add="*Example.com*")
    assert listed.text.splitlines() == [
        "**Refused:** gribble",
        "**Held until a moderator has looked:** example.com",
    ]
    form = await stage.ann.press(excerpt, "Annotate")
    refused = await stage.ann.submit(form, {"note": "Ｇrib\u200bble!"})
    assert refused.text.startswith("This group does not want “gribble” in its notes.")
    again = await stage.ann.press(refused, "Open the form again")
    kept = await stage.ann.submit(again, {"note": "Kinder."})
    assert kept.text.startswith("Your note is kept. The group sees it.")
    off = await stage.mod.slash("moderate words", stage.books, remove="Gribble")
    assert "Refused:" not in off.text


async def test_the_log_is_a_file_that_a_spreadsheet_may_open(stage: Stage) -> None:
    posted = await rude_note(stage)
    seen = await stage.mod.press(posted, "More")
    form = await stage.mod.press(seen, "Hide")
    await stage.mod.submit(form, {"Reason": "=1+1"})
    told = await stage.mod.slash("moderate log", stage.books, file="csv")
    (file,) = told.files
    rows = list(csv.DictReader(io.StringIO(file.content.decode("utf-8-sig"))))
    assert rows[0]["deed"] == "note.hidden"
    assert rows[0]["reason"] == "'=1+1"
    assert rows[0]["who"] == str(stage.mod.user.id)
    assert {row["title"] for row in rows if row["subject"] == "reading"} == {"The Harbour"}
    told = await stage.mod.slash("moderate log", stage.books, file="json")
    content = json.loads(told.files[0].content)
    assert content["log"][0]["reason"] == "=1+1"
    assert "Gribble" not in json.dumps(content)
