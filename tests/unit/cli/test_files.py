"""The verb ``files``."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from gateway.cli import files as cli_files
from gateway.files import collection, inventory
from gateway.store.blobs import GRACE, content_hash
from tests.unit.cli.verbs import done, refusal, told

Triglot = Callable[..., Result]
PRIVATE = "user:tess/user/private/0"

pytestmark = pytest.mark.usefixtures("demo")


@pytest.fixture
def local(tmp_path: Path) -> Path:
    """A local file."""
    file = tmp_path / "week 1.txt"
    file.write_bytes(b"On numbers." * 100_000)
    return file


@pytest.fixture
def put(demo: Result, triglot: Triglot, local: Path) -> None:
    """Two files are stored."""
    done(triglot("files", "put", str(local), f"{PRIVATE}/"))
    done(triglot("files", "put", str(local), f"{PRIVATE}/Slides/a_b/numbers.txt", "--owner", "tess", "--author", "Tess", "--license", "cc"))


def content(tmp_path: Path, name: str, shelf: str = "") -> Path:
    return tmp_path / "files" / shelf / name[:2] / name[2:4] / name


def names(triglot: Triglot, address: str = PRIVATE) -> list[str]:
    return [one["filepath"] + one["filename"] for one in told(triglot("files", "list", address, "--json"))]


@pytest.mark.usefixtures("put")
def test_files_are_stored_and_listed(triglot: Triglot, local: Path) -> None:
    (area,) = told(triglot("files", "list", "user:tess", "--json"))
    assert area == {"component": "user", "filearea": "private", "items": 1, "files": 2, "bytes": 2_200_000}
    assert done(triglot("files", "list", "user:tess")).split() == ["user", "private", "1", "items", "2", "files", "2200000"]
    found = told(triglot("files", "list", f"{PRIVATE}/", "--json"))
    assert [(one["filepath"], one["filename"], one["filesize"], one["mimetype"]) for one in found] == [
        ("/", "week 1.txt", 1_100_000, "text/plain"),
        ("/Slides/a_b/", "numbers.txt", 1_100_000, "text/plain"),
    ]
    assert {one["contenthash"] for one in found} == {content_hash(local.read_bytes())}
    context = found[0]["contextid"]
    first, second = done(triglot("files", "list", f"{context}/user/private")).splitlines()
    assert first.startswith(f"{context}/user/private/0/week 1.txt")
    assert second.endswith("text/plain")


@pytest.mark.usefixtures("put")
def test_many_files_are_listed_and_removed_page_by_page(triglot: Triglot, local: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inventory, "PAGE", 2)
    for name in "abcd":
        done(triglot("files", "put", str(local), f"{PRIVATE}/Slides/{name}"))
    assert names(triglot) == ["/week 1.txt", *(f"/Slides/{name}" for name in "abcd"), "/Slides/a_b/numbers.txt"]
    assert done(triglot("files", "remove", f"{PRIVATE}/", "--all")) == "Removed 9 files and folders.\n"
    assert told(triglot("files", "list", "user:tess", "--json")) == []


@pytest.mark.usefixtures("put")
def test_a_folder_is_meant_with_what_lies_in_it_and_nothing_else(triglot: Triglot, local: Path) -> None:
    for folder in ("slides/a_b", "Slides/aXb", "Slides/a_b/deeper", "Slides2"):
        done(triglot("files", "put", str(local), f"{PRIVATE}/{folder}/x"))
    assert names(triglot, f"{PRIVATE}/Slides/a_b/") == ["/Slides/a_b/numbers.txt", "/Slides/a_b/deeper/x"]
    assert done(triglot("files", "remove", f"{PRIVATE}/Slides/a_b/", "--all")) == "Removed 4 files and folders.\n"
    assert names(triglot) == ["/week 1.txt", "/Slides/aXb/x", "/Slides2/x", "/slides/a_b/x"]


@pytest.mark.usefixtures("put")
def test_a_file_is_fetched(triglot: Triglot, local: Path, tmp_path: Path) -> None:
    target = tmp_path / "fetched"
    assert "1100000 bytes" in done(triglot("files", "get", f"{PRIVATE}/week 1.txt", str(target)))
    assert target.read_bytes() == local.read_bytes()
    assert "is there" in refusal(triglot("files", "get", f"{PRIVATE}/week 1.txt", str(target)))
    target.write_bytes(b"old")
    done(triglot("files", "get", f"{PRIVATE}/week 1.txt", str(target), "--replace"))
    assert target.read_bytes() == local.read_bytes()
    (tmp_path / "folder").mkdir()
    done(triglot("files", "get", f"{PRIVATE}/week 1.txt", str(tmp_path / "folder")))
    assert (tmp_path / "folder" / "week 1.txt").stat().st_size == 1_100_000
    assert triglot("files", "get", f"{PRIVATE}/week 1.txt", "-").stdout_bytes == local.read_bytes()


@pytest.mark.usefixtures("put")
def test_a_file_takes_the_place_of_another_only_when_told(triglot: Triglot, local: Path) -> None:
    local.write_bytes(b"new")
    assert "--replace" in refusal(triglot("files", "put", str(local), f"{PRIVATE}/"))
    done(triglot("files", "put", str(local), f"{PRIVATE}/", "--replace"))
    assert triglot("files", "get", f"{PRIVATE}/week 1.txt", "-").stdout_bytes == b"new"


@pytest.mark.usefixtures("put")
def test_a_file_is_removed(triglot: Triglot) -> None:
    assert done(triglot("files", "remove", f"{PRIVATE}/week 1.txt")) == "Removed 1 file.\n"
    assert "there is no file" in refusal(triglot("files", "remove", f"{PRIVATE}/week 1.txt"))
    assert "--all" in refusal(triglot("files", "remove", PRIVATE))
    assert names(triglot) == ["/Slides/a_b/numbers.txt"]


@pytest.mark.parametrize("address", ["course:ALG1", "course:2", "category:2", "system", "1", "user:tess"])
def test_a_context_is_named_in_many_ways(triglot: Triglot, address: str) -> None:
    assert told(triglot("files", "list", address, "--json")) == []


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("course:nosuch", "there is no course"),
        ("user:nosuch", "there is no user"),
        ("99999", "there is no context"),
        ("module:99999", "there is no context"),
        ("school:1", "names no context"),
        ("category:x", "names no context"),
    ],
)
def test_a_context_that_is_none_is_refused(triglot: Triglot, address: str, expected: str) -> None:
    assert expected in refusal(triglot("files", "list", address))


@pytest.mark.parametrize(
    ("address", "code", "expected"),
    [
        ("user:tess/user/nosuch/0/", 1, "no component has the area user/nosuch"),
        ("user:tess/user/private/0/a<b>", 1, "characters"),
        ("user:tess/user/private/0/../", 1, "characters"),
        ("user:tess/user/private", 2, "must name an item"),
        ("user:tess/user/private/x/", 2, "must be a number"),
    ],
)
def test_a_file_needs_a_place(triglot: Triglot, local: Path, address: str, code: int, expected: str) -> None:
    assert expected in refusal(triglot("files", "put", str(local), address), code)


def test_what_is_no_file_is_not_fetched(triglot: Triglot) -> None:
    assert "that of a file" in refusal(triglot("files", "get", PRIVATE), 2)
    assert "there is no file" in refusal(triglot("files", "get", f"{PRIVATE}/none"))


# Checking.


@pytest.fixture
def one_part(local: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the 256 parts of a store, only that of the local file."""
    for module in (cli_files, collection):
        monkeypatch.setattr(module, "DIGITS", [content_hash(local.read_bytes())[:2]])


def checked(result: Result, code: int) -> list[str]:
    """The lines that a check printed."""
    assert result.exit_code == code, result.output
    return result.stdout.splitlines()


@pytest.mark.usefixtures("put")
def test_a_store_in_order_is_told_so(triglot: Triglot) -> None:
    assert checked(triglot("files", "check"), 0) == ["Checked 1 contents: 0 missing, 0 damaged, 0 orphaned; 0 not repaired."]


@pytest.mark.usefixtures("put", "one_part")
def test_a_missing_content_is_found_and_restored_from_a_copy(triglot: Triglot, local: Path, tmp_path: Path) -> None:
    name = content_hash(local.read_bytes())
    copy = tmp_path / "copy" / name[:2] / name[2:4] / name
    copy.parent.mkdir(parents=True)
    content(tmp_path, name).rename(copy)
    assert "is missing" in refusal(triglot("files", "get", f"{PRIVATE}/week 1.txt", str(tmp_path / "x")))
    assert not (tmp_path / "x").exists()
    line, summary = checked(triglot("files", "check", "--quick"), 1)
    assert line.startswith(f"missing {name} (1100000 bytes): ")
    assert "/user/private/0/week 1.txt" in line
    assert summary == "Checked 1 contents: 1 missing, 0 damaged, 0 orphaned; 1 not repaired."
    assert checked(triglot("files", "check", "--repair"), 1)[0] == line
    assert checked(triglot("files", "check", "--repair", "--from", str(tmp_path / "copy")), 0)[0] == f"{line}, repaired"
    assert content(tmp_path, name).read_bytes() == local.read_bytes()
    assert copy.exists()


@pytest.mark.usefixtures("put", "one_part")
def test_a_damaged_content_is_kept_apart_and_restored(triglot: Triglot, local: Path, tmp_path: Path) -> None:
    whole = local.read_bytes()
    name = content_hash(whole)
    content(tmp_path, name).write_bytes(b"?" + whole[1:])
    assert checked(triglot("files", "check", "--quick"), 0)
    assert checked(triglot("files", "check"), 1)[0].startswith(f"damaged {name}")
    assert checked(triglot("files", "check", "--repair"), 1)[0].startswith(f"damaged {name}")
    assert not content(tmp_path, name).exists()
    assert content(tmp_path, name, "damaged").read_bytes()[:1] == b"?"
    assert checked(triglot("files", "check", "--repair"), 1)[0].startswith(f"missing {name}")
    done(triglot("files", "put", str(local), f"{PRIVATE}/again"))
    assert checked(triglot("files", "check"), 0)
    content(tmp_path, name).write_bytes(whole[:-1])
    assert checked(triglot("files", "check", "--quick"), 1)[0].startswith(f"damaged {name}")
    content(tmp_path, name, "trash").parent.mkdir(parents=True)
    content(tmp_path, name, "trash").write_bytes(whole)
    assert checked(triglot("files", "check", "--repair"), 0)[0].endswith(", repaired")
    assert content(tmp_path, name).read_bytes() == whole


@pytest.mark.usefixtures("put", "one_part")
def test_an_orphan_is_put_aside(triglot: Triglot, local: Path, tmp_path: Path) -> None:
    name = content_hash(local.read_bytes())
    done(triglot("files", "remove", PRIVATE, "--all"))
    assert checked(triglot("files", "check"), 0)
    path = content(tmp_path, name)
    old = path.stat().st_mtime - GRACE - 60
    os.utime(path, (old, old))
    assert checked(triglot("files", "check"), 1)[0] == f"orphaned {name} (1100000 bytes)"
    assert checked(triglot("files", "check", "--repair"), 0)[0].endswith(", repaired")
    assert content(tmp_path, name, "trash").exists()
    os.utime(content(tmp_path, name, "trash"), (old, old))
    assert done(triglot("tasks", "run", "contents")) == "contents: 1\n"
    assert not content(tmp_path, name, "trash").exists()


def test_a_copy_is_for_repairs(triglot: Triglot, tmp_path: Path) -> None:
    assert "--repair" in refusal(triglot("files", "check", "--from", str(tmp_path)), 2)
