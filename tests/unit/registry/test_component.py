"""Components, and how they are found."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from gateway.registry.component import Component, ComponentError, discover
from tests.unit.registry.declared import make_component, make_function


@pytest.fixture
def lab() -> Iterator[ModuleType]:
    """A module that can be imported, with two components and something else in it."""
    module = ModuleType("lab_of_tests")
    vars(module).update(component=make_component(), other=make_component(name="local_other"), wrong=1)
    sys.modules[module.__name__] = module
    yield module
    del sys.modules[module.__name__]


def test_a_component_has_the_functions_of_its_modules_and_nothing_else() -> None:
    first, second = ModuleType("first"), ModuleType("second")
    one, two = make_function("local_lab_one"), make_function("local_lab_two")
    vars(first).update(one=one, number=1, helper=len)
    vars(second).update(two=two)
    component = Component("local_lab", first, second, version=7)
    assert (component.functions, component.services, component.version) == ((one, two), (), 7)
    assert repr(component) == "<Component local_lab>"


def test_installed_components_are_found_in_the_order_of_their_names() -> None:
    found = discover()
    assert "moodle" in {component.name for component in found}
    assert discover() == found


def test_components_that_are_named_come_after_the_installed_ones(lab: ModuleType) -> None:
    installed = discover()
    assert discover(["lab_of_tests", "lab_of_tests:other"]) == [*installed, lab.component, lab.other]


@pytest.mark.usefixtures("lab")
@pytest.mark.parametrize(
    ("reference", "says"),
    [
        ("nowhere.to.be.found", "cannot load the component nowhere.to.be.found"),
        ("lab_of_tests:wrong", "lab_of_tests:wrong is not a component: no Component named 'wrong' there"),
        ("lab_of_tests:missing", "no Component named 'missing' there"),
        ("gateway.api.text", "gateway.api.text is not a component: no Component named 'component' there"),
    ],
)
def test_what_is_no_component_is_an_error_that_names_it(reference: str, says: str) -> None:
    with pytest.raises(ComponentError, match=says):
        discover([reference])


DECLARED = """
from gateway.api import INT, READ, Component, List, Struct, Value, function

@function("local_broken_f", READ, params={{{params}}}, returns=Value(INT))
def f(ctx, a):
    {doc}

import sys
component = Component("local_broken", sys.modules[__name__])
"""


@pytest.mark.parametrize(
    ("params", "doc", "says"),
    [
        ('"a": Value(INT)', "return 1", "the function local_broken_f has no docstring, whose first line says what it returns or does"),
        ('"b": Value(INT)', "'Text.'", r"TypeError: local_broken_f: the Python function takes \['a'\] .* \(local_broken.py, line 4\)"),
        ('"a": Value(NO_TYPE)', "'Text.'", r"NameError: name 'NO_TYPE' is not defined \(local_broken.py, line 4\)"),
        ('"a": Value(INT', "'Text.'", "SyntaxError: .*line 4"),
        ('"a": Value("whole")', "'Text.'", "whole"),
    ],
)
def test_a_broken_declaration_is_refused_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, params: str, doc: str, says: str
) -> None:
    (tmp_path / "local_broken.py").write_text(DECLARED.format(params=params, doc=doc))
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "local_broken", raising=False)
    with pytest.raises(ComponentError, match=says) as refused:
        discover(["local_broken"])
    sys.modules.pop("local_broken", None)
    assert "\n" not in str(refused.value)
