"""The envelope around every message, in SOAP 1.1 and 1.2: reading it, checking its header, and writing it."""

from __future__ import annotations

from typing import Final, NamedTuple

from lxml.etree import _Element

from gateway.errors import DecodeError
from protocols.markup import document, parse
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
# Those to whom a header may be addressed and mean whoever receives the message; no one is named otherwise here.
_RECEIVERS: Final = frozenset(
    {
        "",
        "http://schemas.xmlsoap.org/soap/actor/next",
        "http://www.w3.org/2003/05/soap-envelope/role/next",
        "http://www.w3.org/2003/05/soap-envelope/role/ultimateReceiver",
    }
)


class VersionMismatch(DecodeError):
    """The document is no envelope of a version of SOAP that is known here."""


class MustUnderstand(DecodeError):
    """The header holds what must be understood and is not."""


class Envelope(NamedTuple):
    """A message: its version, its header if it has one, and its body."""

    version: Version
    header: _Element | None
    body: _Element


def open_envelope(message: bytes, most_tags: int | None = None) -> Envelope:
    """The envelope in a message of at most so many tags.

    Raises ``VersionMismatch`` for another document, ``DecodeError`` for an envelope that holds something else than a
    header and a body, and as ``markup.parse`` does.
    """
    root = parse(message, most_tags)
    namespace, _, name = str(root.tag).rpartition("}")
    version = _VERSIONS.get(namespace[1:])
    if version is None or name != "Envelope":
        raise VersionMismatch("The document is not an envelope of SOAP 1.1 or 1.2.")
    parts = list(root)
    header = parts.pop(0) if parts and parts[0].tag == f"{namespace}}}Header" else None
    if len(parts) != 1 or parts[0].tag != f"{namespace}}}Body":
        raise DecodeError("An envelope holds a Header at most, and one Body.")
    return Envelope(version, header, parts[0])


def root_of(envelope: Envelope, understood: str | None = None) -> _Element:
    """The one element of the body that the message is about: the call, or the answer.

    Elements with an id are there to be referred to (SOAP 1.1, 5.4.1). Raises ``MustUnderstand`` where the header demands
    anything of this receiver but the block with the name ``understood``, and ``DecodeError`` where the body holds nothing,
    or two elements of which neither is referred to.
    """
    for block in envelope.header if envelope.header is not None else ():
        if block.tag != understood and _demands(block, envelope.version.namespace):
            raise MustUnderstand("A block of the header must be understood, and is not.")
    roots = [child for child in envelope.body if not _is_target(child)] or envelope.body[:1]
    if len(roots) != 1:
        raise DecodeError("The body holds no call, or more than one.")
    return roots[0]


def _demands(block: _Element, namespace: str) -> bool:
    """Whether a block of the header must be understood by whoever receives the message."""
    if block.get(f"{{{namespace}}}mustUnderstand", "").strip() not in ("1", "true"):
        return False
    addressee = block.get(f"{{{namespace}}}actor") or block.get(f"{{{namespace}}}role") or ""
    return addressee in _RECEIVERS


def _is_target(element: _Element) -> bool:
    """Whether an element is in the body only to be referred to, as one with an id is unless it says otherwise."""
    marks = {name.rpartition("}")[2]: text for name, text in element.items()}
    return marks.get("root", "0" if "id" in marks else "1") == "0"


def local_name(element: _Element) -> str:
    """The name of an element without its namespace."""
    name = element.tag
    assert isinstance(name, str)  # the parser leaves no comments
    return name if name[0] != "{" else name.rpartition("}")[2]


def write_message(version: Version, namespace: str, name: str, written: str) -> bytes:
    """The message that holds the element ``name`` of a service's namespace, around what is written already."""
    style = f'{version.prefix}:encodingStyle="{version.encoding}"'
    names = (
        f' xmlns:ns1="{escape_attribute(namespace)}" xmlns:ns2="{APACHE_MAP}" xmlns:xsd="{XSD}" xmlns:xsi="{XSI}"'
        f' xmlns:{version.encoding_prefix}="{version.encoding}"'
    )
    if version is SOAP_11:
        return _write(version, f"{names} {style}", f"<ns1:{name}>{written}</ns1:{name}>")
    return _write(version, names, f"<ns1:{name} {style}>{written}</ns1:{name}>")


def write_literal(version: Version, namespace: str, name: str, written: str) -> bytes:
    """The message that holds the element ``name`` of a namespace, around elements of the same that are written already."""
    return _write(version, f' xmlns:xsi="{XSI}"', f'<{name} xmlns="{namespace}">{written}</{name}>')


def write_fault_envelope(version: Version, written: str) -> bytes:
    """The message that holds a fault, whose content is written already."""
    return _write(version, "", f"<{version.prefix}:Fault>{written}</{version.prefix}:Fault>")


def _write(version: Version, attributes: str, content: str) -> bytes:
    prefix = version.prefix
    return document(
        f'{_DECLARATION}<{prefix}:Envelope xmlns:{prefix}="{version.namespace}"{attributes}>'
        f"<{prefix}:Body>{content}</{prefix}:Body></{prefix}:Envelope>\n"
    )
