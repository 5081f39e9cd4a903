"""The settings of the site."""

from __future__ import annotations

import pytest
from sqlalchemy import Connection

from gateway.access.config import DEFAULTS, Config, load, put
from gateway.store.changes import Change, ChangeKind, noted
from tests.unit.campus import ADMIN, REGISTRY


def test_what_the_table_says_goes_before_the_defaults() -> None:
    config = Config({"tokenduration": "60", "local/own": "x"})
    assert (config["tokenduration"], config["local/own"], config["theme"]) == ("60", "x", DEFAULTS["theme"])
    assert set(config) == {*DEFAULTS, "local/own"}
    assert len(config) == len(DEFAULTS) + 1
    with pytest.raises(KeyError):
        config["never/heard"]


@pytest.mark.parametrize(("value", "flag"), [("", False), ("0", False), ("1", True), ("no", True), ("00", True), (" ", True)])
def test_a_switch_is_read_as_the_reference_reads_it(value: str, flag: bool) -> None:
    assert Config({"x": value}).flag("x") is flag
    assert Config({}).flag("x") is False


@pytest.mark.parametrize(("value", "number"), [("", 0), ("12", 12), ("-3", -3), (" 12 weeks", 12), ("x", 0)])
def test_a_number_is_read_as_the_reference_reads_it(value: str, number: int) -> None:
    assert Config({"x": value}).number("x") == number
    assert Config({}).number("x") == 0


@pytest.mark.parametrize(("value", "names"), [("", ()), ("rest", ("rest",)), (" rest, soap,,", ("rest", "soap"))])
def test_a_list_of_names(value: str, names: tuple[str, ...]) -> None:
    assert Config({"x": value}).names("x") == names
    assert Config({}).names("x") == ()


def test_settings_of_the_site_and_of_plugins_are_stored_and_noted(db: Connection) -> None:
    before = len(noted(db))
    put(db, "tokenduration", "60")
    put(db, "tokenduration", "61")
    put(db, "tool_mobile/apppolicy", "https://campus.test/policy")
    config = load(db, REGISTRY.defaults)
    assert (config["tokenduration"], config["tool_mobile/apppolicy"], config["siteadmins"]) == (
        "61",
        "https://campus.test/policy",
        str(ADMIN),
    )
    assert noted(db)[before:] == [Change(ChangeKind.SITE, "")]
