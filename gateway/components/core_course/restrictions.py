"""What people are told of the conditions that keep a section or an activity from being available."""

from __future__ import annotations

import html
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Table, select

from gateway.api import CallContext, caller_zone, date_text, format_string
from gateway.api.access import (
    OnCompletion,
    OnDate,
    OnGrade,
    OnGroup,
    OnGrouping,
    OnProfile,
    Unmet,
    UnmetSet,
)
from gateway.api.tables import groupings, groups
from gateway.components.core_course import course_modules
from gateway.components.core_grades.tables import grade_items

__all__ = ["Restrictions"]

_DAY = 86400
_STANDARD_FIELDS = {
    "firstname": "First name", "lastname": "Last name", "email": "Email address", "city": "City/town", "country": "Country",
    "idnumber": "ID number", "institution": "Institution", "department": "Department", "phone1": "Phone", "phone2": "Mobile phone",
    "address": "Address",
}  # fmt: skip
# The tests of profile fields, and what is said where the contrary is asked for.
_TESTS = {
    "isequalto": ("is {}", "is not {}"),
    "contains": ("contains {}", "does not contain {}"),
    "doesnotcontain": ("does not contain {}", "contains {}"),
    "startswith": ("starts with {}", "does not start with {}"),
    "endswith": ("ends with {}", "does not end with {}"),
    "isempty": ("is empty", "is not empty"),
    "isnotempty": ("is not empty", "is empty"),
}
_STATES = {0: "incomplete", 1: "complete", 2: "complete and passed", 3: "complete and failed"}


class Restrictions:
    """Writes the unmet conditions of one course as HTML."""

    def __init__(self, ctx: CallContext, courseid: int) -> None:
        """The names of what the conditions are about are loaded when they are first needed."""
        self._ctx, self._courseid = ctx, courseid
        self._loaded: dict[str, dict[int, str]] = {}
        self._zone = caller_zone(ctx)

    def text(self, unmet: UnmetSet) -> str:
        """The unmet conditions as HTML."""
        if len(unmet.unmet) == 1 and isinstance(unmet.unmet[0], Unmet):
            only = unmet.unmet[0]
            text = self._condition(only)
            return text if isinstance(only.condition, OnDate) else f"Not available unless: {text}"
        return f"Not available unless{self._list(unmet)}"

    def _list(self, unmet: UnmetSet) -> str:
        """Several unmet conditions as a list."""
        items = [self._list(item).lstrip(": ") if isinstance(item, UnmetSet) else self._condition(item) for item in unmet.unmet]
        inside = "".join(f"<li>{item}</li>" for item in items)
        return f"{':' if unmet.needs_all else ' any of:'} <ul>{inside}</ul>"

    def _condition(self, unmet: Unmet) -> str:
        """One unmet condition."""
        condition, negated = unmet.condition, unmet.negated
        match condition:
            case OnDate():
                starts = (condition.direction == ">=") is not negated
                return f"Available {'from' if starts else 'until'} <strong>{self._date(condition.time, ends=not starts)}</strong>"
            case OnGroup() | OnGrouping():
                return self._membership(condition, negated=negated)
            case OnCompletion():
                state = _STATES.get(condition.state, "complete")
                return f"The activity <strong>{self._activity(condition.cmid)}</strong> is{' not' if negated else ''} marked {state}"
            case OnGrade():
                return self._grade(condition, negated=negated)
            case OnProfile():
                name = self._field(condition)
                return (
                    f"Your {html.escape(name)} {_TESTS[condition.test][negated].format(f'<strong>{html.escape(condition.value)}</strong>')}"
                )

    def _date(self, moment: int, *, ends: bool) -> str:
        """A moment; one that is midnight as a day, the last on which something is available if that ``ends`` then."""
        midnight = date_text(moment, "%H:%M:%S", self._zone, fixhour=False) == "00:00:00"
        if not midnight:
            return date_text(moment, "%d %B %Y, %I:%M %p", self._zone)
        return date_text(moment - 1 if ends else moment, "%d %B %Y", self._zone)

    def _membership(self, condition: OnGroup | OnGrouping, *, negated: bool) -> str:
        """A condition on groups or groupings."""
        verb = "You do not belong to" if negated else "You belong to"
        if isinstance(condition, OnGroup):
            return f"{verb} <strong>{self._name(groups, condition.id)}</strong>" if condition.id else f"{verb} any group"
        return f"{verb} a group in <strong>{self._name(groupings, condition.id or 0)}</strong>"

    def _grade(self, condition: OnGrade, *, negated: bool) -> str:
        """A condition on a grade; the figures are not told."""
        name = f"<strong>{self._name(grade_items, condition.id)}</strong>"
        verb = "do not achieve" if negated else "achieve"
        if condition.min is not None and condition.max is not None:
            return f"You {verb} a score within a certain range in {name}"
        if condition.min is not None:
            return f"You {verb} higher than a certain score in {name}"
        return f"You {verb} lower than a certain score in {name}" if condition.max is not None else f"You have a grade in {name}"

    def _field(self, condition: OnProfile) -> str:
        """The name of a field of the profile."""
        own = {field.shortname: field.name for field in self._ctx.site.profile_fields}
        return own.get(condition.custom, "missing field") if condition.custom else _STANDARD_FIELDS.get(condition.standard, "")

    def _activity(self, cmid: int) -> str:
        """The name of an activity, which leads to it."""
        if "activities" not in self._loaded:
            rows = course_modules.of_course(self._ctx.db, self._courseid)
            instances = course_modules.details(self._ctx, [(row["modname"], row["instance"]) for row in rows])
            self._loaded["activities"] = {
                row["id"]: self._link(row, instances[row["modname"], row["instance"]])
                for row in rows
                if (row["modname"], row["instance"]) in instances
            }
        return self._loaded["activities"].get(cmid, "missing activity")

    def _link(self, row: Mapping[Any, Any], instance: Mapping[Any, Any]) -> str:
        """A link to an activity."""
        address = f"{self._ctx.site.wwwroot}/mod/{row['modname']}/view.php?id={row['id']}"
        return f'<a data-cm-name-for="{row["id"]}" href="{address}">{format_string(instance["name"], self._ctx.settings)}</a>'

    def _name(self, table: Table, itemid: int) -> str:
        """The name of a group, a grouping or a grade item of the course."""
        if table.name not in self._loaded:
            name = table.c.itemname if table is grade_items else table.c.name
            query = select(table.c.id, name.label("name")).where(table.c.courseid == self._courseid)
            self._loaded[table.name] = {row.id: format_string(row.name, self._ctx.settings) for row in self._ctx.db.execute(query)}
        return self._loaded[table.name].get(itemid) or "something that is missing"
