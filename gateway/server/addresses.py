"""Addresses that clients spell in another way than the routes: read as the web servers before the reference read them.

Runs of slashes count as one, dots are resolved, and what follows a script (``server.php/…``) is information for the script;
a slash after any other address, or none, means nothing. Nothing here redirects: an address may hold a credential, and the host that the
client named need not be this one.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable
from typing import Final
from urllib.parse import quote

from starlette.routing import BaseRoute, Route
from starlette.types import Scope

__all__ = ["Spellings", "encoded_target"]

_SLASHES: Final = re.compile("/{2,}")
_RAW_SLASHES: Final = re.compile(b"/{2,}")
_SCRIPT: Final = re.compile(r".*?\.php(?=/|\Z)", re.DOTALL)
_BEYOND_ASCII: Final = re.compile(rb"[\x80-\xff]")
# The rest of a request line after a part of the target, or before its end.
_LINE_END: Final = re.compile(rb" HTTP/[0-9.]+\r?\Z")


class Spellings:
    """The spellings of the addresses of routes."""

    def __init__(self, routes: Iterable[BaseRoute]) -> None:
        """A script with a route for what follows it is given that; of any other script what follows is ignored."""
        known = [route for route in routes if isinstance(route, Route)]
        with_info = [route.path for route in known if route.param_convertors]
        self._fixed = {
            route.path for route in known if not route.param_convertors and not any(path.startswith(f"{route.path}/") for path in with_info)
        }

    def respelled(self, scope: Scope) -> Scope:
        """The scope of a request with its path in the spelling of the routes; ``raw_path`` keeps what follows a script."""
        path = _resolved(_SLASHES.sub("/", scope["path"]))
        raw: bytes | None = scope.get("raw_path")  # optional in ASGI
        raw = quote(path).encode() if raw is None else _RAW_SLASHES.sub(b"/", raw)
        script = _SCRIPT.match(path)
        for known in (script[0] if script else path, path.rstrip("/"), f"{path}/"):
            if known in self._fixed:
                path = known
                break
        return {**scope, "path": path, "raw_path": raw}


def _resolved(path: str) -> str:
    """A path without segments of dots; a slash at its end stays."""
    if "/." not in path:
        return path
    resolved = posixpath.normpath(path)
    return f"{resolved}/" if path.endswith("/") and resolved != "/" else resolved


def encoded_target(data: bytes) -> bytes:
    """Bytes of the head of a request, with those beyond ASCII in its first line percent-encoded, as they should have been sent.

    Parsers of HTTP refuse them; web servers before the reference read them as what they are. A first line that is no part of a
    request line, because a header goes on in ``data``, is left alone.
    """
    line, end, rest = data.partition(b"\n")
    if end and not _LINE_END.search(line):
        return data
    return _BEYOND_ASCII.sub(lambda byte: b"%%%02X" % byte[0][0], line) + end + rest
