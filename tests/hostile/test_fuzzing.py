"""Whatever is sent over the wire is answered, and changes nothing that it may not."""

from tests.chat.conftest import Stage
from tests.hostile.fuzzing import try_everything


async def test_any_options_are_answered_and_change_nothing_of_others(stage: Stage) -> None:
    await try_everything(stage, 120, seed=20)
