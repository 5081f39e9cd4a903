"""What the answer to a call tells beside it: that a protocol or a service will end, and when the token does.

An administrator dates protocols and services in the setting ``triglot/deprecated``: items with commas between them, each a name (of a
protocol, or ``service/SHORTNAME``), the day from which it is deprecated (RFC 9745), and, where that is known, the day on which it
ends (RFC 8594).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import format_datetime, formatdate
from functools import lru_cache
from typing import Final

from gateway.access.site import Service
from gateway.pipeline.access_request import AccessRequest
from gateway.wire.call import Call

__all__ = ["DEPRECATED", "dated", "tell"]

DEPRECATED: Final = "triglot/deprecated"
_OF_SERVICE: Final = "service/"


def tell(call: Call, request: AccessRequest, service: Service | None) -> None:
    """Note for the answer to an admitted call what its caller should know."""
    notes = call.peer.notes
    if notes is None:
        return
    if request.token is not None and request.token.validuntil:
        notes.headers[b"token-expires"] = formatdate(request.token.validuntil, usegmt=True).encode()
    text = request.site.config.get(DEPRECATED)
    if text:
        ends = dated(text)
        notes.headers.update(ends.get(call.protocol, {}))
        if service is not None:
            notes.headers.update(ends.get(f"{_OF_SERVICE}{service.shortname}", {}))


@lru_cache(maxsize=16)
def dated(text: str) -> Mapping[str, Mapping[bytes, bytes]]:
    """The headers for what is dated, by its name; items that are none are left out."""
    found: dict[str, dict[bytes, bytes]] = {}
    for item in text.split(","):
        name, *days = item.split()[:3] or [""]
        try:
            moments = [datetime.fromisoformat(day).replace(tzinfo=UTC) for day in days]
        except ValueError:
            continue
        if moments:
            found[name] = {b"deprecation": b"@%d" % moments[0].timestamp()}
        if len(moments) > 1:
            found[name][b"sunset"] = format_datetime(moments[1], usegmt=True).encode()
    return found
