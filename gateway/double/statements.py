"""The compiled statements of all worlds: the same code asks each of them, so that what one has compiled serves the others."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from sqlalchemy import Engine

__all__ = ["share"]

# The statements of the gateway are a few thousand; what clients ask makes them more only where a list becomes part of a statement.
_MOST: Final = 20_000


class _Compiled(dict[tuple[object, ...], object]):
    """Compiled statements for engines with dialects of one class: of their keys, the dialect is left out."""

    def get(self, key: tuple[object, ...], default: object = None) -> object:
        return super().get(key[1:], default)

    def __setitem__(self, key: tuple[object, ...], value: object) -> None:
        if len(self) >= _MOST:
            self.clear()
        super().__setitem__(key[1:], value)


_COMPILED: Final = _Compiled()


def share(engines: Iterable[Engine]) -> None:
    """Let engines, all of databases of one kind, use the statements that any of them has compiled."""
    for engine in engines:
        engine.update_execution_options(compiled_cache=_COMPILED)
