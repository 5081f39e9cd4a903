"""The people of a seed, with their roles on the site and in categories, and cohorts of them."""

from __future__ import annotations

import re
from typing import Any, Final

from gateway.access.contexts import SYSTEM, Level
from gateway.api.seed_values import Given
from gateway.api.seeding import HTML
from gateway.double.seeds.places import GUEST, Site, names_in
from gateway.files.rows import ItemArea
from gateway.store.tables.access import role_assignments
from gateway.store.tables.users import user, user_preferences

__all__ = ["PASSWORD", "add_cohorts", "add_files", "add_guest", "add_people", "assign", "person_row"]

PASSWORD: Final = "secret"  # noqa: S105 - it is documented, and holds in doubles only
"""The password of people for whom a seed says none."""

_USERNAME: Final = re.compile(r"[a-z0-9_.@-]{1,100}")
_NUMBERS: Final = ("suspended", "mailformat", "maildigest", "maildisplay", "autosubscribe", "trackforums", "policyagreed", "emailstop")
_TIMES: Final = ("firstaccess", "lastaccess", "lastlogin", "currentlogin")
_TEXTS: Final = (
    "auth", "idnumber", "phone1", "phone2", "institution", "department", "address", "city", "country", "lang", "timezone", "theme",
    "calendartype", "description", "middlename", "alternatename",
)  # fmt: skip


def add_guest(site: Site, *, now: int) -> None:
    """Add the account of guests, which every site has."""
    row = person_row("guest", now=now) | {
        "id": GUEST,
        "firstname": "Guest",
        "lastname": " ",
        "email": "guest@localhost",
        "password": "guest",
    }
    site.rows.add(user, row)
    site.rows.following[user.name] = GUEST + 1
    site.add_context(Level.USER, GUEST)
    site.people["guest"] = GUEST


def person_row(username: str, *, now: int) -> dict[str, Any]:
    """The row of somebody of whom nothing is said but the user name."""
    return {
        "username": username,
        "password": PASSWORD,
        "firstname": username[:1].upper() + username[1:],
        "lastname": "Example",
        "email": f"{username}@example.com" if "@" not in username else username,
        "auth": "manual",
        "confirmed": 1,
        "suspended": 0,
        "lang": "en",
        "timezone": "99",
        "country": "",
        "city": "",
        "description": "",
        "descriptionformat": HTML,
        "timecreated": now,
        "timemodified": now,
    }


def add_people(site: Site, given: Given) -> None:
    """Add the people that a seed names; those who are there already only get roles."""
    named = [(name, person) for name, person in given.members() if not (site.new and name == "guest")]
    for name, person in named:
        if name not in site.people:
            _add_person(site, name, person)
        elif not site.new and set(person.names) - {"roles"}:
            raise person.error("is there already: only roles can be added")
    for name, person in named:  # roles in categories, which may be made for them
        _assign_roles(site, site.people[name], person["roles"])
        person.close()


def _add_person(site: Site, name: str, given: Given) -> None:
    """Add somebody, without roles."""
    if not _USERNAME.fullmatch(name):
        raise given.error("a user name has small letters, digits and the characters _ . @ -")
    row = person_row(name, now=given.now)
    for column in ("password", "firstname", "lastname", "email"):
        row[column] = given[column].text(row[column])
    for column in _TEXTS:
        if value := given[column]:
            row[column] = value.text()
    for column in _NUMBERS:
        if value := given[column]:
            row[column] = int(value.flag()) if value.text().lower() in ("yes", "no", "true", "false", "on", "off") else value.number()
    for column in _TIMES:
        if value := given[column]:
            row[column] = value.time()
    if (value := given["confirmed"]) and not value.flag():
        row["confirmed"] = 0
    number = site.rows.add(user, row)
    site.people[name] = number
    site.add_context(Level.USER, number)
    if given["admin"].flag():
        site.admins.append(number)
    for preference, inner in given["preferences"].members():
        site.rows.add(user_preferences, {"userid": number, "name": preference, "value": inner.text()})


def _assign_roles(site: Site, userid: int, given: Given) -> None:
    """Assign the roles of somebody on the site (``site``) and in categories, by their paths."""
    for where, roles in given.members():
        contextid = SYSTEM.id
        if where != "site":
            contextid = site.category_at(names_in(where, roles), now=given.now).contextid
        for each in roles.each():
            assign(site, each.one_of("role", site.roles), contextid, userid, now=given.now)


def assign(site: Site, roleid: int, contextid: int, userid: int, *, now: int) -> None:
    """Assign a role to somebody in a context."""
    row = {"roleid": roleid, "contextid": contextid, "userid": userid, "timemodified": now, "modifierid": site.admin}
    site.rows.add(role_assignments, row)


def add_cohorts(site: Site, given: Given) -> None:
    """Add cohorts with their members, on the site or in a category."""
    for name, each in given.members():
        details = each if each.is_mapping else None
        where = SYSTEM.id
        if details is not None and details["category"]:
            where = site.category(details["category"], now=given.now).contextid
        members = (details["members"] if details is not None else each).each_person()
        if name in site.cohorts:
            cohortid = site.cohorts[name]
        else:
            cohortid = site.cohorts[name] = site.rows.add(
                site.tables["cohort"],
                {
                    "contextid": where,
                    "name": name,
                    "idnumber": details["idnumber"].text() if details is not None else "",
                    "description": details["description"].text() if details is not None else "",
                    "descriptionformat": HTML,
                    "visible": int(details["visible"].flag(True)) if details is not None else 1,
                    "component": "",
                    "theme": "",
                    "timecreated": given.now,
                    "timemodified": given.now,
                },
            )
        if details is not None:
            details.close()
        for userid in dict.fromkeys(members):
            site.rows.add(site.tables["cohort_members"], {"cohortid": cohortid, "userid": userid, "timeadded": given.now})


def add_files(site: Site, given: Given, contexts: dict[int, int]) -> None:
    """Add private files of people; ``contexts`` are the contexts of people where they do not follow from their ids."""
    for userid, listed in given.by_person():
        where = contexts.get(userid) or site.context_of(Level.USER, userid)
        for each in listed.each():
            site.rows.add_file(ItemArea(where, "user", "private"), each, now=given.now, userid=userid)
