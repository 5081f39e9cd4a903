"""Declaring functions."""

from __future__ import annotations

from typing import Annotated

import pytest

from gateway.describe import INT, TEXT, Value, export, export_params
from gateway.errors import InvalidParameter, InvalidResponse
from gateway.registry.function import Run, function
from gateway.wire.call import FunctionType
from tests.unit.campus import make_site
from tests.unit.registry.declared import READ, WRITE, make_function

SITE = make_site()


def test_a_function_is_what_was_said_of_it() -> None:
    declared = make_function(
        "local_lab_ping",
        WRITE,
        capabilities=["moodle/course:view"],
        services=["lab", "moodle_mobile_app"],
        ajax=True,
        loginrequired=False,
        readonlysession=True,
        deprecated=True,
    )
    info = declared.info
    assert (info.name, info.type, info.text, info.component) == ("local_lab_ping", FunctionType.WRITE, "Give the number back.", "")
    assert (info.capabilities, info.services) == (("moodle/course:view",), ("lab", "moodle_mobile_app"))
    assert (info.ajax, info.loginrequired, info.readonlysession, info.deprecated) == (True, False, True, True)
    assert repr(declared) == "<Function local_lab_ping>"


def test_what_is_not_said_has_the_defaults_of_the_contract() -> None:
    info = make_function().info
    assert (info.capabilities, info.services) == ((), ())
    assert (info.ajax, info.loginrequired, info.readonlysession, info.deprecated) == (False, True, False, False)


def test_the_text_is_the_first_line_of_the_docstring_unless_given() -> None:
    @function("local_lab_bare", READ, params={})
    def bare(ctx: object) -> None:
        pass

    assert bare.info.text == ""
    assert make_function(text="Says something else.").info.text == "Says something else."


def test_parameters_are_validated_and_results_cleaned_by_the_descriptions() -> None:
    declared = make_function()
    assert declared.validate({"number": "7"}, SITE) == {"number": 7}
    assert declared.clean("7", SITE) == 7
    with pytest.raises(InvalidParameter):
        declared.validate({"number": "seven"}, SITE)
    with pytest.raises(InvalidResponse):
        declared.clean("seven", SITE)


def test_descriptions_are_compiled_once_and_not_before_they_are_needed() -> None:
    declared = make_function()
    before = declared.validate, declared.clean
    declared.validate({"number": "7"}, SITE)
    declared.clean("7", SITE)
    after = declared.validate, declared.clean
    assert before != after
    declared.validate({"number": "8"}, SITE)
    declared.clean("8", SITE)
    assert (declared.validate, declared.clean) == after


def test_both_descriptions_are_read_from_the_signature_where_none_is_given() -> None:
    @function("local_lab_read", READ)
    def read(ctx: object, ids: list[int], name: Annotated[str, TEXT, "its name"] = "") -> list[Annotated[int, "an id"]]:
        """Read things."""
        return ids

    assert export_params(read.info.params) == {
        "ids": {"list": {"value": "int", "null": False}},
        "name": {"value": "text", "default": "", "null": False},
    }
    assert read.info.returns is not None
    assert export(read.info.returns) == {"list": {"value": "int", "null": False}}
    assert read.validate({"ids": ["1"]}, SITE) == {"ids": [1], "name": ""}
    assert read.clean(["1", 2], SITE) == [1, 2]


def test_a_function_is_run_as_it_is_written() -> None:
    @function("local_lab_wait", READ, params={})
    async def wait(ctx: object) -> None:
        """Wait."""

    assert make_function().run is Run.PLAIN
    assert make_function(blocking=True).run is Run.BLOCKING
    assert wait.run is Run.ASYNC


def test_an_async_function_cannot_block() -> None:
    async def wait(ctx: object) -> None:
        """Wait."""

    with pytest.raises(TypeError, match="an async function cannot be blocking"):
        function("local_lab_wait", READ, params={}, blocking=True)(wait)


def test_a_function_must_take_what_it_describes() -> None:
    def takes_nothing() -> None:
        """Take nothing."""

    def takes_other(_ctx: object, other: int) -> None:
        """Take something else."""

    def takes_everything(_ctx: object, **arguments: object) -> dict[str, object]:
        """Take everything."""
        return arguments

    declare = function("local_lab_take", READ, params={"number": Value(INT)})
    with pytest.raises(TypeError, match="local_lab_take: the first parameter"):
        declare(takes_nothing)
    with pytest.raises(
        TypeError, match=r"local_lab_take: the Python function takes \['other'\] after _ctx, the description has \['number'\]"
    ):
        declare(takes_other)
    assert declare(takes_everything).implementation(None, number=1) == {"number": 1}
