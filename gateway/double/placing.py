"""The pages and cookies of a site that is not at the root of its host: their addresses lead back to it.

The gateway gives the addresses of the contract in full. Its pages name each other by paths alone, as they stand at the root; where a
world answers at ``/t/NAME``, they are put there on their way out, as a proxy in front of such a site would do.
"""

from __future__ import annotations

import re
from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gateway.web.secure import of_page

__all__ = ["Placed"]

# The attributes of a page that hold addresses, where such an address is the path of this site.
_ADDRESS: Final = re.compile(rb'\b(href|src|action|formaction|apiDescriptionUrl)="/(?!/)')
_COOKIE_PATH: Final = re.compile(r"(;\s*path=)/(?=;|\Z)", re.IGNORECASE)
# What the policy of a page of ours begins with, and that of a file of somebody's never does.
_POLICY: Final = of_page()["content-security-policy"].partition(" style-src")[0] + " style-src"


class Placed:
    """An application at a path of its host."""

    def __init__(self, app: ASGIApp, path: str) -> None:
        """``app`` answers as if it stood at the root; ``path`` is where it does."""
        self._app = app
        self._path = path

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        await self._app(scope, receive, _Answer(self._path, send))


class _Answer:
    """The answer to one request, whose page is held back until it is whole: its length changes."""

    def __init__(self, path: str, send: Send) -> None:
        self._path = path
        self._send = send
        self._head: Message | None = None
        self._page = bytearray()

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            await self._begin(message)
        elif self._head is not None and message["type"] == "http.response.body":
            self._page += message.get("body", b"")
            if not message.get("more_body", False):
                await self._finish(self._head)
        else:
            await self._send(message)

    async def _begin(self, message: Message) -> None:
        """Send the head, or keep it with that of a page."""
        headers = MutableHeaders(raw=list(message["headers"]))
        cookies = headers.getlist("set-cookie")
        if cookies:
            del headers["set-cookie"]
            for cookie in cookies:
                headers.append("set-cookie", _COOKIE_PATH.sub(rf"\g<1>{self._path}/", cookie))
        message = {**message, "headers": headers.raw}
        if headers.get("content-type", "").startswith("text/html") and headers.get("content-security-policy", "").startswith(_POLICY):
            self._head = message
        else:
            await self._send(message)

    async def _finish(self, head: Message) -> None:
        """Send a page that is whole."""
        page = _ADDRESS.sub(rb'\1="%s/' % self._path.encode(), bytes(self._page))
        headers = MutableHeaders(raw=list(head["headers"]))
        if page:  # an answer to HEAD has the length of what it does not have
            headers["content-length"] = str(len(page))
        await self._send({**head, "headers": headers.raw})
        await self._send({"type": "http.response.body", "body": page})
