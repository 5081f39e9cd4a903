"""The public configuration for the mobile app (``docs/contract/server.md 9.3``)."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from gateway.api import SYSTEM, CallSettings, SiteData, format_string

__all__ = ["public_config_result"]

_SUPPORT_FOR_EVERYBODY = 2
_QR_ADDRESS, _QR_LOGIN = 1, 2

# Settings that are returned as they are, as numbers or as texts.
_NUMBERS = (
    "rememberusername",
    "authloginviaemail",
    "enablewebservices",
    "enablemobilewebservice",
    "supportavailability",
    "autolang",
    "langmenu",
)
_TEXTS = ("registerauth", "forgottenpasswordurl", "mobilecssurl", "country", "supportpage", "lang", "langlist", "locale")
_APP_TEXTS = ("disabledfeatures", "minimumversion", "iosappid", "androidappid", "setuplink")


# The logos: the members with their addresses, their areas, and the room for them in pixels (0: any).
_LOGOS = (("logourl", "logo", "0x200"), ("compactlogourl", "logocompact", "300x300"))


def _logo_url(site: SiteData, area: str, size: str) -> str:
    """The URL of a logo."""
    revision, path = site.config.number("themerev") or 1, quote(site.config[f"core_admin/{area}"].lstrip("/"))
    return f"{site.wwwroot}/pluginfile.php/{SYSTEM.id}/core_admin/{area}/{size}/{revision}/{path}"


def public_config_result(site: SiteData, settings: CallSettings) -> dict[str, Any]:
    """The result of ``get_public_config``: settings that callers may know without logging in."""
    config = site.config
    maintenance = config.flag("maintenance_enabled")
    # Logging in by QR code hands out a token, which takes a site that is reached by https.
    qr_default = _QR_LOGIN if site.wwwroot.startswith("https://") else _QR_ADDRESS
    result: dict[str, Any] = {
        "wwwroot": site.wwwroot,
        "httpswwwroot": site.wwwroot,
        "sitename": format_string(site.name, settings),
        "guestlogin": config.number("guestloginbutton"),
        "authinstructions": config["auth_instructions"],
        "authnoneenabled": int(site.auth_enabled("none")),
        "maintenanceenabled": int(maintenance),
        "maintenancemessage": config["maintenance_message"] if maintenance else "",
        "typeoflogin": config.number("tool_mobile/typeoflogin"),
        "launchurl": f"{site.wwwroot}/admin/tool/mobile/launch.php",
        "agedigitalconsentverification": config.flag("agedigitalconsentverification"),
        "tool_mobile_qrcodetype": config.number("tool_mobile/qrcodetype") if "tool_mobile/qrcodetype" in config else qr_default,
        "showloginform": config.number("showloginform"),
        "warnings": [],
    }
    result |= {name: config.number(name) for name in _NUMBERS}
    result |= {name: config[name] for name in _TEXTS}
    result |= {f"tool_mobile_{name}": config[f"tool_mobile/{name}"] for name in _APP_TEXTS}
    result |= {name: _logo_url(site, area, size) for name, area, size in _LOGOS if config[f"core_admin/{area}"]}
    if config.number("supportavailability") == _SUPPORT_FOR_EVERYBODY:
        result |= {name: config[name] for name in ("supportname", "supportemail")}
    return result
