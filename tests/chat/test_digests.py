"""The weekly digest and the exports, as they are seen in Discord."""

from datetime import UTC, datetime

from tests.chat.conftest import Stage


async def week(stage: Stage) -> None:
    """A week in which a little was said."""
    await stage.first_excerpt(digest_day="sunday", digest_time="18:00")
    for person, note in ((stage.ann, "They are brave."), (stage.ben, "Or they have no choice.")):
        await person.slash("annotate", stage.books, passage="nobody doubts that six", note=note)
    await stage.ann.slash("ask", stage.books, question="Do they sleep?")
    await stage.ben.slash("answer", stage.books, question="sleep", answer="In the afternoon.")


async def test_the_digest_comes_on_its_day(stage: Stage) -> None:
    await week(stage)
    stage.r.clock.jump(datetime(2026, 3, 8, 18, 0, 1, tzinfo=UTC))
    await stage.delivery.step()
    digest = next(m for m in stage.ann.read(stage.books) if "What we read and said" in m.content)
    assert "> nobody doubts that six" in digest.content
    assert "Do they sleep?" in digest.content
    assert "**ben**" in digest.content
    opened = await stage.ann.press(digest, "Open questions")
    assert "Do they sleep?" in opened.text


async def test_a_moderator_previews_sends_and_sets_the_digest(stage: Stage) -> None:
    await week(stage)
    preview = await stage.mod.slash("digest preview", stage.books)
    assert "They are brave." in preview.text
    assert preview.ephemeral
    changed = await stage.mod.slash(
        "digest settings", stage.books, day="fri", time="07:30", names=False
    )
    assert "comes on Friday" in changed.text
    sent = await stage.mod.slash("digest send", stage.books)
    assert "on its way" in sent.text
    await stage.delivery.step()
    digest = stage.ann.read(stage.books)[-1]
    assert "They are brave." in digest.content
    assert "**Ann**" not in digest.content


async def test_a_moderator_exports_the_discussion(stage: Stage) -> None:
    await week(stage)
    for kind in ("markdown", "json", "csv", "html"):
        reply = await (await stage.mod.slash("digest export", stage.books, format=kind)).settled()
        assert any(b"They are brave." in file.content for file in reply.files), (kind, reply.text)
        assert reply.ephemeral
