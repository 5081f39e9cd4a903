"""The courses of a seed: their places, people, groups and sections, and the activities in these."""

from __future__ import annotations

from typing import Any, Final

from gateway.access.contexts import Level
from gateway.api.seed_values import Given
from gateway.api.seeding import HTML, SeededCourse
from gateway.double.seeds.activities import GROUP_MODES, add_activity
from gateway.double.seeds.people import assign
from gateway.double.seeds.places import Site
from gateway.files.rows import ItemArea
from gateway.store.tables.courses import course, course_format_options
from gateway.store.tables.enrolments import enrol, user_enrolments
from gateway.store.tables.groups import groupings, groupings_groups, groups, groups_members

__all__ = ["COURSE_FILES", "SITE_COURSE", "TEACHERS", "add_course", "add_courses", "add_site_course", "enrol_person"]

SITE_COURSE: Final = 1

COURSE_FILES: Final = ("summary", "overviewfiles")
"""The areas with files of courses: those in the summary, and those that stand for the course in lists."""

_CATEGORY: Final = ["Category 1"]
_FORMATS: Final = {name: name for name in ("topics", "weeks", "singleactivity", "social")}
_DAY: Final = 24 * 3600
_FORMAT_OPTIONS: Final = {"hiddensections": "1", "coursedisplay": "0"}
_NUMBERS: Final = (
    "showgrades",
    "newsitems",
    "maxbytes",
    "showreports",
    "showactivitydates",
    "showcompletionconditions",
    "relativedatesmode",
)
_TEXTS: Final = ("idnumber", "summary", "lang", "theme", "calendartype")
TEACHERS: Final = ("editingteacher", "teacher")


def add_site_course(site: Site, given: Given) -> None:
    """Add the course that the front page is."""
    names = {name: given[name].text(usual) for name, usual in (("fullname", "Triglot double"), ("shortname", "double"), ("summary", ""))}
    given.close()
    row = {"id": SITE_COURSE, "category": 0, "sortorder": 1, "format": "site", "summaryformat": HTML, **names}
    site.rows.add(course, {**row, "timecreated": given.now, "timemodified": given.now, "showcompletionconditions": None})
    site.rows.following[course.name] = SITE_COURSE + 1
    site.add_context(Level.COURSE, SITE_COURSE)
    site.rows.add(course_format_options, {"courseid": SITE_COURSE, "format": "site", "name": "numsections", "value": "1"})


def add_courses(site: Site, given: Given) -> None:
    """Add courses by their short names, with all that is in them; to one that is there already, what it has not."""
    for shortname, details in given.members():
        known = site.courses.get(shortname)
        made = known or add_course(site, shortname, details)
        _enrol_people(site, made, details["people"])
        _add_groups(site, made, details)
        for section in _sections(details["sections"]):
            made.add_section(site.rows, section["name"], now=given.now, **{k: v for k, v in section.items() if k != "name"})
        book = site.gradebook(site.rows, made, now=given.now)
        for activity in details["activities"].each():
            add_activity(site, made, activity, book)
        book.close()
        details.close()


def add_course(site: Site, shortname: str, given: Given) -> SeededCourse:
    """Add a course without people and activities."""
    where = site.category(given["category"], now=given.now) if given["category"] else site.category_at(_CATEGORY, now=given.now)
    row: dict[str, Any] = {
        "category": where.id,
        "sortorder": 0,
        "fullname": given["fullname"].text(shortname),
        "shortname": shortname,
        "idnumber": "",
        "summary": "",
        "summaryformat": HTML,
        "format": given["format"].choice(_FORMATS, "topics"),
        "startdate": given["start"].time(given.now // _DAY * _DAY),
        "enddate": given["end"].time(),
        "visible": int(given["visible"].flag(True)),
        "visibleold": int(given["visible"].flag(True)),
        "groupmode": given["groupmode"].choice(GROUP_MODES, 0),
        "groupmodeforce": int(given["groupmodeforce"].flag()),
        "enablecompletion": int(given["completion"].flag(True)),
        "showactivitydates": 1,
        "showcompletionconditions": 1,
        "newsitems": 5,
        "timecreated": given.now,
        "timemodified": given.now,
        "cacherev": given.now,
    }
    for column in _TEXTS:
        row[column] = given[column].text(row.get(column, ""))
    for column in _NUMBERS:
        if value := given[column]:
            row[column] = value.number()
    number = site.rows.add(course, row)
    site.count_course(where)
    contextid = site.add_context(Level.COURSE, number, where.contextid)
    made = site.courses[shortname] = SeededCourse(number, contextid, shortname)
    if row["format"] in ("topics", "weeks"):
        for option, usual in _FORMAT_OPTIONS.items():
            site.rows.add(course_format_options, {"courseid": number, "format": row["format"], "name": option, "value": usual})
    made.add_section(site.rows, None, now=given.now)
    made.sections.setdefault("General", made.sections["0"])
    _add_methods(site, made, given)
    for area in COURSE_FILES:
        for each in given["files"][area].each():
            site.rows.add_file(ItemArea(contextid, "course", area), each, now=given.now)
    given["files"].close()
    return made


def _add_methods(site: Site, made: SeededCourse, given: Given) -> None:
    """Add the ways in which people get into a course: enrolled by hand, and as guests or by themselves where the seed says so."""
    open_to = {name: given[name] for name in ("guest", "self")}
    passwords: dict[str, str | None] = {}
    on: dict[str, bool] = {}
    for name, entry in open_to.items():
        passwords[name] = entry["password"].text() if entry.is_mapping else None
        on[name] = True if entry.is_mapping else entry.flag()
        if entry.is_mapping:
            entry.close()
    student = site.role("student")
    common = {"courseid": made.id, "timecreated": given.now, "timemodified": given.now}
    methods: tuple[dict[str, Any], ...] = (
        {"enrol": "manual", "status": 0, "roleid": student, "customint1": 1, "customint4": None, "customint6": None, "password": None},
        {"enrol": "guest", "status": int(not on["guest"]), "roleid": 0, "customint1": None, "customint4": None, "customint6": None,
         "password": passwords["guest"] or ""},
        {"enrol": "self", "status": int(not on["self"]), "roleid": student, "customint1": None, "customint4": 1, "customint6": 1,
         "password": passwords["self"]},
    )  # fmt: skip
    for sortorder, method in enumerate(methods):
        expiry = _DAY if method["enrol"] != "guest" else 0
        made.methods[method["enrol"]] = site.rows.add(enrol, {**method, **common, "sortorder": sortorder, "expirythreshold": expiry})


def _enrol_people(site: Site, made: SeededCourse, given: Given) -> None:
    """Enrol people with their roles; a list of people are students."""
    if given.is_list:
        for each in given.each():
            enrol_person(site, made, each.person(), [site.role("student")], now=given.now)
        return
    for userid, details in given.by_person():
        stated = details.is_mapping
        roles = [each.one_of("role", site.roles) for each in (details["role"] if stated else details).each()] or [site.role("student")]
        columns: dict[str, Any] = {}
        method = "manual"
        if stated:
            columns["status"] = int(details["suspended"].flag())
            columns["timestart"], columns["timeend"] = details["from"].time(), details["until"].time()
            method = details["method"].choice({"manual": "manual", "self": "self"}, "manual")
            details.close()
        enrol_person(site, made, userid, roles, now=given.now, method=method, **columns)


def enrol_person(
    site: Site, made: SeededCourse, userid: int, roles: list[int], *, now: int, method: str = "manual", **columns: Any
) -> None:
    """Enrol somebody in a course with roles."""
    if userid not in made.people:
        row = {"status": 0, "enrolid": made.methods[method], "userid": userid, "timestart": 0, "timeend": 0, **columns}
        site.rows.add(user_enrolments, {**row, "modifierid": site.admin, "timecreated": now, "timemodified": now})
    for roleid in roles:
        if made.people.get(userid) != roleid:
            assign(site, roleid, made.contextid, userid, now=now)
    made.people.setdefault(userid, roles[0])
    if not made.teacher and site.archetypes.get(roles[0]) in TEACHERS:
        made.teacher = userid


def _add_groups(site: Site, made: SeededCourse, given: Given) -> None:
    """Add groups with their members, and groupings of them."""
    now = given.now
    for name, each in given["groups"].members():
        details = each if each.is_mapping else None
        members = details["members"] if details is not None else each
        if name not in made.groups:
            made.groups[name] = site.rows.add(
                groups,
                {
                    "courseid": made.id,
                    "name": name,
                    "idnumber": details["idnumber"].text() if details is not None else "",
                    "description": details["description"].text() if details is not None else "",
                    "descriptionformat": HTML,
                    "enrolmentkey": details["key"].text() if details is not None else "",
                    "timecreated": now,
                    "timemodified": now,
                },
            )
        if details is not None:
            details.close()
        for member in members.each():
            userid = member.person()
            if userid not in made.people:
                raise member.error(f"{member.text()!r} is not among the people of the course")
            site.rows.add(groups_members, {"groupid": made.groups[name], "userid": userid, "timeadded": now})
    for name, listed in given["groupings"].members():
        row = {"courseid": made.id, "name": name, "idnumber": "", "description": "", "descriptionformat": HTML}
        number = made.groupings[name] = site.rows.add(groupings, {**row, "timecreated": now, "timemodified": now})
        for each in listed.each():
            row = {"groupingid": number, "groupid": each.one_of("group", made.groups), "timeadded": now}
            site.rows.add(groupings_groups, row)


def _sections(given: Given) -> list[dict[str, Any]]:
    """The sections after the first: by their names, with details, or so many without a name."""
    if not given.is_list and not given.is_mapping and given:
        if not 0 <= given.number() <= _MOST_SECTIONS:
            raise given.error(f"a course has at most {_MOST_SECTIONS} sections")
        return [{"name": None}] * given.number()
    found: list[dict[str, Any]] = []
    for each in given.each():
        if each.is_mapping:
            visible, summary = int(each["visible"].flag(True)), each["summary"].text()
            found.append({"name": each["name"].optional_text(), "summary": summary, "visible": visible})
            found[-1]["availability"] = each["availability"].optional_text()
            each.close()
        else:
            found.append({"name": each.optional_text()})
    return found


_MOST_SECTIONS: Final = 500
