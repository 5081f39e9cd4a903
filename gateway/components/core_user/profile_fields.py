"""The profile fields of a site: what people filled in, as stored and as shown."""

from __future__ import annotations

import html
from collections.abc import Collection
from typing import Any
from urllib.parse import quote_plus

from sqlalchemy import RowMapping, select

from gateway.api import SYSTEM, CallContext, CallSettings, Context, ProfileField, caller_zone, date_text, format_string, format_text
from gateway.api.php import to_int
from gateway.api.rows import InQuery
from gateway.api.tables import user_info_data
from gateway.api.text import FORMAT_HTML, FORMAT_MOODLE
from gateway.components.core_filters.activity_links import ActivityLinks

__all__ = ["ProfileValues"]

# Values of user_info_field.visible: the field is visible to its owner, to everybody, or to its owner and to staff.
_OWNER, _EVERYBODY, _STAFF = 1, 2, 3

# What a field of a social network is called, and how its value is shown.
_NETWORKS = {
    "icq": "ICQ number",
    "msn": "MSN ID",
    "aim": "AIM ID",
    "yahoo": "Yahoo ID",
    "skype": "Skype ID",
    "jabber": "Jabber ID",
    "url": "Web page",
}
_NETWORK_LINKS = {"url": '<a href="{0}">{0}</a>', "skype": '<a href="skype:{0}?call">{0}</a>'}

# Fields are written for people, whatever a call asks of longer texts.
_SETTINGS = CallSettings()

_DATE, _DATE_AND_TIME = "%d %B %Y", "%A, %d %B %Y, %I:%M %p"

_VALUES = InQuery(
    user_info_data.c.userid,
    lambda found: select(*(user_info_data.c[name] for name in ("userid", "fieldid", "data", "dataformat"))).where(found),
)


class ProfileValues:
    """The values of the profile fields of several users, loaded together; a user without one has the default of the field."""

    def __init__(self, ctx: CallContext, userids: Collection[int], course: Context | None = None) -> None:
        """Load the values; without profile fields there is nothing to load. In a course, texts link to its activities."""
        self._ctx = ctx
        self._links = ActivityLinks(ctx, course) if course else None
        self._stored: dict[tuple[int, int], RowMapping] = {}
        if ctx.site.profile_fields:
            self._stored = {(row["userid"], row["fieldid"]): row for row in _VALUES.rows(ctx.db, userids)}

    def shown(self, userid: int, *, all_of_them: bool) -> list[dict[str, Any]]:
        """The fields of a user that have a value and that the caller may see, in the site's order.

        ``all_of_them`` says that the caller may see those that are hidden from others.
        """
        visible = {_EVERYBODY, _OWNER, _STAFF} if userid == self._ctx.userid else {_EVERYBODY}
        found = []
        for field in self._ctx.site.profile_fields:
            if field.visible not in visible and not all_of_them:
                continue
            stored = self._stored.get((userid, field.id))
            value = (stored["data"] if stored else field.defaultdata) or ""
            if not value:
                continue
            name = _NETWORKS.get(field.name, "") if field.datatype == "social" else field.name
            shown = self._display(field, value, stored["dataformat"] if stored else FORMAT_HTML)
            entry = {"type": field.datatype, "value": value, "displayvalue": shown}
            found.append({**entry, "name": format_string(name, _SETTINGS), "shortname": field.shortname})
        return found

    def _display(self, field: ProfileField, value: str, format_: int) -> str:
        """A value as people read it, by the kind of its field."""
        ctx = self._ctx
        match field.datatype:
            case "checkbox":
                return "Yes" if to_int(value) == 1 else "No"
            case "datetime":
                return self._date(value, with_time=field.param3 not in (None, "", "0"))
            case "social":
                link = _NETWORK_LINKS.get(field.param1 or "", "{0}")
                return link.format(html.escape(value, quote=True))
            case "text":
                text = format_string(value, _SETTINGS)
                if not field.param4:
                    return text
                target = f'target="{field.param5}"' if field.param5 else ""
                address = field.param4.replace("$$", quote_plus(text))
                return f'<a href="{address}" {target}>{html.escape(text, quote=True)}</a>'
            case "textarea":
                text, _ = format_text(value, format_, _SETTINGS, ctx.site, SYSTEM)
                return f'<div class="no-overflow">{self._linked(text)}</div>'
        return self._linked(format_text(value, FORMAT_MOODLE, _SETTINGS, ctx.site, SYSTEM)[0])

    def _linked(self, text: str) -> str:
        """A text with links to the activities of the course, if there is one."""
        return self._links.linked(text) if self._links else text

    def _date(self, value: str, *, with_time: bool) -> str:
        """A date in the caller's time zone."""
        moment = to_int(value)
        if not moment:
            return "Not set"
        return date_text(moment, _DATE_AND_TIME if with_time else _DATE, caller_zone(self._ctx))
