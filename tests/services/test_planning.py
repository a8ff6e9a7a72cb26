"""Owing what is due, by the clubs' rules and the zones'."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update
from tests.services.conftest import CHANNEL, HERE, MODERATOR, NOW

from readbot.club.clubs import LateRule
from readbot.services import clubs, planning, queueing
from readbot.services.cadence import Schedule
from readbot.store import postings
from readbot.store import readings as kept_readings
from readbot.store.database import Store
from readbot.store.tables import cadences


async def owed(store: Store, reading_id: int) -> list[tuple[str, datetime]]:
    async with store.reading() as tx:
        found = await postings.unfinished_excerpts(tx, reading_id)
    return [(p.occurrence, p.due_at) for p in found]


async def test_an_excerpt_is_owed_when_its_time_has_come_and_not_before(
    store: Store, started: Schedule
) -> None:
    await planning.plan_due(store, NOW)
    assert await owed(store, started.reading.id) == []
    due = NOW + timedelta(hours=1)
    await planning.plan_due(store, due)
    await planning.plan_due(store, due)
    assert await owed(store, started.reading.id) == [("1.0", due)]


@pytest.mark.parametrize(
    ("rule", "numbers"),
    [(LateRule.ONCE, ["1.0"]), (LateRule.CATCH_UP, ["1.0", "2.0", "3.0"]), (LateRule.SKIP, [])],
)
async def test_what_was_missed_follows_the_rule_of_the_club(
    store: Store, started: Schedule, rule: LateRule, numbers: list[str]
) -> None:
    await clubs.set_up(store, HERE, MODERATOR, clubs.SetUp(CHANNEL, late_rule=rule), NOW)
    await planning.plan_due(store, NOW + timedelta(days=5))
    assert [occurrence for occurrence, _ in await owed(store, started.reading.id)] == numbers
    async with store.reading() as tx:
        assert [at for _, _, at in await kept_readings.coming(tx)] == [
            datetime(2026, 3, 9, 9, tzinfo=UTC)
        ]


async def test_when_the_zone_rules_have_changed_what_is_to_come_is_worked_out_anew(
    store: Store, started: Schedule
) -> None:
    wrong = NOW + timedelta(hours=2)
    async with store.writing() as tx:
        await tx.execute(update(cadences).values(rules="2000a", next_at=wrong))
    assert await planning.refresh_rules(store, NOW) == 1
    assert await planning.refresh_rules(store, NOW) == 0
    queue = await queueing.queue(store, HERE, MODERATOR, None, NOW)
    assert queue.items[0][1] == started.next_at
