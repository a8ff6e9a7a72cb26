"""Buttons, selects and layouts that people press and see."""

import io

import discord
import pytest
from tests.rehearsal.stage import Bot, Stage

from readbot.rehearsal import ClientRefusal


async def test_selects_of_every_kind_reach_the_bot(stage: Stage, bot: Bot) -> None:
    view = discord.ui.View(timeout=None)
    options = [discord.SelectOption(label="One", value="1"), discord.SelectOption(label="Two")]
    view.add_item(discord.ui.Select(custom_id="s", options=options, max_values=2))
    view.add_item(discord.ui.UserSelect(custom_id="u"))
    view.add_item(discord.ui.ChannelSelect(custom_id="c"))
    view.add_item(discord.ui.RoleSelect(custom_id="r"))

    @bot.event
    async def on_interaction(interaction: discord.Interaction) -> None:
        data: dict[str, object] = dict(interaction.data or {})
        await interaction.response.send_message(f"{data['values']}")

    await bot.get_partial_messageable(stage.general.id).send("Choose", view=view)
    (message,) = stage.ann.read(stage.general)
    assert (await stage.ann.choose(message, "s", ["One", "Two"])).content == "['1', 'Two']"
    assert (await stage.ann.choose(message, "u", [stage.ben])).content == f"['{stage.ben.user.id}']"
    assert (await stage.ann.choose(message, "c", [stage.forum])).kind == "message"
    with pytest.raises(ClientRefusal):
        await stage.ann.choose(message, "s", ["Three"])
    with pytest.raises(ClientRefusal):
        await stage.ann.choose(message, "u", [])


async def test_answers_with_files_and_layouts_are_seen(stage: Stage, bot: Bot) -> None:
    @bot.tree.command(description="Shows")
    async def show(interaction: discord.Interaction) -> None:
        view = discord.ui.LayoutView()
        view.add_item(discord.ui.TextDisplay("# Words"))
        view.add_item(discord.ui.File("attachment://a.csv"))
        await interaction.response.send_message(
            view=view, files=[discord.File(io.BytesIO(b"a,b"), "a.csv")], ephemeral=True
        )

    await bot.tree.sync()
    reply = await stage.ann.slash("show", stage.general)
    assert reply.text == "# Words"
    assert [(file.filename, file.content) for file in reply.files] == [("a.csv", b"a,b")]
    assert reply.to_json()["files"] == [{"name": "a.csv", "size": 3}]


async def test_buttons_deep_in_a_layout_are_pressed_and_change_it(stage: Stage, bot: Bot) -> None:
    class Deep(discord.ui.LayoutView):
        def __init__(self) -> None:
            super().__init__(timeout=None)
            note: discord.ui.Button[Deep] = discord.ui.Button(label="Note", custom_id="n")
            note.callback = self.noted  # type: ignore[method-assign]
            section: discord.ui.Section[Deep] = discord.ui.Section("Words", accessory=note)
            self.add_item(discord.ui.Container(section))

        async def noted(self, interaction: discord.Interaction) -> None:
            after = discord.ui.LayoutView()
            after.add_item(discord.ui.TextDisplay("Noted"))
            await interaction.response.edit_message(view=after)

    await bot.get_partial_messageable(stage.general.id).send(view=Deep())
    (message,) = stage.ann.read(stage.general)
    pressed = await stage.ann.press(message, "Note")
    assert (pressed.kind, pressed.text) == ("updated", "Noted")
    assert message.components_v2


async def test_an_edit_of_flags_keeps_an_answer_private(stage: Stage, bot: Bot) -> None:
    @bot.tree.command(description="Private")
    async def private(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("One", ephemeral=True)
        flags = discord.MessageFlags(suppress_embeds=True)
        path = "/webhooks/{webhook_id}/{webhook_token}/messages/@original"
        route = discord.http.Route(
            "PATCH", path, webhook_id=interaction.application_id, webhook_token=interaction.token
        )
        await bot.http.request(route, json={"content": "Two", "flags": flags.value})

    await bot.tree.sync()
    reply = await stage.ann.slash("private", stage.general)
    await stage.r.world.changes.until(lambda: reply.content == "Two", 2)
    assert (reply.content, reply.ephemeral) == ("Two", True)
