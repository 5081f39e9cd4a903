"""How an answer differs from the recorded one: status, headers and body, one line for each difference."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, MutableMapping
from typing import Final

from gateway.compare.conformance.cases import Expected
from gateway.compare.conformance.documents import XmlError, escaping, json_difference, xml, xml_difference
from gateway.compare.conformance.likeness import Likeness
from gateway.compare.recording import BASE, readdressed
from gateway.wire.exchange import HttpResponse

__all__ = ["differences", "likeness"]

# Headers that are compared where they were recorded; the content type always is.
_COMPARED: Final = (
    "content-type", "content-disposition", "access-control-allow-origin", "cache-control", "pragma", "expires", "accept-ranges", "etag",
    "content-range", "location",
)  # fmt: skip
_SHOWN: Final = 120
_PNG: Final = b"\x89PNG"

_FAULT: Final = re.compile(r"<(?:[\w.-]+:)?Fault\b")
_ERRORCODE: Final = re.compile(r"ERRORCODE: (\w+)")
_FAULTCODE: Final = re.compile(r"<faultcode>SOAP-ENV:(Client|VersionMismatch|MustUnderstand)<")


def likeness(swaps: MutableMapping[str, object], fixed: frozenset[str], *, learning: bool = False) -> Likeness:
    """What counts as the same in a case: see ``Likeness``."""

    def same_values(want: object, got: object) -> bool:
        return json_difference(want, got, like) is None

    like = Likeness(swaps, fixed, same_values, learning=learning)
    return like


def differences(want: Expected, got: HttpResponse, address: str, like: Likeness) -> list[str]:
    """How the answer of the server at ``address`` differs from the recorded one; empty if it is the same."""
    if want.text is not None and "<SOAP-ENV:Fault>" in want.text:
        return [*_fault_differences(want.text, got)]
    found = [] if got.status == want.status else [f"status: want {want.status}, got {got.status}"]
    found += _header_differences(want, got, address, like)
    if difference := _body_difference(want, got.body, address, like):
        found.append(difference)
    return found


def _fault_differences(want: str, got: HttpResponse) -> Iterator[str]:
    """A SOAP fault need only be one, with the recorded codes; its text and detail may say more."""
    if got.status not in (200, 500):
        yield f"status: want a fault's 200 or 500, got {got.status}"
    body = got.body.decode("utf-8", "replace")
    if not _FAULT.search(body):
        yield f"body: want a SOAP fault, got {body[:_SHOWN]!r}"
        return
    if (code := _ERRORCODE.search(want)) and code[0] not in body:
        yield f"fault: want error code {code[1]}, got {body[-300:]!r}"
    if (code := _FAULTCODE.search(want)) and f":{code[1]}<" not in body:
        yield f"fault: want fault code {code[1]}, got {body[-300:]!r}"


def _header_differences(want: Expected, got: HttpResponse, address: str, like: Likeness) -> Iterator[str]:
    for name in _COMPARED:
        recorded, here = want.headers.get(name), got.headers.get(name)
        if recorded is None and name != "content-type":
            continue
        if not _same_header(name, recorded or "", here or "", address, like):
            yield f"header {name}: want {recorded!r}, got {here!r}"


def _same_header(name: str, want: str, got: str, address: str, like: Likeness) -> bool:
    if name == "location" and like.addresses(readdressed(want, BASE, address), got):
        return True
    if name == "expires" and want and got and "1970" not in want:  # a moment after the answer
        return True
    if name == "content-disposition" and got and want.partition(";")[0] == got.partition(";")[0]:
        return True
    return _plain(want) == _plain(got)


def _plain(header: str) -> str:
    return header.lower().replace(" ", "")


def _body_difference(want: Expected, body: bytes, address: str, like: Likeness) -> str | None:
    if want.hex is not None:
        return None if body.hex() == want.hex else "body: bytes differ"
    if want.image is not None:
        size = _size(body)
        return None if size == want.image else f"body: want a PNG of {want.image}, got {size or body[:60]!r}"
    return _text_difference(want.text or "", body, address, like)


def _size(body: bytes) -> list[int] | None:
    """Width and height of a PNG; None if it is none."""
    return [int.from_bytes(body[start : start + 4], "big") for start in (16, 20)] if body.startswith(_PNG) else None


def _text_difference(recorded: str, body: bytes, address: str, like: Likeness) -> str | None:
    want, got = readdressed(recorded, BASE, address), body.decode("utf-8", "replace")
    if want == got:
        return None
    try:
        value = json.loads(want)
    except ValueError:
        pass
    else:
        return _json_body_difference(recorded, value, got, like)
    if want.lstrip().startswith("<?xml"):
        return _xml_body_difference(want, body, like)
    return None if like.texts(want, got) else _said(want, got)


def _json_body_difference(recorded: str, want: object, got: str, like: Likeness) -> str | None:
    try:
        value = json.loads(got)
    except ValueError:
        return f"body: not JSON: {got[:_SHOWN]!r}"
    return json_difference(want, value, like) or escaping(recorded, got)


def _xml_body_difference(want: str, body: bytes, like: Likeness) -> str | None:
    try:
        recorded = xml(want.encode("utf-8", "surrogateescape"))
    except XmlError:  # the recorded server wrote what no parser accepts
        return _said(want, body.decode("utf-8", "replace"))
    try:
        return xml_difference(recorded, xml(body), like)
    except XmlError as error:
        return f"body: not XML ({error}): {body[:_SHOWN].decode('utf-8', 'replace')!r}"


def _said(want: str, got: str) -> str:
    return f"body: want {want[:_SHOWN]!r}, got {got[:_SHOWN]!r}"
