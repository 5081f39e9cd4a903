"""What the answer to a call tells beside it: that what it calls will end, and when the token does."""

from __future__ import annotations

from email.utils import formatdate

from gateway.access.site import Service
from gateway.pipeline.access_request import AccessRequest
from gateway.telemetry.endings import DEPRECATED, Called, endings_in
from gateway.wire.call import Call

__all__ = ["tell"]


def tell(call: Call, request: AccessRequest, service: Service | None) -> None:
    """Note for the answer to an admitted call what its caller should know."""
    notes = call.peer.notes
    if notes is None:
        return
    if request.token is not None and request.token.validuntil:
        notes.headers[b"token-expires"] = formatdate(request.token.validuntil, usegmt=True).encode()
    text = request.site.config.get(DEPRECATED)
    if text:
        component = request.info.component if request.info is not None else ""
        called = Called(call.protocol, call.function, component, (service.shortname or "") if service is not None else "")
        ending = endings_in(text).of(called)
        if ending is not None:
            notes.headers.update(ending.headers())
