"""Competencies: who reads plans and ratings, rating people, and what the app shows of both."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, insert, select, update

from gateway.components.core_competency.tables import (
    competency_coursecompsetting,
    competency_evidence,
    competency_plan,
    competency_relatedcomp,
    competency_usercomp,
)
from gateway.server.host import Gateway
from gateway.wire.call import Outcome, Token
from tests.unit.app_fixtures import call, errorcode, registry, set_config, statement, value
from tests.unit.college import PEOPLE, college, token

__all__ = ["college", "registry"]

COURSE, PLAN, COMPETENCY = 2, 1, 1
STUDENT = PEOPLE["student"]


async def called(gateway: Gateway, name: str, by: str = "student", **arguments: Any) -> Outcome:
    return await call(gateway, name, dict(arguments.items()), by=Token(token(by)))


async def rated(gateway: Gateway, by: str = "teacher", **changed: Any) -> Outcome:
    given = {"courseid": COURSE, "userid": STUDENT, "competencyid": COMPETENCY, "grade": 1, **changed}
    return await called(gateway, "core_competency_grade_competency_in_course", by, **given)


def everywhere(gateway: Gateway) -> tuple[int, int]:
    """The rating of the student that counts everywhere, and whether the student is proficient by it."""
    grade, proficiency = competency_usercomp.c.grade, competency_usercomp.c.proficiency
    return tuple(statement(gateway, select(column).where(competency_usercomp.c.userid == STUDENT)) for column in (grade, proficiency))


async def test_a_rating_in_a_course_counts_everywhere_unless_the_course_says_no(college: Gateway) -> None:
    evidence = value(await rated(college))
    assert (evidence["gradename"], evidence["actionuser"]["id"], evidence["candelete"]) == ("Non", PEOPLE["teacher"], False)
    assert "Algèbre" in evidence["description"]
    assert everywhere(college) == (1, 0)
    values = {"courseid": COURSE, "pushratingstouserplans": 0, "timecreated": 1, "timemodified": 1, "usermodified": 2}
    statement(college, insert(competency_coursecompsetting).values(**values))
    value(await rated(college, grade=2))
    assert everywhere(college) == (1, 0)
    page = value(await called(college, "tool_lp_data_for_course_competencies_page", courseid=COURSE))
    assert page["competencies"][0]["usercompetencycourse"]["gradename"] == "Oui"
    assert page["statistics"]["proficientcompetencypercentageformatted"] == "50.0"
    assert [plan["id"] for plan in page["competencies"][0]["plans"]] == [PLAN]


async def test_who_may_not_rate_or_is_not_rated_is_told_so(college: Gateway) -> None:
    assert errorcode(await rated(college, "student")) == "nopermissions"
    assert errorcode(await rated(college, userid=PEOPLE["outsider"])) == "codingerror"
    assert errorcode(await rated(college, courseid=3)) == "codingerror"
    assert errorcode(await rated(college, grade=3)) == "invalidparameter"
    assert errorcode(await rated(college, competencyid=99)) == "invalidrecord"
    set_config(college, **{"core_competency/enabled": "0"})
    assert errorcode(await rated(college)) == "competenciesarenotenabled"


async def test_evidence_is_deleted_by_who_may_alone(college: Gateway) -> None:
    evidence = value(await rated(college))["id"]
    for by in ("student", "teacher"):
        assert errorcode(await called(college, "core_competency_delete_evidence", by, id=evidence)) == "nopermissions"
    assert value(await called(college, "core_competency_delete_evidence", "admin", id=evidence)) is True
    assert statement(college, select(func.count()).select_from(competency_evidence)) == 0


async def test_a_completed_plan_keeps_how_its_user_was_rated_then(college: Gateway) -> None:
    complete = "core_competency_complete_plan"
    assert errorcode(await called(college, complete, planid=PLAN)) == "nopermissions"
    assert value(await called(college, complete, "admin", planid=PLAN)) is True
    value(await rated(college))
    page = value(await called(college, "tool_lp_data_for_plan_page", planid=PLAN))
    (entry,) = page["competencies"]
    assert (entry["usercompetencyplan"]["gradename"], page["proficientcompetencypercentage"]) == ("Oui", 100)
    shown: dict[str, Any] = {"competencyid": COMPETENCY, "planid": PLAN}
    summary = value(await called(college, "tool_lp_data_for_user_competency_summary_in_plan", **shown))["usercompetencysummary"]
    assert "usercompetencyplan" in summary
    assert value(await called(college, "core_competency_user_competency_plan_viewed", userid=STUDENT, **shown)) is True
    assert errorcode(await called(college, complete, "admin", planid=PLAN)) == "codingerror"
    assert value(await called(college, "core_competency_reopen_plan", "admin", planid=PLAN)) is True
    assert errorcode(await called(college, "core_competency_reopen_plan", "admin", planid=PLAN)) == "codingerror"
    (entry,) = value(await called(college, "tool_lp_data_for_plan_page", planid=PLAN))["competencies"]
    assert entry["usercompetency"]["gradename"] == "Non"


async def test_drafts_are_hidden_from_who_may_read_none(college: Gateway) -> None:
    statement(college, update(competency_plan).values(status=0))
    assert value(await called(college, "core_competency_list_user_plans", "student", userid=STUDENT)) == []
    assert errorcode(await called(college, "core_competency_read_plan", "student", id=PLAN)) == "nopermissions"
    (plan,) = value(await called(college, "core_competency_list_user_plans", "admin", userid=STUDENT))
    assert (plan["isdraft"], plan["isapproveallowed"]) == (True, True)


async def test_a_competency_below_another_names_the_way_to_it(college: Gateway) -> None:
    summary = value(await called(college, "tool_lp_data_for_competency_summary", competencyid=2, includecourses=True))
    (above,) = summary["comppath"]["ancestors"]
    assert (above["name"], above["first"], above["last"], above["position"]) == ("Calculer", True, True, 1)
    assert [course["id"] for course in summary["linkedcourses"]] == [COURSE]
    elsewhere = value(await called(college, "tool_lp_data_for_competency_summary", "outsider", competencyid=2, includecourses=True))
    assert elsewhere["linkedcourses"] == []


async def test_a_teacher_sees_a_student_in_the_course_alone(college: Gateway) -> None:
    asked = {"userid": STUDENT, "competencyid": COMPETENCY}
    inside = value(await called(college, "tool_lp_data_for_user_competency_summary_in_course", "teacher", courseid=COURSE, **asked))
    assert (inside["usercompetencysummary"]["cangrade"], inside["plans"]) == (True, [])
    assert errorcode(await called(college, "tool_lp_data_for_user_competency_summary", "teacher", **asked)) == "nopermissions"
    viewed = "core_competency_user_competency_viewed_in_course"
    assert errorcode(await called(college, viewed, "outsider", courseid=COURSE, **asked)) == "nopermissions"


async def test_competencies_are_listed_counted_and_searched(college: Gateway) -> None:
    in_framework = [{"column": "competencyframeworkid", "value": "1"}]

    async def names(by: str = "student", **asked: Any) -> list[str]:
        found = value(await called(college, "core_competency_list_competencies", by, **{"filters": in_framework, **asked}))
        return [entry["shortname"] for entry in found]

    assert await names() == ["Calculer", "Prouver"]
    assert await names(sort="idnumber", order="DESC", limit=1) == ["Prouver"]
    assert await names(filters=[{"column": "idnumber", "value": "C2"}]) == ["Prouver"]
    assert value(await called(college, "core_competency_count_competencies", filters=in_framework)) == 2
    wrong: dict[str, Any]
    for wrong in ({"filters": [{"column": "id", "value": "x"}]}, {"filters": [], "sort": "x"}, {"filters": [], "order": "x"}):
        assert errorcode(await called(college, "core_competency_list_competencies", **wrong)) == "invalidparameter"
    search: dict[str, Any] = {"searchtext": "PROUV", "competencyframeworkid": 1}
    assert len(value(await called(college, "core_competency_search_competencies", **search))) == 1


async def test_frameworks_are_for_all_and_templates_for_who_manages_plans(college: Gateway) -> None:
    course: dict[str, Any] = {"context": {"contextlevel": "course", "instanceid": COURSE}}
    frameworks = "core_competency_list_competency_frameworks"
    assert value(await called(college, frameworks, "student", **course, includes="self")) == []
    assert len(value(await called(college, frameworks, "student", **course, includes="parents", query="réf"))) == 1
    assert errorcode(await called(college, frameworks, "student", **course, includes="x")) == "invalidparameter"
    assert errorcode(await called(college, "core_competency_list_templates", "student", context={"contextid": 1})) == "nopermissions"
    (template,) = value(await called(college, "core_competency_list_templates", "admin", context={"contextid": 1}, onlyvisible=True))
    assert value(await called(college, "core_competency_count_templates_using_competency", "admin", id=COMPETENCY)) == 1
    assert value(await called(college, "core_competency_template_has_related_data", "admin", id=template["id"])) is True
    (entry,) = value(await called(college, "core_competency_list_competencies_in_template", "admin", id=template["id"]))
    assert entry["id"] == COMPETENCY


async def test_courses_and_activities_tell_their_competencies(college: Gateway) -> None:
    count = "core_competency_count_courses_using_competency"
    assert [value(await called(college, count, by, id=COMPETENCY)) for by in ("student", "outsider")] == [1, 0]
    (entry,) = value(await called(college, "core_competency_list_course_module_competencies", cmid=36))
    assert (entry["competency"]["id"], entry["coursemodulecompetency"]["cmid"]) == (COMPETENCY, 36)
    assert value(await called(college, "core_competency_count_competencies_in_course", id=COURSE)) == 2
    assert value(await called(college, "core_competency_competency_framework_viewed", id=1)) is True


async def test_pages_of_managers_offer_to_add_what_they_list(college: Gateway) -> None:
    page: dict[str, Any] = {"pagecontext": {"contextid": 1}}
    frameworks = "tool_lp_data_for_competency_frameworks_manage_page"
    seen = {by: value(await called(college, frameworks, by, **page)) for by in ("admin", "student")}
    assert [len(seen[by]["competencyframeworks"]) for by in seen] == [1, 1]
    assert ['name="pagecontextid"' in "".join(seen[by]["navigation"]) for by in seen] == [True, False]
    templates = value(await called(college, "tool_lp_data_for_templates_manage_page", "admin", **page))
    assert (len(templates["templates"]), len(templates["navigation"]), templates["canmanage"]) == (1, 1, True)
    assert errorcode(await called(college, "tool_lp_data_for_templates_manage_page", "student", **page)) == "nopermissions"
    framework = value(await called(college, "tool_lp_data_for_competencies_manage_page", competencyframeworkid=1, search="a"))
    assert (framework["canmanage"], framework["search"]) == (False, "a")


async def test_competencies_are_related_whichever_was_named_first(college: Gateway) -> None:
    statement(college, insert(competency_relatedcomp).values(competencyid=2, relatedcompetencyid=1, usermodified=2))
    for one, other in ((1, 2), (2, 1)):
        section = value(await called(college, "tool_lp_data_for_related_competencies_section", competencyid=one))
        assert [entry["id"] for entry in section["relatedcompetencies"]] == [other]
