"""The form of a function: what is filled in is what is sent, whatever its description nests."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest

from gateway.describe import Struct
from gateway.describe.model import List, Value
from gateway.describe.samples import sample
from gateway.describe.types import BOOL, FLOAT, INT, RAW, TEXT
from gateway.errors import CodedError
from gateway.registry.registry import Registry
from gateway.web.pages.lab import form
from gateway.web.pages.lab.form import Field
from gateway.wire.form import parse_fields

PERSON = Struct(
    {
        "name": Value(TEXT),
        "age": Value(INT, optional=True),
        "tags": List(Value(RAW), default=[]),
        "place": Struct({"city": Value(TEXT), "at": Value(FLOAT, default=1.5)}, optional=True),
    }
)
PARAMS = Struct({"people": List(PERSON), "notify": Value(BOOL, default=False), "grid": List(List(Value(INT)), optional=True)})
FULL: dict[str, Any] = {
    "people": [
        {"name": "Ann\nB.", "age": 7, "tags": ["x", ""], "place": {"city": "", "at": 0.25}},
        {"name": "", "place": {"city": "Y"}},
    ],
    "notify": True,
    "grid": [[1, 2], []],
}


def sent(fields: list[Field]) -> Iterator[tuple[str, str]]:
    """What a browser sends of a form that nobody has touched."""
    for field in fields:
        if field.kind in ("struct", "list"):
            if field.kind == "struct" and field.there:
                yield f"{field.name}[{form.MARK}]", "1"
            yield from sent(list(field.fields))
        else:
            yield field.name, field.value


def round_trip(params: Struct, arguments: dict[str, Any]) -> dict[str, object]:
    data = urlencode([*sent(form.fields(params, arguments))]).encode()
    return form.read(params, parse_fields(data, 20_000).get(form.ARGS))


def test_what_is_filled_in_is_what_is_sent() -> None:
    full = round_trip(PARAMS, FULL)
    assert full == {**FULL, "grid": [[1, 2]]}  # a list without items inside of another is written as JSON
    assert round_trip(PARAMS, {"people": []}) == {"people": []}
    assert round_trip(PARAMS, {}) == {"people": []}


def test_what_is_optional_and_empty_is_left_out() -> None:
    assert form.read(PARAMS, {"people": {0: {"name": "", "age": "", "place": {"city": "lost"}}}, "notify": ""}) == {
        "people": [{"name": ""}]
    }


@pytest.mark.parametrize("nonsense", [None, "text", {"people": "x", "grid": {0: "y"}, "other": "z"}, {"notify": {0: "1"}}])
def test_nonsense_is_no_argument(nonsense: Any) -> None:
    assert form.read(PARAMS, nonsense).keys() <= {"people", "grid"}


def test_items_come_and_go() -> None:
    arguments: dict[str, object] = {}
    for path in ("people", "people", "people.1.tags", "grid", "grid.0"):
        form.added(PARAMS, arguments, path)
    assert arguments == {"people": [{}, {"tags": [""]}], "grid": [[""]]}
    for path in ("people.0", "people.0.tags.0", "grid.0.0"):
        form.removed(PARAMS, arguments, path)
    assert arguments == {"people": [{"tags": []}], "grid": [[]]}
    full: dict[str, object] = {"grid": [[1]] * 100}
    with pytest.raises(CodedError):
        form.added(PARAMS, full, "grid")
    assert form.fields(PARAMS, full)[2].full


@pytest.mark.parametrize("path", ["", "people.9", "people.0.name", "nosuch", "people.x.tags", "notify", "people.0.tags.0", "grid.²"])
def test_there_is_no_list_where_there_is_none(path: str) -> None:
    for change in (form.added, form.removed):
        with pytest.raises(CodedError):
            change(PARAMS, {"people": [{"name": "a"}]}, path if change is form.removed or path != "people.0.tags.0" else "notify")


def test_every_function_has_a_form_of_its_examples(registry: Registry) -> None:
    for function in registry:
        params = function.info.params
        assert round_trip(params, sample(params)) == round_trip(params, round_trip(params, sample(params))), function.info.name
