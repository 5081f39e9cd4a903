"""The WSDL documents of services, built once in a process of their own, and cached under a hash of what they are built from.

A site has few services, and most callers of a service may call the same functions, so that few documents are built. The host
stores them for all processes; this module caches those in use.
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

# The version of the contract, to be raised whenever equal descriptions give another document or another way of packing.
_VERSION: Final = 3
_SERVICES_CACHED: Final = 16
# The placeholder for the address of the service, which differs between callers; no other text in a document is equal to it.
_LOCATION: Final = "urn:triglot:typed:location"
_BUILD: Final = (sys.executable, "-P", "-W", "ignore", "-m", "protocols.soap.schema")


class Documents:
    """The WSDL documents of all services."""

    def __init__(self, host: Host) -> None:
        """Start with an empty cache."""
        self._host = host
        self._packed: dict[str, str] = {}
        self._lock = Lock()

    async def wsdl(self, functions: Sequence[FunctionInfo], location: str) -> bytes:
        """The WSDL of a service with these functions, in this order, at the address ``location``. Raises ``InternalError``."""
        name = _name(tuple(functions))
        if name not in self._packed:
            async with self._lock:  # so that a document is built once, and only one document at a time
                if name not in self._packed:
                    await self._fetch(name, functions)
        return unpack(self._packed[name]).replace(_LOCATION.encode(), document(escape_attribute(location)))

    def tag(self, functions: Sequence[FunctionInfo], location: str) -> str:
        """The entity tag of the WSDL that ``wsdl`` would return, without building it."""
        return sha256(f"{_name(tuple(functions))} {location}".encode()).hexdigest()[:32]

    async def _fetch(self, name: str, functions: Sequence[FunctionInfo]) -> None:
        packed = await self._host.cached_document(name, lambda: _build(functions))
        if len(self._packed) >= _SERVICES_CACHED:
            self._packed.clear()
        self._packed[name] = packed


@lru_cache(maxsize=_SERVICES_CACHED)
def _name(functions: tuple[FunctionInfo, ...]) -> str:
    """The key of the document of a service: a hash of its functions and their descriptions."""
    return f"soaptyped-{_VERSION}-{sha256(wsdl_input(functions, _LOCATION)).hexdigest()}"


async def _build(functions: Sequence[FunctionInfo]) -> str:
    """The packed WSDL, built by another process. Raises ``CalledProcessError`` with the output of a process that fails."""
    built = await run_process(_BUILD, input=wsdl_input(functions, _LOCATION))
    return built.stdout.decode()
