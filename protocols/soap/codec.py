"""The server half of SOAP: bytes to a call, an outcome to bytes (``docs/contract/encodings.md 5``)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple

from gateway.describe.site import Site
from gateway.errors import CodecError, CodingError, DecodeError
from gateway.wire.call import Call, CallSettings, Credential, Failure, FunctionInfo, Outcome, Step
from gateway.wire.callsettings import take_settings
from gateway.wire.exchange import Answer, Headers, Limits, Request
from gateway.wire.form import CREDENTIAL_FIELDS, early_fields, is_set, merge, parse_body, parse_fields, reads_body
from protocols.soap.address import TYPED, read_credential
from protocols.soap.content import is_related
from protocols.soap.envelope import local_name, open_envelope, root_of, write_message
from protocols.soap.faults import is_undispatched, spoken_version, write_fault
from protocols.soap.names import RPC, SOAP_11, SOAP_12, Version
from protocols.soap.reader import Reader
from protocols.soap.writer import Writer

__all__ = [
    "DOCUMENT_HEADERS",
    "PROTOCOL",
    "TAGS_PER_FIELD",
    "Encoder",
    "LookUp",
    "Message",
    "RequestHead",
    "decode",
    "early_credential",
    "read_request_head",
    "read_message",
]

PROTOCOL: Final = "soap"

LookUp = Callable[[str], FunctionInfo | None]

# The number of tags for one member of a map: ``item``, ``key`` and ``value``, each opened and closed; and some for the call.
TAGS_PER_FIELD: Final = 8

# The headers of a WSDL, and of a refusal before dispatch, which the reference answers without its SOAP server.
DOCUMENT_HEADERS: Final[Headers] = (
    (b"content-type", b"application/xml; charset=utf-8"),
    (b"content-disposition", b'inline; filename="response.xml"'),
    (b"cache-control", b"private, must-revalidate, pre-check=0, post-check=0, max-age=0"),
    (b"expires", b"Thu, 01 Jan 1970 00:00:00 GMT"),
    (b"pragma", b"no-cache"),
    (b"accept-ranges", b"none"),
)
_NOTHING_HEADERS: Final[Headers] = ((b"content-type", b"text/html; charset=utf-8"),)


class RequestHead(NamedTuple):
    """The parts of a request outside of its message: the credential, the per-call settings, and whether it asks for the WSDL.

    With ``compat``, it asks for a WSDL that imports the schemas it needs.
    """

    credential: Credential
    settings: CallSettings
    wsdl: bool
    compat: bool


class Message(NamedTuple):
    """The message of a request: the head of the request, the version of SOAP, and the call or the failure in its place."""

    head: RequestHead
    version: Version
    call: Call | Failure


def decode(request: Request, site: Site, limits: Limits, look_up: LookUp, *, simple: bool = False) -> Message | RequestHead | Failure:
    """The message of a request; its head if the request asks for the WSDL; a failure if the head cannot be read. Never raises.

    ``simple`` says that the request came to the address for user names and passwords.
    """
    head = read_request_head(request, site, limits, simple=simple)
    return head if isinstance(head, Failure) or head.wsdl else read_message(request, head, look_up, limits)


def read_request_head(request: Request, site: Site, limits: Limits, *, simple: bool = False) -> RequestHead | Failure:
    """The head of a request, from its query and form; or the failure in its place. Never raises.

    A body that begins like XML is a message and no form, whatever its content type says.
    """
    try:
        form = parse_fields(request.query, limits.form_fields)
        if reads_body(request.method, request.content_type) and not request.body.lstrip().startswith(b"<"):
            form = merge(form, parse_body(request.content_type, request.body, limits.form_fields))
        settings = take_settings(form, site)
    except (CodecError, CodingError) as error:
        return Failure(error, Step.DECODE)
    credential = read_credential(form, _behind_address(request.path), simple=simple)
    return RequestHead(credential, settings, wsdl=is_set(form, "wsdl"), compat=is_set(form, "compat"))


def early_credential(request: Request, limits: Limits, *, simple: bool = False) -> Credential | None:
    """The credential in the address of a request or in its form, of which nothing else is read; None while it is not complete.

    Raises ``HostileInput`` for a query with too many fields.
    """
    behind = _behind_address(request.path)
    form = early_fields(request, () if behind else CREDENTIAL_FIELDS[simple], limits.form_fields)
    return None if form is None else read_credential(form, behind, simple=simple)


def _behind_address(path: bytes) -> str:
    """The part of a path after the script, still percent-encoded."""
    return path.decode("latin-1").partition("?")[0].partition(".php")[2]


def read_message(request: Request, head: RequestHead, look_up: LookUp, limits: Limits) -> Message:
    """The message of a request. Never raises.

    The name of the call's element is the name of the function, in any case of letters. For an unknown function the arguments
    are read without a description, and the pipeline refuses the call.
    """
    version = SOAP_11
    try:
        if is_related(request.content_type) and not request.body.lstrip().startswith(b"<"):
            raise DecodeError(f"The message is multipart/related, which is not read here: send the envelope alone, or to {TYPED}.")
        envelope = open_envelope(request.body, (limits.form_fields + 1) * TAGS_PER_FIELD)
        version = envelope.version
        element = root_of(envelope)
        name = local_name(element)
        function = look_up(name) or look_up(name.lower())
        reader = Reader(envelope.body, limits)
        arguments: dict[str | int, object] | list[object]
        arguments = reader.positional(element) if function is None else reader.arguments(element, function.params)
    except CodecError as error:
        return Message(head, version, Failure(error, Step.DECODE))
    call = Call(
        protocol=PROTOCOL,
        function=name if function is None else function.name,
        arguments=arguments,
        credential=head.credential,
        settings=head.settings,
        peer=request.peer,
    )
    return Message(head, version, call)


class Encoder:
    """Encodes outcomes; the writers compiled from descriptions are cached."""

    def __init__(self) -> None:
        """Start without any compiled description."""
        self._writers = {version: Writer(version) for version in (SOAP_11, SOAP_12)}

    def encode(self, outcome: Outcome, version: Version, namespace: str, first: int) -> Answer:
        """The answer to a request of ``version``. Never raises.

        ``namespace`` is the namespace of the caller's service, ``first`` the number of the first struct class in the result.
        """
        if isinstance(outcome, Failure):
            return self.refuse(outcome, version)
        function = outcome.function
        if function.returns is None:
            return Answer(202, _NOTHING_HEADERS, b"")
        written = self._writers[version].result(outcome.value, function.returns, first)
        body = write_message(version, namespace, f"{function.name}Response", f"{_RESULT[version]}{written}")
        return Answer(200, _message_headers(version), body)

    def refuse(self, failure: Failure, version: Version = SOAP_11) -> Answer:
        """The answer to a request that is refused. Never raises."""
        body = write_fault(failure, version)
        if is_undispatched(failure):
            return Answer(200, DOCUMENT_HEADERS, body)
        return Answer(500, _message_headers(spoken_version(failure, version)), body)


# In SOAP 1.2 an answer names the element that is the result (part 2, 4.2.1).
_RESULT: Final = {SOAP_11: "", SOAP_12: f'<rpc:result xmlns:rpc="{RPC}">return</rpc:result>'}


def _message_headers(version: Version) -> Headers:
    return ((b"content-type", version.content_type.encode()),)
