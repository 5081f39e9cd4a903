"""The server half of REST: bytes to a call, an outcome to bytes (``docs/contract/encodings.md 3``)."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from gateway.describe.site import Site
from gateway.errors import CodecError, CodingError
from gateway.wire import phpjson
from gateway.wire.call import Call, CallSettings, Credential, Failure, Outcome, Password, Peer, Step, Token
from gateway.wire.callsettings import take_settings
from gateway.wire.exchange import Limits, Request
from gateway.wire.form import CREDENTIAL_FIELDS, Form, FormValue, early_fields, merge, parse_body, parse_fields, reads_body, text_of
from protocols.rest import xml

__all__ = ["PROTOCOL", "Encoder", "Format", "decode", "early_credential", "is_json", "refuse", "with_hint"]

PROTOCOL: Final = "rest"
# The form in which an answer that another server of this protocol has written is sent on.
_WRITTEN: Final = "rest-json"


class Format(StrEnum):
    """The two formats of an answer."""

    JSON = "json"
    XML = "xml"


def decode(request: Request, site: Site, limits: Limits, *, simple: bool = False) -> tuple[Format, Call | Failure]:
    """The format of the answer, and the call in a request or the failure in its place. Never raises.

    ``simple`` says that the request came to the address for user names and passwords.

    The order of processing is that of ``docs/contract/encodings.md 3.1``, with settings first: a setting that is an array is
    reported before the format is known, and therefore in XML.
    """
    answer = Format.XML
    try:
        form = parse_fields(request.query, limits.form_fields)
        # Read before the body, so that a refusal of the body has the right format.
        answer = _format(form.get("moodlewsrestformat"))
        body: Form = {}
        if request.body and reads_body(request.method, request.content_type):
            body = parse_body(request.content_type, request.body, limits.form_fields)
        form = merge(form, body)
        settings = take_settings(form, site)
    except CodecError as error:
        return answer, Failure(error, Step.DECODE)
    except CodingError as error:
        return Format.XML, Failure(error, Step.DECODE)
    answer = _format(form.pop("moodlewsrestformat", None))
    return answer, _call(form, settings, request.peer, answer, simple=simple)


def refuse(query: bytes, failure: Failure, limits: Limits) -> tuple[Format, Failure]:
    """The format of the answer, and the failure, for a request of which only the query is read. Never raises."""
    try:
        return _format(parse_fields(query, limits.form_fields).get("moodlewsrestformat")), failure
    except CodecError:
        return Format.XML, failure


def _format(value: FormValue | None) -> Format:
    return Format.JSON if value == "json" else Format.XML


def _call(form: Form, settings: CallSettings, peer: Peer, answer: Format, *, simple: bool) -> Call:
    """The call in a form of query and body; the fields without a meaning of their own are the arguments."""
    return Call(
        protocol=PROTOCOL,
        function=text_of(form.pop("wsfunction", None)),
        credential=_take_credential(form, simple=simple),
        arguments=form,  # type: ignore[arg-type]  # dict is invariant, but nothing else uses the form
        settings=settings,
        peer=peer,
        takes=_WRITTEN if answer is Format.JSON else "",
    )


def _take_credential(form: Form, *, simple: bool) -> Credential:
    """The credential in a form, of which its fields are taken."""
    if simple:
        return Password(text_of(form.pop("wsusername", None)), text_of(form.pop("wspassword", None)))
    return Token(text_of(form.pop("wstoken", None)))


def early_credential(request: Request, limits: Limits, *, simple: bool = False) -> Credential | None:
    """The credential in the query of a request or in its form, of which nothing else is read; None while that is not complete.

    Raises ``HostileInput`` for a query with too many fields.
    """
    form = early_fields(request, CREDENTIAL_FIELDS[simple], limits.form_fields)
    return None if form is None else _take_credential(form, simple=simple)


def is_json(request: Request) -> bool:
    """Whether the body of a request is JSON, which REST does not read: by its content type, or by its beginning where it was read."""
    return "json" in request.content_type.lower() or request.body[:1] in (b"{", b"[")


def with_hint(failure: Failure) -> Failure:
    """The failure of a request whose body was JSON, with a text that says that it was not read."""
    error = failure.error
    error.message = f"{error.public_message.rstrip()} (The body of the request is JSON, which is not read here: send a form.)"
    return failure


class Encoder:
    """Encodes outcomes; the writers compiled from descriptions are cached."""

    def __init__(self) -> None:
        """Start without any compiled description."""
        self._json = phpjson.JsonWriter()
        self._xml = xml.XmlWriter()

    def encode(self, outcome: Outcome, answer: Format) -> bytes:
        """The body of the answer, empty if JSON cannot carry the value (``docs/contract/encodings.md 3.4``). Never raises."""
        if isinstance(outcome, Failure):
            return _encode_failure(outcome, answer)
        if outcome.written is not None:
            return outcome.written
        writer = self._json if answer is Format.JSON else self._xml
        return writer.write(outcome.value, outcome.function.returns)


def _encode_failure(failure: Failure, answer: Format) -> bytes:
    error = failure.error
    if answer is Format.XML:
        return xml.write_exception(error.wire_class, error.errorcode, error.public_message, failure.debug)
    fields = {"exception": error.wire_class, "errorcode": error.errorcode, "message": error.public_message}
    if failure.debug is not None:
        fields["debuginfo"] = failure.debug
    return phpjson.write(fields)
