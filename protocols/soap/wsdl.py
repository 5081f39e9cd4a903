"""The WSDL of a service: rpc style, SOAP's encoding, SOAP 1.1 (``docs/contract/encodings.md 5.2``).

The WSDL has the reference's structure for every service, also where the reference fails: for functions with optional
parameters, and with defaults of any kind. Its namespace has the credential of the caller in it, so that the document is
cached in pieces, between which the namespace belongs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final

from gateway.describe.model import Description, List, Value
from gateway.describe.types import ParamType
from gateway.wire.call import FunctionInfo
from protocols.markup import document
from protocols.soap.classes import class_name
from protocols.soap.names import APACHE_MAP, SOAP_11, XSD, element_name
from protocols.soap.text import escape, escape_attribute

__all__ = ["IMPORTS", "write_wsdl"]

# The schemas that a WSDL may import: their namespaces, and the names under which they are served.
IMPORTS: Final = {SOAP_11.encoding: "soap-encoding.xsd", APACHE_MAP: "xml-soap.xsd"}

_WSDL: Final = "http://schemas.xmlsoap.org/wsdl/"
_SOAP: Final = "http://schemas.xmlsoap.org/wsdl/soap/"
_HTTP: Final = "http://schemas.xmlsoap.org/soap/http"
_SERVICE: Final = "webservices_virtual_class_000000"
_RETURN: Final = "return"
_SUFFIXES: Final = {"input": "In", "output": "Out"}
_TYPES: Final = {ParamType.INT: "xsd:int", ParamType.BOOL: "xsd:int", ParamType.FLOAT: "xsd:double"}
# The placeholder for the namespace; no escaped text can hold it.
_NAMESPACE: Final = "<>"
_SERVICES_CACHED: Final = 16

# The parts of the messages of a function, by the direction of the message.
Parts = Mapping[str, Mapping[str, Description]]


def write_wsdl(functions: Sequence[FunctionInfo], namespace: str, schemas: str | None = None) -> bytes:
    """The WSDL of a service with these functions, in this order.

    ``namespace`` is the address of the service. ``schemas`` is the address of the schemas of the SOAP encoding and of
    Apache maps; with it, the WSDL is one for clients that cannot use the reference's: it imports these schemas, and
    every function has an input, which is empty for a function without parameters.
    """
    return document(escape_attribute(namespace).join(_pieces(tuple(functions), schemas)))


@lru_cache(maxsize=_SERVICES_CACHED)
def _pieces(functions: tuple[FunctionInfo, ...], schemas: str | None) -> tuple[str, ...]:
    """The WSDL for any caller of these functions, split at the places of the namespace."""
    classes: list[str] = []
    described = [(function, _parts(function, always_input=schemas is not None)) for function in functions]
    messages = "".join([_messages(function, parts, classes) for function, parts in described])
    port_type = "".join([_operation(function, parts) for function, parts in described])
    binding = "".join([_bound_operation(function, parts) for function, parts in described])
    text = (
        f'<?xml version="1.0"?>\n<definitions xmlns="{_WSDL}" xmlns:tns="{_NAMESPACE}" xmlns:soap="{_SOAP}" xmlns:xsd="{XSD}"'
        f' xmlns:soap-enc="{SOAP_11.encoding}" xmlns:wsdl="{_WSDL}" name="{_SERVICE}" targetNamespace="{_NAMESPACE}">'
        f'<types><xsd:schema targetNamespace="{_NAMESPACE}">{_imports(schemas)}{"".join(classes)}</xsd:schema></types>'
        f'<portType name="{_SERVICE}Port">{port_type}</portType>'
        f'<binding name="{_SERVICE}Binding" type="tns:{_SERVICE}Port"><soap:binding style="rpc" transport="{_HTTP}"/>{binding}</binding>'
        f'<service name="{_SERVICE}Service"><port name="{_SERVICE}Port" binding="tns:{_SERVICE}Binding">'
        f'<soap:address location="{_NAMESPACE}"/></port></service>{messages}</definitions>\n'
    )
    return tuple(text.split(_NAMESPACE))


def _imports(schemas: str | None) -> str:
    if schemas is None:
        return ""
    address = escape_attribute(schemas)
    return "".join([f'<xsd:import namespace="{name}" schemaLocation="{address}/{file}"/>' for name, file in IMPORTS.items()])


def _parts(function: FunctionInfo, *, always_input: bool) -> Parts:
    """The parts of the messages of a function, by their direction; a message without parts is left out."""
    parts: dict[str, Mapping[str, Description]] = {}
    if function.params.members or always_input:
        parts["input"] = function.params.members
    if function.returns is not None:
        parts["output"] = {_RETURN: function.returns}
    return parts


def _operation(function: FunctionInfo, parts: Parts) -> str:
    """The operation of a port type for a function: its name, its documentation and its messages."""
    messages = "".join([f'<{direction} message="tns:{function.name}{_SUFFIXES[direction]}"/>' for direction in parts])
    return f'<operation name="{function.name}"><documentation>{escape(function.text)}</documentation>{messages}</operation>'


def _bound_operation(function: FunctionInfo, parts: Parts) -> str:
    """The operation of a binding for a function: how its messages are encoded."""
    body = f'<soap:body use="encoded" encodingStyle="{SOAP_11.encoding}" namespace="{_NAMESPACE}"/>'
    messages = "".join([f"<{direction}>{body}</{direction}>" for direction in parts])
    return f'<operation name="{function.name}"><soap:operation soapAction="{_NAMESPACE}#{function.name}"/>{messages}</operation>'


def _messages(function: FunctionInfo, parts: Parts, classes: list[str]) -> str:
    """The messages of a function; the struct classes that they need are appended to ``classes``."""
    return "".join(
        [
            f'<message name="{function.name}{_SUFFIXES[direction]}">'
            + "".join([f'<part name="{element_name(name)}" type="{_type(part, classes)}"/>' for name, part in described.items()])
            + "</message>"
            for direction, described in parts.items()
        ]
    )


def _type(description: Description, classes: list[str]) -> str:
    """The type of a part or a member; the class of a struct is appended to ``classes``, after those of its members."""
    if isinstance(description, Value):
        return _TYPES.get(description.type, "xsd:string")
    if isinstance(description, List):
        return "soap-enc:Array"
    members = [
        f'<xsd:element name="{element_name(name)}" type="{_type(member, classes)}" nillable="true"/>'
        for name, member in description.members.items()
    ]
    name = class_name(len(classes))
    classes.append(f'<xsd:complexType name="{name}"><xsd:all>{"".join(members)}</xsd:all></xsd:complexType>')
    return f"tns:{name}"
