"""Upstreams that speak SOAP, described by a WSDL."""

from __future__ import annotations

from gateway.upstream.soap.kind import Soap

__all__ = ["Soap"]
