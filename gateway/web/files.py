"""The addresses that give stored files (``docs/contract/server.md 3.2 to 3.4``).

The scripts below ``/webservice`` take a token and refuse in JSON; ``tokenpluginfile.php`` takes a user key in its path, the others
a browser session, and these three refuse with a page or send browsers to where people may enter. The file is named by what follows
the script, or by the field ``file``. Contents go from the store to the client piece by piece.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable
from http import HTTPStatus
from typing import Final

import structlog
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import Receive, Scope, Send

from gateway import clock
from gateway.access import contexts
from gateway.access.contexts import Level
from gateway.describe.cleaners import clean
from gateway.describe.types import ALPHANUM, PATH
from gateway.errors import CodedError, GatewayError, HostileInput, LoginRequired, StorageFailed
from gateway.files import lookup
from gateway.files.lookup import NOT_FOUND, Found
from gateway.files.previews import Previews
from gateway.files.serving import Delivery, Wish, deliver
from gateway.php.values import to_int, to_text
from gateway.pipeline import file_access
from gateway.pipeline.access_request import AccessRequest
from gateway.pipeline.context import CallContext
from gateway.pipeline.file_checks import DOWNLOAD
from gateway.pipeline.unexpected import unexpected
from gateway.web.caching import PRIVATE, SENT_ON
from gateway.web.refusals import refusal_page
from gateway.web.scripts import ALLOW, JSON, Header, optional, read_form, refusal, required, send_json, uncached
from gateway.web.services import Services
from gateway.wire.call import Call
from gateway.wire.form import Form
from gateway.wire.http import session_id
from gateway.wire.protocol import Readers

__all__ = ["routes"]

_RANGES: Final = ((b"access-control-allow-headers", b"range"), (b"access-control-expose-headers", b"Content-Range"))
Find = Callable[[CallContext, str], Found]


def routes(gateway: Services) -> list[BaseRoute]:
    """The addresses that give files, each also with the path of a file behind it, for every method."""
    previews = Previews(gateway.store, gateway.blobs)
    scripts: dict[str, _Script] = {
        "/webservice/pluginfile.php": _ByToken(gateway, lookup.by_address, previews, _RANGES),
        "/webservice/draftfile.php": _ByToken(gateway, lookup.draft_by_address, previews, ()),
        "/tokenpluginfile.php": _ByKey(gateway, lookup.by_address, previews),
        "/pluginfile.php": _BySession(gateway, lookup.by_address, previews),
        "/draftfile.php": _BySession(gateway, lookup.draft_by_address, previews),
    }
    return [Route(f"{path}{rest}", script, name=path) for path, script in scripts.items() for rest in ("", "/{file:path}")]


class _Script:
    """A script that gives files, as an ASGI application."""

    def __init__(self, gateway: Services, find: Find, previews: Previews) -> None:
        self._gateway = gateway
        self._find = find
        self._previews = previews

    def _call(self, scope: Scope) -> Call:
        """The request as a call, which nobody makes yet: for logs and the audit."""
        script = scope["path"].partition(".php")[0] + ".php"
        return Call(protocol="files", function=script, arguments=None, credential=None, peer=self._gateway.peer(scope))

    async def _lookup(self, call: Call, request: AccessRequest, form: Form, address: str) -> Found:
        """The file at an address, or its preview if the fields ask for one, for who asks. Raises as ``gateway.files.lookup``."""
        found = await self._gateway.pipeline.read(call, request, lambda ctx: self._find(ctx, address))
        mode = to_text(clean(optional(form, "preview", ""), ALPHANUM, self._gateway.site))
        if not mode or not found.area.previews:
            return found
        try:
            return await self._previews.of(found, mode)
        except FileNotFoundError as error:
            raise _lost(found) from error

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        raise NotImplementedError

    async def _deliver(self, scope: Scope, send: Send, found: Found, headers: list[Header], *, download: bool) -> None:
        """Send a file. Raises ``filenotfound`` if the store has lost its content."""
        gateway = self._gateway
        wish = Wish(download=download, secure=gateway.base_address.startswith("https://"))
        lifetime = gateway.site.config.number("filelifetime")
        delivery = deliver(found, dict(scope["headers"]), wish, now=clock.seconds(), lifetime=lifetime)
        if scope["method"] == "HEAD":
            delivery = Delivery(status=delivery.status, headers=delivery.headers)
        started = False
        for part in delivery.parts:
            pieces = self._pieces(found, part)
            try:
                async for piece in pieces:
                    if not started:
                        started = True
                        await send({"type": "http.response.start", "status": delivery.status, "headers": [*headers, *delivery.headers]})
                    await send({"type": "http.response.body", "body": piece, "more_body": True})
            except FileNotFoundError as error:
                raise _lost(found) from error
        if not started:
            await send({"type": "http.response.start", "status": delivery.status, "headers": [*headers, *delivery.headers]})
        await send({"type": "http.response.body", "body": b""})

    def _pieces(self, found: Found, part: bytes | tuple[int, int]) -> AsyncIterator[bytes]:
        """A part of an answer, piece by piece: a text, or a part of a content."""
        if isinstance(part, bytes):
            return _one(part)
        if found.content is not None:
            return _one(found.content[part[0] : sum(part)])
        return self._gateway.blobs.stream(found.file.contenthash, *part)


class _ByToken(_Script):
    """A script that takes a token, and refuses in JSON."""

    readers = Readers.ANYONE

    def __init__(self, gateway: Services, find: Find, previews: Previews, headers: Iterable[Header]) -> None:
        super().__init__(gateway, find, previews)
        self._headers = headers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers, status = [ALLOW, *self._headers], HTTPStatus.OK
        try:
            form, _ = await read_form(self._gateway, scope, receive)
            if form is None:
                return
            site, call = self._gateway.site, self._call(scope)
            token = required(form, "token", ALPHANUM, site)
            request = await file_access.by_token(self._gateway.pipeline, call, token, DOWNLOAD)
            found = await self._lookup(call, request, form, _address(scope, form, self._gateway))
            await self._deliver(scope, send, found, headers, download=False)
            return
        except GatewayError as error:
            answer = refusal(error)
            if error.errorcode == NOT_FOUND:
                status = HTTPStatus.NOT_FOUND
            elif isinstance(error, StorageFailed):  # else a client might take the answer for the file
                status = HTTPStatus.SERVICE_UNAVAILABLE
            if isinstance(error, HostileInput):
                headers.append((b"connection", b"close"))
        except Exception as error:  # as in the pipeline: the text of an unexpected error goes to the log only
            answer = refusal(unexpected(error, self._gateway.pipeline.request_id(), function=scope["path"]))
        await send_json(scope, send, [*headers, JSON, *uncached()], answer, status)


class _Page(_Script):
    """A script for browsers, which refuses with a page or sends people to where they may enter."""

    readers = Readers.NOBODY
    headers: tuple[Header, ...] = ()
    sent_on: tuple[Header, ...] = ()

    async def _asked(self, scope: Scope, call: Call, address: str) -> tuple[AccessRequest, str]:
        """Who asks, and the address of the file without what says who asks. Raises ``GatewayError``."""
        raise NotImplementedError

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        answer: Response
        try:
            form, _ = await read_form(self._gateway, scope, receive)
            if form is None:
                return
            call = self._call(scope)
            request, address = await self._asked(scope, call, _address(scope, form, self._gateway))
            try:
                found = await self._lookup(call, request, form, address)
            except LoginRequired:
                entrance = await self._gateway.pipeline.read(call, request, lambda ctx: _entrance(ctx, address))
                answer = RedirectResponse(f"{self._gateway.base_address}{entrance}", HTTPStatus.SEE_OTHER)
                answer.headers["content-type"] = "text/html; charset=utf-8"
                answer.raw_headers += [*self.headers, *self.sent_on]
            else:
                await self._deliver(scope, send, found, list(self.headers), download=bool(to_int(optional(form, "forcedownload", "0"))))
                return
        except GatewayError as error:
            answer = refusal_page(error)
            answer.raw_headers += [*self.headers, *PRIVATE]
        except Exception as error:  # as in the pipeline: the text of an unexpected error goes to the log only
            answer = refusal_page(unexpected(error, self._gateway.pipeline.request_id(), function=scope["path"]))
            answer.raw_headers += [*self.headers, *PRIVATE]
        await answer(scope, receive, send)


class _ByKey(_Page):
    """The script that takes a user key as the first segment of the path."""

    readers = Readers.ANYONE
    headers = (ALLOW, *_RANGES)

    async def _asked(self, scope: Scope, call: Call, address: str) -> tuple[AccessRequest, str]:
        key, slash, rest = address.lstrip("/").partition("/")
        return await file_access.by_key(self._gateway.pipeline, call, key), slash + rest


class _BySession(_Page):
    """A script that takes a browser session, or nobody where an area is open to all."""

    sent_on = SENT_ON

    async def _asked(self, scope: Scope, call: Call, address: str) -> tuple[AccessRequest, str]:
        return await file_access.by_session(self._gateway.pipeline, call, session_id(scope)), address


def _address(scope: Scope, form: Form, gateway: Services) -> str:
    """The address of a file: what follows the script, if it has a folder, else the field ``file``; empty without either."""
    behind = scope.get("path_params", {}).get("file")
    if behind is not None and ("file" not in form or behind.count("/") > 1):
        return f"/{behind}"
    return to_text(clean(optional(form, "file", ""), PATH, gateway.site))


def _entrance(ctx: CallContext, address: str) -> str:
    """Where somebody goes who may not enter the context of a file: to log in, to the course of an activity, or to enrol in it."""
    if ctx.caller is None:
        return "/login/index.php"
    context = contexts.by_id(ctx.db, to_int(address.strip("/").partition("/")[0]))
    above = contexts.by_ids(ctx.db, context.ids if context else ())
    course = next((each for each in above.values() if each.level == Level.COURSE), None)
    if course is None:
        return "/"
    try:
        ctx.validate(course)
    except GatewayError:
        return f"/enrol/index.php?id={course.instance}"
    return f"/course/view.php?id={course.instance}"


def _lost(found: Found) -> CodedError:
    """The refusal for a file whose content the store has lost, which is logged."""
    structlog.get_logger("gateway").error("the content of a file is missing", contenthash=found.file.contenthash)
    return CodedError(NOT_FOUND)


async def _one(part: bytes) -> AsyncIterator[bytes]:
    """A text as the only piece of itself."""
    yield part
