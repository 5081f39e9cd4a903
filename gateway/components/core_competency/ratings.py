"""How users are rated: their competencies, the evidence for these, and rating them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import RowMapping, delete, select

from gateway.api import (
    CallContext,
    CodedError,
    CodingError,
    Context,
    InvalidParameter,
    Level,
    MissingCapability,
    caller_zone,
    contexts,
    date_text,
)
from gateway.api.access import courses_of
from gateway.api.rows import insert_missing, insert_row, upsert
from gateway.components.core_competency import linking, plans, records
from gateway.components.core_competency.plans import PlanRights, Status
from gateway.components.core_competency.tables import (
    competency,
    competency_coursecompsetting,
    competency_evidence,
    competency_framework,
    competency_usercomp,
    competency_usercompcourse,
    competency_usercompplan,
)
from gateway.components.core_course import events
from gateway.components.core_course.events import Edulevel, Happening
from gateway.components.core_user import lib as users

__all__ = [
    "course_result",
    "delete_evidence",
    "evidence_of",
    "in_plan",
    "is_gradable",
    "of_user",
    "plan_result",
    "rate",
    "rate_in_course",
    "read_in_course",
    "require_readable",
    "require_user",
    "result",
]

_IDLE, _WAITING, _IN_REVIEW = 0, 1, 2
_STATUS = {_IDLE: "-", _WAITING: "Waiting for review", _IN_REVIEW: "In review"}
_OVERRIDE = 3
_TEXTS: Mapping[str, str] = {
    "evidence_competencyrule": "The rule of the competency was met.",
    "evidence_coursecompleted": "The course '{a}' was completed.",
    "evidence_coursemodulecompleted": "The activity '{a}' was completed.",
    "evidence_courserestored": "The rating was restored with the course '{a}'.",
    "evidence_evidenceofpriorlearninglinked": "The evidence of prior learning '{a}' was linked.",
    "evidence_evidenceofpriorlearningunlinked": "The evidence of prior learning '{a}' was unlinked.",
    "evidence_manualoverride": "The competency rating was manually set.",
    "evidence_manualoverrideincourse": "The competency rating was manually set in the course '{a}'.",
    "evidence_manualoverrideinplan": "The competency rating was manually set in the learning plan '{a}'.",
}
_RATED = Happening("core", "competency_user_competency", "competency_usercomp", "rated", "u", Edulevel.TEACHING)
_RATED_IN_COURSE = Happening("core", "competency_user_competency", "competency_usercompcourse", "rated_in_course", "u", Edulevel.TEACHING)


def require_readable(ctx: CallContext, userid: int) -> Context:
    """The context of a user whose competencies the caller may read. Raises ``MissingCapability``."""
    rights = PlanRights.of(ctx, userid)
    if not (ctx.has("moodle/competency:usercompetencyview", rights.place) or rights.read(Status.ACTIVE)):
        raise MissingCapability("moodle/competency:usercompetencyview")
    return rights.place


def read_in_course(ctx: CallContext, userid: int, courseid: int) -> Context:
    """The context of a course in which the caller may read the competencies of a user. Raises ``MissingCapability``."""
    place = contexts.by_instance(ctx.db, Level.COURSE, courseid)
    # As in the reference, who lacks the capability is told so even where they may not enter the course.
    if userid != ctx.userid and not ctx.has("moodle/competency:usercompetencyview", place):
        require_readable(ctx, userid)
    records.require_any(ctx, ctx.validate(place), "coursecompetencyview", "coursecompetencymanage")
    return place


def of_user(ctx: CallContext, userid: int, competencyid: int) -> RowMapping:
    """The rating of a user in a competency; a new one without a rating where there was none."""
    cols = competency_usercomp.c
    moments = {"timecreated": ctx.now, "timemodified": ctx.now, "usermodified": ctx.userid}
    insert_missing(ctx.db, competency_usercomp, {"userid": userid, "competencyid": competencyid}, {"status": _IDLE, **moments})
    query = select(competency_usercomp).where(cols.userid == userid, cols.competencyid == competencyid)
    return ctx.db.execute(query).mappings().one()


def in_plan(ctx: CallContext, row: RowMapping) -> list[dict[str, Any]]:
    """The competencies of a plan in the form of the result, with how its user is rated, or was when it was completed."""
    found = []
    kept = competency_usercompplan.c
    query = select(competency_usercompplan).where(kept.planid == row["id"])
    completed = {entry["competencyid"]: entry for entry in ctx.db.execute(query).mappings()} if row["status"] == Status.COMPLETE else {}
    for entry in plans.competencies(ctx, row):
        framework = records.row_of(ctx.db, competency_framework, entry["competencyframeworkid"])
        told: dict[str, Any] = {"competency": records.competency_result(ctx, entry, framework)}
        if entry["id"] in completed:
            told["usercompetencyplan"] = plan_result(ctx, completed[entry["id"]])
        else:
            told["usercompetency"] = result(ctx, of_user(ctx, row["userid"], entry["id"]))
        found.append(told)
    return found


def result(ctx: CallContext, row: RowMapping) -> dict[str, Any]:
    """A competency of a user in the form of the result."""
    place = contexts.by_instance(ctx.db, Level.USER, row["userid"])
    own, status = row["userid"] == ctx.userid, row["status"]

    def may(capability: str) -> bool:
        return ctx.has(f"moodle/competency:{capability}", place)

    requests = may("usercompetencyrequestreview") or (own and may("usercompetencyrequestreviewown"))
    reviews = may("usercompetencyreview")
    found = {
        **records.stored(row, "userid", "competencyid", "status", "reviewerid"),
        **_rating(ctx, row),
        "canrequestreview": requests,
        "canreview": reviews,
        "isrequestreviewallowed": requests and status == _IDLE,
        "iscancelreviewrequestallowed": requests and status == _WAITING,
        "isstartreviewallowed": reviews and status == _WAITING,
        "isstopreviewallowed": reviews and status == _IN_REVIEW,
        "isstatusidle": status == _IDLE,
        "isstatusinreview": status == _IN_REVIEW,
        "isstatuswaitingforreview": status == _WAITING,
        "statusname": _STATUS.get(status, "-"),
        "url": f"{ctx.site.wwwroot}/admin/tool/lp/user_competency.php?id={row['id']}",
    }
    reviewer = users.by_field(ctx.db, "id", [row["reviewerid"]]) if row["reviewerid"] else []
    return {**found, "reviewer": records.user_result(ctx, reviewer[0])} if reviewer else found


def plan_result(ctx: CallContext, row: RowMapping) -> dict[str, Any]:
    """The rating that was kept when a plan was completed, in the form of the result."""
    return {**records.stored(row, "userid", "competencyid", "planid"), "sortorder": row["sortorder"] or 0, **_rating(ctx, row)}


def course_result(ctx: CallContext, userid: int, courseid: int, competencyid: int) -> dict[str, Any]:
    """The rating of a user in a competency of a course in the form of the result; id 0 where there is none."""
    cols = competency_usercompcourse.c
    named = {"userid": userid, "courseid": courseid, "competencyid": competencyid}
    query = select(competency_usercompcourse).where(*(cols[name] == value for name, value in named.items()))
    row: Any = ctx.db.execute(query).mappings().first()
    if row is None:
        moments = {"timecreated": ctx.now, "timemodified": ctx.now, "usermodified": ctx.userid}
        row = {"id": 0, **named, "proficiency": None, "grade": None, **moments}
    return {**records.stored(row, *named), **_rating(ctx, row)}


def _rating(ctx: CallContext, row: RowMapping) -> dict[str, Any]:
    """A rating in numbers and in words."""
    entry = records.row_of(ctx.db, competency, row["competencyid"])
    framework = records.row_of(ctx.db, competency_framework, entry["competencyframeworkid"])
    proficient = row["proficiency"]
    return {
        "proficiency": None if proficient is None else bool(proficient),
        "grade": row["grade"],
        "gradename": records.grade_name(ctx, entry, framework, row["grade"]),
        "proficiencyname": "-" if proficient is None else "Yes" if proficient else "No",
    }


def is_gradable(ctx: CallContext, userid: int, place: Context) -> bool:
    """Whether a user is rated in a course: enrolled there, with the capability to be."""
    enrolled = {row["id"] for row in courses_of(ctx.db, ctx.site, [userid], now=ctx.now)[userid]}
    return place.instance in enrolled and ctx.has("moodle/competency:coursecompetencygradable", place, userid)


def evidence_of(ctx: CallContext, userid: int, competencyid: int, *, within: Context | None = None) -> list[dict[str, Any]]:
    """The evidence for a competency of a user in the form of the result, newest first; ``within`` a context alone, if given."""
    own, cols = competency_usercomp.c, competency_evidence.c
    query = select(competency_evidence).join(competency_usercomp, own.id == cols.usercompetencyid)
    query = query.where(own.userid == userid, own.competencyid == competencyid).order_by(cols.timecreated.desc(), cols.id.desc())
    if within is not None:
        query = query.where(cols.contextid == within.id)
    return [_evidence_result(ctx, row, userid, competencyid) for row in ctx.db.execute(query).mappings().all()]


def _evidence_result(ctx: CallContext, row: RowMapping, userid: int, competencyid: int) -> dict[str, Any]:
    """A piece of evidence in the form of the result."""
    entry = records.row_of(ctx.db, competency, competencyid)
    framework = records.row_of(ctx.db, competency_framework, entry["competencyframeworkid"])
    named = json.loads(row["desca"]) if row["desca"] else ""
    text = _TEXTS.get(row["descidentifier"], row["descidentifier"]).replace("{a}", named if isinstance(named, str) else "")
    found = {
        **{name: row[name] for name in ("usercompetencyid", "contextid", "action", "actionuserid", "descidentifier", "desccomponent")},
        **records.stored(row, "desca", "url", "grade", "note"),
    }
    actor = users.by_field(ctx.db, "id", [row["actionuserid"]]) if row["actionuserid"] else []
    if actor:
        found["actionuser"] = records.user_result(ctx, actor[0])
    return found | {
        "description": text,
        "gradename": records.grade_name(ctx, entry, framework, row["grade"]),
        "userdate": date_text(row["timecreated"], records.MOMENT, caller_zone(ctx)),
        "candelete": ctx.has("moodle/competency:evidencedelete", contexts.by_instance(ctx.db, Level.USER, userid)),
    }


def rate(ctx: CallContext, userid: int, competencyid: int, grade: int, note: str | None) -> dict[str, Any]:
    """Rate a user in a competency, and return the evidence of that. Raises ``MissingCapability``."""
    records.require(ctx)
    row = records.row_of(ctx.db, competency, competencyid)
    plans.owner(ctx, userid)
    place = ctx.validate(contexts.by_instance(ctx.db, Level.USER, userid))
    ctx.require("moodle/competency:competencygrade", place)
    rated = _set(ctx, userid, row, grade)
    events.note(ctx, _RATED, place, objectid=rated, relateduserid=userid, other={"grade": grade})
    return _add_evidence(ctx, rated, row, userid, place, "evidence_manualoverride", None, grade, note)


def rate_in_course(ctx: CallContext, courseid: int, userid: int, competencyid: int, grade: int, note: str | None) -> dict[str, Any]:
    """Rate a user in a competency of a course, and return the evidence of that.

    Where the course, or else the site, passes ratings on, the user is rated so everywhere. Raises ``MissingCapability``, or
    ``CodingError`` for a user or a competency that is not of the course.
    """
    records.require(ctx)
    row = records.row_of(ctx.db, competency, competencyid)
    place = ctx.validate(contexts.by_instance(ctx.db, Level.COURSE, courseid))
    ctx.require("moodle/competency:competencygrade", place)
    if not is_gradable(ctx, userid, place):
        raise CodingError("the user is not rated in the course", message="This person is not rated in this course.")
    linking.require_linked(ctx, courseid, competencyid)
    proficient = _proficiency(ctx, row, grade)
    named = {"userid": userid, "courseid": courseid, "competencyid": competencyid}
    values = {"grade": grade, "proficiency": proficient, "timemodified": ctx.now, "usermodified": ctx.userid}
    insert_missing(ctx.db, competency_usercompcourse, named, {**values, "timecreated": ctx.now})
    upsert(ctx.db, competency_usercompcourse, named, values)
    rated = _set(ctx, userid, row, grade) if _passes_on(ctx, courseid) else of_user(ctx, userid, competencyid)["id"]
    events.note(ctx, _RATED_IN_COURSE, place, courseid=courseid, objectid=rated, relateduserid=userid, other={"grade": grade})
    name, _ = records.place_name(ctx, place)
    return _add_evidence(ctx, rated, row, userid, place, "evidence_manualoverrideincourse", name, grade, note)


def _passes_on(ctx: CallContext, courseid: int) -> bool:
    """Whether ratings in a course count everywhere."""
    cols = competency_coursecompsetting.c
    own = ctx.db.execute(select(cols.pushratingstouserplans).where(cols.courseid == courseid)).scalar()
    return bool(own) if own is not None else ctx.site.config.flag("core_competency/pushcourseratingstouserplans")


def _proficiency(ctx: CallContext, row: RowMapping, grade: int) -> int:
    """Whether a rating in a competency means that somebody is proficient. Raises ``InvalidParameter`` for no value of the scale."""
    framework = records.row_of(ctx.db, competency_framework, row["competencyframeworkid"])
    if not 0 < grade <= len(records.scale_values(ctx.db, records.scale_of(row, framework)[0])):
        raise InvalidParameter("must be the place of a value in the scale", path="grade")
    return int(records.is_proficient(row, framework, grade))


def _set(ctx: CallContext, userid: int, row: RowMapping, grade: int) -> int:
    """Store how a user is rated in a competency, and return the id of that rating."""
    proficient = _proficiency(ctx, row, grade)
    stored = of_user(ctx, userid, row["id"])
    values = {"grade": grade, "proficiency": proficient, "timemodified": ctx.now, "usermodified": ctx.userid}
    upsert(ctx.db, competency_usercomp, {"userid": userid, "competencyid": row["id"]}, values)
    return int(stored["id"])


def _add_evidence(
    ctx: CallContext,
    rated: int,
    row: RowMapping,
    userid: int,
    place: Context,
    text: str,
    named: str | None,
    grade: int,
    note: str | None,
) -> dict[str, Any]:
    """Store the evidence of a rating, and return it in the form of the result."""
    values = {
        "usercompetencyid": rated,
        "contextid": place.id,
        "action": _OVERRIDE,
        "actionuserid": ctx.userid,
        "descidentifier": text,
        "desccomponent": "core_competency",
        "desca": None if named is None else json.dumps(named),
        "grade": grade,
        "note": note,
        "timecreated": ctx.now,
        "timemodified": ctx.now,
        "usermodified": ctx.userid,
    }
    added = insert_row(ctx.db, competency_evidence, values)
    return _evidence_result(ctx, records.row_of(ctx.db, competency_evidence, added), userid, row["id"])


def delete_evidence(ctx: CallContext, evidenceid: int) -> None:
    """Delete a piece of evidence. Raises ``MissingRecord`` or ``MissingCapability``."""
    records.require(ctx)
    row = records.row_of(ctx.db, competency_evidence, evidenceid)
    userid = records.row_of(ctx.db, competency_usercomp, row["usercompetencyid"])["userid"]
    place = ctx.validate(contexts.by_instance(ctx.db, Level.USER, userid))
    ctx.require("moodle/competency:evidencedelete", place)
    ctx.db.execute(delete(competency_evidence).where(competency_evidence.c.id == evidenceid))


class UnfitRecord(CodedError):
    """A record that names what is not there."""

    wire_class = "core\\invalid_persistent_exception"


def require_user(ctx: CallContext, userid: int, competencyid: int) -> None:
    """Raise ``UnfitRecord`` unless there are such a user and such a competency."""
    known = users.by_field(ctx.db, "id", [userid]) and records.rows_of(ctx.db, competency, [competencyid])
    if not known:
        raise UnfitRecord("invalidpersistenterror", "core_competency")
