from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from gateway.describe import (
    INT,
    RAW,
    FromSetting,
    List,
    Now,
    Struct,
    Value,
    compile_params,
    compile_returns,
    export,
    export_params,
    read,
    read_params,
)

CATALOGUE: dict[str, dict[str, Any]] = json.loads((Path(__file__).parents[2] / "oracle" / "catalogue.json").read_text("utf-8"))


def text(data: object) -> str:
    """Data as text, so that the order of keys counts."""
    return json.dumps(data)


def test_the_whole_catalogue_makes_the_round_trip() -> None:
    assert len(CATALOGUE) > 800
    for function in CATALOGUE.values():
        assert text(export_params(read_params(function["params"]))) == text(function["params"])
        if function["returns"] is not None:
            assert text(export(read(function["returns"]))) == text(function["returns"])


def test_the_whole_catalogue_compiles() -> None:
    for function in CATALOGUE.values():
        compile_params(read_params(function["params"]))
        compile_returns(None if function["returns"] is None else read(function["returns"]))


def test_export() -> None:
    node = Struct({"a": Value(INT, "text", default=None, null=False), "b": List(Value(RAW), null=True)}, optional=True)
    assert text(export(node)) == text(
        {
            "struct": {"a": {"value": "int", "default": None, "null": False}, "b": {"list": {"value": "raw"}, "null": True}},
            "optional": True,
        }
    )


@pytest.mark.parametrize(
    "data",
    [{}, {"value": "nosuch"}, {"value": 5}, {"value": "int", "x": 1}, {"list": []}, {"struct": [], "optional": True}, {"null": True}],
)
def test_no_description(data: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"description|nosuch"):
        read(data)


def test_export_with_texts() -> None:
    node = Struct({"a": Value(INT, "one"), "b": List(Value(RAW, "two"), "three")}, "four")
    data = export(node, texts=True)
    members = {"a": {"value": "int", "text": "one"}, "b": {"list": {"value": "raw", "text": "two"}, "text": "three"}}
    assert text(data) == text({"struct": members, "text": "four"})
    assert text(export(read(data), texts=True)) == text(data)
    assert text(export_params(Struct({"b": node.members["b"]}), texts=True)) == text({"b": members["b"]})


def test_what_null_means_is_a_text() -> None:
    node = Value(INT, "how many", null_means="no limit")
    assert export(node) == {"value": "int"}
    data = export(node, texts=True)
    assert data == {"value": "int", "text": "how many", "null_means": "no limit"}
    again = read(data)
    assert isinstance(again, Value)
    assert again.takes_null
    with pytest.raises(ValueError, match="description"):
        read({"struct": {}, "null_means": "nothing"})


def test_defaults_of_the_moment_are_exported_as_what_they_are() -> None:
    node = Struct({"at": Value(INT, default=Now()), "lang": Value(RAW, default=FromSetting("lang"))})
    data = export(node)
    assert text(data) == text(
        {"struct": {"at": {"value": "int", "default": {"now": True}}, "lang": {"value": "raw", "default": {"setting": "lang"}}}}
    )
    assert text(export(read(data))) == text(data)


@pytest.mark.parametrize("default", [{}, {"now": False}, {"now": True, "setting": "lang"}, {"setting": 5}])
def test_no_default(default: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="default"):
        read({"value": "int", "default": default})
