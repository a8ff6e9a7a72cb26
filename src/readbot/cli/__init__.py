"""The command line. Heavy rooms are imported by the commands that use them."""

import click

from readbot import __version__
from readbot.cli import bot, data


class _InOrder(click.Group):
    """Lists its commands in the order in which one needs them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands as they were declared."""
        return list(self.commands)


@click.group(
    cls=_InOrder,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 96},
    epilog="""\b
Exit codes:
  0  done, or stopped by Ctrl-C or SIGTERM
  1  a fault of readbot's own; the log says which
  2  the command was typed wrongly
  3  the settings are wrong
  4  Discord refuses the token
  5  the database cannot be used
  6  `check` found something in Discord to put right""",
)
@click.version_option(__version__, message="readbot %(version)s")
def main() -> None:
    """readbot runs a reading group in a Discord server: it posts an article in excerpts at the
    group's own pace, keeps notes and questions, and sends a digest every week.

    `rehearse` shows it at work without a token or an account. `run` is the real thing;
    `check` says what it still needs.
    """


for command in (*bot.COMMANDS, *data.COMMANDS):
    main.add_command(command)
