"""Links and citations: those that lead somewhere, and those that do not."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.links import check

PAGE = """# Names

## 2. Keys

### 2.4 `keys` and *other* words

## 2. Keys
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "names.md").write_text(PAGE)
    return tmp_path


def problems(root: Path, name: str, text: str) -> list[str]:
    (root / name).write_text(text)
    return [str(problem) for problem in check(root, [Path(name)])]


@pytest.mark.parametrize(
    "link",
    [
        "docs/names.md",
        "docs",
        "docs/names.md#names",
        "docs/names.md#24-keys-and-other-words",
        "docs/names.md#2-keys-1",
        "#here",
        "https://example.org/a.md#b",
    ],
)
def test_links_that_lead_somewhere(root: Path, link: str) -> None:
    assert problems(root, "page.md", f"# Here\n\n[a link]({link})\n") == []


@pytest.mark.parametrize(
    ("link", "why"),
    [
        ("names.md", "there is no names.md"),
        ("docs/names.md#24", "docs/names.md has no heading #24"),
        ("docs/names.md#2-keys-2", "docs/names.md has no heading #2-keys-2"),
        ("#there", "page.md has no heading #there"),
    ],
)
def test_links_that_lead_nowhere_are_told_with_their_line(root: Path, link: str, why: str) -> None:
    assert problems(root, "page.md", f"# Here\n\n| a |\n| - |\n| [a link]({link}) |\n") == [f"page.md:5: {why}"]


@pytest.mark.parametrize("name", ["docs/names.md", "docs/", "docs/<name>/", "lib/other.php"])
def test_files_that_are_named_and_there(root: Path, name: str) -> None:
    assert problems(root, "page.md", f"# Here\n\nIt is in `{name}`.\n") == []


def test_a_file_that_is_named_and_not_there(root: Path) -> None:
    found = problems(root, "page.md", "# Here\n\nIt is in `docs/gone.md`.\n")
    assert found == ["page.md:3: there is no docs/gone.md, seen from the root of the repository"]


def test_what_stands_in_code_is_no_link(root: Path) -> None:
    assert problems(root, "page.md", "`[a](b.md)`\n\n    [a](b.md)\n") == []


@pytest.mark.parametrize(
    "cited",
    [
        '"""What it is (``docs/names.md 2.4``)."""',
        '"""What it is (``docs/names.md 2\nand 2.4``)."""',
        "# docs/names.md 2, 2.4: what it is",
        '"""docs/names.md says it."""',
        'text = "names.md 9 (9.9)"',
        "number = 1.0  # (version 1.0)",
    ],
)
def test_citations_that_lead_somewhere(root: Path, cited: str) -> None:
    assert problems(root, "module.py", f"{cited}\n") == []


@pytest.mark.parametrize(
    ("cited", "line", "why"),
    [
        ("# names.md says it", 1, "there is no names.md, seen from the root of the repository"),
        ("# docs/names.md 3", 1, "docs/names.md has no section 3"),
        ('"""What it is\n(``docs/names.md`` 2.4 and 2.5)."""', 2, "docs/names.md has no section 2.5"),
        ('def names():\n    """What it is (2.4)."""', 2, "(2.4) names a section of no page"),
        ("value = 1  # as it must be (2.4, 2.5)", 1, "(2.4, 2.5) names a section of no page"),
    ],
)
def test_citations_that_lead_nowhere_are_told_with_their_line(root: Path, cited: str, line: int, why: str) -> None:
    assert problems(root, "module.py", f"{cited}\n") == [f"module.py:{line}: {why}"]
