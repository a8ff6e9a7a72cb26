"""A small discord.py bot that shows one of everything, for the page's tests."""

import asyncio
import io
import struct
import zlib

import discord
from discord import app_commands, ui
from tests.rehearsal.stage import Bot

FRUITS = ("apple", "apricot", "banana", "cherry")


def picture(width: int = 320, height: int = 180) -> bytes:
    """A small PNG: a plain gradient."""
    rows = b"".join(
        b"\x00"
        + b"".join(bytes((60 + x * 120 // width, 90, 200 - y * 90 // height)) for x in range(width))
        for y in range(height)
    )

    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


class Survey(ui.Modal, title="A short survey"):
    """A form with one of each input."""

    opinion: ui.Label["Survey"] = ui.Label(
        text="Your opinion",
        description="In a sentence or two",
        component=ui.TextInput(
            style=discord.TextStyle.paragraph, max_length=200, custom_id="opinion"
        ),
    )
    name: ui.Label["Survey"] = ui.Label(
        text="A name for it",
        component=ui.TextInput(required=False, max_length=40, default="Untitled", custom_id="name"),
    )
    fruit: ui.Label["Survey"] = ui.Label(
        text="A fruit",
        component=ui.Select(
            custom_id="fruit", options=[discord.SelectOption(label=one) for one in FRUITS]
        ),
    )
    member: ui.Label["Survey"] = ui.Label(
        text="A member", component=ui.UserSelect(custom_id="member", required=False)
    )
    file: ui.Label["Survey"] = ui.Label(
        text="A file", component=ui.FileUpload(custom_id="file", required=False, max_values=2)
    )

    async def on_submit(self, interaction: discord.Interaction) -> None:
        """Tells what was filled in."""
        parts = {
            label.text: label.component for label in self.children if isinstance(label, ui.Label)
        }
        opinion, name = parts["Your opinion"], parts["A name for it"]
        fruit, member, file = parts["A fruit"], parts["A member"], parts["A file"]
        assert isinstance(opinion, ui.TextInput)
        assert isinstance(name, ui.TextInput)
        assert isinstance(fruit, ui.Select)
        assert isinstance(member, ui.UserSelect)
        assert isinstance(file, ui.FileUpload)
        told = [opinion.value, name.value, *fruit.values]
        told += [one.display_name for one in member.values]
        told += [f"{one.filename} ({len(await one.read())} bytes)" for one in file.values]
        await interaction.response.send_message("Thank you: " + ", ".join(told), ephemeral=True)


class Counter(ui.View):
    """Buttons of all kinds, and two selects."""

    count = 0

    @ui.button(label="Count", style=discord.ButtonStyle.primary, emoji="👍")
    async def up(self, interaction: discord.Interaction, _: ui.Button["Counter"]) -> None:
        """Changes its own message."""
        self.count += 1
        await interaction.response.edit_message(content=f"Counted to **{self.count}**")

    @ui.button(label="Survey", style=discord.ButtonStyle.success)
    async def survey(self, interaction: discord.Interaction, _: ui.Button["Counter"]) -> None:
        """Opens a form."""
        await interaction.response.send_modal(Survey())

    @ui.button(label="Silent", style=discord.ButtonStyle.danger)
    async def silent(self, interaction: discord.Interaction, _: ui.Button["Counter"]) -> None:
        """Never answers."""

    @ui.button(label="Greyed out", disabled=True)
    async def grey(self, interaction: discord.Interaction, _: ui.Button["Counter"]) -> None:
        """Cannot be pressed."""

    @ui.select(
        placeholder="Which fruits?",
        min_values=1,
        max_values=3,
        options=[
            discord.SelectOption(label=one, description=f"An {one}, or a {one}") for one in FRUITS
        ],
    )
    async def fruits(self, interaction: discord.Interaction, select: ui.Select["Counter"]) -> None:
        """Repeats what was chosen."""
        await interaction.response.send_message(
            "Chosen: " + ", ".join(select.values), ephemeral=True
        )

    @ui.select(cls=ui.ChannelSelect, placeholder="Which channel?")
    async def channel(
        self, interaction: discord.Interaction, select: ui.ChannelSelect["Counter"]
    ) -> None:
        """Repeats the channel."""
        await interaction.response.send_message(f"Chosen: <#{select.values[0].id}>", ephemeral=True)


def card() -> ui.LayoutView:
    """A message of components v2."""
    view = ui.LayoutView()
    box: ui.Container[ui.LayoutView] = ui.Container(accent_color=discord.Color(0xD98E2B))
    box.add_item(ui.TextDisplay("## The harbour at night\n-# Excerpt 3 of 12 · *An invented book*"))
    box.add_item(
        ui.TextDisplay(
            "The lamps along the quay were lit one after another, and each of them "
            "drew a short, trembling road across the water.\n\nNobody took these roads."
        )
    )
    box.add_item(ui.Separator(spacing=discord.SeparatorSpacing.large))
    box.add_item(
        ui.Section(
            "**Marked by 4 readers**\n> each of them drew a short, trembling road",
            accessory=ui.Button(label="Notes", custom_id="card:notes"),
        )
    )
    box.add_item(
        ui.MediaGallery(
            discord.MediaGalleryItem("attachment://harbour.png", description="The harbour")
        )
    )
    box.add_item(ui.File("attachment://notes.md"))
    view.add_item(box)
    view.add_item(
        ui.ActionRow(
            ui.Button(
                label="Annotate", style=discord.ButtonStyle.primary, custom_id="card:annotate"
            ),
            ui.Button(label="Ask", custom_id="card:ask"),
            ui.Button(label="Source", url="https://example.org/harbour"),
        )
    )
    return view


def card_files() -> list[discord.File]:
    """The files of the card."""
    notes = "# Notes\n\n" + "\n".join(f"- Note {n}: the water again" for n in range(1, 15))
    return [
        discord.File(io.BytesIO(picture()), "harbour.png"),
        discord.File(io.BytesIO(notes.encode()), "notes.md"),
    ]


def hang_commands(bot: Bot) -> None:
    """Puts every command on the bot's tree."""
    tree = bot.tree

    @tree.command(description="Says a word back, to you alone")
    @app_commands.describe(word="What to say", loudly="In capital letters", times="How often")
    async def echo(
        interaction: discord.Interaction,
        word: str,
        loudly: bool = False,
        times: app_commands.Range[int, 1, 3] = 1,
    ) -> None:
        said = " ".join([word.upper() if loudly else word] * times)
        await interaction.response.send_message(said, ephemeral=True)

    @tree.command(description="Buttons and menus")
    async def buttons(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("Counted to **0**", view=Counter())

    @tree.command(name="card", description="A message of components v2")
    async def show_card(interaction: discord.Interaction) -> None:
        await interaction.response.send_message(view=card(), files=card_files())

    @tree.command(description="Thinks for a moment")
    async def think(interaction: discord.Interaction) -> None:
        await interaction.response.defer()
        await asyncio.sleep(1)
        await interaction.followup.send("Thought about it.")

    @tree.command(description="Never answers")
    async def silence(interaction: discord.Interaction) -> None:
        """Does nothing, on purpose."""

    @tree.command(description="A form with one of each input")
    async def survey(interaction: discord.Interaction) -> None:
        await interaction.response.send_modal(Survey())

    group = app_commands.Group(name="basket", description="A basket of fruits")

    @group.command(name="add", description="Puts a fruit into the basket")
    @app_commands.describe(fruit="Completed while you type", colour="One of three", to="For whom")
    @app_commands.choices(
        colour=[app_commands.Choice(name=n, value=n.lower()) for n in ("Red", "Green", "Yellow")]
    )
    async def add(
        interaction: discord.Interaction,
        fruit: str,
        colour: app_commands.Choice[str],
        to: discord.Member | None = None,
        note: discord.Attachment | None = None,
        where: discord.TextChannel | None = None,
        role: discord.Role | None = None,
    ) -> None:
        told = [fruit, colour.value]
        told += [one.mention for one in (to, where, role) if one is not None]
        if note is not None:
            told.append(f"{note.filename} ({len(await note.read())} bytes)")
        await interaction.response.send_message("In the basket: " + ", ".join(told))

    @add.autocomplete("fruit")
    async def fruits(_: discord.Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return [
            app_commands.Choice(name=one.title(), value=one)
            for one in FRUITS
            if typed.lower() in one
        ]

    tree.add_command(group)

    @tree.command(description="Only for moderators")
    @app_commands.default_permissions(manage_messages=True)
    async def tidy(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("Tidied.", ephemeral=True)

    @tree.context_menu(name="Count words")
    async def count(interaction: discord.Interaction, message: discord.Message) -> None:
        words = len(message.content.split())
        await interaction.response.send_message(f"{words} words", ephemeral=True)

    @tree.context_menu(name="Greet")
    async def greet(interaction: discord.Interaction, member: discord.Member) -> None:
        await interaction.response.send_message(f"Hello, {member.mention}!")
