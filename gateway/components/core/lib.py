"""Looking up texts of components and filling in their placeholders."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from gateway.api import CORE, CodedError, Registry
from gateway.components.core.formats import FORMATS
from gateway.components.core_course import activities

__all__ = ["filled", "text", "texts"]

# The component of formats, which no plugin is.
_LANGUAGE = "langconfig"

_PLACE = re.compile(r"\{\$a(?:->(\w+))?\}")


def texts(registry: Registry, component: str) -> dict[str, str]:
    """All texts of a component by their names; empty for a component that is not installed."""
    wanted = CORE if component in ("", "core") else component
    found = {**FORMATS} if wanted == _LANGUAGE else activities.names(wanted)
    for item in registry.components:
        if item.name == wanted:
            found |= item.texts
    return found


def text(registry: Registry, component: str, name: str, params: Sequence[Mapping[str, Any]]) -> str:
    """The text ``name`` with its placeholders filled in (see ``filled``), or ``[[name]]`` if the component has no such text."""
    found = texts(registry, component).get(name)
    values = _values(params)
    return f"[[{name}]]" if found is None else filled(found, values)


def filled(template: str, values: str | Mapping[str, str] | None) -> str:
    """The template with its placeholders replaced by a value or by values by name; a placeholder without a value stays as it is."""
    if values is None:
        return template

    def value(place: re.Match[str]) -> str:
        name = place[1]
        if isinstance(values, str):
            return place[0] if name else values
        return values.get(name, place[0]) if name else place[0]

    return _PLACE.sub(value, template)


def _values(params: Sequence[Mapping[str, Any]]) -> str | dict[str, str] | None:
    """The values for the placeholders: one string for a single unnamed value, else a mapping by name. Raises ``CodedError``."""
    if not params:
        return None
    if len(params) == 1 and "name" not in params[0]:
        return str(params[0]["value"])
    if any("name" not in param for param in params):
        raise CodedError("unnamedstringparam", "webservice")
    return {str(param["name"]): str(param["value"]) for param in params}
