"""The content types of messages: the charset that HTTP names, and the envelope in a message with attachments.

SOAP with Attachments and MTOM send the envelope as the root part of a body of the type multipart/related (RFC 2387).
"""

from __future__ import annotations

import binascii
import quopri
from functools import lru_cache
from typing import Final, NamedTuple

from python_multipart.multipart import parse_options_header

from gateway.errors import DecodeError
from gateway.wire.exchange import Limits, Request
from gateway.wire.multipart import Part, parts

__all__ = ["Content", "content_of", "is_related"]

_RELATED: Final = "multipart/related"
_TYPE, _ID, _CODING = b"content-type", b"content-id", b"content-transfer-encoding"


class Content(NamedTuple):
    """An envelope as bytes, and the charset that its transport names, empty without one."""

    envelope: bytes
    charset: str


def is_related(content_type: str) -> bool:
    """Whether a message may have attachments."""
    return content_type[: len(_RELATED)].lower() == _RELATED


def content_of(request: Request, limits: Limits) -> Content:
    """The envelope in a request. Raises ``DecodeError`` or ``HostileInput`` for a message with attachments that is malformed."""
    if not is_related(request.content_type):
        return Content(request.body, _charset(request.content_type))
    start = _options(request.content_type).get("start", "")
    root = _root(parts(request.content_type, request.body, limits.form_fields), start.encode("latin-1", "replace"))
    return Content(_decoded(root), _charset(root.headers.get(_TYPE, b"").decode("latin-1")))


def _root(found: list[Part], start: bytes) -> Part:
    """The root part: the one with the id ``start``, or else the first."""
    if not found:
        raise DecodeError("The multipart/related message has no parts.")
    if not start:
        return found[0]
    for part in found:
        if part.headers.get(_ID, b"").strip(b"<>") == start.strip(b"<>"):
            return part
    raise DecodeError("The multipart/related message has no part with the id that it names as its start.")


def _decoded(part: Part) -> bytes:
    coding = part.headers.get(_CODING, b"").lower()
    if coding == b"quoted-printable":
        return quopri.decodestring(part.content)
    if coding != b"base64":
        return part.content
    try:
        return binascii.a2b_base64(part.content)
    except ValueError as error:
        raise DecodeError("The root part of the message is no base64.") from error


def _charset(content_type: str) -> str:
    return _options(content_type).get("charset", "") if ";" in content_type else ""


@lru_cache(maxsize=64)
def _options(content_type: str) -> dict[str, str]:
    """The parameters in a content type, by their names in lower case."""
    _, options = parse_options_header(content_type)
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in options.items()}
