"""Protocols: web services as a whole, each protocol on or off, the mobile service, and which roles may use which."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection
from starlette.responses import Response

from gateway.access.permissions import Permission
from gateway.access.roles import title
from gateway.admin import services, settings
from gateway.errors import CodedError
from gateway.web.pages.admin import forms
from gateway.web.pages.admin.forms import administered
from gateway.web.pages.page import Page
from gateway.web.pages.visit import Visit
from gateway.wire.protocol import clients_of, title_of

__all__ = ["PROTOCOLS", "pages"]

PROTOCOLS = "/admin/protocols"
"""The page."""
_MOBILE = "moodle_mobile_app"


def pages() -> list[Page]:
    """The page."""
    return [administered(PROTOCOLS, _show, {"switch": _switch, "protocol": _protocol, "mobile": _mobile})]


async def _show(visit: Visit, wrong: Sequence[str] = ()) -> Response:
    """The protocols, with the roles that may use each."""
    site = visit.site
    listed = []
    for protocol in visit.gateway.protocols:
        if protocol.switched:
            capability = f"webservice/{protocol.name}:use"
            roles = [
                title(role)
                for role in site.roles.values()
                if any(given.get(capability) == Permission.ALLOW for (roleid, _), given in site.permissions.items() if roleid == role.id)
            ]
            titles = [title_of(protocol, name) for name in clients_of(protocol)]
            listed.append((protocol.name, titles, protocol.name in site.config.names("webserviceprotocols"), roles))
    mobile = services.find(site, _MOBILE)
    return visit.show(
        "admin_protocols.html",
        status=422 if wrong else 200,
        wrong=wrong,
        protocols=listed,
        named=",".join(site.config.names("webserviceprotocols")),
        on=site.config.flag("enablewebservices"),
        mobile=mobile is not None and mobile.enabled and site.config.flag("enablemobilewebservice"),
        has_mobile=mobile is not None,
    )


def _wanted(visit: Visit) -> bool:
    """Whether something shall be on. Raises ``CodedError``."""
    return forms.one_of(visit, "to", ("on", "off")) == "on"


async def _switch(visit: Visit) -> Response:
    """Switch web services as a whole."""
    value = str(int(_wanted(visit)))
    await visit.gateway.store.write(settings.change, visit.site, "enablewebservices", value, by=visit.by)
    return visit.go(PROTOCOLS, told="changed")


async def _protocol(visit: Visit) -> Response:
    """Switch one protocol."""
    name = forms.one_of(visit, "name", [protocol.name for protocol in visit.gateway.protocols if protocol.switched])
    await visit.gateway.store.write(settings.enable_protocol, visit.site, name, on=_wanted(visit), by=visit.by)
    return visit.go(PROTOCOLS, told="changed")


async def _mobile(visit: Visit) -> Response:
    """Switch the service of the mobile app, and with it what it needs."""
    service, on = services.find(visit.site, _MOBILE), _wanted(visit)
    if service is None:
        raise CodedError("servicenotavailable", "webservice")

    def change(db: Connection) -> None:
        settings.change(db, visit.site, "enablemobilewebservice", str(int(on)), by=visit.by)
        services.change(db, visit.site, service, {"enabled": int(on)}, now=visit.now, by=visit.by)
        if on:
            settings.change(db, visit.site, "enablewebservices", "1", by=visit.by)
            if "rest" not in visit.site.config.names("webserviceprotocols"):
                settings.enable_protocol(db, visit.site, "rest", on=True, by=visit.by)

    await visit.gateway.store.write(change)
    return visit.go(PROTOCOLS, told="changed")
