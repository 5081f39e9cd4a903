"""Course categories: finding, creating, changing, moving and deleting them, and the sort order of categories and courses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, Table, bindparam, delete, func, or_, select, update

from gateway.api import SYSTEM, CallContext, CodedError, Context, Level, contexts, format_string, format_text
from gateway.api.rows import insert_row
from gateway.api.tables import course, course_categories
from gateway.components.core_cohort.tables import cohort

__all__ = [
    "Category",
    "by_id",
    "categories",
    "change",
    "conditions",
    "create",
    "delete_empty",
    "is_visible",
    "move_content",
    "place_of",
    "renumber",
    "category_result",
    "with_subcategories",
]

Category = RowMapping

# The distance between the sort orders of two categories, which leaves room for the courses in between.
_STEP = 10_000
_NAME_LENGTH, _IDNUMBER_LENGTH = 255, 100


def categories(db: Connection, *where: ColumnElement[bool]) -> list[Category]:
    """The categories that fulfil the conditions, parents before their children."""
    return list(db.execute(select(course_categories).where(*where).order_by(course_categories.c.path)).mappings().all())


def conditions(wanted: Mapping[str, Any]) -> list[ColumnElement[bool]]:
    """The SQL conditions for these values of columns; ``ids`` is a comma-separated list of ids."""
    cols = course_categories.c
    return [
        cols.id.in_([int(part) for part in str(value).split(",") if part]) if name == "ids" else cols[name] == value
        for name, value in wanted.items()
    ]


def by_id(db: Connection, categoryid: int) -> Category:
    """The category with that id. Raises ``unknowncategory`` if it does not exist."""
    found = categories(db, course_categories.c.id == categoryid)
    if not found:
        raise CodedError("unknowncategory")
    return found[0]


def with_subcategories(db: Connection, rows: Sequence[Category], *where: ColumnElement[bool]) -> list[Category]:
    """The given categories and all categories below them that fulfil the conditions, parents before their children."""
    cols = course_categories.c
    under = [cols.path.startswith(f"{row['path']}/", autoescape=True) for row in rows]
    below = categories(db, or_(*under), *where) if rows else []
    return sorted({row["id"]: row for row in (*rows, *below)}.values(), key=lambda row: str(row["path"]))


def place_of(db: Connection, categoryid: int) -> Context:
    """The context of a category, or the system context for 0."""
    return contexts.by_instance(db, Level.COURSECAT, categoryid) if categoryid else SYSTEM


def is_visible(ctx: CallContext, row: Category, place: Context) -> bool:
    """Whether the caller may see a category."""
    if not (row["visible"] or ctx.has("moodle/category:viewhiddencategories", place)):
        return False
    return ctx.has("moodle/category:viewcourselist", place)


def category_result(ctx: CallContext, row: Category, place: Context) -> dict[str, Any]:
    """A category in the form of the result, with more columns for callers who may manage it."""
    description, format_ = format_text(
        row["description"], row["descriptionformat"], ctx.settings, ctx.site, place, component="coursecat", filearea="description"
    )
    found = {name: row[name] for name in ("id", "parent", "sortorder", "coursecount", "depth", "path")}
    found |= {"name": format_string(row["name"], ctx.settings), "description": description, "descriptionformat": format_}
    if ctx.has("moodle/category:manage", place):
        found |= {name: row[name] for name in ("idnumber", "visible", "visibleold", "timemodified")}
        found["theme"] = row["theme"] if row["theme"] and ctx.site.has_theme(row["theme"]) else ""
    return found


def create(db: Connection, given: Mapping[str, Any], *, now: int) -> int:
    """Add a category behind its siblings and return its id; it is hidden if its parent is.

    Raises ``CodedError`` for a name or an id number that no category may have.
    """
    _require_valid(db, given)
    parent = by_id(db, given["parent"]) if given["parent"] else None
    visible = parent["visible"] if parent else 1
    values = {
        "name": given["name"],
        "idnumber": given.get("idnumber"),
        "description": given.get("description"),
        "descriptionformat": given["descriptionformat"],
        "parent": given["parent"],
        "depth": parent["depth"] + 1 if parent else 1,
        "visible": visible,
        "visibleold": visible,
        "timemodified": now,
        "theme": given.get("theme"),
        "sortorder": _last(db),
    }
    categoryid = insert_row(db, course_categories, values)
    path = f"{parent['path'] if parent else ''}/{categoryid}"
    db.execute(update(course_categories).where(course_categories.c.id == categoryid).values(path=path))
    contexts.create(db, Level.COURSECAT, categoryid, place_of(db, given["parent"]))
    renumber(db)
    return categoryid


def change(db: Connection, row: Category, given: Mapping[str, Any], *, now: int) -> None:
    """Change the columns of a category that ``given`` has, and move it if the parent is another one. Raises as ``create`` does.

    Raises ``cannotmovecategory`` for a parent that is a descendant of the category.
    """
    _require_valid(db, given, except_row=row)
    values = {name: given[name] for name in ("name", "idnumber", "theme") if given.get(name) is not None}
    if given.get("description") is not None:
        values |= {"description": given["description"], "descriptionformat": given["descriptionformat"]}
    db.execute(update(course_categories).where(course_categories.c.id == row["id"]).values(**values, timemodified=now))
    if given.get("parent") is not None and given["parent"] != row["parent"]:
        _change_parent(db, row, given["parent"])


def move_content(db: Connection, row: Category, to: Category) -> None:
    """Move the courses, subcategories and cohorts of a category into another one."""
    for child in categories(db, course_categories.c.parent == row["id"]):
        _change_parent(db, child, to["id"])
    target = place_of(db, to["id"])
    ids = db.execute(select(course.c.id).where(course.c.category == row["id"])).scalars().all()
    for place in contexts.by_instances(db, Level.COURSE, ids).values():
        contexts.move(db, place, target)
    db.execute(update(course).where(course.c.category == row["id"]).values(category=to["id"]))
    old_context = place_of(db, row["id"])
    db.execute(update(cohort).where(cohort.c.contextid == old_context.id).values(contextid=target.id))


def delete_empty(ctx: CallContext, row: Category) -> None:
    """Delete an empty category and its context; its cohorts are moved to the system context."""
    db = ctx.db
    category_context = place_of(db, row["id"])
    db.execute(update(cohort).where(cohort.c.contextid == category_context.id).values(contextid=SYSTEM.id))
    contexts.delete_under(db, ctx.registry, category_context)
    db.execute(delete(course_categories).where(course_categories.c.id == row["id"]))


def renumber(db: Connection) -> None:
    """Renumber the sort order of all categories and courses without changing it, and recount the courses of each category.

    A category has a lower number than its subcategories; courses are numbered from their category's number on.
    """
    cols = course_categories.c
    rows = db.execute(select(cols.id, cols.parent, cols.sortorder, cols.coursecount).order_by(cols.sortorder, cols.id)).all()
    children: dict[int, list[Any]] = {}
    for row in rows:
        children.setdefault(row.parent, []).append(row)
    courses: dict[int, list[Any]] = {}
    newest_first = select(course.c.id, course.c.category, course.c.sortorder).order_by(course.c.sortorder, course.c.id.desc())
    for course_row in db.execute(newest_first):
        courses.setdefault(course_row.category, []).append(course_row)
    numbered: list[Any] = []
    waiting = children.get(0, [])[::-1]
    while waiting:
        row = waiting.pop()
        numbered.append(row)
        waiting.extend(children.get(row.id, [])[::-1])
    changed, moved = [], []
    for place, row in enumerate(numbered, start=1):
        number, inside = place * _STEP, courses.get(row.id, [])
        if (row.sortorder, row.coursecount) != (number, len(inside)):
            changed.append({"row": row.id, "sortorder": number, "coursecount": len(inside)})
        moved += [
            {"row": course_row.id, "sortorder": at} for at, course_row in enumerate(inside, start=number + 1) if course_row.sortorder != at
        ]
    _update_each(db, course_categories, changed)
    _update_each(db, course, moved)


def _update_each(db: Connection, table: Table, rows: list[dict[str, int]]) -> None:
    """Update each row of a table with its own values."""
    if rows:
        names = [name for name in rows[0] if name != "row"]
        db.execute(update(table).where(table.c.id == bindparam("row")).values({name: bindparam(name) for name in names}), rows)


def _last(db: Connection) -> int:
    """A sort order higher than that of every category."""
    return int(db.execute(select(func.coalesce(func.max(course_categories.c.sortorder), 0))).scalar_one()) + _STEP


def _change_parent(db: Connection, row: Category, parentid: int) -> None:
    """Move a category behind the children of another one, or to the top level for 0."""
    parent = by_id(db, parentid) if parentid else None
    path = str(row["path"])
    if parent and (parent["path"] == path or str(parent["path"]).startswith(f"{path}/")):
        raise CodedError("cannotmovecategory")
    new = f"{parent['path'] if parent else ''}/{row['id']}"
    deeper = (parent["depth"] if parent else 0) + 1 - row["depth"]
    cols = course_categories.c
    for moved in with_subcategories(db, [row]):
        values = {"path": new + str(moved["path"]).removeprefix(path), "depth": moved["depth"] + deeper}
        db.execute(update(course_categories).where(cols.id == moved["id"]).values(**values))
    db.execute(update(course_categories).where(cols.id == row["id"]).values(parent=parentid, sortorder=_last(db)))
    contexts.move(db, place_of(db, row["id"]), place_of(db, parentid))
    renumber(db)


def _require_valid(db: Connection, given: Mapping[str, Any], *, except_row: Category | None = None) -> None:
    """Raise ``CodedError`` for an invalid name, or for an id number that a category other than ``except_row`` has."""
    name, idnumber = given.get("name"), given.get("idnumber")
    if (except_row is None or name is not None) and not (name or "").strip():
        raise CodedError("categorynamerequired")
    if len(name or "") > _NAME_LENGTH:
        raise CodedError("categorytoolong")
    if len(idnumber or "") > _IDNUMBER_LENGTH:
        raise CodedError("idnumbertoolong")
    others = course_categories.c.idnumber == idnumber, course_categories.c.id != (except_row["id"] if except_row else 0)
    if idnumber and db.execute(select(course_categories.c.id).where(*others)).first():
        raise CodedError("categoryidnumbertaken")
