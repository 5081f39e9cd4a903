"""Chance, for functions that draw: from the operating system, or from the seed of a double."""

from __future__ import annotations

from gateway.chance import source, token_hex, token_urlsafe

__all__ = ["source", "token_hex", "token_urlsafe"]
