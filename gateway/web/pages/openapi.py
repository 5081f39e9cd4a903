"""The OpenAPI document of what the reader may call, to be looked at with Stoplight Elements, which this site serves itself."""

from __future__ import annotations

from typing import Final

from starlette.responses import Response

from gateway.errors import MissingRecord
from gateway.web.pages.answers import document_answer
from gateway.web.pages.page import Page, Who
from gateway.web.pages.readers import functions_of
from gateway.web.pages.visit import Visit
from gateway.web.secure import SECURE
from gateway.wire.protocol import Protocol, about

__all__ = ["DOCUMENT", "OPENAPI", "pages"]

OPENAPI: Final = "/docs/openapi"
"""The page."""
DOCUMENT: Final = "/docs/openapi.json"
"""The document, for who has signed in; programs fetch it from the protocol with their token."""
# The style sheet that the icons of Elements are drawn by, which its script writes into the page.
_STYLE: Final = "sha256-MBVp6JYxbC/wICelYC6eULCRpgi9kGezXXSaq/TS2+I="
_NAME: Final = "/openapi.json"


def pages() -> list[Page]:
    """The page and the document."""
    return [Page(path=OPENAPI, show=_shown, who=Who.VISITORS), Page(path=DOCUMENT, show=_document, who=Who.VISITORS)]


def _described(visit: Visit) -> tuple[Protocol, str]:
    """The protocol that makes such a document, and the path of it there. Raises ``MissingRecord`` if none that is on does."""
    for protocol in visit.gateway.protocols:
        if protocol.switched and protocol.name not in visit.site.protocols:
            continue
        for document in about(protocol).documents:
            if document.path.endswith(_NAME):
                return protocol, document.path
    raise MissingRecord(message="No protocol that is on has an OpenAPI document.")


async def _shown(visit: Visit) -> Response:
    """The document, for people."""
    _, path = _described(visit)
    return visit.show("docs_openapi.html", style=_STYLE, document=DOCUMENT, address=visit.site.wwwroot + path)


async def _document(visit: Visit) -> Response:
    """The document of the functions that the reader may call."""
    protocol, path = _described(visit)
    answer = await document_answer(protocol, visit.gateway, await functions_of(visit), path)
    return Response(answer.body, answer.status, media_type="application/json", headers={**SECURE, "cache-control": "private, no-store"})
