"""Texts without regard to capitals, on both databases and in more scripts than one."""

from __future__ import annotations

import pytest
from sqlalchemy import ColumnElement, Connection, func, literal, null, select

from gateway.store import caseless

NAME = "Łukasiewicz, ÉMILE 100%"


def holds(db: Connection, condition: ColumnElement[bool]) -> bool:
    return bool(db.execute(select(func.count()).where(condition)).scalar())


@pytest.mark.parametrize(
    ("part", "there"), [("łuk", True), ("ÉMI", True), ("émi", True), ("E", True), ("0%", True), ("1%0", False), ("x", False)]
)
def test_a_part(db: Connection, part: str, there: bool) -> None:
    assert holds(db, caseless.contains(literal(NAME), part)) is there


@pytest.mark.parametrize(("part", "there"), [("émi", True), ("BACH", True), ("100%b", False), ("100%\x1fb", False), ("x", False)])
def test_a_part_of_one_of_several(db: Connection, part: str, there: bool) -> None:
    assert holds(db, caseless.any_contains((literal(NAME), literal("Bach")), part)) is there


@pytest.mark.parametrize(("other", "same"), [("ŁUKASIEWICZ, émile 100%", True), ("Lukasiewicz, Emile 100%", False)])
def test_the_whole(db: Connection, other: str, same: bool) -> None:
    assert holds(db, caseless.equals(literal(NAME), other)) is same


def test_a_beginning(db: Connection) -> None:
    assert holds(db, caseless.starts_with(literal(NAME), "łU"))
    assert not holds(db, caseless.starts_with(literal(NAME), "u"))


@pytest.mark.parametrize(("pattern", "fits"), [("łukas%", True), ("_UKAS%", True), ("%100\\%", True), ("łukas", False)])
def test_a_pattern(db: Connection, pattern: str, fits: bool) -> None:
    assert holds(db, caseless.is_like(literal(NAME), pattern)) is fits


@pytest.mark.parametrize("length", [1_000, 100_000])
def test_what_is_looked_for_may_have_any_length(db: Connection, length: int) -> None:
    long = "%ł" * length
    for condition in (caseless.contains, caseless.starts_with, caseless.is_like):
        assert not holds(db, condition(literal(NAME), long))
    assert holds(db, caseless.contains(literal(f"a{long}b"), long.upper()))
    assert holds(db, caseless.starts_with(literal(f"{long}b"), long.upper()))


def test_nothing_stays_nothing(db: Connection) -> None:
    assert db.execute(select(caseless.lowered(null()))).scalar() is None
