"""Lets spyne 2.14 be imported by Python 3.12 and later; to be imported before it.

spyne brings a version of six with it whose importer knows only the way in which Python asked importers until 3.11.
The finder here asks it in the present way, and is of no use, and does no harm, where spyne has learned that itself.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import spec_from_loader
from types import ModuleType
from typing import Any

_SIX = "spyne.util.six"


class _MovesFinder(MetaPathFinder, Loader):
    """Finds the modules that six makes up under ``spyne.util.six.moves``."""

    def find_spec(self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None) -> ModuleSpec | None:
        """Where a module comes from, if it is one of those."""
        if not name.startswith(f"{_SIX}.moves") or name not in self._importer().known_modules:
            return None
        return spec_from_loader(name, self)

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        """The module, made by six."""
        module: ModuleType = self._importer().load_module(spec.name)
        return module

    def exec_module(self, module: ModuleType) -> None:
        """Nothing is left to do."""

    def _importer(self) -> Any:
        return sys.modules[_SIX].__dict__["_importer"]


sys.meta_path.append(_MovesFinder())
