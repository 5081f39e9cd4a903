"""The functions as data, and what differs between two catalogues."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from gateway.registry.catalogue import catalogue, differences
from gateway.registry.registry import Registry
from tests.unit.registry.declared import THING, make_component, make_function


@pytest.fixture
def own() -> dict[str, Any]:
    """The catalogue of two functions."""
    things = make_function("local_lab_things", returns=THING, capabilities=["moodle/course:view"], services=["lab"], ajax=True)
    quiet = make_function("local_lab_quiet", returns=None)
    return dict(catalogue(Registry([make_component(things, quiet)])))


def test_a_catalogue_has_the_form_of_the_recorded_one(own: dict[str, Any]) -> None:
    assert own == {
        "local_lab_quiet": {
            "component": "local_lab",
            "type": "read",
            "ajax": False,
            "loginrequired": True,
            "capabilities": [],
            "services": [],
            "params": {"number": {"value": "int"}},
            "returns": None,
        },
        "local_lab_things": {
            "component": "local_lab",
            "type": "read",
            "ajax": True,
            "loginrequired": True,
            "capabilities": ["moodle/course:view"],
            "services": ["lab"],
            "params": {"number": {"value": "int"}},
            "returns": {"struct": {"id": {"value": "int"}, "name": {"value": "text", "default": ""}}},
        },
    }
    assert json.loads(json.dumps(own)) == own


def test_equal_catalogues_do_not_differ(own: dict[str, Any]) -> None:
    assert list(differences(own, copy.deepcopy(own))) == []
    assert list(differences({}, own)) == []


def test_a_function_that_the_other_lacks_is_a_difference(own: dict[str, Any]) -> None:
    assert list(differences(own, {})) == ["local_lab_quiet: not in the other catalogue", "local_lab_things: not in the other catalogue"]


@pytest.mark.parametrize(
    ("path", "value", "line"),
    [
        (("type",), "write", "local_lab_things.type: 'read'; the other has 'write'"),
        (("ajax",), 1, "local_lab_things.ajax: True; the other has 1"),
        (("services",), [], "local_lab_things.services: ['lab']; the other has []"),
        (("params", "number", "value"), "float", "local_lab_things.params.number.value: 'int'; the other has 'float'"),
        (("params",), {}, "local_lab_things.params: has number; the other has nothing"),
        (("returns", "struct", "name", "default"), None, "local_lab_things.returns.struct.name.default: ''; the other has None"),
    ],
)
def test_a_leaf_that_differs_is_named_by_its_path(own: dict[str, Any], path: tuple[str, ...], value: object, line: str) -> None:
    other = copy.deepcopy(own)
    *way, last = path
    place = other["local_lab_things"]
    for step in way:
        place = place[step]
    place[last] = value
    assert list(differences(own, other)) == [line]


def test_the_order_of_members_counts(own: dict[str, Any]) -> None:
    other = copy.deepcopy(own)
    members = other["local_lab_things"]["returns"]["struct"]
    other["local_lab_things"]["returns"]["struct"] = dict(reversed(members.items()))
    assert list(differences(own, other)) == ["local_lab_things.returns.struct: has id, name; the other has name, id"]


def test_a_result_where_there_was_none_is_a_difference(own: dict[str, Any]) -> None:
    other = copy.deepcopy(own)
    other["local_lab_quiet"]["returns"] = {"value": "int"}
    assert list(differences(own, other)) == ["local_lab_quiet.returns: None; the other has {'value': 'int'}"]


def test_a_default_of_the_moment_is_equal_to_what_it_may_have_been() -> None:
    def entries(at: object, lang: object) -> dict[str, Any]:
        return {"local_lab_f": {"params": {"at": {"value": "int", "default": at}, "lang": {"value": "lang", "default": lang}}}}

    own = entries({"now": True}, {"setting": "lang"})
    assert list(differences(own, own)) == []
    assert list(differences(own, entries(1_795_296_440, "en"))) == []
    assert len(list(differences(own, entries("1795296440", None)))) == 2
    assert len(list(differences(entries(1_795_296_440, "en"), own))) == 2
