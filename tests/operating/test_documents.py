"""What the documents say is so."""

import re
from collections.abc import Iterator
from pathlib import Path

import discord
import pytest
from click.testing import CliRunner
from discord import app_commands

from readbot.chat import commands
from readbot.chat.deeds import Deeds
from readbot.cli import main
from readbot.export import FORMATS

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def registered() -> Iterator[tuple[str, list[str]]]:
    """Each slash command with its options, as it is told to Discord."""
    tree = app_commands.CommandTree(discord.Client(intents=discord.Intents.none()))
    commands.join(tree, Deeds())
    for top in tree.get_commands(type=discord.AppCommandType.chat_input):
        for command in top.walk_commands() if isinstance(top, app_commands.Group) else [top]:
            assert isinstance(command, app_commands.Command)
            yield (
                f"/{command.qualified_name}",
                [option.display_name for option in command.parameters],
            )


def documented() -> Iterator[tuple[str, list[str]]]:
    for line in read("docs/commands.md").splitlines():
        row = re.fullmatch(r"\| `(/[a-z -]+)` \| (.*?) ?\| .* \|", line)
        if row:
            yield row[1], re.findall(r"`(\w+)`", row[2])


def test_the_document_of_commands_has_every_command_with_its_options() -> None:
    assert dict(documented()) == dict(registered())


@pytest.mark.parametrize("command", sorted(main.commands))
def test_the_operators_document_has_every_command_of_the_command_line(command: str) -> None:
    assert f"`{command}" in read("docs/operating.md")


def test_the_help_of_export_names_every_format() -> None:
    told = CliRunner().invoke(main, ["export", "--help"]).output
    assert all(name in told for name in FORMATS)


def test_the_operators_document_and_the_help_tell_the_same_exit_codes() -> None:
    told = re.findall(r"^  (\d)  ", main.epilog or "", re.MULTILINE)
    assert re.findall(r"^\| (\d) \|", read("docs/operating.md"), re.MULTILINE) == told


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda d: d.name)
def test_links_between_documents_lead_somewhere(document: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)", document.read_text(encoding="utf-8")):
        if "://" not in target:
            assert (document.parent / target).exists(), target
