"""In which versions of a site there is a function that this one does not have."""

from __future__ import annotations

from collections.abc import Iterable

from gateway.catalogue import PROFILES, functions
from gateway.double.strictness.arguments import nearest

__all__ = ["unknown"]


def unknown(name: str, known: Iterable[str]) -> str:
    """A sentence on a function that is none of the ``known`` ones: in which versions there is one, or which may be meant."""
    said = f"no function {''.join(char if char.isprintable() else '?' for char in name[:100])}" if name else "no function was named"
    versions = [version for version in PROFILES if name in functions(version)]
    if versions:
        return f"{said} here; there is one in {', '.join(versions)}"
    near = nearest(name, list(known)) if name else ""
    return f"{said}; did you mean {near}?" if near else said
