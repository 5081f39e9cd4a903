"""The functions by name."""

from __future__ import annotations

import pytest

from gateway.errors import InvalidParameter, MissingRecord
from gateway.registry.component import ComponentError
from gateway.registry.registry import Registry
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
