"""The operator's settings: a TOML file, environment variables over it, and the token from outside.

Every problem is named by the setting's full key, with what was expected. The token comes from the
environment or from a file of its own, never from the TOML, so that the TOML can be shown to others.
"""

import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import unquote, urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

PREFIX = "READBOT_"
DEFAULT_FILE = Path("config.toml")
# Read by the command line itself: the place of the TOML file.
FILE_VARIABLE = "READBOT_CONFIG"
TOKEN_VARIABLE = "READBOT_TOKEN"  # noqa: S105  the variable's name, not a token
# A bot's token: its id, a moment and a signature, in base64url.
TOKEN_SHAPE = re.compile(r"[\w-]{18,}\.[\w-]{5,8}\.[\w-]{25,}")


class ConfigurationError(Exception):
    """The settings are wrong; ``problems`` says in plain sentences which and what to do."""

    def __init__(self, *problems: str) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Expected:
    """What a setting takes, in words that end a sentence."""

    words: str


def _address(*schemes: str, ending: str = "") -> AfterValidator:
    pattern = re.compile(rf"(?:{'|'.join(schemes)})://[^/\s?#]+[^\s?#]*?/*")

    def check(value: str) -> str:
        if not pattern.fullmatch(value) or not value.rstrip("/").endswith(ending):
            raise ValueError
        return value.rstrip("/")

    return AfterValidator(check)


def database_address(value: str) -> str:
    """The address of a database that readbot can use, as it is; raises ValueError for others."""
    file = r"sqlite(?:\+aiosqlite)?:///(?!:memory:).+"
    server = r"postgres(?:ql)?(?:\+asyncpg)?://.+"
    if not re.fullmatch(f"{file}|{server}", value):
        raise ValueError
    _ = urlsplit(value).port  # raises ValueError where it is no number
    return value


DATABASE_ADDRESS = "sqlite:///FOLDER/FILE.db or postgresql://USER@HOST/NAME"

_SHARDS = re.compile(r"(\d{1,5})(?:-(\d{1,5}))?/(\d{1,5})")


def _shards(value: str) -> str:
    written = _SHARDS.fullmatch(value)
    if value in {"auto", "automatic"}:
        return value
    if written is None:
        raise ValueError
    first, last, count = int(written[1]), int(written[2] or written[1]), int(written[3])
    if not first <= last < count:
        raise ValueError
    return value


_HOST_AND_PORT = re.compile(r"(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9.-]+):(\d{1,5})")


def _host_and_port(value: str) -> str:
    written = _HOST_AND_PORT.fullmatch(value)
    if written is None or int(written[2]) > 65535:
        raise ValueError
    return value


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class DiscordSettings(_Section):
    """Which Discord, and where the token is."""

    token_file: Annotated[Path | None, Expected("the path of a file that holds the token")] = None
    api_url: Annotated[
        str,
        _address("https", "http", ending="/v10"),
        Expected("an http or https address that ends in /v10"),
    ] = "https://discord.com/api/v10"
    gateway_url: Annotated[
        Annotated[str, _address("wss", "ws")] | None, Expected("a ws or wss address")
    ] = None
    shards: Annotated[
        Annotated[str, AfterValidator(_shards)] | None,
        Expected('"auto", or this process\'s shards of all, counted from 0, as in "0-3/16"'),
    ] = None

    def own_shards(self) -> tuple[range, int] | None:
        """This process's shards and how many there are in all; None for all of them."""
        written = _SHARDS.fullmatch(self.shards or "")
        if written is None:
            return None
        return range(int(written[1]), int(written[2] or written[1]) + 1), int(written[3])


class DatabaseSettings(_Section):
    """Where everything is kept. The address may hold a password, so it stays out of ``repr``."""

    url: Annotated[
        str,
        AfterValidator(database_address),
        Expected(DATABASE_ADDRESS),
    ] = Field(default="sqlite:///data/readbot.db", repr=False)


class ArticleSettings(_Section):
    """What moderators may hand in."""

    fetch_addresses: Annotated[bool, Expected("true or false")] = False
    largest_file_mb: Annotated[
        int, Field(ge=1, le=100), Expected("a whole number of megabytes from 1 to 100")
    ] = 8
    longest_text: Annotated[
        int,
        Field(ge=10_000, le=20_000_000),
        Expected("a whole number of characters from 10000 to 20000000"),
    ] = 5_000_000


class DeliverySettings(_Section):
    """How readbot's own messages go out."""

    requests_per_second: Annotated[
        int, Field(ge=1, le=1000), Expected("a whole number from 1 to 1000")
    ] = 49


class LogSettings(_Section):
    """What is logged, and how."""

    format: Annotated[Literal["auto", "text", "json"], Expected("auto, text or json")] = "auto"
    level: Annotated[
        Literal["debug", "info", "warning", "error"], Expected("debug, info, warning or error")
    ] = "info"


class HealthSettings(_Section):
    """Where a supervisor may ask how readbot is."""

    address: Annotated[
        Annotated[str, AfterValidator(_host_and_port)] | None,
        Expected('a host and a port, as in "127.0.0.1:9464"'),
    ] = None
    beyond_this_machine: Annotated[bool, Expected("true or false")] = False

    def host_and_port(self) -> tuple[str, int] | None:
        """Where to listen; None for nowhere. Raises ConfigurationError if others could reach it.

        Unless the operator says that they may.
        """
        if self.address is None:
            return None
        host, _, port = self.address.rpartition(":")
        host = host.strip("[]")
        if not (self.beyond_this_machine or _is_loopback(host)):
            raise ConfigurationError(
                f"health.address: {host} can be reached from other machines, and whoever reaches "
                "it sees how readbot does. Use 127.0.0.1, or, behind a firewall or inside a "
                "container, set health.beyond_this_machine to true."
            )
        return host, int(port)


class Settings(BaseModel):
    """All settings, checked. Made directly they hold what they are given; :func:`load` reads them.

    So a rehearsal, which makes them directly, never takes up the real bot's token or address.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    token: SecretStr | None = None
    discord: DiscordSettings = DiscordSettings()
    database: DatabaseSettings = DatabaseSettings()
    articles: ArticleSettings = ArticleSettings()
    delivery: DeliverySettings = DeliverySettings()
    logs: LogSettings = LogSettings()
    health: HealthSettings = HealthSettings()

    def secrets(self) -> tuple[str, ...]:
        """What must never be shown: the token and the passwords in addresses, if there are any."""
        addresses = (self.database.url, self.discord.api_url, self.discord.gateway_url or "")
        written = [urlsplit(address).password or "" for address in addresses]
        passwords = [form for password in written for form in (password, unquote(password))]
        try:
            token = self.bot_token().get_secret_value()
        except ConfigurationError:
            token = ""
        return tuple(found for found in (token, *passwords) if found)

    def bot_token(self) -> SecretStr:
        """The token, from READBOT_TOKEN or else from the file; ConfigurationError without one."""
        if self.token is not None:
            return _checked_token(self.token.get_secret_value(), TOKEN_VARIABLE)
        file = self.discord.token_file
        if file is None:
            raise ConfigurationError(
                f"There is no token. Put your bot's token into the environment variable "
                f"{TOKEN_VARIABLE}, or into a file and that file's path into discord.token_file."
            )
        if TOKEN_SHAPE.search(str(file)):
            raise ConfigurationError(
                "discord.token_file holds what looks like a token. It takes the path of a file "
                "that holds the token; the token itself must not stand here."
            )
        try:
            written = file.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigurationError(
                f"discord.token_file: {file} cannot be read ({_reason(error)})."
            ) from None
        return _checked_token(written, f"discord.token_file ({file})")


class _WithEnvironment(Settings, BaseSettings):
    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_nested_delimiter="__", env_ignore_empty=True
    )

    @classmethod
    def settings_customise_sources(  # the arguments' names are pydantic's
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment stands over what the file says; there are no other sources."""
        return env_settings, init_settings


def keys() -> tuple[str, ...]:
    """The full keys of all settings that the TOML file may hold, in order."""
    return tuple(key for key, _ in _fields())


def load(file: Path | None = None) -> Settings:
    """The settings of ``file`` (None: the defaults) with the environment over them.

    Raises ConfigurationError with every problem found. Relative paths in settings are relative to
    the working directory.
    """
    written = {} if file is None else _read(file)
    problems = [*_refused_token(written), *_unknown_variables(os.environ)]
    if problems:
        raise ConfigurationError(*problems)
    try:
        return _WithEnvironment(**written)
    except ValidationError as error:
        # Without the error itself as a cause: it quotes values, and one may hold a password.
        problems = [
            _problem(tuple(map(str, found["loc"])), found["type"], found["input"])
            for found in error.errors(include_url=False)
        ]
    raise ConfigurationError(*problems)


def _fields() -> Iterator[tuple[str, str]]:
    """Each setting's key and what it takes."""
    for section, field in Settings.model_fields.items():
        kind = field.annotation
        if isinstance(kind, type) and issubclass(kind, _Section):
            for name, inner in kind.model_fields.items():
                expected = [m.words for m in inner.metadata if isinstance(m, Expected)]
                yield f"{section}.{name}", expected[0]


def _read(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise ConfigurationError(
            f"There is no file {file}. Copy config.example.toml to {file} and change what you "
            "need, or name another file with --config."
        ) from None
    except UnicodeDecodeError:
        raise ConfigurationError(
            f"{file} is not written in UTF-8. Save it again as UTF-8 text."
        ) from None
    except OSError as error:
        raise ConfigurationError(f"{file} cannot be read ({_reason(error)}).") from None
    except tomllib.TOMLDecodeError as error:
        place = re.fullmatch(r"(.*) \(at line (\d+), column (\d+)\)", str(error))
        if place:
            words, line, column = place.groups()
            where = f"{file}, line {line}, column {column}"
        else:
            words, where = str(error).removesuffix(" (at end of document)"), f"{file}, at its end"
        raise ConfigurationError(f"{where}: this is not TOML. {words}.") from None


def _refused_token(written: Mapping[str, Any]) -> Iterator[str]:
    section = written.get("discord")
    for key, place in (("token", written), ("discord.token", section)):
        if isinstance(place, Mapping) and "token" in place:
            yield (
                f"{key} must not stand in this file: files of settings get copied, shown and "
                "committed, and whoever has the token has the bot. Put the token into the "
                f"environment variable {TOKEN_VARIABLE}, or into a file of its own and that file's "
                "path into discord.token_file. If others could see this file, reset the token in "
                "Discord's developer portal."
            )


def _unknown_variables(environment: Mapping[str, str]) -> Iterator[str]:
    known = {_variable(key) for key in keys()} | {FILE_VARIABLE, TOKEN_VARIABLE}
    for name in sorted(environment):
        if name.upper().startswith(PREFIX) and name.upper() not in known:
            near = get_close_matches(name.upper(), sorted(known), n=1, cutoff=0.8)
            yield f"{name} (environment) is not a setting{_did_you_mean(near)}"


def _variable(key: str) -> str:
    return PREFIX + key.replace(".", "__").upper()


def _problem(place: tuple[str, ...], kind: str, value: object) -> str:
    key = ".".join(place[:2])
    if kind == "extra_forbidden":
        return f"{key} is not a setting{_did_you_mean(_nearest(key))}"
    variable = _variable(key)
    named = f"{key} (from {variable})" if os.environ.get(variable) else key
    expected = dict(_fields()).get(key)
    if expected is None:
        return f"{named}: expected a section, [{key}], with settings in it."
    # A database's address may hold a password, and people paste tokens into wrong places.
    quotable = key != "database.url" and not TOKEN_SHAPE.search(str(value))
    found = f"; found {value!r}" if quotable else ""
    return f"{named}: expected {expected}{found}."


def _nearest(key: str) -> list[str]:
    near = get_close_matches(key, keys(), n=1, cutoff=0.75)
    same_name = [known for known in keys() if known.rpartition(".")[2] == key.rpartition(".")[2]]
    sections = sorted({known.partition(".")[0] for known in keys()})
    return near or same_name[:1] or get_close_matches(key, sections, n=1)


def _did_you_mean(near: list[str]) -> str:
    return f"; did you mean {near[0]}?" if near else ". config.example.toml lists all settings."


def _checked_token(written: str, source: str) -> SecretStr:
    token = written.strip()
    if token.lower().startswith("bot "):
        token = token[4:].strip()
    if not token:
        raise ConfigurationError(f"{source} is empty. It should hold your bot's token.")
    if not token.isascii() or not token.isprintable() or " " in token:
        raise ConfigurationError(
            f"{source} does not hold a token: a token is one line of letters, digits, dots, "
            "hyphens and underscores."
        )
    return SecretStr(token)


def _reason(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        return error.strerror.lower()
    return "it is not text"
