"""The file areas of resources, whose address may end at a folder with a page of its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gateway.api.areas import INTRO, kept_by_revision

__all__ = ["AREAS"]

# The names of pages that stand for their folder, the first that there is.
_PAGES = ("index.htm", "index.html", "Default.htm")


def places(rest: Sequence[str]) -> Iterator[tuple[int, str, str]]:
    """The file that is named after the revision, or else the page of the folder of that name."""
    path = rest[1:]
    if path:
        yield 0, "/" + "".join(f"{segment}/" for segment in path[:-1]), path[-1]
    folder = "/" + "".join(f"{segment}/" for segment in path)
    for name in _PAGES:
        yield 0, folder, name


AREAS = {"intro": INTRO, "content": kept_by_revision(places=places)}
"""The file areas of resources, each with the rule of who may read it."""
