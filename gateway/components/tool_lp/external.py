"""The external functions for the pages of competencies and learning plans."""

from __future__ import annotations

from typing import Any

from gateway.api import (
    BOOL,
    FLOAT,
    INT,
    LOCALURL,
    NOTAGS,
    RAW,
    READ,
    URL,
    CallContext,
    List,
    Struct,
    Value,
    function,
)
from gateway.components.core_competency import linking, plans, ratings
from gateway.components.core_competency.plans import PlanRights, Status
from gateway.components.core_competency.schemas import (
    COMPETENCY,
    COURSE_COMPETENCY,
    PLAN,
    RECORD,
    USER_COMPETENCY,
    USER_COMPETENCY_COURSE,
    USER_COMPETENCY_PLAN,
)
from gateway.components.core_course.summary import SUMMARY
from gateway.components.tool_lp import lib
from gateway.components.tool_lp.schemas import COMPETENCY_PATH, COMPETENCY_SUMMARY, MODULE, USER_EVIDENCE, USER_SUMMARY

# The contract declares all these functions as reading, yet the rating of a user that is asked for comes to be: those that show
# one open a writing transaction themselves.

_MOBILE = ["moodle_mobile_app"]
_PROFICIENT = {
    "proficientcompetencycount": Value(INT, "in how many of them the user is proficient", null=False),
    "proficientcompetencypercentage": Value(FLOAT, "that in percent", null=False),
    "proficientcompetencypercentageformatted": Value(RAW, "that as a text", null=False),
}
_USERID, _COMPETENCYID = Value(INT, "id of the user"), Value(INT, "id of the competency")
_BASE = Value(LOCALURL, "address under which pages lie")
_NAVIGATION = List(Value(RAW, "HTML"), "forms beside the list")


@function(
    "tool_lp_data_for_competency_summary",
    READ,
    params={
        "competencyid": _COMPETENCYID,
        "includerelated": Value(BOOL, "whether to return related competencies", default=False),
        "includecourses": Value(BOOL, "whether to return courses with it", default=False),
    },
    returns=Struct(COMPETENCY_SUMMARY),
    capabilities=["moodle/competency:competencyview"],
    ajax=True,
)
def data_for_competency_summary(ctx: CallContext, competencyid: int, includerelated: bool, includecourses: bool) -> dict[str, Any]:
    """Return a competency with its framework and what is related."""
    return lib.competency_summary(ctx, competencyid, with_related=includerelated, with_courses=includecourses)


@function(
    "tool_lp_data_for_course_competencies_page",
    READ,
    params={
        "courseid": Value(INT, "id of the course"),
        "moduleid": Value(INT, "id of a course module, to return its competencies alone", default=0),
    },
    returns=Struct(
        {
            "courseid": Value(INT, "id of the course"),
            "pagecontextid": Value(INT, "id of its context"),
            "gradableuserid": Value(INT, "id of the caller, if rated there", optional=True),
            "canmanagecompetencyframeworks": Value(BOOL, "whether the caller may change frameworks"),
            "canmanagecoursecompetencies": Value(BOOL, "whether the caller may change the competencies of the course"),
            "canconfigurecoursecompetencies": Value(BOOL, "whether the caller may set whether ratings count everywhere"),
            "cangradecompetencies": Value(BOOL, "whether the caller may rate people"),
            "settings": Struct(
                {
                    "courseid": Value(INT, "id of the course", null=False),
                    "pushratingstouserplans": Value(BOOL, "whether ratings there count everywhere", null=False),
                    **RECORD,
                },
                "settings of the course",
            ),
            "statistics": Struct(
                {
                    "competencycount": Value(INT, "how many competencies there are", null=False),
                    **_PROFICIENT,
                    "leastproficient": List(Struct(COMPETENCY), "competencies in which people are least proficient"),
                    "leastproficientcount": Value(INT, "how many those are", null=False),
                    "canbegradedincourse": Value(BOOL, "whether the caller is rated there", null=False),
                    "canmanagecoursecompetencies": Value(BOOL, "whether the caller may change the competencies", null=False),
                },
                "how the caller stands",
            ),
            "competencies": List(
                Struct(
                    {
                        "competency": Struct(COMPETENCY, "the competency"),
                        "coursecompetency": Struct(COURSE_COMPETENCY, "its place in the course"),
                        "coursemodules": List(Struct(MODULE), "activities with it"),
                        "usercompetencycourse": Struct(USER_COMPETENCY_COURSE, "how the caller is rated", optional=True),
                        "ruleoutcomeoptions": List(
                            Struct(
                                {
                                    "value": Value(INT, "value"),
                                    "text": Value(NOTAGS, "what it means"),
                                    "selected": Value(BOOL, "whether it is chosen"),
                                }
                            ),
                            "what completing the course can do",
                        ),
                        "comppath": COMPETENCY_PATH,
                        "plans": List(Struct(PLAN), "plans of the caller with it"),
                    }
                ),
                "the competencies",
            ),
            "manageurl": Value(LOCALURL, "page of frameworks"),
            "pluginbaseurl": _BASE,
        }
    ),
    capabilities=["moodle/competency:coursecompetencyview"],
    services=_MOBILE,
    ajax=True,
)
def data_for_course_competencies_page(ctx: CallContext, courseid: int, moduleid: int) -> dict[str, Any]:
    """Return the competencies of a course, and how the caller stands."""
    return lib.course_page(ctx, courseid, moduleid)


@function(
    "tool_lp_data_for_plan_page",
    READ,
    params={"planid": Value(INT, "id of the plan")},
    returns=Struct(
        {
            "plan": Struct(PLAN, "the plan"),
            "contextid": Value(INT, "id of the context of its user"),
            "pluginbaseurl": Value(URL, "address under which pages lie"),
            "competencies": List(
                Struct(
                    {
                        "competency": Struct(COMPETENCY, "the competency"),
                        "comppath": COMPETENCY_PATH,
                        "usercompetency": Struct(USER_COMPETENCY, "how the user is rated", optional=True),
                        "usercompetencyplan": Struct(USER_COMPETENCY_PLAN, "how the user was rated in the end", optional=True),
                    }
                ),
                "its competencies",
            ),
            "competencycount": Value(INT, "how many competencies it has"),
            "proficientcompetencycount": Value(INT, "in how many of them the user is proficient"),
            "proficientcompetencypercentage": Value(FLOAT, "that in percent"),
            "proficientcompetencypercentageformatted": Value(RAW, "that as a text"),
        }
    ),
    capabilities=["moodle/competency:planview"],
    services=_MOBILE,
    ajax=True,
)
async def data_for_plan_page(ctx: CallContext, planid: int) -> dict[str, Any]:
    """Return a learning plan with its competencies, and how its user stands."""
    return await ctx.write(lib.plan_page, planid)


@function(
    "tool_lp_data_for_plans_page",
    READ,
    params={"userid": _USERID},
    returns=Struct(
        {
            "userid": _USERID,
            "plans": List(Struct(PLAN), "plans of the user"),
            "pluginbaseurl": _BASE,
            "navigation": _NAVIGATION,
            "canreaduserevidence": Value(BOOL, "whether the caller may read the user's evidence of prior learning"),
            "canmanageuserplans": Value(BOOL, "whether the caller may change the user's plans"),
        }
    ),
    capabilities=["moodle/competency:planviewown"],
    services=_MOBILE,
    ajax=True,
)
def data_for_plans_page(ctx: CallContext, userid: int) -> dict[str, Any]:
    """Return the learning plans of a user with what the caller may do there."""
    rows = plans.of_user(ctx, userid)
    rights = PlanRights.of(ctx, userid)
    manages = rights.manage(Status.ACTIVE) or rights.manage(Status.DRAFT)
    return {
        "userid": userid,
        "plans": [plans.result(ctx, row, rights) for row in rows],
        "pluginbaseurl": lib.base(ctx),
        "navigation": lib.navigation(ctx, userid, "editplan.php", "Add new learning plan", manages=manages),
        "canreaduserevidence": lib.reads_evidence(ctx, userid, rights.place),
        "canmanageuserplans": manages,
    }


@function(
    "tool_lp_data_for_user_competency_summary",
    READ,
    params={"userid": _USERID, "competencyid": _COMPETENCYID},
    returns=Struct(USER_SUMMARY),
    capabilities=["moodle/competency:planview"],
    services=_MOBILE,
    ajax=True,
)
async def data_for_user_competency_summary(ctx: CallContext, userid: int, competencyid: int) -> dict[str, Any]:
    """Return a competency of a user with the evidence for it."""
    return await ctx.write(_user_summary, userid, competencyid)


def _user_summary(ctx: CallContext, userid: int, competencyid: int) -> dict[str, Any]:
    ratings.require_user(ctx, userid, competencyid)
    ratings.require_readable(ctx, userid)
    return lib.user_summary(ctx, userid, competencyid)


@function(
    "tool_lp_data_for_user_competency_summary_in_course",
    READ,
    params={"userid": _USERID, "competencyid": _COMPETENCYID, "courseid": Value(INT, "id of the course")},
    returns=Struct(
        {
            "usercompetencysummary": Struct(USER_SUMMARY, "the competency of the user"),
            "course": Struct(SUMMARY.members, "the course"),
            "coursemodules": List(Struct(MODULE), "activities with the competency"),
            "plans": List(Struct(PLAN), "plans of the user with the competency"),
            "pluginbaseurl": Value(URL, "address under which pages lie", null=False),
        }
    ),
    capabilities=["moodle/competency:coursecompetencyview"],
    services=_MOBILE,
    ajax=True,
)
def data_for_user_competency_summary_in_course(ctx: CallContext, userid: int, competencyid: int, courseid: int) -> dict[str, Any]:
    """Return a competency of a user in a course with the evidence for it."""
    linking.require_linked(ctx, courseid, competencyid)
    plans.owner(ctx, userid)
    place = ratings.read_in_course(ctx, userid, courseid)
    return {
        "usercompetencysummary": lib.user_summary(ctx, userid, competencyid, course=place),
        "course": lib.course_summary(ctx, courseid),
        "coursemodules": linking.activities_of(ctx, courseid, competencyid),
        "plans": lib.plans_with(ctx, userid, competencyid),
        "pluginbaseurl": lib.base(ctx),
    }


@function(
    "tool_lp_data_for_user_competency_summary_in_plan",
    READ,
    params={"competencyid": _COMPETENCYID, "planid": Value(INT, "id of the plan")},
    returns=Struct(
        {
            "usercompetencysummary": Struct(USER_SUMMARY, "the competency of the user"),
            "plan": Struct(PLAN, "the plan"),
        }
    ),
    capabilities=["moodle/competency:planview"],
    services=_MOBILE,
    ajax=True,
)
async def data_for_user_competency_summary_in_plan(ctx: CallContext, competencyid: int, planid: int) -> dict[str, Any]:
    """Return a competency of a user in a learning plan with the evidence for it."""
    return await ctx.write(_summary_in_plan, competencyid, planid)


def _summary_in_plan(ctx: CallContext, competencyid: int, planid: int) -> dict[str, Any]:
    row, rights = plans.readable(ctx, planid)
    summary = lib.user_summary(ctx, row["userid"], competencyid)
    kept = next((entry for entry in ratings.in_plan(ctx, row) if entry["competency"]["id"] == competencyid), {})
    if "usercompetencyplan" in kept:
        summary.pop("usercompetency")
        summary["usercompetencyplan"] = kept["usercompetencyplan"]
    return {"usercompetencysummary": summary, "plan": plans.result(ctx, row, rights)}


@function(
    "tool_lp_data_for_user_evidence_list_page",
    READ,
    params={"userid": _USERID},
    returns=Struct(
        {
            "canmanage": Value(BOOL, "whether the caller may change them"),
            "userid": _USERID,
            "pluginbaseurl": _BASE,
            "evidence": List(Struct(USER_EVIDENCE), "evidence of prior learning"),
            "navigation": _NAVIGATION,
        }
    ),
    capabilities=["moodle/competency:userevidenceview"],
    services=_MOBILE,
    ajax=True,
)
async def data_for_user_evidence_list_page(ctx: CallContext, userid: int) -> dict[str, Any]:
    """Return the evidence of prior learning of a user."""
    return await ctx.write(lib.evidence_page, userid)


@function(
    "tool_lp_data_for_user_evidence_page",
    READ,
    params={"id": Value(INT, "id of the evidence")},
    returns=Struct({"userevidence": Struct(USER_EVIDENCE, "the evidence"), "pluginbaseurl": _BASE}),
    capabilities=["moodle/competency:userevidenceview"],
    services=_MOBILE,
    ajax=True,
)
async def data_for_user_evidence_page(ctx: CallContext, id: int) -> dict[str, Any]:
    """Return one piece of evidence of prior learning."""
    return {"userevidence": await ctx.write(lib.evidence_result, id), "pluginbaseurl": lib.base(ctx)}
