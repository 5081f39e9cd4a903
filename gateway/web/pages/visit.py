"""A visit: one request for a page, who makes it, and the answers that a page gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from gateway.access import sessions
from gateway.access.accounts import Account
from gateway.access.capabilities import has
from gateway.access.contexts import SYSTEM
from gateway.access.site import SiteData
from gateway.errors import CodedError
from gateway.telemetry.audit import Actor, Origin
from gateway.web.caching import PRIVATE, SENT_ON, unkept
from gateway.web.pages import look
from gateway.web.pages.page import Keeping, Page
from gateway.web.secure import of_page
from gateway.web.services import Services
from gateway.wire.call import Peer
from gateway.wire.form import Form
from gateway.wire.http import SESSION_COOKIE

__all__ = ["Visit"]

# What a page says at its top after a change, by the word in its address: no other text can be put there.
_TOLD: Final[Mapping[str, str]] = {
    "signed-out": "You have signed out.",
    "confirmed": "Your account is confirmed. Sign in to go on.",
    "changed": "It is changed.",
    "created": "It is created.",
    "deleted": "It is deleted.",
    "ended": "The other sessions have ended, and the tokens bound to them are revoked.",
    "key": "The key for files is reset.",
    "saved": "It is saved.",
    "revoked": "The key has ended.",
    "newpassword": "Your new password is set. Sign in with it.",
    "password": "Your password has been changed.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One request for a page. ``sid`` is the id of the session that the browser sent, valid or not; ``account`` is who has signed in."""

    gateway: Services
    request: Request
    page: Page
    site: SiteData
    form: Form
    peer: Peer
    sid: str
    account: Account | None
    now: int

    @property
    def person(self) -> Account | None:
        """Who has signed in with an account of their own; None for guests."""
        return None if self.account is None or self.is_guest else self.account

    @property
    def is_guest(self) -> bool:
        """Whether the account is that of guests."""
        return self.account is not None and self.account.id == self.site.guest_id

    @property
    def me(self) -> Account:
        """Who has signed in. Raises ``RuntimeError`` where nobody has, on a page that is open to people alone."""
        if self.person is None:
            raise RuntimeError("nobody has signed in")
        return self.person

    @property
    def by(self) -> Actor:
        """Who acts, for the audit."""
        userid = self.account.id if self.account else 0
        return Actor(origin=Origin.WEB, userid=userid, address=self.peer.address, request_id=self.peer.request_id)

    @property
    def sesskey(self) -> str:
        """The key of the session, which forms carry; empty for who has not signed in."""
        return sessions.sesskey(self.sid) if self.account is not None else ""

    @property
    def menu(self) -> list[tuple[str, str]]:
        """The addresses and titles of the pages that every page leads to, for who asks."""
        return [
            ("/", "Home"),
            ("/docs", "Functions"),
            *([("/lab", "Lab"), ("/my/", "Your account")] if self.person else []),
            *self._administration,
        ]

    @property
    def _administration(self) -> list[tuple[str, str]]:
        return [("/admin/", "Administration")] if self.person and self.holds("moodle/site:config") else []

    def holds(self, capability: str) -> bool:
        """Whether who has signed in holds a capability in the system context."""
        return self.account is not None and has(self.site, self.account.subject, SYSTEM, capability)

    def text(self, name: str, default: str = "") -> str:
        """A field of the form, or of the address; ``default`` without one. Raises ``CodedError`` for a list in its place."""
        value = self.form.get(name, default)
        if not isinstance(value, str):
            raise CodedError("invalidparameter", message=f"The field {name} must be a single value.")
        return value

    def show(self, template: str, *, status: int = HTTPStatus.OK, also_to: str = "", style: str = "", **values: object) -> Response:
        """A page. ``also_to`` and ``style`` are what its policy allows besides (``gateway.web.secure.of_page``)."""
        told = self.form.get("told")
        given: dict[str, object] = {
            "visit": self,
            "site": self.site,
            "notice": self.gateway.notice,
            "told": _TOLD.get(told) if isinstance(told, str) else None,
            "config": {"wwwroot": self.site.wwwroot, "sesskey": self.sesskey},
            **values,
        }
        answer = HTMLResponse(look.render(template, given), status, headers=dict(of_page(also_to=also_to, style=style)))
        answer.raw_headers += PRIVATE if self.page.keeping is Keeping.PRIVATE else unkept()
        return answer

    def go(self, path: str, **query: str | int) -> Response:
        """An answer that sends the browser to an address of this site."""
        return self.sent_on(f"{self.site.wwwroot}{path}{'?' if query else ''}{urlencode(query)}")

    def sent_on(self, address: str) -> Response:
        """An answer that sends the browser to an address."""
        answer = RedirectResponse(address, HTTPStatus.SEE_OTHER, headers=dict(of_page()))
        answer.headers["content-type"] = "text/html; charset=utf-8"
        answer.raw_headers += SENT_ON
        return answer

    def give_session(self, answer: Response, sid: str) -> None:
        """Have the browser keep the id of a session, until it is closed."""
        secure = self.site.wwwroot.startswith("https://")
        answer.set_cookie(SESSION_COOKIE, sid, httponly=True, secure=secure, samesite="lax")
