"""The headers of every page: nothing that it shows can run, be framed, or be taken for something else."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

__all__ = ["SECURE", "of_page"]

SECURE: Final[Mapping[str, str]] = MappingProxyType(
    {
        "content-security-policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
        "referrer-policy": "no-referrer",
    }
)
"""The headers of pages that need no script, style or picture."""


def of_page(*, also_to: str = "", style: str = "") -> Mapping[str, str]:
    """The headers of a page of ours: styles, scripts and pictures come from this site alone, and forms lead nowhere else.

    ``also_to`` is a scheme, as in ``moodlemobile``, to which the answer to a form may send the browser on. ``style`` is the hash of the one
    style sheet that a script of the page may write into it.
    """
    forms = f"'self' {also_to}:" if also_to else "'self'"
    styles = f"'self' '{style}'" if style else "'self'"
    policy = (
        f"default-src 'none'; style-src {styles}; script-src 'self'; img-src 'self'; connect-src 'self'; font-src 'self'; "
        f"base-uri 'none'; form-action {forms}; frame-ancestors 'none'"
    )
    return {**SECURE, "content-security-policy": policy, "referrer-policy": "same-origin"}
