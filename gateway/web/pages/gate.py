"""The gate that every page is behind: who asks, whether they may, whether a form is ours, and what is said where something is wrong.

A page is closed unless it says otherwise (``gateway.web.pages.page.Page``). Who must sign in is sent there and comes back; who has a
duty first, such as to change a password, is sent to that (``docs/contract/server.md 6.4``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from http import HTTPStatus
from typing import Final
from urllib.parse import urlsplit

import structlog
from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from gateway import clock
from gateway.access import callers, entry, sessions
from gateway.access.callers import Caller
from gateway.access.capabilities import has
from gateway.access.contexts import SYSTEM
from gateway.errors import CodedError, ErrorKind, GatewayError, HostileInput, LoginRequired, MissingCapability
from gateway.php.strip_tags import strip_tags
from gateway.pipeline.access_request import AccessRequest
from gateway.pipeline.page_checks import signed_in
from gateway.pipeline.unexpected import unexpected
from gateway.store.store import DatabaseUnavailable
from gateway.web import wanted
from gateway.web.pages.page import Page, Who
from gateway.web.pages.visit import Visit
from gateway.web.scripts import read_form
from gateway.web.services import Services
from gateway.wire.http import session_id
from gateway.wire.protocol import Readers

__all__ = ["LOGIN", "LOOPBACK", "route"]

LOGIN: Final = "/login/index.php"
"""The page on which people sign in."""

# Where people do what they must do before they go on, by the code with which functions refuse them until then.
_DUTIES: Final[Mapping[str, str]] = {
    "forcepasswordchangenotice": "/login/change_password.php",
    "sitepolicynotagreed": "/user/policy.php",
}
_STATUSES: Final[Mapping[ErrorKind, HTTPStatus]] = {
    ErrorKind.CALLER: HTTPStatus.BAD_REQUEST,
    ErrorKind.CREDENTIAL: HTTPStatus.FORBIDDEN,
    ErrorKind.ACCESS: HTTPStatus.FORBIDDEN,
    ErrorKind.MISSING: HTTPStatus.NOT_FOUND,
    ErrorKind.BUSY: HTTPStatus.SERVICE_UNAVAILABLE,
    ErrorKind.SERVER: HTTPStatus.INTERNAL_SERVER_ERROR,
}
LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})
"""The names of this machine that only it reaches itself by."""
# The fields of addresses that hold credentials, of calls that were sent to a page by mistake.
_SECRETS: Final = frozenset({"token", "wstoken", "password", "wspassword"})
# The longest id of a session that is looked up.
_LONGEST_ID: Final = 100


def route(gateway: Services, page: Page) -> Route:
    """The route of a page, for every method."""
    return Route(page.path, _Gate(gateway, page), name=page.path)


class _Gate:
    """A page as an ASGI application."""

    readers = Readers.NOBODY

    def __init__(self, gateway: Services, page: Page) -> None:
        self._gateway = gateway
        self._page = page

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        request = Request(scope, receive)
        try:
            visit = await self._visit(request, receive)
            if visit is None:
                return
        except (GatewayError, DatabaseUnavailable) as error:
            answer = self._refused(self._unknown(request), error)
        else:
            try:
                answer = await self._answer(visit)
            except Exception as error:
                answer = self._refused(visit, error)
        if scope["method"] == "HEAD":
            answer.body = b""
        await answer(scope, receive, send)

    async def _visit(self, request: Request, receive: Receive) -> Visit | None:
        """The visit, with who has signed in; None if the client went away."""
        gateway = self._gateway
        form, _ = await read_form(gateway, request.scope, receive)
        if form is None:
            return None
        visit = self._unknown(request)
        caller = await gateway.store.read(callers.by_session, visit.sid) if visit.sid else None
        asked = AccessRequest(site=visit.site, caller=caller, protocol="pages", peer=visit.peer, now=visit.now)
        if caller is None or not signed_in(asked):
            return replace(visit, form=form)
        await self._touch(visit, caller)
        return replace(visit, form=form, account=caller.account)

    async def _touch(self, visit: Visit, caller: Caller) -> None:
        """Keep the session from timing out."""
        if caller.session is not None and sessions.due(caller.session, now=visit.now):
            await self._gateway.store.write(sessions.touch, caller.session, address=visit.peer.address, now=visit.now)

    def _unknown(self, request: Request) -> Visit:
        """The visit of somebody who is not known yet."""
        sid = session_id(request.scope)
        return Visit(
            gateway=self._gateway,
            request=request,
            page=self._page,
            site=self._gateway.site,
            form={},
            peer=self._gateway.peer(request.scope),
            sid=sid if len(sid) <= _LONGEST_ID and sid.isascii() else "",
            account=None,
            now=clock.seconds(),
        )

    async def _answer(self, visit: Visit) -> Response:
        """The answer of the page, or what is in its place. Raises ``GatewayError``."""
        page, method = self._page, visit.request.method
        handler = page.change if method == "POST" else page.show if method in ("GET", "HEAD") else None
        if handler is None:
            raise CodedError("invalidparameter", message="This page cannot be asked for in that way.")
        if method != "POST" and (elsewhere := _rightly_addressed(visit)):
            return visit.sent_on(elsewhere)
        self._require_open(visit)
        if self._needs_login(visit):
            answer = visit.go(LOGIN)
            if method != "POST":
                wanted.remember(answer, visit.site, _asked_for(visit))
            return answer
        if visit.person is not None and not page.before_duties:
            try:
                await self._gateway.store.read(_enter, visit)
            except CodedError as error:
                if error.errorcode not in _DUTIES:
                    raise
                return visit.go(_DUTIES[error.errorcode])
        if page.capability is not None and not visit.holds(page.capability):
            raise MissingCapability(page.capability)
        if method == "POST" and not page.of_its_own:
            sent = visit.form.get("sesskey")
            if visit.account is None or not sessions.is_key(sent if isinstance(sent, str) else None, visit.sid):
                raise CodedError("invalidsesskey")
        return await handler(visit)

    def _require_open(self, visit: Visit) -> None:
        """Raise ``sitemaintenance`` while the site is closed to who asks."""
        if self._page.who is Who.EVERYBODY or not visit.site.config.flag("maintenance_enabled"):
            return
        account = visit.account
        if account is None or not has(visit.site, account.subject, SYSTEM, "moodle/site:maintenanceaccess"):
            said = strip_tags(visit.site.config["maintenance_message"]).strip()
            raise CodedError("sitemaintenance", "admin", message=said or None)

    def _needs_login(self, visit: Visit) -> bool:
        """Whether who asks must sign in first."""
        if self._page.who is Who.PEOPLE:
            return visit.person is None
        return self._page.who is Who.VISITORS and visit.account is None and visit.site.config.flag("forcelogin")

    def _refused(self, visit: Visit, error: Exception) -> Response:
        """The page that says what is wrong."""
        if not isinstance(error, GatewayError):
            error = unexpected(error, visit.peer.request_id, page=self._page.path)
        else:
            structlog.get_logger("gateway").info("page refused", page=self._page.path, errorcode=error.errorcode, debug=error.debug)
        status = HTTPStatus.TOO_MANY_REQUESTS if error.errorcode == "toomanyrequests" else _STATUSES[error.kind]
        answer = visit.show("refused.html", status=status, error=error)
        if isinstance(error, HostileInput):
            answer.headers["connection"] = "close"
        return answer


def _enter(db: Connection, visit: Visit) -> None:
    """Raise the ``GatewayError`` of the first duty of who has signed in."""
    try:
        entry.enter(db, visit.site, visit.me, SYSTEM, SYSTEM, now=visit.now)
    except LoginRequired as error:  # closed for maintenance, which the gate has said already if it concerns this page
        raise CodedError("sitemaintenance", "admin") from error


def _rightly_addressed(visit: Visit) -> str | None:
    """The address under which this page is to be asked for, if the browser has used another; None if it has not.

    A site without a configured address may be reached under names that nobody can know, but for those of this machine.
    """
    asked, right = _host(visit.request.headers.get("host", "")), urlsplit(visit.site.wwwroot)
    if asked == (right.hostname, right.port):
        return None
    ours = {asked[0], right.hostname} <= LOOPBACK
    return visit.site.wwwroot + _asked_for(visit) if ours or visit.gateway.settings.server.wwwroot else None


def _host(header: str) -> tuple[str | None, int | None]:
    """The name and the port in a header ``Host``; two Nones for one that has none."""
    try:
        parts = urlsplit(f"//{header}")
        return parts.hostname, parts.port
    except ValueError:
        return None, None


def _asked_for(visit: Visit) -> str:
    """The path and the query that the browser asks for; without a query that has what no address of a page should have."""
    query = "" if _SECRETS & visit.form.keys() else visit.peer.query.decode("latin-1")
    return f"{visit.page.path}?{query}" if query else visit.page.path
