"""Settings: read from TOML and the environment, each problem named by its key."""

import os
import tomllib
from pathlib import Path

import pytest

from readbot.settings import ConfigurationError, DiscordSettings, Settings, keys, load

EXAMPLE = Path(__file__).parents[2] / "config.example.toml"
TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.GabcDe.abcdefghijklmnopqrstuvwxyz0123"


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.upper().startswith("READBOT_"):
            monkeypatch.delenv(name)


def problems(tmp_path: Path, toml: str) -> tuple[str, ...]:
    file = tmp_path / "config.toml"
    file.write_text(toml, encoding="utf-8")
    with pytest.raises(ConfigurationError) as found:
        load(file)
    return found.value.problems


def test_without_a_file_everything_has_its_default() -> None:
    settings = load()
    assert settings == load(EXAMPLE)
    assert settings.discord.api_url == "https://discord.com/api/v10"
    assert settings.database.url == "sqlite:///data/readbot.db"


def test_the_example_names_every_setting_with_its_default() -> None:
    written = EXAMPLE.read_text(encoding="utf-8")
    told = tomllib.loads(
        written.replace("# token_file =", "token_file =")
        .replace("# gate", "gate")
        .replace("# shards", "shards")
        .replace("# address", "address")
    )
    assert [f"{s}.{name}" for s, section in told.items() for name in section] == list(keys())
    plain = tomllib.loads(written)
    for key in keys():
        section, _, name = key.partition(".")
        default = getattr(getattr(load(), section), name)
        if default is None:
            assert f"# {name} = " in written
        else:
            assert plain[section][name] == default


def test_the_file_changes_a_default_and_the_environment_stands_over_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "config.toml"
    file.write_text('[logs]\nlevel = "debug"\nformat = "json"\n', encoding="utf-8")
    monkeypatch.setenv("READBOT_LOGS__LEVEL", "error")
    logs = load(file).logs
    assert (logs.level, logs.format) == ("error", "json")


def test_an_empty_variable_counts_as_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("READBOT_LOGS__LEVEL", "")
    monkeypatch.setenv("READBOT_TOKEN", "")
    assert load().model_dump() == Settings().model_dump()


@pytest.mark.parametrize(
    ("toml", "problem"),
    [
        (
            '[discord]\napi_ulr = "x"',
            "discord.api_ulr is not a setting; did you mean discord.api_url?",
        ),
        ("api_url = 1", "api_url is not a setting; did you mean discord.api_url?"),
        ("[log]\nx = 1", "log is not a setting; did you mean logs?"),
        ("nonsense = 3", "nonsense is not a setting. config.example.toml lists all settings."),
        ("articles = 3", "articles: expected a section, [articles], with settings in it."),
        (
            '[logs]\nlevel = "loud"',
            "logs.level: expected debug, info, warning or error; found 'loud'.",
        ),
        (
            "[articles]\nlargest_file_mb = 0",
            "articles.largest_file_mb: expected a whole number of megabytes from 1 to 100; "
            "found 0.",
        ),
        (
            '[discord]\napi_url = "https://discord.com"',
            "discord.api_url: expected an http or https address that ends in /v10; "
            "found 'https://discord.com'.",
        ),
        (
            '[discord]\ngateway_url = "https://gateway"',
            "discord.gateway_url: expected a ws or wss address; found 'https://gateway'.",
        ),
    ],
)
def test_a_wrong_setting_is_named_by_its_full_key(tmp_path: Path, toml: str, problem: str) -> None:
    assert problems(tmp_path, toml) == (problem,)


def test_every_problem_is_told_at_once(tmp_path: Path) -> None:
    assert len(problems(tmp_path, '[logs]\nlevel = "x"\nform = "y"\n[delivery]\nz = 1')) == 3


def test_a_syntax_error_is_told_by_its_line(tmp_path: Path) -> None:
    (problem,) = problems(tmp_path, "[logs]\nlevel = \n")
    assert "config.toml, line 2, column 9: this is not TOML." in problem
    (problem,) = problems(tmp_path, '[logs]\nlevel = "inf')
    assert "config.toml, at its end: this is not TOML." in problem


def test_a_missing_file_is_told_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"There is no file .*Copy config\.example\.toml"):
        load(tmp_path / "config.toml")


def test_a_file_in_another_encoding_is_told(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_bytes('[logs]\nlevel = "info" # Prüfung'.encode("latin-1"))
    with pytest.raises(ConfigurationError, match="not written in UTF-8"):
        load(file)


@pytest.mark.parametrize("shards", ["4-3/16", "0-16/16", "16/16", "all", "1", "-1/2", ""])
def test_shards_that_there_are_not_are_refused(tmp_path: Path, shards: str) -> None:
    (problem,) = problems(tmp_path, f'[discord]\nshards = "{shards}"')
    assert 'discord.shards: expected "auto", or this process\'s shards of all' in problem


def test_shards_are_counted_from_nought_and_both_ends_belong_to_them() -> None:
    def own(shards: str | None) -> tuple[list[int], int] | None:
        found = DiscordSettings(shards=shards).own_shards()
        return found and (list(found[0]), found[1])

    assert own("0-3/16") == ([0, 1, 2, 3], 16)
    assert own("15/16") == ([15], 16)
    assert own("auto") is None
    assert own(None) is None


@pytest.mark.parametrize("toml", ['token = "{}"', '[discord]\ntoken = "{}"'])
def test_a_token_in_the_file_is_refused_and_not_repeated(tmp_path: Path, toml: str) -> None:
    (problem,) = problems(tmp_path, toml.format(TOKEN))
    assert "must not stand in this file" in problem
    assert TOKEN not in problem


def test_a_token_in_a_wrong_place_is_not_repeated(tmp_path: Path) -> None:
    assert TOKEN not in "".join(problems(tmp_path, f'[discord]\napi_url = "{TOKEN}"'))
    assert TOKEN not in "".join(problems(tmp_path, f'[discord]\nbot_token = "{TOKEN}"'))
    file = tmp_path / "config.toml"
    file.write_text(f'[discord]\ntoken_file = "{TOKEN}"', encoding="utf-8")
    with pytest.raises(ConfigurationError) as found:
        load(file).bot_token()
    assert TOKEN not in str(found.value)
    assert "the path of a file" in str(found.value)


def test_a_variable_that_is_no_setting_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("READBOT_DISCORD_API_URL", "http://localhost/api/v10")
    with pytest.raises(ConfigurationError) as found:
        load()
    assert found.value.problems == (
        "READBOT_DISCORD_API_URL (environment) is not a setting; "
        "did you mean READBOT_DISCORD__API_URL?",
    )


def test_a_wrong_variable_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("READBOT_LOGS__LEVEL", "loud")
    with pytest.raises(ConfigurationError, match=r"logs\.level \(from READBOT_LOGS__LEVEL\)"):
        load()


def test_the_database_password_is_never_shown(tmp_path: Path) -> None:
    (problem,) = problems(tmp_path, '[database]\nurl = "mysql://me:hunter2@host/x"')
    assert problem.startswith("database.url: expected sqlite:///FOLDER/FILE.db")
    assert "hunter2" not in problem
    file = tmp_path / "config.toml"
    file.write_text('[database]\nurl = "postgresql://me:hunter%402@host/x"', encoding="utf-8")
    settings = load(file)
    assert "hunter" not in repr(settings)
    assert {"hunter%402", "hunter@2"} <= set(settings.secrets())


def test_the_token_comes_from_the_environment_before_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = tmp_path / "token.txt"
    held.write_text("from-the-file\n", encoding="utf-8")
    monkeypatch.setenv("READBOT_DISCORD__TOKEN_FILE", str(held))
    assert load().bot_token().get_secret_value() == "from-the-file"
    monkeypatch.setenv("READBOT_TOKEN", "Bot from-the-environment")
    settings = load()
    assert settings.bot_token().get_secret_value() == "from-the-environment"
    assert "from-the-environment" not in f"{settings!r} {settings.bot_token()!r}"


@pytest.mark.parametrize("held", ["", "\n", "two words", "tøken", "one\ntwo"])
def test_what_cannot_be_a_token_is_refused_without_repeating_it(held: str, tmp_path: Path) -> None:
    file = tmp_path / "token.txt"
    file.write_text(held, encoding="utf-8")
    settings = Settings.model_validate({"discord": {"token_file": file}})
    with pytest.raises(ConfigurationError, match=r"discord\.token_file"):
        settings.bot_token()


def test_a_missing_token_and_a_missing_token_file_say_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="READBOT_TOKEN"):
        Settings().bot_token()
    settings = Settings.model_validate({"discord": {"token_file": tmp_path / "none"}})
    with pytest.raises(ConfigurationError, match="no such file"):
        settings.bot_token()


def test_settings_made_directly_take_nothing_from_the_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("READBOT_TOKEN", TOKEN)
    monkeypatch.setenv("READBOT_DISCORD__API_URL", "http://elsewhere/api/v10")
    assert Settings().token is None
    assert Settings().discord.api_url == "https://discord.com/api/v10"


# For each setting something that is not its default, as TOML writes it and as the environment does.
OTHERWISE = {
    "discord.token_file": ('"token.txt"', "token.txt"),
    "discord.api_url": ('"http://proxy:8080/bot/api/v10"', "http://proxy:8080/bot/api/v10"),
    "discord.gateway_url": ('"wss://gateway.example"', "wss://gateway.example"),
    "discord.shards": ('"4-7/16"', "4-7/16"),
    "database.url": ('"postgresql://me@host/x"', "postgresql://me@host/x"),
    "articles.fetch_addresses": ("true", "true"),
    "articles.largest_file_mb": ("12", "12"),
    "articles.longest_text": ("200000", "200000"),
    "delivery.requests_per_second": ("20", "20"),
    "logs.format": ('"text"', "text"),
    "logs.level": ('"debug"', "debug"),
    "health.address": ('"127.0.0.1:9464"', "127.0.0.1:9464"),
    "health.beyond_this_machine": ("true", "true"),
}


@pytest.mark.parametrize("key", keys())
def test_each_setting_comes_from_the_file_and_from_the_environment_alike(
    key: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    section, _, name = key.partition(".")
    written, variable = OTHERWISE[key]
    file = tmp_path / "config.toml"
    file.write_text(f"[{section}]\n{name} = {written}\n", encoding="utf-8")
    by_file = load(file)
    assert by_file != load(EXAMPLE)
    monkeypatch.setenv(f"READBOT_{section.upper()}__{name.upper()}", variable)
    assert load() == by_file
    # The environment stands over the file, whatever that says.
    file.write_text("", encoding="utf-8")
    assert load(file) == by_file


@pytest.mark.parametrize("key", keys())
def test_each_setting_refuses_what_it_is_not_in_one_sentence(key: str, tmp_path: Path) -> None:
    section, _, name = key.partition(".")
    (problem,) = problems(tmp_path, f"[{section}]\n{name} = [1, 2]\n")
    assert problem.startswith(f"{key}: expected ")
