"""The built-in components: a folder each, whose ``manifest`` says all that is the component's."""

from __future__ import annotations

import pkgutil
from importlib import import_module

from gateway.api import Component

__all__ = ["built_in"]


def built_in() -> list[Component]:
    """All components of this package, by the names of their folders."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    return [import_module(f"{__name__}.{name}.manifest").component for name in names]
