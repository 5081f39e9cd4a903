"""The addresses at which the mobile app and a browser meet (``docs/contract/server.md 9.3``).

``launch.php`` gives the app a token for the user who has logged in with the browser; ``autologin.php`` begins a
browser session for the user who has logged in with the app. Both are pages: they redirect, or say in HTML what is wrong.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Awaitable
from http import HTTPStatus
from urllib.parse import parse_qs, quote

import msgspec
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from gateway import clock
from gateway.access import keys, login, tokens
from gateway.access.site import SiteData
from gateway.admin import autologin
from gateway.describe.cleaners import clean
from gateway.describe.types import ALPHANUMEXT, LOCALURL, RAW, ParamType
from gateway.errors import CodedError, GatewayError
from gateway.php.values import to_int, to_text
from gateway.pipeline.unexpected import unexpected
from gateway.store.store import DatabaseUnavailable
from gateway.telemetry.audit import Actor, Origin
from gateway.web import wanted
from gateway.web.caching import PRIVATE, SENT_ON
from gateway.web.refusals import link_page, refusal_page
from gateway.web.secure import SECURE
from gateway.web.services import Services, login_services
from gateway.wire.http import SESSION_COOKIE, session_id

__all__ = ["AUTOLOGIN", "LAUNCH", "launch_scheme", "routes"]

_STYLES = "/{kind}/{name}/mobileapp/styles.css"
LAUNCH, AUTOLOGIN = "/admin/tool/mobile/launch.php", "/admin/tool/mobile/autologin.php"

# The cookie by which ``launch.php`` recognises a user whom it sent to log in, and its lifetime in seconds.
_COOKIE, _COOKIE_SECONDS = "tool_mobile_launch", 15 * 60
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*")
# The value of ``tool_mobile/typeoflogin`` for users who log in within the app, and not in a browser.
_IN_THE_APP = 1
_MOST_FIELDS = 100


def routes(gateway: Services) -> list[BaseRoute]:
    """The routes of ``launch.php``, of ``autologin.php``, and of the style sheets of add-ons."""
    pages = _Pages(gateway)
    return [
        Route(LAUNCH, pages.launch, name="mobile-launch"),
        Route(AUTOLOGIN, pages.autologin, name="mobile-autologin"),
        Route(_STYLES, pages.styles, name="mobile-styles"),
    ]


def launch_scheme(site: SiteData, query: str) -> str:
    """The scheme of the addresses that open the app: the site's choice, or that in a query of ``launch.php``; empty for none."""
    asked = parse_qs(query.rpartition("?")[2], max_num_fields=_MOST_FIELDS).get("urlscheme", [""])[-1]
    scheme = site.config["tool_mobile/forcedurlscheme"] or asked or "moodlemobile"
    return scheme if _SCHEME.fullmatch(scheme) else ""


def _sent_on(answer: Response) -> Response:
    """An answer that sends a browser on, with the headers of such."""
    answer.headers["content-type"] = "text/html; charset=utf-8"
    answer.raw_headers += SENT_ON
    return answer


class _Pages:
    """The pages ``launch.php`` and ``autologin.php``."""

    def __init__(self, gateway: Services) -> None:
        self._gateway = gateway

    async def styles(self, request: Request) -> Response:
        """The style sheet that a component adds to the app; not found (404) without one."""
        declared = self._gateway.site.registry.addons.get("{kind}_{name}".format_map(request.path_params))
        if declared is None:
            return Response(status_code=HTTPStatus.NOT_FOUND, headers=SECURE)
        return Response(declared[1].styles, media_type="text/css", headers={**SECURE, "access-control-allow-origin": "*"})

    async def launch(self, request: Request) -> Response:
        """A redirect to the app with a token for the logged-in user; to the log-in page if nobody is logged in."""
        return await self._secured(self._launch(request))

    async def autologin(self, request: Request) -> Response:
        """A redirect with the cookie of a new session for the owner of a key; the key can be used once."""
        return await self._secured(self._autologin(request))

    async def _secured(self, page: Awaitable[Response]) -> Response:
        """A page, or what refuses it, with the headers of every page."""
        try:
            answer = await page
        except GatewayError as error:
            answer = refusal_page(error)
            answer.raw_headers += PRIVATE
        except DatabaseUnavailable as error:
            answer = refusal_page(unexpected(error, self._gateway.pipeline.request_id()))
            answer.raw_headers += PRIVATE
        answer.headers.update(SECURE)
        return answer

    async def _launch(self, request: Request) -> Response:
        gateway, site = self._gateway, self._gateway.site
        shortname, passport = self._field(request, "service", ALPHANUMEXT), self._field(request, "passport", RAW)
        scheme = launch_scheme(site, str(request.url.query))
        if not scheme:
            raise CodedError("invalidparameter", "debug", message="The parameter urlscheme is no name of a scheme.")
        if not site.config.flag("enablewebservices"):
            raise CodedError("enablewsdescription", "webservice")
        tokens.service_named(site, shortname)  # an unknown service is refused before the user is sent to log in
        came_back = _COOKIE in request.cookies
        if site.config.number("tool_mobile/typeoflogin") == _IN_THE_APP and not came_back:
            raise CodedError("pluginnotenabledorconfigured", "tool_mobile")
        services, by, now = login_services(gateway), self._actor(request), clock.seconds()
        await login.count(services, LAUNCH, by=by)
        account = await gateway.store.read(login.by_session, site, session_id(request.scope), now=now)
        if account is None:
            answer: Response = RedirectResponse(f"{site.wwwroot}/login/index.php", HTTPStatus.SEE_OTHER)
            secure = site.wwwroot.startswith("https://")
            asked = quote(str(request.query_params))
            answer.set_cookie(_COOKIE, asked, max_age=_COOKIE_SECONDS, httponly=True, secure=secure, samesite="lax")
            wanted.remember(answer, site, f"{LAUNCH}?{request.url.query}")
            return _sent_on(answer)
        issued = await login.issue(services, site, account, shortname, script=LAUNCH, now=now, by=by)
        parts = [hashlib.md5((site.wwwroot + passport).encode(), usedforsecurity=False).hexdigest(), issued.token]
        if issued.privatetoken and (came_back or issued.created):
            parts.append(issued.privatetoken)
        sent = base64.b64encode(":::".join(parts).encode()).decode()
        address = f"{scheme}://token={sent}"
        if to_int(request.query_params.get("confirmed", "0")):
            answer = link_page(address, "Open the app")
        else:
            answer = _sent_on(Response(status_code=HTTPStatus.FOUND, headers={"location": address}))
        answer.delete_cookie(_COOKIE)
        return answer

    async def _autologin(self, request: Request) -> Response:
        gateway, site = self._gateway, self._gateway.site
        userid, key = to_int(self._field(request, "userid", RAW)), self._field(request, "key", ALPHANUMEXT)
        wanted = to_text(clean(request.query_params.get("urltogo", ""), LOCALURL, site)) or site.wwwroot
        target = wanted if wanted.startswith(site.wwwroot) else f"{site.wwwroot}/{wanted.lstrip('/')}"
        services, by = login_services(gateway), self._actor(request)
        await login.count(services, AUTOLOGIN, by=by)
        answer = _sent_on(RedirectResponse(target, HTTPStatus.SEE_OTHER))
        with login.noting_refusals(services.audit, AUTOLOGIN, by=by, concerning=userid):
            sid = await self._session(request, userid, key, by)
        if sid:
            secure = site.wwwroot.startswith("https://")
            answer.set_cookie(SESSION_COOKIE, sid, httponly=True, secure=secure, samesite="lax")
        return answer

    async def _session(self, request: Request, userid: int, key: str, by: Actor) -> str | None:
        """The id of a new session for the owner of the key; None if the owner is logged in already. Raises ``CodedError``."""
        store, site, now = self._gateway.store, self._gateway.site, clock.seconds()
        account = await store.read(login.by_session, site, session_id(request.scope), now=now)
        if account is not None:
            await store.write(keys.forget, autologin.SCRIPT, userid)
            if account.id != userid:
                raise CodedError("alreadyloggedin")
            return None
        await store.read(autologin.require_possible, site, userid)
        actor = msgspec.structs.replace(by, userid=userid)
        return await store.write(login.session_by_key, site, autologin.SCRIPT, key, userid, now=now, by=actor)

    def _actor(self, request: Request) -> Actor:
        """The actor of a request for a page: an address, and no account yet."""
        return Actor(origin=Origin.WEB, address=self._gateway.client_address(request.scope), request_id=self._gateway.pipeline.request_id())

    def _field(self, request: Request, name: str, kind: ParamType) -> str:
        """A required field of the query, cleaned. Raises ``missingparam`` without it."""
        if name not in request.query_params:
            raise CodedError("missingparam", message=f"The parameter {name} is missing.")
        return to_text(clean(request.query_params[name], kind, self._gateway.site))
