"""How what a seed says is read: by what it is for, and with errors that name the place."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.api.seed_values import Given, Lookup, SeedError, read_time
from gateway.double.seeds.document import parse

NOW = 1_800_000_000


def given(text: str) -> Given:
    return Given(parse(text, "seed.yaml"), "", Lookup(NOW, {"ben": 7, "anna": 8}))


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("now", NOW),
        ("+7d", NOW + 7 * 86400),
        ("-2h", NOW - 7200),
        ("+5min", NOW + 300),
        ("-1w", NOW - 604800),
        ("+30s", NOW + 30),
        ("2026-09-07T08:00:00Z", 1788768000),
        ("2026-09-07T10:00:00+02:00", 1788768000),
        ("2026-09-07", 1788739200),
        ("1788768000", 1788768000),
    ],
)
def test_times_are_dates_and_spans(text: str, moment: int) -> None:
    assert read_time(text, NOW) == moment


@pytest.mark.parametrize("text", ["tomorrow", "7d", "+7y", "", "2026-13-01", "9" * 30])
def test_what_is_no_time_is_none(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        read_time(text, NOW)


def test_the_same_letters_are_a_text_or_a_number() -> None:
    values = given("a: 42\nb: yes\nc: 1.5\nd: '~'\ne: ~")
    assert (values["a"].text(), values["a"].number(), values["b"].text(), values["b"].flag()) == ("42", 42, "yes", True)
    assert (values["c"].decimal(), values["d"].text("x"), values["e"].text("x"), values["f"].number(3)) == (1.5, "~", "x", 3)


@pytest.mark.parametrize(
    ("read", "message"),
    [
        (lambda v: v["word"].number(), "seed.yaml:1: word: expected a whole number"),
        (lambda v: v["word"].decimal(), "seed.yaml:1: word: expected a number"),
        (lambda v: v["word"].flag(), "seed.yaml:1: word: expected yes or no"),
        (lambda v: v["word"].time(), "seed.yaml:1: word: expected a time, such as"),
        (lambda v: v["list"].text(), "seed.yaml:2: list: expected a text"),
        (lambda v: v["list"].each()[1].number(), "seed.yaml:2: list[1]: expected a whole number"),
        (lambda v: v["word"].members(), "seed.yaml:1: word: expected members"),
        (lambda v: v["word"].choice({"Hallo": 1}, 0), "there is no 'hallo'; did you mean 'Hallo'?"),
        (lambda v: v["who"].person(), "seed.yaml:3: who: there is no person 'bne'; did you mean 'ben'?"),
        (lambda v: v["people"].by_person(), "seed.yaml:5: people.nobody: there is no person 'nobody'"),
        (lambda v: v["far"].number(), "seed.yaml:6: far: expected a whole number"),
    ],
)
def test_an_error_names_line_and_path(read: Any, message: str) -> None:
    values = given("word: hallo\nlist: [1, x]\nwho: bne\npeople:\n  nobody: 1\nfar: 99999999999999999999999\n")
    with pytest.raises(SeedError) as caught:
        read(values)
    assert message in str(caught.value)


def test_a_member_that_nobody_asked_for_is_told_with_what_was_meant() -> None:
    values = given("name: x\nintor: y\n")
    assert values["name"].text() == "x"
    assert values["intro"].text() == ""
    with pytest.raises(SeedError) as caught:
        values.close()
    assert str(caught.value) == "seed.yaml:2: intor: unknown member 'intor'; did you mean 'intro'?"


def test_one_value_stands_for_a_list_of_one() -> None:
    values = given("a: ben\nb: [ben, anna]\nc:\n")
    assert [values[name].each_person() for name in "abc"] == [[7], [7, 8], []]
