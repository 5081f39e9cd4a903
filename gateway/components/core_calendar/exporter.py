"""Events with all that clients show of them."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import RowMapping, bindparam, func, select

from gateway.api import SITE_COURSE, CallContext, Context, Level, contexts, format_string, format_text
from gateway.api.tables import course_categories
from gateway.components.core_calendar import permissions
from gateway.components.core_calendar.clock import Clock
from gateway.components.core_calendar.tables import event as events_table
from gateway.components.core_course import course_modules, timeline
from gateway.components.core_course import lib as courses
from gateway.components.core_course.activities import activity_type
from gateway.components.core_group import lib as groups

__all__ = ["Exporter", "sort_time"]

Told = dict[str, Any]

_COUNTS = (
    select(events_table.c.repeatid, func.count(events_table.c.id).label("events"))
    .where(events_table.c.repeatid.in_(bindparam("repeated", expanding=True)))
    .group_by(events_table.c.repeatid)
)

_ICONS = {kind: (f"i/{kind}event", f"{kind.capitalize()} event") for kind in permissions.KINDS}
# What the icon of an event is called that has a kind of its own: the reference looks for a text of the type of activity that
# has the name of the kind, and finds one that is about something else.
_ICON_TEXTS = {("quiz", "open"): "Not answered", ("quiz", "close"): "Close window"}
_VERBS = {"open": "opens", "close": "closes", "due": "is due", "gradingdue": "is due to be graded"}


def sort_time(event: RowMapping) -> int:
    """The time by which an event is listed."""
    found: int = event["timestart"] if event["timesort"] is None else event["timesort"]
    return found


class Exporter:
    """Some events, with what they belong to, loaded in a number of statements that does not depend on how many they are."""

    def __init__(self, ctx: CallContext, events: Collection[RowMapping]) -> None:
        """Load what the events belong to."""
        self._ctx, self._clock = ctx, Clock(ctx)
        # Pages ask for the key of a session, and callers have none: theirs opens nothing.
        self._key = secrets.token_hex(5)
        about = [(row["modulename"], row["instance"]) for row in events if row["modulename"]]
        self.modules = course_modules.by_instances(ctx.db, about)
        self.instances = course_modules.details(ctx, about)
        self.places = contexts.by_instances(ctx.db, Level.MODULE, [row["id"] for row in self.modules.values()])
        ids = {row["courseid"] for row in events if row["courseid"]}
        rows = [{**row, "timeaccess": None} for row in courses.courses(ctx.db, id=ids)]
        self._courses = {summary["id"]: summary for summary in timeline.summaries(ctx, rows)}
        self._of_courses = contexts.by_instances(ctx.db, Level.COURSE, ids)
        self._groups = groups.groups_by_id(ctx.db, [row["groupid"] for row in events if row["groupid"]])
        self._categories = self._load_categories({row["categoryid"] for row in events if row["categoryid"]})
        repeated = {row["repeatid"] for row in events if row["repeatid"]}
        self._counts = {row.repeatid: row.events for row in ctx.db.execute(_COUNTS, {"repeated": list(repeated)})} if repeated else {}

    def module(self, event: RowMapping) -> RowMapping | None:
        """The activity that an event is about, None where it is about none or the activity is gone."""
        module = self.modules.get((event["modulename"], event["instance"]))
        there = module is not None and module["id"] in self.places and (module["modname"], module["instance"]) in self.instances
        return module if there else None

    def told(self, event: RowMapping, action: Mapping[str, Any] | None = None) -> Told:
        """An event, with what it asks the caller to do."""
        module, ctx = self.module(event), self._ctx
        start, sorted_by = event["timestart"], sort_time(event)
        place = self._place(event, module)
        text, format_ = format_text(
            event["description"],
            event["format"],
            ctx.settings,
            ctx.site,
            place,
            component="calendar",
            filearea="event_description",
            itemid=event["id"],
        )
        location = format_string(event["location"], ctx.settings)
        return {
            "id": event["id"],
            "name": format_string(event["name"], ctx.settings),
            "description": text,
            "descriptionformat": format_,
            "location": location,
            **{name: event[name] or None for name in ("categoryid", "groupid", "userid", "repeatid")},
            "eventcount": self._counts.get(event["repeatid"]),
            "eventtype": event["eventtype"],
            "timestart": start,
            "timeduration": event["timeduration"],
            "timesort": sorted_by,
            "timeusermidnight": self._clock.midnight(sorted_by),
            "visible": event["visible"],
            "timemodified": event["timemodified"],
            "overdue": sorted_by < ctx.now,
            **self._belongings(event),
            "formattedtime": self._clock.span(start, event["timeduration"]),
            "formattedlocation": location,
            "isactionevent": module is not None,
            "iscourseevent": event["eventtype"] == "course",
            "iscategoryevent": event["eventtype"] == "category",
            **self._kind(event, module),
            **({"action": action} if action else {}),
            **self._addresses(event, module),
        }

    def _place(self, event: RowMapping, module: RowMapping | None) -> Context:
        """The context of an event."""
        if module is not None:
            return self.places[module["id"]]
        return self._of_courses.get(event["courseid"]) or permissions.place_of(self._ctx.db, event)

    def _load_categories(self, ids: Collection[int]) -> dict[int, Told]:
        """The categories with these ids."""
        query = select(course_categories).where(course_categories.c.id.in_(ids))
        rows = self._ctx.db.execute(query).mappings().all() if ids else ()
        above = {int(part) for row in rows for part in row["path"].split("/") if part}
        names = courses.category_names(self._ctx.db, above) if above else {}
        return {row["id"]: self._category(row, names) for row in rows}

    def _category(self, row: RowMapping, names: Mapping[int, str]) -> Told:
        """A category as it is told."""
        columns = ("id", "idnumber", "parent", "coursecount", "visible", "timemodified", "depth")
        nested = " / ".join(names[int(part)] for part in row["path"].split("/") if part)
        address = f"{self._ctx.site.wwwroot}/course/index.php?categoryid={row['id']}"
        text = {"name": format_string(row["name"], self._ctx.settings), "description": row["description"] or ""}
        return {**{name: row[name] for name in columns}, **text, "nestedname": nested, "url": address}

    def _belongings(self, event: RowMapping) -> Told:
        """What an event belongs to."""
        group = self._groups.get(event["groupid"])
        found: Told = {"subscription": {"displayeventsource": False}}
        found["groupname"] = format_string(group["name"], self._ctx.settings) if group else None
        if event["categoryid"] in self._categories:
            found["category"] = self._categories[event["categoryid"]]
        if event["courseid"] in self._courses:
            found["course"] = self._courses[event["courseid"]]
        return found

    def _kind(self, event: RowMapping, module: RowMapping | None) -> Told:
        """What kind of event one is; those of activities are told as those of their courses."""
        kind = "course" if module is not None else event["eventtype"]
        icon, text = _ICONS.get(kind, _ICONS["site"])
        found: Told = {"normalisedeventtype": kind, "normalisedeventtypetext": text, "branded": False}
        if module is None:
            none = {"component": None, "modulename": "", "activityname": "", "activitystr": "", "instance": None, "purpose": "none"}
            return {**found, **none, "icon": {"key": icon, "component": "core", "alttext": text, "iconurl": "", "iconclass": ""}}
        name, type_ = module["modname"], activity_type(module["modname"])
        alttext = _ICON_TEXTS.get((name, event["eventtype"]), "Activity event")
        address = f"{courses.theme_image(self._ctx.site, name, 'monologo')}?filtericon=1"
        return {
            **found,
            "component": f"mod_{name}",
            "modulename": name,
            "activityname": format_string(self.instances[name, module["instance"]]["name"], self._ctx.settings),
            "activitystr": f"{type_.name} {_VERBS.get(event['eventtype'], 'requires action')}",
            "instance": module["id"],
            "purpose": type_.purpose,
            "icon": {"key": "monologo", "component": name, "alttext": alttext, "iconurl": address, "iconclass": ""},
        }

    def _addresses(self, event: RowMapping, module: RowMapping | None) -> Told:
        """The pages on which an event is seen, changed and deleted, and whether the caller may do that."""
        root, courseid = self._ctx.site.wwwroot, event["courseid"] or SITE_COURSE
        day = f"{root}/calendar/view.php?view=day&course={courseid}&time={sort_time(event)}#event_{event['id']}"
        found: Told = {"viewurl": day, "deleteurl": f"{root}/calendar/delete.php?id={event['id']}&course={courseid}"}
        if module is not None:
            may_edit = self._ctx.has("moodle/course:manageactivities", self.places[module["id"]])
            edit = f"{root}/course/mod.php?update={module['id']}&return=1&sesskey={self._key}"
            activity_url = f"{root}/mod/{module['modname']}/view.php?id={module['id']}"
            return {**found, "canedit": may_edit, "candelete": False, "editurl": edit, "url": activity_url}
        edit = f"{root}/calendar/event.php?action=edit&id={event['id']}&course={courseid}"
        activity_url = f"{root}/course/view.php?id={courseid}" if courseid != SITE_COURSE else f"{root}/"
        allowed = {"canedit": permissions.may_change(self._ctx, event), "candelete": permissions.may_delete(self._ctx, event)}
        return {**found, **allowed, "editurl": edit, "url": activity_url}
