"""Stored files: the areas of items, draft areas and how they are stored in the areas of items, how large files may be."""

from __future__ import annotations

from gateway.files import drafts, rows
from gateway.files.areas import StoredFile
from gateway.files.drafts import AreaLimits
from gateway.files.media_types import HEAD, of_file
from gateway.files.previews import LARGEST_PICTURE, squares
from gateway.files.rows import FOLDER, ItemArea
from gateway.files.uploads import largest_file, may_ignore_limits
from gateway.store.blobs import Blob

__all__ = [
    "FOLDER",
    "HEAD",
    "LARGEST_PICTURE",
    "AreaLimits",
    "Blob",
    "ItemArea",
    "StoredFile",
    "drafts",
    "largest_file",
    "may_ignore_limits",
    "of_file",
    "rows",
    "squares",
]
