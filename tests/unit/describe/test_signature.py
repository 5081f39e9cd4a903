from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Annotated, Any, NotRequired, Optional, Required, TypedDict

import pytest

from gateway.describe import ALPHANUMEXT, INT, RAW, TEXT, Struct, export, export_params, read_signature


class Member(TypedDict, total=False):
    id: Required[int]
    note: Annotated[str | None, RAW]


class Group(TypedDict):
    name: Annotated[str, TEXT, "name of the group"]
    members: Annotated[list[Member], "who belongs to it"]
    idnumber: NotRequired[Annotated[str, RAW]]


@dataclass
class Options:
    limit: int = 10
    fields: list[Annotated[str, ALPHANUMEXT]] = field(default_factory=list)
    strict: bool | None = None
    weight: float = field(kw_only=True)


def create(
    ctx: object,
    groups: list[Group],
    options: Annotated[Options, "how"],
    kind: Annotated[int, INT, "kind of group"] | None = None,
    notify: bool = False,
) -> list[Group]:
    raise NotImplementedError


def test_signature() -> None:
    params, returns = read_signature(create)
    group = {
        "struct": {
            "name": {"value": "text", "null": False},
            "members": {"list": {"struct": {"id": {"value": "int", "null": False}, "note": {"value": "raw", "optional": True}}}},
            "idnumber": {"value": "raw", "optional": True, "null": False},
        }
    }
    assert export_params(params) == {
        "groups": {"list": group},
        "options": {
            "struct": {
                "limit": {"value": "int", "default": 10, "null": False},
                "fields": {"list": {"value": "alphanumext", "null": False}, "default": []},
                "strict": {"value": "bool", "default": None},
                "weight": {"value": "float", "null": False},
            }
        },
        "kind": {"value": "int", "default": None},
        "notify": {"value": "bool", "default": False, "null": False},
    }
    assert params.members["options"].text == "how"
    assert params.members["kind"].text == "kind of group"
    assert returns is not None
    assert export(returns) == {"list": group}


def nothing(ctx: object, old: Optional[int]) -> None:  # noqa: UP045 - this form is read as well
    raise NotImplementedError


def test_no_result() -> None:
    params, returns = read_signature(nothing)
    assert export_params(params) == {"old": {"value": "int"}}
    assert isinstance(params, Struct)
    assert returns is None


def no_annotation(ctx: object, x) -> None: ...  # type: ignore[no-untyped-def]
def no_result(ctx: object, x: int): ...  # type: ignore[no-untyped-def]
def no_type(ctx: object, x: str) -> None: ...
def no_meaning(ctx: object, x: dict[str, int]) -> None: ...
def no_choice(ctx: object, x: int | float | None) -> None: ...
def any_number(ctx: object, *x: int) -> None: ...
def any_names(ctx: object, **x: int) -> None: ...
def no_context() -> int: ...  # type: ignore[empty-body]


@pytest.mark.parametrize("function", [no_annotation, no_result, no_type, no_meaning, no_choice, any_number, any_names])
def test_refused(function: Callable[..., Any]) -> None:
    with pytest.raises(TypeError, match="annotation"):
        read_signature(function)


def test_a_function_without_a_context_is_refused() -> None:
    with pytest.raises(TypeError, match="context"):
        read_signature(no_context)
