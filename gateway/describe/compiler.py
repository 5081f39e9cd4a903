"""Descriptions compiled into validators of arguments and cleaners of results (``docs/contract/encodings.md 1.2, 1.3, 2.1``).

Each node becomes one closure ``check(value, site)`` that returns the converted value or raises ``Refused``; lists and structs
first test whether an item needs conversion at all (``_values.Checker``). A path costs nothing unless a value is refused: then
each list and struct on the way up adds its step. Arguments and results share the closures; a ``_Direction`` has their
differences: missing keys, unknown keys, objects, the second validation.

The reference validates arguments twice, once itself and once in the function. The effects of that are part of the checks here
(``docs/contract/encodings.md 1.2``): a float 1.0 for a ``bool`` becomes True, and an empty ``localisedfloat`` becomes None,
which is refused unless null is allowed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, cast

from gateway.describe._refused import Refused, key_names
from gateway.describe._shapes import as_list, as_map, as_object
from gateway.describe._values import Check, Checker, check_value
from gateway.describe.cleaners import SITE_TYPES
from gateway.describe.fold import fold
from gateway.describe.model import MISSING, Description, FromSetting, List, Now, Struct, Value
from gateway.describe.site import Site
from gateway.errors import InvalidParameter, InvalidResponse
from gateway.native import Member, checked_members
from gateway.php.values import INT_MAX, INT_MIN, array_key

__all__ = ["ParameterCheck", "ResultCheck", "compile_params", "compile_returns"]

ParameterCheck = Callable[[object, Site], dict[str, Any]]
ResultCheck = Callable[[object, Site], object]

_Default = Callable[[Site], object]


def compile_params(struct: Struct) -> ParameterCheck:
    """The validator of a function's arguments; ``struct`` has a member for each parameter.

    It takes the arguments by name (a dict, or any map) and returns all that were given or have a
    default, in the order of the description and converted to their types. It raises
    ``InvalidParameter`` with the path of the first wrong value, or for names that are not described,
    and never anything else. A dict is accepted for a list, and a list for a struct, as in form syntax (``docs/contract/encodings.md 0.1``).
    """
    check = _compile(struct, _PARAMETERS)

    def validate(arguments: object, site: Site) -> dict[str, Any]:
        try:
            return check(arguments, site)  # type: ignore[return-value]  # the check of a struct returns a dict, if not None
        except Refused as refused:
            raise InvalidParameter(refused.reason, path=refused.path, debug=refused.debug) from None

    return validate


def compile_returns(description: Description | None) -> ResultCheck:
    """The cleaner of a function's result; without a description every result becomes None.

    It returns the described part of a result, converted to its types: keys that are not described
    are dropped, an object counts as the struct of its attributes. Values are validated, not
    repaired: it raises ``InvalidResponse`` with the path of the first wrong value, and never anything else.
    """
    if description is None:
        return lambda value, site: None
    check = _compile(description, _RESULTS)

    def clean(value: object, site: Site) -> object:
        try:
            return check(value, site)
        except Refused as refused:
            raise InvalidResponse(path=refused.path, debug=refused.debug) from None

    return clean


@dataclass(frozen=True)
class _Direction:
    """The differences between validating arguments and cleaning results."""

    members: Callable[[object], Mapping[Any, object]]
    # Whether values are validated twice, and null counts as left out where it has no meaning.
    arguments: bool
    refuse_unknown: bool
    # Whether defaults are also used for missing structs and lists, not only for values (docs/contract/encodings.md 1.1).
    nested_defaults: bool


_PARAMETERS: Final = _Direction(as_map, arguments=True, refuse_unknown=True, nested_defaults=True)
_RESULTS: Final = _Direction(as_object, arguments=False, refuse_unknown=False, nested_defaults=False)


def _compile(description: Description, direction: _Direction) -> Check:
    """The checker of a whole description."""
    checker = fold(
        description,
        value=lambda node: check_value(node, argument=direction.arguments),
        struct=lambda node, checkers: Checker(_Never, bool, _check_struct(node, checkers, direction)),
        list_=lambda node, item: Checker(_Never, bool, _check_list(node, item, node.bound if direction.arguments else None)),
    )
    if isinstance(description, Value):
        return checker.checked
    return checker.check


class _Never:
    """A type without values: lists and structs are always checked item by item."""


def _check_list(node: List, item: Checker, most: int | None) -> Check:
    null = node.null
    exact, plain, check_item = item

    def check(value: object, site: Site) -> object:
        if value is None and null:
            return None
        result: list[object] = []
        items = value if type(value) is list else as_list(value)
        if most is not None and len(items) > most:
            raise Refused(f"a list of at most {most} items is expected")
        try:
            for item in items:
                result.append(item if type(item) is exact and plain(item) else check_item(item, site))
        except Refused as refused:
            refused.steps.append(len(result))
            raise
        return result

    return check


def _check_struct(node: Struct, checkers: Mapping[str, Checker], direction: _Direction) -> Check:
    null, members_of, refuse_unknown = node.null, direction.members, direction.refuse_unknown
    members = tuple(
        Member(name, *checkers[name], _is_absent_null(member, direction), _absence(member, checkers[name].checked, direction))
        for name, member in node.members.items()
    )
    names = node.members.keys()
    numbered = any(isinstance(array_key(name), int) for name in node.members)

    def check(value: object, site: Site) -> object:
        if value is None and null:
            return None
        given = value if type(value) is dict else members_of(value)
        if numbered:
            given = _by_text(given)
        failed: list[str] = []
        try:
            result = checked_members(members, given, site, failed)
        except Refused as refused:
            name = failed[-1]
            refused.steps.append(name)
            if refuse_unknown and name not in given and not given.keys() <= names:
                # A name that was mistyped is both unknown and missing: who reads of the one must read of the other.
                refused.reason += f"; unknown keys beside it: {key_names(key for key in given if key not in names)}"
            raise
        if refuse_unknown and not given.keys() <= names:
            raise Refused(f"unknown keys: {key_names(key for key in given if key not in names)}")
        return result

    return check


def _is_absent_null(member: Description, direction: _Direction) -> bool:
    """Whether null counts as left out: in an argument that may be left out, where null has no meaning of its own.

    Clients of SOAP send it for every argument that they leave out, lists and structs included. A value that is described
    as never null stays refused.
    """
    means_nothing = member.null and not member.takes_null if isinstance(member, Value) else not member.null
    return direction.arguments and means_nothing and (member.optional or member.default is not MISSING)


def _absence(member: Description, check: Check, direction: _Direction) -> _Default | None:
    """What a missing member becomes: its default, an error, or, if this is None, nothing."""
    if member.default is not MISSING:
        return _default(member, check) if direction.nested_defaults or isinstance(member, Value) else None
    return None if member.optional else _missing


def _missing(site: Site) -> object:
    raise Refused("a required value is missing")


def _default(member: Description, check: Check) -> _Default:
    """The checked default of a member; a default that does not fit its own type fails the calls that omit the member.

    The default of a value is checked at once, unless it, or its check, depends on the site or the time. Lists and structs are
    checked at each call, which also makes a new one for each call.
    """
    default = member.default
    if isinstance(default, Now):
        return lambda site: site.now()
    if isinstance(default, FromSetting):
        return _from_setting(default.name, check)
    if isinstance(member, Value) and member.type.canonical not in SITE_TYPES:
        try:
            constant = check(default, _NOWHERE)
        except Refused:
            pass
        else:
            return lambda site: constant
    return lambda site: check(default, site)


def _from_setting(name: str, check: Check) -> _Default:
    """A function that returns the checked value of a setting, at each call."""

    def read(site: Site) -> object:
        try:
            return check(site.setting(name), site)
        except Refused as refused:
            raise Refused(f"the default is the site's setting {name}, which does not fit: {refused.reason}") from None

    return read


# The site for types outside of SITE_TYPES, whose checks never use it.
_NOWHERE: Final = cast("Site", None)


def _by_text(given: Mapping[Any, object]) -> dict[object, object]:
    """A map with its keys as texts, as members are named; in a map from a request canonical integers are ints."""
    return {str(key) if type(key) is int and INT_MIN <= key <= INT_MAX else key: value for key, value in given.items()}
