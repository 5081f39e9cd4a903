"""The functions of a gateway as data, and what differs between two such catalogues.

The form is that of the recorded catalogue (``oracle/README.md``): an object by function name, with the
flags and the exported descriptions.
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
        }
        for function in registry
    }


def differences(own: Mapping[str, Entry], other: Mapping[str, Entry]) -> Iterator[str]:
    """A line for each place in which a function of ``own`` differs from ``other``; functions missing in ``own`` are none."""
    for name, entry in own.items():
        if name not in other:
            yield f"{name}: not in the other catalogue"
        else:
            yield from _compare(name, entry, other[name])


def _compare(path: str, own: object, other: object) -> Iterator[str]:
    """A line for each leaf that differs; the order of members counts, because protocols show it."""
    if isinstance(own, Mapping) and isinstance(other, Mapping):
        if list(own) != list(other):
            yield f"{path}: has {', '.join(own) or 'nothing'}; the other has {', '.join(map(str, other)) or 'nothing'}"
        for key in own:
            if key in other:
                yield from _compare(f"{path}.{key}", own[key], other[key])
    elif own != other or type(own) is not type(other):
        yield f"{path}: {own!r}; the other has {other!r}"
