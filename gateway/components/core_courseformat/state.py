"""The state of a course, of its sections and of its activities, in the form that pages keep to edit it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any, Final

import msgspec

from gateway.api import CallContext, Context, caller_zone
from gateway.api.php import phpjson
from gateway.api.stored_files import largest_file
from gateway.components.core_course import completion, contents, course_modules, section_editing
from gateway.components.core_course import lib as courses
from gateway.components.core_course.activities import activity_type
from gateway.components.core_course.activity_display import size_text
from gateway.components.core_course.contents import Filter
from gateway.components.core_course.lib import Course
from gateway.components.core_user import lib as users

__all__ = ["CourseState", "Update", "preference", "text_of"]

Entity = dict[str, Any]

_WITH_PAGES: Final = ("topics", "weeks")
_UNLIMITED: Final = -1
# Whoever has one of these sees activities that the page of a course has no link to.
_SEES_STEALTH: Final = ("moodle/course:manageactivities", "moodle/course:activityvisibility", "moodle/course:viewhiddenactivities")


class Update(msgspec.Struct, frozen=True):
    """What has changed of a course: of the course itself, of a section or of an activity; ``action`` is ``put`` or ``remove``."""

    name: str
    id: int
    action: str = "put"


def preference(courseid: int) -> str:
    """The name of the preference that says which sections of a course somebody has folded."""
    return f"coursesectionspreferences_{courseid}"


def text_of(value: object) -> str:
    """A state, or a list of what has changed, as the JSON text that is returned."""
    return phpjson.write(value).decode()


class CourseState:
    """A course as the caller sees it now."""

    def __init__(self, ctx: CallContext, course: Course, place: Context) -> None:
        """Load the sections and activities that the caller sees."""
        self._ctx, self._course, self._place = ctx, course, place
        self._rows = {row["id"]: row for row in section_editing.of_course(ctx, course["id"])}
        options = courses.format_options(ctx.db, [course])[course["id"]]
        wanted = Filter(excludecontents=True, includestealthmodules=True)
        shown = contents.of_course(ctx, course, place, wanted, options)
        self._sections = {section["id"]: section for section in shown if section["id"] in self._rows}
        entries = {module["id"]: module for section in shown for module in section["modules"]}
        sees_stealth = any(ctx.has(capability, place) for capability in _SEES_STEALTH)
        self._modules: dict[int, dict[str, Any]] = {
            module["id"]: {**entries[module["id"]], "sectionid": module["section"], "restricted": _is_restricted(module["availability"])}
            for module in course_modules.of_course(ctx.db, course["id"])
            if module["id"] in entries and (sees_stealth or entries[module["id"]]["visibleoncoursepage"])
        }
        # The sections that hold the content of activities, by those activities.
        self._delegates = {
            cmid: row["id"]
            for cmid, module in self._modules.items()
            for row in self._rows.values()
            if row["component"] == f"mod_{module['modname']}" and row["itemid"] == module["instance"]
        }
        self._tracked = completion.is_tracked(ctx, ctx.userid, place)

    def whole(self) -> dict[str, Any]:
        """The course with all its sections and activities."""
        return {
            "course": self._course_entity(),
            "section": [self._section_entity(sectionid) for sectionid in self._sections],
            "cm": [self._module_entity(cmid) for cmid in self._modules],
        }

    def everything(self) -> Iterator[Update]:
        """The updates that tell of the whole course anew."""
        yield Update("course", self._course["id"])
        for sectionid in self._sections:
            yield Update("section", sectionid)
            yield from (Update("cm", cmid) for cmid in self._modules if self._delegates.get(cmid) == sectionid)
        yield from (Update("cm", cmid) for cmid in self._modules)

    def modules_of(self, sectionid: int) -> list[int]:
        """The ids of the activities that the caller sees in a section, in their order."""
        return [cmid for cmid, module in self._modules.items() if module["sectionid"] == sectionid]

    def described(self, updates: Iterable[Update]) -> list[dict[str, Any]]:
        """What has changed, in the form of the result; what the caller does not see is left out."""
        found = []
        for update in updates:
            if update.action == "remove":
                found.append({"name": update.name, "action": "remove", "fields": {"id": update.id}})
            elif update.name == "course":
                found.append({"name": "course", "action": "put", "fields": self._course_entity()})
            elif update.name == "section" and update.id in self._sections:
                found.append({"name": "section", "action": "put", "fields": self._section_entity(update.id)})
            elif update.name == "cm" and update.id in self._modules:
                found.append({"name": "cm", "action": "put", "fields": self._module_entity(update.id)})
        return found

    def _course_entity(self) -> Entity:
        """The course."""
        ctx, course = self._ctx, self._course
        most = _UNLIMITED if ctx.has("moodle/course:ignorefilesizelimits", self._place) else largest_file(ctx.site)
        if course["maxbytes"] and most != _UNLIMITED:
            most = min(most, course["maxbytes"])
        return {
            "id": str(course["id"]),
            "numsections": max((row["section"] for row in self._rows.values()), default=0),
            "sectionlist": [str(sectionid) for sectionid in self._sections],
            "editmode": False,
            "highlighted": "Current week" if course["format"] == "weeks" else "Highlighted",
            "maxsections": ctx.site.config["moodlecourse/maxsections"],
            "baseurl": f"{ctx.site.wwwroot}/course/view.php?id={course['id']}",
            "statekey": f"{course['cacherev']}_{ctx.now}",
            "maxbytes": most,
            "maxbytestext": "Unlimited" if most == _UNLIMITED else size_text(most),
        }

    def _section_entity(self, sectionid: int) -> Entity:
        """A section."""
        section, row, course = self._sections[sectionid], self._rows[sectionid], self._course
        pages = course["format"] in _WITH_PAGES
        address = f"/course/section.php?id={sectionid}" if pages else f"/course/view.php?id={course['id']}"
        return {
            "id": str(sectionid),
            "section": row["section"],
            "number": row["section"],
            "title": section["name"],
            "hassummary": bool(row["summary"]),
            "rawtitle": row["name"] or None,
            "cmlist": [str(cmid) for cmid in self.modules_of(sectionid)],
            "visible": bool(row["visible"]),
            "sectionurl": f"{self._ctx.site.wwwroot}{address}",
            "current": self._is_current(row["section"]),
            "indexcollapsed": sectionid in self._folded.get("indexcollapsed", ()),
            "contentcollapsed": sectionid in self._folded.get("contentcollapsed", ()),
            "hasrestrictions": bool(row["availability"]),
            "bulkeditable": bool(row["section"]),
            "component": row["component"] or None,
            "itemid": row["itemid"],
            "parentsectionid": next(
                (str(self._modules[cmid]["sectionid"]) for cmid, own in self._delegates.items() if own == sectionid), None
            ),
        }

    def _module_entity(self, cmid: int) -> Entity:
        """An activity."""
        module = self._modules[cmid]
        section, delegate = self._rows[module["sectionid"]], self._delegates.get(cmid)
        entity: Entity = {
            "id": str(cmid),
            "anchor": f"module-{cmid}",
            "name": module["name"],
            "visible": bool(module["visible"]),
            "stealth": not module["visibleoncoursepage"] or bool(module["visible"] and not section["visible"]),
            "sectionid": str(section["id"]),
            "sectionnumber": section["section"],
            "uservisible": module["uservisible"],
            "hascmrestrictions": bool(module.get("availability") or module.get("availabilityinfo")),
            "modname": activity_type(module["modname"]).name,
            "indent": str(module["indent"]) if module["indent"] else 0,
            "groupmode": str(module["groupmode"]) if module["groupmode"] else 0,
            "module": module["modname"],
            "plugin": f"mod_{module['modname']}",
            "hasdelegatedsection": delegate is not None,
            **({"delegatesectionid": str(delegate)} if delegate is not None else {}),
            "accessvisible": bool(module["visible"]) and not module["restricted"],
            **({"url": module["url"]} if "url" in module else {}),
            "istrackeduser": self._tracked,
        }
        if self._tracked and "completiondata" in module:
            entity |= {
                "completionstate": module["completiondata"]["state"],
                "isoverallcomplete": module["completiondata"]["isoverallcomplete"],
            }
        return {**entity, "allowstealth": self._allows_stealth(section)}

    def _allows_stealth(self, section: Mapping[Any, Any]) -> bool:
        """Whether activities of a section may be there without a link to them."""
        if not self._ctx.site.config.flag("allowstealth"):
            return False
        if self._course["format"] in _WITH_PAGES:
            return not section["section"] or bool(section["visible"])
        return bool(self._course["format"] == "social")

    def _is_current(self, number: int) -> bool:
        """Whether a section is highlighted: by hand or, in the weekly format, in its week."""
        if self._course["format"] != "weeks":
            return bool(number) and self._course["marker"] == number
        if not number:
            return False
        first = datetime.fromtimestamp(self._course["startdate"], caller_zone(self._ctx)) + timedelta(weeks=number - 1)
        return first.timestamp() <= self._ctx.now < (first + timedelta(weeks=1)).timestamp()

    @cached_property
    def _folded(self) -> Mapping[str, list[int]]:
        """The ids of the sections that the caller has folded, by where."""
        stored = users.preferences(self._ctx.db, self._ctx.userid).get(preference(self._course["id"]))
        try:
            found = json.loads(stored or "{}")
        except ValueError:
            return {}
        lists = found.items() if isinstance(found, dict) else ()
        return {name: [one for one in ids if isinstance(one, int)] for name, ids in lists if isinstance(ids, list)}


def _is_restricted(availability: str | None) -> bool:
    """Whether there are conditions for an activity, met or not."""
    try:
        tree = json.loads(availability or "{}")
    except ValueError:
        return False
    return isinstance(tree, dict) and bool(tree.get("c"))
