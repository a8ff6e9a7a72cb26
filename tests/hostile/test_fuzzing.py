"""Whatever is sent over the wire is answered, and changes nothing that it may not."""

from tests.chat.conftest import Stage
from tests.hostile.fuzzing import try_everything

from readbot.rehearsal.model.nouns import InteractionKind, Json
from readbot.rehearsal.replies import Reply


async def test_anything_by_anybody_is_answered_and_changes_nothing_of_others(stage: Stage) -> None:
    assert await try_everything(stage, 150, seed=20) == 150


async def test_a_made_up_form_with_the_id_of_a_button_that_opens_a_form_is_refused_plainly(
    stage: Stage,
) -> None:
    posted = await stage.first_excerpt()
    data: Json = {"custom_id": "rb1:muteby:1", "components": []}
    desk = stage.r.desk
    made_up = desk.begin(InteractionKind.FORM, stage.mod.user, stage.books, data, message=posted)
    await desk.answered(made_up)
    reply = await Reply(stage.r.world, made_up).settled(20)
    assert "another version of readbot" in reply.text
