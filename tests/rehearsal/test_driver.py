"""People act as the Discord client lets them, and see what it would show."""

import asyncio
import io

import discord
import pytest
from discord import app_commands
from tests.rehearsal.stage import Bot, Stage

from readbot.rehearsal import ClientRefusal, Unanswered, Upload
from readbot.rehearsal.model.permissions import Permission
from readbot.rehearsal.replies import Choice


async def test_an_unanswered_deed_fails_and_the_late_answer_gets_10062(
    stage: Stage, bot: Bot
) -> None:
    refused: list[int] = []

    @bot.tree.command(description="Sleeps")
    async def slow(interaction: discord.Interaction) -> None:
        await asyncio.sleep(1.3)
        try:
            await interaction.response.send_message("Too late")
        except discord.NotFound as error:
            refused.append(error.code)

    await bot.tree.sync()
    reply = await stage.ann.slash("slow", stage.general)
    assert reply.kind == "failed"
    await asyncio.sleep(0.6)
    assert refused == [10062]
    assert stage.ann.read(stage.general) == []


async def test_a_second_answer_gets_40060(stage: Stage, bot: Bot) -> None:
    codes: list[int] = []

    @bot.tree.command(description="Twice")
    async def twice(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("One")
        interaction.response._response_type = None
        try:
            await interaction.response.send_message("Two")
        except discord.HTTPException as error:
            codes.append(error.code)

    await bot.tree.sync()
    reply = await stage.ann.slash("twice", stage.general)
    assert reply.content == "One"
    await asyncio.sleep(0.1)
    assert codes == [40060]


async def test_after_a_quarter_of_an_hour_the_token_is_no_good(stage: Stage, bot: Bot) -> None:
    stage.r.desk.token_seconds = 0.2
    codes: list[int] = []

    @bot.tree.command(description="Long")
    async def long(interaction: discord.Interaction) -> None:
        await interaction.response.defer()
        await asyncio.sleep(0.3)
        try:
            await interaction.edit_original_response(content="Too late")
        except discord.HTTPException as error:
            codes.append(error.code)

    await bot.tree.sync()
    reply = await stage.ann.slash("long", stage.general)
    assert reply.kind == "deferred"
    with pytest.raises(TimeoutError):
        await reply.settled(0.6)
    assert codes == [50027]


async def test_a_deferral_is_followed_to_its_end(stage: Stage, bot: Bot) -> None:
    @bot.tree.command(description="Thinks")
    async def think(interaction: discord.Interaction) -> None:
        await interaction.response.defer(ephemeral=True)
        await asyncio.sleep(0.05)
        await interaction.followup.send("First")
        await interaction.followup.send("Second", ephemeral=True)
        await interaction.followup.send("For all")
        await interaction.edit_original_response(content="Edited")

    await bot.tree.sync()
    reply = await stage.ann.slash("think", stage.general)
    assert reply.kind == "deferred"
    await reply.settled()
    await reply.followed(2)
    await stage.r.world.changes.until(lambda: reply.content == "Edited", 2)
    assert reply.ephemeral
    assert [(one.content, one.ephemeral) for one in reply.followups] == [
        ("Second", True),
        ("For all", False),
    ]
    assert [one.content for one in stage.ben.read(stage.general)] == ["For all"]
    channel = bot.get_partial_messageable(stage.general.id)
    assert [one.content async for one in channel.history()] == ["For all"]


async def test_an_ephemeral_answer_can_be_pressed_only_by_its_person(
    stage: Stage, bot: Bot
) -> None:
    class Once(discord.ui.View):
        @discord.ui.button(label="Go", custom_id="go")
        async def go(self, interaction: discord.Interaction, _: discord.ui.Button["Once"]) -> None:
            await interaction.response.defer()
            await interaction.edit_original_response(content="Gone", view=None)

    @bot.tree.command(description="Asks")
    async def ask(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("Go?", view=Once(), ephemeral=True)

    await bot.tree.sync()
    reply = await stage.ann.slash("ask", stage.general)
    with pytest.raises(ClientRefusal):
        await stage.ben.press(reply, "Go")
    pressed = await stage.ann.press(reply, "Go")
    assert pressed.kind == "acknowledged"
    await stage.r.world.changes.until(lambda: reply.content == "Gone", 2)
    assert reply.components == []
    with pytest.raises(ClientRefusal):
        await stage.ann.press(reply, "Go")


async def test_options_arrive_as_what_they_are(stage: Stage, bot: Bot) -> None:
    seen: list[object] = []

    @bot.tree.command(description="All kinds")
    async def kinds(
        interaction: discord.Interaction,
        text: str,
        number: int,
        part: float,
        yes: bool,
        who: discord.Member,
        where: discord.TextChannel,
        role: discord.Role,
        file: discord.Attachment,
    ) -> None:
        content = await file.read()
        seen.extend([text, number, part, yes, who.id, where.id, role.name, content])
        await interaction.response.send_message("Seen")

    await bot.tree.sync()
    reply = await stage.ann.slash(
        "kinds",
        stage.general,
        text="words",
        number=3,
        part=0.5,
        yes=True,
        who=stage.ben,
        where=stage.general,
        role=stage.guild.role("Moderators"),
        file=Upload("a.md", b"# A"),
    )
    assert reply.content == "Seen"
    assert seen == [
        "words", 3, 0.5, True, stage.ben.user.id, stage.general.id, "Moderators", b"# A"
    ]  # fmt: skip


async def test_the_client_refuses_what_discords_refuses(stage: Stage, bot: Bot) -> None:
    @bot.tree.command(description="Strict")
    @app_commands.choices(kind=[app_commands.Choice(name="One", value="1")])
    async def strict(
        interaction: discord.Interaction,
        title: app_commands.Range[str, 2, 5],
        kind: str = "1",
        count: app_commands.Range[int, 1, 9] = 1,
        where: discord.TextChannel | None = None,
    ) -> None:
        await interaction.response.send_message(f"{title} {kind} {count}")

    await bot.tree.sync()
    for wrong in (
        {},
        {"title": "x"},
        {"title": "xxxxxx"},
        {"title": 3},
        {"title": "abc", "kind": "2"},
        {"title": "abc", "count": 10},
        {"title": "abc", "count": True},
        {"title": "abc", "where": stage.forum},
        {"title": "abc", "other": "x"},
    ):
        with pytest.raises(ClientRefusal):
            await stage.ann.slash("strict", stage.general, options=wrong)
    with pytest.raises(ClientRefusal, match="no such command"):
        await stage.ann.slash("unknown", stage.general)
    reply = await stage.ann.slash("strict", stage.general, title="abc", kind="One")
    assert reply.content == "abc 1 1"


async def test_commands_for_moderators_are_hidden_from_members(stage: Stage, bot: Bot) -> None:
    @bot.tree.command(description="For some")
    @app_commands.default_permissions(manage_messages=True)
    @app_commands.guild_only()
    async def tidy(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("Done")

    await bot.tree.sync()
    assert (await stage.mod.slash("tidy", stage.general)).content == "Done"
    with pytest.raises(ClientRefusal):
        await stage.ann.slash("tidy", stage.general)
    assert (await stage.ann.slash("tidy", stage.general, force=True)).content == "Done"
    assert stage.mod.commands(stage.mod.dm()) == []
    stage.r.faults.take_permission(stage.general, Permission.VIEW_CHANNEL)
    assert (await stage.mod.slash("tidy", stage.general)).content == "Done"


async def test_completion_offers_choices_for_what_was_typed(stage: Stage, bot: Bot) -> None:
    @bot.tree.command(description="Completes")
    async def find(interaction: discord.Interaction, place: str, book: str = "") -> None:
        await interaction.response.send_message(place)

    @find.autocomplete("place")
    async def places(
        interaction: discord.Interaction, current: str
    ) -> list[app_commands.Choice[str]]:
        book = interaction.namespace.book
        return [app_commands.Choice(name=f"{current} in {book}", value="1")]

    await bot.tree.sync()
    choices = await stage.ann.complete(
        "find", stage.general, focused="place", typed="har", book="Emma"
    )
    assert choices == [Choice("har in Emma", "1")]
    with pytest.raises(ClientRefusal):
        await stage.ann.complete("find", stage.general, focused="book", typed="x")


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


async def test_members_cannot_write_where_they_may_not(stage: Stage) -> None:
    everyone = stage.guild.everyone
    stage.r.world.set_overwrite(stage.general, everyone, deny=int(Permission.SEND_MESSAGES))
    with pytest.raises(ClientRefusal):
        await stage.ann.say(stage.general, "May I?")
    stage.r.world.set_overwrite(stage.general, stage.ann.user, allow=int(Permission.SEND_MESSAGES))
    await stage.ann.say(stage.general, "I may")


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


async def test_commands_work_in_threads_and_in_private(stage: Stage, bot: Bot) -> None:
    where: list[tuple[int | None, bool]] = []

    @bot.tree.command(description="Where")
    async def here(interaction: discord.Interaction) -> None:
        where.append((interaction.channel_id, interaction.guild_id is None))
        await interaction.response.send_message("Here")

    await bot.tree.sync()
    thread = stage.r.world.open_thread(stage.general, "Talk", stage.r.world.bot)
    assert (await stage.ann.slash("here", thread)).content == "Here"
    assert (await stage.ann.slash("here", stage.ann.dm())).content == "Here"
    assert where == [(thread.id, False), (stage.ann.dm().id, True)]


async def test_a_bot_that_was_removed_hears_nothing_of_old_buttons(stage: Stage, bot: Bot) -> None:
    view = discord.ui.View(timeout=None)
    view.add_item(discord.ui.Button(label="Press", custom_id="p"))
    await bot.get_partial_messageable(stage.general.id).send("x", view=view)
    (message,) = stage.ann.read(stage.general)
    stage.r.faults.remove_bot(stage.guild)
    assert (await stage.ann.press(message, "Press")).kind == "failed"
    assert "INTERACTION_CREATE" not in bot.heard


async def test_completions_that_never_come_differ_from_none(stage: Stage, bot: Bot) -> None:
    @bot.tree.command(description="Finds")
    async def find(interaction: discord.Interaction, book: str) -> None:
        """Does nothing, on purpose."""

    @find.autocomplete("book")
    async def books(_: discord.Interaction, typed: str) -> list[app_commands.Choice[str]]:
        if typed == "slow":
            await asyncio.sleep(1.5)
        return []

    await bot.tree.sync()
    assert await stage.ann.complete("find", stage.general, focused="book", typed="x") == []
    with pytest.raises(Unanswered):
        await stage.ann.complete("find", stage.general, focused="book", typed="slow")


async def test_a_command_without_a_name_is_refused_in_plain_words(stage: Stage, bot: Bot) -> None:
    for words in ("", "/", "  "):
        with pytest.raises(ClientRefusal, match="it has no name"):
            await stage.ann.slash(words, stage.general)


async def test_members_react_and_open_threads_where_they_may(stage: Stage, bot: Bot) -> None:
    world = stage.r.world
    said = await stage.ann.say(stage.general, "A thought")
    stage.ben.react(said, "👍")
    stage.ann.react(said, "👍")
    stage.ben.unreact(said, "👍")
    assert [(one.emoji, one.users) for one in said.reactions] == [("👍", [stage.ann.user.id])]
    thread = stage.ben.open_thread(said, " About it ")
    assert (thread.id, thread.name, thread.parent_id) == (said.id, "About it", stage.general.id)
    with pytest.raises(ClientRefusal, match="has a thread already"):
        stage.ann.open_thread(said, "Again")
    everyone = stage.guild.roles[stage.guild.id]
    both = Permission.ADD_REACTIONS | Permission.CREATE_PUBLIC_THREADS
    world.set_overwrite(stage.general, everyone, deny=int(both))
    other = await stage.ann.say(stage.general, "Another")
    with pytest.raises(ClientRefusal, match="may not add reactions"):
        stage.ben.react(other, "👍")
    stage.ben.react(said, "👍")
    with pytest.raises(ClientRefusal, match="may not open threads"):
        stage.ben.open_thread(other, "Talk")
