"""Stored files, and the rule of areas that are for everybody who may enter a context."""

from __future__ import annotations

from gateway.files.areas import StoredFile, enterable

__all__ = ["StoredFile", "enterable"]
