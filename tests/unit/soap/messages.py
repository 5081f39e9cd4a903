"""Messages for tests."""

from __future__ import annotations

from protocols.soap.names import SOAP_11, SOAP_12, Version

DECLARED = (
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema" '
    'xmlns:map="http://xml.apache.org/xml-soap" xmlns:enc="http://schemas.xmlsoap.org/soap/encoding/" '
    'xmlns:enc12="http://www.w3.org/2003/05/soap-encoding"'
)
VERSIONS = (SOAP_11, SOAP_12)


def message(body: str, header: str = "", version: Version = SOAP_11) -> bytes:
    """An envelope with a body, and a header where there is anything in it."""
    head = f"<s:Header>{header}</s:Header>" if header else ""
    return f'<s:Envelope xmlns:s="{version.namespace}" {DECLARED}>{head}<s:Body>{body}</s:Body></s:Envelope>'.encode()
