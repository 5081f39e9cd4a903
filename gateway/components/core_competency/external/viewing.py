"""The external functions that note that somebody looks at a competency."""

from __future__ import annotations

from gateway.api import BOOL, INT, READ, CallContext, Context, MissingRecord, Value, contexts, function
from gateway.components.core_competency import linking, plans, ratings, records
from gateway.components.core_competency.plans import Status
from gateway.components.core_competency.tables import competency, competency_usercomp, competency_usercompplan
from gateway.components.core_course import events
from gateway.components.core_course.events import Happening

# The contract declares these functions as reading, so that they have to open writing transactions themselves.

_DONE = Value(BOOL, "whether that was noted")
_MOBILE = ["moodle_mobile_app"]
_COMPETENCY = Value(INT, "id of the competency")
_USER = Value(INT, "id of the user")
_OF_USER = "moodle/competency:usercompetencyview"


@function(
    "core_competency_competency_viewed",
    READ,
    params={"id": _COMPETENCY},
    returns=_DONE,
    capabilities=["moodle/competency:competencyview"],
    services=_MOBILE,
    ajax=True,
)
async def competency_viewed(ctx: CallContext, id: int) -> bool:
    """Note that the caller looks at a competency."""
    return await ctx.write(_competency_viewed, id)


def _competency_viewed(ctx: CallContext, competencyid: int) -> bool:
    _, framework = records.readable(ctx, competencyid)
    place = contexts.by_ids(ctx.db, [framework["contextid"]])[framework["contextid"]]
    events.note(ctx, Happening("core", "competency", "competency"), place, objectid=competencyid)
    return True


@function(
    "core_competency_user_competency_viewed",
    READ,
    params={"usercompetencyid": Value(INT, "id of the competency of the user")},
    returns=_DONE,
    capabilities=[_OF_USER],
    services=_MOBILE,
    ajax=True,
)
async def user_competency_viewed(ctx: CallContext, usercompetencyid: int) -> bool:
    """Note that the caller looks at a competency of a user."""
    return await ctx.write(_user_competency_viewed, usercompetencyid)


def _user_competency_viewed(ctx: CallContext, ratingid: int) -> bool:
    records.require(ctx)
    row = records.row_of(ctx.db, competency_usercomp, ratingid)
    return _note(ctx, ratings.require_readable(ctx, row["userid"]), row["userid"], ratingid, "viewed")


@function(
    "core_competency_user_competency_viewed_in_course",
    READ,
    params={"competencyid": _COMPETENCY, "userid": _USER, "courseid": Value(INT, "id of the course")},
    returns=_DONE,
    capabilities=[_OF_USER],
    services=_MOBILE,
    ajax=True,
)
async def user_competency_viewed_in_course(ctx: CallContext, competencyid: int, userid: int, courseid: int) -> bool:
    """Note that the caller looks at a competency of a user in a course."""
    return await ctx.write(_viewed_in_course, competencyid, userid, courseid)


def _viewed_in_course(ctx: CallContext, competencyid: int, userid: int, courseid: int) -> bool:
    linking.require_linked(ctx, courseid, competencyid)
    place = ratings.read_in_course(ctx, userid, courseid)
    rated = ratings.of_user(ctx, userid, competencyid)["id"]
    return _note(ctx, place, userid, rated, "viewed_in_course", courseid=courseid)


@function(
    "core_competency_user_competency_viewed_in_plan",
    READ,
    params={"competencyid": _COMPETENCY, "userid": _USER, "planid": Value(INT, "id of the plan")},
    returns=_DONE,
    capabilities=[_OF_USER],
    services=_MOBILE,
    ajax=True,
)
async def user_competency_viewed_in_plan(ctx: CallContext, competencyid: int, userid: int, planid: int) -> bool:
    """Note that the caller looks at a competency of a user in a learning plan."""
    return await ctx.write(_viewed_in_plan, competencyid, userid, planid)


def _viewed_in_plan(ctx: CallContext, competencyid: int, userid: int, planid: int) -> bool:
    row, rights = plans.readable(ctx, planid)
    records.row_of(ctx.db, competency, competencyid)
    if row["status"] == Status.COMPLETE or row["userid"] != userid:
        raise MissingRecord("competency_usercomp", errorcode="invaliduser")
    return _note(ctx, rights.place, userid, ratings.of_user(ctx, userid, competencyid)["id"], "viewed_in_plan")


@function(
    "core_competency_user_competency_plan_viewed",
    READ,
    params={"competencyid": _COMPETENCY, "userid": _USER, "planid": Value(INT, "id of the plan")},
    returns=_DONE,
    capabilities=[_OF_USER],
    services=_MOBILE,
    ajax=True,
)
async def user_competency_plan_viewed(ctx: CallContext, competencyid: int, userid: int, planid: int) -> bool:
    """Note that the caller looks at how a user was rated when a learning plan was completed."""
    return await ctx.write(_plan_viewed, competencyid, userid, planid)


def _plan_viewed(ctx: CallContext, competencyid: int, userid: int, planid: int) -> bool:
    _, rights = plans.readable(ctx, planid)
    kept = competency_usercompplan.c
    query = competency_usercompplan.select().where(kept.userid == userid, kept.competencyid == competencyid, kept.planid == planid)
    row = ctx.db.execute(query).mappings().first()
    if row is None:
        raise MissingRecord("competency_usercompplan", errorcode="invaliduser")
    what = Happening("core", "competency_user_competency_plan", "competency_usercompplan")
    events.note(ctx, what, rights.place, objectid=row["id"], relateduserid=userid)
    return True


def _note(ctx: CallContext, place: Context, userid: int, rated: int, action: str, *, courseid: int = 0) -> bool:
    """Log a look at a competency of a user."""
    what = Happening("core", "competency_user_competency", "competency_usercomp", action)
    events.note(ctx, what, place, objectid=rated, relateduserid=userid, courseid=courseid)
    return True
