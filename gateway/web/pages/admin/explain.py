"""May this token call this function here, and why: the checks of a call, with what mends the one that refuses.

The words are those of ``triglot explain``: the checks are the pipeline's own.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection
from starlette.responses import Response

from gateway.access import callers
from gateway.errors import CodedError
from gateway.pipeline.access_request import AccessRequest
from gateway.pipeline.explain import Explanation
from gateway.pipeline.explain import explain as explained
from gateway.web.pages.admin.forms import administered, number
from gateway.web.pages.page import Page
from gateway.web.pages.visit import Visit
from gateway.wire.call import Peer

__all__ = ["EXPLAIN", "pages"]

EXPLAIN = "/admin/explain"
"""The page."""


def pages() -> list[Page]:
    """The page."""
    return [administered(EXPLAIN, _show)]


async def _show(visit: Visit, wrong: Sequence[str] = ()) -> Response:
    """The form, and the checks of the call that it describes."""
    protocols = [protocol.name for protocol in visit.gateway.protocols if protocol.switched]
    explanation, refused = None, list(wrong)
    if visit.text("function").strip():
        try:
            explanation = await visit.gateway.store.read(_explained, visit, protocols)
        except CodedError as error:
            refused.append(error.public_message)
    return visit.show(
        "admin_explain.html",
        status=422 if refused else 200,
        wrong=refused,
        protocols=protocols,
        explanation=explanation,
        asked={name: visit.text(name).strip() for name in ("token", "function", "protocol", "address", "context")},
    )


def _explained(db: Connection, visit: Visit, protocols: Sequence[str]) -> Explanation:
    """What becomes of a call. Raises ``CodedError`` if there is no such token or protocol."""
    caller = callers.of_token(db, number(visit, "token"))
    if caller is None:
        raise CodedError("invalidtoken", message="There is no token with that id.")
    protocol = visit.text("protocol")
    if protocol not in protocols:
        raise CodedError("invalidparameter", message="There is no such protocol.")
    request = AccessRequest(
        site=visit.site,
        caller=caller,
        protocol=protocol,
        peer=Peer(visit.text("address").strip() or visit.peer.address),
        now=visit.now,
        function=visit.text("function").strip(),
    )
    return explained(db, visit.site.registry, request, number(visit, "context") or None)
