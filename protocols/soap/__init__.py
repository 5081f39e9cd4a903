"""SOAP: the rpc/encoded services of the reference, with a WSDL for each (``docs/contract/encodings.md 5``)."""

from __future__ import annotations

from protocols.soap.asgi import Soap

__all__ = ["Soap"]
