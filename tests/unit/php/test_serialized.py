"""Values as PHP's ``serialize`` writes them."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.php.serialized import dumps, loads

PAIRS = [
    (None, "N;"),
    (True, "b:1;"),
    (-5, "i:-5;"),
    ("é", 's:2:"é";'),
    ('a";b', 's:4:"a";b";'),
    ({}, "a:0:{}"),
    ({0: "x", "k": {"in": 1}}, 'a:2:{i:0;s:1:"x";s:1:"k";a:1:{s:2:"in";i:1;}}'),
]


@pytest.mark.parametrize(("value", "text"), PAIRS)
def test_values_are_read_and_written(value: Any, text: str) -> None:
    assert dumps(value) == text
    assert loads(text) == value


def test_floats_and_plain_objects_are_read() -> None:
    assert loads("d:0.5;") == 0.5
    assert loads('a:1:{i:0;O:8:"stdClass":1:{s:1:"a";i:1;}}') == {0: {"a": 1}}


@pytest.mark.parametrize("text", ["", "x", "i:x;", 'O:3:"Foo":0:{}', "a:2:{i:0;i:1;}", 's:9:"a'])
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"value|literal|float|substring|subsection"):
        loads(text)


def test_other_values_are_not_written() -> None:
    with pytest.raises(TypeError):
        dumps(0.5)
