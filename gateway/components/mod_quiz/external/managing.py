"""The external functions with which teachers change quizzes: overrides, grade items, slots, and questions that are drawn."""

from __future__ import annotations

from typing import Any

from gateway.api import BOOL, FLOAT, INT, RAW, READ, TEXT, WRITE, CallContext, List, MissingRecord, Struct, Value, function
from gateway.components.core_course import course_modules
from gateway.components.mod_quiz import entering, grading_page, overriding, parts, structure
from gateway.components.mod_quiz.entering import EnteredQuiz

_QUIZ = Value(INT, "id of the quiz")
_MANAGE = "mod/quiz:manage"
_OVERRIDES = "mod/quiz:manageoverrides"
_MESSAGE = Struct({"message": Value(TEXT, "what was done", optional=True)})
_SETTINGS = {
    "timeopen": Value(INT, "when it opens", default=None),
    "timeclose": Value(INT, "when it closes", default=None),
    "timelimit": Value(INT, "seconds that an attempt may take", default=None),
    "attempts": Value(INT, "attempts allowed", default=None),
    "password": Value(TEXT, "password", default=None),
}

Entries = list[dict[str, Any]]


@function(
    "mod_quiz_get_overrides",
    READ,
    params={"quizid": _QUIZ},
    returns=Struct(
        {
            "overrides": List(
                Struct(
                    {
                        "id": Value(INT, "id"),
                        "quiz": Value(INT, "id of the quiz"),
                        "userid": Value(INT, "id of the user it is for", default=None),
                        "groupid": Value(INT, "id of the group it is for", default=None),
                        **_SETTINGS,
                    }
                ),
                "the overrides",
            )
        }
    ),
    capabilities=[_OVERRIDES],
    ajax=True,
)
def get_overrides(ctx: CallContext, quizid: int) -> dict[str, Any]:
    """Return the overrides of a quiz."""
    return {"overrides": [dict(row) for row in overriding.listed(ctx, _overridden(ctx, quizid))]}


@function(
    "mod_quiz_save_overrides",
    WRITE,
    params={
        "data": Struct(
            {
                "quizid": _QUIZ,
                "overrides": List(
                    Struct(
                        {
                            "id": Value(INT, "id of the override that is changed", default=None),
                            "groupid": Value(INT, "id of the group it is for", default=None),
                            "userid": Value(INT, "id of the user it is for", default=None),
                            **_SETTINGS,
                            "timeclose": Value(INT, "when it closes", optional=True),
                        }
                    ),
                    "the overrides",
                ),
            },
            "a quiz and its overrides",
        )
    },
    returns=Struct({"ids": List(Value(INT, "id"), "the overrides")}),
    capabilities=[_OVERRIDES],
    ajax=True,
)
def save_overrides(ctx: CallContext, data: dict[str, Any]) -> dict[str, Any]:
    """Add overrides to a quiz, or change some."""
    return {"ids": overriding.save(ctx, _overridden(ctx, data["quizid"]), data["overrides"])}


@function(
    "mod_quiz_delete_overrides",
    WRITE,
    params={"data": Struct({"quizid": _QUIZ, "ids": List(Value(INT, "id of an override"), "the overrides")}, "a quiz and its overrides")},
    returns=Struct({"ids": List(Value(INT, "id"), "the overrides")}),
    capabilities=[_OVERRIDES],
    ajax=True,
)
def delete_overrides(ctx: CallContext, data: dict[str, Any]) -> dict[str, Any]:
    """Delete overrides of a quiz."""
    return {"ids": overriding.remove(ctx, _overridden(ctx, data["quizid"]), data["ids"])}


@function("mod_quiz_create_grade_item_per_section", WRITE, params={"quizid": _QUIZ}, capabilities=[_MANAGE], ajax=True)
def create_grade_item_per_section(ctx: CallContext, quizid: int) -> None:
    """Add a grade item for each section of a quiz."""
    parts.add_per_section(ctx.db, _managed(ctx, quizid).id)


@function(
    "mod_quiz_create_grade_items",
    WRITE,
    params={"quizid": _QUIZ, "quizgradeitems": List(Struct({"name": Value(TEXT, "name")}), "the grade items")},
    capabilities=[_MANAGE],
    ajax=True,
)
def create_grade_items(ctx: CallContext, quizid: int, quizgradeitems: Entries) -> None:
    """Add grade items to a quiz."""
    parts.add(ctx.db, _managed(ctx, quizid).id, [item["name"] for item in quizgradeitems])


@function(
    "mod_quiz_update_grade_items",
    WRITE,
    params={
        "quizid": _QUIZ,
        "quizgradeitems": List(
            Struct({"id": Value(INT, "id of the grade item"), "name": Value(TEXT, "new name", optional=True)}), "the grade items"
        ),
    },
    capabilities=[_MANAGE],
    ajax=True,
)
def update_grade_items(ctx: CallContext, quizid: int, quizgradeitems: Entries) -> None:
    """Rename grade items of a quiz."""
    parts.rename(ctx.db, _managed(ctx, quizid).id, {item["id"]: item.get("name") for item in quizgradeitems})


@function(
    "mod_quiz_delete_grade_items",
    WRITE,
    params={"quizid": _QUIZ, "quizgradeitems": List(Struct({"id": Value(INT, "id of the grade item")}), "the grade items")},
    capabilities=[_MANAGE],
    ajax=True,
)
def delete_grade_items(ctx: CallContext, quizid: int, quizgradeitems: Entries) -> None:
    """Delete grade items of a quiz to which no question belongs."""
    parts.remove(ctx.db, _managed(ctx, quizid).id, [item["id"] for item in quizgradeitems])


@function(
    "mod_quiz_get_edit_grading_page_data", READ, params={"quizid": _QUIZ}, returns=Value(RAW, "JSON"), capabilities=[_MANAGE], ajax=True
)
def get_edit_grading_page_data(ctx: CallContext, quizid: int) -> str:
    """Return what the page shows on which the grade items of a quiz are arranged."""
    return grading_page.data(ctx, _managed(ctx, quizid))


@function(
    "mod_quiz_update_slots",
    WRITE,
    params={
        "quizid": _QUIZ,
        "slots": List(
            Struct(
                {
                    "id": Value(INT, "id of the slot"),
                    "displaynumber": Value(TEXT, "what its question is called, empty for its number", optional=True),
                    "requireprevious": Value(BOOL, "whether the question before it must be finished first", optional=True),
                    "maxmark": Value(FLOAT, "highest mark", optional=True),
                    "quizgradeitemid": Value(INT, "id of its grade item, 0 for none", optional=True),
                }
            ),
            "the slots",
        ),
    },
    capabilities=[_MANAGE],
    ajax=True,
)
def update_slots(ctx: CallContext, quizid: int, slots: Entries) -> None:
    """Change slots of a quiz."""
    structure.update_slots(ctx, _managed(ctx, quizid), slots)


@function(
    "mod_quiz_set_question_version",
    WRITE,
    params={"slotid": Value(INT, "id of the slot"), "newversion": Value(INT, "version, 0 for the newest")},
    returns=Struct({"result": Value(BOOL, "whether that was done")}),
    capabilities=["mod/quiz:view"],
    ajax=True,
)
def set_question_version(ctx: CallContext, slotid: int, newversion: int) -> dict[str, Any]:
    """Have a slot of a quiz ask a version of its question."""
    quiz = structure.quiz_of_slot(ctx, slotid)
    ctx.validate(quiz.context)
    ctx.require(_MANAGE, quiz.context)
    return {"result": structure.set_version(ctx, quiz, slotid, newversion)}


@function(
    "mod_quiz_add_random_questions",
    WRITE,
    params={
        "cmid": Value(INT, "id of the course module of the quiz"),
        "addonpage": Value(INT, "number of the page, from 1; 0 for the last one"),
        "randomcount": Value(INT, "how many questions are drawn"),
        "filtercondition": Value(TEXT, "which questions, as JSON", default=""),
        "newcategory": Value(TEXT, "name of a new category to draw from", default=""),
        "parentcategory": Value(TEXT, "id of the category that it lies in", default=0),
    },
    returns=_MESSAGE,
    capabilities=[_MANAGE],
    ajax=True,
)
def add_random_questions(
    ctx: CallContext, cmid: int, addonpage: int, randomcount: int, filtercondition: str, newcategory: str, parentcategory: str
) -> dict[str, Any]:
    """Add questions to a quiz that are drawn."""
    quiz = _of_module(ctx, cmid)
    condition = structure.condition_for_new_category(ctx, quiz, newcategory, str(parentcategory)) if newcategory else filtercondition
    structure.add_random(ctx, quiz, addonpage, randomcount, condition)
    return {"message": f"Questions added: {randomcount}."}


@function(
    "mod_quiz_update_filter_condition",
    WRITE,
    params={
        "cmid": Value(INT, "id of the course module of the quiz"),
        "slotid": Value(INT, "id of the slot"),
        "filtercondition": Value(TEXT, "which questions, as JSON"),
    },
    returns=_MESSAGE,
    capabilities=[_MANAGE],
    ajax=True,
)
def update_filter_condition(ctx: CallContext, cmid: int, slotid: int, filtercondition: str) -> dict[str, Any]:
    """Have a slot of a quiz draw from other questions."""
    structure.set_condition(ctx, _of_module(ctx, cmid), slotid, filtercondition)
    return {"message": "Changed."}


def _overridden(ctx: CallContext, quizid: int) -> EnteredQuiz:
    """A quiz whose overrides the caller may change. Its values are those of the quiz itself."""
    quiz = entering.quiz_of(ctx, quizid, 0, missing="")
    ctx.validate(quiz.context)
    ctx.require(_OVERRIDES, quiz.context)
    return quiz


def _managed(ctx: CallContext, quizid: int) -> EnteredQuiz:
    """A quiz that the caller may change."""
    quiz = entering.quiz_of(ctx, quizid, 0, missing="")
    ctx.require(_MANAGE, quiz.context)
    ctx.validate(quiz.context)
    return quiz


def _of_module(ctx: CallContext, cmid: int) -> EnteredQuiz:
    """The quiz of a course module, which the caller may change."""
    module = course_modules.by_id(ctx.db, cmid)
    if module["modname"] != "quiz":
        raise MissingRecord("course_modules")
    return _managed(ctx, module["instance"])
