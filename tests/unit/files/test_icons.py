"""Icons of files."""

from __future__ import annotations

import pytest
from lxml import etree

from gateway.files.icons import drawing, icon_of
from gateway.files.media_types import by_name


@pytest.mark.parametrize(
    ("name", "icon"),
    [
        ("a.txt", "text"), ("a.pdf", "pdf"), ("a.PNG", "image"), ("a.svg", "image"), ("a.zip", "archive"), ("a.7z", "archive"),
        ("a.tgz", "archive"), ("a.mbz", "moodle"), ("a.html", "markup"), ("a.xhtml", "markup"), ("a.docx", "document"),
        ("a.xlsx", "spreadsheet"), ("a.csv", "spreadsheet"), ("a.pptx", "powerpoint"), ("a.odt", "writer"), ("a.ods", "calc"),
        ("a.odp", "impress"), ("a.odg", "draw"), ("a.epub", "epub"), ("a.mp3", "audio"), ("a.mp4", "video"), ("a.h5p", "h5p"),
        ("a.php", "sourcecode"), ("a.json", "json"), ("a.nosuch", "unknown"), ("a", "unknown"),
    ],
)  # fmt: skip
def test_every_kind_of_file_has_an_icon_that_can_be_drawn(name: str, icon: str) -> None:
    assert icon_of(by_name(name), name) == f"f/{icon}"
    drawn = drawing(f"f/{icon}")
    assert drawn is not None
    assert etree.fromstring(drawn).get("viewBox") == "0 0 24 24"


def test_there_are_icons_for_no_other_names() -> None:
    assert drawing("pdf") is drawing("f/") is drawing("f/../pdf") is drawing("x/pdf") is None
