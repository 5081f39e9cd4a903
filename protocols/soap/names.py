"""The names of SOAP: both versions with their namespaces and prefixes, and names of elements."""

from __future__ import annotations

import re
from typing import Final

import msgspec

__all__ = ["APACHE_MAP", "RPC", "SOAP_11", "SOAP_12", "XSD", "XSI", "Version", "element_name", "member_name"]

XSD: Final = "http://www.w3.org/2001/XMLSchema"
XSI: Final = "http://www.w3.org/2001/XMLSchema-instance"
# The namespace of the type ``Map``, by which a struct with any members is sent since Apache SOAP.
APACHE_MAP: Final = "http://xml.apache.org/xml-soap"
# The namespace of the conventions of SOAP 1.2 for calls of functions.
RPC: Final = "http://www.w3.org/2003/05/soap-rpc"


class Version(msgspec.Struct, frozen=True, eq=False):
    """A version of SOAP: its namespaces, the prefixes for them in answers, and its names for types and faults."""

    namespace: str
    prefix: str
    encoding: str
    encoding_prefix: str
    content_type: str
    any_type: str
    # The fault codes for a wrong message, for a function that cannot be called, and for a fault of the server.
    sender: str
    not_present: str
    receiver: str

    def array(self, of: str, size: int) -> str:
        """The attributes of an array of ``size`` items of the type ``of``."""
        if self is SOAP_11:
            return f'SOAP-ENC:arrayType="{of}[{size}]" xsi:type="SOAP-ENC:Array"'
        return f'enc:itemType="{of}" enc:arraySize="{size}" xsi:type="enc:Array"'


SOAP_11: Final = Version(
    namespace="http://schemas.xmlsoap.org/soap/envelope/",
    prefix="SOAP-ENV",
    encoding="http://schemas.xmlsoap.org/soap/encoding/",
    encoding_prefix="SOAP-ENC",
    content_type="text/xml; charset=utf-8",
    any_type="xsd:ur-type",
    sender="SOAP-ENV:Client",
    not_present="SOAP-ENV:Server",
    receiver="SOAP-ENV:Server",
)
SOAP_12: Final = Version(
    namespace="http://www.w3.org/2003/05/soap-envelope",
    prefix="env",
    encoding="http://www.w3.org/2003/05/soap-encoding",
    encoding_prefix="enc",
    content_type="application/soap+xml; charset=utf-8",
    any_type="xsd:anyType",
    sender="env:Sender",
    not_present="rpc:ProcedureNotPresent",
    receiver="env:Receiver",
)

_PLAIN: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
_ESCAPED: Final = re.compile(r"_x([0-9A-Fa-f]{4,6})_")
_UNFIT: Final = re.compile(r"_(?=x[0-9A-Fa-f]{4,6}_)|^[^A-Za-z_]|[^A-Za-z0-9_.-]")


def element_name(name: str) -> str:
    """A name as the name of an element: a character that XML does not allow becomes ``_xHHHH_``, its code point in hexadecimal."""
    if _PLAIN.fullmatch(name) and "_x" not in name:
        return name
    return _UNFIT.sub(lambda unfit: f"_x{ord(unfit[0]):04X}_", name)


def member_name(element: str) -> str:
    """The name for the name of an element: the inverse of ``element_name``."""
    return _ESCAPED.sub(_unescaped, element) if "_x" in element else element


def _unescaped(escaped: re.Match[str]) -> str:
    code = int(escaped[1], 16)
    return chr(code) if code <= 0x10FFFF else escaped[0]
