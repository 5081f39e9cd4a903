"""In which ways people are told of messages and of what happens.

This gateway shows both in its clients and sends them no other way: nothing goes by mail or to telephones, so
notifications have one way, and messages need none.
"""

from __future__ import annotations

from typing import Any

import msgspec

from gateway.api import SYSTEM, CallContext, SiteData
from gateway.components.core_course.lib import theme_image
from gateway.components.core_message import privacy
from gateway.components.core_user import lib as users

__all__ = ["icon", "of_messages", "of_notifications"]

_WAY = {"displayname": "Web", "name": "popup"}


class _Kind(msgspec.Struct, frozen=True):
    """A kind of notification: the component and the name that make its preference, and what people read."""

    component: str
    name: str
    title: str

    @property
    def preference(self) -> str:
        """The name of the preference that says how it is sent."""
        return f"message_provider_{self.component}_{self.name}"


_MESSAGE = _Kind("moodle", "instantmessage", "Messages from other people")
# What the gateway sends.
_NOTIFICATIONS = (_Kind("moodle", "messagecontactrequests", "Requests for contact"),)


def icon(site: SiteData, component: str) -> str:
    """The address of the picture of what a component tells."""
    return theme_image(site, component, "monologo") if component.startswith("mod_") else theme_image(site, "core", "i/marker")


def of_messages(ctx: CallContext, row: users.User) -> dict[str, Any]:
    """How somebody takes messages."""
    stored = users.preferences(ctx.db, row["id"])
    entersend = stored.get("message_entersend", ctx.site.config["messagingdefaultpressenter"])
    listed = [{"displayname": _MESSAGE.title, "preferencekey": _MESSAGE.preference, "processors": []}]
    return {
        "preferences": _preferences_result(row, [], listed),
        "blocknoncontacts": privacy.accepted_senders(ctx.site, stored.get(privacy.PREFERENCE)),
        "entertosend": entersend == "1",
    }


def of_notifications(ctx: CallContext, row: users.User) -> dict[str, Any]:
    """How somebody is told of what happens: in the way there is, unless they have chosen none."""
    stored = users.preferences(ctx.db, row["id"])
    listed = [
        {
            "displayname": kind.title,
            "preferencekey": kind.preference,
            "processors": [
                {
                    **_WAY,
                    "locked": False,
                    "userconfigured": 1,
                    "enabled": _WAY["name"] in stored.get(f"{kind.preference}_enabled", _WAY["name"]).split(","),
                }
            ],
        }
        for kind in _NOTIFICATIONS
    ]
    ways = [{**_WAY, "hassettings": False, "contextid": SYSTEM.id, "userconfigured": 1}]
    return _preferences_result(row, ways, listed)


def _preferences_result(row: users.User, ways: list[dict[str, Any]], listed: list[dict[str, Any]]) -> dict[str, Any]:
    """The preferences of somebody in the form of the contract."""
    components = [{"displayname": "System", "notifications": listed}]
    return {"userid": row["id"], "disableall": row["emailstop"], "processors": ways, "components": components}
