"""What the pages of competencies and learning plans show."""

from __future__ import annotations

import html
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import RowMapping, select

from gateway.api import CallContext, Context, Level, contexts, format_string, format_text
from gateway.components.core_competency import linking, listing, plans, ratings, records
from gateway.components.core_competency.plans import PlanRights, Status
from gateway.components.core_competency.tables import (
    competency,
    competency_framework,
    competency_plan,
    competency_userevidence,
    competency_userevidencecomp,
)
from gateway.components.core_course import lib as courses
from gateway.components.core_course import timeline
from gateway.components.core_user import lib as users

__all__ = [
    "base",
    "competency_path",
    "competency_summary",
    "course_page",
    "course_summary",
    "evidence_page",
    "evidence_result",
    "navigation",
    "plan_page",
    "plans_with",
    "reads_evidence",
    "user_summary",
]

_OUTCOMES = ("Do nothing", "Attach evidence", "Send for review", "Complete the competency")
_LONGEST = 50


def base(ctx: CallContext) -> str:
    """The address under which the pages of competencies lie."""
    return f"{ctx.site.wwwroot}/admin/tool/lp"


def navigation(ctx: CallContext, userid: int, page: str, label: str, *, manages: bool) -> list[str]:
    """The forms beside a list, as HTML: one that adds something for a user, where the caller may."""
    if not manages:
        return []
    action = html.escape(f"{base(ctx)}/{page}")
    return [
        f'<form method="get" action="{action}"><input type="hidden" name="userid" value="{userid}">'
        f'<button type="submit">{label}</button></form>'
    ]


def competency_path(ctx: CallContext, row: RowMapping, framework: RowMapping) -> dict[str, Any]:
    """The way to a competency from its framework down, in the form of the result."""
    above = records.ancestors(ctx.db, row)
    name = format_string(framework["shortname"], ctx.settings)
    return {
        "ancestors": [
            {
                "id": entry["id"],
                "name": format_string(entry["shortname"], ctx.settings),
                "first": place == 1,
                "last": place == len(above),
                "position": place,
            }
            for place, entry in enumerate(above, start=1)
        ],
        "framework": {"id": framework["id"], "name": name, "first": False, "last": False, "position": -1},
        "pluginbaseurl": base(ctx),
        "pagecontextid": framework["contextid"],
        "showlinks": True,
    }


def competency_summary(ctx: CallContext, competencyid: int, *, with_related: bool, with_courses: bool) -> dict[str, Any]:
    """A competency that the caller may read, with its framework, in the form of the result."""
    row, framework = records.readable(ctx, competencyid)
    linked = [course_summary(ctx, number) for number in listing.courses_with(ctx, competencyid)] if with_courses else []
    related = records.related(ctx.db, competencyid) if with_related else []
    scaleid, configuration = records.scale_of(row, framework)
    frameworks = records.rows_of(ctx.db, competency_framework, {entry["competencyframeworkid"] for entry in related})
    return {
        "linkedcourses": linked,
        "relatedcompetencies": [records.competency_result(ctx, entry, frameworks[entry["competencyframeworkid"]]) for entry in related],
        "competency": records.competency_result(ctx, row, framework),
        "framework": records.framework_result(ctx, framework),
        "hascourses": bool(linked),
        "hasrelatedcompetencies": bool(related),
        "scaleid": scaleid,
        "scaleconfiguration": configuration,
        "taxonomyterm": records.taxonomy(framework, row),
        "comppath": competency_path(ctx, row, framework),
        "pluginbaseurl": base(ctx),
    }


def course_summary(ctx: CallContext, courseid: int) -> dict[str, Any]:
    """A course in the form of the overview of courses."""
    (row,) = courses.courses(ctx.db, id=courseid)
    return timeline.summaries(ctx, [{**row, "timeaccess": None}])[0]


def user_summary(ctx: CallContext, userid: int, competencyid: int, *, course: Context | None = None) -> dict[str, Any]:
    """A competency of a user: what it is, how the user is rated in it (in a course, if given), and the evidence for that."""
    place = contexts.by_instance(ctx.db, Level.USER, userid)
    (owner,) = users.by_field(ctx.db, "id", [userid])
    found: dict[str, Any] = {
        "showrelatedcompetencies": True,
        "cangrade": ctx.has("moodle/competency:competencygrade", course or place),
        "competency": competency_summary(ctx, competencyid, with_related=True, with_courses=False),
        "user": records.user_result(ctx, owner),
    }
    if course is not None:
        found["usercompetencycourse"] = ratings.course_result(ctx, userid, course.instance, competencyid)
        return {**found, "evidence": ratings.evidence_of(ctx, userid, competencyid, within=course)}
    row = ratings.of_user(ctx, userid, competencyid)
    found["usercompetency"] = ratings.result(ctx, row)
    found["evidence"] = ratings.evidence_of(ctx, userid, competencyid)
    own = userid == ctx.userid and ctx.has("moodle/competency:usercompetencycommentown", place)
    may_post = own or ctx.has("moodle/competency:usercompetencycomment", place)
    found["commentarea"] = plans.comment_area(ctx, place, "user_competency", row["id"], may_post=may_post)
    return found


def plans_with(ctx: CallContext, userid: int, competencyid: int) -> list[dict[str, Any]]:
    """The plans of a user with a competency that the caller may read, in the form of the result."""
    rights = PlanRights.of(ctx, userid)
    query = select(competency_plan).where(competency_plan.c.userid == userid).order_by(competency_plan.c.name, competency_plan.c.id)
    rows = [row for row in ctx.db.execute(query).mappings().all() if rights.read(row["status"])]
    return [plans.result(ctx, row, rights) for row in rows if competencyid in {entry["id"] for entry in plans.competencies(ctx, row)}]


def plan_page(ctx: CallContext, planid: int) -> dict[str, Any]:
    """A plan with its competencies, and how many of these its user is proficient in."""
    row, rights = plans.readable(ctx, planid)
    listed = ratings.in_plan(ctx, row)
    for entry in listed:
        stored = records.row_of(ctx.db, competency, entry["competency"]["id"])
        framework = records.row_of(ctx.db, competency_framework, stored["competencyframeworkid"])
        entry["comppath"] = competency_path(ctx, stored, framework)
    rated = [entry.get("usercompetencyplan") or entry["usercompetency"] for entry in listed]
    return {
        "plan": plans.result(ctx, row, rights),
        "contextid": rights.place.id,
        "pluginbaseurl": base(ctx),
        "competencies": listed,
        **_proficient(len(listed), sum(bool(entry["proficiency"]) for entry in rated)),
    }


def _proficient(count: int, proficient: int) -> dict[str, Any]:
    """How many of some competencies a user is proficient in, as numbers and as a text."""
    percentage = 100 * proficient / count if count else 0.0
    return {
        "competencycount": count,
        "proficientcompetencycount": proficient,
        "proficientcompetencypercentage": percentage,
        "proficientcompetencypercentageformatted": f"{percentage:.1f}",
    }


def course_page(ctx: CallContext, courseid: int, cmid: int) -> dict[str, Any]:
    """The competencies of a course (of one activity alone, if given), with how the caller is rated where they are."""
    place = linking.enter(ctx, courseid)
    gradable = ratings.is_gradable(ctx, ctx.userid, place)
    manages = ctx.has("moodle/competency:coursecompetencymanage", place)
    listed, weak, proficient = [], [], 0
    for row, link in linking.of_course(ctx, courseid, cmid):
        framework = records.row_of(ctx.db, competency_framework, row["competencyframeworkid"])
        entry = {
            **linking.entry_result(ctx, row, link),
            "coursemodules": linking.activities_of(ctx, courseid, row["id"]),
            "ruleoutcomeoptions": [
                {"value": value, "text": text, "selected": value == link["ruleoutcome"]} for value, text in enumerate(_OUTCOMES)
            ],
            "comppath": competency_path(ctx, row, framework),
            "plans": plans_with(ctx, ctx.userid, row["id"]) if gradable else [],
        }
        if gradable:
            rated = ratings.course_result(ctx, ctx.userid, courseid, row["id"])
            entry["usercompetencycourse"] = rated
            proficient += bool(rated["proficiency"])
            if rated["proficiency"] is False:
                weak.append(entry["competency"])
        listed.append(entry)
    around = place.ids[-2] if len(place.ids) > 1 else place.id
    return {
        "courseid": courseid,
        "pagecontextid": place.id,
        **({"gradableuserid": ctx.userid} if gradable else {}),
        "canmanagecompetencyframeworks": ctx.has("moodle/competency:competencymanage", place),
        "canmanagecoursecompetencies": manages,
        "canconfigurecoursecompetencies": ctx.has("moodle/competency:coursecompetencyconfigure", place),
        "cangradecompetencies": ctx.has("moodle/competency:competencygrade", place),
        "settings": linking.course_settings(ctx, courseid),
        "statistics": {
            **_proficient(len(listed), proficient),
            "leastproficient": weak,
            "leastproficientcount": len(weak),
            "canbegradedincourse": gradable,
            "canmanagecoursecompetencies": manages,
        },
        "competencies": listed,
        "manageurl": f"{base(ctx)}/competencyframeworks.php?pagecontextid={around}",
        "pluginbaseurl": base(ctx),
    }


def evidence_page(ctx: CallContext, userid: int) -> dict[str, Any]:
    """The evidence of prior learning of a user."""
    records.require(ctx)
    plans.owner(ctx, userid)
    place = ctx.validate(contexts.by_instance(ctx.db, Level.USER, userid))
    manages = _manages_evidence(ctx, userid, place)
    if not manages:
        records.require_any(ctx, place, "userevidenceview")
    cols = competency_userevidence.c
    rows = ctx.db.execute(select(competency_userevidence).where(cols.userid == userid).order_by(cols.name, cols.id)).mappings().all()
    return {
        "canmanage": manages,
        "userid": userid,
        "pluginbaseurl": base(ctx),
        "evidence": [_evidence(ctx, row, place) for row in rows],
        "navigation": navigation(ctx, userid, "user_evidence_edit.php", "Add new evidence", manages=manages),
    }


def evidence_result(ctx: CallContext, evidenceid: int) -> dict[str, Any]:
    """A piece of evidence of prior learning that the caller may read."""
    records.require(ctx)
    row = records.row_of(ctx.db, competency_userevidence, evidenceid)
    place = ctx.validate(contexts.by_instance(ctx.db, Level.USER, row["userid"]))
    if not _manages_evidence(ctx, row["userid"], place):
        records.require_any(ctx, place, "userevidenceview")
    return _evidence(ctx, row, place)


def reads_evidence(ctx: CallContext, userid: int, place: Context) -> bool:
    """Whether the caller may read the evidence of prior learning of a user."""
    return _manages_evidence(ctx, userid, place) or ctx.has("moodle/competency:userevidenceview", place)


def _manages_evidence(ctx: CallContext, userid: int, place: Context) -> bool:
    """Whether the caller may change the evidence of a user."""
    own = userid == ctx.userid and ctx.has("moodle/competency:userevidencemanageown", place)
    return own or ctx.has("moodle/competency:userevidencemanage", place)


def _evidence(ctx: CallContext, row: RowMapping, place: Context) -> dict[str, Any]:
    """A piece of evidence of prior learning in the form of the result."""
    cols = competency_userevidencecomp.c
    ids = ctx.db.execute(select(cols.competencyid).where(cols.userevidenceid == row["id"]).order_by(cols.id)).scalars().all()
    linked = [records.row_of(ctx.db, competency, competencyid) for competencyid in ids]
    frameworks = records.rows_of(ctx.db, competency_framework, {entry["competencyframeworkid"] for entry in linked})
    text, format_ = format_text(row["description"], row["descriptionformat"], ctx.settings, ctx.site, place)
    address = urlsplit(row["url"])
    short = f"{address.netloc}{address.path}"
    planned = select(competency_plan.c.id).where(competency_plan.c.userid == row["userid"], competency_plan.c.status != Status.DRAFT)
    return {
        **records.stored(row, "userid"),
        "name": format_string(row["name"], ctx.settings),
        "description": text,
        "descriptionformat": format_,
        "url": row["url"],
        "canmanage": _manages_evidence(ctx, row["userid"], place),
        "filecount": 0,
        "files": [],
        "hasurlorfiles": bool(row["url"]),
        "urlshort": short if len(short) <= _LONGEST else f"{short[: _LONGEST - 3]}...",
        "competencycount": len(linked),
        "usercompetencies": [
            {
                "competency": records.competency_result(ctx, entry, frameworks[entry["competencyframeworkid"]]),
                "usercompetency": ratings.result(ctx, ratings.of_user(ctx, row["userid"], entry["id"])),
            }
            for entry in linked
        ],
        "userhasplan": ctx.db.execute(planned).first() is not None,
    }
