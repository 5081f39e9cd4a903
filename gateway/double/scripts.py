"""The scripts of a site that are no protocol, as rules and the journal see them: the login script, and those about files."""

from __future__ import annotations

from typing import Final

import msgspec
from starlette.types import Message, Receive, Scope, Send

from gateway.double.exchange import Exchange
from gateway.double.faults.rules import Asked
from gateway.errors import GatewayError
from gateway.files.lookup import NOT_FOUND
from gateway.web.refusals import refusal_page
from gateway.web.scripts import ALLOW, JSON, refusal, send_json, uncached
from gateway.wire.form import field_in, parse_fields, reads_body

__all__ = ["Script", "peeked", "refuse", "script_at"]

_LONGEST_PEEK: Final = 64 * 1024
_MOST_FIELDS: Final = 1000


class Script(msgspec.Struct, frozen=True, kw_only=True):
    """A script: its address, what stands for its protocol, the fields that say who asks, and whether it refuses with a page."""

    address: str
    protocol: str
    token: str = "token"  # noqa: S105 - the name of a field
    user: str = ""
    page: bool = False

    def asked(self, exchange: Exchange, body: bytes) -> Asked:
        """What rules look at of a request to the script; a file that a field names stands behind the address."""
        query = parse_fields(exchange.query, max(_MOST_FIELDS, exchange.query.count(b"&") + 1))
        kind = exchange.header(b"content-type") or ""
        in_body = reads_body(exchange.method, kind)

        def field(name: str) -> str:
            value = field_in(kind, body, name) if in_body and name else None
            text = query.get(name, "") if value is None else value
            return text if isinstance(text, str) else ""

        path = exchange.path
        if path == self.address and self.protocol == "files":
            path += field("file")
        return Asked(path=path, protocol=self.protocol, function=self.address, token=field(self.token), user=field(self.user))


_SCRIPTS: Final = (
    Script(address="/login/token.php", protocol="login", token="", user="username"),
    Script(address="/webservice/upload.php", protocol="upload"),
    Script(address="/webservice/pluginfile.php", protocol="files"),
    Script(address="/webservice/draftfile.php", protocol="files"),
    Script(address="/tokenpluginfile.php", protocol="files", page=True),
    Script(address="/pluginfile.php", protocol="files", page=True),
    Script(address="/draftfile.php", protocol="files", page=True),
)


def script_at(path: str) -> Script | None:
    """The script at an address; None where there is no script, or a protocol."""
    return next((each for each in _SCRIPTS if path == each.address or path.startswith(f"{each.address}/")), None)


async def peeked(receive: Receive) -> tuple[bytes, Receive]:
    """The beginning of the body of a request, whole if it is short, and the means to receive the body nevertheless."""
    messages: list[Message] = []
    body = b""
    while len(body) < _LONGEST_PEEK:
        messages.append(await receive())
        body += messages[-1].get("body", b"")
        if messages[-1]["type"] != "http.request" or not messages[-1].get("more_body", False):
            break
    waiting = iter(messages)

    async def received() -> Message:
        return next(waiting, None) or await receive()

    return body, received


async def refuse(script: Script, error: GatewayError, headers: dict[bytes, bytes], scope: Scope, receive: Receive, send: Send) -> None:
    """Send a refusal as a script words it."""
    if script.page:
        answer = refusal_page(error)
        answer.raw_headers += headers.items()
        await answer(scope, receive, send)
        return
    status = 404 if error.errorcode == NOT_FOUND else 200
    await send_json(scope, send, [ALLOW, *headers.items(), JSON, *uncached()], refusal(error), status)
