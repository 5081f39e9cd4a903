"""All functions against the recorded catalogue, and what every function owes to those who read about it."""

from __future__ import annotations

import json
import pkgutil
import re
from collections.abc import Iterator
from importlib import import_module
from importlib.metadata import entry_points
from pathlib import Path

import pytest

import gateway.components
from gateway.components import built_in
from gateway.describe import Description, List, Struct
from gateway.registry.catalogue import Entry, catalogue, differences
from gateway.registry.component import CORE, Component, discover
from gateway.registry.registry import Registry
from gateway.wire.call import FunctionInfo
from tests.unit.app_fixtures import ORACLE

PROBE = "tests.components.local_probe"
OURS = Registry(discover([PROBE]))
OWN = catalogue(OURS)
RECORDED: dict[str, Entry] = json.loads(Path(ORACLE / "catalogue.json").read_text())


@pytest.mark.parametrize("name", OWN)
def test_a_function_is_described_as_the_recorded_one(name: str) -> None:
    assert list(differences({name: OWN[name]}, RECORDED)) == []


def test_a_difference_is_found_wherever_it_is() -> None:
    name = "core_user_get_users_by_field"
    recorded = RECORDED[name]
    changed = {
        "type": {**recorded, "type": "write"},
        "params": {**recorded, "params": dict(reversed(recorded["params"].items()))},
        "returns": {**recorded, "returns": None},
    }
    for place, entry in changed.items():
        (line,) = differences({name: entry}, RECORDED)
        assert line.startswith(f"{name}.{place}: ")
    assert list(differences({"no_such_function": recorded}, RECORDED)) == ["no_such_function: not in the other catalogue"]


def test_one_entry_point_announces_every_component_in_the_package() -> None:
    packages = [module.name for module in pkgutil.iter_modules(gateway.components.__path__)]
    found = built_in()
    assert found == [import_module(f"gateway.components.{package}.manifest").component for package in sorted(packages)]
    assert [point.value for point in entry_points(group="gateway.components")] == ["gateway.components:built_in"]


@pytest.mark.parametrize("package", sorted(module.name for module in pkgutil.iter_modules(gateway.components.__path__)))
def test_the_name_of_a_function_begins_with_its_component(package: str) -> None:
    component: Component = import_module(f"gateway.components.{package}.manifest").component
    for function in component.functions:
        assert function.info.name.startswith(f"{package}_")
    assert component.name in (CORE, package)


def described(info: FunctionInfo) -> Iterator[tuple[str, Description]]:
    """Every parameter and every result of a function, with its path; the members of lists go without a name and text."""

    def walk(path: str, node: Description) -> Iterator[tuple[str, Description]]:
        if isinstance(node, Struct):
            for name, member in node.members.items():
                yield f"{path}.{name}", member
                yield from walk(f"{path}.{name}", member)
        elif isinstance(node, List):
            yield from walk(f"{path}[]", node.of)

    yield from walk("params", info.params)
    if info.returns is not None:
        yield from walk("returns", info.returns)


BUILT_IN = [function.info for function in Registry(discover())]


@pytest.mark.parametrize("info", BUILT_IN, ids=lambda info: info.name)
def test_every_function_and_every_value_has_a_text(info: FunctionInfo) -> None:
    assert re.fullmatch(r"[A-Z].*\.", info.text), info.text
    silent = [path for path, node in described(info) if not node.text]
    assert silent == []


def test_no_two_functions_have_the_same_text() -> None:
    texts = [info.text for info in BUILT_IN]
    assert len(set(texts)) == len(texts)


@pytest.mark.parametrize("info", BUILT_IN, ids=lambda info: info.name)
def test_declared_capabilities_and_services_exist(info: FunctionInfo) -> None:
    known = {entry["name"] for entry in json.loads(Path(ORACLE / "capabilities.json").read_text())["capabilities"]}
    assert set(info.capabilities) <= known
    services = {service.shortname for component in OURS.components for service in component.services}
    assert set(info.services) <= services
