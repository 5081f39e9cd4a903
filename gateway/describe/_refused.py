"""The exception for a wrong value, on its way up to the compiler's entry points."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

__all__ = ["Refused", "key_names"]

_NAMES_SHOWN = 5
_NAME_LENGTH = 40


class Refused(Exception):
    """A value does not match its description; each list and struct on the way up adds its step to the path.

    ``reason`` says what is expected and never repeats a value; ``kind`` is the type of the value, if it has one, for developers.
    """

    def __init__(self, reason: str, kind: str | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.kind = kind
        self.steps: list[str | int] = []

    @property
    def path(self) -> str:
        """The path of the value, such as ``criteria[0].key``; empty at the root."""
        parts = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in reversed(self.steps))
        return "".join(parts).removeprefix(".")

    @property
    def debug(self) -> str:
        """The path and the reason, with the name of the type: for developers."""
        reason = f"{self.reason} (type {self.kind})" if self.kind else self.reason
        return f"{self.path}: {reason}" if self.steps else reason


def key_names(keys: Iterable[object]) -> str:
    """The first keys in a message, shortened and made printable."""
    names = [_printable(key) for key in islice(keys, _NAMES_SHOWN + 1)]
    return ", ".join([*names[:_NAMES_SHOWN], "…"] if len(names) > _NAMES_SHOWN else names)


def _printable(key: object) -> str:
    """A key as text; for keys that no protocol can produce, such as very large integers, their Python type."""
    if isinstance(key, int) and key.bit_length() <= 64:
        key = str(key)
    text = key if isinstance(key, str) else type(key).__name__
    cut = text if len(text) <= _NAME_LENGTH else text[: _NAME_LENGTH - 1] + "…"
    return "".join(char if char.isprintable() else "?" for char in cut)
