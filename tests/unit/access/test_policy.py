"""What a new password must have."""

from __future__ import annotations

import pytest

from gateway.access.config import Config
from gateway.access.policy import rules, shortcomings


@pytest.mark.parametrize("password", ["Secret.1", "Größe_42", "ЖжЖж-٣٣٣", "A1b " * 200])
def test_a_password_that_will_do(password: str) -> None:
    assert shortcomings(Config({}), password) == []


@pytest.mark.parametrize(
    ("password", "wrong"),
    [
        ("Aa1.", ["at least 8 characters"]),
        ("Abcdefg.", ["at least 1 digit"]),
        ("ABCDEFG.1", ["at least 1 lower-case letter"]),
        ("abcdefg.1", ["at least 1 upper-case letter"]),
        ("Abcdefg12", ["at least 1 character that is neither letter nor digit"]),
        ("", ["8 characters", "1 digit", "lower-case", "upper-case", "neither"]),
        ("        ", ["1 digit", "lower-case", "upper-case"]),
    ],
)
def test_everything_that_is_missing_is_told(password: str, wrong: list[str]) -> None:
    told = shortcomings(Config({}), password)
    assert len(told) == len(wrong)
    assert all(expected in message for expected, message in zip(wrong, told, strict=True))
    assert not any(password and password in message for message in told)


@pytest.mark.parametrize(
    ("setting", "says"), [("digits", "3 digits"), ("lower", "3 lower-case letters"), ("upper", "3 upper-case letters")]
)
def test_numbers_are_settings_of_the_site(setting: str, says: str) -> None:
    config = Config({f"minpassword{setting}": "3"})
    assert says in shortcomings(config, "Ab.12xZ.")[0]
    assert shortcomings(config, "ABC.abc.123") == []


@pytest.mark.parametrize(("most", "password", "fine"), [("0", "Aaaaaaa.1", True), ("2", "Secret..1", True), ("2", "Secret...1", False)])
def test_runs_of_one_character_are_bounded_where_the_site_says_so(most: str, password: str, fine: bool) -> None:
    assert (shortcomings(Config({"maxconsecutiveidentchars": most}), password) == []) is fine


def test_of_the_empty_password_there_is_no_run() -> None:
    free = dict.fromkeys(("minpasswordlength", "minpassworddigits", "minpasswordlower", "minpasswordupper"), "0")
    assert shortcomings(Config({**free, "minpasswordnonalphanum": "0", "maxconsecutiveidentchars": "1"}), "") == []


def test_a_site_without_a_policy_takes_any_password() -> None:
    assert shortcomings(Config({"passwordpolicy": "0", "maxconsecutiveidentchars": "1"}), "aa") == []


def test_the_rules_are_told_beforehand_but_for_those_that_ask_for_nothing() -> None:
    assert len(rules(Config({}))) == 5
    config = Config({"minpassworddigits": "0", "minpasswordlength": "12", "maxconsecutiveidentchars": "2"})
    told = rules(config)
    assert "The password must have at least 12 characters." in told
    assert any("more than 2 times in a row" in rule for rule in told)
    assert not any("digit." in rule and "letter" not in rule for rule in told)
    assert rules(Config({"passwordpolicy": "0"})) == []
