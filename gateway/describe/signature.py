"""Descriptions from an annotated Python signature, as an alternative to the classes.

    class NewGroup(TypedDict):
        courseid: Annotated[int, "course the group belongs to"]
        name: Annotated[str, TEXT, "name, unique in the course"]
        description: NotRequired[Annotated[str | None, RAW]]

    def create_groups(ctx: Context, groups: list[NewGroup], notify: bool = False) -> list[Group]: ...

The first parameter is the context of the call and is not described. ``int``, ``float`` and ``bool``
stand for themselves, every other type of value is named in ``Annotated``, and a ``str`` always is:
what a text may hold is never guessed. ``list[…]`` is a list; a TypedDict or a dataclass is a struct, which the
function gets as a dict. ``| None`` allows None, which reaches the function then; it is otherwise refused. Default values are
defaults, ``NotRequired`` members are optional. A return annotation of ``None`` describes nothing.
"""

from __future__ import annotations

import dataclasses
import inspect
from collections.abc import Callable, Mapping
from types import NoneType, UnionType
from typing import Annotated, Any, Final, NotRequired, Required, Union, get_args, get_origin, get_type_hints, is_typeddict

from gateway.describe.model import MISSING, Description, List, Struct, Value
from gateway.describe.types import BOOL, FLOAT, INT, ParamType

__all__ = ["read_signature"]

_PLAIN: Final[Mapping[object, ParamType]] = {int: INT, float: FLOAT, bool: BOOL}


def read_signature(function: Callable[..., object]) -> tuple[Struct, Description | None]:
    """The descriptions of a function's parameters, without the first one, and of its result.

    Raises TypeError for a parameter or annotation that is missing or meaningless here, and NameError for a name that is not
    defined in the function's module.
    """
    hints = get_type_hints(function, include_extras=True)
    parameters = list(inspect.signature(function).parameters.values())
    if not parameters:
        raise TypeError("the first parameter, which takes the context of the call, is missing")
    members: dict[str, Description] = {}
    for parameter in parameters[1:]:
        if parameter.name not in hints or parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD):
            raise TypeError(f"{parameter} is not a parameter with an annotation")
        default = MISSING if parameter.default is parameter.empty else parameter.default
        members[parameter.name] = _read(hints[parameter.name], parameter.name, default=default)
    if "return" not in hints:
        raise TypeError("the annotation of the result is missing; None says that there is no result")
    returned = hints["return"]
    return Struct(members), None if returned is NoneType else _read(returned, "the result")


def _read(annotation: object, where: str, text: str = "", kind: ParamType | None = None, **extras: Any) -> Description:
    """The description of an annotation; ``text``, ``kind`` and ``extras`` come from the annotation around it."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        annotation, *metadata = arguments
        text = next((item for item in metadata if isinstance(item, str) and not isinstance(item, ParamType)), text)
        kind = next((item for item in metadata if isinstance(item, ParamType)), kind)
        return _read(annotation, where, text, kind, **extras)
    if origin in (Required, NotRequired):
        return _read(arguments[0], where, text, kind, **extras)
    if origin in (Union, UnionType):
        others = [argument for argument in arguments if argument is not NoneType]
        if len(others) == 1:
            return _read(others[0], where, text, kind, **{**extras, "null": True})
    extras.setdefault("null", False)
    if origin is list:
        return List(_read(arguments[0], f"an item of {where}"), text, **extras)
    if is_typeddict(annotation) or (isinstance(annotation, type) and dataclasses.is_dataclass(annotation)):
        return Struct(_members(annotation), text, **extras)
    kind = kind or _PLAIN.get(annotation)
    if kind is None:
        raise TypeError(f"the annotation of {where} does not say which type of value it is")
    return Value(kind, text, null_means="none" if extras["null"] else "", **extras)


def _members(cls: Any) -> dict[str, Description]:
    """The members of a struct: the keys of a TypedDict, or the fields of a dataclass."""
    hints = get_type_hints(cls, include_extras=True)
    if is_typeddict(cls):
        return {name: _read(hint, name, optional=_is_optional(cls, name, hint)) for name, hint in hints.items()}
    return {field.name: _read(hints[field.name], field.name, default=_default(field)) for field in dataclasses.fields(cls)}


def _is_optional(cls: Any, name: str, hint: object) -> bool:
    """Whether a key may be missing; with annotations as texts, the class itself does not know ``NotRequired``."""
    origin = get_origin(hint)
    return origin is NotRequired or (origin is not Required and name in cls.__optional_keys__)


def _default(field: dataclasses.Field[Any]) -> object:
    if field.default is not dataclasses.MISSING:
        return field.default
    return MISSING if field.default_factory is dataclasses.MISSING else field.default_factory()
