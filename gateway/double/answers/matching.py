"""Whether arguments are those that somebody wrote down, and in what they differ if not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

__all__ = ["differences", "equal", "is_part"]


def equal(left: object, right: object) -> bool:
    """Whether two values are the same for one who cannot tell ``5`` from ``"5"``, nor ``true`` from ``1``."""
    if isinstance(left, Mapping) or isinstance(right, Mapping) or isinstance(left, list) or isinstance(right, list):
        return next(differences(left, right), None) is None
    return left == right or (left is not None and right is not None and _text(left) == _text(right))


def is_part(wanted: object, given: object) -> bool:
    """Whether all that is ``wanted`` is in what is ``given``: members of structs may be more, lists are as long."""
    if isinstance(wanted, Mapping):
        return isinstance(given, Mapping) and all(name in given and is_part(value, given[name]) for name, value in wanted.items())
    if isinstance(wanted, list):
        return isinstance(given, list) and len(wanted) == len(given) and all(map(is_part, wanted, given))
    return equal(wanted, given)


def differences(given: object, recorded: object, path: str = "") -> Iterator[tuple[str, object, object]]:
    """The path of each value that differs, with both values; ``None`` is the value of what one side lacks."""
    if isinstance(given, Mapping) and isinstance(recorded, Mapping):
        for name in {**given, **recorded}:
            yield from differences(given.get(name), recorded.get(name), f"{path}.{name}" if path else str(name))
    elif isinstance(given, list) and isinstance(recorded, list):
        for index in range(max(len(given), len(recorded))):
            left = given[index] if index < len(given) else None
            right = recorded[index] if index < len(recorded) else None
            yield from differences(left, right, f"{path}[{index}]")
    elif isinstance(given, Mapping | list) or isinstance(recorded, Mapping | list) or not equal(given, recorded):
        yield path, given, recorded


def _text(value: object) -> str:
    if isinstance(value, bool) or (isinstance(value, float) and value.is_integer()):
        return str(int(value))
    return str(value)
