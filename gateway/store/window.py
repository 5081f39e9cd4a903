"""Parts of what is found: how many rows to skip and how many to take, the same on every database."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import Select

__all__ = ["EVERYTHING", "Window", "page_of", "window"]

T = TypeVar("T")

# More than any table has rows, and still an integer for every database.
_BEYOND = 2**62


class Window(NamedTuple):
    """How many of the rows that were found to skip and how many to take; 0 takes all. Made by ``window`` and ``page_of``."""

    skip: int
    most: int

    def rows(self, query: Select[Any]) -> Select[Any]:
        """The statement that selects the part of what ``query`` selects."""
        return query.limit(self.most or None).offset(self.skip)

    def items(self, found: Sequence[T]) -> list[T]:
        """The part of ``found``."""
        return list(found[self.skip : self.skip + self.most if self.most else None])


EVERYTHING = Window(0, 0)


def window(skip: int, most: int) -> Window:
    """The window after ``skip`` rows with at most ``most`` rows; a negative number counts as 0, as in the reference."""
    return Window(min(max(skip, 0), _BEYOND), min(max(most, 0), _BEYOND))


def page_of(number: int, size: int) -> Window:
    """The page with that number, from 0, of pages of ``size`` rows; everything where a page has no size."""
    return window(max(number, 0) * size, size) if size > 0 else EVERYTHING
