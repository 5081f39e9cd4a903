"""The external functions with which graders grade."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from gateway.api import ALPHA, BOOL, FLOAT, INT, RAW, WRITE, CallContext, Description, List, Struct, Value, function, warnings
from gateway.components.mod_assign import grading_form, participants
from gateway.components.mod_assign.external.refusals import refusals
from gateway.components.mod_assign.grading import Grading, Marks

_FILLING: Final[Mapping[str, Description]] = {
    "criterionid": Value(INT, "id of the criterion"),
    "levelid": Value(INT, "id of the level", optional=True),
    "remark": Value(RAW, "remark", optional=True),
    "remarkformat": Value(INT, "format of the remark", optional=True),
}


def _form(members: Mapping[str, Description]) -> Struct:
    """What is filled in for each criterion, with these members."""
    fillings = List(Struct(members), "what is filled in", optional=True)
    criterion = Struct({"criterionid": Value(INT, "id of the criterion"), "fillings": fillings})
    return Struct({"criteria": List(criterion, "the criteria")}, "what is filled in", optional=True)


_MARKS: Final[Mapping[str, Description]] = {
    "grade": Value(FLOAT, "grade, -1 for none; of no account with a rubric or a guide"),
    "attemptnumber": Value(INT, "number of the attempt, -1 for the latest"),
    "addattempt": Value(BOOL, "whether another attempt is to be opened"),
    "workflowstate": Value(ALPHA, "how far marking is"),
}
_MORE: Final[Mapping[str, Description]] = {
    "plugindata": Struct(
        {
            "assignfeedbackcomments_editor": Struct(
                {"text": Value(RAW, "text"), "format": Value(INT, "format of the text")}, "comments", optional=True
            ),
            "files_filemanager": Value(INT, "draft area with files, 0 for none", optional=True),
        },
        "feedback",
        default=[],
    ),
    "advancedgradingdata": Struct(
        {
            "guide": _form({**_FILLING, "score": Value(FLOAT, "points")}),
            "rubric": _form(_FILLING),
        },
        "what is filled in of a rubric or guide",
        default=[],
    ),
}


def _marks(given: Mapping[str, Any], *, for_team: bool) -> Marks:
    """What is given, out of the arguments of a function."""
    form = next(iter((given["advancedgradingdata"] or {}).values()), None)
    criteria: list[dict[str, Any]] = form["criteria"] if form else []
    filled = {criterion["criterionid"]: criterion["fillings"][-1] for criterion in criteria if criterion.get("fillings")}
    return Marks(
        grade=given["grade"],
        filled=filled,
        attempt=given["attemptnumber"],
        reopen=given["addattempt"],
        step=given["workflowstate"],
        for_team=for_team,
        feedback=given["plugindata"] or {},
    )


@function(
    "mod_assign_save_grade",
    WRITE,
    params={
        "assignmentid": Value(INT, "id of the assignment"),
        "userid": Value(INT, "id of the user"),
        **_MARKS,
        "applytoall": Value(BOOL, "whether all of a team get the grade"),
        **_MORE,
    },
    services=["moodle_mobile_app"],
)
def save_grade(ctx: CallContext, assignmentid: int, userid: int, applytoall: bool, **marks: Any) -> None:
    """Store the grade of a user in an assignment, with feedback."""
    assignment, course = participants.enter(ctx, assignmentid)
    grading = Grading(ctx, assignment, course)
    grading.grade(userid, _marks(marks, for_team=applytoall))
    grading.finish()


@function(
    "mod_assign_save_grades",
    WRITE,
    params={
        "assignmentid": Value(INT, "id of the assignment"),
        "applytoall": Value(BOOL, "whether all of a team get the grade"),
        "grades": List(Struct({"userid": Value(INT, "id of the user"), **_MARKS, **_MORE}), "the grades"),
    },
    services=["moodle_mobile_app"],
)
def save_grades(ctx: CallContext, assignmentid: int, applytoall: bool, grades: list[dict[str, Any]]) -> None:
    """Store the grades of users in an assignment, with feedback."""
    assignment, course = participants.enter(ctx, assignmentid)
    grading = Grading(ctx, assignment, course)
    if applytoall:
        grading.require_one_of_each_team([entry["userid"] for entry in grades])
    for entry in grades:
        grading.grade(entry["userid"], _marks(entry, for_team=applytoall))
    grading.finish()


@function(
    "mod_assign_submit_grading_form",
    WRITE,
    params={
        "assignmentid": Value(INT, "id of the assignment"),
        "userid": Value(INT, "id of the user"),
        "jsonformdata": Value(RAW, "the fields of the form as an urlencoded text, in JSON"),
    },
    returns=warnings(),
    capabilities=["mod/assign:grade"],
    services=["moodle_mobile_app"],
    ajax=True,
)
def submit_grading_form(ctx: CallContext, assignmentid: int, userid: int, jsonformdata: str) -> list[dict[str, Any]]:
    """Store the grade of a user in an assignment, with feedback, as a form has it."""
    assignment, course = participants.enter(ctx, assignmentid)
    grading = Grading(ctx, assignment, course)
    marks, problem = grading_form.read(ctx, assignment, jsonformdata)
    if marks is None:
        return refusals(assignmentid, "couldnotsavegrade", [problem])
    grading.grade(userid, marks)
    grading.finish()
    return []
