"""The list of words sees through disguises, and not more than it says."""

from datetime import UTC, datetime, timedelta

import pytest
from tests.club.test_clubs import CLUB as BERLIN

from readbot.club.mistakes import Mistake
from readbot.club.order import (
    RuleAction,
    WordRule,
    member_key,
    met,
    plain,
    read_reason,
    read_rule,
    read_until,
)


def rule(typed: str, action: RuleAction = RuleAction.HOLD, number: int = 1) -> WordRule:
    """An entry as a moderator typed it."""
    return WordRule(number, read_rule(typed), action)


@pytest.mark.parametrize(
    ("typed", "body"),
    [
        ("muddle", "What a MUDDLE!"),
        ("muddle", "mud\u200bdle"),
        ("muddle", "m\u00adu\u2060d\ufeffdle"),
        ("muddle", "ｍｕｄｄｌｅ"),
        ("muddle", "𝐦𝐮𝐝𝐝𝐥𝐞"),
        ("muddle", "mu\u0336d\u0336dle"),
        ("muddle", "\u202emuddle\u202c"),
        ("MUDDLE", "muddle"),
        ("straße", "STRASSE"),
        ("two words", "these two\n\twords here"),
        ("mud*", "muddled"),
        ("渡し船", "私は渡し船に乗る"),
        ("เรือ", "ขึ้นเรือข้าม"),
        ("example.com", "see https://www.example.com/a?b"),
        ("example.com", "see EXAMPLE.COM."),
        ("example.com", "see example。com"),
        ("example.com", "see https://ex%61mple.com"),
        ("https://example.com/bad", "http://example.com/bad/page"),
        ("https://", "look at http://anything.example"),
        ("https://", "look at www.anything.example"),
        ("büch.example", "https://xn--bch-hoa.example/"),
        ("xn--bch-hoa.example", "https://büch.example/"),
        ("example.com", "https://EXAMPLE.COM./a"),
        ("example.com/bad", "https://example.com.:443/bad"),
        ("example.com", "https://good.example@example.com/"),
        ("example.com", "hxxps://example[.]com"),
        ("example.com", "example(dot)com"),
        ("example.com", "https://ехаmple.com"),
        ("example.com", "https://xn--xmple-4ve7a.com"),
        ("https://", "hxxp://anything.example"),
        ("https://", "come to discord.gg/abcdef"),
        ("scope", "ѕсоре is bad"),
        ("scope", "this is \u0405\u0421\u041e\u0420\u0415!"),
        ("scope", "scοpe"),
        ("scope", "ꜱᴄᴏᴘᴇ"),
        ("scope", "🅂🄲🄾🄿🄴 🅢🅒🅞🅟🅔"),
        ("scope", "🇸🇨🇴🇵🇪"),
        ("шум", "шуm там"),
        ("HoNey", "Нoney"),
    ],
)
def test_a_word_is_met_in_whatever_dress(typed: str, body: str) -> None:
    assert met([rule(typed)], body) is not None


@pytest.mark.parametrize(
    ("typed", "body"),
    [
        ("mud", "muddle"),
        ("mud*", "a pot of comud"),
        ("schon", "schön"),
        ("example.com", "notexample.com and example.community"),
        ("example.com", "example.com.harbour.example"),
        ("https://example.com/bad", "https://example.com/good"),
        ("https://", "no link here, only http and words"),
        ("cop", "в избе сор и пыль"),
        ("ano", "este año"),
    ],
)
def test_a_word_is_not_met_in_another(typed: str, body: str) -> None:
    assert met([rule(typed)], body) is None


def test_what_refuses_comes_before_what_holds() -> None:
    rules = [rule("mud"), rule("muddle", RuleAction.REFUSE, 2)]
    found = met(rules, "mud and muddle")
    assert found is not None
    assert found.action is RuleAction.REFUSE


@pytest.mark.parametrize("typed", ["", "  ", "*", "\u200b", "...", "x" * 101])
def test_an_entry_that_meets_nothing_or_everything_is_refused(typed: str) -> None:
    with pytest.raises(Mistake):
        read_rule(typed)


def test_looking_through_a_long_note_takes_no_time_that_a_person_could_buy() -> None:
    rules = [rule(f"word{n} and more*", number=n) for n in range(500)]
    assert met(rules, "wor" * 1300 + "." * 90) is None
    assert plain("a" * 4000) == "a" * 4000


def test_a_reason_is_one_line_and_never_empty() -> None:
    assert read_reason(" Off\n the  topic ") == "Off the topic"
    for typed in ("", " \n ", "x" * 301):
        with pytest.raises(Mistake):
            read_reason(typed)


def test_a_mute_lasts_for_a_span_or_until_a_date_on_the_clubs_clock() -> None:
    now = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
    assert read_until(None, BERLIN, now) is None
    assert read_until(" ", BERLIN, now) is None
    assert read_until("3 hours", BERLIN, now) == now + timedelta(hours=3)
    assert read_until("7d", BERLIN, now) == now + timedelta(days=7)
    assert read_until("2 Weeks", BERLIN, now) == now + timedelta(weeks=2)
    assert read_until("2026-03-09", BERLIN, now) == datetime(2026, 3, 8, 23, 0, tzinfo=UTC)
    for typed in ("soon", "2026-03-01", "0h", "-3d", "99999999 weeks"):
        with pytest.raises(Mistake):
            read_until(typed, BERLIN, now)


def test_the_key_of_a_member_is_another_in_each_club_and_tells_nothing() -> None:
    secret = "a" * 64
    keys = {member_key(secret, club, member) for club in (1, 2) for member in (11, 12)}
    assert len(keys) == 4
    assert member_key(secret, 1, 11) != member_key("b" * 64, 1, 11)
    assert all(len(key) == 32 for key in keys)
