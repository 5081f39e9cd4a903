"""The number from which made answers begin, besides the function and its arguments: each world may have its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

__all__ = ["seed", "seeded"]

_SEED: ContextVar[int] = ContextVar("answers", default=0)


def seed() -> int:
    """The number that holds here; 0 unless it was set."""
    return _SEED.get()


@contextmanager
def seeded(number: int) -> Iterator[None]:
    """Let ``number`` hold for all that is run, or started, in this context."""
    before = _SEED.set(number)
    try:
        yield
    finally:
        _SEED.reset(before)
