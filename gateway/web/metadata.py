"""The document that leads clients to the identity providers whose tokens are taken (RFC 9728)."""

from __future__ import annotations

from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from gateway.web.secure import SECURE
from gateway.web.services import Services
from gateway.wire.http import METADATA

__all__ = ["routes"]


def routes(gateway: Services) -> list[BaseRoute]:
    """The address of the document, for the site as a whole and for a protocol of it; nothing is there where no provider is trusted."""

    async def metadata(request: Request) -> Response:
        issuers = gateway.issuers
        if issuers is None:
            return Response(status_code=HTTPStatus.NOT_FOUND, headers=SECURE)
        path = request.path_params.get("path", "")
        told: dict[str, object] = {
            "resource": f"{gateway.base_address}/{path}" if path else gateway.base_address,
            "authorization_servers": issuers.addresses,
            "bearer_methods_supported": ["header"],
            "resource_documentation": f"{gateway.base_address}/docs",
        }
        if issuers.scopes:
            told["scopes_supported"] = issuers.scopes
        return JSONResponse(told, headers={**SECURE, "access-control-allow-origin": "*"})

    return [Route(METADATA, metadata), Route(f"{METADATA}/{{path:path}}", metadata)]
