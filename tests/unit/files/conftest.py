"""Stores of the contents of files."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest

from gateway.files.folder import FolderBlobs
from gateway.files.stores import opened
from gateway.store.blobs import Blobs
from tests import object_storage


@pytest.fixture(scope="session")
def storage() -> Iterator[str]:
    """The address of an object storage with one bucket for all tests."""
    object_storage.require()
    with object_storage.serving() as address:
        yield address


@pytest.fixture(params=["folder", "s3"])
def blobs(request: pytest.FixtureRequest, tmp_path: Path) -> Blobs:
    """A store of each kind, with nothing in it."""
    if request.param == "folder":
        return FolderBlobs(tmp_path / "files")
    address = request.getfixturevalue("storage")
    return opened(object_storage.settings(address, tmp_path / "files", prefix=secrets.token_hex(6)))
