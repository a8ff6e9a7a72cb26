"""Forms that a bot opens, and people fill in."""

import discord
import pytest
from tests.rehearsal.stage import Bot, Stage

from readbot.rehearsal import ClientRefusal, Upload


class Form(discord.ui.Modal, title="A note"):
    words: discord.ui.TextInput["Form"] = discord.ui.TextInput(
        label="Words", custom_id="words", max_length=10, default="old"
    )

    async def on_submit(self, interaction: discord.Interaction) -> None:
        await interaction.response.send_message(f"Noted: {self.words.value}", ephemeral=True)


async def test_a_form_opens_is_filled_and_answered(stage: Stage, bot: Bot) -> None:
    @bot.tree.command(description="Opens")
    async def note(interaction: discord.Interaction) -> None:
        await interaction.response.send_modal(Form())

    await bot.tree.sync()
    opened = await stage.ann.slash("note", stage.general)
    assert opened.kind == "form"
    assert opened.form.title == "A note"
    assert opened.form.part("Words")["value"] == "old"
    for wrong in ({"words": "x" * 11}, {"words": ""}, {"nothing": "x"}):
        with pytest.raises(ClientRefusal):
            await stage.ann.submit(opened, wrong)
    assert (await stage.ann.submit(opened, {"words": "new"})).content == "Noted: new"
    again = await stage.ann.slash("note", stage.general)
    assert (await stage.ann.submit(again.form)).content == "Noted: old"
    assert (await stage.ann.submit(again.form)).kind == "failed"


class Wide(discord.ui.Modal, title="Every part"):
    def __init__(self) -> None:
        super().__init__(custom_id="wide")
        self.who: discord.ui.UserSelect[Wide] = discord.ui.UserSelect(custom_id="who")
        self.file: discord.ui.FileUpload[Wide] = discord.ui.FileUpload(custom_id="file")
        self.radio: discord.ui.RadioGroup[Wide] = discord.ui.RadioGroup(
            custom_id="radio",
            options=[
                discord.RadioGroupOption(label="R1", value="r1"),
                discord.RadioGroupOption(label="R2", value="r2"),
            ],
        )
        self.boxes: discord.ui.CheckboxGroup[Wide] = discord.ui.CheckboxGroup(
            custom_id="boxes",
            options=[
                discord.CheckboxGroupOption(label="C1", value="c1"),
                discord.CheckboxGroupOption(label="C2", value="c2"),
            ],
        )
        self.box: discord.ui.Checkbox[Wide] = discord.ui.Checkbox(custom_id="box")
        for text, part in (
            ("Who", self.who),
            ("File", self.file),
            ("Radio", self.radio),
            ("Boxes", self.boxes),
            ("Box", self.box),
        ):
            self.add_item(discord.ui.Label(text=text, component=part))

    async def on_submit(self, interaction: discord.Interaction) -> None:
        content = await self.file.values[0].read()
        found = [self.who.values[0].name, content.decode(), self.radio.value]
        found += [*self.boxes.values, str(self.box.value)]
        await interaction.response.send_message(" ".join(map(str, found)))


async def test_every_part_of_a_form_reaches_the_bot(stage: Stage, bot: Bot) -> None:
    @bot.tree.command(description="Opens")
    async def wide(interaction: discord.Interaction) -> None:
        await interaction.response.send_modal(Wide())

    await bot.tree.sync()
    opened = await stage.ann.slash("wide", stage.general)
    answer = await stage.ann.submit(
        opened,
        {
            "who": [stage.ben],
            "file": Upload("a.txt", b"text"),
            "radio": "R2",
            "Boxes": ["C2"],
            "Box": True,
        },
    )
    assert answer.content == "ben text r2 c2 True"
    wrongs: list[dict[str, object]] = [
        {"radio": "R3"},
        {"Boxes": ["C3"]},
        {"who": []},
        {"file": []},
    ]
    for wrong in wrongs:
        with pytest.raises(ClientRefusal):
            await stage.ann.submit(opened, wrong)
