"""Parts of what is found: the same from a statement as from a list, whatever numbers ask for them."""

from __future__ import annotations

import pytest
from sqlalchemy import Connection, literal, select, union_all

from gateway.store.window import EVERYTHING, page_of, window

FOUND = [0, 1, 2, 3, 4]
NUMBERS = (0, 1, 2, 5, -1, 2**31, 10**18, 2**63 - 1, -(2**63))


@pytest.mark.parametrize("skip", NUMBERS)
@pytest.mark.parametrize("most", NUMBERS)
def test_a_window(db: Connection, skip: int, most: int) -> None:
    expected = FOUND[max(skip, 0) :][: most if most > 0 else None]
    listed = union_all(*(select(literal(number).label("number")) for number in FOUND)).subquery()
    query = select(listed.c.number).order_by(listed.c.number)
    assert window(skip, most).items(FOUND) == expected
    assert db.execute(window(skip, most).rows(query)).scalars().all() == expected


@pytest.mark.parametrize(
    ("number", "size", "expected"),
    [
        (0, 2, [0, 1]),
        (2, 2, [4]),
        (3, 2, []),
        (-1, 2, [0, 1]),
        (5, 0, FOUND),
        (5, -1, FOUND),
        (2**63 - 1, 2**63 - 1, []),
        (0, 2**63 - 1, FOUND),
    ],
)
def test_a_page(number: int, size: int, expected: list[int]) -> None:
    assert page_of(number, size).items(FOUND) == expected


def test_everything() -> None:
    assert EVERYTHING.items(FOUND) == FOUND
