"""The checks that a call passes before its function runs: data, in the order in which they are made.

One tuple for each kind of credential, one for the account behind it, one for the service that admits
the call (``docs/contract/server.md 2.5 and 2.6``). Whatever walks them — the pipeline, ``explain``, the
lab — sees the same names, refuses with the same errors and knows the same repair.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import msgspec

from gateway.access import sessions
from gateway.access.accounts import password_expired
from gateway.access.addresses import matches
from gateway.access.contexts import SYSTEM
from gateway.access.site import Service
from gateway.errors import AccessRefused, CodedError, GatewayError, MissingRecord
from gateway.pipeline.access_request import AccessRequest, Check, first_refusal
from gateway.wire.call import FunctionInfo

__all__ = [
    "ACCOUNT",
    "PASSWORD",
    "SERVICE",
    "SESSION",
    "TOKEN",
    "VISITOR",
    "admit",
    "admit_from_page",
    "admit_visitor",
    "candidates",
    "first_refusal",
    "nearest_service",
    "offered",
    "signed_in",
]


def candidates(request: AccessRequest) -> Iterable[Service]:
    """The services that might admit the call: the token's own, or with a password every one."""
    if request.token is not None:
        service = request.site.services.get(request.token.serviceid)
        return () if service is None else (service,)
    return request.site.services.values()


def admit(request: AccessRequest) -> Service:
    """The first service that admits the call. Raises ``AccessRefused``, which names the check that refused."""
    for service in candidates(request):
        if first_refusal(SERVICE, msgspec.structs.replace(request, service=service)) is None:
            return service
    nearest = nearest_service(request)
    check = first_refusal(SERVICE, msgspec.structs.replace(request, service=nearest)) if nearest else None
    raise AccessRefused(check.name if check else "no service")


def nearest_service(request: AccessRequest) -> Service | None:
    """Where no service admits the call, the one to tell of: one that holds the function, if there is one."""
    possible = list(candidates(request))
    return next((service for service in possible if request.function in service.functions), possible[-1] if possible else None)


def admit_visitor(request: AccessRequest, function: FunctionInfo) -> Service | None:
    """Let somebody in who has not said who they are, by no service. Raises what the first of VISITOR that fails does."""
    check = first_refusal(VISITOR, msgspec.structs.replace(request, info=function))
    if check is not None:
        raise check.refuse(request)
    return None


def admit_from_page(request: AccessRequest, function: FunctionInfo) -> AccessRequest:
    """Let in whom a browser session stands for, by no service (``docs/contract/server.md 4.2``): the request with the function.

    Where the function needs no login and the session does not hold, it is nobody's request. Raises what the first of
    SESSION that fails does.
    """
    request = msgspec.structs.replace(request, info=function)
    check = first_refusal(SESSION, request)
    if check is not None:
        raise check.refuse(request)
    return request if signed_in(request) else msgspec.structs.replace(request, caller=None)


def signed_in(request: AccessRequest) -> bool:
    """Whether there is a session, and it holds for an account that may use it."""
    return first_refusal(_SIGNED_IN, request) is None


def offered(request: AccessRequest) -> set[str]:
    """The names of all functions that some service would admit the caller to."""
    names: set[str] = set()
    others = [check for check in SERVICE if check is not _IN_SERVICE]
    for service in candidates(request):
        if first_refusal(others, msgspec.structs.replace(request, service=service)) is None:
            names |= service.functions
    return names


def _access(name: str) -> Callable[[AccessRequest], GatewayError]:
    """The general refusal, with the check's name for developers."""
    return lambda _attempt: AccessRefused(name)


def _coded(errorcode: str, component: str) -> Callable[[AccessRequest], GatewayError]:
    """A refusal with a code of its own."""
    return lambda _attempt: CodedError(errorcode, component)


def _token_current(request: AccessRequest) -> bool:
    """The exact second of ``validuntil`` is still valid."""
    token = request.token
    return token is None or not token.validuntil or token.validuntil >= request.now


def _from_here(restriction: str | None, request: AccessRequest) -> bool:
    """Whether an address restriction, if there is one, admits the client."""
    return not restriction or matches(request.peer.address, restriction)


def _session_alive(request: AccessRequest) -> bool:
    """Whether the session that the token is bound to, if it is to one, still holds."""
    token, session = request.token, request.caller.session if request.caller else None
    return token is None or not token.sid or (session is not None and sessions.alive(request.site, session, now=request.now))


def _password_current(request: AccessRequest) -> bool:
    """Whether the password is young enough: for a token by the account's own method, for a password by that of such calls."""
    account = request.account
    plugin = "webservice" if account is None or request.token is None else account.auth
    return account is None or not password_expired(request.site, account, plugin, now=request.now)


def _token_address(request: AccessRequest) -> bool:
    """Whether the token may be used from where the client is."""
    token = request.token
    return token is None or _from_here(token.iprestriction, request)


TOKEN: tuple[Check, ...] = (
    Check(
        "token known",
        lambda r: r.caller is not None,
        _coded("invalidtoken", "webservice"),
        "invalid_token",
        "triglot token create --user USER --service SERVICE",
    ),
    Check(
        "token not expired",
        _token_current,
        _access("token not expired"),
        None,
        "triglot token create --user {user} --service {service}",
        forgets_token=True,
    ),
    Check(
        "token session",
        _session_alive,
        _access("token session"),
        None,
        "triglot token create --user {user} --service {service}",
        forgets_token=True,
    ),
    Check(
        "token address",
        _token_address,
        _access("token address"),
        "ip_restricted",
        "triglot token create --user {user} --service {service} --address {address}",
    ),
    Check(
        "token context",
        lambda r: r.caller is not None and r.caller.context is not None,
        lambda _r: MissingRecord("context"),
        None,
        "triglot token create --user {user} --service {service}",
    ),
    Check(
        "account known",
        lambda r: r.account is not None,
        lambda _r: MissingRecord("user"),
        None,
        "triglot token revoke {token}",
    ),
)

PASSWORD: tuple[Check, ...] = (
    Check(
        "password calls enabled",
        lambda r: r.site.auth_enabled("webservice"),
        _access("password calls enabled"),
        None,
        "triglot config set auth {auth}",
    ),
    Check(
        "user name given",
        lambda r: r.username not in ("", "0"),
        _coded("missingusername", "webservice"),
        None,
        "send the user name as wsusername",
    ),
    Check(
        "password given",
        lambda r: r.password not in ("", "0"),
        _coded("missingpassword", "webservice"),
        None,
        "send the password as wspassword",
    ),
    Check(
        "password right",
        lambda r: r.password_matches,
        _coded("wrongusernamepassword", "webservice"),
        "password",
        "triglot user password {user}",
    ),
)


def _account_state(name: str, fine: Callable[[AccessRequest], bool], errorcode: str, reason: str, repair: str) -> Check:
    """A check of the state of the account."""
    return Check(name, fine, _coded(errorcode, "webservice"), reason, repair)


ACCOUNT: tuple[Check, ...] = (
    Check(
        "no maintenance",
        lambda r: not r.site.config.flag("maintenance_enabled") or r.holds("moodle/site:maintenanceaccess", SYSTEM),
        _coded("sitemaintenance", "admin"),
        None,
        "triglot config set maintenance_enabled 0",
    ),
    _account_state(
        "account not deleted",
        lambda r: r.account is None or not r.account.deleted,
        "wsaccessuserdeleted",
        "user_deleted",
        "triglot token create --user USER --service {service}",
    ),
    _account_state(
        "account confirmed",
        lambda r: r.account is None or r.account.confirmed,
        "wsaccessuserunconfirmed",
        "user_unconfirmed",
        "triglot user change {user} --confirmed",
    ),
    # The reference gives a suspended account the reason of an unconfirmed one; its log readers expect that.
    _account_state(
        "account not suspended",
        lambda r: r.account is None or not r.account.suspended,
        "wsaccessusersuspended",
        "user_unconfirmed",
        "triglot user unsuspend {user}",
    ),
    _account_state(
        "password not expired",
        _password_current,
        "wsaccessuserexpired",
        "password_expired",
        "triglot user password {user}",
    ),
    _account_state(
        "account may log in",
        lambda r: r.account is None or r.account.auth != "nologin",
        "wsaccessusernologin",
        "login",
        "triglot user change {user} --auth manual",
    ),
    Check(
        "protocol capability",
        lambda r: r.holds(f"webservice/{r.protocol}:use", r.context),
        _access("protocol capability"),
        None,
        "triglot role allow {role} webservice/{protocol}:use --context {context}",
    ),
)


def _authorised(request: AccessRequest) -> bool:
    """Whether the service is open to all, or the caller is authorised and that has not ended."""
    if request.service is None or not request.service.restrictedusers:
        return True
    authorisation = request.authorisation
    return authorisation is not None and (not authorisation.validuntil or authorisation.validuntil >= request.now)


def _authorised_address(request: AccessRequest) -> bool:
    """Whether the authorisation that a restricted service asks for may be used from where the client is."""
    if request.service is None or not request.service.restrictedusers:
        return True
    authorisation = request.authorisation
    return authorisation is None or _from_here(authorisation.iprestriction, request)


_IN_SERVICE = Check(
    "function in service",
    lambda r: r.service is not None and r.function in r.service.functions,
    _access("function in service"),
    None,
    "triglot service add {custom} {function}",
)

SERVICE: tuple[Check, ...] = (
    Check(
        "service enabled",
        lambda r: r.service is not None and r.service.enabled,
        _access("service enabled"),
        None,
        "triglot service enable {service}",
    ),
    _IN_SERVICE,
    Check("user authorised", _authorised, _access("user authorised"), None, "triglot service authorise {service} {user}"),
    Check(
        "authorised address",
        _authorised_address,
        _access("authorised address"),
        None,
        "triglot service authorise {service} {user} --address {address}",
    ),
    Check(
        "service capability",
        lambda r: r.service is None or not r.service.requiredcapability or r.holds(r.service.requiredcapability, r.context),
        _access("service capability"),
        None,
        "triglot role allow {role} {capability} --context {context}",
    ),
)

_FROM_PAGES = Check(
    "callable from pages",
    lambda r: r.info is not None and r.info.ajax,
    _coded("servicenotavailable", "webservice"),
    None,
    "call the function by another protocol, with a token",
)

# For those who have not said who they are; only AJAX lets them in at all.
VISITOR: tuple[Check, ...] = (
    _FROM_PAGES,
    Check(
        "no login needed",
        lambda r: r.info is not None and not r.info.loginrequired,
        _coded("servicerequireslogin", "webservice"),
        None,
        "call the function with a token",
    ),
)


def _session_holds(request: AccessRequest) -> bool:
    """Whether the session is one of somebody who has logged in, and not over."""
    session = request.caller.session if request.caller else None
    return session is not None and request.account is not None and sessions.alive(request.site, session, now=request.now)


def _login(name: str, fine: Callable[[AccessRequest], bool], repair: str) -> Check:
    """A check without which nobody is logged in."""
    return Check(name, fine, _coded("servicerequireslogin", "webservice"), None, repair)


def _where_login_is_needed(check: Check) -> Check:
    """The same check, of functions alone that need a login."""
    return msgspec.structs.replace(check, test=lambda r: (r.info is not None and not r.info.loginrequired) or check.test(r))


# That somebody is logged in. Whether the site is closed for maintenance, or the password must be changed first, is for
# the contexts to ask that functions enter: so the reference has it for browsers (docs/contract/server.md 6.4).
_SIGNED_IN: tuple[Check, ...] = (
    _login("session alive", _session_holds, "sign in again"),
    _login("account not deleted", lambda r: r.account is None or not r.account.deleted, "sign in with another account"),
    _login("account not suspended", lambda r: r.account is None or not r.account.suspended, "triglot user unsuspend {user}"),
    _login("account may log in", lambda r: r.account is None or r.account.auth != "nologin", "triglot user change {user} --auth manual"),
)

# For pages, whose calls come with the cookie of a session. That alone proves nothing: a browser sends it whoever had
# the page made. No service admits these calls: what a function does for whom is its own to decide (docs/contract/server.md 4.2).
SESSION: tuple[Check, ...] = (
    _FROM_PAGES,
    *map(
        _where_login_is_needed,
        (
            *_SIGNED_IN,
            Check(
                "session key given",
                lambda r: r.sesskey is not None,
                _coded("missingparam", "error"),
                None,
                "send the key of the session as sesskey in the address",
            ),
            Check(
                "session key right",
                lambda r: r.sesskey_matches,
                _coded("invalidsesskey", "error"),
                None,
                "send the key that belongs to this session as sesskey in the address",
            ),
        ),
    ),
)
