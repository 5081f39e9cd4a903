"""Requests in SOAP from the arguments of a call.

Built as a tree, never from templates: whatever a text holds is text. What zeep cannot write, encoded arrays, is written here like
the rest, so that a call needs neither zeep nor the WSDL.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Final

import msgspec
from lxml import etree

from gateway import chance, clock
from gateway.errors import InvalidParameter
from gateway.upstream.soap.described import named
from gateway.upstream.soap.names import APACHE, ENCODINGS, ENVELOPES, WSSE, WSU, XSD, XSI, local
from gateway.upstream.soap.shape import KIND, Member, Message, Operation, Place, Security, Shape, is_simple
from gateway.wire.call import Credential, Password

__all__ = ["write_answer", "write_request"]

_TOKEN: Final = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0"  # noqa: S105 - a name
_MESSAGES: Final = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-soap-message-security-1.0"


def write_request(operation: Operation, arguments: Mapping[str, object], credential: Credential | None) -> bytes:
    """The envelope of a call. Raises ``InvalidParameter`` for an argument that the message cannot carry."""
    return _Writer(operation, operation.version).envelope(operation.request, arguments, credential)


def write_answer(operation: Operation, value: object, version: str) -> bytes:
    """The envelope of an answer, in the version of SOAP of its request. Raises ``InvalidParameter`` for what it cannot carry."""
    answer = operation.answer or Message()
    values = {answer.members[0].name: value} if operation.single else value if isinstance(value, Mapping) else {}
    return _Writer(operation, version).envelope(answer, values, None)


class _Writer:
    """Writes the messages of one operation."""

    def __init__(self, operation: Operation, version: str) -> None:
        self._operation, self._version = operation, version
        self._soap, self._encoding = ENVELOPES[version], ENCODINGS[version]
        self._nsmap: dict[str | None, str] = {"soap": self._soap, "xsi": XSI, "xsd": XSD}
        if operation.encoded:
            self._nsmap |= {"enc": self._encoding, "apache": APACHE}
        for number, namespace in enumerate(sorted(_namespaces(operation) - set(self._nsmap.values())), 1):
            self._nsmap[f"n{number}"] = namespace
        self._prefixes = {namespace: prefix for prefix, namespace in self._nsmap.items()}

    def envelope(self, message: Message, values: Mapping[str, object], credential: Credential | None) -> bytes:
        """The whole message."""
        operation = self._operation
        root = etree.Element(f"{{{self._soap}}}Envelope", nsmap=self._nsmap)
        header = etree.Element(f"{{{self._soap}}}Header")
        members = named(message)
        blocks = set(message.headers)
        if isinstance(credential, Password) and operation.security is not Security.BASIC:
            self._security(header, credential)
        for name, member in members.items():
            if member in blocks:
                self._member(header, member, values.get(name), name)
        if len(header):
            root.append(header)
        body = etree.SubElement(root, f"{{{self._soap}}}Body")
        if message.tag:
            body = etree.SubElement(body, message.tag)
        if operation.encoded:
            body.set(f"{{{self._soap}}}encodingStyle", self._encoding)
        for name, member in members.items():
            if member not in blocks:
                self._member(body, member, values.get(name), name)
        return etree.tostring(root, encoding="utf-8", xml_declaration=True)

    def _member(self, parent: etree._Element, member: Member, value: object, path: str) -> None:
        """Write a member into its parent; None is left out, or nil where the member has to be there."""
        if member.place is Place.ATTRIBUTE:
            if value is not None:
                _set(parent, member.tag, _words(value) if member.words else _text(member, value, path), path)
        elif member.place is Place.TEXT:
            if value is not None:
                _fill(parent, _words(value) if member.words else _text(member, value, path), path)
        elif member.place is Place.ANY:
            _append_markup(parent, value, path)
        elif member.many and not member.words:
            for index, item in enumerate(_items(value)):
                self._one(parent, member, item, f"{path}[{index}]", listed=True)
        else:
            self._one(parent, member, value, path)

    def _one(self, parent: etree._Element, member: Member, value: object, path: str, *, listed: bool = False) -> None:
        """Write one element, or one group of elements."""
        if member.place is Place.GROUP:
            self._members(parent, self._operation.types[member.type], value, path)
            return
        if value is None and not (listed or member.required or self._operation.rpc):
            return
        element = etree.SubElement(parent, member.tag)
        if value is None:
            if member.nil or self._operation.encoded:
                element.set(f"{{{XSI}}}nil", "true")
        elif member.words:
            _fill(element, _words(value), path)
        elif is_simple(member.type):
            self._simple(element, member, value, path)
        else:
            self._complex(element, self._operation.types[member.type], value, path)

    def _simple(self, element: etree._Element, member: Member, value: object, path: str) -> None:
        kind = member.type
        if kind == "anyType":
            self._open(element, _as_json(value), path)
            return
        _fill(element, _text(member, value, path), path)
        if self._operation.encoded:
            element.set(f"{{{XSI}}}type", f"xsd:{'string' if kind == 'anySimpleType' else kind}")

    def _open(self, element: etree._Element, value: object, path: str) -> None:
        """Fill an element of any type, which says what it is: in the encoding of SOAP a map or an array, else elements by name."""
        encoded = self._operation.encoded
        if isinstance(value, Mapping):
            if encoded:
                element.set(f"{{{XSI}}}type", "apache:Map")
            for name, item in value.items():
                inner = f"{path}.{name}"
                pair = etree.SubElement(element, "item") if encoded else element
                if encoded:
                    self._open(etree.SubElement(pair, "key"), str(name), inner)
                self._open(_child(pair, "value" if encoded else str(name), inner), item, inner)
        elif isinstance(value, (list, tuple)):
            if encoded:
                element.set(f"{{{XSI}}}type", "enc:Array")
                element.set(f"{{{self._encoding}}}{'arrayType' if self._version == '1.1' else 'arraySize'}", self._size(len(value)))
            for index, item in enumerate(value):
                self._open(etree.SubElement(element, "item"), item, f"{path}[{index}]")
        elif value is None:
            element.set(f"{{{XSI}}}nil", "true")
        else:
            kind = "boolean" if isinstance(value, bool) else "long" if isinstance(value, int) else "string"
            kind = "double" if isinstance(value, float) else kind
            _fill(element, _text(Member(name=""), value, path), path)
            element.set(f"{{{XSI}}}type", f"xsd:{kind}")

    def _size(self, items: int) -> str:
        return f"xsd:anyType[{items}]" if self._version == "1.1" else str(items)

    def _complex(self, element: etree._Element, shape: Shape, value: object, path: str) -> None:
        if shape.derived:
            value = _read_json(value, path)
            shape = self._kind(element, shape, value, path)
        if shape.items is not None and self._operation.encoded:
            self._array(element, shape.items, value, path)
            return
        if self._operation.encoded and shape.name:
            element.set(f"{{{XSI}}}type", self._qname(shape.name))
        if shape.items is not None:
            for index, item in enumerate(_items(_read_json(value, path))):
                self._one(element, shape.items, item, f"{path}[{index}]", listed=True)
        else:
            self._members(element, shape, value, path)

    def _kind(self, element: etree._Element, shape: Shape, value: object, path: str) -> Shape:
        """The shape of the type that a value says it is of, which its element says too."""
        told = value.get(KIND) if isinstance(value, Mapping) else None
        if not told or told == local(shape.name):
            return shape
        name = next((name for name in shape.derived if told in (name, local(name))), None)
        if name is None:
            raise InvalidParameter("the name of a type that is derived from it is expected", path=f"{path}.{KIND}")
        element.set(f"{{{XSI}}}type", self._qname(name))
        return self._operation.types[shape.derived[name]]

    def _members(self, element: etree._Element, shape: Shape, value: object, path: str) -> None:
        value = _read_json(value, path)
        if not isinstance(value, Mapping):
            raise InvalidParameter("named members are expected", path=path)
        for member in shape.members:
            self._member(element, member, value.get(member.name), f"{path}.{member.name}")

    def _array(self, element: etree._Element, items: Member, value: object, path: str) -> None:
        """An array in the encoding of SOAP, which says the type of its items and their number."""
        found = _items(_read_json(value, path))
        kind, dimensions = self._type_name(items)
        element.set(f"{{{XSI}}}type", "enc:Array")
        if self._version == "1.1":
            element.set(f"{{{self._encoding}}}arrayType", f"{kind}{dimensions}[{len(found)}]")
        else:
            element.set(f"{{{self._encoding}}}itemType", "enc:Array" if dimensions else kind)
            element.set(f"{{{self._encoding}}}arraySize", str(len(found)))
        for index, item in enumerate(found):
            self._one(element, items, item, f"{path}[{index}]", listed=True)

    def _type_name(self, items: Member) -> tuple[str, str]:
        """The name of the type of an array's items, and the brackets of arrays in it."""
        dimensions = ""
        while not is_simple(items.type) and (inner := self._operation.types[items.type].items) is not None and len(dimensions) < 16:
            items, dimensions = inner, f"{dimensions}[]"
        if is_simple(items.type):
            return f"xsd:{items.type}", dimensions
        name = self._operation.types[items.type].name
        return (self._qname(name) if name else "xsd:anyType"), dimensions

    def _qname(self, tag: str) -> str:
        namespace, _, name = tag.rpartition("}")
        return f"{self._prefixes[namespace[1:]]}:{name}" if namespace else name

    def _security(self, header: etree._Element, credential: Password) -> None:
        """The user name and the password in the header of the message, as WS-Security has them."""
        security = etree.SubElement(header, f"{{{WSSE}}}Security", nsmap={"wsse": WSSE, "wsu": WSU})
        security.set(f"{{{self._soap}}}mustUnderstand", "1" if self._version == "1.1" else "true")
        token = etree.SubElement(security, f"{{{WSSE}}}UsernameToken")
        _fill(etree.SubElement(token, f"{{{WSSE}}}Username"), credential.username, "")
        password = etree.SubElement(token, f"{{{WSSE}}}Password")
        if self._operation.security is Security.USERNAME:
            password.set("Type", f"{_TOKEN}#PasswordText")
            _fill(password, credential.password, "")
            return
        nonce = chance.source().randbytes(16)
        created = datetime.fromtimestamp(clock.seconds(), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        digest = hashlib.sha1(nonce + created.encode() + credential.password.encode(), usedforsecurity=False).digest()
        password.set("Type", f"{_TOKEN}#PasswordDigest")
        password.text = base64.b64encode(digest).decode()
        element = etree.SubElement(token, f"{{{WSSE}}}Nonce", EncodingType=f"{_MESSAGES}#Base64Binary")
        element.text = base64.b64encode(nonce).decode()
        etree.SubElement(token, f"{{{WSU}}}Created").text = created


def _namespaces(operation: Operation) -> set[str]:
    """The namespaces of the elements and types of an operation."""
    messages = [operation.request, *([operation.answer] if operation.answer else [])]
    tags = [message.tag for message in messages]
    tags += [member.tag for message in messages for member in (*message.members, *message.headers)]
    for shape in operation.types.values():
        tags += [shape.name, *[member.tag for member in shape.members], *([shape.items.tag] if shape.items else [])]
    return {tag[1:].partition("}")[0] for tag in tags if tag.startswith("{")} - {"http://www.w3.org/XML/1998/namespace"}


def _items(value: object) -> list[object]:
    if value is None:
        return []
    if isinstance(value, Mapping):
        return list(value.values())
    return list(value) if isinstance(value, (list, tuple)) else [value]


def _text(member: Member, value: object, path: str) -> str:
    """A scalar as XML Schema writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        if value != value or value in (float("inf"), float("-inf")):
            return "NaN" if value != value else "INF" if value > 0 else "-INF"
        return format(Decimal(repr(value)), "f") if member.type == "decimal" else repr(value)
    if isinstance(value, (Mapping, list, tuple)):
        raise InvalidParameter("a text or a number is expected", path=path)
    return str(value)


def _words(value: object) -> str:
    return " ".join(_text(Member(name=""), item, "") for item in _items(value))


def _read_json(value: object, path: str) -> object:
    """A value that came as a text of JSON, because it is deeper than its description goes; any other as it is."""
    if not isinstance(value, str):
        return value
    try:
        return msgspec.json.decode(value.encode("utf-8", "replace"))
    except (msgspec.DecodeError, RecursionError) as error:
        raise InvalidParameter("a text of JSON is expected", path=path) from error


def _as_json(value: object) -> object:
    """A value of any type: of a text that is a list or an object in JSON, that."""
    if isinstance(value, str) and value.lstrip()[:1] in ("{", "["):
        try:
            return msgspec.json.decode(value.encode("utf-8", "replace"))
        except (msgspec.DecodeError, RecursionError):
            return value
    return value


def _child(parent: etree._Element, name: str, path: str) -> etree._Element:
    try:
        return etree.SubElement(parent, name)
    except ValueError as error:
        raise InvalidParameter("its name cannot be that of an element", path=path) from error


def _fill(element: etree._Element, text: str, path: str) -> None:
    try:
        element.text = text
    except ValueError as error:
        raise InvalidParameter("it has characters that XML cannot carry", path=path) from error


def _set(element: etree._Element, name: str, text: str, path: str) -> None:
    try:
        element.set(name, text)
    except ValueError as error:
        raise InvalidParameter("it has characters that XML cannot carry", path=path) from error


def _append_markup(parent: etree._Element, value: object, path: str) -> None:
    """Append the elements that a text of XML holds."""
    if value is None or value == "":
        return
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True)
    try:
        wrapped = etree.fromstring(f"<any>{value}</any>".encode(), parser)
    except (etree.XMLSyntaxError, UnicodeEncodeError) as error:
        raise InvalidParameter("elements in XML are expected", path=path) from error
    if (wrapped.text or "").strip() or any((child.tail or "").strip() or not isinstance(child.tag, str) for child in wrapped):
        raise InvalidParameter("elements in XML are expected, without text around them", path=path)
    for child in list(wrapped):
        child.tail = None
        parent.append(child)
