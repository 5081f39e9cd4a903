"""Documents that all processes share."""

from __future__ import annotations

from sqlalchemy import Connection

from gateway.store.documents import find, forget_old, keep

DAY = 24 * 3600
NOW = 1_700_000_000


def test_a_document_is_found_under_its_name(db: Connection) -> None:
    assert find(db, "a") is None
    keep(db, "a", "<żółw/>" * 100_000, NOW)
    keep(db, "b", "", NOW)
    assert (find(db, "a"), find(db, "b")) == ("<żółw/>" * 100_000, "")


def test_the_first_of_a_name_stays(db: Connection) -> None:
    keep(db, "a", "first", NOW)
    keep(db, "a", "second", NOW)
    assert find(db, "a") == "first"


def test_old_ones_go(db: Connection) -> None:
    for days in (31, 29):
        keep(db, str(days), "x", NOW - days * DAY)
    assert forget_old(db, NOW) == 1
    assert (find(db, "31"), find(db, "29")) == (None, "x")
