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
            **({"empty": True} if function.info.empty else {}),
        }
        for function in registry
    }


def differences(own: Mapping[str, Entry], other: Mapping[str, Entry]) -> Iterator[str]:
    """A line for each place in which a function of ``own`` differs from ``other``; functions missing in ``own`` are none.

    A catalogue may have been recorded from a server that lists what a default was at that moment. A default that is the time or
    a setting is equal to any number, or to any text, for all settings are texts.
    """
    for name, entry in own.items():
        if name not in other:
            yield f"{name}: not in the other catalogue"
        else:
            yield from _compare(name, _promise(entry), _promise(other[name]))


def _promise(entry: Entry) -> Entry:
    """What an entry promises to clients: all but whether the function is built."""
    return {key: value for key, value in entry.items() if key != "empty"}


def _compare(path: str, own: object, other: object) -> Iterator[str]:
    """A line for each leaf that differs; the order of members counts, because protocols show it."""
    if isinstance(own, Mapping) and isinstance(other, Mapping):
        if list(own) != list(other):
            yield f"{path}: has {', '.join(own) or 'nothing'}; the other has {', '.join(map(str, other)) or 'nothing'}"
        for key in own:
            if key in other and not (key == "default" and _was_default(own[key], other[key])):
                yield from _compare(f"{path}.{key}", own[key], other[key])
    elif own != other or type(own) is not type(other):
        yield f"{path}: {own!r}; the other has {other!r}"


def _was_default(own: object, recorded: object) -> bool:
    """Whether a recorded default can be what the default ``own``, of the moment, was then."""
    match own:
        case {"now": True}:
            return type(recorded) is int
        case {"setting": str()}:
            return type(recorded) is str
    return False
