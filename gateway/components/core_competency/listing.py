"""Lists of competencies, frameworks and templates: those that fulfil conditions and that the caller may read, in an order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, Select, Table, or_, select

from gateway.api import SYSTEM, CallContext, Context, InvalidParameter, Level, MissingRecord, contexts
from gateway.api.rows import EVERYTHING, Window, caseless
from gateway.api.tables import context, course_modules
from gateway.components.core_competency import records
from gateway.components.core_competency.tables import (
    competency,
    competency_coursecomp,
    competency_framework,
    competency_modulecomp,
    competency_plan,
    competency_template,
    competency_templatecohort,
    competency_templatecomp,
)
from gateway.components.core_course import lib as courses

__all__ = [
    "around",
    "competencies",
    "courses_with",
    "enter_activity",
    "frameworks",
    "has_plans",
    "in_template",
    "of_activity",
    "searched",
    "template",
    "templates",
    "templates_with",
]

_INCLUDES = ("self", "children", "parents")


def competencies(ctx: CallContext, filters: Sequence[Mapping[str, str]], sort: str, order: str, part: Window) -> list[RowMapping]:
    """A part of the competencies whose columns have these values. Raises ``InvalidParameter``, or ``MissingCapability``."""
    records.require(ctx)
    place, where = SYSTEM, []
    for wanted in filters:
        column = _column(competency, wanted["column"], "filters")
        number = wanted["value"].strip().lstrip("-").isdecimal()
        if column.type.python_type is int and not number:
            raise InvalidParameter("must be a number", path=f"filters.{wanted['column']}")
        where.append(column == (int(wanted["value"]) if column.type.python_type is int else wanted["value"]))
        if column.name == "competencyframeworkid":
            place = _place_of(ctx, records.row_of(ctx.db, competency_framework, int(wanted["value"])))
    records.require_any(ctx, ctx.validate(place), "competencyview", "competencymanage")
    query = select(competency).where(*where)
    return _rows(ctx, _ordered(query, competency, sort, order, competency.c.sortorder), part)


def searched(ctx: CallContext, text: str, frameworkid: int) -> list[RowMapping]:
    """The competencies of a framework in whose name, number or description a text occurs."""
    records.require(ctx)
    place = _place_of(ctx, records.row_of(ctx.db, competency_framework, frameworkid))
    records.require_any(ctx, ctx.validate(place), "competencyview", "competencymanage")
    cols = competency.c
    found = or_(*(caseless.contains(cols[name], text) for name in ("shortname", "idnumber", "description")))
    query = select(competency).where(cols.competencyframeworkid == frameworkid, found).order_by(cols.path, cols.sortorder, cols.id)
    return _rows(ctx, query, EVERYTHING)


def frameworks(
    ctx: CallContext, places: ColumnElement[bool], sort: str, order: str, part: Window, *, visible: bool = False, text: str = ""
) -> list[RowMapping]:
    """A part of the frameworks of places (see ``around``) that the caller may read; with ``visible``, those alone that can be used."""
    records.require(ctx)
    table, cols = competency_framework, competency_framework.c
    query = select(table).where(cols.contextid.in_(select(context.c.id).where(places)))
    if visible:
        query = query.where(cols.visible == 1)
    if text:
        query = query.where(or_(caseless.contains(cols.shortname, text), caseless.contains(cols.idnumber, text)))
    return _readable(ctx, _ordered(query, table, sort, order, cols.shortname), part, "competencyview", "competencymanage")


def templates(
    ctx: CallContext, places: ColumnElement[bool], sort: str, order: str, part: Window, *, visible: bool = False
) -> list[RowMapping]:
    """A part of the templates of places (see ``around``) that the caller may read. Raises ``MissingCapability`` for who may read none."""
    records.require(ctx)
    table = competency_template
    query = select(table).where(table.c.contextid.in_(select(context.c.id).where(places)))
    if visible:
        query = query.where(table.c.visible == 1)
    return _readable(ctx, _ordered(query, table, sort, order, table.c.id), part, "templateview", "templatemanage")


def template(ctx: CallContext, templateid: int) -> RowMapping:
    """A template that the caller may read. Raises ``MissingRecord`` or ``MissingCapability``."""
    records.require(ctx)
    row = records.row_of(ctx.db, competency_template, templateid)
    records.require_any(ctx, ctx.validate(_place_of(ctx, row)), "templateview", "templatemanage")
    return row


def in_template(ctx: CallContext, templateid: int) -> list[RowMapping]:
    """The competencies of a template that the caller may read, in their order."""
    template(ctx, templateid)
    link = competency_templatecomp.c
    query = select(competency).join(competency_templatecomp, link.competencyid == competency.c.id).where(link.templateid == templateid)
    return _rows(ctx, query.order_by(link.sortorder, link.id), EVERYTHING)


def has_plans(ctx: CallContext, templateid: int) -> bool:
    """Whether a template that the caller may read has plans or cohorts."""
    template(ctx, templateid)
    return any(
        ctx.db.execute(select(table.c.id).where(table.c.templateid == templateid).limit(1)).first() is not None
        for table in (competency_plan, competency_templatecohort)
    )


def templates_with(ctx: CallContext, competencyid: int) -> list[RowMapping]:
    """The templates with a competency. Raises ``MissingRecord`` or ``MissingCapability``."""
    records.require(ctx)
    records.row_of(ctx.db, competency, competencyid)
    records.require_any(ctx, ctx.validate(SYSTEM), "templateview", "templatemanage")
    link, table = competency_templatecomp.c, competency_template
    query = select(table).join(competency_templatecomp, link.templateid == table.c.id).where(link.competencyid == competencyid)
    return _rows(ctx, query.order_by(table.c.id), EVERYTHING)


def courses_with(ctx: CallContext, competencyid: int) -> list[int]:
    """The ids of the courses with a competency that the caller may enter, and whose competencies the caller may read."""
    cols = competency_coursecomp.c
    ids = ctx.db.execute(select(cols.courseid).where(cols.competencyid == competencyid).order_by(cols.courseid)).scalars().all()
    places = contexts.by_instances(ctx.db, Level.COURSE, ids)
    allowed = "moodle/competency:coursecompetencyview"
    return [
        number for number in ids if number in places and ctx.has(allowed, places[number]) and courses.refusal(ctx, places[number]) is None
    ]


def enter_activity(ctx: CallContext, cmid: int) -> None:
    """Enter an activity whose competencies the caller may read. Raises ``MissingRecord`` with the code ``invalidcoursemodule``."""
    records.require(ctx)
    if ctx.db.execute(select(course_modules.c.id).where(course_modules.c.id == cmid)).first() is None:
        raise MissingRecord("course_modules", errorcode="invalidcoursemodule")
    place = ctx.validate(contexts.by_instance(ctx.db, Level.MODULE, cmid))
    records.require_any(ctx, place, "coursecompetencyview", "coursecompetencymanage")


def of_activity(ctx: CallContext, cmid: int) -> list[tuple[RowMapping, RowMapping]]:
    """The competencies of an activity with their places in it, in their order."""
    cols = competency_modulecomp.c
    links = ctx.db.execute(select(competency_modulecomp).where(cols.cmid == cmid).order_by(cols.sortorder, cols.id)).mappings().all()
    found = records.rows_of(ctx.db, competency, [link["competencyid"] for link in links])
    return [(found[link["competencyid"]], link) for link in links if link["competencyid"] in found]


def around(ctx: CallContext, named: Mapping[str, Any], includes: str) -> ColumnElement[bool]:
    """The condition that a context is the one named, or (``includes``) one below or above it. Enters that context."""
    if includes not in _INCLUDES:
        raise InvalidParameter("must be self, children or parents", path="includes")
    found = contexts.from_parameters(ctx.db, named["contextid"], named["contextlevel"], named["instanceid"])
    place = ctx.validate(found)
    if includes == "self":
        return context.c.id == place.id
    if includes == "parents":
        return context.c.id.in_(place.ids)
    return or_(context.c.id == place.id, context.c.path.startswith(f"{place.path}/", autoescape=True))


def _place_of(ctx: CallContext, row: RowMapping) -> Context:
    return contexts.by_ids(ctx.db, [row["contextid"]])[row["contextid"]]


def _column(table: Table, name: str, path: str) -> ColumnElement[Any]:
    if name not in table.c:
        raise InvalidParameter("is no column", path=path)
    return table.c[name]


def _ordered(query: Select[Any], table: Table, sort: str, order: str, default: ColumnElement[Any]) -> Select[Any]:
    """A statement with an order: by a column, or by the default. Raises ``InvalidParameter``."""
    if order.upper() not in ("", "ASC", "DESC"):
        raise InvalidParameter("must be ASC or DESC", path="order")
    column = _column(table, sort, "sort") if sort else default
    return query.order_by(column.desc() if order.upper() == "DESC" else column, table.c.id)


def _rows(ctx: CallContext, query: Select[Any], part: Window) -> list[RowMapping]:
    return list(ctx.db.execute(part.rows(query)).mappings().all())


def _readable(ctx: CallContext, query: Select[Any], part: Window, *capabilities: str) -> list[RowMapping]:
    """A part of the rows whose contexts the caller may read. Raises ``MissingCapability`` if there are some, but none of these."""
    rows = _rows(ctx, query, EVERYTHING)
    places = contexts.by_ids(ctx.db, {row["contextid"] for row in rows})
    found = [row for row in rows if any(ctx.has(f"moodle/competency:{name}", places[row["contextid"]]) for name in capabilities)]
    if rows and not found:
        records.require_any(ctx, places[rows[0]["contextid"]], *capabilities)
    return part.items(found)
