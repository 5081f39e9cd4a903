"""Whether what documents and code point to is there: ``python -m tests.links``, a part of ``make lint``.

Looked at are the links of all Markdown pages, with their anchors, the files of ours that pages name in code, and the pages that
comments and docstrings cite, as ``docs/contract/server.md 2.5`` or by the name alone, always from the root of the repository.
A number behind the name of a page must be that of a heading of the page. A number in brackets that cites no page is an error,
too: nobody can follow it.
"""

from __future__ import annotations

import ast
import io
import re
import subprocess
import sys
import tokenize
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.token import Token

ROOT = Path(__file__).parents[1]
FOREIGN = {Path("tests/oracle/replay.py")}  # taken over unchanged from the recordings

_SECTION = r"\d+(?:\.\d+)?"
_PAGE = re.compile(rf"(?<![\w/.*-])(?P<page>[\w./-]+\.md)\b(?:``)?(?:\s(?P<sections>{_SECTION}(?:(?:,\s|\sand\s|\sto\s){_SECTION})*))?")
_OURS = re.compile(r"(?:benchmarks(?!/results)|conf|docs|gateway|protocols|tests)/[\w./-]*")
_BARE = re.compile(r"\((?P<sections>\d\.\d+(?:(?:, | and )\d\.\d+)*)\)")


class Problem(NamedTuple):
    """Something that points nowhere, and the line of the file on which it does."""

    file: Path
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.text}"


def check_page(root: Path, file: Path) -> Iterator[Problem]:
    """The links and names of files on a Markdown page for which there is no file, or no heading of a page."""
    for line, target in _links(root / file):
        if re.match(r"[a-z][a-z0-9+.-]*:", target):
            continue
        path, _, anchor = unquote(target).partition("#")
        linked = (root / file.parent / path).resolve() if path else root / file
        if not linked.exists():
            yield Problem(file, line, f"there is no {path}")
        elif anchor and linked.suffix == ".md" and anchor not in _anchors(linked):
            yield Problem(file, line, f"{path or file.name} has no heading #{anchor}")
    for line, name in _named_files(root / file):
        if not (root / name).exists():
            yield Problem(file, line, f"there is no {name}, seen from the root of the repository")


def check_source(root: Path, file: Path) -> Iterator[Problem]:
    """The citations in the comments and docstrings of a Python module that name no page, or no section of the page."""
    for first, text in _prose((root / file).read_text("utf-8")):
        for found in _PAGE.finditer(text):
            line = first + text.count("\n", 0, found.start())
            if not (root / found["page"]).is_file():
                yield Problem(file, line, f"there is no {found['page']}, seen from the root of the repository")
                continue
            for section in re.findall(_SECTION, found["sections"] or ""):
                if section not in _sections(root / found["page"]):
                    yield Problem(file, line, f"{found['page']} has no section {section}")
        for found in _BARE.finditer(text):
            yield Problem(file, first + text.count("\n", 0, found.start()), f"({found['sections']}) names a section of no page")


def check(root: Path, files: list[Path]) -> list[Problem]:
    """All problems of the Markdown pages and Python modules among some files."""
    problems: list[Problem] = []
    for file in files:
        if file.suffix == ".md":
            problems += check_page(root, file)
        elif file.suffix == ".py" and file not in FOREIGN:
            problems += check_source(root, file)
    return problems


def _prose(source: str) -> Iterator[tuple[int, str]]:
    """The comments and docstrings of a module, each with the number of its first line."""
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            yield node.lineno, node.value.value


@cache
def _tokens(page: Path) -> list[Token]:
    return MarkdownIt("commonmark").enable("table").parse(page.read_text("utf-8"))


def _links(page: Path) -> Iterator[tuple[int, str]]:
    """The targets of all links and images of a page, each with the first line of the paragraph it is in."""
    line = 1
    for block in _tokens(page):
        line = block.map[0] + 1 if block.map else line
        for token in block.children or ():
            target = token.attrGet("href" if token.type == "link_open" else "src")
            if isinstance(target, str):
                yield line, target


def _named_files(page: Path) -> Iterator[tuple[int, str]]:
    """The files and folders of the repository that stand as code in the text of a page, each with a line as links have it."""
    line = 1
    for block in _tokens(page):
        line = block.map[0] + 1 if block.map else line
        yield from (
            (line, token.content) for token in block.children or () if token.type == "code_inline" and _OURS.fullmatch(token.content)
        )


@cache
def _headings(page: Path) -> list[str]:
    """The texts of a page's headings, without marks of code or emphasis."""
    blocks = _tokens(page)
    inlines = (blocks[index + 1] for index, block in enumerate(blocks) if block.type == "heading_open")
    return ["".join(child.content for child in inline.children or ()) for inline in inlines]


@cache
def _sections(page: Path) -> set[str]:
    """The numbers of a page's headings."""
    return {found[1] for heading in _headings(page) if (found := re.match(rf"({_SECTION})\b", heading))}


@cache
def _anchors(page: Path) -> set[str]:
    """The anchors that GitHub gives the headings of a page: a second heading of the same text ends with -1."""
    anchors: set[str] = set()
    uses: Counter[str] = Counter()
    for heading in _headings(page):
        slug = re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
        anchors.add(f"{slug}-{uses[slug]}" if uses[slug] else slug)
        uses[slug] += 1
    return anchors


def main() -> int:
    """Print what points nowhere in the files that git knows or would add. Exit status 0 where nothing does."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", "*.md", "*.py"]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.splitlines()
    problems = check(ROOT, [Path(name) for name in listed if (ROOT / name).exists()])
    for problem in problems:
        print(problem)
    print(f"{len(problems)} links and citations point nowhere" if problems else "All links and citations point somewhere")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
