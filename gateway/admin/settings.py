"""Listing the site settings, with who declares each, its type, its default and its description; and changing them."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec
from sqlalchemy import Connection

from gateway.access import config
from gateway.access.settings import SETTINGS
from gateway.access.site import SiteData
from gateway.describe.types import BOOL, INT
from gateway.errors import CodedError
from gateway.registry.declarations import Setting
from gateway.registry.registry import Registry
from gateway.telemetry import audit
from gateway.telemetry.audit import COMMAND, Actor, Event

__all__ = ["ListedSetting", "as_markdown", "change", "declared", "enable_protocol", "listed"]

# The component name under which the kernel's settings are listed.
KERNEL = "gateway"
_NUMBER = re.compile(r"-?\d{1,18}")


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


def change(db: Connection, site: SiteData, name: str, value: str, *, by: Actor = COMMAND) -> None:
    """Store a setting that the site has or that is declared, and record that in the audit, without the value.

    Raises ``CodedError`` for an unknown name, and for a value that is not of the declared type.
    """
    if name not in site.config:
        raise CodedError("invalidparameter", message=f"There is no setting {name}.")
    setting = declared(site.registry).get(name)
    if setting is not None and setting.type in (BOOL, INT) and not _NUMBER.fullmatch(value):
        raise CodedError("invalidparameter", message=f"The setting {name} is a whole number{', 1 or 0' if setting.type is BOOL else ''}.")
    config.put(db, name, value)
    audit.write(db, Event(action=audit.CONFIG_CHANGED, actor=by, other={"name": name}))


def enable_protocol(db: Connection, site: SiteData, name: str, *, on: bool, by: Actor = COMMAND) -> None:
    """Switch a protocol on, as the last one, or off. Raises ``CodedError``."""
    others = [each for each in site.config.names("webserviceprotocols") if each != name]
    change(db, site, "webserviceprotocols", ",".join([*others, *([name] if on else [])]), by=by)


def declared(registry: Registry) -> dict[str, Setting]:
    """All declared settings, by name."""
    return {setting.name: setting for setting in (*SETTINGS, *registry.settings.values())}


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
