"""The checks that a call must pass before its function runs, as data, in the order in which they are made.

There is one tuple for each kind of credential, one for the account behind it, and one for the service that admits
the call (``docs/contract/server.md 2.5 and 2.6``). The pipeline and ``triglot explain`` go through the same tuples, and so
have the same names, errors and repairs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import msgspec

from gateway.access import sessions
from gateway.access.accounts import password_expired
from gateway.access.addresses import matches
from gateway.access.contexts import SYSTEM
from gateway.access.site import Service, SiteData
from gateway.errors import AccessRefused, CodedError, ErrorKind, GatewayError, MissingRecord
from gateway.pipeline.access_request import AccessRequest, Check, first_refusal
from gateway.wire.call import FunctionType

__all__ = [
    "ACCOUNT",
    "ISSUED",
    "PASSWORD",
    "SERVICE",
    "TOKEN",
    "admit",
    "candidates",
    "coded",
    "first_refusal",
    "nearest_service",
    "offered",
    "public",
    "token_flaw",
]


def candidates(request: AccessRequest) -> Iterable[Service]:
    """The services that may admit the call: with a token the service of the token, with a password every service.

    For callers whom another server knows it is what that server lets them call.
    """
    if request.foreign is not None:
        return (request.foreign.service,)
    if request.token is not None:
        service = request.site.services.get(request.token.serviceid)
        return () if service is None else (service,)
    return request.site.services.values()


def admit(request: AccessRequest) -> Service:
    """The first service that admits the call. Raises ``AccessRefused`` with the name of the check that refused."""
    for service in candidates(request):
        if first_refusal(SERVICE, msgspec.structs.replace(request, service=service)) is None:
            return service
    nearest = nearest_service(request)
    check = first_refusal(SERVICE, msgspec.structs.replace(request, service=nearest)) if nearest else None
    raise AccessRefused(check.name if check else "no service")


def nearest_service(request: AccessRequest) -> Service | None:
    """The service whose refusal is reported if no service admits the call: one with the function if possible, else any candidate."""
    possible = list(candidates(request))
    return next((service for service in possible if request.function in service.functions), possible[-1] if possible else None)


def offered(request: AccessRequest) -> set[str]:
    """The names of all functions that the caller may call through any service."""
    names: set[str] = set()
    others = [check for check in SERVICE if check not in (_IN_SERVICE, _MAY_WRITE)]
    for service in candidates(request):
        asked = msgspec.structs.replace(request, service=service)
        if first_refusal(others, asked) is None:
            names |= {name for name in service.functions if _may_write(msgspec.structs.replace(asked, function=name))}
    return names


def public(site: SiteData) -> set[str]:
    """The names of the functions that visitors are told of: those of services that everybody may use, if the site shows any."""
    if not site.config.flag("enablewsdocumentation"):
        return set()
    services = [each for each in site.services.values() if each.enabled and not each.restrictedusers and not each.requiredcapability]
    return set().union(*(service.functions for service in services))


def token_flaw(token: str) -> str | None:
    """What is wrong with a token that is not known, in words; None for a token that looks like one."""
    if not token.strip():
        return "No token came with the request: send it as the parameter wstoken."
    if token != token.strip():
        return "The token is not valid: it has a blank at its beginning or at its end."
    return None


def _access(name: str) -> Callable[[AccessRequest], GatewayError]:
    """A builder of the general refusal ``AccessRefused``, with the name of the check for developers."""
    return lambda _attempt: AccessRefused(name)


def coded(errorcode: str, component: str) -> Callable[[AccessRequest], GatewayError]:
    """A builder of a refusal with the error code ``errorcode``."""
    return lambda _attempt: CodedError(errorcode, component)


def _token_current(request: AccessRequest) -> bool:
    """Whether the token has not expired; it is valid up to and including the second ``validuntil``."""
    token = request.token
    return token is None or not token.validuntil or token.validuntil >= request.now


def _from_here(restriction: str | None, request: AccessRequest) -> bool:
    """Whether an address restriction, if there is one, allows the address of the client."""
    return not restriction or matches(request.peer.address, restriction)


def _session_alive(request: AccessRequest) -> bool:
    """Whether the browser session of the token is still valid; true for a token that is bound to no session."""
    token, session = request.token, request.caller.session if request.caller else None
    return token is None or not token.sid or (session is not None and sessions.alive(request.site, session, now=request.now))


def _password_current(request: AccessRequest) -> bool:
    """Whether the password has not expired: by the rule of the account's method for a token, of ``webservice`` for a password."""
    account = request.account
    plugin = "webservice" if account is None or request.token is None else account.auth
    return account is None or not password_expired(request.site, account, plugin, now=request.now)


def _token_address(request: AccessRequest) -> bool:
    """Whether the token may be used from the address of the client."""
    token = request.token
    return token is None or _from_here(token.iprestriction, request)


def _issued(name: str, message: str, repair: str) -> Check:
    """A check of a token of an identity provider."""
    refuse = coded("invalidtoken", "webservice")

    def refusal(request: AccessRequest) -> GatewayError:
        error = refuse(request)
        error.message = message
        return error

    return Check(name, lambda r: r.issued_flaw != name, refusal, "invalid_token", repair)


_AT_PROVIDER = "ask the identity provider for another token"

ISSUED: tuple[Check, ...] = (
    _issued("token readable", "The token is not valid: it cannot be read.", _AT_PROVIDER),
    _issued("token issuer", "The token is not valid: its issuer is not trusted here.", "name the issuer in [issuers] of the settings"),
    _issued("token algorithm", "The token is not valid: it is signed in a way that is not accepted.", "algorithms of [issuers.NAME]"),
    _issued("token key", "The token is not valid: the key that it is signed with is not known.", "keys of [issuers.NAME]"),
    _issued("token signature", "The token is not valid: its signature is wrong.", _AT_PROVIDER),
    _issued("token type", "The token is not valid: it is no access token.", "types of [issuers.NAME]"),
    _issued("token audience", "The token is not valid: it is for another audience.", "audience of [issuers.NAME]"),
    _issued("token begun", "The token is not valid yet.", "set the clocks, or leeway of [issuers.NAME]"),
    _issued("token current", "The token has expired.", _AT_PROVIDER),
    _issued("token claim", "The token is not valid: it does not say whose it is.", "claim of [issuers.NAME]"),
    _issued("token scope", "The token is not valid: it is for no service of this site.", "service and scopes of [issuers.NAME]"),
    _issued("token account", "The token is not valid: it is of nobody who has an account here.", "triglot user create USER"),
    _issued("token service", "The token is not valid: its service does not exist.", "triglot service create SERVICE"),
)

# The mobile app has the user log in again where the last words of this are in a message.
_EXPIRED = "You may not call functions with this token any more: Invalid token - token expired"

TOKEN: tuple[Check, ...] = (
    Check(
        "token known",
        lambda r: r.caller is not None,
        lambda r: CodedError("invalidtoken", "webservice", message=r.token_flaw),
        "invalid_token",
        "triglot token create --user USER --service SERVICE",
    ),
    Check(
        "token not expired",
        _token_current,
        lambda _r: AccessRefused("token not expired", message=_EXPIRED, kind=ErrorKind.CREDENTIAL),
        None,
        "triglot token create --user {user} --service {service}",
        forgets_token=True,
    ),
    Check(
        "token session",
        _session_alive,
        lambda _r: AccessRefused("token session", kind=ErrorKind.CREDENTIAL),
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
        lambda r: r.account is not None or r.foreign is not None,
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
        coded("missingusername", "webservice"),
        None,
        "send the user name as wsusername",
    ),
    Check(
        "password given",
        lambda r: r.password not in ("", "0"),
        coded("missingpassword", "webservice"),
        None,
        "send the password as wspassword",
    ),
    # Told like a wrong password, so that nobody learns which accounts are locked.
    Check(
        "account not locked out",
        lambda r: not r.locked_out,
        coded("wrongusernamepassword", "webservice"),
        "password",
        "triglot user unlock {user}",
    ),
    Check(
        "password right",
        lambda r: r.password_matches,
        coded("wrongusernamepassword", "webservice"),
        "password",
        "triglot user password {user}",
    ),
)


def _account_state(name: str, fine: Callable[[AccessRequest], bool], errorcode: str, reason: str, repair: str) -> Check:
    """A check of the state of the account; ``fine`` is its test."""
    return Check(name, fine, coded(errorcode, "webservice"), reason, repair)


ACCOUNT: tuple[Check, ...] = (
    Check(
        "no maintenance",
        lambda r: not r.site.config.flag("maintenance_enabled") or r.holds("moodle/site:maintenanceaccess", SYSTEM),
        coded("sitemaintenance", "admin"),
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
        lambda r: r.foreign is not None or r.holds(f"webservice/{r.protocol}:use", r.context),
        _access("protocol capability"),
        None,
        "triglot role allow {role} webservice/{protocol}:use --context {context}",
    ),
)


def _authorised(request: AccessRequest) -> bool:
    """Whether the service is open to all, or the caller has an authorisation that has not expired."""
    if request.service is None or not request.service.restrictedusers:
        return True
    authorisation = request.authorisation
    return authorisation is not None and (not authorisation.validuntil or authorisation.validuntil >= request.now)


def _authorised_address(request: AccessRequest) -> bool:
    """Whether the authorisation for a restricted service may be used from the address of the client."""
    if request.service is None or not request.service.restrictedusers:
        return True
    authorisation = request.authorisation
    return authorisation is None or _from_here(authorisation.iprestriction, request)


def _may_write(request: AccessRequest) -> bool:
    """Whether the function only reads, or the protocol may call functions that write through the service."""
    config, service = request.site.config, request.service
    if request.protocol not in config.names("triglot/readonlyprotocols"):
        return True
    if service is not None and service.shortname in config.names("triglot/writingservices"):
        return True
    function = request.site.registry.get(request.function)
    return function is None or function.info.type is FunctionType.READ


_MAY_WRITE = Check(
    "service open for writing",
    _may_write,
    _access("service open for writing"),
    None,
    "triglot config set triglot/writingservices {writing}",
)

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
    _MAY_WRITE,
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
