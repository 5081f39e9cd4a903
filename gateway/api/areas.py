"""File areas: stored files, and the rule for areas that everybody may read who may enter the context."""

from __future__ import annotations

from gateway.files.areas import StoredFile, enterable, path_in_address

__all__ = ["StoredFile", "enterable", "path_in_address"]
