"""The days to which events may be dragged: an activity does not end before it begins, and nothing comes before its course."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from sqlalchemy import RowMapping

from gateway.api import SITE_COURSE
from gateway.components.core_calendar.activities import Activities
from gateway.components.core_calendar.clock import Clock

__all__ = ["limits"]


class _Rule(NamedTuple):
    """The columns of an activity with the first and the last time to which an event may be moved, each with what to say otherwise."""

    least: str = ""
    early: str = ""
    most: str = ""
    late: str = ""


_OPENS_TOO_LATE = "It would open after it closes."
_CLOSES_TOO_EARLY = "It would close before it opens."
_OPENS, _CLOSES = {"late": _OPENS_TOO_LATE}, {"early": _CLOSES_TOO_EARLY}

# By the type of the activity and the type of the event.
_RULES: Mapping[tuple[str, str], _Rule] = {
    ("assign", "due"): _Rule(
        "allowsubmissionsfromdate",
        "It would be due before anything can be handed in.",
        "cutoffdate",
        "It would be due after the last day to hand in.",
    ),
    ("assign", "gradingdue"): _Rule("duedate", "It would have to be graded before it is due."),
    ("choice", "open"): _Rule(most="timeclose", **_OPENS),
    ("choice", "close"): _Rule("timeopen", **_CLOSES),
    ("data", "open"): _Rule(most="timeavailableto", **_OPENS),
    ("data", "close"): _Rule("timeavailablefrom", **_CLOSES),
    ("feedback", "open"): _Rule(most="timeclose", **_OPENS),
    ("feedback", "close"): _Rule("timeopen", **_CLOSES),
    ("forum", "due"): _Rule(most="cutoffdate", late="It would be due after the last day to post."),
    ("lesson", "open"): _Rule(most="deadline", **_OPENS),
    ("lesson", "close"): _Rule("available", **_CLOSES),
    ("quiz", "open"): _Rule(most="timeclose", **_OPENS),
    ("quiz", "close"): _Rule("timeopen", **_CLOSES),
    ("scorm", "open"): _Rule(most="timeclose", **_OPENS),
    ("scorm", "close"): _Rule("timeopen", **_CLOSES),
    ("workshop", "opensubmission"): _Rule(most="submissionend", **_OPENS),
    ("workshop", "closesubmission"): _Rule("submissionstart", **_CLOSES),
    ("workshop", "openassessment"): _Rule(most="assessmentend", **_OPENS),
    ("workshop", "closeassessment"): _Rule("assessmentstart", **_CLOSES),
}
_OF_COURSE = _Rule("startdate", "It would be before the course begins.")


def limits(clock: Clock, activities: Activities, event: RowMapping, startdates: Mapping[int, int]) -> dict[str, Any]:
    """The members with the first and the last day to which an event may be moved, as far as there are such days.

    ``startdates`` has the first day of courses, by id. The event of an override may not be moved at all.
    """
    module = activities.of(event)
    if module is not None:
        rule = _RULES.get((module["modname"], event["eventtype"]), _Rule())
        if event["priority"] is not None or event["eventtype"] == "expectcompletionon":
            return {"draggable": False}
        return _members(clock, rule, activities.instances[module["modname"], module["instance"]], event["timestart"])
    if event["courseid"] in (0, SITE_COURSE) or event["groupid"]:
        return {}
    return _members(clock, _OF_COURSE, {"startdate": startdates.get(event["courseid"], 0)}, event["timestart"])


def _members(clock: Clock, rule: _Rule, row: Mapping[Any, Any], start: int) -> dict[str, Any]:
    """The members for a rule: events keep their time of day when they are moved, so that may leave out the day of the limit."""
    found: dict[str, Any] = {}
    # As recorded, times of day are compared in the time zone of the site, whichever days these are for the caller.
    time = clock.site_time(start)
    if rule.least and row[rule.least]:
        first = clock.midnight(row[rule.least])
        late = clock.site_time(row[rule.least]) > time
        found |= {"mindaytimestamp": clock.days_after(first, 1) if late else first, "mindayerror": rule.early}
    if rule.most and row[rule.most]:
        last = clock.midnight(row[rule.most])
        early = clock.site_time(row[rule.most]) < time
        found |= {"maxdaytimestamp": clock.days_after(last, -1) if early else last, "maxdayerror": rule.late}
    return found
