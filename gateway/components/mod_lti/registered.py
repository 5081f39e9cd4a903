"""The types of tools and the tool proxies that are registered on the site."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import RowMapping, select

from gateway.api import SITE_COURSE, SYSTEM, CallContext, format_string
from gateway.components.core_course.lib import theme_image
from gateway.components.mod_lti.tables import lti, lti_tool_proxies, lti_types

__all__ = ["enter", "proxies", "proxy_result", "type_results", "types"]

_STATES = {1: ("Active", "configured"), 2: ("Pending", "pending"), 3: ("Rejected", "rejected")}
_PROXY = ("id", "name", "state", "timecreated", "timemodified")
_PROXY_TEXTS = ("regurl", "guid", "secret", "vendorcode", "capabilityoffered", "serviceoffered", "toolproxy")


def enter(ctx: CallContext) -> None:
    """Enter the site to look at its tools. Raises ``MissingCapability`` for who does not administer it."""
    ctx.require("moodle/site:config", ctx.validate(SYSTEM))


def types(ctx: CallContext, proxyid: int, *, orphaned: bool = False) -> Sequence[RowMapping]:
    """The types of tools (of one proxy, if given); with ``orphaned``, those alone that no activity uses, by name."""
    query = select(lti_types).order_by(lti_types.c.name, lti_types.c.id)
    if proxyid:
        query = query.where(lti_types.c.toolproxyid == proxyid)
    if orphaned:
        query = query.where(lti_types.c.id.not_in(select(lti.c.typeid).where(lti.c.typeid.is_not(None))))
    return ctx.db.execute(query).mappings().all()


def proxies(ctx: CallContext, *, orphaned: bool = False) -> Sequence[RowMapping]:
    """The tool proxies; with ``orphaned``, those alone that have no type of tool, in their order."""
    query = select(lti_tool_proxies).order_by(lti_tool_proxies.c.id)
    if orphaned:
        query = query.where(lti_tool_proxies.c.id.not_in(select(lti_types.c.toolproxyid).where(lti_types.c.toolproxyid.is_not(None))))
    return ctx.db.execute(query).mappings().all()


def proxy_result(row: RowMapping) -> dict[str, Any]:
    """A tool proxy in the form of the result."""
    return {**{name: row[name] for name in _PROXY}, **{name: row[name] or "" for name in _PROXY_TEXTS}}


def type_results(ctx: CallContext, rows: Sequence[RowMapping]) -> list[dict[str, Any]]:
    """Types of tools in the form of the result, with the activities that use them."""
    used: dict[int, list[int]] = {row["id"]: [] for row in rows}
    query = select(lti.c.id, lti.c.typeid).where(lti.c.typeid.in_(used)).order_by(lti.c.id)
    for instance in ctx.db.execute(query).all() if rows else ():
        used[instance.typeid].append(instance.id)
    return [_type_result(ctx, row, used[row["id"]]) for row in rows]


def _type_result(ctx: CallContext, row: RowMapping, instances: list[int]) -> dict[str, Any]:
    site = ctx.site.wwwroot
    text, state = _STATES.get(row["state"], ("Unknown", "unknown"))
    urls = {
        "icon": row["secureicon"] or row["icon"] or theme_image(ctx.site, "lti", "monologo"),
        "edit": f"{site}/mod/lti/typessettings.php?action=update&id={row['id']}&returnto=toolconfigure",
        "publickeyset": f"{site}/mod/lti/certs.php",
        "accesstoken": f"{site}/mod/lti/token.php",
        "authrequest": f"{site}/mod/lti/auth.php",
    }
    if row["course"] != SITE_COURSE:
        urls["course"] = f"{site}/course/view.php?id={row['course']}"
    return {
        "id": row["id"],
        "name": format_string(row["name"], ctx.settings),
        "description": format_string(row["description"], ctx.settings),
        "platformid": site,
        "clientid": row["clientid"] or "",
        "deploymentid": row["id"],
        "urls": urls,
        "state": {"text": text, **{name: name == state for name in ("pending", "configured", "rejected", "unknown")}},
        "hascapabilitygroups": bool(row["enabledcapability"]),
        "capabilitygroups": (row["enabledcapability"] or "").split("\n") if row["enabledcapability"] else [],
        "courseid": row["course"],
        "instanceids": instances,
        "instancecount": len(instances),
    }
