"""The documentation of what all functions share, the protocols and the codes of errors, made from what protocols and components declare."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import groupby
from typing import Final

import msgspec
from starlette.responses import Response

from gateway.access import tokens
from gateway.admin.error_table import ErrorRow, error_table
from gateway.errors import (
    AccessRefused,
    CodedError,
    CodingError,
    ErrorKind,
    GatewayError,
    InvalidParameter,
    InvalidResponse,
    InvalidState,
    LoginRequired,
    MissingCapability,
    MissingRecord,
    ParameterRefused,
    RestrictedContext,
)
from gateway.web.pages.answers import SampleServer, as_http
from gateway.web.pages.examples import examples
from gateway.web.pages.front import YOURS
from gateway.web.pages.page import Page, Who
from gateway.web.pages.visit import Visit
from gateway.wire.about import About
from gateway.wire.call import Failure, FunctionInfo, Token
from gateway.wire.faults import usual_step
from gateway.wire.protocol import Protocol, about, clients_of, title_of

__all__ = ["ERROR", "ERRORS", "ERROR_CLASSES", "PROTOCOL", "PROTOCOLS", "pages"]

PROTOCOLS: Final = "/docs/protocols"
"""The page of all protocols."""
PROTOCOL: Final = "/docs/protocol"
"""The page of one protocol, by its name."""
ERRORS: Final = "/docs/errors"
"""The page of all codes of errors."""
ERROR: Final = "/docs/error"
"""The page of one code."""
# The function of examples: it needs no argument, and every service for people has it.
_SHOWN: Final = "core_webservice_get_site_info"
ERROR_CLASSES: Final[Mapping[str, Callable[[], GatewayError]]] = {
    "accessexception": AccessRefused,
    "codingerror": CodingError,
    "invalidextparam": ParameterRefused,
    "invalidparameter": InvalidParameter,
    "invalidrecord": lambda: MissingRecord(errorcode="invalidrecord"),
    "invalidrecordunknown": MissingRecord,
    "invalidresponse": InvalidResponse,
    "invalidstatedetected": InvalidState,
    "nopermissions": lambda: MissingCapability("moodle/site:config"),
    "requireloginerror": LoginRequired,
    "restrictedcontextexception": RestrictedContext,
}
"""The codes of errors that are a class of their own, and what makes one."""
# What a caller can do about an error of each kind.
_REMEDIES: Final = {
    ErrorKind.CALLER: "Send another request: this one will fail again.",
    ErrorKind.CREDENTIAL: "Log in again, or have the account or the token mended.",
    ErrorKind.ACCESS: "Ask whoever runs the site for the permission.",
    ErrorKind.MISSING: "Name a record that exists, and that you may see.",
    ErrorKind.BUSY: "Try again a little later.",
    ErrorKind.SERVER: "Tell whoever runs the site: the log has the reason.",
}


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """A protocol for readers: its names, whether it is on, and what it tells of itself."""

    name: str
    titles: list[str]
    on: bool
    switched: bool
    about: About


class Spoken(msgspec.Struct, frozen=True):
    """A request in one way of speaking a protocol, and the answer to it, as they go over the wire."""

    name: str
    title: str
    command: str
    answer: str


def pages() -> list[Page]:
    """The pages."""
    return [
        Page(path=PROTOCOLS, show=_protocols, who=Who.VISITORS),
        Page(path=PROTOCOL, show=_protocol, who=Who.VISITORS),
        Page(path=ERRORS, show=_errors, who=Who.VISITORS),
        Page(path=ERROR, show=_error, who=Who.VISITORS),
    ]


async def _protocols(visit: Visit) -> Response:
    """The protocols: what each is for, and whether it is on."""
    return visit.show("protocols.html", protocols=[_shown(visit, protocol) for protocol in visit.gateway.protocols])


def _shown(visit: Visit, protocol: Protocol) -> Shown:
    return Shown(
        name=protocol.name,
        titles=[title_of(protocol, name) for name in clients_of(protocol)],
        on=not protocol.switched or protocol.name in visit.site.protocols,
        switched=protocol.switched,
        about=about(protocol),
    )


async def _protocol(visit: Visit) -> Response:
    """One protocol: its addresses and rules, documents that describe it, a call with its answer, and a refusal."""
    protocol = next((each for each in visit.gateway.protocols if each.name == visit.text("name")), None)
    if protocol is None:
        raise MissingRecord(message="There is no such protocol.")
    token = await _token(visit)
    function, refusal = visit.site.registry.resolve(_SHOWN).info, _failure("accessexception")
    return visit.show(
        "protocol.html",
        protocol=_shown(visit, protocol),
        calls=await _spoken(visit, [protocol], function, token or YOURS),
        refusals=await _spoken(visit, [protocol], function, token or YOURS, refusal),
        token=token,
        base_address=visit.site.wwwroot,
    )


async def _token(visit: Visit) -> str | None:
    """A token of the reader with which the function of the examples can be called, as far as it is known."""
    if visit.person is None:
        return None
    return await visit.gateway.store.read(tokens.in_hand, visit.gateway.vault, visit.site, visit.person, _SHOWN, now=visit.now)


async def _spoken(
    visit: Visit, protocols: Sequence[Protocol], function: FunctionInfo, token: str, failure: Failure | None = None
) -> list[Spoken]:
    """A call of a function in every way of speaking these protocols, each with a sample of its answer, or with a failure."""
    server = SampleServer(protocols, visit.gateway, function, failure)
    made = examples(protocols, visit.site.wwwroot, function, {}, Token(token))
    return [
        Spoken(
            call.protocol,
            call.title,
            call.command,
            as_http(await server.answer(call.request)),
        )
        for call in made
    ]


def _failure(errorcode: str, component: str = "moodle") -> Failure:
    """The failure of a call with an error code and its text, at the step where it ends as a rule."""
    error = ERROR_CLASSES[errorcode]() if errorcode in ERROR_CLASSES else CodedError(errorcode, component)
    return Failure(error, usual_step(errorcode))


async def _errors(visit: Visit) -> Response:
    """The codes of errors, those of the kernel and those of each component, with what they are on each protocol."""
    rows = error_table(visit.site.registry)
    return visit.show("errors.html", groups=[(name, list(group)) for name, group in groupby(rows, key=lambda row: row.component)])


async def _error(visit: Visit) -> Response:
    """One code: what it means, what to do about it, who raises it, and how each protocol tells it."""
    rows = [row for row in error_table(visit.site.registry) if row.errorcode == visit.text("code")]
    if not rows:
        raise MissingRecord(message="There is no such code.")
    first, registry = rows[0], visit.site.registry
    failure = _failure(first.errorcode, first.component)
    failure.error.message = first.text
    on = [each for each in visit.gateway.protocols if not each.switched or each.name in visit.site.protocols]
    return visit.show(
        "error.html",
        code=first.errorcode,
        rows=rows,
        remedy=_REMEDIES[first.kind],
        functions=_raising(rows, [function.info for function in registry]),
        refusals=await _spoken(visit, on, registry.resolve(_SHOWN).info, YOURS, failure),
    )


def _raising(rows: list[ErrorRow], functions: list[FunctionInfo]) -> dict[str, int]:
    """How many functions the components that declare a code have, by component."""
    return {row.component: sum(info.component == row.component for info in functions) for row in rows}
