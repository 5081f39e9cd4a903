"""The envelopes of messages in SOAP 1.1 and 1.2: reading them, checking their headers, and writing them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from lxml.etree import _Element

from gateway.errors import DecodeError
from protocols.markup import document, parse, shown
from protocols.soap.names import APACHE_MAP, SOAP_11, SOAP_12, XSD, XSI, Version
from protocols.soap.text import escape_attribute

__all__ = [
    "Envelope",
    "MustUnderstand",
    "VersionMismatch",
    "local_name",
    "open_envelope",
    "root_of",
    "write_fault_envelope",
    "write_literal",
    "write_message",
]

_DECLARATION: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'
_VERSIONS: Final = {version.namespace: version for version in (SOAP_11, SOAP_12)}
# The actors and roles of a header block that mean the receiver of the message; blocks for other actors are ignored.
_RECEIVERS: Final = frozenset(
    {
        "",
        "http://schemas.xmlsoap.org/soap/actor/next",
        "http://www.w3.org/2003/05/soap-envelope/role/next",
        "http://www.w3.org/2003/05/soap-envelope/role/ultimateReceiver",
    }
)


# Of the blocks that are not understood, so many are named.
_MOST_NAMED: Final = 5


class VersionMismatch(DecodeError):
    """The document is no envelope of SOAP 1.1 or 1.2."""


class MustUnderstand(DecodeError):
    """The header has blocks that must be understood and are not known here."""

    def __init__(self, blocks: Sequence[str]) -> None:
        """``blocks`` are the names of the elements, each with its namespace in braces."""
        names = ", ".join([shown(block) for block in blocks[:_MOST_NAMED]])
        super().__init__(f"The header of the message demands that {names} be understood, which is not understood here.")
        self.blocks = blocks[:_MOST_NAMED]


class Envelope(NamedTuple):
    """A message: its version, its header if it has one, and its body."""

    version: Version
    header: _Element | None
    body: _Element


def open_envelope(message: bytes, most_tags: int | None = None, charset: str = "") -> Envelope:
    """The envelope of a message.

    Raises ``VersionMismatch`` for another document, ``DecodeError`` for an envelope that holds anything but a
    header and a body (SOAP 1.1 allows more elements after the body, which are ignored), and the errors of ``markup.parse``,
    which is given ``most_tags`` and ``charset``.
    """
    root = parse(message, most_tags, charset)
    namespace, _, name = str(root.tag).rpartition("}")
    version = _VERSIONS.get(namespace[1:])
    if version is None or name != "Envelope":
        raise VersionMismatch(f"An envelope of SOAP 1.1 or 1.2 is expected, and the root of the document is {shown(str(root.tag))}.")
    parts = list(root)
    header = parts.pop(0) if parts and parts[0].tag == f"{namespace}}}Header" else None
    others = parts[1:] if version is SOAP_12 else [part for part in parts[1:] if str(part.tag).startswith(f"{namespace}}}")]
    if not parts or parts[0].tag != f"{namespace}}}Body" or others:
        raise DecodeError("An envelope holds a Header at most, and one Body.")
    return Envelope(version, header, parts[0])


def root_of(envelope: Envelope, understood: str | None = None) -> _Element:
    """The root element of the body: the call, or the answer.

    Elements with an id are targets of references, and no roots (SOAP 1.1, 5.4.1). Raises ``MustUnderstand`` for a header with
    a block for this receiver that must be understood, other than the block named ``understood``; ``DecodeError`` for a body
    that is empty or has two roots.
    """
    if envelope.header is not None and len(envelope.header):
        demanded = [str(block.tag) for block in envelope.header if block.tag != understood and _demands(block, envelope.version.namespace)]
        if demanded:
            raise MustUnderstand(demanded)
    roots = [child for child in envelope.body if not _is_target(child)] or envelope.body[:1]
    if len(roots) != 1:
        raise DecodeError("The body holds no call, or more than one.")
    return roots[0]


def _demands(block: _Element, namespace: str) -> bool:
    """Whether a block of the header must be understood by the receiver of the message."""
    if block.get(f"{{{namespace}}}mustUnderstand", "").strip() not in ("1", "true"):
        return False
    addressee = block.get(f"{{{namespace}}}actor") or block.get(f"{{{namespace}}}role") or ""
    return addressee in _RECEIVERS


def _is_target(element: _Element) -> bool:
    """Whether an element of the body is only a target of references: by its attribute ``root``, or else because it has an id."""
    marks = {name.rpartition("}")[2]: text for name, text in element.items()}
    return marks.get("root", "0" if "id" in marks else "1") == "0"


def local_name(element: _Element) -> str:
    """The name of an element without its namespace."""
    name = element.tag
    assert isinstance(name, str)  # the parser leaves no comments
    return name if name[0] != "{" else name.rpartition("}")[2]


def write_message(version: Version, namespace: str, name: str, written: str) -> bytes:
    """The message with the element ``name`` of a service's namespace, which holds the text ``written``."""
    style = f'{version.prefix}:encodingStyle="{version.encoding}"'
    names = (
        f' xmlns:ns1="{escape_attribute(namespace)}" xmlns:ns2="{APACHE_MAP}" xmlns:xsd="{XSD}" xmlns:xsi="{XSI}"'
        f' xmlns:{version.encoding_prefix}="{version.encoding}"'
    )
    if version is SOAP_11:
        return _write(version, f"{names} {style}", f"<ns1:{name}>{written}</ns1:{name}>")
    return _write(version, names, f"<ns1:{name} {style}>{written}</ns1:{name}>")


def write_literal(version: Version, namespace: str, name: str, written: str) -> bytes:
    """The message with the element ``name`` of a namespace, which holds the text ``written``, elements of the same namespace."""
    return _write(version, f' xmlns:xsi="{XSI}"', f'<{name} xmlns="{namespace}">{written}</{name}>')


def write_fault_envelope(version: Version, written: str, misunderstood: Sequence[str] = ()) -> bytes:
    """The message with a fault, which holds the text ``written``.

    In SOAP 1.2 its header names the blocks that were not understood (part 1, 5.4.8).
    """
    blocks = "".join([_not_understood(block) for block in misunderstood]) if version is SOAP_12 else ""
    header = f"<{version.prefix}:Header>{blocks}</{version.prefix}:Header>" if blocks else ""
    return _write(version, "", f"<{version.prefix}:Fault>{written}</{version.prefix}:Fault>", header)


def _not_understood(block: str) -> str:
    namespace, _, name = block.rpartition("}")
    name = escape_attribute(name)
    if not namespace:
        return f'<{SOAP_12.prefix}:NotUnderstood qname="{name}"/>'
    return f'<{SOAP_12.prefix}:NotUnderstood xmlns:nu="{escape_attribute(namespace[1:])}" qname="nu:{name}"/>'


def _write(version: Version, attributes: str, content: str, header: str = "") -> bytes:
    prefix = version.prefix
    return document(
        f'{_DECLARATION}<{prefix}:Envelope xmlns:{prefix}="{version.namespace}"{attributes}>'
        f"{header}<{prefix}:Body>{content}</{prefix}:Body></{prefix}:Envelope>\n"
    )
