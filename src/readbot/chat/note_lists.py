"""Which notes a list shows, in the few characters that a button's id has room for."""

from readbot.club.notes import NoteFilter, NoteKind, QuestionState

_STATES = {state.value[0]: state for state in QuestionState}
_KINDS = {kind.value[:2]: kind for kind in NoteKind}


def packed(wanted: NoteFilter) -> tuple[str, ...]:
    """The conditions as arguments of an id; empty where there is none."""
    span = "" if wanted.span is None else f"{wanted.span[0]}-{wanted.span[1]}"
    return (
        _number(wanted.reading_id),
        _number(wanted.excerpt),
        "" if wanted.kind is None else wanted.kind.value[:2],
        _number(wanted.member_id),
        "" if wanted.state is None else wanted.state.value[0],
        span,
    )


def _number(value: int | None) -> str:
    return "" if value is None else str(value)


def unpacked(arguments: tuple[str, ...]) -> NoteFilter:
    """The conditions out of an id's arguments; ValueError where they are none of ours."""
    reading, excerpt, kind, member, state, span = arguments
    start, dash, end = span.partition("-")
    return NoteFilter(
        reading_id=int(reading) if reading else None,
        excerpt=int(excerpt) if excerpt else None,
        kind=_KINDS.get(kind),
        member_id=int(member) if member else None,
        state=_STATES.get(state),
        span=(int(start), int(end)) if dash else None,
    )
