"""The file areas of the site: its logos, which everybody may see, who logs in, too."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gateway.api import SYSTEM, CallContext
from gateway.api.areas import FileArea, StoredFile

__all__ = ["AREAS"]

_LIFETIME = 60 * 24 * 3600


def of_site(_ctx: CallContext, file: StoredFile) -> bool:
    """Whether a file is one of the site."""
    return file.contextid == SYSTEM.id


def places(rest: Sequence[str]) -> Iterator[tuple[int, str, str]]:
    """The file that is named after the size that clients have room for and a revision. Files are given as large as they are."""
    if len(rest) > 2:
        yield 0, "/" + "".join(f"{segment}/" for segment in rest[2:-1]), rest[-1]


_LOGO = FileArea(may_read=of_site, places=places, lifetime=_LIFETIME, shared=True, download=False, open=True, public=True)

AREAS = {f"core_admin/{name}": _LOGO for name in ("favicon", "logo", "logocompact")}
"""The file areas of the site, each with the rule of who may read it."""
