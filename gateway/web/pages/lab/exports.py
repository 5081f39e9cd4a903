"""A call of the lab to take along: as a program, as a line of a file of calls, as a recorded case, as a report. Never with its token."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from starlette.responses import HTMLResponse, Response

from gateway.compare import recording, report
from gateway.compare.recording import RecordingError
from gateway.errors import CodedError, EncodeError
from gateway.web.pages.front import YOURS
from gateway.web.pages.lab.asking import Asking, dumped, spoken
from gateway.web.pages.lab.trying import chosen, tried
from gateway.web.pages.programs import PROGRAMS
from gateway.web.pages.visit import Visit
from gateway.web.secure import SECURE
from gateway.wire.call import Session, Token

__all__ = ["FORMS", "REPORT", "as_file", "exported", "line", "reported"]

REPORT: Final = "report"
"""The form that is a file, and not shown on the page."""
_LINE, _CASE = "line", "case"
FORMS: Final[Mapping[str, str]] = {
    **{name: program[0] for name, program in PROGRAMS.items()},
    _LINE: "a line for triglot compare --calls",
    _CASE: "a recorded case",
    REPORT: "a report, with the answers",
}
"""What a call is taken along as, in words."""


async def exported(visit: Visit, asking: Asking, form: str) -> list[tuple[str, str]]:
    """A call in a form: the title and the text for each protocol. Raises ``CodedError`` for an unknown form, or what cannot be recorded."""
    if form == _LINE:
        return [("triglot compare --calls", line(asking.function.name, asking.arguments, asking.how.ignore))]
    if form == _CASE:
        return await _cases(visit, asking)
    if form not in PROGRAMS:
        raise CodedError("invalidparameter", message="A call cannot be taken along as that.")
    title, make = PROGRAMS[form]
    titles = spoken(visit)
    made = []
    for name, client in chosen(visit, asking).items():
        for credential in (Token(YOURS), Session("YOUR_SESSION", "YOUR_SESSKEY")):
            try:
                request = client.request(asking.function, asking.arguments, credential)
            except EncodeError:
                continue
            made.append((f"{titles[name]} in {title}", make(request, visit.site.wwwroot)))
            break
    return made


def line(function: str, arguments: Mapping[str, object], ignore: Sequence[str]) -> str:
    """A call as a line of a file of calls."""
    told = {"function": function, "arguments": arguments, "ignore": [*ignore]}
    return dumped({name: value for name, value in told.items() if value})


async def _cases(visit: Visit, asking: Asking) -> list[tuple[str, str]]:
    """The exchanges of a call as recorded cases, with placeholders for what is secret."""
    found = await tried(visit, asking)
    made = []
    for verdict in found.comparison.verdicts:
        exchange = verdict.exchange
        if exchange.request is None or exchange.response is None:
            continue
        try:
            told = recording.exchange(exchange.request, exchange.response, exchange.server)
        except RecordingError as error:
            raise CodedError("invalidparameter", message=f"It cannot be recorded: {error}.") from error
        case = recording.case(f"lab/{asking.function.name}/{exchange.protocol}", [told])
        made.append((f"{exchange.name}, as recorded", dumped(report.hidden(case, found.secrets))))
    return made


async def reported(visit: Visit, asking: Asking) -> Response:
    """The report of a call, as a file."""
    found = await tried(visit, asking)
    return as_file(report.as_page([found.comparison], found.secrets, title=f"{asking.function.name} by every protocol"))


def as_file(page: str) -> Response:
    """A report that the browser stores, and does not show as a page of this site."""
    return HTMLResponse(page, headers={**SECURE, "content-disposition": 'attachment; filename="report.html"', "cache-control": "no-store"})
