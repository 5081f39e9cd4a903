"""An explanation of why a call would be admitted or refused: the result of each of its checks.

The checks are those of the pipeline (``gateway.pipeline.checks``), and the rules for entering a context are those of
``gateway.access.entry``; nothing is decided here.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping

import msgspec
from sqlalchemy import Connection

from gateway.access import callers, lockout
from gateway.access.contexts import SYSTEM, Context, by_id
from gateway.access.entry import enter
from gateway.access.passwords import verify_password
from gateway.access.site import Service
from gateway.errors import GatewayError, MissingRecord
from gateway.pipeline.access_request import AccessRequest, Check, first_refusal
from gateway.pipeline.checks import ACCOUNT, SERVICE, TOKEN, candidates, nearest_service
from gateway.pipeline.page_checks import SESSION
from gateway.registry.registry import Registry
from gateway.wire.call import FunctionInfo

__all__ = ["CheckResult", "Explanation", "HeldCapability", "by_password", "explain"]


class CheckResult(msgspec.Struct, frozen=True, kw_only=True):
    """The result of one check; a check that has not passed has the code of its error and a repair.

    ``reason`` is the reason that the audit gives for the refusal, None where the reference has no event for it.
    """

    name: str
    passed: bool
    errorcode: str | None = None
    reason: str | None = None
    detail: str | None = None
    repair: str | None = None


class HeldCapability(msgspec.Struct, frozen=True, kw_only=True):
    """Whether the account holds a capability that the function declares; a call is not refused for the lack of one alone."""

    capability: str
    held: bool


class Explanation(msgspec.Struct, frozen=True, kw_only=True):
    """The results of all checks of a call: ``refusal`` is the first that has not passed, None if the call would be admitted.

    ``empty`` says that the function is not built, so that an admitted call is answered emptily.
    """

    username: str | None
    tokenid: int | None
    function: str
    service: str | None
    context: int
    verdicts: list[CheckResult]
    capabilities: list[HeldCapability]
    refusal: CheckResult | None
    empty: bool = False


def by_password(db: Connection, request: AccessRequest) -> AccessRequest:
    """The request with the account of its user name, and with what its password and a lock-out come to. Nothing is counted."""
    caller, stored = callers.by_username(db, request.username)
    matches = stored is not None and verify_password(request.password, stored)
    account, site = caller.account if caller else None, request.site
    locked = account is not None and site.config.flag("triglot/lockoutcalls") and lockout.applies(site, account)
    locked = locked and account is not None and lockout.is_locked(db, site, account, now=request.now)
    return msgspec.structs.replace(request, caller=caller, password_matches=matches, locked_out=locked)


def explain(
    db: Connection, registry: Registry, request: AccessRequest, contextid: int | None = None, *, credential: tuple[Check, ...] = TOKEN
) -> Explanation:
    """The explanation of ``request``, and of entering the context with the id ``contextid``.

    ``credential`` are the checks for the kind of credential of the request.
    """
    info, known = _known(registry, request.function)
    service = None if credential is SESSION else _service(request)
    asked = msgspec.structs.replace(request, service=service, info=info)
    context: Context | None = request.context
    fit = request.account is not None and request.caller is not None and request.caller.context is not None
    if credential is SESSION:
        verdicts = [known, *(_walk(SESSION, asked) if info else [])]
    else:
        verdicts = [_enabled(request), *_walk(credential, asked)]
        if fit:
            verdicts += [*_walk(ACCOUNT, asked), known]
            if info is not None:
                verdicts += _walk(SERVICE, asked) if service else [_no_service(asked)]
        else:
            info = None
    if fit and contextid is not None:
        context = by_id(db, contextid)
        verdicts.append(_entered(db, request, context))
    place = context or SYSTEM
    return Explanation(
        username=request.account.username if request.account else request.username or None,
        tokenid=request.token.id if request.token else None,
        function=request.function,
        service=_name(service) if service else None,
        context=place.id,
        verdicts=verdicts,
        capabilities=[HeldCapability(capability=name, held=request.holds(name, place)) for name in (info.capabilities if info else ())],
        refusal=next((verdict for verdict in verdicts if not verdict.passed), None),
        empty=info is not None and info.empty,
    )


def _service(request: AccessRequest) -> Service | None:
    """The service that admits the call, or else the service whose refusal is reported."""
    for service in candidates(request):
        if first_refusal(SERVICE, msgspec.structs.replace(request, service=service)) is None:
            return service
    return nearest_service(request)


def _walk(checks: Iterable[Check], request: AccessRequest) -> list[CheckResult]:
    """The results of ``checks``, up to the first that fails if the request has no account: later checks need one."""
    names = _names(request)
    verdicts = []
    for check in checks:
        if check.test(request):
            verdicts.append(CheckResult(name=check.name, passed=True))
            continue
        errorcode = check.refuse(request).errorcode
        repair = check.repair.format_map(names)
        verdicts.append(CheckResult(name=check.name, passed=False, errorcode=errorcode, reason=check.reason, repair=repair))
        if request.account is None:
            break
    return verdicts


def _names(request: AccessRequest) -> Mapping[str, str]:
    """The values for the placeholders in repairs, quoted for a shell; a value in capitals is for the user to replace."""
    account, service, token = request.account, request.service, request.token
    names = {
        "user": account.username if account else request.username or "USER",
        "service": _name(service) if service else "SERVICE",
        # The functions of a service that a component declares are changed by the component, not by a command.
        "custom": _name(service) if service and not service.component else "SERVICE",
        "writing": ",".join((*request.site.config.names("triglot/writingservices"), _name(service) if service else "SERVICE")),
        "token": str(token.id) if token else "TOKEN",
        "function": request.function or "FUNCTION",
        "protocol": request.protocol,
        "address": request.peer.address,
        "role": _role(request),
        "capability": (service.requiredcapability if service else None) or "CAPABILITY",
        "context": str(request.context.id),
        "auth": ",".join((*request.site.config.names("auth"), "webservice")),
    }
    return {name: shlex.quote(value) for name, value in names.items()}


def _role(request: AccessRequest) -> str:
    """The short name of the first role assigned to the account in the context of the request, else of the default user role."""
    given = request.account.subject.assignments if request.account else ()
    roleids = [roleid for roleid, contextid in given if contextid in request.context.ids]
    role = request.site.roles.get((*roleids, request.site.user_role)[0])
    return role.shortname if role else "ROLE"


def _name(service: Service) -> str:
    """The name of a service for commands: its short name, or its id."""
    return service.shortname or str(service.id)


def _enabled(request: AccessRequest) -> CheckResult:
    """The check of whether the protocol is enabled; one that is not answers nothing, not even with an error."""
    if request.protocol in request.site.protocols:
        return CheckResult(name="protocol enabled", passed=True)
    repair = "triglot config set enablewebservices 1"
    if request.site.config.flag("enablewebservices"):
        protocols = ",".join((*request.site.config.names("webserviceprotocols"), request.protocol))
        repair = f"triglot config set webserviceprotocols {shlex.quote(protocols)}"
    return CheckResult(name="protocol enabled", passed=False, repair=repair)


def _known(registry: Registry, name: str) -> tuple[FunctionInfo | None, CheckResult]:
    """The function named ``name``, or None, and the check of whether it exists."""
    try:
        return registry.resolve(name).info, CheckResult(name="function known", passed=True)
    except GatewayError as error:
        return None, CheckResult(
            name="function known", passed=False, errorcode=error.errorcode, detail=error.debug, repair="triglot functions"
        )


def _no_service(request: AccessRequest) -> CheckResult:
    """The failed check for a token whose service does not exist any more."""
    repair = f"triglot token create --user {_names(request)['user']} --service SERVICE"
    return CheckResult(name="no service", passed=False, errorcode="accessexception", repair=repair)


def _entered(db: Connection, request: AccessRequest, context: Context | None) -> CheckResult:
    """The check of whether the account may enter the context."""
    try:
        if context is None:
            raise MissingRecord("context")
        enter(db, request.site, request.account, request.context, context, now=request.now)
    except GatewayError as error:
        return CheckResult(name="context entered", passed=False, errorcode=error.errorcode, detail=error.debug)
    return CheckResult(name="context entered", passed=True)
