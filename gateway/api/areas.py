"""File areas: their declaration, stored files, and the rule for areas that everybody may read who may enter the context."""

from __future__ import annotations

from gateway.files.areas import INTRO, MadeFile, StoredFile, enterable, kept_by_revision, nowhere, path_in_address, view
from gateway.files.icons import icon_of
from gateway.files.portrait import portrait
from gateway.registry.declarations import Areas, FileArea, ItemSegment

__all__ = [
    "INTRO",
    "Areas",
    "FileArea",
    "ItemSegment",
    "MadeFile",
    "StoredFile",
    "enterable",
    "icon_of",
    "kept_by_revision",
    "nowhere",
    "path_in_address",
    "portrait",
    "view",
]
