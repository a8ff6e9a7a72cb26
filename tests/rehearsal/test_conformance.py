"""What goes over the wire fits Discord's own document."""

import io

import discord
import pytest
from discord import app_commands
from tests.rehearsal.openapi import complaints, complaints_about
from tests.rehearsal.stage import Bot, Stage

from readbot.rehearsal import Upload, refusals


def all_complaints(stage: Stage) -> str:
    return "\n".join(one for exchange in stage.r.wire.all() for one in complaints(exchange))


def layout() -> discord.ui.LayoutView:
    view = discord.ui.LayoutView(timeout=None)
    box: discord.ui.Container[discord.ui.LayoutView] = discord.ui.Container(
        discord.ui.TextDisplay("# The tide"),
        discord.ui.Section(
            "It comes twice a day.", accessory=discord.ui.Button(label="Note", custom_id="n:1")
        ),
        discord.ui.Section("Seen", accessory=discord.ui.Thumbnail("attachment://sea.png")),
        discord.ui.Separator(spacing=discord.SeparatorSpacing.large),
        discord.ui.MediaGallery(discord.MediaGalleryItem("https://example.org/a.png")),
        discord.ui.File("attachment://notes.txt"),
        discord.ui.ActionRow(discord.ui.UserSelect(custom_id="who", placeholder="Who?")),
        accent_colour=0x336699,
    )
    view.add_item(box)
    return view


def buttons() -> discord.ui.View:
    view = discord.ui.View(timeout=None)
    view.add_item(discord.ui.Button(label="Press", custom_id="p", emoji="📖"))
    view.add_item(discord.ui.Button(label="Look", url="https://example.org"))
    options = [discord.SelectOption(label="One", value="1", description="The first")]
    view.add_item(discord.ui.Select(custom_id="s", options=options, placeholder="Which?"))
    view.add_item(discord.ui.ChannelSelect(custom_id="c"))
    view.add_item(discord.ui.RoleSelect(custom_id="r"))
    view.add_item(discord.ui.MentionableSelect(custom_id="m", max_values=2))
    return view


class Everything(discord.ui.Modal, title="All parts"):
    def __init__(self) -> None:
        super().__init__(custom_id="all", timeout=None)
        pick = [discord.SelectOption(label="A", value="a"), discord.SelectOption(label="B")]
        parts: list[tuple[str, discord.ui.Item[discord.ui.Modal]]] = [
            ("Words", discord.ui.TextInput(custom_id="words", style=discord.TextStyle.long)),
            ("Pick", discord.ui.Select(custom_id="pick", options=pick)),
            ("Files", discord.ui.FileUpload(custom_id="files", required=False)),
        ]
        for text, part in parts:
            self.add_item(discord.ui.Label(text=text, description="Some", component=part))
        self.add_item(discord.ui.TextDisplay("And some words"))


async def test_messages_of_every_kind_fit_the_document(stage: Stage, bot: Bot) -> None:
    channel = bot.get_channel(stage.general.id)
    assert isinstance(channel, discord.TextChannel)
    embed = discord.Embed(title="T", description="D", colour=3, timestamp=discord.utils.utcnow())
    embed.add_field(name="n", value="v").set_footer(text="f").set_author(name="a")
    plain = await channel.send("Hello", embed=embed, view=buttons(), nonce="x" * 25)
    await channel.send(
        view=layout(),
        files=[
            discord.File(io.BytesIO(b"\x89PNG\r\n\x1a\n" + b"0" * 24), "sea.png"),
            discord.File(io.BytesIO(b"words"), "notes.txt", description="Notes"),
        ],
    )
    await plain.reply("Again", mention_author=False)
    await plain.edit(content="Changed", attachments=[discord.File(io.BytesIO(b"1"), "a.txt")])
    await plain.add_reaction("👍")
    stage.r.world.permissions_in(stage.general, stage.r.world.bot)
    thread = await plain.create_thread(name="Talk")
    await thread.send("In the thread")
    await thread.edit(archived=True)
    [one async for one in channel.history(limit=20)]
    [one async for one in channel.archived_threads()]
    await stage_guild(bot, stage).active_threads()
    await plain.fetch()
    await plain.delete()
    assert all_complaints(stage) == ""


def stage_guild(bot: Bot, stage: Stage) -> discord.Guild:
    guild = bot.get_guild(stage.guild.id)
    assert guild is not None
    return guild


async def test_servers_channels_people_and_posts_fit_the_document(stage: Stage, bot: Bot) -> None:
    guild = await bot.fetch_guild(stage.guild.id)
    await guild.fetch_channels()
    await guild.fetch_roles()
    ann = await guild.fetch_member(stage.ann.user.id)
    await ann.send("Hello in private")
    await bot.fetch_user(stage.ben.user.id)
    await bot.application_info()
    await bot.http.get_bot_gateway()
    [one async for one in bot.fetch_guilds()]
    forum = bot.get_channel(stage.forum.id)
    assert isinstance(forum, discord.ForumChannel)
    post = await forum.create_thread(
        name="Post", content="First", applied_tags=forum.available_tags
    )
    await post.thread.fetch_message(post.message.id)
    await bot.fetch_channel(post.thread.id)
    assert all_complaints(stage) == ""


async def test_commands_and_all_answers_fit_the_document(stage: Stage, bot: Bot) -> None:
    group = app_commands.Group(
        name="reading", description="Readings", default_permissions=discord.Permissions(8192)
    )

    @group.command(description="Adds")
    @app_commands.describe(title="Its title", file="Its text")
    @app_commands.choices(kind=[app_commands.Choice(name="Long", value="long")])
    async def add(
        interaction: discord.Interaction,
        file: discord.Attachment,
        title: app_commands.Range[str, 1, 50] = "x",
        kind: str = "long",
        count: app_commands.Range[int, 1, 9] = 1,
    ) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        await interaction.edit_original_response(content=(await file.read()).decode())
        sent = await interaction.followup.send("More", view=buttons(), wait=True)
        await sent.edit(content="Still more")
        await interaction.original_response()

    bot.tree.add_command(group)

    @bot.tree.context_menu(name="Note this")
    async def note_this(interaction: discord.Interaction, message: discord.Message) -> None:
        await interaction.response.send_modal(Everything())

    @bot.tree.context_menu(name="Who is it")
    async def who(interaction: discord.Interaction, member: discord.Member) -> None:
        await interaction.response.send_message(member.display_name, ephemeral=True)

    @bot.event
    async def on_interaction(interaction: discord.Interaction) -> None:
        if interaction.type is discord.InteractionType.modal_submit:
            await interaction.response.send_message("Thanks")
        elif interaction.type is discord.InteractionType.component:
            await interaction.response.edit_message(content="Pressed")

    synced = await bot.tree.sync()
    assert len(synced) == 3
    file = Upload("a.txt", b"A text")
    reply = await stage.mod.slash("reading add", stage.general, file=file, title="T", count=2)
    await reply.settled()
    assert reply.content == "A text"
    (more,) = await reply.followed()
    pressed = await stage.mod.press(more, "Press")
    assert (pressed.kind, pressed.content) == ("updated", "Pressed")
    said = await stage.ann.say(stage.general, "A thought")
    opened = await stage.ben.message_menu("Note this", said)
    thanks = await stage.ben.submit(opened, {"words": "w", "Pick": ["A"]})
    assert thanks.content == "Thanks"
    assert (await stage.ben.user_menu("Who is it", stage.ann, stage.general)).content == "Ann"
    assert all_complaints(stage) == ""


class Groups(discord.ui.Modal, title="Groups and boxes"):
    """The kinds of inputs that came last: 21, 22 and 23, and selects of things."""

    def __init__(self) -> None:
        super().__init__(custom_id="groups", timeout=None)
        radio = [discord.RadioGroupOption(label="R1", value="r1", description="One")]
        radio += [discord.RadioGroupOption(label="R2", value="r2", default=True)]
        boxes = [discord.CheckboxGroupOption(label=one, value=one.lower()) for one in ("C1", "C2")]
        parts: list[tuple[str, discord.ui.Item[discord.ui.Modal]]] = [
            ("Radio", discord.ui.RadioGroup(custom_id="radio", options=radio)),
            ("Boxes", discord.ui.CheckboxGroup(custom_id="boxes", options=boxes, max_values=2)),
            ("Box", discord.ui.Checkbox(custom_id="box", default=True)),
            ("Role", discord.ui.RoleSelect(custom_id="role", required=False)),
            ("Place", discord.ui.ChannelSelect(custom_id="place", required=False)),
        ]
        for text, part in parts:
            self.add_item(discord.ui.Label(text=text, component=part))


async def test_groups_boxes_and_selects_of_things_in_forms_fit_the_document(
    stage: Stage, bot: Bot
) -> None:
    sent: list[dict[str, object]] = []

    @bot.tree.command(description="Opens a form")
    async def form(interaction: discord.Interaction) -> None:
        await interaction.response.send_modal(Groups())

    @bot.event
    async def on_interaction(interaction: discord.Interaction) -> None:
        if interaction.type is discord.InteractionType.modal_submit:
            parts = [one["component"] for one in interaction.data["components"]]  # type: ignore[index,typeddict-item]
            sent.extend(parts)  # type: ignore[arg-type]
            await interaction.response.send_message("Thanks")

    await bot.tree.sync()
    opened = await stage.ann.slash("form", stage.general)
    values = {"Boxes": ["C1", "C2"], "Place": [stage.general]}
    assert (await stage.ann.submit(opened, values)).content == "Thanks"
    assert [one.get("value", one.get("values")) for one in sent] == [
        "r2",
        ["c1", "c2"],
        True,
        [],
        [str(stage.general.id)],
    ]
    assert all_complaints(stage) == ""


async def test_options_of_every_kind_fit_the_document(stage: Stage, bot: Bot) -> None:
    told: list[object] = []

    @bot.tree.command(description="Takes all")
    @app_commands.describe(word="A word")
    @app_commands.choices(size=[app_commands.Choice(name="Two", value=2)])
    async def everything(
        interaction: discord.Interaction,
        word: str,
        count: app_commands.Range[int, -5, 5],
        share: app_commands.Range[float, 0.5, 1.5],
        sure: bool,
        person: discord.Member,
        role: discord.Role,
        either: discord.Member | discord.Role,
        place: discord.TextChannel,
        file: discord.Attachment,
        size: app_commands.Choice[int],
    ) -> None:
        things = (person.id, role.name, either.id, place.id, file.filename)
        told.extend((word, count, share, sure, *things, size.value))
        await interaction.response.send_message("Taken", ephemeral=True)

    @everything.autocomplete("word")
    async def words(_: discord.Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return [app_commands.Choice(name=typed.upper(), value=typed)]

    @bot.tree.command(description="Numbers")
    async def number(interaction: discord.Interaction, whole: int, part: float) -> None:
        """Is only completed."""

    @number.autocomplete("whole")
    async def wholes(_: discord.Interaction, typed: str) -> list[app_commands.Choice[int]]:
        return [app_commands.Choice(name="Seven", value=7)]

    @number.autocomplete("part")
    async def halves(_: discord.Interaction, typed: str) -> list[app_commands.Choice[float]]:
        return [app_commands.Choice(name="Half", value=0.5)]

    await bot.tree.sync()
    for command, focused, expected in (
        ("everything", "word", "w"),
        ("number", "whole", 7),
        ("number", "part", 0.5),
    ):
        offered = await stage.ann.complete(command, stage.general, focused=focused, typed="w")
        assert [one.value for one in offered] == [expected]
    moderators = stage.guild.role("Moderators")
    options = {
        "word": "w",
        "count": -3,
        "share": 0.75,
        "sure": True,
        "person": stage.ben,
        "role": moderators,
        "either": stage.ann,
        "place": stage.general,
        "file": Upload("a.txt", b"x"),
        "size": 2,
    }
    reply = await stage.ann.slash("everything", stage.general, options=options)
    assert reply.content == "Taken"
    ids = (stage.ben.user.id, "Moderators", stage.ann.user.id, stage.general.id, "a.txt")
    assert told == ["w", -3, 0.75, True, *ids, 2]
    assert all_complaints(stage) == ""


async def test_every_refusal_fits_the_document(stage: Stage, bot: Bot) -> None:
    for code in refusals.CODES:
        assert complaints_about("Error", refusals.Refusal(code).body()) == [], code


async def test_errors_fit_the_document(stage: Stage, bot: Bot) -> None:
    channel = bot.get_partial_messageable(stage.general.id)
    for content, code in (("", 50006), ("x" * 2001, 50035)):
        with pytest.raises(discord.HTTPException) as refused:
            await channel.send(content)
        assert refused.value.code == code
    stage.r.faults.rate_limit(0.01)
    await channel.send("Slowly")
    assert [one.status for one in stage.r.wire.all("POST")] == [400, 400, 429, 200]
    assert all_complaints(stage) == ""


async def test_gateway_objects_fit_the_document(stage: Stage) -> None:
    shapes, world = stage.r.shapes, stage.r.world
    guild = shapes.whole_guild(stage.guild, with_members=True)
    assert complaints_about("GuildResponse", guild) == []
    for channel in guild["channels"]:
        assert complaints_about("GuildChannelResponse", channel | {"guild_id": guild["id"]}) == []
    for member in guild["members"]:
        assert complaints_about("GuildMemberResponse", member) == []
    said = await stage.ann.say(stage.general, "A thought")
    assert complaints_about("MessageResponse", shapes.event_message(said)) == []
    thread = world.open_thread(stage.general, "T", world.bot)
    assert complaints_about("ThreadResponse", shapes.channel(thread, world.bot)) == []
