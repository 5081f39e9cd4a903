"""Typed SOAP: the same services as document/literal, every structure a named type, for Java, .NET and zeep."""

from __future__ import annotations

from protocols.soap.typed.asgi import TypedSoap

__all__ = ["TypedSoap"]
