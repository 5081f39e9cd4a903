"""What is wrong with a request over HTTP, whatever it calls: its address, its fields, its headers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final
from urllib.parse import unquote_to_bytes

from gateway.double.exchange import Exchange
from gateway.double.strictness.arguments import Flaw, nearest
from gateway.errors import CodecError
from gateway.wire.form import is_multipart, parse_body, reads_body

__all__ = ["ADDRESSES", "CLASSIC", "of_request"]

_REST: Final = "/webservice/rest/"
_XMLRPC: Final = "/webservice/xmlrpc/"
_LOGIN: Final = "/login/token.php"
CLASSIC: Final = (
    "/webservice/rest/",
    "/webservice/xmlrpc/",
    "/webservice/soap/server.php",
    "/webservice/soap/simpleserver.php",
    "/lib/ajax/",
)
"""What the addresses of the contract's protocols begin with."""
ADDRESSES: Final = (
    "/webservice/rest/server.php", "/webservice/rest/simpleserver.php", "/webservice/xmlrpc/server.php",
    "/webservice/xmlrpc/simpleserver.php", "/webservice/soap/server.php", "/webservice/soap/simpleserver.php", "/lib/ajax/service.php",
    "/lib/ajax/service-nologin.php", _LOGIN, "/webservice/upload.php", "/webservice/pluginfile.php", "/webservice/draftfile.php",
    "/tokenpluginfile.php", "/pluginfile.php", "/draftfile.php",
)  # fmt: skip
"""The addresses of the contract."""
_FOR_BROWSERS: Final = ("/pluginfile.php", "/draftfile.php")
_OURS: Final = ("/api/", "/webservice/jsonrpc", "/mcp", "/webservice/soap/typed")

# How many fields PHP reads of a form unless it is told otherwise (docs/contract/encodings.md 3.2).
_MOST_FIELDS: Final = 1000
_FORMATS: Final = frozenset({"json", "xml"})
_XMLRPC_TYPES: Final = re.compile(rb"<(?:\w+:)?(i8|nil|base64|dateTime\.iso8601)\s*/?>")
_XMLRPC_SYSTEM: Final = re.compile(rb"<methodName>\s*system\.")
_XMLRPC_NUMBER: Final = re.compile(rb"<(?:int|i4)>\s*(-?[0-9]{10,20})\s*</")
_INT32: Final = range(-(1 << 31), 1 << 31)

Fields = Sequence[tuple[str, str]]


def of_request(exchange: Exchange, *, writes: bool) -> Iterator[Flaw]:
    """The flaws of a request; ``writes`` says whether it called a function that writes."""
    path = exchange.path
    if path.startswith(_OURS):
        yield Flaw("not-of-the-contract", path, f"{path} is an address of this gateway; a real site has nothing there")
        return
    query = _fields(exchange.query)
    names = {name for name, _ in query}
    if path.startswith(CLASSIC) or path in ADDRESSES:
        yield from _headers(exchange)
    if path.startswith(_REST):
        yield from _rest(exchange, query, writes=writes)
    elif path.startswith(_XMLRPC):
        yield from _xmlrpc(exchange)
    elif path == _LOGIN and "password" in names:
        yield Flaw("password-in-url", "password", "the password for the login script is in the address: send it in the body, with POST")
    elif path.startswith(_FOR_BROWSERS) and "token" in names:
        yield Flaw("token-at-page", "token", f"{path.split('/')[1]} reads no token: ask webservice/{path.split('/')[1]}")
    if exchange.status == 404 and not path.startswith(ADDRESSES) and not exchange.entries[0].function:
        near = nearest(path, ADDRESSES)
        yield Flaw("unknown-address", path[:200], f"there is nothing at {_printable(path)}" + (f"; did you mean {near}?" if near else ""))


def _headers(exchange: Exchange) -> Iterator[Flaw]:
    if (exchange.header(b"authorization") or "").lower().startswith("bearer "):
        yield Flaw("bearer-header", "Authorization", "the header Authorization is not read: send the token as wstoken")
    if (exchange.header(b"content-encoding") or "identity").lower() != "identity":
        yield Flaw("compressed-body", "Content-Encoding", "the body is compressed, which a real site does not undo: send it as it is")
    if exchange.header(b"idempotency-key") is not None:
        yield Flaw("repeat-key", "Idempotency-Key", "a real site does not know the header Idempotency-Key, and does a repeated call twice")


def _rest(exchange: Exchange, query: Fields, *, writes: bool) -> Iterator[Flaw]:
    kind = exchange.header(b"content-type")
    read = reads_body(exchange.method, kind or "")
    body = _body_fields(kind or "", bytes(exchange.body)) if read and exchange.is_kept else []
    if exchange.has_body and not read:
        yield Flaw("body-ignored", "body", _why_ignored(exchange.method, kind))
    given = (dict(query) | dict(body)).get("moodlewsrestformat")
    if given not in _FORMATS and (exchange.is_kept or not read):
        said = "is missing" if given is None else f"is {_printable(given)!r}"
        yield Flaw("format-unknown", "moodlewsrestformat", f"moodlewsrestformat {said}, so that the answer is XML")
    for fields in (query, body):
        seen: set[str] = set()
        for name, _ in fields:
            if name in seen and not name.endswith("[]"):
                yield Flaw(
                    "repeated-name",
                    _printable(name),
                    f"{_printable(name)} is sent more than once: the last one wins; name items in brackets",
                )
                break
            seen.add(name)
        if len(fields) > _MOST_FIELDS:
            yield Flaw("too-many-fields", "", f"{len(fields)} fields were sent; PHP reads {_MOST_FIELDS} unless it is told otherwise")
    names = {name for name, _ in query}
    if "wspassword" in names:
        yield Flaw("password-in-url", "wspassword", "the password is in the address: send it in the body, with POST")
    if "wstoken" in names and exchange.method == "POST":
        yield Flaw("token-in-url", "wstoken", "the token of a POST is in the address: send it in the body")
    if writes and exchange.method in ("GET", "HEAD"):
        yield Flaw("get-writes", "", f"a function that writes was called with {exchange.method}: call it with POST")


def _xmlrpc(exchange: Exchange) -> Iterator[Flaw]:
    yield Flaw("xmlrpc", "", "XML-RPC is a plug-in of its own since 4.1, which few sites have")
    body = bytes(exchange.body)
    if _XMLRPC_SYSTEM.search(body):
        yield Flaw("xmlrpc-system", "", "the methods system.* are served here, and not by a real site")
    if found := _XMLRPC_TYPES.search(body):
        yield Flaw("xmlrpc-type", "", f"a value is sent as <{found[1].decode()}>, which a real site does not read as that")
    elif any(int(number) not in _INT32 for number in _XMLRPC_NUMBER.findall(body)):
        yield Flaw("xmlrpc-type", "", "a whole number has more than 32 bits, of which a real site keeps 32")


def _why_ignored(method: str, kind: str | None) -> str:
    if method != "POST":
        return f"the body of a {_printable(method)} is not read: send a form with POST"
    if kind is None:
        return "the body has no Content-Type, and is not read: send application/x-www-form-urlencoded"
    return f"a body of the type {_printable(kind)} is not read: send a form"


def _body_fields(kind: str, body: bytes) -> list[tuple[str, str]]:
    """The names and values of a form, as they were sent; of one in parts, those that are texts, each name once."""
    if not is_multipart(kind):
        return _fields(body)
    try:
        form = parse_body(kind, body, _MOST_FIELDS)
    except CodecError:
        return []
    return [(str(name), value) for name, value in form.items() if isinstance(value, str)]


def _fields(data: bytes) -> list[tuple[str, str]]:
    """The names and values of an urlencoded text, as they were sent."""
    found = []
    for field in data.split(b"&"):
        if field:
            name, _, value = field.replace(b"+", b" ").partition(b"=")
            found.append((unquote_to_bytes(name).decode(errors="replace"), unquote_to_bytes(value).decode(errors="replace")))
    return found


def _printable(text: str) -> str:
    return "".join(char if char.isprintable() else "?" for char in text[:100])
