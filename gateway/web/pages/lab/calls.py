"""The page of a file of calls: each is made by every protocol, and all that differs is shown, or given as the report of the command."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import msgspec
from starlette.responses import Response

from gateway.admin import saved_calls
from gateway.compare.arguments import CallsError, read_calls
from gateway.compare.exchange import Asked
from gateway.compare.judge import Comparison
from gateway.compare.report import as_data, as_page
from gateway.errors import CodedError
from gateway.web.pages.admin.forms import changing
from gateway.web.pages.lab.asking import LAB, Asking, How, fit, how, written
from gateway.web.pages.lab.choices import choices, command
from gateway.web.pages.lab.exports import REPORT, as_file, line
from gateway.web.pages.lab.trying import tried
from gateway.web.pages.page import Page
from gateway.web.pages.readers import functions_of
from gateway.web.pages.visit import Visit

__all__ = ["CALLS", "pages"]

CALLS: Final = f"{LAB}/calls"
"""The page."""
# How many calls are made at once.
_MOST: Final = 50
_COMMAND: Final = "--calls calls.jsonl --html report.html"


def pages() -> list[Page]:
    """The page."""

    async def show(visit: Visit) -> Response:
        return await _show(visit)

    return [Page(path=CALLS, show=show, change=changing(_show, {"run": _run, REPORT: _report}))]


async def _show(visit: Visit, wrong: Sequence[str] = ()) -> Response:
    """The form; with the calls that who has signed in has saved, where a link says so."""
    try:
        chosen, text = how(visit), written(visit, "calls")
    except CodedError:
        chosen, text = How(), ""
    if visit.text("saved"):
        kept = await visit.gateway.store.read(saved_calls.of_user, visit.me.id)
        text = "\n".join(line(call.function, call.arguments, call.ignore) for _id, _name, call in kept)
    return await _shown(visit, chosen, text, wrong=wrong)


async def _shown(
    visit: Visit,
    chosen: How,
    text: str,
    *,
    wrong: Sequence[str] = (),
    made: tuple[Sequence[Comparison], dict[str, str]] | None = None,
) -> Response:
    """The page, with what came of the calls."""
    return visit.show(
        "lab_calls.html",
        status=422 if wrong else 200,
        wrong=wrong,
        text=text,
        chosen=chosen,
        calls=as_data(*made)["calls"] if made else None,
        command=command(visit, chosen, _COMMAND, writes=chosen.keep),
        choices=await choices(visit),
    )


async def _run(visit: Visit) -> Response:
    """Make the calls, and show what came of them."""
    chosen = how(visit)
    return await _shown(visit, chosen, written(visit, "calls"), made=await _made(visit, chosen))


async def _report(visit: Visit) -> Response:
    """Make the calls, and give the report as a file."""
    return as_file(as_page(*await _made(visit, how(visit)), title="A file of calls"))


async def _made(visit: Visit, chosen: How) -> tuple[list[Comparison], dict[str, str]]:
    """The comparisons of the calls in the form, and the secrets to hide. Raises ``CodedError``."""
    told = {info.name for info in await functions_of(visit)}
    try:
        wanted = list(read_calls(written(visit, "calls").encode(), visit.site.registry))
    except CallsError as error:
        raise CodedError("invalidparameter", message=f"The calls cannot be read: {error}.") from None
    if not 0 < len(wanted) <= _MOST:
        raise CodedError("invalidparameter", message=f"Give between 1 and {_MOST} calls.")
    comparisons: list[Comparison] = []
    secrets: dict[str, str] = {}
    for asked, ignore in wanted:
        made = await tried(visit, _asking(visit, asked, ignore, chosen, told))
        comparisons.append(made.comparison)
        secrets |= made.secrets
    return comparisons, secrets


def _asking(visit: Visit, asked: Asked, ignore: Sequence[str], chosen: How, told: set[str]) -> Asking:
    """A call of the file as one of the lab. Raises ``CodedError`` for one that who has signed in is not told of."""
    if asked.function.name not in told:
        raise CodedError("invalidparameter", message=f"There is no function {asked.function.name}, or you may not call it.")
    arguments = fit(asked.arguments, visit.gateway.limits.depth)
    return Asking(function=asked.function, arguments=arguments, how=msgspec.structs.replace(chosen, ignore=(*chosen.ignore, *ignore)))
