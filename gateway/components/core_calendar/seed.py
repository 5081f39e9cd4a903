"""Entries of the calendar of a seed: of the site, of a course, of a group, or of somebody."""

from __future__ import annotations

from typing import Any

from gateway.api.seeding import HTML, Given, SeededSite, SiteSeed, ToldSite, without_nothing
from gateway.components.core_calendar.tables import event

__all__ = ["member"]


def _make(site: SeededSite, given: Given) -> None:
    for each in given.each():
        name, start = each["name"].text(), each["start"].time()
        if not name or not start:
            raise each.error("an event needs a name and a start")
        course = each["course"].one_of("course", site.courses) if each["course"] else None
        group = each["group"].one_of("group", course.groups if course is not None else {}) if each["group"] else 0
        owner = each["person"].person()
        kind = "group" if group else "course" if course is not None else "user" if owner else "site"
        row = {
            "name": name,
            "description": each["description"].text(),
            "format": HTML,
            "courseid": course.id if course is not None else 0 if owner else site.front_page,
            "groupid": group,
            "userid": owner or site.admin,
            "eventtype": kind,
            "timestart": start,
            "timeduration": max(each["end"].time(start) - start, 0),
            "visible": int(each["visible"].flag(True)),
            "sequence": 1,
            "timemodified": given.now,
            "location": each["location"].text(),
        }
        each.close()
        site.rows.add(event, row)


def _told(site: ToldSite) -> list[dict[str, Any]]:
    found = []
    for row in site.rows(event, modulename=""):
        kind = row["eventtype"]
        course = site.courses.get(row["courseid"])
        if kind not in ("site", "course", "group", "user") or (kind in ("course", "group") and course is None):
            continue
        told: dict[str, Any] = {
            "name": row["name"],
            "description": row["description"],
            "course": course if kind in ("course", "group") else None,
            "group": site.groups.get(row["groupid"]) if kind == "group" else None,
            "person": site.people.get(row["userid"]) if kind == "user" else None,
            "start": site.when(row["timestart"]),
            "end": site.when(row["timestart"] + row["timeduration"]) if row["timeduration"] else None,
            "visible": None if row["visible"] else False,
            "location": row["location"],
        }
        if kind not in ("group", "user") or told["group" if kind == "group" else "person"]:
            found.append(without_nothing(told))
    return found


member = SiteSeed(name="events", make=_make, told=_told)
