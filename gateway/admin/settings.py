"""Listing the site settings: who declares each, its type, its default and its description."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from gateway.access.settings import SETTINGS
from gateway.registry.declarations import Setting
from gateway.registry.registry import Registry

__all__ = ["ListedSetting", "as_markdown", "listed"]

# The component name under which the kernel's settings are listed.
KERNEL = "gateway"


class ListedSetting(msgspec.Struct, frozen=True, kw_only=True):
    """A declared setting; ``component`` is the package that declares it, ``default`` its default as text."""

    name: str
    component: str
    type: str
    default: str
    description: str


def listed(registry: Registry) -> list[ListedSetting]:
    """All settings that the kernel and the components declare, by name."""
    found = [(KERNEL, setting) for setting in SETTINGS]
    found += [(component.name, setting) for component in registry.components for setting in component.settings]
    return sorted((_listed(component, setting) for component, setting in found), key=lambda setting: setting.name)


def _listed(component: str, setting: Setting) -> ListedSetting:
    """One setting."""
    return ListedSetting(
        name=setting.name,
        component=component,
        type=setting.type.value,
        default=setting.text,
        description=setting.description,
    )


def as_markdown(registry: Registry) -> str:
    """The page about all settings: ``docs/settings.md`` for the built-in components."""
    return "\n".join(_page(listed(registry))) + "\n"


def _page(settings: list[ListedSetting]) -> Iterator[str]:
    """The lines of the page."""
    yield "# The settings of the site"
    yield ""
    yield "How the site behaves, under the names of the reference: `triglot config list` shows what holds, and"
    yield "`triglot config set NAME VALUE` changes it. How the process runs is in `conf/gateway.toml`. This page is written by"
    yield "`triglot config document` from what the kernel and the components declare."
    yield ""
    yield "| setting | of | type | default | what it is for |"
    yield "| --- | --- | --- | --- | --- |"
    for setting in settings:
        default = "<br>".join(f"`{line}`".replace("|", "\\|") for line in setting.default.split("\n")) if setting.default else ""
        yield f"| `{setting.name}` | {setting.component} | {setting.type} | {default} | {setting.description} |"
