"""The described functions of a version, each read when it is asked for: most callers need few of hundreds.

The form of an entry is that of ``gateway.registry.catalogue``. ``functions.json.gz`` has those of the recorded version, made by
``make catalogue``; ``later.json`` has those that only later versions have.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import msgspec

from gateway.catalogue.profiles import DEFAULT_PROFILE, CatalogueError, profile
from gateway.describe.export import read, read_params
from gateway.wire.call import FunctionInfo, FunctionType

__all__ = ["CatalogueError", "functions"]


class _Entry(msgspec.Struct, frozen=True):
    """A function as the catalogue has it."""

    component: str
    type: FunctionType
    params: dict[str, Any]
    returns: dict[str, Any] | None
    ajax: bool = False
    loginrequired: bool = True
    capabilities: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    readonlysession: bool = False
    deprecated: bool = False


class _Functions(Mapping[str, FunctionInfo]):
    """The functions of one version by name, in the order of names."""

    def __init__(self, entries: Mapping[str, msgspec.Raw]) -> None:
        self._entries = dict(sorted(entries.items()))
        self._read: dict[str, FunctionInfo] = {}

    def __getitem__(self, name: str) -> FunctionInfo:
        """The function with this name. Raises ``KeyError``."""
        found = self._read.get(name)
        if found is None:
            found = self._read[name] = _info(name, self._entries[name])
        return found

    def __contains__(self, name: object) -> bool:
        """Whether the version has a function with this name."""
        return name in self._entries

    def __iter__(self) -> Iterator[str]:
        """The names."""
        return iter(self._entries)

    def __len__(self) -> int:
        """How many functions the version has."""
        return len(self._entries)


@cache
def functions(version: str = DEFAULT_PROFILE) -> Mapping[str, FunctionInfo]:
    """The functions of a version of the reference that have a description, by name. Raises ``CatalogueError`` for an unknown version."""
    chosen = profile(version)
    entries = {name: entry for name, entry in _recorded().items() if name not in chosen.without}
    return _Functions(entries | {name: entry for name, entry in _later().items() if name in chosen.with_})


@cache
def _recorded() -> dict[str, msgspec.Raw]:
    packed = files("gateway.catalogue").joinpath("functions.json.gz").read_bytes()
    return msgspec.json.decode(gzip.decompress(packed), type=dict[str, msgspec.Raw])


@cache
def _later() -> dict[str, msgspec.Raw]:
    return msgspec.json.decode(files("gateway.catalogue").joinpath("later.json").read_bytes(), type=dict[str, msgspec.Raw])


def _info(name: str, raw: msgspec.Raw) -> FunctionInfo:
    entry = msgspec.json.decode(raw, type=_Entry)
    return FunctionInfo(
        name=name,
        component=entry.component,
        type=entry.type,
        text=f"{name}, as the reference describes it.",
        params=read_params(entry.params),
        returns=None if entry.returns is None else read(entry.returns),
        capabilities=entry.capabilities,
        services=entry.services,
        ajax=entry.ajax,
        loginrequired=entry.loginrequired,
        readonlysession=entry.readonlysession,
        deprecated=entry.deprecated,
    )
