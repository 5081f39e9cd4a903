"""Competencies, frameworks and templates: their rows, who may read them, and how functions return them."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Connection, RowMapping, Table, func, select

from gateway.api import (
    CallContext,
    CodedError,
    Context,
    Level,
    MissingCapability,
    MissingRecord,
    caller_zone,
    contexts,
    date_text,
    format_string,
    format_text,
)
from gateway.api.tables import course, course_categories, user
from gateway.components.core_competency.tables import (
    competency,
    competency_framework,
    competency_plan,
    competency_relatedcomp,
    competency_templatecohort,
)
from gateway.components.core_grades.tables import scale
from gateway.components.core_user import lib as users

__all__ = [
    "MOMENT",
    "ancestors",
    "competency_result",
    "framework_result",
    "grade_name",
    "is_proficient",
    "place_name",
    "readable",
    "related",
    "require",
    "require_any",
    "row_of",
    "rows_of",
    "scale_of",
    "scale_values",
    "stored",
    "taxonomy",
    "template_result",
    "user_result",
]

MOMENT = "%A, %d %B %Y, %I:%M %p"
_RECORD = ("id", "timecreated", "timemodified", "usermodified")
_COMPETENCY = (
    "sortorder", "parentid", "path", "ruleoutcome", "ruletype", "ruleconfig", "scaleid", "scaleconfiguration", "competencyframeworkid",
)  # fmt: skip
_TAXONOMIES = (
    "behaviour", "competency", "concept", "domain", "indicator", "level", "outcome", "practice", "proficiency", "skill", "value",
)  # fmt: skip


def require(ctx: CallContext) -> None:
    """Raise ``competenciesarenotenabled`` on a site without competencies."""
    if not ctx.site.config.flag("core_competency/enabled"):
        raise CodedError("competenciesarenotenabled", "core_competency")


def require_any(ctx: CallContext, place: Context, *capabilities: str) -> None:
    """Raise ``MissingCapability`` unless the caller has one of the capabilities ``moodle/competency:…`` in a context."""
    if not any(ctx.has(f"moodle/competency:{capability}", place) for capability in capabilities):
        raise MissingCapability(f"moodle/competency:{capabilities[0]}")


def row_of(db: Connection, table: Table, rowid: int) -> RowMapping:
    """The row of a table with this id. Raises ``MissingRecord``."""
    row = db.execute(select(table).where(table.c.id == rowid)).mappings().first()
    if row is None:
        raise MissingRecord(table.name)
    return row


def rows_of(db: Connection, table: Table, ids: Collection[int]) -> dict[int, RowMapping]:
    """The rows of a table with these ids, by id."""
    return {row["id"]: row for row in db.execute(select(table).where(table.c.id.in_(set(ids)))).mappings()} if ids else {}


def readable(ctx: CallContext, competencyid: int) -> tuple[RowMapping, RowMapping]:
    """A competency that the caller may read, and its framework. Raises ``MissingRecord`` or ``MissingCapability``."""
    require(ctx)
    row = row_of(ctx.db, competency, competencyid)
    framework = row_of(ctx.db, competency_framework, row["competencyframeworkid"])
    place = ctx.validate(contexts.by_ids(ctx.db, [framework["contextid"]])[framework["contextid"]])
    require_any(ctx, place, "competencyview", "competencymanage")
    return row, framework


def stored(row: RowMapping, *names: str) -> dict[str, Any]:
    """Columns of a row, and those that every record has."""
    return {name: row[name] for name in (*names, *_RECORD)}


def competency_result(ctx: CallContext, row: RowMapping, framework: RowMapping) -> dict[str, Any]:
    """A competency in the form of the result."""
    return {
        "shortname": format_string(row["shortname"], ctx.settings),
        "idnumber": row["idnumber"],
        **_description(ctx, row, framework["contextid"]),
        **stored(row, *_COMPETENCY),
    }


def framework_result(ctx: CallContext, row: RowMapping) -> dict[str, Any]:
    """A framework in the form of the result."""
    place = contexts.by_ids(ctx.db, [row["contextid"]])[row["contextid"]]
    count = select(func.count()).select_from(competency).where(competency.c.competencyframeworkid == row["id"])
    full, plain = place_name(ctx, place)
    return {
        "shortname": format_string(row["shortname"], ctx.settings),
        "idnumber": row["idnumber"],
        **_description(ctx, row, row["contextid"]),
        "visible": bool(row["visible"]),
        **stored(row, "scaleid", "scaleconfiguration", "contextid", "taxonomies"),
        "canmanage": ctx.has("moodle/competency:competencymanage", place),
        "competenciescount": ctx.db.execute(count).scalar_one(),
        "contextname": full,
        "contextnamenoprefix": plain,
    }


def template_result(ctx: CallContext, row: RowMapping) -> dict[str, Any]:
    """A template of plans in the form of the result."""
    place = contexts.by_ids(ctx.db, [row["contextid"]])[row["contextid"]]
    cohorts = select(func.count()).select_from(competency_templatecohort).where(competency_templatecohort.c.templateid == row["id"])
    plans = select(func.count()).select_from(competency_plan).where(competency_plan.c.templateid == row["id"])
    manages = ctx.has("moodle/competency:templatemanage", place)
    full, plain = place_name(ctx, place)
    return {
        "shortname": format_string(row["shortname"], ctx.settings),
        **_description(ctx, row, row["contextid"]),
        "visible": bool(row["visible"]),
        **stored(row, "contextid"),
        "duedate": row["duedate"] or 0,
        "duedateformatted": date_text(row["duedate"] or 0, MOMENT, caller_zone(ctx)),
        "cohortscount": ctx.db.execute(cohorts).scalar_one(),
        "planscount": ctx.db.execute(plans).scalar_one(),
        "canmanage": manages,
        "canread": manages or ctx.has("moodle/competency:templateview", place),
        "contextname": full,
        "contextnamenoprefix": plain,
    }


def user_result(ctx: CallContext, row: RowMapping) -> dict[str, Any]:
    """A user in the form of the result, with the fields by which the site tells people apart."""
    place = users.place(row)
    pictures = {
        name: users.picture_url(ctx.site, row, place.id if place else 0, size)
        for name, size in (("profileimageurl", "f1"), ("profileimageurlsmall", "f2"))
    }
    identity = [row[name] for name in ctx.site.config.names("showuseridentity") if name in user.c and row[name]]
    told = ("id", "email", "idnumber", "phone1", "phone2", "department", "institution")
    return {
        **{name: row[name] for name in told},
        "fullname": users.fullname(ctx.site, row),
        "identity": ", ".join(identity),
        "profileurl": f"{ctx.site.wwwroot}/user/profile.php?id={row['id']}",
        **pictures,
    }


def place_name(ctx: CallContext, place: Context) -> tuple[str, str]:
    """The name of a context with its kind, and without."""
    if place.level == Level.COURSE:
        name = ctx.db.execute(select(course.c.fullname).where(course.c.id == place.instance)).scalar()
        return f"Course: {format_string(name, ctx.settings)}", format_string(name, ctx.settings)
    if place.level == Level.COURSECAT:
        name = ctx.db.execute(select(course_categories.c.name).where(course_categories.c.id == place.instance)).scalar()
        return f"Category: {format_string(name, ctx.settings)}", format_string(name, ctx.settings)
    return "System", "System"


def ancestors(db: Connection, row: RowMapping) -> Sequence[RowMapping]:
    """The competencies above one, from the highest down."""
    ids = [int(number) for number in row["path"].split("/") if number.isdecimal() and int(number)]
    found = rows_of(db, competency, ids)
    return [found[number] for number in ids if number in found]


def related(db: Connection, competencyid: int) -> Sequence[RowMapping]:
    """The competencies that are related to one, in whichever order the two were named, by name."""
    cols = competency_relatedcomp.c
    pairs = select(cols.competencyid, cols.relatedcompetencyid)
    pairs = pairs.where((cols.competencyid == competencyid) | (cols.relatedcompetencyid == competencyid))
    ids = {number for pair in db.execute(pairs) for number in pair} - {competencyid}
    return sorted(rows_of(db, competency, ids).values(), key=lambda row: (row["shortname"], row["id"]))


def taxonomy(framework: RowMapping, row: RowMapping) -> str:
    """What a competency is called at its level of a framework."""
    level = len([number for number in row["path"].split("/") if number.isdecimal()]) - 1
    names = (framework["taxonomies"] or "").split(",")
    name = names[level] if 0 <= level < len(names) else ""
    return (name if name in _TAXONOMIES else "competency").capitalize()


def scale_of(row: RowMapping, framework: RowMapping) -> tuple[int, str]:
    """The id and the configuration of the scale in which a competency is rated: its own, or that of the framework."""
    if row["scaleid"]:
        return row["scaleid"], row["scaleconfiguration"] or ""
    return framework["scaleid"] or 0, framework["scaleconfiguration"]


def scale_values(db: Connection, scaleid: int) -> list[str]:
    """The values of a scale. Raises ``MissingRecord``."""
    row = row_of(db, scale, scaleid)
    return [value.strip() for value in (row["scale"] or "").split(",")]


def grade_name(ctx: CallContext, row: RowMapping, framework: RowMapping, grade: int | None) -> str:
    """A rating in words; a dash for none."""
    if grade is None:
        return "-"
    values = scale_values(ctx.db, scale_of(row, framework)[0])
    return format_string(values[grade - 1], ctx.settings) if 0 < grade <= len(values) else "-"


def is_proficient(row: RowMapping, framework: RowMapping, grade: int) -> bool:
    """Whether a rating means that somebody is proficient."""
    try:
        entries = json.loads(scale_of(row, framework)[1] or "[]")
    except ValueError:
        return False
    return any(entry.get("id") == grade and entry.get("proficient") for entry in entries if isinstance(entry, dict))


def _description(ctx: CallContext, row: RowMapping, contextid: int) -> dict[str, Any]:
    """The description of a record as clean HTML, and its format."""
    place = contexts.by_ids(ctx.db, [contextid])[contextid]
    text, format_ = format_text(row["description"], row["descriptionformat"], ctx.settings, ctx.site, place)
    return {"description": text, "descriptionformat": format_}
