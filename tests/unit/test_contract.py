"""All functions against the recorded catalogue, and what every function owes to those who read about it."""

from __future__ import annotations

import ast
import inspect
import json
import pkgutil
import re
import textwrap
from collections.abc import Iterator
from importlib import import_module
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import pytest

import gateway.components
from gateway.access.settings import SETTINGS
from gateway.components import built_in
from gateway.describe import Description, FromSetting, List, Struct
from gateway.registry.catalogue import Entry, catalogue, differences
from gateway.registry.component import CORE, Component, discover
from gateway.registry.function import Function
from gateway.registry.registry import Registry
from gateway.server.host import Gateway
from gateway.wire.call import FunctionInfo, FunctionType
from tests.interop.samples import SAMPLES
from tests.unit.app_fixtures import ORACLE, call, value

PROBE = "tests.components.local_probe"
OURS = Registry(discover([PROBE]))
OWN = catalogue(OURS)
RECORDED: dict[str, Entry] = json.loads(Path(ORACLE / "catalogue.json").read_text())


@pytest.mark.parametrize("name", OURS.offered)
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


def test_one_entry_point_announces_every_component_in_the_package_and_another_upstreams() -> None:
    packages = [module.name for module in pkgutil.iter_modules(gateway.components.__path__)]
    found = built_in()
    assert found == [import_module(f"gateway.components.{package}.manifest").component for package in sorted(packages)]
    announced = [point.value for point in entry_points(group="gateway.components")]
    assert announced == ["gateway.components:built_in", "gateway.upstream.manifest"]


# Functions of the core that rest on components which their own may not know, for those rest on it in turn.
ELSEWHERE = {
    "core_course_duplicate_course": "core_backup",
    "core_update_inplace_editable": "core_courseformat",
    "core_course_import_course": "core_backup",
    "core_course_add_content_item_to_user_favourites": "core_courseformat",
    "core_course_delete_modules": "core_courseformat",
    "core_course_edit_module": "core_courseformat",
    "core_course_edit_section": "core_courseformat",
    "core_course_get_activity_chooser_footer": "core_courseformat",
    "core_course_get_course_content_items": "core_courseformat",
    "core_course_get_enrolled_courses_with_action_events_by_timeline_classification": "core_calendar",
    "core_course_get_module": "core_courseformat",
    "core_course_remove_content_item_from_user_favourites": "core_courseformat",
    "core_course_toggle_activity_recommendation": "core_courseformat",
    "core_tag_get_tagindex": "core_search",
    "core_tag_get_tagindex_per_area": "core_search",
}


@pytest.mark.parametrize("package", sorted(module.name for module in pkgutil.iter_modules(gateway.components.__path__)))
def test_the_name_of_a_function_begins_with_its_component(package: str) -> None:
    component: Component = import_module(f"gateway.components.{package}.manifest").component
    for function in component.functions:
        assert function.info.name.startswith(f"{package}_") or ELSEWHERE.get(function.info.name) == package
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


FUNCTIONS = list(Registry(discover()))
BUILT_IN = [function.info for function in FUNCTIONS]


@pytest.mark.parametrize("info", BUILT_IN, ids=lambda info: info.name)
def test_every_function_and_every_value_has_a_text(info: FunctionInfo) -> None:
    assert re.fullmatch(r"[A-Z].*\.", info.text), info.text
    silent = [path for path, node in described(info) if not node.text]
    assert silent == []


@pytest.mark.parametrize("info", BUILT_IN, ids=lambda info: info.name)
def test_settings_that_are_defaults_exist(info: FunctionInfo) -> None:
    named = [node.default.name for _, node in described(info) if isinstance(node.default, FromSetting)]
    assert set(named) <= OURS.settings.keys() | {setting.name for setting in SETTINGS}


def test_no_two_functions_have_the_same_text() -> None:
    texts = [info.text for info in BUILT_IN]
    assert len(set(texts)) == len(texts)


@pytest.mark.parametrize("info", BUILT_IN, ids=lambda info: info.name)
def test_declared_capabilities_and_services_exist(info: FunctionInfo) -> None:
    known = {entry["name"] for entry in json.loads(Path(ORACLE / "capabilities.json").read_text())["capabilities"]}
    assert set(info.capabilities) <= known
    services = {service.shortname for component in OURS.components for service in component.services}
    assert set(info.services) <= services


# What is described but not built says so.


def is_facade(function: Function) -> bool:
    """Whether the source of a function shows that it can only answer emptily.

    It reads nothing and returns a list without items; or it returns nothing but warnings of the courses that were asked for.
    """
    tree = ast.parse(textwrap.dedent(inspect.getsource(function.implementation)))
    returned = [node.value for node in ast.walk(tree) if isinstance(node, ast.Return)]
    nothing = all(isinstance(value, ast.List) and not value.elts for value in returned)
    warns = any(isinstance(node, ast.Attribute) and ast.unparse(node) == "instances.refused" for node in ast.walk(tree))
    return warns or (function.info.type is FunctionType.READ and nothing and bool(returned))


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.info.name)
def test_a_function_that_can_only_answer_emptily_is_declared_so(function: Function) -> None:
    assert function.info.empty == is_facade(function)


@pytest.mark.parametrize("name", [info.name for info in BUILT_IN if info.empty])
async def test_a_function_that_is_declared_empty_answers_so(gateway: Gateway, name: str) -> None:
    settings_of_the_site = {"h5pglobalsettings", "options"}
    samples: list[Any] = [sample for sample in SAMPLES[name] if not sample.refused]
    answers = [value(await call(gateway, name, sample.arguments, by="admin")) for sample in samples]
    assert answers
    for answer in answers:
        filled = {key for key, member in answer.items() if member} if isinstance(answer, dict) else set(answer)
        assert filled <= {"warnings"} | settings_of_the_site
