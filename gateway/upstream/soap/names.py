"""The namespaces and media types of SOAP 1.1 and 1.2."""

from __future__ import annotations

from typing import Final

__all__ = ["APACHE", "ENCODINGS", "ENVELOPES", "FLOATS", "INTEGERS", "SIMPLE_TYPES", "WSSE", "WSU", "XSD", "XSI", "local"]

XSD: Final = "http://www.w3.org/2001/XMLSchema"
XSI: Final = "http://www.w3.org/2001/XMLSchema-instance"
ENVELOPES: Final = {"1.1": "http://schemas.xmlsoap.org/soap/envelope/", "1.2": "http://www.w3.org/2003/05/soap-envelope"}
ENCODINGS: Final = {"1.1": "http://schemas.xmlsoap.org/soap/encoding/", "1.2": "http://www.w3.org/2003/05/soap-encoding"}
APACHE: Final = "http://xml.apache.org/xml-soap"
WSSE: Final = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd"
WSU: Final = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd"

_INTEGERS: Final = """
integer nonPositiveInteger negativeInteger nonNegativeInteger positiveInteger long int short byte unsignedInt unsignedShort unsignedByte
"""
_FLOATS: Final = "decimal float double"
_TEXTS: Final = """
anyType anySimpleType string normalizedString token language Name NCName NMTOKEN NMTOKENS ID IDREF IDREFS ENTITY ENTITIES anyURI QName
NOTATION boolean unsignedLong duration dateTime time date gYearMonth gYear gMonthDay gDay gMonth hexBinary base64Binary
"""

INTEGERS: Final = frozenset(_INTEGERS.split())
"""The types of whole numbers that have 64 bits at most, or are written as if."""
FLOATS: Final = frozenset(_FLOATS.split())
"""The types of other numbers."""
SIMPLE_TYPES: Final = frozenset(_TEXTS.split()) | INTEGERS | FLOATS
"""The simple types of XML Schema, and the one that stands for any."""


def local(tag: object) -> str:
    """The name of an element or an attribute without its namespace; empty for what is neither."""
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""
