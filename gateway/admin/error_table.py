"""All error codes, by who declares them, with what each is on every protocol: for the page ``/docs/errors`` and for ``docs/errors.md``."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

import msgspec

from gateway.errors import ERROR_TEXTS, CodedError, ErrorKind
from gateway.registry.registry import Registry
from gateway.wire.call import Failure
from gateway.wire.faults import Told, told, usual_step

__all__ = ["EVERY_FUNCTION", "ErrorRow", "as_markdown", "error_table"]

EVERY_FUNCTION = "all"
"""In place of a component: the codes that the kernel raises, or more than one component."""
# The codes without a text of their own: the message says what has happened.
_WITH_MESSAGES = {
    "internalerror": "An internal error occurred. Its reference is told.",
    "storedfilecannotread": "The contents of files cannot be reached at the moment.",
}

_HEAD = """\
# Error codes

What each code is on every protocol. The code is stable, its words may change. The kind says what to do: *caller*, send another
request; *credential*, log in again or mend the account; *access*, ask for a permission; *missing*, name a record that exists;
*busy*, try again later; *server*, tell whoever runs the site. `triglot config errors` writes this page from
`gateway/wire/faults.py` and what the components declare.

* **JSON**: the status of HTTP; the type of the problem is the address `/docs/errors#CODE` of the site. Arguments that the
  description does not allow are 422, others that a function refuses 400. The protocols of the contract have no such statuses.
* **JSON-RPC**: -32601 for a function that there is not, -32602 for arguments that the description does not allow, -32700
  and -32600 for what is no request.
* **SOAP**: at the address of the contract; with a slash, by the version of SOAP. **Typed SOAP**: whose fault it is; the code
  is in the element `failure`.
* **XML-RPC**: the number of the fault. Requests that cannot be read are -32700; a few refusals have numbers of their own.
* **MCP**: whether the result of the tool says `isError`, or the protocol refuses the request."""


class ErrorRow(msgspec.Struct, frozen=True, kw_only=True):
    """One code: the component that declares it, its text, its kind, and what it is on each protocol.

    ``first`` says that no other component before this one declares the same code.
    """

    component: str
    errorcode: str
    text: str
    kind: ErrorKind
    told: Told
    first: bool


def error_table(registry: Registry) -> list[ErrorRow]:
    """A row for each code: those of every function, then those of each component, by their names."""
    declared = [(component, code, text) for (component, code), text in sorted(registry.errors.items())]
    codes = [*((EVERY_FUNCTION, code, text) for code, text in sorted({**ERROR_TEXTS, **_WITH_MESSAGES}.items())), *declared]
    seen: set[str] = set()
    rows = []
    for component, code, text in codes:
        failure = Failure(CodedError(code, component), usual_step(code))
        failure.error.own_kind = registry.error_kind(code, component)
        row = ErrorRow(component=component, errorcode=code, text=text, kind=failure.error.kind, told=told(failure), first=code not in seen)
        seen.add(code)
        rows.append(row)
    return rows


def as_markdown(registry: Registry) -> str:
    """The page about all codes: ``docs/errors.md`` for the built-in components."""
    return "\n".join(_page(error_table(registry))) + "\n"


def _page(rows: list[ErrorRow]) -> Iterator[str]:
    """The lines of the page."""
    yield _HEAD
    for component, group in groupby(rows, key=lambda row: row.component):
        yield ""
        yield "## Of every function" if component == EVERY_FUNCTION else f"## Of {component}"
        yield ""
        yield "| code | kind | JSON | JSON-RPC | SOAP | typed SOAP | XML-RPC | MCP |"
        yield "| --- | --- | --- | --- | --- | --- | --- | --- |"
        for row in group:
            on = row.told
            soap, typed = (" / ".join(dict.fromkeys(codes)) for codes in (on.soap, on.typed))
            yield f"| `{row.errorcode}` | {row.kind} | {on.status} | {on.jsonrpc} | {soap} | {typed} | {on.xmlrpc} | {on.mcp} |"
