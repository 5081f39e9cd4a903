"""The folder of a process."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest

from gateway.double.folders import own_folder


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def left(temporary: Path, *, age: float) -> Path:
    """A folder that a process has left behind, so many seconds ago."""
    folder = temporary / f"triglot-double-{age}"
    folder.mkdir()
    (folder / "site.db").write_text("")
    moment = folder.stat().st_mtime - age
    os.utime(folder, (moment, moment))
    return folder


def test_it_is_deleted_at_the_end_whatever_the_end_is(temporary: Path) -> None:
    def fail() -> None:
        with own_folder() as folder:
            (folder / "site.db").write_text("")
            assert folder.stat().st_mode & 0o077 == 0
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert list(temporary.iterdir()) == []


def test_what_dead_processes_have_left_is_deleted(temporary: Path) -> None:
    old, new = left(temporary, age=3600), left(temporary, age=1)
    with own_folder():
        assert not old.exists()
        assert new.exists()  # whose process may be about to lock it


def test_the_folder_of_a_living_process_stays(temporary: Path) -> None:
    with own_folder() as first:
        os.utime(first, (0, 0))
        with own_folder():
            assert first.exists()
