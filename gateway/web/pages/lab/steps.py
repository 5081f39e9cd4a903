"""The steps of a call that was tried, with what each decided: the words are those of ``triglot explain``."""

from __future__ import annotations

from typing import Final

import msgspec
from sqlalchemy import Connection

from gateway.access.site import SiteData
from gateway.pipeline.checks import TOKEN
from gateway.pipeline.explain import CheckResult, Explanation, HeldCapability, explain
from gateway.pipeline.page_checks import SESSION
from gateway.pipeline.trial import Watched
from gateway.wire.call import Failure, Session, Step

__all__ = ["Told", "explanation", "told"]

_KNOWN: Final = "function known"
_DOES: Final = {
    Step.AUTHENTICATE: "Whose credential is this, and is the account fit?",
    Step.RESOLVE: "Is there such a function?",
    Step.ADMIT: "May the caller call it?",
    Step.VALIDATE: "Are the arguments what the description says?",
    Step.INVOKE: "The function itself.",
    Step.CLEAN: "Is the result what the description says?",
}


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """A step: what it asks, how it ended (``passed`` is None for one that was not reached), its time, its checks and capabilities."""

    step: str
    asks: str
    passed: bool | None
    milliseconds: float | None
    errorcode: str | None = None
    debug: str | None = None
    checks: tuple[CheckResult, ...] = ()
    capabilities: tuple[HeldCapability, ...] = ()


def explanation(db: Connection, site: SiteData, watched: Watched) -> Explanation | None:
    """The checks of a call that was tried, one by one; None where nothing is known of who called."""
    request = watched.trace.access_request
    if request is None:
        return None
    return explain(db, site.registry, request, credential=SESSION if isinstance(watched.call.credential, Session) else TOKEN)


def told(watched: Watched, found: Explanation | None) -> list[Told]:
    """The steps of a call; with an explanation, the checks of each, and why one failed."""
    failure = watched.outcome if isinstance(watched.outcome, Failure) else None
    began, steps = watched.trace.began, list(_DOES)
    ends = steps.index(failure.step) if failure is not None and failure.step in _DOES else len(steps)
    rows = []
    for number, step in enumerate(steps):
        here = failure if number == ends else None
        later = [began[each] for each in steps[number + 1 :] if each in began]
        seconds = (later[0] if later else watched.ended) - began[step] if step in began else None
        rows.append(
            Told(
                step=step.value,
                asks=_DOES[step],
                passed=number < ends if number <= ends else None,
                milliseconds=None if seconds is None or number > ends else seconds * 1000,
                errorcode=here.error.errorcode if here else None,
                debug=here.error.debug if here and found is not None else None,
                checks=tuple(_checks(step, found)) if found is not None and number <= ends else (),
                capabilities=tuple(found.capabilities) if found is not None and step is Step.INVOKE and number <= ends else (),
            )
        )
    return rows


def _checks(step: Step, found: Explanation) -> list[CheckResult]:
    """The checks of a step."""
    known = next((number for number, verdict in enumerate(found.verdicts) if verdict.name == _KNOWN), len(found.verdicts))
    if step is Step.AUTHENTICATE:
        return found.verdicts[:known]
    if step is Step.RESOLVE:
        return found.verdicts[known : known + 1]
    return found.verdicts[known + 1 :] if step is Step.ADMIT else []
