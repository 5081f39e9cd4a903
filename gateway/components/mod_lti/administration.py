"""The external functions about the tools that are registered on the site, for who administers it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gateway.api import BOOL, INT, NOTAGS, READ, TEXT, URL, CallContext, Description, List, Struct, Value, function
from gateway.api.rows import window
from gateway.components.mod_lti import registered

_CONFIG = ["moodle/site:config"]
_PROXY: Mapping[str, Description] = {
    "id": Value(INT, "id of the tool proxy"),
    "name": Value(TEXT, "name"),
    "regurl": Value(URL, "address at which it registers"),
    "state": Value(INT, "1 configured, 2 pending, 3 accepted, 4 rejected"),
    "guid": Value(TEXT, "name of the proxy among all"),
    "secret": Value(TEXT, "secret that both share"),
    "vendorcode": Value(TEXT, "code of who makes it"),
    "capabilityoffered": Value(TEXT, "capabilities it is offered"),
    "serviceoffered": Value(TEXT, "services it is offered"),
    "toolproxy": Value(TEXT, "what it has registered"),
    "timecreated": Value(INT, "when it was created"),
    "timemodified": Value(INT, "when it was last changed"),
}
_TYPE: Mapping[str, Description] = {
    "id": Value(INT, "id of the type of tool"),
    "name": Value(NOTAGS, "name"),
    "description": Value(NOTAGS, "description"),
    "platformid": Value(TEXT, "address by which the tool knows this site"),
    "clientid": Value(TEXT, "id by which this site knows the tool"),
    "deploymentid": Value(INT, "id of its deployment"),
    "urls": Struct(
        {
            "icon": Value(URL, "address of the icon"),
            "edit": Value(URL, "page on which it is changed"),
            "course": Value(URL, "page of its course", optional=True),
            "publickeyset": Value(URL, "address of the public keys of the site"),
            "accesstoken": Value(URL, "address at which the tool gets tokens"),
            "authrequest": Value(URL, "address at which the tool asks who comes"),
        },
        "its addresses",
    ),
    "state": Struct(
        {
            "text": Value(TEXT, "state in a word"),
            "pending": Value(BOOL, "whether it waits for a decision"),
            "configured": Value(BOOL, "whether it can be used"),
            "rejected": Value(BOOL, "whether it was rejected"),
            "unknown": Value(BOOL, "whether its state is none of these"),
        },
        "its state",
    ),
    "hascapabilitygroups": Value(BOOL, "whether it has capabilities"),
    "capabilitygroups": List(Value(TEXT, "name of a capability"), "its capabilities", default=[]),
    "courseid": Value(INT, "id of the course in which it can be used, 1 for all", default=0),
    "instanceids": List(Value(INT, "id of an activity"), "the activities that use it", default=[]),
    "instancecount": Value(INT, "how many activities use it"),
}
_OF_PROXY = {"toolproxyid": Value(INT, "id of a tool proxy, to return its types alone", default=0)}
_ORPHANED = {"orphanedonly": Value(BOOL, "whether to return those alone that nothing uses", default=0)}


@function("mod_lti_get_tool_types", READ, params=_OF_PROXY, returns=List(Struct(_TYPE), "the types"), capabilities=_CONFIG, ajax=True)
def get_tool_types(ctx: CallContext, toolproxyid: int) -> list[dict[str, Any]]:
    """Return the types of external tools."""
    registered.enter(ctx)
    return registered.type_results(ctx, registered.types(ctx, toolproxyid))


@function("mod_lti_get_tool_proxies", READ, params=_ORPHANED, returns=List(Struct(_PROXY), "the proxies"), capabilities=_CONFIG, ajax=True)
def get_tool_proxies(ctx: CallContext, orphanedonly: bool) -> list[dict[str, Any]]:
    """Return the tool proxies."""
    registered.enter(ctx)
    return [registered.proxy_result(row) for row in registered.proxies(ctx, orphaned=orphanedonly)]


@function(
    "mod_lti_get_tool_types_and_proxies",
    READ,
    params={
        **_OF_PROXY,
        **_ORPHANED,
        "limit": Value(INT, "how many to return at most", default=60, null=False),
        "offset": Value(INT, "how many to leave out", default=0, null=False),
    },
    returns=Struct(
        {
            "types": List(Struct(_TYPE), "the types of tools"),
            "proxies": List(Struct(_PROXY), "the tool proxies"),
            "limit": Value(INT, "how many were asked for", optional=True),
            "offset": Value(INT, "how many were left out", optional=True),
        }
    ),
    capabilities=_CONFIG,
    ajax=True,
)
def get_tool_types_and_proxies(ctx: CallContext, toolproxyid: int, orphanedonly: bool, limit: int, offset: int) -> dict[str, Any]:
    """Return the types of external tools and the tool proxies, part by part."""
    registered.enter(ctx)
    proxies = registered.proxies(ctx, orphaned=orphanedonly)
    types = registered.types(ctx, toolproxyid, orphaned=orphanedonly)
    part = window(offset, limit).items([*(("proxy", row) for row in proxies), *(("type", row) for row in types)])
    return {
        "types": registered.type_results(ctx, [row for kind, row in part if kind == "type"]),
        "proxies": [registered.proxy_result(row) for kind, row in part if kind == "proxy"],
        "limit": limit,
        "offset": offset,
    }


@function(
    "mod_lti_get_tool_types_and_proxies_count",
    READ,
    params={**_OF_PROXY, **_ORPHANED},
    returns=Struct({"count": Value(INT, "how many there are")}),
    capabilities=_CONFIG,
    ajax=True,
)
def get_tool_types_and_proxies_count(ctx: CallContext, toolproxyid: int, orphanedonly: bool) -> dict[str, Any]:
    """Count the types of external tools and the tool proxies."""
    registered.enter(ctx)
    found = (registered.types(ctx, toolproxyid, orphaned=orphanedonly), registered.proxies(ctx, orphaned=orphanedonly))
    return {"count": sum(map(len, found))}
