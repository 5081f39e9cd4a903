"""What components add to the mobile app: the list of them, and the contents that their methods give (``docs/contract/server.md 9.3``)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gateway.api import CallContext, CodingError, Component, MobileAddon, SiteData
from gateway.api.php import phpjson

__all__ = ["addon_results", "content_result"]

# What a method shows that gives nothing of its own.
_NOTHING: Mapping[str, object] = {"templates": [], "javascript": "", "otherdata": {}, "files": [], "restrict": {}, "disabled": False}


def addon_results(site: SiteData, *, logged_in: bool) -> list[dict[str, Any]]:
    """The components that add something to the app, by name; before log-in only authentication plugins."""
    found = (site.registry.addons[name] for name in sorted(site.registry.addons))
    return [_addon_result(site, *each) for each in found if logged_in or each[0].name.startswith("auth_")]


def _addon_result(site: SiteData, component: Component, addon: MobileAddon) -> dict[str, Any]:
    """The result of one component."""
    kind, name = component.name.split("_", 1)
    styles = {"url": f"{site.wwwroot}/{kind}/{name}/mobileapp/styles.css", "version": addon.styles_version}
    handlers = {handler: {**values, "styles": styles} for handler, values in addon.handlers.items()}
    return {
        "component": component.name,
        "version": str(component.version or site.config["version"]),
        "addon": component.name,
        "dependencies": [],
        "fileurl": "",
        "filehash": "",
        "filesize": 0,
        "handlers": phpjson.write(handlers).decode(),
        "lang": "[]",
    }


def content_result(ctx: CallContext, component: str, method: str, arguments: Mapping[str, str]) -> dict[str, Any]:
    """What a method of a component shows in the app. Raises ``CodingError`` if there is no such method."""
    declared = ctx.site.registry.addons.get(component)
    give = None if declared is None else declared[1].contents.get(method)
    if give is None:
        raise CodingError("no such method", message=f"{component} has no method {method} for the mobile app.")
    given: dict[str, Any] = {**_NOTHING, **give(ctx, arguments)}
    return {**given, "otherdata": [{"name": name, "value": value} for name, value in given["otherdata"].items()]}
