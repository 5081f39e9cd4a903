"""The checks of calls that pages of the site send: with a browser session, or for a visitor (``docs/contract/server.md 4.2``).

No service is involved: each function decides what it does for which caller.
"""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from gateway.access import sessions
from gateway.access.site import Service
from gateway.pipeline.access_request import AccessRequest, Check, first_refusal
from gateway.pipeline.checks import coded
from gateway.wire.call import FunctionInfo, FunctionType

__all__ = ["SESSION", "VISITOR", "admit_from_page", "admit_visitor", "require_session", "signed_in"]


def admit_visitor(request: AccessRequest, function: FunctionInfo) -> Service | None:
    """Admit a call made without a credential; no service is involved. Raises the error of the first check of VISITOR that fails."""
    check = first_refusal(VISITOR, msgspec.structs.replace(request, info=function))
    if check is not None:
        raise check.refuse(request)
    return None


def admit_from_page(request: AccessRequest, function: FunctionInfo) -> AccessRequest:
    """Admit an AJAX call made with a session; no service is involved (``docs/contract/server.md 4.2``).

    Returns the request with the function. Without a valid session the call is anonymous, if the function allows that.
    Raises the error of the first check of SESSION that fails.
    """
    request = msgspec.structs.replace(request, info=function)
    check = first_refusal(SESSION, request)
    if check is not None:
        raise check.refuse(request)
    return request if signed_in(request) else msgspec.structs.replace(request, caller=None)


def require_session(request: AccessRequest) -> None:
    """Raise the error of the first check that the browser session of a request fails, whatever function is asked for."""
    check = first_refusal((*_SIGNED_IN, *_KEY), request)
    if check is not None:
        raise check.refuse(request)


def signed_in(request: AccessRequest) -> bool:
    """Whether the request has a browser session that is valid and belongs to an account that may log in."""
    return first_refusal(_SIGNED_IN, request) is None


_FROM_PAGES = Check(
    "callable from pages",
    lambda r: r.info is not None and r.info.ajax,
    coded("servicenotavailable", "webservice"),
    None,
    "call the function by another protocol, with a token",
)

# For calls without a credential, which only AJAX admits at all.
VISITOR: tuple[Check, ...] = (
    _FROM_PAGES,
    Check(
        "no login needed",
        lambda r: r.info is not None and not r.info.loginrequired,
        coded("servicerequireslogin", "webservice"),
        None,
        "call the function with a token",
    ),
)


def _session_holds(request: AccessRequest) -> bool:
    """Whether the session belongs to an account and has not ended."""
    session = request.caller.session if request.caller else None
    return session is not None and request.account is not None and sessions.alive(request.site, session, now=request.now)


def _login(name: str, fine: Callable[[AccessRequest], bool], repair: str) -> Check:
    """A check of whether somebody is logged in; ``fine`` is its test."""
    return Check(name, fine, coded("servicerequireslogin", "webservice"), None, repair)


def _where_login_is_needed(check: Check) -> Check:
    """A copy of ``check`` that only functions which need a login can fail."""
    return msgspec.structs.replace(check, test=lambda r: (r.info is not None and not r.info.loginrequired) or check.test(r))


def _where_the_key_is_needed(check: Check) -> Check:
    """A copy of ``check`` that calls can fail which need a login, or write while somebody is logged in.

    The reference asks no key for functions that need no login, even where they change what belongs to who is logged in.
    """

    def test(request: AccessRequest) -> bool:
        info = request.info
        if info is not None and not info.loginrequired and not (info.type is FunctionType.WRITE and signed_in(request)):
            return True
        return check.test(request)

    return msgspec.structs.replace(check, test=test)


# Whether somebody is logged in. Maintenance and passwords that must be changed are checked when a function enters a
# context, as the reference does for browsers (docs/contract/server.md 6.4).
_SIGNED_IN: tuple[Check, ...] = (
    _login("session alive", _session_holds, "sign in again"),
    _login("account not deleted", lambda r: r.account is None or not r.account.deleted, "sign in with another account"),
    _login("account not suspended", lambda r: r.account is None or not r.account.suspended, "triglot user unsuspend {user}"),
    _login("account may log in", lambda r: r.account is None or r.account.auth != "nologin", "triglot user change {user} --auth manual"),
)

# Whether it was a page of the site that sent the call of a browser session: a browser sends the cookie for pages of other sites too.
_KEY: tuple[Check, ...] = (
    Check(
        "session key given",
        lambda r: r.sesskey is not None,
        coded("missingparam", "error"),
        None,
        "send the key of the session as sesskey in the address",
    ),
    Check(
        "session key right",
        lambda r: r.sesskey_matches,
        coded("invalidsesskey", "error"),
        None,
        "send the key that belongs to this session as sesskey in the address",
    ),
)

# No service is involved: each function decides what it does for which caller (docs/contract/server.md 4.2).
SESSION: tuple[Check, ...] = (_FROM_PAGES, *map(_where_login_is_needed, _SIGNED_IN), *map(_where_the_key_is_needed, _KEY))
