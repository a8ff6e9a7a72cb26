"""Weeks of missed dates: what each rule brings, and that the queue tells the truth meanwhile."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from tests.services.conftest import CHANNEL, HERE, MODERATOR, Channels, Clock

from readbot.club.cadence import CATCH_UP_GAP
from readbot.club.clubs import Club, LateRule
from readbot.club.mistakes import Mistake
from readbot.services import cadence, clubs, digests, parsing, queueing, readings
from readbot.services.cadence import Schedule
from readbot.services.courier import ExcerptPage, OutcomeUnknownError, Parcel, Sent
from readbot.services.delivery import Delivery
from readbot.store import postings
from readbot.store.database import Store

BERLIN = ZoneInfo("Europe/Berlin")
AUTUMN, SPRING = date(2026, 10, 25), date(2027, 3, 28)
LONG = "\n\n".join(
    f"Day {n} on the island began with fog. " + "The keeper lit the lamp and wrote it down. " * 12
    for n in range(1, 71)
)
AWAY = 32  # days
MINUTE = timedelta(minutes=1)
Came = tuple[int, datetime]


class Diary(Channels):
    """Writes down which excerpt came when, and what was said of its lateness."""

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self.clock = clock
        self.came: list[Came] = []
        self.due: list[datetime] = []
        self.late: list[timedelta | None] = []

    async def send(self, parcel: Parcel) -> Sent:
        """Deliver an excerpt, and note it."""
        sent = await super().send(parcel)
        if isinstance(parcel.page, ExcerptPage):
            self.came.append((parcel.page.excerpt.number, self.clock()))
            self.due.append(parcel.posting.due_at)
            self.late.append(parcel.page.late)
        return sent


@pytest.fixture
def database_url(on_sqlite: str) -> str:
    """Time is told alike on both databases: one is enough here."""
    return on_sqlite


@pytest.fixture
def diary(clock: Clock) -> Diary:
    """What came when."""
    return Diary(clock)


@pytest.fixture
def delivery(store: Store, diary: Diary, clock: Clock) -> Delivery:
    """The real delivery, whose courier keeps a diary."""
    return Delivery(store, diary, clock)


async def begin(store: Store, clock: Clock, rule: LateRule, excerpts: int = 1) -> Schedule:
    """A reading of many excerpts, each night at half past two: the hour that clock changes take."""
    wanted = clubs.SetUp(CHANNEL, zone="Europe/Berlin", late_rule=rule)
    await clubs.set_up(store, HERE, MODERATOR, wanted, clock())
    article = await parsing.read_pasted(LONG)
    await readings.add(store, HERE, MODERATOR, article, clock(), title="The lamp", minutes=0.5)
    started = await pace(store, clock, "02:30", excerpts)
    assert started.reading.excerpts > 2 * AWAY
    return started


async def pace(store: Store, clock: Clock, at: str, excerpts: int = 1) -> Schedule:
    return await cadence.start(
        store,
        HERE,
        MODERATOR,
        None,
        days=None,
        time=at,
        first=None,
        excerpts=excerpts,
        now=clock(),
    )


async def queue(store: Store, clock: Clock) -> list[Came]:
    waiting = await queueing.queue(store, HERE, MODERATOR, None, clock())
    return list(waiting.items)


async def believe(store: Store, delivery: Delivery, diary: Diary, span: timedelta) -> None:
    """Let ``span`` pass, and hold what comes against what the queue says at its beginning."""
    clock, before = diary.clock, len(diary.came)
    promised = [(n, at) for n, at in await queue(store, clock) if at <= clock.at + span]
    until = clock.at + span
    for turn, at in enumerate(sorted({at for _, at in promised})):
        if at - MINUTE > clock.at and turn % 5 == 0:
            clock.at = at - MINUTE
            await delivery.step()
        clock.at = max(at, clock.at)
        await delivery.step()
    clock.at = until
    await delivery.step()
    assert [(n, at.replace(microsecond=0)) for n, at in diary.came[before:]] == [
        (n, at.replace(microsecond=0)) for n, at in promised
    ]


def dates(first: date, days: int) -> list[datetime]:
    """Half past two on so many days, by the rule: what spring skips moves by the gap."""
    nights = [datetime.combine(first + timedelta(n), time(2, 30), BERLIN) for n in range(days)]
    return [night.astimezone(UTC) for night in nights]


@pytest.mark.parametrize(
    ("rule", "change"),
    [
        (LateRule.ONCE, SPRING),
        (LateRule.CATCH_UP, AUTUMN),
        (LateRule.CATCH_UP, SPRING),
        (LateRule.SKIP, AUTUMN),
    ],
)
async def test_after_a_month_away_across_a_clock_change_the_rule_holds_and_the_queue_is_true(
    store: Store, delivery: Delivery, diary: Diary, rule: LateRule, change: date
) -> None:
    clock = diary.clock
    first = change - timedelta(days=15)
    clock.at = datetime.combine(first, time(0), BERLIN).astimezone(UTC)
    await begin(store, clock, rule)
    clock.at += timedelta(days=AWAY, hours=9)
    missed = dates(first, AWAY + 1)
    coming = dates(first + timedelta(days=AWAY + 1), 3)
    await delivery.step()
    at_once = {LateRule.ONCE: [missed[-1]], LateRule.CATCH_UP: missed[:1], LateRule.SKIP: []}
    assert diary.due == at_once[rule]
    await believe(store, delivery, diary, timedelta(days=3))
    caught_up = {LateRule.ONCE: [missed[-1]], LateRule.CATCH_UP: missed, LateRule.SKIP: []}
    assert diary.due == caught_up[rule] + coming
    late = len(caught_up[rule])
    assert all(diary.late[:late])
    assert not any(diary.late[late:])
    assert [number for number, _ in diary.came] == list(range(1, late + 4))
    gaps = [b - a for (_, a), (_, b) in zip(diary.came, diary.came[1:late], strict=False)]
    assert all(gap == CATCH_UP_GAP for gap in gaps)


async def away(store: Store, delivery: Delivery, diary: Diary, excerpts: int = 1) -> None:
    """A month is missed, and the first of it has been caught up with."""
    await begin(store, diary.clock, LateRule.CATCH_UP, excerpts)
    diary.clock.pass_by(days=AWAY)
    await delivery.step()


async def test_next_brings_the_first_that_waits_for_its_turn_and_the_gaps_begin_anew(
    store: Store, delivery: Delivery, diary: Diary
) -> None:
    clock = diary.clock
    await away(store, delivery, diary)
    await believe(store, delivery, diary, timedelta(minutes=35))
    assert [number for number, _ in diary.came] == [1, 2, 3]
    waiting = await queueing.queue(store, HERE, MODERATOR, None, clock())
    assert waiting.next_number == 4
    told = await cadence.next_now(store, HERE, MODERATOR, None, clock(), number=4)
    assert (told.next_number, told.next_at) == (5, clock.at + CATCH_UP_GAP)
    with pytest.raises(Mistake, match="Excerpt 4 is not the next one any more"):
        await cadence.next_now(store, HERE, MODERATOR, None, clock(), number=4)
    await delivery.step()
    assert diary.came[-1] == (4, clock.at)
    await believe(store, delivery, diary, timedelta(minutes=40))
    assert [number for number, _ in diary.came] == [1, 2, 3, 4, 5, 6]
    await believe(store, delivery, diary, timedelta(days=1))
    assert [number for number, _ in diary.came] == list(range(1, len(diary.came) + 1))


async def test_a_month_is_caught_up_with_in_a_forums_post_that_had_to_be_opened(
    store: Store, delivery: Delivery, diary: Diary
) -> None:
    diary.forums = {CHANNEL}
    await away(store, delivery, diary)
    assert diary.kinds() == ["post", "excerpt"]
    await believe(store, delivery, diary, timedelta(hours=3))
    assert [number for number, _ in diary.came] == list(range(1, 14))
    assert diary.kinds().count("post") == 1


async def test_whatever_is_changed_meanwhile_the_queue_tells_what_comes_when(
    store: Store, delivery: Delivery, diary: Diary
) -> None:
    clock, now = diary.clock, (store, HERE, MODERATOR, None)
    await away(store, delivery, diary)
    await believe(store, delivery, diary, timedelta(minutes=20))
    await cadence.skip(*now, clock())
    await believe(store, delivery, diary, timedelta(minutes=20))
    await cadence.jump(*now, 40, clock())
    await believe(store, delivery, diary, timedelta(days=3))
    assert [number for number, _ in diary.came] == [1, 2, 3, 40, 41]
    # Away once more, and changed while that is caught up with.
    clock.pass_by(days=10)
    await delivery.step()
    await believe(store, delivery, diary, timedelta(minutes=20))
    assert diary.came[-1][0] == 43
    await cadence.pause(*now, clock())
    await believe(store, delivery, diary, timedelta(days=2))
    assert diary.came[-1][0] == 43
    await cadence.resume(*now, clock())
    await believe(store, delivery, diary, timedelta(days=1))
    assert diary.came[-1][0] == 44
    clock.pass_by(days=5)
    await delivery.step()
    await pace(store, clock, "04:00, 04:10, 04:20", 2)
    await believe(store, delivery, diary, timedelta(days=2))
    assert [number for number, _ in diary.came][3:] == list(range(40, 40 + len(diary.came) - 3))


async def test_what_is_missed_while_a_month_is_caught_up_with_is_told_in_its_turn(
    store: Store, delivery: Delivery, diary: Diary
) -> None:
    # Two of each date, which come one by one too: the whole takes more than half a day, in which
    # another date falls.
    await away(store, delivery, diary, excerpts=2)
    await believe(store, delivery, diary, timedelta(minutes=5))
    await believe(store, delivery, diary, timedelta(days=1))
    numbers = [number for number, _ in diary.came]
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) > AWAY


async def test_what_is_caught_up_with_keeps_no_other_reading_and_no_digest_waiting(
    store: Store, delivery: Delivery, diary: Diary
) -> None:
    clock = diary.clock
    await begin(store, clock, LateRule.CATCH_UP)
    article = await parsing.read_pasted(LONG)
    tides = await readings.add(store, HERE, MODERATOR, article, clock(), title="The tides")
    clock.pass_by(days=AWAY)
    await delivery.step()
    ref = str(tides.script.reading.id)
    await cadence.start(
        store, HERE, MODERATOR, ref, days=None, time="12:00", first=None, now=clock()
    )
    await cadence.next_now(store, HERE, MODERATOR, ref, clock())
    await delivery.step()
    clock.pass_by(minutes=1)
    await digests.send(store, HERE, MODERATOR, clock())
    await delivery.step()
    assert diary.kinds()[-3:] == ["excerpt", "excerpt", "digest"]
    pages = [parcel.page for _, parcel, _ in diary.messages]
    titles = [page.script.reading.title for page in pages if isinstance(page, ExcerptPage)]
    assert titles == ["The lamp", "The tides"]


async def test_an_excerpt_that_is_posted_again_meanwhile_says_when_it_comes(
    store: Store, delivery: Delivery, diary: Diary
) -> None:
    await away(store, delivery, diary)
    again = await cadence.repost(store, HERE, MODERATOR, None, 1, diary.clock())
    promised = await queue(store, diary.clock)
    assert (1, again.comes_at) in promised
    await believe(store, delivery, diary, timedelta(hours=9))
    once_more = await cadence.repost(store, HERE, MODERATOR, None, 1, diary.clock())
    assert once_more.comes_at is None


async def test_those_of_one_date_come_in_order_though_one_was_owed_before(
    store: Store, delivery: Delivery, diary: Diary
) -> None:
    clock = diary.clock
    await begin(store, clock, LateRule.ONCE, excerpts=2)
    await cadence.jump(store, HERE, MODERATOR, None, 2, clock())
    diary.refuses = {CHANNEL}
    clock.pass_by(days=1)
    await delivery.step()
    # What was owed as the first of two is taken back, and owed again as the second.
    await cadence.jump(store, HERE, MODERATOR, None, 1, clock())
    diary.refuses = set()
    await delivery.resume_stopped()
    clock.pass_by(days=1)
    await delivery.step()
    assert [number for number, _ in diary.came] == [1, 2]


async def test_next_says_what_holds_it_up_and_owes_no_more(
    store: Store, club: Club, delivery: Delivery, diary: Diary
) -> None:
    started = await begin(store, diary.clock, LateRule.ONCE)
    diary.refuses = {CHANNEL}
    diary.clock.pass_by(days=1)
    await delivery.step()
    for _ in range(3):
        with pytest.raises(Mistake, match="would only wait behind it"):
            await cadence.next_now(store, HERE, MODERATOR, None, diary.clock())
    waiting = await queueing.queue(store, HERE, MODERATOR, None, diary.clock())
    assert waiting.next_number is None
    async with store.reading() as tx:
        owed = await postings.unfinished_excerpts(tx, started.reading.id)
    assert [posting.occurrence for posting in owed] == ["1.0"]


async def test_next_goes_on_in_another_channel_than_the_one_that_holds_an_excerpt_up(
    store: Store, club: Club, delivery: Delivery, diary: Diary
) -> None:
    await begin(store, diary.clock, LateRule.ONCE)
    diary.troubles = [OutcomeUnknownError("the connection was closed", answered=False)]
    diary.clock.pass_by(days=1)
    await delivery.step()
    diary.refuses = {CHANNEL}
    diary.clock.pass_by(minutes=5)
    await delivery.step()
    await cadence.start(
        store,
        HERE,
        MODERATOR,
        None,
        days=None,
        time="02:30",
        first=None,
        channel_id=CHANNEL + 1,
        now=diary.clock(),
    )
    waiting = await queueing.queue(store, HERE, MODERATOR, None, diary.clock())
    assert waiting.held_up
    assert waiting.next_number == 2
    await cadence.next_now(store, HERE, MODERATOR, None, diary.clock())
    await delivery.step()
    assert [number for number, _ in diary.came] == [2]
