"""Things that are kept in a file instead of memory."""

from contextlib import closing

from hypothesis import given
from hypothesis import strategies as st

from readbot.export.spool import Spool


@given(st.lists(st.text()))
def test_a_spool_is_read_as_a_list_is(things: list[str]) -> None:
    with closing(Spool[str]()) as spool:
        for place, thing in enumerate(things):
            spool.append(thing)
            assert spool[place // 2] == things[place // 2]
        assert list(spool) == things
        assert len(spool) == len(things)
        assert spool[1:3] == things[1:3]


def test_a_spool_may_be_read_twice_at_the_same_time() -> None:
    with closing(Spool[int]()) as spool:
        for number in range(4):
            spool.append(number)
        assert list(zip(spool, spool, strict=True)) == [(n, n) for n in range(4)]
