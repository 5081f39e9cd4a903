"""A refusal on its way from the value that caused it to the face of the compiler."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

__all__ = ["Refused", "key_names"]

_NAMES_SHOWN = 5
_NAME_LENGTH = 40


class Refused(Exception):
    """A value is not what its description says; every list and struct it leaves adds its step.

    ``reason`` names what is expected and never repeats a value.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.steps: list[str | int] = []

    @property
    def path(self) -> str:
        """Where the value stands, as in ``criteria[0].key``; empty at the root."""
        parts = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in reversed(self.steps))
        return "".join(parts).removeprefix(".")


def key_names(keys: Iterable[object]) -> str:
    """A few keys as a caller sent them, cut to a sane length and made printable."""
    names = [_printable(key) for key in islice(keys, _NAMES_SHOWN + 1)]
    return ", ".join([*names[:_NAMES_SHOWN], "…"] if len(names) > _NAMES_SHOWN else names)


def _printable(key: object) -> str:
    """A key as text; keys that no protocol makes, such as very large integers, show their Python type."""
    if isinstance(key, int) and key.bit_length() <= 64:
        key = str(key)
    text = key if isinstance(key, str) else type(key).__name__
    cut = text if len(text) <= _NAME_LENGTH else text[: _NAME_LENGTH - 1] + "…"
    return "".join(char if char.isprintable() else "?" for char in cut)
