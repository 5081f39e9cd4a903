"""Descriptions are immutable, and hold nothing but descriptions."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.describe.model import FromSetting, List, Now, Struct, Value
from gateway.describe.types import BOOL, INT, RAW

WRONG: list[Any] = [INT, None, {"a": Value(INT)}]


@pytest.mark.parametrize("wrong", WRONG)
def test_what_is_no_description_cannot_be_put_into_one(wrong: Any) -> None:
    with pytest.raises(TypeError, match="member 'a' is described by"):
        Struct({"b": Value(INT), "a": wrong})
    with pytest.raises(TypeError, match="item of a list is described by"):
        List(wrong)


@pytest.mark.parametrize("wrong", ["int", None])
def test_a_value_is_of_a_parameter_type(wrong: Any) -> None:
    with pytest.raises(TypeError, match="parameter type"):
        Value(wrong)


def test_nothing_can_be_changed_afterwards() -> None:
    members = {"a": Value(INT)}
    node = Struct(members)
    members["b"] = Value(INT)
    assert list(node.members) == ["a"]
    with pytest.raises(TypeError):
        node.members["b"] = Value(INT)  # type: ignore[index]
    with pytest.raises(AttributeError, match="immutable"):
        node.text = "another"  # type: ignore[misc]


def test_nodes_are_equal_only_to_themselves() -> None:
    first, second = Value(INT), Value(INT)
    assert first != second
    assert len({first, second}) == 2


def test_only_values_have_defaults_of_the_moment_and_only_whole_numbers_the_time() -> None:
    assert str(Value(INT, default=Now()).default) == "the time of the call"
    assert str(Value(RAW, default=FromSetting("lang")).default) == "the site's setting lang"
    with pytest.raises(TypeError, match="whole numbers"):
        Value(RAW, default=Now())
    with pytest.raises(TypeError, match="no default of the moment"):
        Struct({}, default=FromSetting("lang"))
    with pytest.raises(TypeError, match="no default of the moment"):
        List(Value(INT), default=Now())


def test_a_value_says_only_what_its_type_allows() -> None:
    with pytest.raises(TypeError, match="may not be null"):
        Value(INT, null=False, null_means="nobody")
    with pytest.raises(TypeError, match="have a bound"):
        Value(BOOL, most=5)
    with pytest.raises(TypeError, match="only a raw one"):
        Value(INT, as_sent=True)
