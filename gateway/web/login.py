"""The login script, ``/login/token.php``: gives a token for a user name and a password (``docs/contract/server.md 1``).

Answers are JSON objects with status 200. A refusal has the error, its code, and three fields that the
reference fills for its developers only and that are always null here.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.routing import BaseRoute, Route
from starlette.types import Receive, Scope, Send

from gateway import clock
from gateway.access import login
from gateway.access.tokens import Issued
from gateway.describe.types import ALPHANUMEXT, RAW, USERNAME
from gateway.errors import CodedError, GatewayError, HostileInput
from gateway.php.values import to_int
from gateway.pipeline.unexpected import unexpected
from gateway.telemetry.audit import Actor, Origin
from gateway.web.scripts import ALLOW, JSON, TEXT, optional, read_form, refusal, required, send_json, uncached
from gateway.web.services import Services, login_services
from gateway.wire.form import Form
from gateway.wire.protocol import Readers

__all__ = ["routes"]

ADDRESS = "/login/token.php"


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
            await send_json(scope, send, [JSON], shorter)
            return
        headers = [ALLOW, JSON, *uncached()]
        answer: dict[str, object]
        try:
            form, files = await read_form(self._gateway, scope, receive)
            if form is None:
                return
            if files:
                headers[headers.index(JSON)] = TEXT
            if not self._gateway.site.config.flag("enablewebservices"):
                raise CodedError("enablewsdescription", "webservice")
            if to_int(optional(form, "appsitecheck", "0")):
                headers, answer = [ALLOW, JSON], {"appsitecheck": "ok"}
            else:
                issued = await self._issue(form, scope)
                answer = {"token": issued.token, "privatetoken": issued.privatetoken}
        except GatewayError as error:
            answer = refusal(error)
            if isinstance(error, HostileInput):
                headers.append((b"connection", b"close"))
        except Exception as error:  # as in the pipeline: the text of an unexpected error goes to the log only
            answer = refusal(unexpected(error, self._gateway.pipeline.request_id(), function=ADDRESS))
        await send_json(scope, send, headers, answer)

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
        username = required(form, "username", USERNAME, site)
        password = required(form, "password", RAW, site)
        shortname = required(form, "service", ALPHANUMEXT, site)
        by = Actor(origin=Origin.WEB, address=gateway.client_address(scope), request_id=gateway.pipeline.request_id())
        services, now = login_services(gateway), clock.seconds()
        account = await login.by_password(services, site, username, password, script=ADDRESS, now=now, by=by)
        return await login.issue(services, site, account, shortname, script=ADDRESS, now=now, by=by)
