"""The media types of files."""

from __future__ import annotations

import pytest

from gateway.files.media_types import by_name, of_file


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("a.txt", "text/plain"),
        ("A.PNG", "image/png"),
        ("page.php", "text/plain"),
        ("a.js", "application/x-javascript"),
        ("a.mp3", "audio/mp3"),
        ("x.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("x.h5p", "application/zip.h5p"),
        ("archive.tar.gz", "application/g-zip"),
        ("noending", "document/unknown"),
        ("a.unknownext", "document/unknown"),
        ("txt", "document/unknown"),
        ("", "document/unknown"),
    ],
)
def test_a_type_is_that_of_the_ending(name: str, kind: str) -> None:
    assert by_name(name) == kind


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"plain words\n", "text/plain"),
        ("gr\u00f6\u00dfer".encode(), "text/plain"),
        ("gr\u00f6".encode()[:-1], "text/plain"),  # a character is cut at the end of what is looked at
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "image/png"),
        (b"%PDF-1.4\n\xe2\xe3\xcf\xd3\n\0", "application/pdf"),
        (b"PK\x03\x04\x14\0\0\0\x08\0", "application/zip"),
        (bytes(range(256)), "application/octet-stream"),
        (b"", "document/unknown"),
    ],
)
def test_without_an_ending_the_content_tells(head: bytes, kind: str) -> None:
    assert of_file("noending", head) == kind


def test_what_the_ending_says_stands_against_the_content() -> None:
    assert of_file("fake.png", b"not a picture") == "image/png"
