"""The store of contents that the settings name."""

from __future__ import annotations

from pathlib import Path

from gateway.files.folder import FolderBlobs
from gateway.settings import Files
from gateway.store.blobs import Blobs

__all__ = ["BlobsError", "opened"]


class BlobsError(Exception):
    """The store of the contents of files cannot be used as configured; the text is one line for the operator."""


def opened(settings: Files) -> Blobs:
    """The store that the settings name; nothing is asked of it yet. Raises ``BlobsError``."""
    if settings.store == "folder":
        return FolderBlobs(Path(settings.folder))
    if not settings.bucket:
        raise BlobsError("an object storage needs the name of a bucket: set [files] bucket")
    if bool(settings.access_key) != bool(settings.secret_key):
        raise BlobsError("an object storage needs both of [files] access_key and secret_key, or none of them")
    try:
        from gateway.files.bucket import BucketBlobs
    except ModuleNotFoundError as error:
        if error.name != "obstore":
            raise
        raise BlobsError("an object storage needs a library that is not installed: pip install 'triglot[s3]'") from None
    return BucketBlobs(settings)
