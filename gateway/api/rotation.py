"""Rotating the token of a call: another one like it, and a time in which both hold."""

from __future__ import annotations

from gateway.access.rotation import rotate

__all__ = ["rotate"]
