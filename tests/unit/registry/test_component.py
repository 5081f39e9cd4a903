"""Components, and how they are found."""

from __future__ import annotations

import sys
from collections.abc import Iterator
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
