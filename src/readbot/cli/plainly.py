"""How a command speaks: what the operator can put right in plain words, with a code of its own."""

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from errno import EDQUOT, ENOSPC
from functools import wraps
from pathlib import Path
from typing import Any, NoReturn, ParamSpec, TypeVar

import click

from readbot.settings import DEFAULT_FILE, FILE_VARIABLE, ConfigurationError, Settings, load
from readbot.text.terminal import visible

P = ParamSpec("P")
T = TypeVar("T")

# 1 is Python's own code for a fault, 2 is click's for a command that was typed wrongly.
CONFIGURATION = 3
REFUSED = 4
DATABASE = 5

FILE = click.Path(dir_okay=False, path_type=Path)
EXISTING_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
FOLDER = click.Path(file_okay=False, path_type=Path)


def with_config(command: Callable[P, None]) -> Callable[P, None]:
    """The option that names the file of settings."""
    return click.option(
        "--config",
        type=FILE,
        envvar=FILE_VARIABLE,
        help=f"The file of settings. Default: {DEFAULT_FILE} if there is one here, else "
        "readbot's defaults and the environment.",
    )(command)


def in_plain_words(command: Callable[P, None]) -> Callable[P, None]:
    """What the operator can put right is said in plain words, with an exit code of its own."""

    @wraps(command)
    def plain(*args: P.args, **values: P.kwargs) -> None:
        try:
            command(*args, **values)
        except ConfigurationError as error:
            fail(CONFIGURATION, *error.problems)
        except click.UsageError as error:
            raise click.UsageError(visible(error.format_message()), error.ctx) from None
        except KeyboardInterrupt:
            # Ctrl-C before the command began to listen for it.
            raise SystemExit(0) from None

    return plain


def fail(code: int, *lines: str) -> NoReturn:
    """Tell on standard error what hinders the command, and end it."""
    for line in lines:
        click.echo(f"readbot: {visible(line)}", err=True)
    raise SystemExit(code)


@contextmanager
def writing_to(place: Path) -> Iterator[None]:
    """Say in plain words why nothing can be written there: no such folder, no right, no room."""
    try:
        yield
    except OSError as trouble:
        if trouble.filename is None and trouble.errno not in {ENOSPC, EDQUOT}:
            raise  # it is of something else, such as a connection
        why = trouble.strerror or type(trouble).__name__
        raise click.UsageError(f"Nothing can be written to {place}: {why}.") from None


def say(text: object) -> None:
    """Print what may hold strangers' words, or names of files: they command no terminal."""
    click.echo(visible(str(text)))


def config_file(config: Path | None) -> Path | None:
    """The file that was named, else the usual one where it is there, else None."""
    return DEFAULT_FILE if config is None and DEFAULT_FILE.exists() else config


def settings_of(config: Path | None) -> Settings:
    """The settings, or a ConfigurationError, which ``in_plain_words`` tells."""
    return load(config_file(config))


def do(work: Coroutine[Any, Any, T]) -> T:
    """Run ``work`` to its end, or say in plain words why Discord or the database hinders it."""
    from readbot.chat.connection import Refused
    from readbot.store.database import DatabaseError

    try:
        return asyncio.run(work)
    except Refused as error:
        fail(REFUSED, str(error))
    except DatabaseError as error:
        fail(DATABASE, str(error))
