"""The WSDL of each service: built once in a process of its own, and kept by what it is built from.

A site has few services, and most callers of one may call the same functions, so that few documents are built. The host
keeps them for all processes; the last ones asked for are at hand here.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from functools import lru_cache
from hashlib import sha256
from typing import Final

from anyio import Lock, run_process

from gateway.wire.call import FunctionInfo
from gateway.wire.protocol import Host
from protocols.markup import document
from protocols.soap.text import escape_attribute
from protocols.soap.typed.packed import unpack
from protocols.soap.typed.wsdl_input import wsdl_input

__all__ = ["Documents"]

# Of the contract: to be raised whenever the same descriptions give another document, or one that is packed in another way.
_VERSION: Final = 2
_SERVICES_KEPT: Final = 16
# Stands where the address belongs, which is not the same for all callers; nothing else in a document is like it.
_LOCATION: Final = "urn:triglot:typed:location"
_BUILD: Final = (sys.executable, "-P", "-W", "ignore", "-m", "protocols.soap.schema")


class Documents:
    """The documents of all services."""

    def __init__(self, host: Host) -> None:
        """Nothing is built yet."""
        self._host = host
        self._kept: dict[str, str] = {}  # packed
        self._lock = Lock()

    async def wsdl(self, functions: Sequence[FunctionInfo], location: str) -> bytes:
        """The WSDL of a service that has these functions, in this order, at an address. Raises ``InternalError``."""
        name = _name(tuple(functions))
        if name not in self._kept:
            async with self._lock:  # so that it is built once, and never two at a time
                if name not in self._kept:
                    await self._fetch(name, functions)
        return unpack(self._kept[name]).replace(_LOCATION.encode(), document(escape_attribute(location)))

    def tag(self, functions: Sequence[FunctionInfo], location: str) -> str:
        """The entity tag of that WSDL, which need not be built for it."""
        return sha256(f"{_name(tuple(functions))} {location}".encode()).hexdigest()[:32]

    async def _fetch(self, name: str, functions: Sequence[FunctionInfo]) -> None:
        packed = await self._host.cached_document(name, lambda: _build(functions))
        if len(self._kept) >= _SERVICES_KEPT:
            self._kept.clear()
        self._kept[name] = packed


@lru_cache(maxsize=_SERVICES_KEPT)
def _name(functions: tuple[FunctionInfo, ...]) -> str:
    """The name of the document of a service: its revision."""
    return f"soaptyped-{_VERSION}-{sha256(wsdl_input(functions, _LOCATION)).hexdigest()}"


async def _build(functions: Sequence[FunctionInfo]) -> str:
    """Have the document built, and packed. Raises ``CalledProcessError`` with what the process said, where it fails."""
    built = await run_process(_BUILD, input=wsdl_input(functions, _LOCATION))
    return built.stdout.decode()
