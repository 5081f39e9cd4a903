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
from gateway.pipeline.attempt import Attempt, Check, first_refusal
from gateway.pipeline.checks import ACCOUNT, SERVICE, SESSION, TOKEN, candidates, nearest_service
from gateway.registry.registry import Registry
from gateway.wire.call import FunctionInfo

__all__ = ["Explanation", "Held", "Verdict", "explain"]


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one check; without ``passed`` it has the error that is raised, and what mends it.

    ``reason`` is what the audit calls the refusal, None where the reference has no event for it.
    """

    name: str
    passed: bool
    errorcode: str | None = None
    reason: str | None = None
    detail: str | None = None
    repair: str | None = None


class Held(msgspec.Struct, frozen=True, kw_only=True):
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
    verdicts: list[Verdict]
    capabilities: list[Held]
    refusal: Verdict | None
    empty: bool = False


def explain(
    db: Connection, registry: Registry, attempt: Attempt, contextid: int | None = None, *, credential: tuple[Check, ...] = TOKEN
) -> Explanation:
    """What becomes of ``attempt``, and of entering the context with that id; ``credential`` are the checks of its kind."""
    info, known = _known(registry, attempt.function)
    service = None if credential is SESSION else _service(attempt)
    asked = msgspec.structs.replace(attempt, service=service, info=info)
    context: Context | None = attempt.context
    fit = attempt.account is not None and attempt.caller is not None and attempt.caller.context is not None
    if credential is SESSION:
        verdicts = [known, *(_walk(SESSION, asked) if info else [])]
    else:
        verdicts = [_enabled(attempt), *_walk(credential, asked)]
        if fit:
            verdicts += [*_walk(ACCOUNT, asked), known]
            if info is not None:
                verdicts += _walk(SERVICE, asked) if service else [_no_service(asked)]
        else:
            info = None
    if fit and contextid is not None:
        context = by_id(db, contextid)
        verdicts.append(_entered(db, attempt, context))
    place = context or SYSTEM
    return Explanation(
        username=attempt.account.username if attempt.account else attempt.username or None,
        tokenid=attempt.token.id if attempt.token else None,
        function=attempt.function,
        service=_name(service) if service else None,
        context=place.id,
        verdicts=verdicts,
        capabilities=[Held(capability=name, held=attempt.holds(name, place)) for name in (info.capabilities if info else ())],
        refusal=next((verdict for verdict in verdicts if not verdict.passed), None),
        empty=info is not None and info.empty,
    )


def _service(attempt: Attempt) -> Service | None:
    """The service that admits the call, or else the one whose refusal is told."""
    for service in candidates(attempt):
        if first_refusal(SERVICE, msgspec.structs.replace(attempt, service=service)) is None:
            return service
    return nearest_service(attempt)


def _walk(checks: Iterable[Check], attempt: Attempt) -> list[Verdict]:
    """What becomes of each of these checks; where one refuses that has found no account, there is nothing more to check."""
    names = _names(attempt)
    verdicts = []
    for check in checks:
        if check.test(attempt):
            verdicts.append(Verdict(name=check.name, passed=True))
            continue
        errorcode = check.refuse(attempt).errorcode
        repair = check.repair.format_map(names)
        verdicts.append(Verdict(name=check.name, passed=False, errorcode=errorcode, reason=check.reason, repair=repair))
        if attempt.account is None:
            break
    return verdicts


def _names(attempt: Attempt) -> Mapping[str, str]:
    """What stands in the place of the names in braces; a name in capitals is for whoever gives the command to choose."""
    account, service, token = attempt.account, attempt.service, attempt.token
    names = {
        "user": account.username if account else attempt.username or "USER",
        "service": _name(service) if service else "SERVICE",
        # What is in a service of a component is for the component to say.
        "custom": _name(service) if service and not service.component else "SERVICE",
        "token": str(token.id) if token else "TOKEN",
        "function": attempt.function or "FUNCTION",
        "protocol": attempt.protocol,
        "address": attempt.peer.address,
        "role": _role(attempt),
        "capability": (service.requiredcapability if service else None) or "CAPABILITY",
        "context": str(attempt.context.id),
        "auth": ",".join((*attempt.site.config.names("auth"), "webservice")),
    }
    return {name: shlex.quote(value) for name, value in names.items()}


def _role(attempt: Attempt) -> str:
    """A role that the account has where the call is made: the first that it was given there, else the one that everybody has."""
    given = attempt.account.subject.assignments if attempt.account else ()
    own = [roleid for roleid, contextid in given if contextid in attempt.context.ids]
    role = attempt.site.roles.get((*own, attempt.site.user_role)[0])
    return role.shortname if role else "ROLE"


def _name(service: Service) -> str:
    """What commands call a service."""
    return service.shortname or str(service.id)


def _enabled(attempt: Attempt) -> Verdict:
    """Whether the protocol answers at all. Where it does not, it answers nothing, not even with an error."""
    if attempt.protocol in attempt.site.protocols:
        return Verdict(name="protocol enabled", passed=True)
    repair = "triglot config set enablewebservices 1"
    if attempt.site.config.flag("enablewebservices"):
        protocols = ",".join((*attempt.site.config.names("webserviceprotocols"), attempt.protocol))
        repair = f"triglot config set webserviceprotocols {shlex.quote(protocols)}"
    return Verdict(name="protocol enabled", passed=False, repair=repair)


def _known(registry: Registry, name: str) -> tuple[FunctionInfo | None, Verdict]:
    """The function, and whether there is one."""
    try:
        return registry.resolve(name).info, Verdict(name="function known", passed=True)
    except GatewayError as error:
        return None, Verdict(name="function known", passed=False, errorcode=error.errorcode, detail=error.debug, repair="triglot functions")


def _no_service(attempt: Attempt) -> Verdict:
    """What is told where the service of the token is gone."""
    repair = f"triglot token create --user {_names(attempt)['user']} --service SERVICE"
    return Verdict(name="no service", passed=False, errorcode="accessexception", repair=repair)


def _entered(db: Connection, attempt: Attempt, context: Context | None) -> Verdict:
    """Whether the account may enter the context."""
    try:
        if context is None:
            raise MissingRecord("context")
        enter(db, attempt.site, attempt.account, attempt.context, context, now=attempt.now)
    except GatewayError as error:
        return Verdict(name="context entered", passed=False, errorcode=error.errorcode, detail=error.debug)
    return Verdict(name="context entered", passed=True)
