"""Events in the form in which calendar clients show them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import RowMapping, bindparam, func, select

from gateway.api import SITE_COURSE, CallContext, Context, Level, chance, contexts, format_string, format_text
from gateway.api.tables import course_categories
from gateway.components.core_calendar import permissions
from gateway.components.core_calendar.activities import Activities
from gateway.components.core_calendar.clock import Clock
from gateway.components.core_calendar.tables import event as events_table
from gateway.components.core_calendar.tables import event_subscriptions
from gateway.components.core_course import lib as courses
from gateway.components.core_course import timeline
from gateway.components.core_course.activities import activity_type
from gateway.components.core_group import lib as groups

__all__ = ["Exporter", "sort_time"]

Result = dict[str, Any]

_COUNTS = (
    select(events_table.c.repeatid, func.count(events_table.c.id).label("events"))
    .where(events_table.c.repeatid.in_(bindparam("repeated", expanding=True)))
    .group_by(events_table.c.repeatid)
)

_ICONS = {kind: (f"i/{kind}event", f"{kind.capitalize()} event") for kind in permissions.KINDS}
# Texts of icons by activity type and event type: the reference looks up the event type among the texts of the activity type,
# and finds unrelated texts.
_ICON_TEXTS = {("quiz", "open"): "Not answered", ("quiz", "close"): "Close window"}
_VERBS = {
    "open": "opens",
    "close": "closes",
    "due": "is due",
    "gradingdue": "is due to be graded",
    "opensubmission": "opens for submissions",
    "closesubmission": "deadline for submissions",
    "openassessment": "opens for assessment",
    "closeassessment": "deadline for assessment",
}
# The activity types whose dates can be changed by moving their events.
_MOVABLE = frozenset({"assign", "choice", "data", "feedback", "forum", "lesson", "quiz", "scorm", "workshop"})


def sort_time(event: RowMapping) -> int:
    """The timestamp by which events are ordered."""
    return int(event["timesort"] or event["timestart"])


def _owner(event: RowMapping) -> str:
    """Whether an event that is about no activity belongs to the site, a category, a course, a group or a user."""
    if event["courseid"] == SITE_COURSE:
        return "site"
    if event["categoryid"]:
        return "category"
    if event["groupid"]:
        return "group"
    return "course" if event["courseid"] else "user"


class Exporter:
    """Builds the results of several events, loading what they refer to in a fixed number of statements."""

    def __init__(self, ctx: CallContext, events: Collection[RowMapping], activities: Activities | None = None) -> None:
        """Load the courses, groups, categories, subscriptions and series that the events refer to; the activities unless given."""
        self._ctx, self._clock = ctx, Clock(ctx)
        # Links to pages carry a session key. Callers of web services have no session, so this random key is valid nowhere.
        self._key = chance.token_hex(5)
        self._activities = activities or Activities(ctx, events)
        ids = {courseid for row in events if (courseid := self._activities.courseid(row))}
        rows = [{**row, "timeaccess": None} for row in courses.courses(ctx.db, id=ids)]
        # Stars are shown in overviews of courses only.
        self._courses = {summary["id"]: {**summary, "isfavourite": False} for summary in timeline.summaries(ctx, rows)}
        self._of_courses = contexts.by_instances(ctx.db, Level.COURSE, ids)
        self._groups = groups.groups_by_id(ctx.db, [row["groupid"] for row in events if row["groupid"]])
        imported = {row["subscriptionid"] for row in events if row["subscriptionid"]}
        query = select(event_subscriptions).where(event_subscriptions.c.id.in_(imported))
        self._subscriptions = {row["id"]: row for row in ctx.db.execute(query).mappings()} if imported else {}
        self._categories = self._load_categories({row["categoryid"] for row in events if row["categoryid"]})
        repeated = {row["repeatid"] for row in events if row["repeatid"]}
        self._counts = {row.repeatid: row.events for row in ctx.db.execute(_COUNTS, {"repeated": list(repeated)})} if repeated else {}

    def event_result(self, event: RowMapping, action: Mapping[str, Any] | None = None) -> Result:
        """An event in the form of the result, with the action it asks of the user, if any."""
        module, ctx = self._activities.of(event), self._ctx
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
            # As recorded: the day is that of the time by which events are ordered, not of the time that stands in for it.
            "timeusermidnight": self._clock.midnight(event["timesort"]) if event["timesort"] else 0,
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
            return self._activities.places[module["id"]]
        return self._of_courses.get(event["courseid"]) or permissions.place_of(self._ctx.db, event)

    def _load_categories(self, ids: Collection[int]) -> dict[int, Result]:
        """The results of the categories with these ids, by id."""
        query = select(course_categories).where(course_categories.c.id.in_(ids))
        rows = self._ctx.db.execute(query).mappings().all() if ids else ()
        above = {int(part) for row in rows for part in row["path"].split("/") if part}
        names = courses.category_names(self._ctx.db, above) if above else {}
        return {row["id"]: self._category(row, names) for row in rows}

    def _category(self, row: RowMapping, names: Mapping[int, str]) -> Result:
        """A category in the form of the result; as recorded, without the time when it was changed."""
        columns = ("id", "idnumber", "parent", "coursecount", "visible", "depth")
        page = f"{self._ctx.site.wwwroot}/course/index.php?categoryid="
        around = [int(part) for part in row["path"].split("/") if part]
        text = {categoryid: format_string(names[categoryid], self._ctx.settings) for categoryid in around}
        nested = " / ".join(f'<a href="{page}{categoryid}">{name}</a>' for categoryid, name in text.items())
        found = {name: row[name] for name in columns}
        return {**found, "name": text[row["id"]], "timemodified": 0, "nestedname": nested, "url": f"{page}{row['id']}"}

    def _subscription(self, event: RowMapping) -> Result:
        """The calendar that an event was imported from, unless the site does not show it."""
        row = self._subscriptions.get(event["subscriptionid"])
        if row is None or not self._ctx.site.config.flag("calendar_showicalsource"):
            return {"displayeventsource": False}
        address = {"subscriptionurl": row["url"]} if row["url"] else {}
        return {"displayeventsource": True, "subscriptionname": row["name"], **address}

    def _belongings(self, event: RowMapping) -> Result:
        """The group, the category and the course of an event."""
        group = self._groups.get(event["groupid"])
        found: Result = {"subscription": self._subscription(event)}
        found["groupname"] = format_string(group["name"], self._ctx.settings) if group else None
        if event["categoryid"] in self._categories:
            found["category"] = self._categories[event["categoryid"]]
        if courseid := self._activities.courseid(event):
            found["course"] = self._courses[courseid]
        return found

    def _kind(self, event: RowMapping, module: RowMapping | None) -> Result:
        """The event type, icon and activity of an event; events of activities count as course events."""
        kind = "course" if module is not None else event["eventtype"]
        found: Result = {"normalisedeventtype": kind, "normalisedeventtypetext": _ICONS.get(kind, _ICONS["site"])[1]}
        if module is None:
            icon, text = _ICONS[_owner(event)]
            none = {"component": None, "modulename": "", "activityname": "", "activitystr": "", "instance": None, "purpose": "none"}
            return {
                **found,
                **none,
                "branded": False,
                "icon": {"key": icon, "component": "core", "alttext": text, "iconurl": "", "iconclass": ""},
            }
        name, type_ = module["modname"], activity_type(module["modname"])
        alttext = _ICON_TEXTS.get((name, event["eventtype"]), "Activity event")
        address = f"{courses.theme_image(self._ctx.site, name, 'monologo')}?filtericon=1"
        return {
            **found,
            "component": f"mod_{name}",
            "modulename": name,
            "activityname": format_string(self._activities.instances[name, module["instance"]]["name"], self._ctx.settings),
            "activitystr": f"{type_.name} {_VERBS.get(event['eventtype'], 'requires action')}",
            "instance": module["id"],
            "purpose": type_.purpose,
            "branded": type_.is_branded,
            "icon": {"key": "monologo", "component": name, "alttext": alttext, "iconurl": address, "iconclass": ""},
        }

    def _addresses(self, event: RowMapping, module: RowMapping | None) -> Result:
        """The URLs to view, change and delete an event, and whether the caller may change and delete it."""
        root, courseid = self._ctx.site.wwwroot, self._activities.courseid(event) or SITE_COURSE
        day = f"{root}/calendar/view.php?view=day&course={courseid}&time={sort_time(event)}#event_{event['id']}"
        found: Result = {"viewurl": day, "deleteurl": f"{root}/calendar/delete.php?id={event['id']}&course={courseid}"}
        if module is not None:
            place = self._activities.places[module["id"]]
            may_edit = module["modname"] in _MOVABLE and self._ctx.has("moodle/course:manageactivities", place)
            edit = f"{root}/course/mod.php?update={module['id']}&return=1&sesskey={self._key}"
            activity_url = f"{root}/mod/{module['modname']}/view.php?id={module['id']}"
            return {**found, "canedit": may_edit, "candelete": False, "editurl": edit, "url": activity_url}
        edit = f"{root}/calendar/event.php?action=edit&id={event['id']}&course={courseid}"
        page = f"{root}/course/view.php?id={courseid}" if courseid != SITE_COURSE else f"{root}/?redirect=0"
        if event["categoryid"] in self._categories:
            page = self._categories[event["categoryid"]]["url"]
        allowed = {"canedit": permissions.may_change(self._ctx, event), "candelete": permissions.may_delete(self._ctx, event)}
        return {**found, **allowed, "editurl": edit, "url": page}
