"""The activities that events are about, and who may see the events."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import RowMapping, select

from gateway.api import SITE_COURSE, CallContext, Context, Level, contexts, enrolments
from gateway.api.access import GroupMode, has, memberships, mode_of, roles
from gateway.api.tables import course_categories, enrol, user_enrolments
from gateway.components.core_course import course_modules
from gateway.components.core_course import lib as courses

__all__ = ["Activities", "Viewer"]


class Activities:
    """The activities that events are about, loaded with a fixed number of statements."""

    def __init__(self, ctx: CallContext, events: Collection[RowMapping]) -> None:
        """Load the course modules, the instances, the contexts and the courses of the activities."""
        about = [(row["modulename"], row["instance"]) for row in events if row["modulename"]]
        self.modules = course_modules.by_instances(ctx.db, about)
        self.instances = course_modules.details(ctx, about)
        self.places = contexts.by_instances(ctx.db, Level.MODULE, [row["id"] for row in self.modules.values()])
        self.courseids = {row["course"] for row in self.modules.values()}
        self.courses = {row["id"]: row for row in courses.courses(ctx.db, id=self.courseids)} if self.courseids else {}
        self.of_courses = contexts.by_instances(ctx.db, Level.COURSE, self.courseids)

    def of(self, event: RowMapping) -> RowMapping | None:
        """The course module of an activity's event; None for other events and for deleted activities."""
        module = self.modules.get((event["modulename"], event["instance"]))
        there = (
            module is not None
            and module["id"] in self.places
            and module["course"] in self.courses
            and (module["modname"], module["instance"]) in self.instances
        )
        return module if there else None

    def courseid(self, event: RowMapping) -> int:
        """The id of the course that an event belongs to; events of overrides for users belong to that of their activity."""
        module = self.of(event)
        return int(event["courseid"] or (module["course"] if module is not None else 0))


class Viewer:
    """A user for whom events are chosen, with what decides on the events they may see."""

    def __init__(self, ctx: CallContext, userid: int, activities: Activities) -> None:
        """Load the user's role assignments, their enrolments in the courses of the activities, and their groups."""
        self._ctx, self._activities, self.userid = ctx, activities, userid
        self._subject = ctx.subject if userid == ctx.userid else roles.subject(ctx.db, userid)
        query = select(enrol.c.courseid).select_from(enrolments.JOINED).where(user_enrolments.c.userid == userid)
        query = query.where(enrol.c.courseid.in_(activities.courseids)).distinct()
        self._enrolled = {SITE_COURSE, *(ctx.db.execute(query).scalars() if activities.courseids else ())}
        active = query.where(*enrolments.active(ctx.now))
        self._active = {SITE_COURSE, *(ctx.db.execute(active).scalars() if activities.courseids else ())}
        self.groups = memberships(ctx.db, ctx, userid)
        modules = [row for row in activities.modules.values() if row["id"] in activities.places]
        self._usable = course_modules.usable(ctx, modules, activities.places, userid)

    def has(self, capability: str, place: Context) -> bool:
        """Whether the user holds a capability."""
        return has(self._ctx.site, self._subject, place, capability)

    def takes_part(self, module: RowMapping, capability: str) -> bool:
        """Whether the user is enrolled in the course of an activity, in an active way, and holds a capability in the activity."""
        return module["course"] in self._active and self.has(capability, self._activities.places[module["id"]])

    def uses(self, event: RowMapping) -> bool:
        """Whether the user may use the activity that an event is about, as far as it does not take an enrolment."""
        module = self._activities.of(event)
        return module is not None and module["id"] in self._usable

    def shown(self, events: Collection[RowMapping]) -> list[RowMapping]:
        """The events that the user may see as far as their categories and activities decide; others are not hidden by this."""
        categories = self._visible_categories({row["categoryid"] for row in events if row["categoryid"]})
        found = []
        for row in events:
            if row["categoryid"] in categories if row["categoryid"] else not row["modulename"] or self._sees_activity(row):
                found.append(row)
        return found

    def _visible_categories(self, ids: Collection[int]) -> set[int]:
        """The ids of the categories that are visible to the user."""
        if not ids:
            return set()
        rows = self._ctx.db.execute(select(course_categories.c.id, course_categories.c.visible).where(course_categories.c.id.in_(ids)))
        places = contexts.by_instances(self._ctx.db, Level.COURSECAT, ids)
        hidden = "moodle/category:viewhiddencategories"
        return {row.id for row in rows if row.id in places and (row.visible or self.has(hidden, places[row.id]))}

    def _sees_activity(self, event: RowMapping) -> bool:
        """Whether the user may use the activity that an event is about, and is one of those whom the event concerns."""
        module = self._activities.of(event)
        if module is None or not self.uses(event):
            return False
        course, place = self._activities.courses[module["course"]], self._activities.of_courses[module["course"]]
        if not (course["visible"] or self.has("moodle/course:viewhiddencourses", place)):
            return False
        if module["course"] not in self._enrolled and not self.has("moodle/course:view", place):
            return False
        if event["eventtype"] == "expectcompletionon":
            return bool(self._ctx.site.config.flag("enablecompletion") and course["enablecompletion"] and module["completion"])
        return (module["modname"], event["eventtype"]) != ("assign", "gradingdue") or self.may_grade(module)

    def may_grade(self, module: RowMapping) -> bool:
        """Whether the user may grade an assignment; where groups are separate, only members of groups and those who access all may."""
        place = self._activities.places[module["id"]]
        if not self.has("mod/assign:grade", place):
            return False
        course: Any = self._activities.courses[module["course"]]
        free = mode_of(course, module) != GroupMode.SEPARATE or self.has("moodle/site:accessallgroups", place)
        return bool(free or self.groups.get(module["course"]))
