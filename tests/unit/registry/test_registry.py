"""The functions by name."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Connection, Table

from gateway.api.schema import key, schema
from gateway.describe import BOOL, INT
from gateway.errors import InvalidParameter, MissingRecord
from gateway.registry.component import Component, ComponentError
from gateway.registry.declarations import Capability, Deletable, Ids, Level, Setting, Task
from gateway.registry.registry import Registry
from gateway.wire.call import FunctionType
from tests.unit.registry.declared import make_component, make_function


def test_functions_are_found_by_name_and_know_their_component() -> None:
    ping = make_function()
    registry = Registry([make_component(ping)])
    assert registry.get("local_lab_ping") is registry.resolve("local_lab_ping") is ping
    assert ping.info.component == "local_lab"
    assert registry.get("local_lab_pong") is None


def test_functions_are_listed_by_name() -> None:
    names = ["local_lab_b", "local_lab_a", "local_lab_c"]
    registry = Registry([make_component(*map(make_function, names)), make_component(make_function("core_x"), name="moodle")])
    assert [function.info.name for function in registry] == ["core_x", *sorted(names)]
    assert len(registry) == 4


def test_a_name_that_is_unknown_is_a_missing_record() -> None:
    with pytest.raises(MissingRecord) as caught:
        Registry([]).resolve("local_lab_ping")
    assert (caught.value.errorcode, caught.value.table) == ("invalidrecord", "external_functions")


@pytest.mark.parametrize("name", ["", "0"])
def test_no_name_is_an_invalid_parameter(name: str) -> None:
    with pytest.raises(InvalidParameter):
        Registry([]).resolve(name)


def test_a_name_is_taken_once() -> None:
    components = [make_component(make_function()), make_component(make_function())]
    with pytest.raises(ComponentError, match="the function local_lab_ping of the component local_lab is declared twice"):
        Registry(components)


@pytest.mark.parametrize("name", ["local_labs_ping", "core_ping", "local_lab"])
def test_a_name_begins_with_that_of_its_component(name: str) -> None:
    with pytest.raises(ComponentError, match="must begin with local_lab_"):
        Registry([make_component(make_function(name))])


def test_the_packages_of_the_core_share_a_component_and_name_functions_as_they_like() -> None:
    parts = [make_component(make_function(f"core_{part}_get"), name="moodle") for part in ("user", "course")]
    registry = Registry(parts)
    assert [function.info.component for function in registry] == ["moodle", "moodle"]
    assert registry.components == tuple(parts)


def tables(name: str) -> Any:
    """A collection with one table."""
    collection = schema()
    Table(name, collection, key())
    return collection


def work(_db: Connection, _settings: object, _now: int) -> int:
    return 0


SETTING = Setting("local_lab/days", INT, 30, "days")
USE = Capability("local/lab:use", FunctionType.READ, Level.COURSE)
TASK = Task("local_lab-tidy", 60, "tidy", work)


def may_read(_ctx: object, _file: object) -> bool:
    return True


def test_the_index_has_what_components_declare() -> None:
    lab = Component(
        "local_lab",
        tables=tables("local_lab_room"),
        settings=[SETTING, Setting("local_lab/on", BOOL, True, "on")],
        capabilities=[USE],
        errors={"taken": "It is taken."},
        files={"photo": may_read, "course/plan": may_read},
        tasks=[TASK],
    )
    registry = Registry([lab])
    assert registry.defaults == {"local_lab/days": "30", "local_lab/on": "1"}
    assert (registry.settings["local_lab/days"], registry.tasks["local_lab-tidy"]) == (SETTING, TASK)
    assert (registry.capabilities["local/lab:use"], registry.capabilities_of) == (USE, {"local_lab": [USE]})
    assert list(registry.areas) == [("local_lab", "photo"), ("course", "plan")]
    assert {"user", "local_lab_room"} <= registry.tables.keys()
    assert registry.branches == ()


def test_the_text_of_an_error_is_that_of_the_component_or_else_of_another() -> None:
    registry = Registry(
        [Component("local_lab", errors={"taken": "lab"}), Component("local_other", errors={"taken": "other", "gone": "other"})]
    )
    assert registry.error_text("taken", "local_other") == "other"
    assert registry.error_text("taken", "mod_x") == "lab"
    assert registry.error_text("gone", "local_lab") == "other"
    assert registry.error_text("nosuch", "local_lab") is None


@pytest.mark.parametrize(
    ("declared", "says"),
    [
        ({"settings": [SETTING]}, "the setting local_lab/days of the component moodle is declared twice"),
        ({"tasks": [TASK]}, "the task local_lab-tidy of the component moodle is declared twice"),
        ({"tables": tables("local_lab_room")}, "the table local_lab_room of the component moodle is declared twice"),
        ({"tables": tables("user")}, "the table user of the component moodle is declared twice"),
        ({"capabilities": [USE]}, "the capability local/lab:use of the component moodle is declared twice"),
        ({"files": {"local_lab/photo": may_read}}, "the file area .* of the component moodle is declared twice"),
        ({"revisions": "nowhere.revisions"}, "the component moodle has revisions and no tables"),
        ({"tables": tables("other"), "revisions": "nowhere.revisions"}, "cannot load the revisions of moodle: No module named 'nowhere'"),
    ],
)
def test_what_is_declared_twice_or_wrongly_is_an_error_that_names_it(declared: dict[str, Any], says: str) -> None:
    lab = Component(
        "local_lab", tables=tables("local_lab_room"), settings=[SETTING], capabilities=[USE], tasks=[TASK], files={"photo": may_read}
    )
    with pytest.raises(ComponentError, match=says):
        Registry([lab, Component("moodle", **declared)])


def test_the_name_of_a_capability_begins_with_that_of_its_component() -> None:
    with pytest.raises(ComponentError, match="local/lab:use of the component local_other must begin with local/other:"):
        Registry([Component("local_other", capabilities=[USE])])


def test_every_component_forgets_what_is_deleted() -> None:
    forgotten: list[tuple[str, Ids]] = []
    parts = [
        Component("local_lab", on_delete={Deletable.USER: lambda _db, ids: forgotten.append(("lab", ids))}),
        Component(
            "local_other",
            on_delete={
                Deletable.USER: lambda _db, ids: forgotten.append(("other", ids)),
                Deletable.CONTEXT: lambda _db, ids: forgotten.append(("context", ids)),
            },
        ),
    ]
    Registry(parts).forget(None, Deletable.USER, [3])  # type: ignore[arg-type]
    assert forgotten == [("lab", [3]), ("other", [3])]
