"""Makes spyne 2.14 importable in Python 3.12 and later; import this module before spyne.

spyne includes a version of six whose importer has only the interface that Python used until 3.11. The finder here
gives that importer the present interface; it does no harm to a spyne that does not need it.
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
    """Finds the virtual modules of six under ``spyne.util.six.moves``."""

    def find_spec(self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None) -> ModuleSpec | None:
        """The spec of a module, if it is a virtual module of six."""
        if not name.startswith(f"{_SIX}.moves") or name not in self._importer().known_modules:
            return None
        return spec_from_loader(name, self)

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        """The module, made by six."""
        module: ModuleType = self._importer().load_module(spec.name)
        return module

    def exec_module(self, module: ModuleType) -> None:
        """Do nothing: ``create_module`` returns a complete module."""

    def _importer(self) -> Any:
        return sys.modules[_SIX].__dict__["_importer"]


sys.meta_path.append(_MovesFinder())
