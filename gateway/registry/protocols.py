"""The installed protocols, found through the entry-point group ``gateway.protocols``."""

from __future__ import annotations

from importlib.metadata import EntryPoint
from typing import Final

from gateway.registry.installed import installed
from gateway.wire.protocol import Protocol

__all__ = ["GROUP", "ProtocolError", "protocols"]

GROUP: Final = "gateway.protocols"

# The members of every protocol (``gateway.wire.protocol.Protocol``).
_MEMBERS: Final = ("name", "switched", "of_pages", "routes", "request", "read")


class ProtocolError(Exception):
    """A protocol cannot be loaded, or is no protocol; the text is for the operator."""


def protocols() -> list[Protocol]:
    """One object of every installed protocol, by name. Raises ``ProtocolError``."""
    return [_protocol(point) for point in installed(GROUP)]


def _protocol(point: EntryPoint) -> Protocol:
    try:
        found: Protocol = point.load()()
    except Exception as error:  # code of others, which may fail in any way: the operator is told which to repair or remove
        raise ProtocolError(f"cannot load the protocol {point.name} ({point.value}): {type(error).__name__}: {error}") from error
    missing = [name for name in _MEMBERS if not hasattr(found, name)]
    if missing:
        raise ProtocolError(f"{point.value} is not a protocol: it has no {', '.join(missing)}")
    return found
