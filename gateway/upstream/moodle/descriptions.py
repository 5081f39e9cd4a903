"""What is known of the functions of a Moodle by their names: as this gateway describes them itself, or else as its catalogue has them."""

from __future__ import annotations

from functools import cache

from gateway import catalogue
from gateway.registry.component import discover
from gateway.registry.registry import Registry
from gateway.wire.call import FunctionInfo

__all__ = ["described", "open_to_all"]


@cache
def _built_in() -> Registry:
    return Registry(discover())


def described(name: str) -> FunctionInfo | None:
    """The function named ``name``; None for one that is not known, as those of plug-ins are."""
    function = _built_in().get(name)
    if function is not None:
        return function.info
    for version in reversed(catalogue.PROFILES):
        if (found := catalogue.functions(version).get(name)) is not None:
            return found
    return None


@cache
def open_to_all() -> tuple[str, ...]:
    """The names of the functions that pages may call for visitors, which the site info of nobody lists."""
    known = {function.info.name: function.info for function in _built_in()}
    known |= {name: info for name, info in catalogue.functions(catalogue.DEFAULT_PROFILE).items() if name not in known}
    return tuple(sorted(name for name, info in known.items() if info.ajax and not info.loginrequired))
