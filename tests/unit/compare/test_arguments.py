"""Arguments as people write them down."""

from __future__ import annotations

import pytest

from gateway.compare.arguments import CallsError, read_calls, shaped
from gateway.describe import BOOL, FLOAT, INT, RAW, Description, List, Struct, Value
from gateway.registry.registry import Registry

GROUPS = Struct({"groups": List(Struct({"id": Value(INT), "share": Value(FLOAT), "open": Value(BOOL), "name": Value(RAW)}))})


@pytest.mark.parametrize(
    ("form", "description", "value"),
    [
        (
            {"groups": {0: {"id": "7", "share": "1.5", "open": "true", "name": "7"}, 5: {"id": "x", "more": "1"}}},
            GROUPS,
            {"groups": [{"id": 7, "share": 1.5, "open": True, "name": "7"}, {"id": "x", "more": "1"}]},
        ),
        ("007", Value(INT), "007"),
        ("-1", Value(INT), -1),
        ("", Value(INT), ""),
        ("0", Value(BOOL), False),
        ("maybe", Value(BOOL), "maybe"),
        ("1,5", Value(FLOAT), "1,5"),
        ("a", GROUPS, "a"),
        ({"0": "1"}, Value(INT), {"0": "1"}),
    ],
)
def test_what_fits_the_description_becomes_what_it_asks_for(form: object, description: Description, value: object) -> None:
    made = shaped(form, description)
    assert (made, type(made)) == (value, type(value))


def test_a_file_holds_a_call_a_line(registry: Registry) -> None:
    text = (
        b'# calls\n\n{"function": "local_trial_plain"}\n{"function": "local_trial_add", "arguments": {"name": "n"}, "ignore": ["a[].b"]}\n'
    )
    first, second = read_calls(text, registry)
    assert (first[0].function.name, first[0].arguments, first[1]) == ("local_trial_plain", {}, [])
    assert (second[0].arguments, second[1]) == ({"name": "n"}, ["a[].b"])


@pytest.mark.parametrize(
    "line", [b"{", b"[]", b"{}", b'{"function": 5}', b'{"function": "nosuch"}', b'{"function": "local_trial_plain", "args": {}}', b"\xff"]
)
def test_what_is_no_call_is_told_with_its_line(registry: Registry, line: bytes) -> None:
    with pytest.raises(CallsError, match="line 2: "):
        list(read_calls(b"\n" + line, registry))
