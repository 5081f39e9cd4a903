"""Documents made small."""

from __future__ import annotations

import zlib

import pytest

from protocols.soap.typed.packed import pack, unpack


@pytest.mark.parametrize("document", [b"", b"<a>\xc5\xbc</a>" * 1000])
def test_a_document_comes_back_as_it_was(document: bytes) -> None:
    packed = pack(document)
    assert (unpack(packed), packed.isascii()) == (document, True)
    assert len(packed) < 100


@pytest.mark.parametrize("text", ["", "<a/>", "ż"])
def test_what_was_not_packed(text: str) -> None:
    with pytest.raises((ValueError, zlib.error)):
        unpack(text)
