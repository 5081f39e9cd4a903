"""JSON within limits: what counts as a value and as a level, and what only looks like one."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.errors import HostileInput
from gateway.wire.exchange import Limits
from gateway.wire.jsonbounds import read_json, require_bounded

LIMITS = Limits(form_fields=10, depth=4)


@pytest.mark.parametrize(
    "value",
    [
        1,
        "[[[[[[{{{{,,,,,,,,,,,,",
        '\\"[[[[[[',
        [[[[1]]]],
        {"a": {"b": {"c": {"d": 1}}}},
        list(range(10)),
        [[], [], [], []],
        {"[[[[[[": ["]]]]", ",,,,,,,,,,"]},
        ["\\", "[", "\\"],
    ],
    ids=repr,
)
def test_within(value: object) -> None:
    assert read_json(json.dumps(value).encode(), LIMITS) == value


@pytest.mark.parametrize("body", [b"[" * 5, b"[[[[[1]]]]]", b'{"a":' * 5, b'[{"a":[{"b":[1]}]}]'])
def test_too_deep(body: bytes) -> None:
    with pytest.raises(HostileInput, match="deeper than 4"):
        require_bounded(body, LIMITS)


@pytest.mark.parametrize("body", [b"[0,0,0,0,0,0,0,0,0,0,0,0]", b"[{},{},{},{},{},{},{}]", b"," * 11, b'"" ,' * 11])
def test_too_many(body: bytes) -> None:
    with pytest.raises(HostileInput, match="more than 10 values"):
        require_bounded(body, LIMITS)


@pytest.mark.parametrize("body", [b"", b"{", b'"', b'"\\', b"\xff", b'["a'])
def test_no_json(body: bytes) -> None:
    with pytest.raises(orjson.JSONDecodeError):
        read_json(body, LIMITS)


_VALUES = st.recursive(
    st.none() | st.integers(0, 9) | st.text('[]{},"\\a', max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text('[{,"\\', max_size=3), inner, max_size=3),
    max_leaves=12,
)


def depth_of(value: Any) -> int:
    """The greatest number of lists and structs in each other."""
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
    return 0 if inner is None else 1 + max(map(depth_of, inner), default=0)


def commas_of(value: Any) -> int:
    """The number of commas that divide values, and of lists and structs."""
    inner = list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else None
    return 0 if inner is None else 1 + len(list(pairwise(inner))) + sum(map(commas_of, inner))


@given(_VALUES)
def test_what_counts_is_what_is_made(value: object) -> None:
    limits = Limits(form_fields=5, depth=2)
    bounded = depth_of(value) <= limits.depth and commas_of(value) <= limits.form_fields
    try:
        assert read_json(json.dumps(value).encode(), limits) == value
        assert bounded
    except HostileInput:
        assert not bounded
