"""The discussion as Markdown with front matter: reads well as it is, and fits Obsidian."""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime

from readbot.club.notes import Note, NoteKind
from readbot.club.readings import rights_said
from readbot.digest.views import Asked, DigestView, ReadingPart, Voice
from readbot.export.documents import Chapter, Discussion, Section, Told, address
from readbot.export.escaping import markdown, one_line


def pieces(discussion: Discussion) -> Iterator[str]:
    """One file: each passage with its notes, then the questions, then the digests."""
    yield _front_matter(discussion)
    if discussion.chapters or not discussion.digests:
        yield f"\n\n# {_inline(discussion.title)}"
    for chapter in discussion.chapters:
        yield from (f"\n\n{part}" for part in _chapter(discussion, chapter))
    for digest in discussion.digests:
        yield from (f"\n\n{part}" for part in _digest(discussion, digest))
    yield "\n"


def _front_matter(discussion: Discussion) -> str:
    """YAML; every string is written as JSON writes it, which YAML reads the same."""
    club = discussion.club
    facts: dict[str, object] = {"title": discussion.title}
    if len(discussion.chapters) == 1:
        details = discussion.chapters[0].script.article.details
        facts |= {"author": details.author, "source": details.source_url}
    facts |= {
        "server": str(club.server_id),
        "channel": str(club.channel_id),
        "exported": club.local(discussion.made_at).isoformat(timespec="seconds"),
        "since": discussion.since.isoformat() if discussion.since else None,
        "until": discussion.until.isoformat() if discussion.until else None,
        "notes": sum(chapter.talk.said for chapter in discussion.chapters),
        "tags": ["readbot"],
    }
    lines = [
        f"{name}: {json.dumps(one_line(fact) if isinstance(fact, str) else fact)}"
        for name, fact in facts.items()
        if fact is not None
    ]
    return "\n".join(["---", *lines, "---"])


def _inline(text: str) -> str:
    return markdown(one_line(text))


def _linked(words: str, url: str | None) -> str:
    return f"[{words}]({url})" if url else words


def _quote(text: str) -> str:
    return "> " + markdown(text, "> ")


def _moment(discussion: Discussion, at: datetime) -> str:
    return _inline(discussion.words.moment(discussion.club.local(at)))


def _chapter(discussion: Discussion, chapter: Chapter) -> Iterator[str]:
    say, reading = discussion.words.say, chapter.script.reading
    details = reading.details
    if len(discussion.chapters) > 1:
        yield f"# {_inline(reading.title)}"
    facts = [
        _inline(details.author) if details.author else None,
        _inline(details.source_url) if details.source_url else None,
        _inline(rights_said(reading, discussion.words)) or None,
        say("{posted} of {total} excerpts", posted=len(chapter.sections), total=reading.excerpts),
        discussion.span,
    ]
    yield " · ".join(fact for fact in facts if fact)
    for section in chapter.sections:
        yield from _section(discussion, chapter, section)
    if chapter.talk.count(None) > chapter.talk.asked(None):
        yield f"## {say('On the whole reading')}"
        for told in chapter.talk.on(None):
            if told.note.kind is not NoteKind.QUESTION:
                yield _told(discussion, told)
    if chapter.talk.has_questions:
        yield f"## {say('Questions')}"
        for question in chapter.talk.questions:
            yield from _question(discussion, question)


def _section(discussion: Discussion, chapter: Chapter, section: Section) -> Iterator[str]:
    total, number = chapter.script.reading.excerpts, section.excerpt.number
    name = discussion.words.say("Excerpt {number} of {total}", number=number, total=total)
    yield f"## {_linked(name, address(section.link))}"
    asked = chapter.talk.asked(number)
    if asked:
        yield f"*{discussion.words.count('{n} question below', '{n} questions below', asked)}*"
    for quoted, group in chapter.by_passage(number):
        if quoted is not None:
            yield _quote(quoted)
        for told in group:
            yield _told(discussion, told)
    if not chapter.talk.count(number):
        yield f"*{discussion.words.say('No notes.')}*"


def _note(discussion: Discussion, note: Note) -> str:
    """A list item: who, what sort, when, and below it the words."""
    kind = discussion.kind(note.kind)
    if note.state:
        kind += f" ({discussion.state(note.state)})"
    return _item(
        discussion,
        discussion.author(note),
        kind,
        note.created_at,
        discussion.link(note),
        discussion.body(note),
    )


def _item(
    discussion: Discussion,
    author: str | None,
    kind: str,
    at: datetime,
    url: str | None,
    body: str,
) -> str:
    who = [f"**{_inline(author)}**"] if author else []
    when = _linked(discussion.short(at), url)
    return f"- {' · '.join([*who, kind, when])}\n\n  {markdown(body, '  ')}"


def _question(discussion: Discussion, question: Told) -> Iterator[str]:
    if question.note.anchor is not None:
        yield _quote(question.note.anchor.exact)
    yield _told(discussion, question)


def _told(discussion: Discussion, told: Told) -> str:
    """A note, and indented below it what belongs to it."""
    lines = [_note(discussion, told.note)]
    for answer in told.answers:
        accepted = answer.id == told.note.accepted_id
        kind = discussion.words.say("accepted answer") if accepted else None
        item = _item(
            discussion,
            discussion.author(answer),
            kind or discussion.kind(answer.kind),
            answer.created_at,
            discussion.link(answer),
            discussion.body(answer),
        )
        lines.append("\n".join(f"  {line}".rstrip() for line in item.split("\n")))
    return "\n\n".join(lines)


def _digest(discussion: Discussion, view: DigestView) -> Iterator[str]:
    words, local = discussion.words, view.club.local
    yield f"# {words.say('Digest of {day}', day=words.day(local(view.end).date()))}"
    yield words.say(
        "From {start} to {end}: {notes} by {people}.",
        start=_moment(discussion, view.start),
        end=_moment(discussion, view.end),
        notes=words.count("{n} note", "{n} notes", view.notes),
        people=words.count("{n} member", "{n} members", view.voices),
    )
    for part in view.parts:
        yield from _part(discussion, part)


def _part(discussion: Discussion, part: ReadingPart) -> Iterator[str]:
    say = discussion.words.say
    yield f"## {_inline(part.title)}"
    read = ", ".join(_linked(str(e.number), address(e.link)) for e in part.excerpts)
    if read:
        yield say("Read: excerpts {numbers}.", numbers=read)
    yield say("{posted} of {total} excerpts so far.", posted=part.posted, total=part.total)
    if part.passages:
        yield f"### {say('Most noted')}"
    for passage in part.passages:
        count = discussion.words.count("{n} note", "{n} notes", passage.notes)
        yield f"{_quote(passage.quoted)}\n>\n> — {_linked(count, address(passage.link))}"
    for sides in part.sides:
        yield f"### {say('Agreement and disagreement')}"
        yield _quote(sides.passage.quoted)
        yield _voices(discussion, [*sides.agreeing, *sides.disagreeing])
    for theme in part.themes:
        yield f"### {_inline(', '.join(theme.keywords)) or say('What was said')}"
        yield _voices(discussion, theme.voices)
    for heading, questions in (
        (say("Answered questions"), part.answered),
        (say("Open questions"), part.open),
    ):
        if questions:
            yield f"### {heading}"
            yield "\n\n".join(_asked(discussion, asked) for asked in questions)


def _voices(discussion: Discussion, voices: Iterable[Voice]) -> str:
    return "\n\n".join(_voice(discussion, voice) for voice in voices)


def _voice(discussion: Discussion, voice: Voice) -> str:
    author = discussion.name(voice.author)
    return _item(
        discussion, author, discussion.kind(voice.kind), voice.at, address(voice.link), voice.brief
    )


def _asked(discussion: Discussion, asked: Asked) -> str:
    lines = [_voice(discussion, asked.question)]
    for answer in asked.answers:
        item = _voice(discussion, answer)
        lines.append("\n".join(f"  {line}".rstrip() for line in item.split("\n")))
    return "\n\n".join(lines)
