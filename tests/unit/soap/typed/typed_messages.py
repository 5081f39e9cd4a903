"""Messages of the typed contract for tests."""

from __future__ import annotations

from protocols.soap.names import SOAP_11, Version
from protocols.soap.typed.contract import NAMESPACE

__all__ = ["typed_message"]


def typed_message(body: str, header: str = "", version: Version = SOAP_11) -> bytes:
    """An envelope with elements of the typed contract in its body, and in its header."""
    head = f'<s:Header xmlns="{NAMESPACE}">{header}</s:Header>' if header else ""
    body = f'<s:Body xmlns="{NAMESPACE}">{body}</s:Body>'
    xsi = "http://www.w3.org/2001/XMLSchema-instance"
    return f'<s:Envelope xmlns:s="{version.namespace}" xmlns:xsi="{xsi}">{head}{body}</s:Envelope>'.encode()
