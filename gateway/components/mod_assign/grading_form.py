"""The form that graders fill in on a page or in the app, as what is given for an attempt.

A field that is missing leaves what it stands for as it is. The form as a whole is refused where a page would refuse it: for a grade
that the assignment does not have, for a rubric or guide with gaps, and for a step of marking that is not the caller's to take.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from gateway.api import CallContext, enrolments
from gateway.api.forms import Form, fields
from gateway.api.php import to_int
from gateway.components.core_grading import definitions
from gateway.components.core_grading.form_fields import FormRefused, filled, points
from gateway.components.mod_assign import workflow
from gateway.components.mod_assign.grading import NO_GRADE, Marks
from gateway.components.mod_assign.submissions import Assignment

__all__ = ["read"]

# More fields no form of a grader has.
_MOST_FIELDS: Final = 2000
_FORMAT_HTML: Final = 1


def read(ctx: CallContext, assignment: Assignment, jsonformdata: str) -> tuple[Marks | None, str]:
    """What a form gives, or None and why it is refused, in words; the form is an urlencoded text in JSON."""
    try:
        return _marks(ctx, assignment, _fields(jsonformdata)), ""
    except FormRefused as error:
        return None, str(error)


def _fields(jsonformdata: str) -> Form:
    """The fields of the form."""
    try:
        text = json.loads(jsonformdata)
    except ValueError:
        text = None
    if not isinstance(text, str):
        raise FormRefused("The form cannot be read.")
    return fields(text, _MOST_FIELDS)


def _marks(ctx: CallContext, assignment: Assignment, form: Form) -> Marks:
    """What the fields say."""
    row = assignment.row
    definition = definitions.active(ctx.db, assignment.context, "mod_assign", "submissions")
    step, marker = _marking(ctx, assignment, form)
    return Marks(
        grade=None if definition is not None else _grade(row, form),
        filled=filled(definition, form) if definition is not None else {},
        attempt=_number(form, "attemptnumber", -1),
        reopen=bool(_number(form, "addattempt", 0)),
        step=step,
        marker=marker,
        for_team=bool(_number(form, "applytoall", 1)),
        feedback=_feedback(form),
        tell=bool(_number(form, "sendstudentnotifications", row["sendstudentnotifications"])),
    )


def _text(form: Mapping[Any, Any], name: str) -> str | None:
    """A field that is a text, None if there is none."""
    value = form.get(name)
    return value if isinstance(value, str) else None


def _number(form: Mapping[Any, Any], name: str, default: int) -> int:
    """A field that is a whole number."""
    value = _text(form, name)
    return default if value is None else to_int(value)


def _grade(row: Mapping[Any, Any], form: Form) -> float | None:
    """The grade: a number, or the place of a word in a scale; an empty field stands for no grade."""
    text = _text(form, "grade")
    if text is None:
        return None
    if not text.strip():
        return NO_GRADE
    value = points(text)
    if row["grade"] > 0 and value != NO_GRADE and not 0 <= value <= row["grade"]:
        raise FormRefused(f"The grade must lie between 0 and {row['grade']}.")
    return value


def _marking(ctx: CallContext, assignment: Assignment, form: Form) -> tuple[str | None, int | None]:
    """How far marking is, and who is to mark, where marking goes by steps."""
    row = assignment.row
    if not row["markingworkflow"]:
        return None, None
    step = _text(form, "workflowstate")
    if step and step not in workflow.allowed(ctx, assignment):
        raise FormRefused("You cannot set this step of marking.")
    marker: int | None = None
    if row["markingallocation"] and ctx.has("mod/assign:manageallocations", assignment.context) and "allocatedmarker" in form:
        marker = _number(form, "allocatedmarker", 0)
        is_grader = enrolments.is_enrolled(ctx.db, marker, row["course"]) and ctx.has("mod/assign:grade", assignment.context, marker)
        if marker and not is_grader:
            raise FormRefused("The marker does not grade here.")
    return step, marker


def _feedback(form: Form) -> dict[str, Any]:
    """The comments and the draft area with files; the field of the latter is named for the user."""
    found: dict[str, Any] = {}
    editor = form.get("assignfeedbackcomments_editor")
    if isinstance(editor, dict) and (text := _text(editor, "text")) is not None:
        format_ = _number(editor, "format", _FORMAT_HTML)
        found["assignfeedbackcomments_editor"] = {"text": text, "format": format_, "itemid": _number(editor, "itemid", 0)}
    for name in form:
        if isinstance(name, str) and name.startswith("files_") and name.endswith("_filemanager"):
            found["files_filemanager"] = _number(form, name, 0)
    return found
