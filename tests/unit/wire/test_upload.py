"""Reading uploads piece by piece."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.errors import CodecError, DecodeError, HostileInput
from gateway.wire.form import Form
from gateway.wire.upload import FileBegin, FileEnd, FilePiece, UploadReader

TYPE = "multipart/form-data; boundary=XBOUNDARYX"
MARK = b"--XBOUNDARYX"

Files = list[tuple[str, str, bytes]]


def part(disposition: str, content: bytes) -> bytes:
    return MARK + b"\r\nContent-Disposition: form-data; " + disposition.encode() + b"\r\nX-More: 1\r\n\r\n" + content + b"\r\n"


def body(*parts: bytes) -> bytes:
    return b"".join(parts) + MARK + b"--\r\n"


def read(pieces: list[bytes], most: int = 100) -> tuple[Form, Files, bool]:
    """The fields, the files, and whether the end has come, of a body that comes in pieces."""
    reader, files = UploadReader(TYPE, most), []
    for piece in pieces:
        for event in reader.feed(piece):
            match event:
                case FileBegin():
                    files.append((event.field, event.filename, b""))
                case FilePiece():
                    files[-1] = (*files[-1][:2], files[-1][2] + event.content)
                case FileEnd():
                    assert not reader.in_file or event is not None
    return reader.form, files, reader.ended


@given(
    st.lists(st.tuples(st.sampled_from(["a", "b", "c"]), st.binary(max_size=300)), max_size=5),
    st.lists(st.integers(1, 60), min_size=1, max_size=20),
)
def test_files_are_whole_however_they_come(sent: list[tuple[str, bytes]], sizes: list[int]) -> None:
    sent = [(name, content.replace(MARK, b"")) for name, content in sent]
    whole = body(
        *(part(f'name="{name}"; filename="{name}.txt"', content) for name, content in sent),
        part('name="token"', b"abc"),
        part('name="n[]"', b"1"),
    )
    pieces, at, turn = [], 0, 0
    while at < len(whole):
        size = sizes[turn % len(sizes)]
        pieces.append(whole[at : at + size])
        at, turn = at + size, turn + 1
    form, files, ended = read(pieces)
    assert files == [(name, f"{name}.txt", content) for name, content in sent]
    assert form == {"token": "abc", "n": {0: "1"}}
    assert ended


@pytest.mark.parametrize(
    ("sent", "name"),
    [
        ('filename="plain.txt"', "plain.txt"),
        ("filename=plain.txt", "plain.txt"),
        ('filename=""', ""),
        ('filename="../../etc/passwd"', "passwd"),
        (r'filename="..\evil.txt"', "evil.txt"),
        (r'filename="C:\Users\me\a b.txt"', "a b.txt"),
        (r'filename="a\"b.txt"', 'a"b.txt'),
        ('filename="漢字🎓.txt"', "漢字🎓.txt"),
        ('filename="semi;colon.txt"', "semi;colon.txt"),
        ('filename="folder/"', ""),
    ],
)
def test_a_name_is_what_follows_the_folders(sent: str, name: str) -> None:
    assert read([body(part(f'name="a"; {sent}', b"1"))])[1] == [("a", name, b"1")]


def test_an_upload_without_parts_has_nothing() -> None:
    assert read([MARK + b"--\r\n"]) == ({}, [], True)


def test_an_upload_that_is_cut_off_has_no_end() -> None:
    form, files, ended = read([part('name="a"; filename="cut.txt"', b"never ends")[:-2]])
    assert (form, files, ended) == ({}, [("a", "cut.txt", b"never ends")], False)


@pytest.mark.parametrize("kind", ["multipart/form-data", "multipart/form-data; boundary=", f"multipart/form-data; boundary={'x' * 300}"])
def test_a_type_without_a_boundary_is_refused(kind: str) -> None:
    with pytest.raises(DecodeError):
        UploadReader(kind, 10)


@given(st.binary(max_size=400), st.booleans())
def test_whatever_comes_only_errors_of_codecs_are_raised(data: bytes, begun: bool) -> None:
    reader = UploadReader(TYPE, 5)
    try:
        reader.feed((part('name="a"; filename="a.txt"', b"1")[:-2] if begun else b"") + data)
        reader.feed(data)
    except CodecError:
        pass


def test_fields_and_parts_are_bounded() -> None:
    with pytest.raises(HostileInput):
        read([body(*(part(f'name="f{number}"', b"") for number in range(11)))], most=10)
    with pytest.raises(HostileInput):
        read([part('name="a"', b"x" * 70_000)])
