"""Addresses whose requests are passed on to an upstream, and its answers back, piece by piece.

A site that stands for an upstream passes on its files, its log-in and its uploads, and with the setting ``pages`` all that no protocol
answers. What names the upstream in an answer that is no file is made to name this site: in the text, and where a browser is sent on.
"""

from __future__ import annotations

import base64
import hashlib
import re
from binascii import Error as NotBase64
from collections.abc import AsyncIterator
from http import HTTPStatus
from typing import Final
from urllib.parse import parse_qs, parse_qsl, quote, unquote, urlencode, urlsplit

import structlog
from starlette.routing import BaseRoute, Route
from starlette.types import Receive, Scope, Send

from gateway.errors import AccessRefused, CodedError, GatewayError
from gateway.pipeline import file_access
from gateway.pipeline.file_checks import DOWNLOAD
from gateway.pipeline.unexpected import unexpected
from gateway.upstream.errors import UpstreamAnswer, UpstreamAway
from gateway.upstream.line import HttpLine, Opened
from gateway.upstream.moodle.addresses import Addresses
from gateway.web.scripts import ALLOW, JSON, refusal, send_json, uncached
from gateway.web.services import Services
from gateway.wire.call import Call, Token
from gateway.wire.protocol import Readers

__all__ = ["pages", "routes"]

_LOGIN: Final = "/login/token.php"
_LAUNCH: Final = "/admin/tool/mobile/launch.php"

# Files, which are passed on as they are; and scripts, whose answers may name the upstream.
_FILES: Final = (
    "/webservice/pluginfile.php",
    "/webservice/draftfile.php",
    "/pluginfile.php",
    "/draftfile.php",
    "/tokenpluginfile.php",
    "/theme/image.php",
    "/user/pix.php",
)
_SCRIPTS: Final = ("/webservice/upload.php", _LOGIN, _LAUNCH, "/admin/tool/mobile/autologin.php")

# What pages call with the session of a browser, which is one of the upstream where its pages are passed on.
_OF_PAGES: Final = "/lib/ajax/service.php"

# Headers of the connection, and those that each side makes itself.
_OF_THE_HOP: Final = frozenset(
    {
        b"connection",
        b"date",
        b"forwarded",
        b"host",
        b"http2-settings",
        b"keep-alive",
        b"proxy-authenticate",
        b"proxy-authorization",
        b"proxy-connection",
        b"server",
        b"te",
        b"trailer",
        b"transfer-encoding",
        b"upgrade",
        b"x-forwarded-for",
        b"x-forwarded-host",
    }
)
_TEXTS: Final = (b"text/", b"application/json", b"application/javascript", b"application/xml", b"application/manifest+json")
_DOTS: Final = frozenset({".", ".."})
_OF_THE_APP: Final = re.compile(rb"(://token=)([A-Za-z0-9+/]+={0,2})")


def routes(gateway: Services) -> list[BaseRoute]:
    """The addresses that are passed on; each file also with its path behind it."""
    found: list[BaseRoute] = []
    for name, chosen in gateway.upstreams.settings.items():
        line = gateway.upstreams.lines[name]
        if chosen.kind != "moodle":
            continue
        own = "" if chosen.front else f"/upstream/{name}"
        files = _Passage(gateway, line, own, rewrites=False)
        if chosen.credential == "secret":
            script = _FILES[0]
            by_token = _Lent(gateway, line, own, rewrites=False)
            found += [Route(f"{own}{script}{rest}", by_token, name=f"{name}{script}") for rest in ("", "/{file:path}")]
            continue
        found += [Route(f"{own}{script}{rest}", files, name=f"{name}{script}") for script in _FILES for rest in ("", "/{file:path}")]
        if chosen.front:
            scripts = _Passage(gateway, line, own, rewrites=True)
            own_too = (*_SCRIPTS, _OF_PAGES) if chosen.pages else _SCRIPTS
            found += [Route(script, scripts, name=f"{name}{script}") for script in own_too]
    return found


def pages(gateway: Services) -> list[BaseRoute]:
    """The route of all that nothing else answers, where the pages of an upstream are passed on."""
    front = gateway.upstreams.front
    if not front or not gateway.upstreams.settings[front].pages:
        return []
    return [Route("/{rest:path}", _Passage(gateway, gateway.upstreams.lines[front], "", rewrites=True), name="passed-on")]


class _Passage:
    """Passes requests on to an upstream, as an ASGI application."""

    readers = Readers.NOBODY  # what pages of other sites may read, the upstream says

    def __init__(self, gateway: Services, line: HttpLine, own: str, *, rewrites: bool) -> None:
        """``own`` is what stands before the upstream's paths here; with ``rewrites`` answers may name the upstream."""
        self._gateway = gateway
        self._line = line
        self._own = own
        self._here = f"{gateway.base_address}{own}"
        self._rewrites = rewrites
        self._addresses = Addresses(line.address, self._here)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        started = False

        async def noting(message: object) -> None:
            nonlocal started
            started = True
            await send(message)  # type: ignore[arg-type]

        script = scope["path"].partition(".php")[0][:200]
        try:
            await self._pass_on(scope, receive, noting)
        except _Gone:
            return
        except GatewayError as error:
            structlog.get_logger("gateway").warning("not passed on", upstream=self._line.name, script=script, reason=error.debug)
            if started:  # half an answer is out: the connection breaks, so that nobody takes it for the whole
                raise ConnectionAbortedError from None
            error.message = error.message or self._gateway.site.registry.error_text(error.errorcode, error.component)
            await send_json(scope, send, [ALLOW, JSON, *uncached()], refusal(error), _status(error))
        except Exception as error:  # as in the pipeline: the text of an unexpected error goes to the log only
            if started:
                raise
            answer = refusal(unexpected(error, self._gateway.pipeline.request_id(), function=script))
            await send_json(scope, send, [ALLOW, JSON, *uncached()], answer)

    async def _query(self, scope: Scope) -> bytes:
        """The query of the request as the upstream is to get it. Raises ``GatewayError`` for who may not ask."""
        if scope["path"].endswith(_LOGIN):
            await self._gateway.rates.require_login(self._gateway.client_address(scope))
        query: bytes = scope["query_string"]
        return query

    async def _pass_on(self, scope: Scope, receive: Receive, send: Send) -> None:
        raw: bytes = scope.get("raw_path") or quote(scope["path"]).encode()
        if not _DOTS.isdisjoint(unquote(raw.decode("latin-1")).replace("\\", "/").split("/")):
            raise CodedError("filenotfound")
        query = await self._query(scope)
        path = raw.decode("latin-1").removeprefix(self._own) + (f"?{query.decode('latin-1')}" if query else "")
        client = self._gateway.client_address(scope)
        kept_back = _OF_THE_HOP if self._line.settings.pages else _OF_THE_HOP | {b"cookie"}
        headers = [(name, value) for name, value in scope["headers"] if name not in kept_back and name != b"accept-encoding"]
        encodings = [value for name, value in scope["headers"] if name == b"accept-encoding"]
        headers.append((b"accept-encoding", b"identity" if self._rewrites or not encodings else encodings[0]))
        headers += [(b"x-forwarded-for", client.encode("latin-1", "replace")), (b"x-forwarded-host", self._host.encode())]
        has_body = any(name in (b"content-length", b"transfer-encoding") and value != b"0" for name, value in scope["headers"])
        async with self._line.open(scope["method"], path, headers, _pieces(receive) if has_body else None) as answer:
            kind = next((value for name, value in answer.headers if name == b"content-type"), b"")
            rewritten = self._rewrites and kind.startswith(_TEXTS)
            told = self._headers(answer, scope, rewritten=rewritten)
            if rewritten:
                await self._send_whole(answer, told, scope, send)
                return
            await send({"type": "http.response.start", "status": answer.status, "headers": told})
            async for piece in answer.pieces:
                await send({"type": "http.response.body", "body": piece, "more_body": True})
            await send({"type": "http.response.body", "body": b""})

    async def _send_whole(self, answer: Opened, headers: list[tuple[bytes, bytes]], scope: Scope, send: Send) -> None:
        """Send a text, in which the upstream's address is replaced."""
        pieces, received = [], 0
        async for piece in answer.pieces:
            received += len(piece)
            if received > self._line.settings.answer_bytes:
                raise UpstreamAnswer(f"the answer is longer than {self._line.settings.answer_bytes} bytes")
            pieces.append(piece)
        body = self._addresses.in_bytes(b"".join(pieces))
        if scope["path"].endswith(_LAUNCH):
            body = _OF_THE_APP.sub(lambda found: found[1] + self._signed(found[2], scope), body)
        await self._note_failure(scope, body)
        headers = [*headers, (b"content-length", b"%d" % len(body))]
        await send({"type": "http.response.start", "status": answer.status, "headers": headers})
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})

    async def _note_failure(self, scope: Scope, body: bytes) -> None:
        """Count a log-in that the upstream has refused, so that nobody tries passwords through this site without end."""
        if scope["path"].endswith(_LOGIN) and b'"invalidlogin"' in body:
            await self._gateway.rates.count_failure(self._gateway.client_address(scope))

    def _headers(self, answer: Opened, scope: Scope, *, rewritten: bool) -> list[tuple[bytes, bytes]]:
        """The headers of an answer, with what names the upstream replaced."""
        found = []
        for name, value in answer.headers:
            if name in _OF_THE_HOP or (rewritten and name == b"content-length"):
                continue
            if name in (b"location", b"content-location", b"link"):
                value = self._addresses.in_bytes(value)
                if scope["path"].endswith(_LAUNCH):
                    value = _OF_THE_APP.sub(lambda found: found[1] + self._signed(found[2], scope), value)
            elif name == b"set-cookie":
                if not self._line.settings.pages:  # it would end the session that the browser has at this site
                    continue
                value = self._cookie(value)
            found.append((name, value))
        return found

    def _cookie(self, value: bytes) -> bytes:
        """A cookie as one of this site: for no named host, for the paths of this site, and over http where this site has no other."""
        parts = [part.strip() for part in value.split(b";")]
        there = urlsplit(self._line.address).path.encode()
        kept = []
        for part in parts:
            name, _, text = part.partition(b"=")
            word = name.strip().lower()
            if word == b"domain" or (word == b"secure" and not self._here.startswith("https://")):
                continue
            if word == b"path" and part is not parts[0]:
                part = b"path=" + (text.removeprefix(there) or b"/")
            kept.append(part)
        return b"; ".join(kept)

    def _signed(self, token: bytes, scope: Scope) -> bytes:
        """What the app is handed, with the digest of this site's address in the place of the upstream's."""
        passport = parse_qs(scope["query_string"].decode("latin-1")).get("passport", [""])[-1]
        try:
            parts = base64.b64decode(token, validate=True).split(b":::")
        except NotBase64:
            return token
        parts[0] = hashlib.md5((self._here + passport).encode(), usedforsecurity=False).hexdigest().encode()
        return base64.b64encode(b":::".join(parts))

    @property
    def _host(self) -> str:
        return urlsplit(self._gateway.base_address).netloc


class _Lent(_Passage):
    """Passes on requests for files with a token of this site, in whose place the upstream gets the credential that is stored for it."""

    async def _query(self, scope: Scope) -> bytes:
        if scope["method"] not in ("GET", "HEAD"):
            raise AccessRefused("files are only read")
        fields = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True, max_num_fields=100)
        given = next((value for name, value in fields if name == "token"), "")
        call = Call(protocol="files", function=_FILES[0], arguments=None, credential=None, peer=self._gateway.peer(scope))
        request = await file_access.by_token(self._gateway.pipeline, call, given, DOWNLOAD)
        service = request.service.shortname if request.service is not None else None
        lent = self._gateway.upstreams.secret(self._line.name, service or "")
        if not isinstance(lent, Token):
            raise AccessRefused("token of the upstream")
        others = [(name, value) for name, value in fields if name != "token"]
        return urlencode([*others, ("token", lent.value)]).encode()


class _Gone(Exception):
    """The client went away."""


async def _pieces(receive: Receive) -> AsyncIterator[bytes]:
    """The body of a request, as it comes. Raises ``_Gone``."""
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise _Gone
        yield message.get("body", b"")
        more = message.get("more_body", False)


def _status(error: GatewayError) -> int:
    """The status of a refusal: a client must not take it for a file."""
    if isinstance(error, UpstreamAway):
        return HTTPStatus.SERVICE_UNAVAILABLE
    return HTTPStatus.BAD_GATEWAY if isinstance(error, UpstreamAnswer) else HTTPStatus.OK
