"""Cohorts, their contexts and members: finding, creating, changing and deleting them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, RowMapping, delete, or_, select, update

from gateway.api import SYSTEM, CallContext, CodedError, Context, Level, SiteData, contexts, format_text
from gateway.api.access import LOCAL_HOST
from gateway.api.rows import EVERYTHING, Window, caseless, insert_missing, insert_row
from gateway.api.tables import course_categories, user
from gateway.api.text import FORMAT_PLAIN
from gateway.components.core_cohort.tables import cohort, cohort_members

__all__ = [
    "Cohort",
    "NotAdded",
    "add_member",
    "change",
    "cohort_named",
    "cohorts",
    "create",
    "delete_cohort",
    "idnumber_taken",
    "members",
    "place_named",
    "readable_places",
    "remove_member",
    "require_theme",
    "search",
    "search_above",
    "brief_result",
    "cohort_result",
    "user_named",
    "with_places",
]

Cohort = RowMapping

# The number of cohorts to skip, and the largest number to return.


class NotAdded(Exception):
    """Raised for a user who cannot be added to a cohort; the caller gets it as a warning with the contract's ``code``."""

    def __init__(self, code: str, message: str) -> None:
        """The code and the message of the warning."""
        super().__init__(message)
        self.code = code
        self.message = message


def cohorts(db: Connection, ids: Collection[int] | None) -> list[Cohort]:
    """The cohorts with these ids that exist, or all cohorts; ordered by id."""
    query = select(cohort).order_by(cohort.c.id)
    return list(db.execute(query if ids is None else query.where(cohort.c.id.in_(ids))).mappings().all())


def with_places(db: Connection, rows: Iterable[Cohort]) -> list[tuple[Cohort, Context]]:
    """Each cohort with its context; cohorts whose context is gone are left out."""
    known = list(rows)
    places = contexts.by_ids(db, {row["contextid"] for row in known})
    return [(row, places[row["contextid"]]) for row in known if row["contextid"] in places]


def place_named(db: Connection, kind: str, value: str) -> Context | None:
    """The context of the category with the id or the id number ``value``, or the system context; None if there is none."""
    if kind == "system":
        return SYSTEM
    where = course_categories.c.id == _id(value) if kind == "id" else course_categories.c.idnumber == value
    categoryid = db.execute(select(course_categories.c.id).where(where)).scalars().first()
    return None if categoryid is None else contexts.by_instances(db, Level.COURSECAT, [categoryid]).get(categoryid)


def cohort_result(ctx: CallContext, row: Cohort | dict[str, Any], place: Context) -> dict[str, Any]:
    """A cohort in the form of the result."""
    description, format_ = format_text(
        row["description"],
        row["descriptionformat"],
        ctx.settings,
        ctx.site,
        place,
        component="cohort",
        filearea="description",
        itemid=row["id"],
    )
    theme = row["theme"] if not row["theme"] or ctx.site.config.flag("allowcohortthemes") else None
    return {**row, "description": description, "descriptionformat": format_, "theme": theme}


def brief_result(row: Cohort) -> dict[str, Any]:
    """A cohort of a parent context in the form of the result: without its description and its theme."""
    return {**{name: row[name] for name in ("id", "name", "idnumber", "visible")}, "description": "", "descriptionformat": FORMAT_PLAIN}


def search(db: Connection, text: str, places: Collection[int] | None, part: Window, *, visible: bool = False) -> list[Cohort]:
    """The cohorts with ``text`` in their name, id number or description, by name, in the given contexts or in all."""
    query = select(cohort).order_by(cohort.c.name, cohort.c.idnumber, cohort.c.id)
    if text:
        query = query.where(or_(*(caseless.contains(cohort.c[name], text) for name in ("name", "idnumber", "description"))))
    if places is not None:
        query = query.where(cohort.c.contextid.in_(places))
    if visible:
        query = query.where(cohort.c.visible == 1)
    return list(db.execute(part.rows(query)).mappings().all())


def search_above(ctx: CallContext, text: str, place: Context, part: Window) -> list[Cohort]:
    """The matching cohorts of a context and its parents: visible ones, and hidden ones where the caller may see them."""
    above = [contexts.by_ids(ctx.db, place.ids)[contextid] for contextid in place.ids[:-1]]
    readable = {context.id for context in above if _may_read(ctx, context)}
    found = search(ctx.db, text, [context.id for context in above], EVERYTHING)
    offered = [row for row in found if row["visible"] or row["contextid"] in readable]
    return part.items(offered)


def readable_places(ctx: CallContext) -> list[int] | None:
    """The ids of the contexts whose cohorts the caller may see; None for all contexts."""
    if _may_read(ctx, SYSTEM):
        return None
    used = ctx.db.execute(select(cohort.c.contextid).distinct()).scalars().all()
    return [context.id for context in contexts.by_ids(ctx.db, used).values() if _may_read(ctx, context)]


def _may_read(ctx: CallContext, place: Context) -> bool:
    """Whether the caller may see the hidden cohorts of a context."""
    return ctx.has("moodle/cohort:manage", place) or ctx.has("moodle/cohort:view", place)


def idnumber_taken(db: Connection, idnumber: str) -> bool:
    """Whether a cohort has that id number."""
    return db.execute(select(cohort.c.id).where(cohort.c.idnumber == idnumber)).first() is not None


def require_theme(site: SiteData, theme: str | None) -> None:
    """Raise ``errorinvalidparam`` for an unknown theme, on a site where cohorts have themes."""
    if theme is not None and site.config.flag("allowcohortthemes") and not site.has_theme(theme):
        raise CodedError("errorinvalidparam", "webservice")


def create(db: Connection, site: SiteData, given: Mapping[str, Any], place: Context, *, now: int) -> dict[str, Any]:
    """The row of a cohort newly added to a context."""
    row = {
        "contextid": place.id,
        "name": given["name"],
        "idnumber": given["idnumber"],
        "description": given.get("description") or "",
        "descriptionformat": given["descriptionformat"],
        "visible": int(given.get("visible", True)),
        "theme": _theme(site, given),
        "timecreated": now,
        "timemodified": now,
    }
    return {"id": insert_row(db, cohort, row), **row}


def change(db: Connection, site: SiteData, known: Cohort, given: Mapping[str, Any], place: Context, *, now: int) -> None:
    """Change the columns of a cohort that ``given`` has, and move it to ``place``."""
    values: dict[str, Any] = {"name": given["name"], "idnumber": given["idnumber"], "contextid": place.id, "timemodified": now}
    if given.get("description") is not None:
        values |= {"description": given["description"], "descriptionformat": given["descriptionformat"]}
    if given.get("visible") is not None:
        values["visible"] = int(given["visible"])
    if given.get("theme") is not None:
        values["theme"] = _theme(site, given)
    db.execute(update(cohort).where(cohort.c.id == known["id"]).values(**values))


def delete_cohort(db: Connection, cohortid: int) -> None:
    """Delete a cohort with its memberships."""
    db.execute(delete(cohort_members).where(cohort_members.c.cohortid == cohortid))
    db.execute(delete(cohort).where(cohort.c.id == cohortid))


def members(db: Connection, ids: Collection[int], userid: int | None = None) -> dict[int, list[int]]:
    """The ids of the members of each cohort by surname, by cohort id; given ``userid``, only that member."""
    found: dict[int, list[int]] = {cohortid: [] for cohortid in ids}
    joined = cohort_members.join(user, user.c.id == cohort_members.c.userid)
    query = select(cohort_members.c.cohortid, user.c.id).select_from(joined).where(cohort_members.c.cohortid.in_(found))
    if userid is not None:
        query = query.where(user.c.id == userid)
    for row in db.execute(query.order_by(user.c.lastname, user.c.firstname, user.c.id)):
        found[row.cohortid].append(row.id)
    return found


def cohort_named(db: Connection, type: str, value: str) -> int:
    """The id of the cohort that has the id or the id number ``value``. Raises ``NotAdded`` where there is none."""
    if type not in ("id", "idnumber"):
        raise NotAdded("1", "A cohort is named by its id or its idnumber.")
    where = cohort.c.id == _id(value) if type == "id" else cohort.c.idnumber == value
    found: int | None = db.execute(select(cohort.c.id).where(where).order_by(cohort.c.id)).scalars().first()
    if found is None:
        raise NotAdded("2", "There is no such cohort.")
    return found


def user_named(db: Connection, type: str, value: str) -> int:
    """The id of the account that has the id or the user name ``value``. Raises ``NotAdded`` where there is none."""
    if type not in ("id", "username"):
        raise NotAdded("1", "A user is named by its id or its username.")
    where = user.c.id == _id(value) if type == "id" else user.c.username == value
    found: int | None = db.execute(select(user.c.id).where(where, user.c.deleted == 0, user.c.mnethostid == LOCAL_HOST)).scalars().first()
    if found is None:
        raise NotAdded("2", "There is no such user.")
    return found


def add_member(db: Connection, cohortid: int, userid: int, *, now: int) -> None:
    """Add a user to a cohort; no error if the user is a member."""
    insert_missing(db, cohort_members, {"cohortid": cohortid, "userid": userid}, {"timeadded": now})


def remove_member(db: Connection, cohortid: int, userid: int) -> None:
    """Remove a user from a cohort."""
    db.execute(delete(cohort_members).where(cohort_members.c.cohortid == cohortid, cohort_members.c.userid == userid))


def _theme(site: SiteData, given: Mapping[str, Any]) -> str:
    """The theme of a cohort, empty on a site where cohorts have no themes."""
    return str(given.get("theme") or "") if site.config.flag("allowcohortthemes") else ""


def _id(value: str) -> int:
    """The id that a text stands for, 0 if it is not a number."""
    return int(value) if value.isdecimal() and value.isascii() and len(value) < 19 else 0
