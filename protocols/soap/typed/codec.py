"""The server half of typed SOAP: bytes to a call, an outcome to bytes (``protocols.soap.typed.contract``)."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from gateway.describe.model import Value
from gateway.describe.site import Site
from gateway.errors import CodecError, CodingError
from gateway.wire.call import Call, CallSettings, Credential, Failure, Outcome, Step, Token
from gateway.wire.callsettings import take_settings
from gateway.wire.exchange import Answer, Headers, Limits, Request
from gateway.wire.form import parse_fields, text_of
from protocols.soap.codec import PROTOCOL, TAGS_PER_FIELD, LookUp
from protocols.soap.content import content_of
from protocols.soap.envelope import Envelope, local_name, open_envelope, root_of, write_literal
from protocols.soap.names import SOAP_11, SOAP_12, Version
from protocols.soap.simple import reader_of
from protocols.soap.typed.contract import CREDENTIALS, NAMESPACE, RESPONSE, TOKEN, may_be_left_out
from protocols.soap.typed.faults import is_of_sender, write_fault
from protocols.soap.typed.reader import Reader, ReadScalar, read_undescribed
from protocols.soap.typed.writer import Writer

__all__ = ["Decoder", "Encoder", "Message", "RequestHead", "read_request_head"]

_CREDENTIALS: Final = f"{{{NAMESPACE}}}{CREDENTIALS}"
# The fields of a query that ask for the WSDL; the second is what .NET calls a WSDL that imports nothing, as this one.
_ASKING: Final = ("wsdl", "singlewsdl")
_TOKEN: Final = f"{{{NAMESPACE}}}{TOKEN}"
# How far a long message is searched for the token of its header before its caller is known.
_HEADER_BYTES: Final = 16 * 1024
_TOKEN_ELEMENT: Final = re.compile(rb"<(?:[\w.-]+:)?%s(?:\s[^<>]*)?>\s*([^<\s]*)" % TOKEN.encode())


class RequestHead(NamedTuple):
    """The parts of a request outside of its message: the credential, the per-call settings, and whether it asks for the WSDL.

    ``in_query`` says that the token is in the query of the address. With ``empty``, the request asks for nothing: it is a GET
    without ``wsdl``, as of a browser.
    """

    credential: Token
    in_query: bool
    settings: CallSettings
    wsdl: bool
    empty: bool = False


class Message(NamedTuple):
    """The message of a request: the version of SOAP, the credential, and the call or the failure in its place."""

    version: Version
    credential: Credential
    call: Call | Failure


def read_request_head(request: Request, site: Site, limits: Limits) -> RequestHead | Failure:
    """The head of a request, from its address and its HTTP headers; or the failure in its place. Never raises.

    A request for the WSDL is a GET with ``wsdl`` or ``singleWsdl`` in the query, in any case of letters, with or without a value.
    """
    try:
        form = parse_fields(request.query, limits.form_fields)
        settings = take_settings(form, site)
    except (CodecError, CodingError) as error:
        return Failure(error, Step.DECODE)
    bearer, named = request.bearer, text_of(form.get("wstoken"))
    reads = request.method in ("GET", "HEAD")
    wsdl = reads and any(value != "0" for name, value in form.items() if str(name).lower() in _ASKING)
    empty = reads and not wsdl and not request.body
    return RequestHead(Token(named if bearer is None else bearer), bearer is None and named != "", settings, wsdl, empty)


def early_credential(request: Request, limits: Limits) -> Token | None:
    """The token of a request in its HTTP headers, its query, or the header of its message, of which nothing else is read.

    None while the request has none and a body is to come. Raises ``HostileInput`` for a query with too many fields.
    """
    named = request.bearer or text_of(parse_fields(request.query, limits.form_fields).get("wstoken"))
    if named or not request.body:
        return Token(named) if named else None
    beginning = request.body[:_HEADER_BYTES]
    if b"\0" in beginning[:4]:
        beginning = beginning.decode("utf-16", "replace").encode()
    found = _TOKEN_ELEMENT.search(beginning)
    return Token(found[1].decode("utf-8", "replace") if found else "")


class Decoder:
    """Decodes messages; the readers compiled from descriptions are cached."""

    def __init__(self) -> None:
        """Start without any compiled description."""
        self._reader = Reader(_read_scalar, may_be_left_out)

    def decode(self, request: Request, site: Site, limits: Limits, look_up: LookUp) -> Message | RequestHead | Failure:
        """The message of a request; its head if the request asks for the WSDL or nothing; a failure if the head cannot be read.

        Never raises.
        """
        head = read_request_head(request, site, limits)
        return head if isinstance(head, Failure) or head.wsdl or head.empty else self.read_message(request, head, look_up, limits)

    def read_message(self, request: Request, head: RequestHead, look_up: LookUp, limits: Limits) -> Message:
        """The message of a request. Never raises.

        The name of the element in the body is the name of the function. For an unknown function the arguments are read without
        a description, and the pipeline refuses the call. A token in the header of the message wins over that of the request.
        """
        version, credential = SOAP_11, head.credential
        try:
            content = content_of(request, limits)
            envelope = open_envelope(content.envelope, (limits.form_fields + 1) * TAGS_PER_FIELD, content.charset)
            version = envelope.version
            credential = _sender(envelope) or credential
            element = root_of(envelope, understood=_CREDENTIALS)
            name = local_name(element)
            function = look_up(name)
            arguments: dict[str | int, object]
            if function is None:
                arguments = {local_name(child): read_undescribed(child, limits.depth) for child in element}
            else:
                arguments = self._reader.members(element, function.params)
        except CodecError as error:
            return Message(version, credential, Failure(error, Step.DECODE))
        call = Call(
            protocol=PROTOCOL,
            function=name,
            arguments=arguments,
            credential=credential,
            settings=head.settings,
            peer=request.peer,
        )
        return Message(version, credential, call)


def _sender(envelope: Envelope) -> Token | None:
    """The token in the header of a message; None without one."""
    if envelope.header is None:
        return None
    token = envelope.header.find(f"{_CREDENTIALS}/{_TOKEN}")
    return None if token is None else Token((token.text or "").strip())


def _read_scalar(node: Value) -> ReadScalar:
    return reader_of(node.type)


class Encoder:
    """Encodes outcomes; the writers compiled from descriptions are cached."""

    def __init__(self) -> None:
        """Start without any compiled description."""
        self._writer = Writer()

    def encode(self, outcome: Outcome, version: Version) -> Answer:
        """The answer to a request of ``version``. Never raises."""
        if isinstance(outcome, Failure):
            return self.refuse(outcome, version)
        function = outcome.function
        written = "" if function.returns is None else self._writer.result(outcome.value, function.returns)
        return Answer(200, _headers(version), write_literal(version, NAMESPACE, f"{function.name}{RESPONSE}", written))

    def refuse(self, failure: Failure, version: Version = SOAP_11) -> Answer:
        """The answer to a request that is refused. Never raises."""
        status = 400 if version is SOAP_12 and is_of_sender(failure) else 500  # SOAP 1.2, part 2, 7.5.2.2
        return Answer(status, _headers(version), write_fault(failure, version))


def _headers(version: Version) -> Headers:
    return ((b"content-type", version.content_type.encode()), (b"cache-control", b"no-store"))
