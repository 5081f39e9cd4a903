"""File areas: their declaration, stored files, and the rule for areas that everybody may read who may enter the context."""

from __future__ import annotations

from gateway.files.areas import INTRO, StoredFile, enterable, kept_by_revision, path_in_address
from gateway.registry.declarations import Areas, FileArea, ItemSegment

__all__ = ["INTRO", "Areas", "FileArea", "ItemSegment", "StoredFile", "enterable", "kept_by_revision", "path_in_address"]
