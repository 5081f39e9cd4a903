"""The strictness report of a world: judging each request once it is answered, and showing what was found."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gateway.double.exchange import Exchange
from gateway.double.journal.entries import REQUEST, UNREACHED, Entry, plain
from gateway.double.strictness.arguments import Flaw, flaws, nearest
from gateway.double.strictness.findings import RULES, Finding, Severity
from gateway.double.strictness.request import CLASSIC, of_request
from gateway.double.strictness.versions import unknown
from gateway.registry.registry import Registry
from gateway.wire.call import FunctionType, Step

__all__ = ["as_json", "judged"]

# Of one request so many findings are kept.
_MOST = 40


def judged(exchange: Exchange, registry: Registry) -> list[Finding]:
    """What was found in a request and its calls."""
    first = exchange.entries[0]
    if first.kind == REQUEST and first.outcome == UNREACHED:  # of which nobody has read the body
        return []
    found: list[Finding] = []
    classic = exchange.path.startswith(CLASSIC)
    writes = False
    for entry in exchange.entries:
        function = registry.get(entry.function)
        writes = writes or (function is not None and function.info.type is FunctionType.WRITE)
        if classic:
            found += [_finding(flaw, entry) for flaw in _of_call(entry, registry, exchange)]
    found += [_finding(flaw, first) for flaw in of_request(exchange, writes=writes)]
    return found[:_MOST]


def as_json(findings: Sequence[Finding], *, severities: Sequence[Severity] = (), since: int = 0) -> dict[str, Any]:
    """Findings of calls after ``since`` as JSON, with how many there are of each rule."""
    kept = [each for each in findings if each.call > since and (not severities or each.severity in severities)]
    rules: dict[str, Any] = {}
    for each in kept:
        seen = rules.setdefault(each.rule, {"severity": each.severity.value, "text": RULES[each.rule].text, "count": 0, "first": each.call})
        seen["count"] += 1
    shown = [{**{name: plain(getattr(each, name)) for name in each.__struct_fields__}, "severity": each.severity.value} for each in kept]
    return {"findings": shown, "rules": rules}


def _of_call(entry: Entry, registry: Registry, exchange: Exchange) -> list[Flaw]:
    """What is wrong with a call of a protocol of the contract."""
    name = entry.function
    if not name:
        unnamed = [Flaw("unknown-function", "", unknown("", ()))] if entry.step == Step.RESOLVE.value else []
        return [Flaw("unreadable", "", entry.message)] if entry.step == Step.DECODE.value else unnamed
    function = registry.get(name)
    if function is None:
        near = nearest(name, list(registry.functions))
        if near.lower() == name.lower():
            return [Flaw("function-case", "", f"the function is named {near}, and was called as {name}")]
        return [Flaw("unknown-function", "", unknown(name, registry.functions))]
    info = function.info
    found = [Flaw("deprecated-function", "", f"{name} is deprecated")] if info.deprecated else []
    of_soap, arguments = entry.protocol == "soap", exchange.arguments.get(entry.number)
    if of_soap and not arguments and info.params.members:
        found.append(Flaw("soap-without-arguments", "", "a call without any element fails at a real site, whatever has a default"))
    elif arguments is not None:
        found += flaws(info.params, arguments, nulls=of_soap and isinstance(arguments, dict))
    refused = entry.step == Step.VALIDATE.value and entry.errorcode == "invalidparameter" and not entry.faults
    if refused and not any(RULES[each.rule].severity is Severity.REFUSED for each in found):
        found.append(Flaw("refused-value", "", entry.debug or entry.message))
    return found


def _finding(flaw: Flaw, entry: Entry) -> Finding:
    severity = RULES[flaw.rule].severity
    return Finding(rule=flaw.rule, severity=severity, call=entry.number, function=entry.function, path=flaw.path, text=flaw.text)
