"""The functions of a gateway as data, and what differs between two such catalogues.

The form is that of the recorded catalogue (``tests/oracle/README.md``): an object by function name, with the
flags and the exported descriptions; ``empty`` is there only for functions that are described but not built.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from gateway.describe import export
from gateway.registry.registry import Registry

__all__ = ["Entry", "catalogue", "differences"]

Entry = Mapping[str, Any]


def catalogue(registry: Registry) -> dict[str, Entry]:
    """Every function by name."""
    return {
        function.info.name: {
            "component": function.info.component,
            "type": function.info.type.value,
            "ajax": function.info.ajax,
            "loginrequired": function.info.loginrequired,
            "capabilities": list(function.info.capabilities),
            "services": list(function.info.services),
            "params": {name: export(member) for name, member in function.info.params.members.items()},
            "returns": None if function.info.returns is None else export(function.info.returns),
            **({"readonlysession": True} if function.info.readonlysession else {}),
            **({"deprecated": True} if function.info.deprecated else {}),
            **({"empty": True} if function.info.empty else {}),
        }
        for function in registry
    }


def differences(left: Mapping[str, Entry], right: Mapping[str, Entry]) -> Iterator[str]:
    """A line for each difference between the functions of ``left`` and ``right``; functions missing in ``left`` do not count.

    A server may list the value that a default of the moment had when its catalogue was recorded. A default that is the time or
    a setting is therefore equal to any number, or to any text, as all settings are texts.
    """
    for name, entry in left.items():
        if name not in right:
            yield f"{name}: not in the other catalogue"
        else:
            yield from _compare(name, _promise(entry), _promise(right[name]))


def _promise(entry: Entry) -> Entry:
    """The members of an entry that matter to clients: all but ``empty``."""
    return {key: value for key, value in entry.items() if key != "empty"}


def _compare(path: str, left: object, right: object) -> Iterator[str]:
    """A line for each leaf that differs; the order of members counts, because protocols expose it."""
    if isinstance(left, Mapping) and isinstance(right, Mapping):
        if list(left) != list(right):
            yield f"{path}: has {', '.join(left) or 'nothing'}; the other has {', '.join(map(str, right)) or 'nothing'}"
        for key in left:
            if key in right and not (key == "default" and _was_default(left[key], right[key])):
                yield from _compare(f"{path}.{key}", left[key], right[key])
    elif left != right or type(left) is not type(right):
        yield f"{path}: {left!r}; the other has {right!r}"


def _was_default(default: object, recorded: object) -> bool:
    """Whether ``recorded`` can be the recorded value of ``default``, which depends on the moment of the call."""
    match default:
        case {"now": True}:
            return type(recorded) is int
        case {"setting": str()}:
            return type(recorded) is str
    return False
