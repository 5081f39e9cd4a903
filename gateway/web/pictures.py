"""The pictures of the theme, at the addresses that answers name: people without a picture, icons of activities and of files.

Every theme has the same ones, which are drawn here or brought by components. They are open to all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from gateway.files.icons import ACTIVITY, drawing, shape
from gateway.files.portrait import SIZES, portrait
from gateway.web.secure import SECURE
from gateway.web.services import Services

__all__ = ["routes"]

_ADDRESS: Final = "/theme/image.php"
# The address has a revision in it: what is kept under it never changes.
_KEPT: Final = "public, max-age=7776000, no-transform, immutable"
# What an address begins with of a client that shows no SVG. The pictures of people are no SVG; for the others there is nothing else.
_WITHOUT_SVG: Final = "_s"
_CORE: Final = ("core", "moodle")
_ACTIVITY: Final = "mod_"


def routes(gateway: Services) -> list[BaseRoute]:
    """The addresses of the pictures: the theme, the component, a revision and the name, as a path or as fields."""

    async def picture(request: Request) -> Response:
        found = _picture(gateway.site.registry.icons, *_asked(request))
        if found is None:
            return Response(status_code=HTTPStatus.NOT_FOUND, headers=SECURE)
        content, kind = found
        headers = {**SECURE, "cache-control": _KEPT, "access-control-allow-origin": "*"}
        return Response(content, media_type=kind, headers=headers)

    return [Route(f"{_ADDRESS}{rest}", picture, methods=["GET"], name=f"theme-pictures{rest}") for rest in ("", "/{path:path}")]


def _asked(request: Request) -> tuple[str, str]:
    """The component and the name of the picture that a request asks for; empty where it does not say."""
    path: str | None = request.path_params.get("path")
    if path is None:
        return request.query_params.get("component", "core"), request.query_params.get("image", "")
    parts: Sequence[str] = path.removeprefix(f"{_WITHOUT_SVG}/").split("/")
    return (parts[1], "/".join(parts[3:])) if len(parts) > 3 else ("", "")


def _picture(icons: Mapping[str, str], component: str, name: str) -> tuple[bytes, str] | None:
    """A picture and its media type, None if there is none; ``icons`` are the shapes that components bring, by component."""
    size = name.removeprefix("u/").removesuffix(".png")
    if component in _CORE and name.startswith("u/") and size in SIZES:
        return portrait(size), "image/png"
    name = name.removesuffix(".svg")
    drawn = drawing(name) if component in _CORE else None
    if drawn is None and name in ("monologo", "icon"):
        # Types of activities that nothing here serves have rows all the same, and answers name icons for them.
        drawn = shape(icons.get(component) or icons.get(f"{_ACTIVITY}{component}") or ACTIVITY)
    return (drawn, "image/svg+xml") if drawn is not None else None
