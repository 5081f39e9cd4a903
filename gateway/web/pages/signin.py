"""Signing in and out with a browser (``docs/contract/server.md 1.3, 6.4``).

Nothing is stored for who only looks at the form: the id of a browser before log-in is known to that browser alone, and the key of the
form is made of it with the key of the site. Why a log-in was refused is said once, by the next page.
"""

from __future__ import annotations

import hmac
from typing import Final

import msgspec
from sqlalchemy import Connection
from starlette.responses import Response

from gateway.access import login, sessions, signin
from gateway.access.accounts import Account, by_id
from gateway.admin import resets
from gateway.describe.cleaners import clean
from gateway.describe.types import USERNAME
from gateway.errors import CodedError, GatewayError, message_for
from gateway.php.values import to_int, to_text
from gateway.web import wanted
from gateway.web.mobile import LAUNCH, launch_scheme
from gateway.web.pages.gate import LOGIN
from gateway.web.pages.page import Page, Who
from gateway.web.pages.visit import Visit
from gateway.web.services import login_services
from gateway.wire.http import SESSION_COOKIE

__all__ = ["LOGOUT", "browser_id", "form_key", "pages"]

LOGOUT: Final = "/login/logout.php"
_KEY_DIGITS: Final = 32
# Where people come to who wanted no page, by the setting ``defaulthomepage``; guests have no page of their own.
_FRONT, _OWN = "/", "/my/"
_SITE_HOME: Final = "0"
# What is said beside the errors of log-in.
_WORDS: Final = {
    "formkey": "The form was too old, or was opened before somebody else signed in here. Please try again.",
    "cookies": "Your browser did not send back the cookie of this site. Allow cookies for this site, then sign in again.",
}


def pages() -> list[Page]:
    """The pages by which people come in and go out."""
    return [
        Page(path=LOGIN, show=_form, change=_sign_in, who=Who.EVERYBODY, of_its_own=True, before_duties=True),
        Page(path=LOGOUT, show=_leave, change=_leave, who=Who.EVERYBODY, of_its_own=True, before_duties=True),
    ]


def form_key(visit: Visit, sid: str) -> str:
    """The key of the form for signing in that is shown to the browser with the id ``sid``."""
    return visit.gateway.vault.fingerprint("logintoken", sid).hex()[:_KEY_DIGITS]


def browser_id(visit: Visit) -> str:
    """The id of a browser: the one it has sent, be it that of a session or not, or a new one."""
    return visit.sid or sessions.new_id()


async def _form(visit: Visit) -> Response:
    """The form, or where people go who have just signed in."""
    tested = visit.form.get("testsession")
    if visit.account is not None and isinstance(tested, str) and to_int(tested) == visit.account.id:
        return _welcome(visit)
    if visit.person is not None:
        return visit.show("signed_in.html")
    wish = visit.form.get("wantsurl")
    word = await _word(visit, visit.sid) if "loginredirect" in visit.form else None
    answer = _shown(visit, "cookies" if tested is not None else word, username="")
    if isinstance(wish, str):
        wanted.remember(answer, visit.site, wanted.on_site(visit.site, wish) or "")
    return answer


def _shown(visit: Visit, word: str | None, *, username: str) -> Response:
    """The form, with what went wrong the last time."""
    site, sid = visit.site, browser_id(visit)
    wish = wanted.wanted(visit.request, site)
    scheme = launch_scheme(site, wish) if wish and wish.startswith(LAUNCH) else ""
    answer = visit.show(
        "signin.html",
        also_to=scheme,
        key=form_key(visit, sid),
        error=word and (_WORDS.get(word) or message_for(word)),
        username=username,
        guests=site.config.flag("guestloginbutton"),
        forgotten=site.config["forgottenpasswordurl"] or resets.PATH,
    )
    visit.give_session(answer, sid)
    return answer


async def _sign_in(visit: Visit) -> Response:
    """What follows a form with user name and password: the test of the cookie, or why it was refused."""
    username = to_text(clean(visit.text("username").strip().lower(), USERNAME, visit.site))
    sid = browser_id(visit)
    try:
        account = await _account(visit, username)
    except GatewayError as error:
        return await _refused(visit, sid, "formkey" if error.debug == "formkey" else error.errorcode, username)
    new = await visit.gateway.store.write(_begin, visit, account)
    answer = visit.go(LOGIN, testsession=account.id)
    visit.give_session(answer, new)
    return answer


async def _account(visit: Visit, username: str) -> Account:
    """The account whose user name and password were sent with a form of ours. Raises ``GatewayError``."""
    gateway, site = visit.gateway, visit.site
    services, by = login_services(gateway), visit.by
    if not hmac.compare_digest(visit.text("logintoken").encode("utf-8", "replace"), form_key(visit, visit.sid).encode()):
        await login.count(services, LOGIN, by=by)
        await services.count_failure(visit.peer.address)
        raise CodedError("invalidlogin", debug="formkey")
    if username == "guest" and site.config.flag("guestloginbutton"):
        await login.count(services, LOGIN, by=by)
        account = await gateway.store.read(by_id, site.guest_id)
        if account is None:
            raise CodedError("invalidlogin")
        return account
    account = await login.by_password(services, site, username, visit.text("password"), script=LOGIN, now=visit.now, by=by)
    if account.id == site.guest_id:
        raise CodedError("invalidlogin")
    if not account.confirmed:
        raise CodedError("usernotconfirmed")
    return account


def _begin(db: Connection, visit: Visit, account: Account) -> str:
    """The id of a new session, in the place of the one that the browser has."""
    by = msgspec.structs.replace(visit.by, userid=account.id)
    if visit.account is not None:
        signin.end(db, visit.sid, by=visit.by)
    return signin.begin(db, visit.site, account, address=visit.peer.address, now=visit.now, by=by)


async def _refused(visit: Visit, sid: str, word: str, username: str) -> Response:
    """The form once more. What a refusal before has left to be said is said at once, or else by the page that follows."""
    if word == "toomanyrequests" or visit.account is not None or await _word(visit, sid) is not None:
        return _shown(visit, word, username=username)
    await visit.gateway.store.write(sessions.leave_word, sid, word, address=visit.peer.address, now=visit.now)
    answer = visit.go(LOGIN, loginredirect=1)
    visit.give_session(answer, sid)
    return answer


async def _word(visit: Visit, sid: str) -> str | None:
    """What was left to be said to a browser, which is forgotten by that; looking costs no more than a read."""
    store = visit.gateway.store
    word = await store.read(sessions.word, sid) if sid else None
    if word is not None:
        await store.write(sessions.forget_word, sid)
    return word


def _welcome(visit: Visit) -> Response:
    """Where people go who have just signed in: to the page that they wanted, or to their own."""
    path = wanted.wanted(visit.request, visit.site)
    if path is None:
        path = _FRONT if visit.is_guest or visit.site.config.get("defaulthomepage") == _SITE_HOME else _OWN
    answer = visit.go(path)
    wanted.forget(answer)
    return answer


async def _leave(visit: Visit) -> Response:
    """The front page, after the session has ended; or the question whether it shall end, where the key of the session is missing."""
    if visit.account is None:
        return visit.go(_FRONT)
    sent = visit.form.get("sesskey")
    if not sessions.is_key(sent if isinstance(sent, str) else None, visit.sid):
        return visit.show("leave.html")
    await visit.gateway.store.write(signin.end, visit.sid, by=visit.by)
    answer = visit.go(_FRONT)
    answer.delete_cookie(SESSION_COOKIE, httponly=True, samesite="lax")
    return answer
