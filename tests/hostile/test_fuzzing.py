"""Whatever is sent over the wire is answered, and changes nothing that it may not."""

import pytest
from tests.chat.conftest import Stage
from tests.hostile.fuzzing import try_everything

from readbot.rehearsal.model.nouns import InteractionKind, Json
from readbot.rehearsal.replies import Reply


async def test_anything_by_anybody_is_answered_and_changes_nothing_of_others(stage: Stage) -> None:
    tried = await try_everything(stage, 150, seed=20)
    assert tried.number == 150
    assert tried.slowest > 0


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


@pytest.mark.parametrize("value", ["-1", "", {}, [], None, 7])
async def test_a_command_about_somebody_whom_discord_does_not_send_along_is_refused_plainly(
    stage: Stage, value: object
) -> None:
    await stage.first_excerpt()
    options: list[Json] = [
        {"name": "member", "type": 6, "value": value},
        {"name": "reason", "type": 3, "value": "Enough."},
    ]
    mute = {"name": "mute", "type": 1, "options": options}
    ids = await stage.client.tree.fetch_commands()
    identity = next(str(known.id) for known in ids if known.name == "moderate")
    data: Json = {
        "id": identity, "name": "moderate", "type": 1, "options": [mute], "resolved": {}
    }  # fmt: skip
    desk = stage.r.desk
    asked = desk.begin(InteractionKind.COMMAND, stage.mod.user, stage.books, data, name="moderate")
    await desk.answered(asked)
    reply = await Reply(stage.r.world, asked).settled(20)
    assert "older form of this command" in reply.text
