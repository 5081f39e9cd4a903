"""The codec of AJAX: bytes to batches of calls, outcomes to the bytes of an answer (``docs/contract/server.md 4``)."""

from __future__ import annotations

from codecs import BOM_UTF8
from collections.abc import Callable, Sequence
from typing import Any, Final

import msgspec
import orjson

from gateway.describe.cleaners import clean
from gateway.describe.site import Site
from gateway.describe.types import ALPHANUMEXT, INT, ParamType
from gateway.errors import CodedError, CodingError, GatewayError, HostileInput
from gateway.php.values import Scalar, to_int
from gateway.wire.call import Call, CallSettings, Credential, Failure, FunctionInfo, Outcome, Peer, Session, Step
from gateway.wire.exchange import Limits, Request
from gateway.wire.form import Form, parse_fields, text_of
from gateway.wire.function_names import unknown_function
from gateway.wire.jsonbounds import read_json
from gateway.wire.phpjson import JsonWriter, write

__all__ = ["PROTOCOL", "SETTINGS", "Batch", "Encoder", "Entry", "decode", "read_session", "write_failure"]

PROTOCOL: Final = "ajax"

# Pages need texts ready to show: filtered, with file addresses for a browser that has a session (docs/contract/server.md 2.4).
SETTINGS: Final = CallSettings(filter=True, file="pluginfile.php")


class Entry(msgspec.Struct, frozen=True):
    """One call of a batch, and the index of its entry in the answer."""

    index: int
    call: Call


class Batch(msgspec.Struct, frozen=True):
    """The calls of a batch, and the key under which the page lets browsers cache the answer, 0 for none."""

    entries: list[Entry]
    cachekey: int = 0


def decode(
    request: Request, site: Site, limits: Limits, look_up: Callable[[str], FunctionInfo | None], *, sid: str | None = None
) -> Batch | Failure:
    """The calls of a batch, in their order; or the failure of the request as a whole, so that no call is run. Never raises.

    ``sid`` is the id of the browser session of a page, empty where the browser has none; None at the address that needs none.
    """
    try:
        query = parse_fields(request.query, limits.form_fields)
        body, given = request.body, text_of(query.get("args"))
        if sid is None and given:
            body = given.encode("utf-8", "surrogateescape")
        if not body:
            raise CodingError("the body is empty", message="The body is empty.")
        credential = read_session(sid, query) if sid else None
        entries = [_entry(item, credential, request.peer, site, look_up) for item in _items(body, limits)]
    except GatewayError as error:
        return Failure(error, Step.DECODE)
    return Batch(entries, to_int(text_of(query.get("cachekey"))))


def read_session(sid: str, query: Form) -> Session:
    """The credential of a page: its browser session, with the session key in the query (``docs/contract/server.md 4.1``)."""
    sesskey = query.get("sesskey")
    # A query may have an array in its place, which is never a valid key.
    return Session(sid, sesskey if isinstance(sesskey, str | None) else "", activity=not query.get("nosessionupdate"))


def _items(body: bytes, limits: Limits) -> list[dict[str, Any]]:
    """The requests in a batch. Raises the ``GatewayError`` that refuses the request as a whole."""
    try:
        requests = read_json(body.removeprefix(BOM_UTF8), limits)
    except orjson.JSONDecodeError as error:
        message = f"The body is not JSON: line {error.lineno}, column {error.colno}."
        raise CodingError("the body is not JSON", message=message) from None
    if requests is None:
        raise CodingError("the body is null", message="The body is not JSON.")
    items = list(requests.values()) if isinstance(requests, dict) else requests
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise CodedError("generalexceptionmessage", message="The body is not a list of calls.")
    if len(items) > limits.batch_calls:
        raise HostileInput(f"A batch may have {limits.batch_calls} calls.")
    return items


def _entry(
    item: dict[str, Any], credential: Credential | None, peer: Peer, site: Site, look_up: Callable[[str], FunctionInfo | None]
) -> Entry:
    """One call of a batch. Raises ``MissingRecord`` for an unknown function, which ends the batch (``docs/contract/server.md 4.1``)."""
    name = str(_cleaned(item.get("methodname"), ALPHANUMEXT, site))
    if look_up(name) is None:
        raise unknown_function(name)
    arguments = item.get("args")
    if isinstance(arguments, list):  # arguments are named: a list is a map whose names are numbers
        arguments = dict(enumerate(arguments))
    call = Call(
        protocol=PROTOCOL,
        function=name,
        arguments=arguments if isinstance(arguments, dict) else None,
        credential=credential,
        settings=SETTINGS,
        peer=peer,
    )
    return Entry(int(str(_cleaned(item.get("index"), INT, site))), call)


def _cleaned(value: object, kind: ParamType, site: Site) -> Scalar:
    """A field of a call as the reference cleans it. Raises ``CodingError`` for an array in its place."""
    if isinstance(value, dict | list):
        raise CodingError("an array stands where a value should")
    return clean(value, kind, site) if isinstance(value, str | int | float) else clean("", kind, site)


class Encoder:
    """Encodes the answers to a batch; the writers compiled from descriptions are cached."""

    def __init__(self) -> None:
        """Start without any compiled description."""
        self._json = JsonWriter()

    def encode(self, answers: Sequence[tuple[int, Outcome]], site: Site) -> bytes:
        """The JSON of the entries by index: a list if the indexes are 0, 1, … in order, else an object.

        Empty if JSON cannot carry one of the results, as in the contract.
        """
        entries = {index: self._entry(outcome, site) for index, outcome in answers}
        if not all(entries.values()):
            return b""
        if list(entries) == list(range(len(entries))):
            return b"[" + b",".join(entries.values()) + b"]"
        return b"{" + b",".join(b'"%d":%s' % (index, entry) for index, entry in entries.items()) + b"}"

    def _entry(self, outcome: Outcome, site: Site) -> bytes:
        """The JSON of one entry; empty if JSON cannot carry the result."""
        if not isinstance(outcome, Failure):
            data = self._json.write(outcome.value, outcome.function.returns)
            return b'{"error":false,"data":%s}' % data if data else b""
        exception = outcome.error.exception_fields(site.wwwroot, outcome.debug)
        return write({"error": True, "exception": exception})


def write_failure(error: GatewayError) -> bytes:
    """The body of the answer to a request that is refused as a whole (``docs/contract/server.md 0.3``)."""
    fields = {"error": error.public_message, "errorcode": error.errorcode, "stacktrace": None, "debuginfo": None, "reproductionlink": None}
    return write(fields)
