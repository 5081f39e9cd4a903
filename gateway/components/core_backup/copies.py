"""Copying what a course consists of, without anything that people did in it, into another course."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import RowMapping, Table, select, update

from gateway.api import CallContext
from gateway.api.rows import insert_row
from gateway.api.tables import course_modules, course_sections, groupings, groupings_groups, groups
from gateway.components.core_backup.conditions import renamed
from gateway.components.core_course import module_editing, section_editing
from gateway.components.core_courseformat import copying
from gateway.components.core_grades import weights
from gateway.components.core_grades.categories import next_position, of_course
from gateway.components.core_grades.tables import grade_categories, grade_items

__all__ = ["Contents"]

Numbers = dict[int, int]
_TOTALS: Final = ("course", "category")


class Contents:
    """The contents of a course on their way into another one; ``numbers`` are the ids of copies by those of what they are copies of."""

    def __init__(self, ctx: CallContext, source: int, target: int) -> None:
        """From the course ``source`` into the course ``target``."""
        self._ctx, self._source, self._target = ctx, source, target
        self._instances: dict[tuple[str, int], int] = {}
        self.numbers: dict[str, Numbers] = {"module": {}, "section": {}, "group": {}, "grouping": {}, "item": {}, "category": {}}

    def copy(self, *, activities: bool = True) -> None:
        """Copy sections, groups, activities and the gradebook; sections go into those of the same number, as far as they are there."""
        self._copy_groups()
        self._copy_sections(activities=activities)
        if activities:
            self._copy_gradebook()
            self._rename_conditions()

    def _rows(self, table: Table, column: str = "courseid") -> list[RowMapping]:
        """The rows of the course in a table."""
        return list(self._ctx.db.execute(select(table).where(table.c[column] == self._source).order_by(table.c.id)).mappings().all())

    def _insert(self, table: Table, row: Mapping[Any, Any], **changed: Any) -> int:
        """Insert a row that is like another one."""
        return insert_row(self._ctx.db, table, {**{name: value for name, value in row.items() if name != "id"}, **changed})

    def _copy_groups(self) -> None:
        """Copy groups and groupings without members; a group that the course has under the same name is that one."""
        for kind, table in (("group", groups), ("grouping", groupings)):
            query = select(table.c.name, table.c.id).where(table.c.courseid == self._target)
            known = {row.name: row.id for row in self._ctx.db.execute(query)}
            for row in self._rows(table):
                made = known.get(row["name"]) or self._insert(table, row, courseid=self._target, timecreated=self._ctx.now)
                self.numbers[kind][row["id"]] = made
        cols = groupings_groups.c
        for row in self._ctx.db.execute(select(groupings_groups).where(cols.groupingid.in_(self.numbers["grouping"]))).mappings().all():
            place = {"groupingid": self.numbers["grouping"][row["groupingid"]], "groupid": self.numbers["group"].get(row["groupid"])}
            there = select(cols.id).where(cols.groupingid == place["groupingid"], cols.groupid == place["groupid"])
            if place["groupid"] is not None and self._ctx.db.execute(there).first() is None:
                self._insert(groupings_groups, row, **place)

    def _copy_sections(self, *, activities: bool) -> None:
        """Copy sections and what is in them; those that hold the content of an activity come along with it."""
        ctx = self._ctx
        for row in section_editing.of_course(ctx, self._source):
            if row["component"]:
                continue
            kept = {name: row[name] for name in ("name", "summary", "summaryformat", "visible")}
            section = section_editing.by_number(ctx, self._target, row["section"])
            if section is None or section["component"]:
                sectionid = section_editing.add(ctx, self._target)
            else:
                sectionid = section["id"]
                kept = {name: value for name, value in kept.items() if not section[name]}
            ctx.db.execute(update(course_sections).where(course_sections.c.id == sectionid).values(**kept, timemodified=ctx.now))
            self.numbers["section"][row["id"]] = sectionid
            target = {"id": sectionid, "course": self._target}
            for module in module_editing.modules_of(ctx, row) if activities else ():
                if not module["deletioninprogress"] and module["modname"] in ctx.registry.tables:
                    made = copying.copy_into(ctx, module, target)
                    self.numbers["module"][module["id"]] = made
                    copy = ctx.db.execute(select(course_modules.c.instance).where(course_modules.c.id == made)).scalar_one()
                    self._instances[module["modname"], module["instance"]] = copy

    def _copy_gradebook(self) -> None:
        """Copy grade categories with their totals and the items that belong to no activity, and put items into their categories."""
        ctx, cats = self._ctx, grade_categories.c
        found = self._rows(grade_categories)
        whole = of_course(ctx, self._target) if found else 0
        for row in sorted(found, key=lambda row: row["depth"]):
            made = whole if row["parent"] is None else self._copy_category(row)
            self.numbers["category"][row["id"]] = made
        for row in self._rows(grade_items):
            category = self.numbers["category"].get(row["categoryid"], whole)
            if row["itemtype"] == "mod":
                self._place_item(row, category)
            elif row["itemtype"] not in _TOTALS:
                position = next_position(ctx, self._target)
                self.numbers["item"][row["id"]] = self._insert(
                    grade_items, row, courseid=self._target, categoryid=category, sortorder=position
                )
        deepest = select(cats.id).where(cats.courseid == self._target).order_by(cats.depth.desc(), cats.id)
        for categoryid in ctx.db.execute(deepest).scalars().all():
            weights.refresh(ctx, self._target, categoryid)

    def _copy_category(self, row: RowMapping) -> int:
        """Copy a grade category with the item of its total."""
        db, cols = self._ctx.db, grade_items.c
        parent = self.numbers["category"][row["parent"]]
        made = self._insert(grade_categories, row, courseid=self._target, parent=parent)
        around = db.execute(select(grade_categories.c.path).where(grade_categories.c.id == parent)).scalar_one()
        db.execute(update(grade_categories).where(grade_categories.c.id == made).values(path=f"{around}{made}/"))
        total = select(grade_items).where(cols.itemtype == "category", cols.iteminstance == row["id"])
        for item in db.execute(total).mappings().all():
            place = {"courseid": self._target, "iteminstance": made, "sortorder": next_position(self._ctx, self._target)}
            self.numbers["item"][item["id"]] = self._insert(grade_items, item, **place)
        return made

    def _place_item(self, row: RowMapping, category: int) -> None:
        """Put the copy of an activity's item into its category."""
        db, cols = self._ctx.db, grade_items.c
        made = self._instances.get((row["itemmodule"], row["iteminstance"]))
        of = cols.itemmodule == row["itemmodule"], cols.iteminstance == made, cols.itemnumber == row["itemnumber"]
        found = db.execute(select(cols.id).where(*of, cols.courseid == self._target)).scalar() if made is not None else None
        if found is not None:
            db.execute(update(grade_items).where(cols.id == found).values(categoryid=category))
            self.numbers["item"][row["id"]] = found

    def _rename_conditions(self) -> None:
        """Give the copies the conditions and groupings of what they are copies of."""
        db = self._ctx.db
        for kind, table in (("module", course_modules), ("section", course_sections)):
            for old, made in self.numbers[kind].items():
                row = db.execute(select(table).where(table.c.id == old)).mappings().one()
                values: dict[str, Any] = {"availability": renamed(row["availability"], self.numbers)}
                if kind == "module":
                    values["groupingid"] = self.numbers["grouping"].get(row["groupingid"], 0)
                if any(values.values()):
                    db.execute(update(table).where(table.c.id == made).values(**values))
