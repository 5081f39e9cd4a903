"""Message and notification preferences of users.

The gateway delivers messages and notifications to web service clients only, not by e-mail or push: notifications
have a single processor ("popup"), messages have none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from gateway.api import SYSTEM, CallContext, SiteData
from gateway.components.core_course.lib import theme_image
from gateway.components.core_message import privacy
from gateway.components.core_user import lib as users

__all__ = ["icon", "of_messages", "of_notifications"]

_PROCESSOR = {"displayname": "Web", "name": "popup"}


class _Provider(msgspec.Struct, frozen=True):
    """A message provider: its component and name, and the title that users see."""

    component: str
    name: str
    title: str

    @property
    def preference(self) -> str:
        """The name of the preference with the provider's processors."""
        return f"message_provider_{self.component}_{self.name}"


_MESSAGE = _Provider("moodle", "instantmessage", "Messages from other people")
# The notifications that the gateway sends, by the names under which they are listed.
_NOTIFICATIONS: Mapping[str, Sequence[_Provider]] = {
    "Assignment": (_Provider("mod_assign", "assign_notification", "Work that was handed in, and feedback on it"),),
    "System": (
        _Provider("moodle", "messagecontactrequests", "Requests for contact"),
        _Provider("moodle", "gradenotifications", "Grades that you have been given"),
    ),
}


def icon(site: SiteData, component: str) -> str:
    """The URL of the icon of a component's notifications."""
    return theme_image(site, component, "monologo") if component.startswith("mod_") else theme_image(site, "core", "i/marker")


def of_messages(ctx: CallContext, row: users.User) -> dict[str, Any]:
    """A user's message preferences in the form of the result."""
    stored = users.preferences(ctx.db, row["id"])
    entersend = stored.get("message_entersend", ctx.site.config["messagingdefaultpressenter"])
    listed = [{"displayname": _MESSAGE.title, "preferencekey": _MESSAGE.preference, "processors": []}]
    return {
        "preferences": _preferences_result(row, [], {"System": listed}),
        "blocknoncontacts": privacy.accepted_senders(ctx.site, stored.get(privacy.PREFERENCE)),
        "entertosend": entersend == "1",
    }


def of_notifications(ctx: CallContext, row: users.User) -> dict[str, Any]:
    """A user's notification preferences in the form of the result; the processor is enabled unless the user disabled it."""
    stored = users.preferences(ctx.db, row["id"])
    listed = {name: [_notification(kind, stored) for kind in kinds] for name, kinds in _NOTIFICATIONS.items()}
    processors = [{**_PROCESSOR, "hassettings": False, "contextid": SYSTEM.id, "userconfigured": 1}]
    return _preferences_result(row, processors, listed)


def _notification(kind: _Provider, stored: Mapping[str, str]) -> dict[str, Any]:
    """A kind of notification with its processor, in the form of the result."""
    enabled = _PROCESSOR["name"] in stored.get(f"{kind.preference}_enabled", _PROCESSOR["name"]).split(",")
    processor = {**_PROCESSOR, "locked": False, "userconfigured": 1, "enabled": enabled}
    return {"displayname": kind.title, "preferencekey": kind.preference, "processors": [processor]}


def _preferences_result(row: users.User, processors: list[dict[str, Any]], listed: Mapping[str, list[dict[str, Any]]]) -> dict[str, Any]:
    """The keys that message and notification preferences have in common; ``listed`` are the kinds, by component."""
    components = [{"displayname": name, "notifications": kinds} for name, kinds in listed.items()]
    return {"userid": row["id"], "disableall": row["emailstop"], "processors": processors, "components": components}
