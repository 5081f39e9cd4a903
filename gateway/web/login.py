"""The login script, ``/login/token.php``: gives a token for a user name and a password (``docs/contract/server.md 1``).

Answers are JSON objects with status 200. A refusal has the error, its code, and three fields that the
reference fills for its developers only and that are always null here.
"""

from __future__ import annotations

import time
from email.utils import formatdate
from urllib.parse import urlsplit

from starlette.routing import BaseRoute, Route
from starlette.types import Receive, Scope, Send

from gateway.access import login
from gateway.access.site import SiteData
from gateway.access.tokens import Issued
from gateway.describe.cleaners import clean
from gateway.describe.types import ALPHANUMEXT, RAW, USERNAME, ParamType
from gateway.errors import CodedError, CodingError, GatewayError, HostileInput
from gateway.php.values import to_int, to_text
from gateway.pipeline.run import unexpected
from gateway.telemetry.audit import Actor, Origin
from gateway.web.services import Services, login_services
from gateway.wire import phpjson
from gateway.wire.form import Form, merge, parse_fields, parse_upload, reads_body
from gateway.wire.http import content_type, read_body
from gateway.wire.protocol import Readers

__all__ = ["routes"]

ADDRESS = "/login/token.php"

_ALLOW = (b"access-control-allow-origin", b"*")
_JSON = (b"content-type", b"application/json; charset=utf-8")
# The answer to an upload is declared as text: old browsers would offer JSON to the user as a file to save.
_TEXT = (b"content-type", b"text/plain; charset=utf-8")
_NO_CACHE = (
    (b"cache-control", b"no-store, no-cache, must-revalidate"),
    (b"cache-control", b"post-check=0, pre-check=0"),
    (b"pragma", b"no-cache"),
    (b"expires", b"Mon, 20 Aug 1969 09:23:00 GMT"),
    (b"accept-ranges", b"none"),
)


def routes(gateway: Services) -> list[BaseRoute]:
    """The address of the login script, open to every HTTP method."""
    return [Route(ADDRESS, _Login(gateway), name="login")]


class _Login:
    """The script as an ASGI application."""

    readers = Readers.ANYONE

    def __init__(self, gateway: Services) -> None:
        self._gateway = gateway

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            self._require_right_address(scope)
        except CodedError as error:
            # Where the reference fails before its script has begun, its answer is shorter (docs/contract/server.md 0.3).
            shorter = {"error": error.public_message, "stacktrace": None, "debuginfo": None, "errorcode": error.errorcode}
            await _send(scope, send, [_JSON], phpjson.write(shorter))
            return
        headers = [_ALLOW, _JSON, *_NO_CACHE, (b"last-modified", formatdate(usegmt=True).encode())]
        answer: dict[str, object]
        try:
            form, files = await self._form(scope, receive)
            if form is None:
                return
            if files:
                headers[headers.index(_JSON)] = _TEXT
            if not self._gateway.site.config.flag("enablewebservices"):
                raise CodedError("enablewsdescription", "webservice")
            if to_int(_optional(form, "appsitecheck", "0")):
                headers, answer = [_ALLOW, _JSON], {"appsitecheck": "ok"}
            else:
                issued = await self._issue(form, scope)
                answer = {"token": issued.token, "privatetoken": issued.privatetoken}
        except GatewayError as error:
            answer = _refusal(error)
            if isinstance(error, HostileInput):
                headers.append((b"connection", b"close"))
        except Exception as error:  # as in the pipeline: the text of an unexpected error goes to the log only
            answer = _refusal(unexpected(error, self._gateway.pipeline.request_id(), function=ADDRESS))
        await _send(scope, send, headers, phpjson.write(answer))

    async def _form(self, scope: Scope, receive: Receive) -> tuple[Form | None, bool]:
        """The fields of the query and the body, and whether files came with them; None in place of the fields if the client went away.

        Raises ``CodecError``.
        """
        limits, kind = self._gateway.limits, content_type(scope)
        body: bytes | None = b""
        if reads_body(scope["method"], kind):
            body = await read_body(scope, receive, min(limits.visitor_bytes, limits.body_bytes))
        if body is None:
            return None, False
        query = parse_fields(scope["query_string"], limits.form_fields)
        if not body:
            return query, False
        form, files = parse_upload(kind, body, limits.form_fields)
        return merge(query, form), files

    def _require_right_address(self, scope: Scope) -> None:
        """Raise ``CodedError`` unless the request came to the configured address of the site, if there is one (1.2, check 0)."""
        if not self._gateway.settings.server.wwwroot:
            return
        address = urlsplit(self._gateway.base_address)
        host = next((str(value, "latin-1") for name, value in scope["headers"] if name == b"host"), "")
        if host.lower() != address.netloc.lower():
            raise CodedError("requirecorrectaccess", debug=f"asked for {host!r}")
        behind_tls = scope["scheme"] == "https" or self._gateway.site.config.flag("sslproxy")
        if address.scheme == "https" and not behind_tls:
            raise CodedError("sslonlyaccess")

    async def _issue(self, form: Form, scope: Scope) -> Issued:
        """The token for the user name and the password in a form. Raises the error of the first rule that refuses."""
        gateway, site = self._gateway, self._gateway.site
        username = _required(form, "username", USERNAME, site)
        password = _required(form, "password", RAW, site)
        shortname = _required(form, "service", ALPHANUMEXT, site)
        by = Actor(origin=Origin.WEB, address=gateway.client_address(scope), request_id=gateway.pipeline.request_id())
        services, now = login_services(gateway), int(time.time())
        account = await login.by_password(services, site, username, password, script=ADDRESS, now=now, by=by)
        return await login.issue(services, site, account, shortname, script=ADDRESS, now=now, by=by)


def _refusal(error: GatewayError) -> dict[str, object]:
    """An error as JSON scripts report it (``docs/contract/server.md 0.3``)."""
    return {
        "error": error.public_message,
        "errorcode": error.errorcode,
        "stacktrace": None,
        "debuginfo": None,
        "reproductionlink": None,
    }


def _required(form: Form, name: str, kind: ParamType, site: SiteData) -> str:
    """A required field, cleaned. Raises ``missingparam`` without one, ``CodingError`` for an array in its place."""
    if name not in form:
        raise CodedError("missingparam", message=f"The parameter {name} is missing.")
    return to_text(clean(_optional(form, name, ""), kind, site))


def _optional(form: Form, name: str, default: str) -> str:
    """A field as it was sent, or ``default`` without one. Raises ``CodingError`` for an array in its place."""
    value = form.get(name, default)
    if not isinstance(value, str):
        raise CodingError(f"{name} is an array", message=f"The parameter {name} must be a single value.")
    return value


async def _send(scope: Scope, send: Send, headers: list[tuple[bytes, bytes]], body: bytes) -> None:
    """Send the answer; to HEAD without its body."""
    headers.append((b"content-length", b"%d" % len(body)))
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})
