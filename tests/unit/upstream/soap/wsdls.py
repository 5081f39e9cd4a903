"""What WSDLs are put together of, as far as all are alike: schemas, messages, bindings, services."""

# ruff: noqa: E501 - documents, as they are written

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

__all__ = [
    "ANY",
    "BASE",
    "Case",
    "FOREIGN",
    "IMPORT_O",
    "ITEM",
    "OTHER",
    "POLICY",
    "SECOND_SERVICE",
    "TREE",
    "array",
    "one",
    "rpc",
    "same",
    "schema",
    "split",
    "struct",
    "thing",
    "typed",
    "wrapped",
    "wsdl",
]

BASE = "http://127.0.0.1/service"
T, OTHER = "urn:t", "urn:o"

_HEAD = (
    '<wsdl:definitions xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/" xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/" '
    'xmlns:soap12="http://schemas.xmlsoap.org/wsdl/soap12/" xmlns:xs="http://www.w3.org/2001/XMLSchema" '
    'xmlns:enc="http://schemas.xmlsoap.org/soap/encoding/" xmlns:t="urn:t" xmlns:o="urn:o" targetNamespace="urn:t">'
)


class Case(NamedTuple):
    """A WSDL with all that it refers to, and a call of its operation ``Echo``."""

    documents: Mapping[str, str]
    arguments: Mapping[str, Any] = MappingProxyType({})
    value: Any = None
    refused: str = ""
    literal: bool = True


def schema(content: str, target: str = T, form: str = "qualified", extra: str = "") -> str:
    """A schema for one namespace."""
    return (
        f'<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:t="urn:t" xmlns:o="urn:o" '
        f'xmlns:enc="http://schemas.xmlsoap.org/soap/encoding/" xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/" '
        f'targetNamespace="{target}" elementFormDefault="{form}" {extra}>{content}</xs:schema>'
    )


def wsdl(
    types: str,
    *,
    parts: str = '<wsdl:part name="parameters" element="t:Echo"/>',
    out: str | None = '<wsdl:part name="parameters" element="t:EchoResponse"/>',
    style: str = "document",
    use: str = "literal",
    soap: str = "soap",
    action: str = 'soapAction="urn:t#Echo"',
    header: str = "",
    more: str = "",
    before: str = "",
    policy: str = "",
) -> str:
    """A WSDL with the one operation ``Echo``, in the style and use that are asked for; ``soap`` are the prefixes of its bindings."""
    space = ' namespace="urn:t"' if style == "rpc" else ""
    coded = ' encodingStyle="http://schemas.xmlsoap.org/soap/encoding/"' if use == "encoded" else ""
    body = f'use="{use}"{space}{coded}'
    output = '<wsdl:output message="t:EchoOut"/>' if out is not None else ""
    bindings = ports = ""
    for prefix in soap.split():
        output_body = f"<wsdl:output><{prefix}:body {body}/></wsdl:output>" if out is not None else ""
        bindings += (
            f'<wsdl:binding name="B{prefix}" type="t:Port">{policy}'
            f'<{prefix}:binding style="{style}" transport="http://schemas.xmlsoap.org/soap/http"/>'
            f'<wsdl:operation name="Echo"><{prefix}:operation {action}/>'
            f"<wsdl:input>{header}<{prefix}:body {body}/></wsdl:input>{output_body}</wsdl:operation></wsdl:binding>"
        )
        ports += f'<wsdl:port name="P{prefix}" binding="t:B{prefix}"><{prefix}:address location="{BASE}"/></wsdl:port>'
    answer = f'<wsdl:message name="EchoOut">{out}</wsdl:message>' if out is not None else ""
    return (
        f'{_HEAD}{before}<wsdl:types>{types}</wsdl:types><wsdl:message name="EchoIn">{parts}</wsdl:message>{answer}{more}'
        f'<wsdl:portType name="Port"><wsdl:operation name="Echo"><wsdl:documentation>Repeats what it is sent.</wsdl:documentation>'
        f'<wsdl:input message="t:EchoIn"/>{output}</wsdl:operation></wsdl:portType>{bindings}'
        f'<wsdl:service name="Service">{ports}</wsdl:service></wsdl:definitions>'
    )


def wrapped(members: str, types: str = "", *, others: str = "", form: str = "qualified", **extras: str) -> str:
    """A WSDL whose request and answer have the same members in a sequence."""
    both = "".join(
        f'<xs:element name="{name}"><xs:complexType><xs:sequence>{members}</xs:sequence></xs:complexType></xs:element>'
        for name in ("Echo", "EchoResponse")
    )
    return wsdl(others + schema(types + both, form=form), **extras)


def typed(type_: str, types: str, *, others: str = "", **extras: str) -> str:
    """A WSDL whose request and answer have the one member ``thing`` of a type."""
    return wrapped(f'<xs:element name="thing" type="{type_}"/>', types, others=others, **extras)


def rpc(types: str, *names: str, use: str = "encoded", **extras: str) -> str:
    """A WSDL in style rpc whose request and answer have the parts ``a``, ``b`` … of the types named."""
    parts = "".join(f'<wsdl:part name="{chr(97 + number)}" type="{name}"/>' for number, name in enumerate(names))
    return wsdl(types, parts=parts, out=parts, style="rpc", use=use, **extras)


def array(name: str, items: str) -> str:
    return (
        f'<xs:complexType name="{name}"><xs:complexContent><xs:restriction base="enc:Array">'
        f'<xs:attribute ref="enc:arrayType" wsdl:arrayType="{items}"/></xs:restriction></xs:complexContent></xs:complexType>'
    )


def struct(name: str, *members: str, extra: str = "") -> str:
    """A complex type with a sequence of members, each given as ``name type`` and more attributes."""
    elements = "".join(
        f'<xs:element name="{member.split()[0]}" type="{member.split()[1]}" {" ".join(member.split()[2:])}/>' for member in members
    )
    return f'<xs:complexType name="{name}"><xs:sequence>{elements}</xs:sequence>{extra}</xs:complexType>'


def one(text: str, *, others: Mapping[str, str] | None = None, **extras: Any) -> Case:
    return Case({BASE + "?wsdl": text, **{f"http://127.0.0.1/{name}": other for name, other in (others or {}).items()}}, **extras)


def thing(text: str, thing: Any, **extras: Any) -> Case:
    """A case whose argument and value is the one thing."""
    return one(text, arguments={"thing": thing}, value=thing, **extras)


def same(text: str, arguments: dict[str, Any], **extras: Any) -> Case:
    """A case of several members, all of which come back."""
    return one(text, arguments=arguments, value=arguments, **extras)


def split(whole: str, *, back: bool = False) -> Case:
    """A WSDL in two documents: bindings and service here, all else in another one, which may import this one, too."""
    inner, service = whole.partition("<wsdl:binding")[::2]
    here = f'{_HEAD}<wsdl:import namespace="urn:t" location="inner.wsdl"/><wsdl:binding{service}'
    there = f"{inner}</wsdl:definitions>"
    there = there.replace('location="inner.wsdl"', 'location="service?wsdl"') if back else there
    return thing(here, {"id": 1, "name": "a"}, others={"inner.wsdl": there})


ITEM = struct("Item", "id xs:int", "name xs:string")
FOREIGN = '<xs:import namespace="urn:o"/>'
ANY = '<xs:any namespace="##any" processContents="lax" minOccurs="0" maxOccurs="unbounded"/>'
IMPORT_O = '<xs:import namespace="urn:o" schemaLocation="o.xsd"/>'
POLICY = (
    '<wsp:Policy xmlns:wsp="http://schemas.xmlsoap.org/ws/2004/09/policy" '
    'xmlns:sp="http://docs.oasis-open.org/ws-sx/ws-securitypolicy/200702"><sp:SupportingTokens><sp:UsernameToken/></sp:SupportingTokens>'
    "</wsp:Policy>"
)
SECOND_SERVICE = (
    f'<wsdl:service name="Again"><wsdl:port name="Other" binding="t:Bsoap"><soap:address location="{BASE}/other"/></wsdl:port></wsdl:service>'
    "</wsdl:definitions>"
)
TREE = {"name": "a", "child": [{"name": "b", "child": []}, {"name": "c", "child": [{"name": "d", "child": []}]}]}
