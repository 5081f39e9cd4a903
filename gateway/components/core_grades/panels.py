"""The panel in which graders give a grade for all that somebody has done in an activity: in points, by a scale, a rubric or a guide.

Only forums have such grades, under the item name ``forum``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec
from sqlalchemy import ColumnElement, RowMapping, select, update

from gateway.api import (
    CallContext,
    CodedError,
    CodingError,
    Context,
    InvalidParameter,
    Level,
    MissingCapability,
    UncodedRefusal,
    contexts,
    format_string,
)
from gateway.api.forms import Form, fields, text_of
from gateway.api.rows import upsert
from gateway.components.core_course import course_modules
from gateway.components.core_grades import display, raw_grades
from gateway.components.core_grades.display import Display, GradeType
from gateway.components.core_grades.raw_grades import Given
from gateway.components.core_grading import definitions, fillings, form_fields
from gateway.components.core_grading.definitions import Definition
from gateway.components.core_message import sending
from gateway.components.core_message.sending import Notice
from gateway.components.core_user import lib as users
from gateway.components.mod_forum.tables import forum, forum_grades

__all__ = ["POINT", "SCALE", "Panel", "enter"]

POINT, SCALE = "point", "scale"
"""The ways to grade without a rubric or a guide."""

_NUMBER: Final = 1
_GRADE: Final = "mod/forum:grade"
_COLS = forum_grades.c
# More fields no panel has.
_MOST_FIELDS: Final = 2000
_NO_GRADE: Final = -1


class Panel(msgspec.Struct, frozen=True, kw_only=True):
    """A graded activity with the item of its grades, and the person whose grade it is about."""

    ctx: CallContext
    forum: RowMapping
    context: Context
    item: Mapping[Any, Any]
    person: Mapping[Any, Any]
    definition: Definition | None

    @property
    def key(self) -> dict[str, int]:
        """What the grade of the person is stored by."""
        return {"forum": self.forum["id"], "itemnumber": _NUMBER, "userid": self.person["id"]}

    @property
    def may_grade(self) -> bool:
        """Whether the caller may give grades in the activity."""
        return self.ctx.has(_GRADE, self.context)

    def store(self, formdata: str, *, tell: bool) -> None:
        """Give the person the grade that a form has, and tell them if asked. Raises ``MissingCapability``, and ``error:notinrange``."""
        if not self.may_grade:
            raise MissingCapability(_GRADE)
        form, ctx = fields(formdata, _MOST_FIELDS), self.ctx
        grade = None if self.definition else _grade(text_of(form.get("grade", "")).strip(), self.item)
        known = ctx.db.execute(select(_COLS.timecreated).where(*self._mine)).scalar()
        upsert(ctx.db, forum_grades, self.key, {"grade": grade, "timemodified": ctx.now, "timecreated": known or ctx.now})
        if self.definition is not None:
            grade = self._judge(self.definition, form)
            ctx.db.execute(update(forum_grades).where(*self._mine).values(grade=grade))
        raw_grades.write(ctx, self.item, [Given(userid=self.person["id"], by=ctx.userid, grade=grade, graded=ctx.now)])
        if tell:
            sending.send_notice(ctx, self._notice(), ctx.userid, self.person["id"])

    @property
    def advanced(self) -> Definition:
        """The rubric or guide. Raises ``RuntimeError`` where points or a word are given."""
        if self.definition is None:
            raise RuntimeError("there is neither a rubric nor a guide")
        return self.definition

    @property
    def _mine(self) -> tuple[ColumnElement[bool], ...]:
        return tuple(_COLS[name] == value for name, value in self.key.items())

    def _judge(self, definition: Definition, form: Form) -> float | None:
        """The grade that follows from a rubric or a guide that the form fills in, which is kept. Raises ``InvalidParameter``."""
        try:
            filled = form_fields.filled(definition, form)
        except form_fields.FormRefused as error:
            raise InvalidParameter(str(error), path="formdata") from None
        grades, whole = (int(self.item["grademin"]), int(self.item["grademax"])), self.item["gradetype"] == GradeType.SCALE
        itemid = self.ctx.db.execute(select(_COLS.id).where(*self._mine)).scalar_one()
        grade = fillings.fill(self.ctx, definition, itemid, filled, grades, whole=whole)
        return None if grade == _NO_GRADE else grade

    def _notice(self) -> Notice:
        """The notification that the person has been graded."""
        name = format_string(self.forum["name"], self.ctx.settings)
        subject = f"You have been graded in {name}"
        return Notice(
            component="moodle",
            kind="gradenotifications",
            subject=subject,
            text=f"{subject}.",
            small=subject,
            page=f"/mod/forum/view.php?id={self.context.instance}",
            page_name=name,
            data={"cmid": str(self.context.instance), "instance": str(self.forum["id"])},
        )

    def result(self) -> dict[str, Any]:
        """The grade as the panel shows it, with the words of the scale if it is given by one."""
        way = SCALE if self.item["gradetype"] == GradeType.SCALE else POINT
        row, common = self.shown()
        value = row["grade"] if row is not None else None
        own = {"options": _options(self._display.scales.get(self.item["scaleid"], ()), value)} if way == SCALE else {"grade": value}
        return self.answer(f"core_grades/grades/grader/gradingpanel/{way}", {**own, **common}, given=value is not None)

    def shown(self) -> tuple[RowMapping | None, dict[str, Any]]:
        """The row of the grade, None if there is none, and what every panel shows of it."""
        row = self.ctx.db.execute(select(forum_grades).where(*self._mine)).mappings().first()
        value = row["grade"] if row is not None else None
        times = {name: row[name] if row is not None else 0 for name in ("timecreated", "timemodified")}
        text = self._text(self._display, value)
        return row, {"usergrade": text, "maxgrade": int(self.item["grademax"]), "gradedby": self._grader(value), **times}

    def answer(self, template: str, grade: Mapping[str, Any], *, given: bool) -> dict[str, Any]:
        """What a client is told: the grade, and the template that shows it."""
        return {"templatename": template, "hasgrade": given, "grade": grade, "warnings": []}

    @property
    def _display(self) -> Display:
        """How grades are shown in the course."""
        ctx, courseid = self.ctx, self.item["courseid"]
        return display.displays(ctx.db, ctx.site, [contexts.by_instance(ctx.db, Level.COURSE, courseid)])[courseid]

    def _text(self, shown: Display, value: float | None) -> str:
        """The grade as people read it, of points with the most there are."""
        text = shown.text(value, self.item)
        return text if self.item["gradetype"] == GradeType.SCALE else f"{text} / {shown.text(self.item['grademax'], self.item)}"

    def _grader(self, value: float | None) -> str | None:
        """The full name of who gave the grade."""
        grade = raw_grades.grade_of(self.ctx, self.item, self.person["id"])
        if value is None or grade is None or not grade["usermodified"]:
            return None
        found = users.by_field(self.ctx.db, "id", [grade["usermodified"]])
        return users.fullname(self.ctx.site, found[0]) if found else None


def enter(ctx: CallContext, component: str, contextid: int, itemname: str, userid: int, *, way: str) -> Panel:
    """The panel of a person's grade, whose activity the caller enters. Raises an error unless it is graded in this way.

    ``way`` is ``POINT``, ``SCALE``, or the name of a method of advanced grading.
    """
    place = contexts.by_id(ctx.db, contextid)
    if component != "mod_forum" or itemname != "forum" or place is None or place.level != Level.MODULE:
        raise CodingError(f"{component} has no item {itemname} for graders", message="Nothing is graded here under this name.")
    module = course_modules.by_id(ctx.db, ctx.validate(place).instance)
    row = ctx.db.execute(select(forum).where(forum.c.id == module["instance"])).mappings().first()
    item = raw_grades.item_of(ctx, "forum", module["instance"], _NUMBER)
    if module["modname"] != "forum" or row is None or item is None or not row["grade_forum"]:
        raise UncodedRefusal("gradingdisabled", "This activity as a whole is not graded.")
    definition = definitions.active(ctx.db, place, "mod_forum", "forum")
    plain = SCALE if item["gradetype"] == GradeType.SCALE else POINT
    if way != (definition.row["method"] if definition else plain):
        raise UncodedRefusal("othergrading", "The forum is graded in another way.")
    person = users.active(ctx.db, ctx.site, userid)
    panel = Panel(ctx=ctx, forum=row, context=place, item=item, person=person, definition=definition)
    if userid != ctx.userid and not panel.may_grade:
        raise MissingCapability(_GRADE)
    return panel


def _grade(text: str, item: Mapping[Any, Any]) -> float | None:
    """The grade in a field of a form; None where it is empty, or the word before those of a scale."""
    try:
        value = float(text.replace(",", ".")) if text else float(_NO_GRADE)
    except ValueError:
        raise CodedError("error:notinrange", "grades") from None
    none = (_NO_GRADE, 0) if item["gradetype"] == GradeType.SCALE else (_NO_GRADE,)
    if value in none:
        return None
    if not item["grademin"] <= value <= item["grademax"]:
        raise CodedError("error:notinrange", "grades")
    return value


def _options(words: Sequence[str], value: float | None) -> list[dict[str, Any]]:
    """The words of a scale to choose from."""
    return [{"value": number, "title": word, "selected": value == number} for number, word in enumerate(words, 1)]
