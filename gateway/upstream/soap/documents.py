"""The documents that a WSDL consists of: itself, and all that it imports and includes, fetched one by one from its own host.

They are collected before zeep reads them, so that zeep opens no connection. What WSDLs import from other hosts but never means
anything but itself, such as the schema of the SOAP encoding, is answered from here.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from importlib.resources import files
from typing import Final
from urllib.parse import urldefrag, urljoin, urlsplit
from xml.sax.saxutils import quoteattr

from lxml import etree

__all__ = ["WSDL", "DocumentsRefused", "Fetch", "collect", "parsed", "relocated"]

WSDL: Final = "http://schemas.xmlsoap.org/wsdl/"
XSD: Final = "http://www.w3.org/2001/XMLSchema"
ENCODING: Final = "http://schemas.xmlsoap.org/soap/encoding/"

Fetch = Callable[[str], Awaitable[bytes]]

_MOST_DOCUMENTS, _MOST_BYTES, _MOST_DEPTH = 200, 32 * 1024 * 1024, 100
_LOCATIONS: Final = {f"{{{WSDL}}}import": "location"} | dict.fromkeys(
    [f"{{{XSD}}}{name}" for name in ("import", "include", "redefine")], "schemaLocation"
)
_KNOWN: Final = {
    ENCODING: "encoding.xsd",
    ENCODING.rstrip("/"): "encoding.xsd",
    "http://schemas.xmlsoap.org/soap/encoding/soap-encoding.xsd": "encoding.xsd",
    "http://www.w3.org/2001/xml.xsd": "xml.xsd",
    "https://www.w3.org/2001/xml.xsd": "xml.xsd",
    "http://www.w3.org/2001/03/xml.xsd": "xml.xsd",
}
_ARRAY_TYPE: Final = f"{{{WSDL}}}arrayType"


class DocumentsRefused(Exception):
    """The documents of a WSDL cannot be had, or are none; the text names the document and the element."""


async def collect(address: str, fetch: Fetch) -> dict[str, bytes]:
    """The documents that the WSDL at ``address`` consists of, by their addresses, that of the WSDL first.

    Raises ``DocumentsRefused``, and what ``fetch`` raises.
    """
    found: dict[str, bytes] = {}
    wanted, size = [(address, "the WSDL")], 0
    while wanted:
        location, where = wanted.pop()
        if location in found:
            continue
        if len(found) >= _MOST_DOCUMENTS:
            raise DocumentsRefused(f"{where}: the WSDL consists of more than {_MOST_DOCUMENTS} documents")
        known = _KNOWN.get(location)
        if known is not None:
            found[location] = files(__package__).joinpath(known).read_bytes()
            continue
        if urlsplit(location)[:2] != urlsplit(address)[:2]:
            raise DocumentsRefused(f"{where}: refers to {_host(location)}, and only the host of the WSDL itself is asked")
        octets = await fetch(location)
        size += len(octets)
        if size > _MOST_BYTES:
            raise DocumentsRefused(f"{where}: the documents of the WSDL have more than {_MOST_BYTES} bytes together")
        root = parsed(octets, location)
        _unfold_arrays(root)
        found[location] = etree.tostring(root)
        wanted.extend(reversed(list(_referred(root, location))))
    return found


def parsed(octets: bytes, where: str) -> etree._Element:
    """The root of a document, without comments. Raises ``DocumentsRefused`` for none, and for one with a document type."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(octets, parser)
    except etree.XMLSyntaxError as error:
        raise DocumentsRefused(f"{where}: is not XML: {error.msg}") from error
    if root.getroottree().docinfo.doctype:
        raise DocumentsRefused(f"{where}: has a document type, which is not read")
    return root


def _referred(root: etree._Element, location: str) -> Iterable[tuple[str, str]]:
    """The addresses of the documents that a document refers to, each with the place that names it."""
    for element in root.iter(*_LOCATIONS):
        named = element.get(_LOCATIONS[str(element.tag)])
        if named:
            yield urldefrag(urljoin(location, named)).url, f"{location}, line {element.sourceline}, {etree.QName(element).localname}"
        elif element.get("namespace") == "http://www.w3.org/XML/1998/namespace":
            yield "https://www.w3.org/2001/xml.xsd", f"{location}, line {element.sourceline}"
    if root.find(f".//{{{XSD}}}schema") is not None or root.tag == f"{{{XSD}}}schema":
        yield ENCODING, location


def relocated(octets: bytes, location: str, address: str, others: Mapping[str, str]) -> bytes:
    """A document with the address of its service replaced by ``address``, and those of documents that it refers to by ``others``."""
    root = parsed(octets, location)
    for element in root.iter(*_LOCATIONS):
        attribute = _LOCATIONS[str(element.tag)]
        named = urldefrag(urljoin(location, element.get(attribute, ""))).url
        if named in others and element.get(attribute):
            element.set(attribute, others[named])
    for element in root.iterfind(f".//{{{WSDL}}}port/*"):
        if etree.QName(element).localname == "address" and element.get("location") is not None:
            element.set("location", address)
    return etree.tostring(root, encoding="utf-8", xml_declaration=True)


def _host(location: str) -> str:
    parts = urlsplit(location)
    return f"{parts.scheme}://{parts.hostname or ''}"


def _unfold_arrays(root: etree._Element) -> None:
    """Give arrays of arrays (``arrayType="t:Item[][]"``) a type for each depth: zeep reads the innermost one only."""
    for attribute in list(root.iter(f"{{{XSD}}}attribute")):
        named = attribute.get(_ARRAY_TYPE, "").strip()
        if "," in named:
            raise DocumentsRefused(
                f"line {attribute.sourceline}, wsdl:arrayType {named!r}: an array of several dimensions, which nothing here can tell"
            )
        schema = next(attribute.iterancestors(f"{{{XSD}}}schema"), None)
        while schema is not None and named.endswith("[][]"):
            named = named[:-2]
            attribute = _array_type(schema, attribute, named)


def _array_type(schema: etree._Element, outer: etree._Element, items: str) -> etree._Element:
    """Let the items of an array be arrays of a new type, whose own attribute is returned."""
    name = f"Inner{len(schema)}{items.partition('[')[0].rpartition(':')[2]}Array"
    target = schema.get("targetNamespace", "")
    prefix, _, local = items.rpartition(":")
    # The prefix of the items means what it means where the outer array is declared.
    names = _Prefixes(schema, {"arrayed": target, "encoding": ENCODING, "items": outer.nsmap.get(prefix or None) or target})
    inner = etree.fromstring(
        f'<x:complexType xmlns:x="{XSD}" xmlns:w="{WSDL}" {names.declared} name="{name}"><x:complexContent>'
        f'<x:restriction base="{names.of("encoding")}:Array"><x:attribute ref="{names.of("encoding")}:arrayType"'
        f' w:arrayType="{names.of("items")}:{local}"/></x:restriction></x:complexContent></x:complexType>'
    )
    schema.append(inner)
    replaced = etree.fromstring(f'<x:attribute xmlns:x="{XSD}" {names.declared}/>')
    parent = outer.getparent()
    assert parent is not None  # an attribute of a schema is inside of a type
    parent.replace(outer, replaced)
    for key, value in outer.items():
        replaced.set(key, value)
    replaced.set("ref", f"{names.of('encoding')}:arrayType")
    replaced.set(_ARRAY_TYPE, f"{names.of('arrayed')}:{name}[]")
    return next(iter(inner.iter(f"{{{XSD}}}attribute")))


class _Prefixes:
    """Prefixes for namespaces in a schema: those it has, since lxml drops a second one for the same namespace, else new ones."""

    def __init__(self, schema: etree._Element, wanted: Mapping[str, str]) -> None:
        known = {namespace: prefix for prefix, namespace in schema.nsmap.items() if prefix}
        self._prefixes = {name: known.get(namespace, name) for name, namespace in wanted.items()}
        new = {name: namespace for name, namespace in wanted.items() if namespace not in known}
        self.declared = " ".join(f"xmlns:{name}={quoteattr(namespace)}" for name, namespace in new.items())

    def of(self, name: str) -> str:
        return self._prefixes[name]
