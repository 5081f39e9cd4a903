"""Why a call would be let in or refused: the checks of a call, walked one by one.

They are the very checks that the pipeline makes, and the same rules for entering a context; nothing is decided
here. The pages that help people to find out what is wrong tell the same.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping

import msgspec
from sqlalchemy import Connection

from gateway.access.contexts import SYSTEM, Context, by_id
from gateway.access.entry import enter
from gateway.access.site import Service
from gateway.errors import GatewayError, MissingRecord
from gateway.pipeline.access_request import AccessRequest, Check, first_refusal
from gateway.pipeline.checks import ACCOUNT, SERVICE, SESSION, TOKEN, candidates, nearest_service
from gateway.registry.registry import Registry
from gateway.wire.call import FunctionInfo

__all__ = ["Explanation", "HeldCapability", "CheckResult", "explain"]


class CheckResult(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one check; without ``passed`` it has the error that is raised, and what mends it.

    ``reason`` is what the audit calls the refusal, None where the reference has no event for it.
    """

    name: str
    passed: bool
    errorcode: str | None = None
    reason: str | None = None
    detail: str | None = None
    repair: str | None = None


class HeldCapability(msgspec.Struct, frozen=True, kw_only=True):
    """Whether the account holds a capability that the function declares; calls are not refused for that alone."""

    capability: str
    held: bool


class Explanation(msgspec.Struct, frozen=True, kw_only=True):
    """All that is to say of a call: ``refusal`` is the first check it fails, None where it would be let in.

    ``empty`` says that the function is not built, so that a call which is let in is answered emptily.
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


def explain(
    db: Connection, registry: Registry, request: AccessRequest, contextid: int | None = None, *, credential: tuple[Check, ...] = TOKEN
) -> Explanation:
    """What becomes of ``request``, and of entering the context with that id; ``credential`` are the checks of its kind."""
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
    """The service that admits the call, or else the one whose refusal is told."""
    for service in candidates(request):
        if first_refusal(SERVICE, msgspec.structs.replace(request, service=service)) is None:
            return service
    return nearest_service(request)


def _walk(checks: Iterable[Check], request: AccessRequest) -> list[CheckResult]:
    """What becomes of each of these checks; where one refuses that has found no account, there is nothing more to check."""
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
    """What stands in the place of the names in braces; a name in capitals is for whoever gives the command to choose."""
    account, service, token = request.account, request.service, request.token
    names = {
        "user": account.username if account else request.username or "USER",
        "service": _name(service) if service else "SERVICE",
        # What is in a service of a component is for the component to say.
        "custom": _name(service) if service and not service.component else "SERVICE",
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
    """A role that the account has where the call is made: the first that it was given there, else the one that everybody has."""
    given = request.account.subject.assignments if request.account else ()
    own = [roleid for roleid, contextid in given if contextid in request.context.ids]
    role = request.site.roles.get((*own, request.site.user_role)[0])
    return role.shortname if role else "ROLE"


def _name(service: Service) -> str:
    """What commands call a service."""
    return service.shortname or str(service.id)


def _enabled(request: AccessRequest) -> CheckResult:
    """Whether the protocol answers at all. Where it does not, it answers nothing, not even with an error."""
    if request.protocol in request.site.protocols:
        return CheckResult(name="protocol enabled", passed=True)
    repair = "triglot config set enablewebservices 1"
    if request.site.config.flag("enablewebservices"):
        protocols = ",".join((*request.site.config.names("webserviceprotocols"), request.protocol))
        repair = f"triglot config set webserviceprotocols {shlex.quote(protocols)}"
    return CheckResult(name="protocol enabled", passed=False, repair=repair)


def _known(registry: Registry, name: str) -> tuple[FunctionInfo | None, CheckResult]:
    """The function, and whether there is one."""
    try:
        return registry.resolve(name).info, CheckResult(name="function known", passed=True)
    except GatewayError as error:
        return None, CheckResult(
            name="function known", passed=False, errorcode=error.errorcode, detail=error.debug, repair="triglot functions"
        )


def _no_service(request: AccessRequest) -> CheckResult:
    """What is told where the service of the token is gone."""
    repair = f"triglot token create --user {_names(request)['user']} --service SERVICE"
    return CheckResult(name="no service", passed=False, errorcode="accessexception", repair=repair)


def _entered(db: Connection, request: AccessRequest, context: Context | None) -> CheckResult:
    """Whether the account may enter the context."""
    try:
        if context is None:
            raise MissingRecord("context")
        enter(db, request.site, request.account, request.context, context, now=request.now)
    except GatewayError as error:
        return CheckResult(name="context entered", passed=False, errorcode=error.errorcode, detail=error.debug)
    return CheckResult(name="context entered", passed=True)
