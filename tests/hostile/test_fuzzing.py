"""Whatever is sent over the wire is answered, and changes nothing that it may not."""

from tests.chat.conftest import Stage
from tests.hostile.fuzzing import try_everything


async def test_anything_by_anybody_is_answered_and_changes_nothing_of_others(stage: Stage) -> None:
    assert await try_everything(stage, 150, seed=20) == 150
