"""How pages look: their templates, and the style sheet, script and picture that they load from this site."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from gateway.compare import report
from gateway.web.secure import SECURE

if TYPE_CHECKING:
    from jinja2 import Environment

__all__ = ["asset_address", "counted", "render", "routes"]

_ADDRESS: Final = "/assets/{revision}/{name}"
_ROUTE: Final = "/assets/{revision}/{name:path}"
_KINDS: Final[Mapping[str, str]] = {
    "comparison.css": "text/css; charset=utf-8",
    "elements/styles.min.css": "text/css; charset=utf-8",
    "elements/web-components.min.js": "text/javascript; charset=utf-8",
    "pages.css": "text/css; charset=utf-8",
    "pages.js": "text/javascript; charset=utf-8",
    "mark.svg": "image/svg+xml",
}
# The revision is a part of the address: what was loaded from it never changes.
_KEPT: Final = "public, max-age=31536000, immutable"


def routes() -> list[BaseRoute]:
    """The address of what pages load, which is open to all."""
    return [Route(_ROUTE, _asset, methods=["GET"], name="asset")]


def render(template: str, values: Mapping[str, object]) -> str:
    """The text of a page."""
    return _environment().get_template(template).render(values)


def asset_address(name: str) -> str:
    """The path of something that pages load, which changes with its content."""
    return _ADDRESS.format(revision=_asset_of(name)[0], name=name)


async def _asset(request: Request) -> Response:
    """A style sheet, a script or a picture, whatever revision is asked for; not found (404) for another name."""
    name = request.path_params["name"]
    if name not in _KINDS:
        return Response(status_code=404, headers=SECURE)
    revision, content = _asset_of(name)
    keeping = _KEPT if request.path_params["revision"] == revision else "no-cache"
    return Response(content, media_type=_KINDS[name], headers={**SECURE, "cache-control": keeping})


@cache
def _asset_of(name: str) -> tuple[str, bytes]:
    """The revision and the content of what pages load."""
    folders = (files("gateway.web.pages") / "assets", files("gateway.compare") / "templates")
    content = next(folder / name for folder in folders if (folder / name).is_file()).read_bytes()
    return hashlib.sha256(content).hexdigest()[:12], content


@cache
def _environment() -> Environment:
    """The environment of all templates: what they are given is escaped, and a name that they are not given is an error."""
    from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined  # which no call needs

    made = Environment(
        loader=ChoiceLoader([PackageLoader("gateway.web.pages"), PackageLoader("gateway.compare")]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    # Clients look for "sesskey":"…" in a page, written as the reference writes it.
    made.policies["json.dumps_kwargs"] = {"separators": (",", ":")}
    made.filters |= {"moment": _moment, "counted": counted, "day": _day, **report.FILTERS}
    made.globals["asset"] = asset_address
    return made


def _moment(value: int | None) -> str:
    """A Unix time in words, in UTC; a dash for none."""
    return time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime(value)) if value else "–"


def _day(value: int) -> str:
    """The day of a Unix time, in UTC."""
    return time.strftime("%Y-%m-%d", time.gmtime(value))


def counted(number: int, one: str, more: str | None = None) -> str:
    """A number with its noun, in singular or plural."""
    return f"{number:,} {one if number == 1 else more or one + 's'}"
