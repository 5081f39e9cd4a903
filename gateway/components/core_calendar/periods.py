"""Calendars by month, by day, and of what comes next."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import RowMapping, func, or_

from gateway.api import SITE_COURSE, CallContext, format_string
from gateway.components.core_calendar import scope
from gateway.components.core_calendar.actions import Actions
from gateway.components.core_calendar.activities import Activities, Viewer
from gateway.components.core_calendar.audience import events_for
from gateway.components.core_calendar.clock import Clock
from gateway.components.core_calendar.exporter import Exporter
from gateway.components.core_calendar.limits import limits
from gateway.components.core_calendar.scope import Scope
from gateway.components.core_calendar.tables import event
from gateway.components.core_course import lib as courses
from gateway.components.core_user.lib import preferences

__all__ = ["day", "month", "upcoming"]

Result = dict[str, Any]

_WEEK = 7
_NAMES = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
_KINDS = ("user", "site", "course", "group", "category")
_ARROWS = {"larrow": "&#x25C4;", "rarrow": "&#x25BA;"}
_SHORT_DATE = ("mon", "weekday", "month", "timestamp")


def month(ctx: CallContext, shown: Scope, moment: int, view: str, *, navigation: bool) -> Result:
    """The calendar of the month of ``moment``, week by week."""
    clock = Clock(ctx)
    today = clock.parts(moment)
    first = clock.moment(today["year"], today["mon"], 1)
    following = clock.moment(today["year"], today["mon"] + 1, 1)
    before = clock.moment(today["year"], today["mon"] - 1, 1)
    entries = _Entries(ctx, shown, first, following - 1)
    start = _first_weekday(ctx)
    days = []
    at = first
    while at < following:
        days.append(_month_day(ctx, shown, clock, entries, at, moment))
        at = clock.days_after(at, 1)
    page = f"{ctx.site.wwwroot}/calendar/view.php?view=month&time="
    blank = (days[0]["wday"] - start) % _WEEK
    return {
        "url": f"{page}{moment}{shown.query}",
        "courseid": shown.courseid,
        "categoryid": shown.categoryid,
        **({"filter_selector": _selector(ctx, shown)} if view in ("month", "monthblock") else {}),
        "weeks": _weeks(days, blank),
        "daynames": [
            {"dayno": number, "shortname": _NAMES[number][:3], "fullname": _NAMES[number]}
            for number in ((start + offset) % _WEEK for offset in range(_WEEK))
        ],
        "view": view,
        "date": today,
        "periodname": clock.text(moment, "%B %Y"),
        "includenavigation": navigation,
        "initialeventsloaded": True,
        "previousperiod": clock.parts(before),
        "previousperiodlink": f"{page}{before}{shown.query}",
        "previousperiodname": clock.text(before, "%B"),
        "nextperiod": clock.parts(following),
        "nextperiodname": clock.text(following, "%B"),
        "nextperiodlink": f"{page}{following}{shown.query}",
        **_ARROWS,
        "defaulteventcontext": shown.context.id,
        "calendarinstanceid": 1,
        "viewingmonth": view in ("month", "monthblock"),
        "showviewselector": view == "month",
        "viewinginblock": view == "monthblock",
    }


def day(ctx: CallContext, shown: Scope, moment: int) -> Result:
    """The calendar of the day of ``moment``."""
    clock = Clock(ctx)
    following, before = clock.days_after(moment, 1), clock.days_after(moment, -1)
    entries = _Entries(ctx, shown, moment, following - 1)
    page = f"{ctx.site.wwwroot}/calendar/view.php?view=day&time="
    return {
        "events": [entries.result(row, moment) for row in entries.rows],
        "defaulteventcontext": shown.context.id,
        "filter_selector": _selector(ctx, shown),
        "courseid": shown.courseid,
        "categoryid": shown.categoryid,
        "neweventtimestamp": clock.moved(ctx.now, moment),
        "date": clock.parts(moment),
        "periodname": clock.text(moment, "%A, %d %B %Y"),
        "previousperiod": clock.parts(before),
        "previousperiodlink": f"{page}{before}{shown.query}",
        "previousperiodname": clock.text(before, "%A"),
        "nextperiod": clock.parts(following),
        "nextperiodname": clock.text(following, "%A"),
        "nextperiodlink": f"{page}{following}{shown.query}",
        **_ARROWS,
    }


def upcoming(ctx: CallContext, shown: Scope) -> Result:
    """The next events, as far ahead and as many as the caller or the site wants to see."""
    clock, wanted = Clock(ctx), preferences(ctx.db, ctx.userid)
    ahead = _number(wanted, "calendar_lookahead", ctx.site.config.number("calendar_lookahead"))
    most = _number(wanted, "calendar_maxevents", ctx.site.config.number("calendar_maxevents"))
    today = clock.parts(ctx.now)
    start = clock.moment(today["year"], today["mon"], today["mday"], today["hours"])
    entries = _Entries(ctx, shown, start, clock.days_after(start, ahead) - 1, most)
    return {
        "events": [entries.result(row, ctx.now) for row in entries.rows],
        "defaulteventcontext": shown.context.id,
        "filter_selector": _selector(ctx, shown),
        "courseid": shown.courseid,
        "categoryid": shown.categoryid,
        "isloggedin": True,
        "date": today,
    }


def _number(wanted: Mapping[str, str], name: str, default: int) -> int:
    """A preference that is a number, else the default."""
    value = wanted.get(name, "")
    return int(value) if value.isdecimal() and len(value) < _WEEK else default


def _first_weekday(ctx: CallContext) -> int:
    """The day with which weeks begin, 0 for Sunday."""
    return _number(preferences(ctx.db, ctx.userid), "calendar_startwday", ctx.site.config.number("calendar_startwday")) % _WEEK


def _weeks(days: list[Result], blank: int) -> list[Result]:
    """The weeks of a month whose first week lacks ``blank`` days."""
    weeks = [days[: _WEEK - blank], *(days[at : at + _WEEK] for at in range(_WEEK - blank, len(days), _WEEK))]
    last = _WEEK - len(weeks[-1])
    return [
        {
            "prepadding": list(range(blank)) if number == 0 else [],
            "postpadding": list(range(last)) if number == len(weeks) - 1 else [],
            "days": week,
        }
        for number, week in enumerate(weeks)
    ]


def _month_day(ctx: CallContext, shown: Scope, clock: Clock, entries: _Entries, at: int, moment: int) -> Result:
    """A day in the calendar of a month."""
    parts = clock.parts(at)
    title, rows = clock.text(at, "%A, %d %B"), entries.on(at)
    found = [entries.result(row, at, shown=moment) for row in rows]
    kinds = [kind if (kind := entry["normalisedeventtype"]) in _KINDS else "other" for entry in found]
    many = f"{len(found)} event{'s' if len(found) != 1 else ''}" if found else "No events"
    return {
        **{name: value for name, value in parts.items() if name not in _SHORT_DATE},
        "istoday": at == clock.midnight(ctx.now),
        "isweekend": bool(ctx.site.config.number("calendar_weekend") & (1 << parts["wday"])),
        "timestamp": at,
        "neweventtimestamp": clock.moved(ctx.now, at),
        "viewdaylink": f"{ctx.site.wwwroot}/calendar/view.php?view=day&time={at}{shown.query}",
        **({"viewdaylinktitle": f"{title} events"} if found else {}),
        "events": found,
        "hasevents": bool(found),
        "calendareventtypes": list(dict.fromkeys(kinds)),
        "previousperiod": clock.days_after(moment, -1),
        "nextperiod": clock.days_after(moment, 1),
        "haslastdayofevent": any(entry["islastday"] for entry in found),
        "popovertitle": f"{title} events" if found else "",
        "daytitle": f"{many}, {title}",
    }


def _selector(ctx: CallContext, shown: Scope) -> str:
    """The control with which the course of a calendar is chosen, as HTML."""
    rows = list(scope.default_courses(ctx))
    if shown.courseid != SITE_COURSE and shown.courseid not in {row["id"] for row in rows}:
        rows += courses.courses(ctx.db, id=shown.courseid)
    rows.sort(key=lambda row: (not row["visible"], row["shortname"].casefold(), row["id"]))
    named = {SITE_COURSE: "All courses", **{row["id"]: format_string(row["shortname"], ctx.settings) for row in rows}}
    options = "".join(
        f'<option value="{courseid}"{" selected" if courseid == shown.courseid else ""}>{name}</option>' for courseid, name in named.items()
    )
    return f'<select name="course" aria-label="Course">{options}</select>'


class _Entries:
    """The events of a calendar in a period, and their results."""

    def __init__(self, ctx: CallContext, shown: Scope, start: int, end: int, most: int | None = None) -> None:
        """Load the events that the caller may see, ``most`` of them at most, earliest first."""
        cols = event.c
        within = or_(cols.timestart >= start, cols.timestart + cols.timeduration > start)
        order = func.coalesce(cols.timesort, cols.timestart), cols.id
        rows = events_for(ctx, shown.audience, within, cols.timestart <= end, cols.visible == 1, order=order)
        self._activities = Activities(ctx, rows)
        viewer = Viewer(ctx, ctx.userid, self._activities)
        self.rows = viewer.shown(rows)[:most]
        self._ctx, self._clock = ctx, Clock(ctx)
        actions = Actions(ctx, viewer, self._activities)
        exporter = Exporter(ctx, self.rows, self._activities)
        self._results = {row["id"]: exporter.event_result(row, actions.of(row)) for row in self.rows}
        ids = {row["courseid"] for row in self.rows if row["courseid"]}
        self._startdates = {row["id"]: row["startdate"] for row in courses.courses(ctx.db, id=ids)} if ids else {}
        self._limits = {row["id"]: limits(self._clock, self._activities, row, self._startdates) for row in self.rows}

    def on(self, at: int) -> list[RowMapping]:
        """The events of the day that begins ``at``."""
        following = self._clock.days_after(at, 1)
        return [row for row in self.rows if row["timestart"] < following and row["timestart"] + row["timeduration"] >= at]

    def result(self, row: RowMapping, at: int, *, shown: int = 0) -> Result:
        """An event in the calendar of the day of ``at``, in the form of the result; see ``Clock.span`` for ``shown``."""
        found = dict(self._results[row["id"]])
        if shown:
            found["formattedtime"] = self._clock.span(row["timestart"], row["timeduration"], shown)
        midnight, end = self._clock.midnight(at), self._clock.midnight(row["timestart"] + row["timeduration"])
        last = not row["timeduration"] or midnight == end
        name = found["name"]
        if found["subscription"].get("subscriptionname"):
            name = f"{name} ({found['subscription']['subscriptionname']})"
        elif last and midnight != self._clock.midnight(row["timestart"]):
            name = f"{name} (End time)"
        if "course" in found and found["course"]["id"] != SITE_COURSE:
            name = f"{found['course']['shortname']}: {name}"
        elif "category" in found:
            name = f"{found['category']['name']}: {name}"
        return {**found, "islastday": last, "popupname": name, "draggable": found["canedit"], **self._limits[row["id"]]}
