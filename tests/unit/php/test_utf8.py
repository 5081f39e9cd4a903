from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.php.utf8 import from_bytes, normalise, repair


@pytest.mark.parametrize(
    ("data", "repaired"),
    [
        (b"a\0b", b"ab"),
        ("é\ufffe\uffff漢🎓".encode(), "é漢🎓".encode()),
        (b"a\xffb", b"ab"),
        (b"\xc0\xafx", b"x"),
        (b"\xed\xa0\x80x", b"x"),
        (b"x\xe6\xbc", b"x"),
        (b"\x07\xf4\x90\x80\x80", b"\x07\xf4\x90\x80\x80"),
        (b"\xf8\x88\x80\x80\x80", b""),
    ],
)
def test_repair(data: bytes, repaired: bytes) -> None:
    assert repair(from_bytes(data)) == from_bytes(repaired)


@given(st.binary())
def test_repair_leaves_what_it_repaired(data: bytes) -> None:
    once = repair(from_bytes(data))
    assert repair(once) == once


@given(st.text(st.characters(codec="utf-8")))
def test_valid_text_only_loses_what_is_dropped(text: str) -> None:
    assert repair(text) == "".join(char for char in text if char not in "\0\ufffe\uffff")


def test_normalise_writes_bytes_in_one_way() -> None:
    assert normalise("\udcc3\udca9") == "é"
    assert normalise("\ud800") == "\udced\udca0\udc80"
    assert normalise("\udcff\ud800") == "\udcff\udced\udca0\udc80"
    assert normalise("é") == "é"


@given(st.text(st.characters(codec=None, categories=["Cs", "L"])))
def test_normalised_text_holds_no_surrogate_but_for_a_byte(text: str) -> None:
    normal = normalise(text)
    assert normal.encode("utf-8", "surrogateescape").decode("utf-8", "surrogateescape") == normal
