"""What is known of the functions of a Moodle by their names: as this gateway describes them itself."""

from __future__ import annotations

from functools import cache
from typing import Final

from gateway.registry.component import discover
from gateway.registry.registry import Registry
from gateway.wire.call import FunctionInfo

__all__ = ["OPEN", "described"]

OPEN: Final = ("tool_mobile_get_public_config", "core_get_string", "core_get_strings", "core_get_component_strings")
"""Functions that visitors call, which no site info needs to list."""


@cache
def _built_in() -> Registry:
    return Registry(discover())


def described(name: str) -> FunctionInfo | None:
    """The function named ``name`` as it is described here; None for one that is not known."""
    function = _built_in().get(name)
    return function.info if function is not None else None
