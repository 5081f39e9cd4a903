"""The addresses at which the mobile app and a browser meet (``reference/server.md`` 9.3).

``launch.php`` gives the app a token for whoever has logged in with the browser; ``autologin.php`` begins a
browser session for whoever has logged in with the app. Both are pages: they redirect, or say in HTML what is wrong.
"""

from __future__ import annotations

import base64
import hashlib
import html
import re
import time
from http import HTTPStatus
from urllib.parse import quote

import structlog
from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from gateway.access import accounts, keys, sessions, signin, tokens
from gateway.access.accounts import Account
from gateway.access.capabilities import has
from gateway.access.contexts import SYSTEM
from gateway.access.secrets import Vault
from gateway.access.sessions import Session
from gateway.access.site import Service, SiteData
from gateway.access.tokens import Issued
from gateway.admin import autologin
from gateway.describe.cleaners import clean
from gateway.describe.types import ALPHANUMEXT, LOCALURL, RAW, ParamType
from gateway.errors import CodedError, GatewayError
from gateway.php.values import to_int, to_text
from gateway.telemetry.audit import Actor, Origin
from gateway.web.login import require_fit
from gateway.web.services import Services
from gateway.wire.http import SESSION_COOKIE, session_id

__all__ = ["AUTOLOGIN", "LAUNCH", "routes"]

LAUNCH, AUTOLOGIN = "/admin/tool/mobile/launch.php", "/admin/tool/mobile/autologin.php"

# The cookie by which somebody is known who was sent from here to log in, and for how long, in seconds.
_COOKIE, _COOKIE_SECONDS = "tool_mobile_launch", 15 * 60
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*")
# Where people log in: in the app itself, or else in a browser.
_IN_THE_APP = 1


def routes(gateway: Services) -> list[BaseRoute]:
    """Both addresses."""
    pages = _Pages(gateway)
    return [Route(LAUNCH, pages.launch, name="mobile-launch"), Route(AUTOLOGIN, pages.autologin, name="mobile-autologin")]


class _Pages:
    """Both pages."""

    def __init__(self, gateway: Services) -> None:
        self._gateway = gateway

    async def launch(self, request: Request) -> Response:
        """Send the browser on to the app, with a token for whoever is logged in; to the log-in, where nobody is."""
        try:
            return await self._launch(request)
        except GatewayError as error:
            return _refusal(error)

    async def autologin(self, request: Request) -> Response:
        """Begin a session for the owner of a key, which is then of no more use."""
        try:
            return await self._autologin(request)
        except GatewayError as error:
            return _refusal(error)

    async def _launch(self, request: Request) -> Response:
        gateway, site = self._gateway, self._gateway.site
        shortname, passport = self._field(request, "service", ALPHANUMEXT), self._field(request, "passport", RAW)
        scheme = site.config["tool_mobile/forcedurlscheme"] or request.query_params.get("urlscheme") or "moodlemobile"
        if not _SCHEME.fullmatch(scheme):
            raise CodedError("invalidparameter", "debug", message="The parameter urlscheme is no name of a scheme.")
        if not site.config.flag("enablewebservices"):
            raise CodedError("enablewsdescription", "webservice")
        service = tokens.service_named(site, shortname)
        came_back = _COOKIE in request.cookies
        if site.config.number("tool_mobile/typeoflogin") == _IN_THE_APP and not came_back:
            raise CodedError("pluginnotenabledorconfigured", "tool_mobile")
        now = int(time.time())
        account, session = await gateway.store.read(_logged_in, site, session_id(request.scope), now=now)
        if account is None or session is None or account.id == site.guest_id:
            answer: Response = RedirectResponse(f"{site.wwwroot}/login/index.php", HTTPStatus.SEE_OTHER)
            secure = site.wwwroot.startswith("https://")
            asked = quote(str(request.query_params))
            answer.set_cookie(_COOKIE, asked, max_age=_COOKIE_SECONDS, httponly=True, secure=secure, samesite="lax")
            return answer
        require_fit(site, account, now=now)
        by = self._actor(request, account.id)
        issued = await gateway.store.write(_hand_out, gateway.vault, site, account, service, now=now, by=by)
        parts = [hashlib.md5((site.wwwroot + passport).encode(), usedforsecurity=False).hexdigest(), issued.token]
        keeps_private = site.wwwroot.startswith("https://") and not has(site, account.subject, SYSTEM, "moodle/site:config")
        if issued.privatetoken and keeps_private and (came_back or issued.created):
            parts.append(issued.privatetoken)
        sent = base64.b64encode(":::".join(parts).encode()).decode()
        answer = Response(status_code=HTTPStatus.FOUND, headers={"location": f"{scheme}://token={sent}"})
        answer.delete_cookie(_COOKIE)
        return answer

    async def _autologin(self, request: Request) -> Response:
        gateway, site = self._gateway, self._gateway.site
        userid, key = to_int(self._field(request, "userid", RAW)), self._field(request, "key", ALPHANUMEXT)
        wanted = to_text(clean(request.query_params.get("urltogo", ""), LOCALURL, site)) or site.wwwroot
        target = wanted if wanted.startswith(site.wwwroot) else f"{site.wwwroot}/{wanted.lstrip('/')}"
        now = int(time.time())
        account, _ = await gateway.store.read(_logged_in, site, session_id(request.scope), now=now)
        answer = RedirectResponse(target, HTTPStatus.SEE_OTHER)
        if account is not None and account.id != site.guest_id:
            await gateway.store.write(keys.forget, autologin.SCRIPT, userid)
            if account.id != userid:
                raise CodedError("alreadyloggedin")
            return answer
        await gateway.store.read(autologin.require_possible, site, userid)
        sid = await gateway.store.write(_begin, site, userid, key, now=now, by=self._actor(request, userid))
        secure = site.wwwroot.startswith("https://")
        answer.set_cookie(SESSION_COOKIE, sid, httponly=True, secure=secure, samesite="lax")
        return answer

    def _actor(self, request: Request, userid: int) -> Actor:
        """Who does what the pages do."""
        address = self._gateway.client_address(request.scope)
        return Actor(origin=Origin.WEB, userid=userid, address=address, request_id=self._gateway.pipeline.request_id())

    def _field(self, request: Request, name: str, kind: ParamType) -> str:
        """A required field. Raises ``missingparam``."""
        if name not in request.query_params:
            raise CodedError("missingparam", message=f"The parameter {name} is missing.")
        return to_text(clean(request.query_params[name], kind, self._gateway.site))


def _logged_in(db: Connection, site: SiteData, sid: str, *, now: int) -> tuple[Account | None, Session | None]:
    """Whose session that is, and the session; or two Nones."""
    session = sessions.find(db, site, sid, now=now) if sid else None
    if session is None or not session.userid:
        return None, None
    return accounts.by_id(db, session.userid), session


def _hand_out(db: Connection, vault: Vault, site: SiteData, account: Account, service: Service, *, now: int, by: Actor) -> Issued:
    """Find or make the token, and note that it was sent."""
    issued = tokens.for_login(db, vault, site, account, service, address=by.address or "", now=now, by=by)
    tokens.sent(db, issued.id, now=now, by=by)
    return issued


def _begin(db: Connection, site: SiteData, userid: int, key: str, *, now: int, by: Actor) -> str:
    """Use up a key and begin a session of its owner. Raises ``CodedError`` where the key or its owner is not fit for that."""
    owner = keys.owner(db, autologin.SCRIPT, key, address=by.address or "", now=now)
    account = accounts.by_id(db, owner)
    if owner != userid or account is None:
        raise CodedError("invalidkey")
    keys.forget(db, autologin.SCRIPT, owner)
    accounts.require_active(site, account)
    return signin.begin(db, site, account, address=by.address or "", now=now, by=by)


def _refusal(error: GatewayError) -> Response:
    """A page that says what is wrong."""
    structlog.get_logger("gateway").info("page refused", errorcode=error.errorcode, debug=error.debug)
    text, code = html.escape(error.public_message), html.escape(error.errorcode)
    page = f'<!DOCTYPE html>\n<html lang="en"><head><title>Error</title></head><body><p data-errorcode="{code}">{text}</p></body></html>\n'
    return HTMLResponse(page, HTTPStatus.NOT_FOUND)
