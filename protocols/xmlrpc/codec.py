"""The server half of XML-RPC: bytes to a call, outcomes to bytes (``docs/contract/encodings.md 4``)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from gateway.describe.site import Site
from gateway.errors import CodecError, CodingError
from gateway.wire.call import Call, Credential, Failure, Outcome, Password, Result, Step, Token
from gateway.wire.callsettings import take_settings
from gateway.wire.exchange import Limits, Request
from gateway.wire.form import Form, is_set, parse_fields, text_of
from protocols.xmlrpc.faults import write_fault_value
from protocols.xmlrpc.reader import read_call
from protocols.xmlrpc.writer import Writer, array, write_fault, write_result

__all__ = ["PROTOCOL", "Encoder", "decode", "read_credential", "wants_compat"]

PROTOCOL: Final = "xmlrpc"


def decode(request: Request, site: Site, limits: Limits, *, simple: bool = False) -> Call | Failure:
    """The call in a request, with positional arguments; or the failure in place of a call. Never raises.

    Settings and credentials are read from the query string only (``docs/contract/encodings.md 4.1``), settings
    first. ``simple`` says that the request came to the address for user names and passwords.
    """
    try:
        form = parse_fields(request.query, limits.form_fields)
        settings = take_settings(form, site)
        function, arguments = read_call(request.body, limits)
    except (CodecError, CodingError) as error:
        return Failure(error, Step.DECODE)
    return Call(
        protocol=PROTOCOL,
        function=function,
        arguments=arguments,
        credential=read_credential(form, simple=simple),
        settings=settings,
        peer=request.peer,
    )


def read_credential(form: Form, *, simple: bool) -> Credential:
    """The credential in the query; an array in place of a text counts as an empty text."""
    if simple:
        return Password(text_of(form.get("wsusername")), text_of(form.get("wspassword")))
    return Token(text_of(form.get("wstoken")))


def wants_compat(query: bytes, limits: Limits) -> bool:
    """Whether a query asks for answers that clients read which cannot do without a value (``compat=1``). Never raises."""
    try:
        return b"compat" in query and is_set(parse_fields(query, limits.form_fields), "compat")
    except CodecError:
        return False


class Encoder:
    """Encodes outcomes; the writers compiled from descriptions are cached."""

    def __init__(self) -> None:
        """Start without any compiled description."""
        self._writer = Writer()

    def encode(self, outcome: Outcome | Sequence[Outcome], *, compat: bool = False) -> bytes:
        """The body of the answer: to one call, or to the calls of a ``system.multicall``. Never raises.

        With ``compat``, the answer to a call without a result holds an empty string.
        """
        if isinstance(outcome, Result):
            return self._writer.response(outcome.value, outcome.function.returns, compat=compat)
        if isinstance(outcome, Failure):
            return write_fault(write_fault_value(outcome))
        return write_result(array([self._multicall_item(each) for each in outcome]))

    def _multicall_item(self, outcome: Outcome) -> str:
        """One outcome of several: a result as an array of one item, a refusal as the struct of its fault."""
        if isinstance(outcome, Failure):
            return write_fault_value(outcome)
        return array([self._writer.value(outcome.value, outcome.function.returns)])
