"""The site settings: how the site behaves, as the ``config`` table says, under the reference's names.

The process itself is configured elsewhere: ``gateway.settings``. A setting that the table does not hold has the default of its
declaration: the kernel's are in ``settings``, a component's in its folder. Settings of a plugin are named ``plugin/name``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from sqlalchemy import Connection, select

from gateway.access.settings import SETTINGS
from gateway.php.values import to_int
from gateway.store.changes import ChangeKind, note
from gateway.store.rows import upsert
from gateway.store.tables.site import config, config_plugins

__all__ = ["DEFAULTS", "Config", "load", "put"]

DEFAULTS: Mapping[str, str] = MappingProxyType({setting.name: setting.text for setting in SETTINGS})
"""The kernel's settings where nothing is stored."""


_NOTHING: Mapping[str, str] = MappingProxyType({})


class Config(Mapping[str, str]):
    """The site settings at one moment: stored values over defaults."""

    __slots__ = ("_lists", "_numbers", "_values")

    def __init__(self, stored: Mapping[str, str], declared: Mapping[str, str] = _NOTHING) -> None:
        """``stored`` are the values in the table, ``declared`` the defaults that components declare."""
        self._values = {**DEFAULTS, **declared, **stored}
        # Parsed once for each setting: every call reads some.
        self._numbers: dict[str, int] = {}
        self._lists: dict[str, tuple[str, ...]] = {}

    def __getitem__(self, name: str) -> str:
        """The value of a setting as text. Raises ``KeyError`` for a setting that is neither stored nor declared."""
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        """The names of all settings."""
        return iter(self._values)

    def __len__(self) -> int:
        """The number of settings."""
        return len(self._values)

    def flag(self, name: str) -> bool:
        """The setting as a boolean; False if it is not set."""
        return self._values.get(name, "0") not in ("", "0")

    def number(self, name: str) -> int:
        """The setting as a whole number, read as the reference reads numbers; 0 if it is not set."""
        number = self._numbers.get(name)
        if number is None:
            number = self._numbers[name] = to_int(self._values.get(name, "0"))
        return number

    def names(self, name: str) -> tuple[str, ...]:
        """The items of a setting that is a comma-separated list."""
        found = self._lists.get(name)
        if found is None:
            found = self._lists[name] = tuple(part for item in self._values.get(name, "").split(",") if (part := item.strip()))
        return found


def load(db: Connection, declared: Mapping[str, str]) -> Config:
    """All settings of the site; ``declared`` are the defaults of components (``Registry.defaults``)."""
    stored = {row.name: row.value for row in db.execute(select(config.c.name, config.c.value))}
    plugins = db.execute(select(config_plugins.c.plugin, config_plugins.c.name, config_plugins.c.value))
    return Config({**stored, **{f"{row.plugin}/{row.name}": row.value for row in plugins}}, declared)


def put(db: Connection, name: str, value: str) -> None:
    """Store one setting."""
    plugin, _, short_name = name.rpartition("/")
    if plugin:
        upsert(db, config_plugins, {"plugin": plugin, "name": short_name}, {"value": value})
    else:
        upsert(db, config, {"name": short_name}, {"value": value})
    note(db, ChangeKind.SITE)
