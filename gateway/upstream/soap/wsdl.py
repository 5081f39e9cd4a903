"""The operations of a WSDL 1.1, as zeep reads it, each with all that is needed to call it.

zeep is given the documents that were collected before and opens no connection. Of several ports with the same operation, the first
that speaks SOAP 1.1 is called, else the first that speaks SOAP 1.2; other bindings are left out.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

import msgspec
from lxml import etree
from zeep.exceptions import Error as ZeepError
from zeep.settings import Settings
from zeep.wsdl import Document
from zeep.wsdl.bindings import Soap11Binding, Soap12Binding

from gateway.upstream.soap.documents import WSDL, DocumentsRefused, parsed
from gateway.upstream.soap.schema_types import NotCallable, SchemaTypes, plain_name
from gateway.upstream.soap.shape import Member, Message, Operation, Security

__all__ = ["Read", "ReadOperation", "read_wsdl"]

_SOAP: Final = {"http://schemas.xmlsoap.org/wsdl/soap/": "1.1", "http://schemas.xmlsoap.org/wsdl/soap12/": "1.2"}
_MOST_OPERATIONS: Final = 5000


class ReadOperation(NamedTuple):
    """An operation of a WSDL: its name, the port that offers it, what people have written of it, and how it is called."""

    name: str
    port: str
    text: str
    operation: Operation


class Read(NamedTuple):
    """What was read in a WSDL: its operations, the address of the first port, and why others were left out, by name."""

    operations: tuple[ReadOperation, ...]
    address: str
    left_out: Mapping[str, str]


def read_wsdl(documents: Mapping[str, bytes]) -> Read:
    """The operations of the WSDL that is the first of ``documents``. Raises ``DocumentsRefused``, which names what cannot be read."""
    location = next(iter(documents))
    facts = _Facts(documents)
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        wsdl = _loaded(location, documents)
    said = [str(warning.message) for warning in warned]
    derived = _derived(wsdl)
    found: dict[tuple[str, str], ReadOperation] = {}
    left_out: dict[str, str] = {}
    ports = [port for service in wsdl.services.values() for port in service.ports.values() if port.binding is not None]
    ports = [port for kind in (Soap11Binding, Soap12Binding) for port in ports if isinstance(port.binding, kind)]
    if not ports:
        raise DocumentsRefused(f"{location}: no port of a service speaks SOAP 1.1 or 1.2 over HTTP")
    for port in ports:
        address = str((port.binding_options or {}).get("address") or "")
        for name, operation in port.binding.all().items():
            key = (port.binding.port_type.name.text if port.binding.port_type else port.name, name)
            if key in found or len(found) >= _MOST_OPERATIONS:
                continue
            try:
                called = _operation(operation, facts, derived, address)
            except NotCallable as error:
                left_out[name] = str(error)
                continue
            found[key] = ReadOperation(name, port.name, facts.text(name), called)
    for name in facts.operations - {name for _, name in found} - set(left_out):
        about = [each for each in said if name in each] or said
        left_out[name] = about[0] if about else "no port that speaks SOAP offers it"
    return Read(tuple(found.values()), (found and next(iter(found.values())).operation.address) or "", left_out)


class _Transport:
    """What zeep asks for documents."""

    binding_classes: tuple[type, ...] = ()

    def __init__(self, documents: Mapping[str, bytes]) -> None:
        self._documents = documents

    def load(self, location: str) -> bytes:
        if location in self._documents:
            return self._documents[location]
        raise DocumentsRefused(f"{location}: is referred to, and was not found")


def _loaded(location: str, documents: Mapping[str, bytes]) -> Document:
    try:
        # The location is an address that is not opened; entities were refused when the documents were collected.
        return Document(location, _Transport(documents), settings=Settings(strict=False))  # type: ignore[arg-type]  # zeep calls load alone
    except DocumentsRefused:
        raise
    except RecursionError as error:
        raise DocumentsRefused(f"{location}: its types are nested too deeply") from error
    except Exception as error:  # zeep lets errors of all kinds escape where a document is not what it expects
        line = getattr(error, "sourceline", None)
        place = f", line {line}" if line else ""
        raise DocumentsRefused(f"{location}{place}: {_told(error)}") from error


def _told(error: Exception) -> str:
    """What an error says, in one line."""
    text = " ".join(str(error).split())[:300]
    return text if isinstance(error, ZeepError) and text else f"{type(error).__name__}: {text}".rstrip(": ")


def _derived(wsdl: Document) -> dict[str, list[Any]]:
    """The types that are derived from others, by the names of these, at any distance."""
    found: dict[str, list[Any]] = {}
    for type_ in wsdl.types.types:
        for base in getattr(type_, "_extension_types", ()):
            qname = getattr(base, "_xsd_type", type_).qname
            if qname is not None and qname.text != type_.qname.text:
                found.setdefault(qname.text, []).append(type_)
    return found


def _operation(operation: Any, facts: _Facts, derived: Mapping[str, list[Any]], address: str) -> Operation:
    """How an operation is called. Raises ``NotCallable``."""
    name = operation.name
    if operation.input is None:
        raise NotCallable(f"the operation {name} has no input: only requests of a client can be called")
    types = SchemaTypes(derived)
    rpc = operation.style == "rpc"
    request = _message(operation.input, types, rpc=rpc)
    answer = None
    if operation.output is not None and (operation.output.body is not None or operation.output.header is not None):
        answer = _message(operation.output, types, rpc=rpc)
    if answer is not None and rpc:
        # The name that WS-I has agreed on, by which servers answer, whatever their messages are called.
        answer = msgspec.structs.replace(answer, tag=f"{request.tag}Response")
    encoded = facts.use(operation.binding.name.localname, name) == "encoded"
    if encoded and not rpc:
        raise NotCallable(f"the operation {name} is document/encoded, which nobody has agreed on")
    version = "1.2" if isinstance(operation.binding, Soap12Binding) else "1.1"
    single = answer is not None and len(answer.members) == 1 and not answer.headers
    return Operation(
        version=version,
        rpc=rpc,
        encoded=encoded,
        action=operation.soapaction or "",
        address=address,
        security=facts.security,
        request=request,
        answer=answer,
        single=single,
        types=types.shapes,
    )


def _message(message: Any, types: SchemaTypes, *, rpc: bool) -> Message:
    """The message of an operation: of one element with members, these; else its parts."""
    blocks = _parts(message.header, types, names=True) if message.header is not None else ()
    # A WSDL cannot say whether a block has to be there; most servers do without.
    headers = tuple(msgspec.structs.replace(block, required=False, nil=False) for block in blocks)
    body = message.body
    if body is None:
        return Message(headers=headers)
    if rpc:
        return Message(tag=body.qname.text, members=_parts(body, types), headers=headers)
    if body.qname.localname == "Body" and message._is_body_wrapped:
        return Message(members=_parts(body, types, names=True), headers=headers)
    members = types.members_of(body.type)
    if members is not None:
        return Message(tag=body.qname.text, members=members, headers=headers)
    return Message(members=(types.member(body),), headers=headers)


def _parts(container: Any, types: SchemaTypes, *, names: bool = False) -> tuple[Member, ...]:
    """The members that the parts of a message are, by their names there if ``names``."""
    found = []
    for element in container.type._element or ():
        if element.qname.namespace is None:
            found.append(types.part(element.qname.localname, element.type))
        else:
            found.append(types.member(element, name=plain_name(element.attr_name) if names and element.attr_name else ""))
    return tuple(found)


class _Facts:
    """What zeep does not keep: how messages are encoded, what is written of operations, and who wants which credential."""

    def __init__(self, documents: Mapping[str, bytes]) -> None:
        self._use: dict[tuple[str, str], str] = {}
        self._texts: dict[str, str] = {}
        self.operations: set[str] = set()
        self.security = Security.BASIC
        for location, octets in documents.items():
            root = parsed(octets, location)
            for binding in root.iter(f"{{{WSDL}}}binding"):
                if any(isinstance(child.tag, str) and etree.QName(child).namespace in _SOAP for child in binding):
                    self._use.update(_uses(binding))
            for operation in root.iterfind(f".//{{{WSDL}}}portType/{{{WSDL}}}operation"):
                self.operations.add(operation.get("name", ""))
                text = " ".join("".join(operation.findtext(f"{{{WSDL}}}documentation") or "").split())
                if text:
                    self._texts.setdefault(operation.get("name", ""), text[:1000])
            names = {etree.QName(element).localname for element in root.iter() if isinstance(element.tag, str)}
            if "UsernameToken" in names:
                self.security = Security.DIGEST if "HashPassword" in names else Security.USERNAME

    def use(self, binding: str, operation: str) -> str:
        """How the messages of an operation are written: ``literal`` or ``encoded``."""
        return self._use.get((binding, operation), "literal")

    def text(self, operation: str) -> str:
        """What the WSDL says for people of an operation."""
        return self._texts.get(operation, "")


def _uses(binding: etree._Element) -> Iterator[tuple[tuple[str, str], str]]:
    for operation in binding.iterfind(f"{{{WSDL}}}operation"):
        for element in operation.iter():
            if isinstance(element.tag, str) and etree.QName(element).localname == "body" and element.get("use"):
                yield (binding.get("name", ""), operation.get("name", "")), element.get("use", "")
