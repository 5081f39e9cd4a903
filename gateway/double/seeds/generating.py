"""People and courses that are generated, as many as a seed says; the same seed gives the same ones."""

from __future__ import annotations

import random
from typing import Any, Final

from gateway.access.contexts import Level
from gateway.api.seed_values import Given, Lookup, Node
from gateway.double.seeds.activities import add_activity
from gateway.double.seeds.courses import add_course, enrol_person
from gateway.double.seeds.people import person_row
from gateway.double.seeds.places import GENERATED, Site
from gateway.store.tables.users import user

__all__ = ["Generator"]

# Each of them may be so large at most; rows are made in memory.
_MOST_PEOPLE: Final = 1_000_000
_MOST_COURSES: Final = 20_000
_MOST_ENROLMENTS: Final = 5_000_000
_MOST_ACTIVITIES: Final = 100

_FIRST: Final = (
    "Amara", "Ben", "Chiara", "Dmitri", "Elif", "Farid", "Grace", "Hana", "Ivo", "Jana", "Kofi", "Leila", "Mateo", "Nadia", "Oskar",
    "Priya", "Quentin", "Rosa", "Sami", "Tove", "Uma", "Viktor", "Wen", "Ximena", "Yusuf", "Zoë",
)  # fmt: skip
_LAST: Final = (
    "Adeyemi", "Bianchi", "Chen", "Dubois", "Eriksen", "Fischer", "García", "Haddad", "Ivanova", "Jansen", "Kowalski", "Lindqvist",
    "Mensah", "Nakamura", "O'Brien", "Petrović", "Quispe", "Rossi", "Schneider", "Tanaka", "Usman", "Virtanen", "Williams", "Yılmaz",
)  # fmt: skip
_SUBJECTS: Final = (
    "Algebra", "Biology", "Chemistry", "Drawing", "Economics", "French", "Geography", "History", "Informatics", "Latin", "Music",
    "Physics", "Statistics", "Theatre", "Writing",
)  # fmt: skip
_ACTIVITIES: Final = ("forum", "assign", "page", "url", "choice", "quiz", "folder", "label")


class Generator:
    """Generates what a seed says under ``generate``. What it makes has ids of its own range."""

    def __init__(self, site: Site, given: Given) -> None:
        """Read what to generate. Raises ``SeedError`` for what cannot be."""
        self._site, self._given = site, given
        self._people = _bounded(given["people"], _MOST_PEOPLE)
        self._courses = _bounded(given["courses"], _MOST_COURSES)
        self._each = _bounded(given["enrolments_per_course"], _MOST_PEOPLE)
        self._activities = _bounded(given["activities_per_course"], _MOST_ACTIVITIES, 3)
        self._category = given["category"].text("Generated")
        self._password = given["password"].optional_text()
        self._chance = random.Random(given["seed"].number(1))  # noqa: S311 - it is to be the same each time
        given.close()
        if self._courses * min(self._each, self._people) > _MOST_ENROLMENTS:
            raise given.error(f"comes to more than {_MOST_ENROLMENTS} enrolments")
        self._ids: list[int] = []
        self._own: dict[str, int] = {}

    def add_people(self) -> None:
        """Add the people: person00001 and so on."""
        with _Range(self._site, self._own):
            width = max(5, len(str(self._people)))
            before = sum(name.startswith("person") for name in self._site.people)
            for number in range(before + 1, before + self._people + 1):
                first, last = self._chance.choice(_FIRST), self._chance.choice(_LAST)
                username = f"person{number:0{width}}"
                row: dict[str, Any] = {
                    **person_row(username, now=self._given.now),
                    "firstname": first,
                    "lastname": last,
                    "idnumber": f"P{number:0{width}}",
                }
                if self._password is not None:
                    row["password"] = self._password
                userid = self._site.rows.add(user, row)
                self._site.people[username] = userid
                self._site.add_context(Level.USER, userid)
                self._ids.append(userid)

    def add_courses(self) -> None:
        """Add the courses, each with one teacher and students who were generated, or who are there anyway."""
        site, given = self._site, self._given
        people = self._ids or [userid for name, userid in site.people.items() if name != "guest" and userid not in site.admins]
        teacher, student = [site.role("editingteacher")], [site.role("student")]
        lookup = Lookup(given.now, site.people)
        with _Range(site, self._own):
            before = sum(name.startswith("GEN") for name in site.courses)
            for number in range(before + 1, before + self._courses + 1):
                shortname = f"GEN{number:04}"
                subject = self._chance.choice(_SUBJECTS)
                made = add_course(
                    site, shortname, Given(_node({"fullname": f"{subject} {number}", "category": self._category}), shortname, lookup)
                )
                chosen = self._chance.sample(people, min(self._each, len(people)))
                for place, userid in enumerate(chosen):
                    enrol_person(site, made, userid, student if place else teacher, now=given.now)
                made.add_section(site.rows, "Topic 1", now=given.now)
                book = site.gradebook(site.rows, made, now=given.now)
                for place in range(self._activities):
                    kind = _ACTIVITIES[place % len(_ACTIVITIES)]
                    if kind in site.kinds:
                        what = {"type": kind, "name": f"{subject} {kind} {place + 1}", "section": "Topic 1"}
                        add_activity(site, made, Given(_node(what), shortname, lookup), book)
                book.close()


class _Range:
    """In a site that is made anew, lets rows get ids of the range for what is generated, while it is entered."""

    def __init__(self, site: Site, own: dict[str, int]) -> None:
        self._site, self._rows, self._own = site, site.rows, own
        self._others: dict[str, int] = {}

    def __enter__(self) -> None:
        """Begin with the ids of the range; those that were given before are left for later."""
        self._others = self._rows.following
        if self._site.new:
            self._rows.following = _Following(self._own)

    def __exit__(self, *_: object) -> None:
        """Go on with the ids of what is not generated."""
        if self._site.new:
            self._own = dict(self._rows.following)
            self._rows.following = self._others


class _Following(dict[str, int]):
    """The next ids of tables, in the range for what is generated."""

    def get(self, name: str, default: Any = None) -> Any:
        """The next id of a table."""
        return super().get(name, GENERATED + 1)


def _bounded(given: Given, most: int, default: int = 0) -> int:
    """A number of things that may be generated."""
    number = given.number(default)
    if not 0 <= number <= most:
        raise given.error(f"expected a number from 0 to {most}")
    return number


def _node(members: dict[str, str]) -> Node:
    """The document of something that is generated."""
    return Node({name: Node(value, "generate", 1) for name, value in members.items()}, "generate", 1)
