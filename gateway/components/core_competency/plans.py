"""Learning plans: who may do what with them, how functions return them, completing and reopening them."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from typing import Any

import msgspec
from sqlalchemy import RowMapping, delete, func, insert, select, update

from gateway.api import (
    SITE_COURSE,
    CallContext,
    CodingError,
    Context,
    Level,
    MissingCapability,
    MissingRecord,
    caller_zone,
    contexts,
    date_text,
    format_string,
    format_text,
)
from gateway.components.core_comment.tables import comments
from gateway.components.core_competency import records
from gateway.components.core_competency.tables import (
    competency,
    competency_plan,
    competency_plancomp,
    competency_template,
    competency_templatecomp,
    competency_usercomp,
    competency_usercompplan,
)
from gateway.components.core_course import events
from gateway.components.core_course.events import Happening
from gateway.components.core_user import lib as users

__all__ = ["PlanRights", "Status", "comment_area", "competencies", "complete", "of_user", "owner", "readable", "reopen", "result"]

# The HTML of one comment, into which pages and apps put its parts: the names are those that they look for.
_COMMENT = (
    '<div class="comment-message"><div class="comment-message-meta me-3"><span class="picture">___picture___</span>'
    '<span class="user">___name___</span> - <span class="time">___time___</span></div><div class="text">___content___</div></div>'
)
_COMPLETED = Happening("core", "competency_plan", "competency_plan", "completed", "u")
_REOPENED = Happening("core", "competency_plan", "competency_plan", "reopened", "u")


class Status(IntEnum):
    """How a plan stands."""

    DRAFT = 0
    ACTIVE = 1
    COMPLETE = 2
    WAITING_FOR_REVIEW = 3
    IN_REVIEW = 4


_NAMES = {
    Status.DRAFT: "Draft",
    Status.ACTIVE: "Active",
    Status.COMPLETE: "Complete",
    Status.WAITING_FOR_REVIEW: "Waiting for review",
    Status.IN_REVIEW: "In review",
}


class PlanRights(msgspec.Struct, frozen=True):
    """What the caller may do with the plans of a user; ``own`` says that they are the caller's."""

    ctx: CallContext
    place: Context
    own: bool

    @classmethod
    def of(cls, ctx: CallContext, userid: int) -> PlanRights:
        """The rights to the plans of a user. Enters the user's context."""
        return cls(ctx, ctx.validate(contexts.by_instance(ctx.db, Level.USER, userid)), userid == ctx.userid)

    def has(self, capability: str) -> bool:
        """Whether the caller has a capability ``moodle/competency:…``, or the one for what is their own."""
        if self.ctx.has(f"moodle/competency:{capability}", self.place):
            return True
        return self.own and self.ctx.has(f"moodle/competency:{_OWN[capability]}", self.place)

    def manage(self, status: int) -> bool:
        """Whether the caller may manage plans of this status."""
        return self.has("planmanagedraft" if status in _UNAPPROVED else "planmanage")

    def read(self, status: int) -> bool:
        """Whether the caller may read plans of this status."""
        return self.has("planviewdraft" if status in _UNAPPROVED else "planview") or self.manage(status)

    def review(self) -> bool:
        """Whether the caller may review plans."""
        return self.ctx.has("moodle/competency:planreview", self.place)


_UNAPPROVED = (Status.DRAFT, Status.WAITING_FOR_REVIEW, Status.IN_REVIEW)
_OWN = {
    "planmanage": "planmanageown",
    "planmanagedraft": "planmanageowndraft",
    "planview": "planviewown",
    "planviewdraft": "planviewowndraft",
    "planrequestreview": "planrequestreviewown",
    "plancomment": "plancommentown",
}


def owner(ctx: CallContext, userid: int) -> RowMapping:
    """The account whose plans are asked for. Raises ``MissingRecord`` with the code ``invaliduser``."""
    found = users.by_field(ctx.db, "id", [userid])
    if not found:
        raise MissingRecord("user", errorcode="invaliduser")
    return found[0]


def readable(ctx: CallContext, planid: int) -> tuple[RowMapping, PlanRights]:
    """A plan that the caller may read, and the caller's rights. Raises ``MissingRecord`` or ``MissingCapability``."""
    records.require(ctx)
    row = records.row_of(ctx.db, competency_plan, planid)
    rights = PlanRights.of(ctx, row["userid"])
    if not rights.read(row["status"]):
        raise MissingCapability("moodle/competency:planview")
    return row, rights


def of_user(ctx: CallContext, userid: int) -> list[RowMapping]:
    """The plans of a user that the caller may read, by name. Raises ``MissingCapability`` if the caller may read none."""
    records.require(ctx)
    owner(ctx, userid)
    rights = PlanRights.of(ctx, userid)
    if not (rights.read(Status.ACTIVE) or rights.read(Status.DRAFT)):
        raise MissingCapability("moodle/competency:planview")
    query = select(competency_plan).where(competency_plan.c.userid == userid).order_by(competency_plan.c.name, competency_plan.c.id)
    return [row for row in ctx.db.execute(query).mappings() if rights.read(row["status"])]


def result(ctx: CallContext, row: RowMapping, rights: PlanRights | None = None) -> dict[str, Any]:
    """A plan in the form of the result."""
    rights = rights or PlanRights.of(ctx, row["userid"])
    status = Status(row["status"])
    manages, reviews, requests = rights.manage(status), rights.review(), rights.has("planrequestreview")
    follows = row["templateid"] is not None
    waiting, reviewed = status is Status.WAITING_FOR_REVIEW, status is Status.IN_REVIEW
    text, format_ = format_text(row["description"], row["descriptionformat"], ctx.settings, ctx.site, rights.place)
    found = {
        "name": format_string(row["name"], ctx.settings),
        "description": text,
        "descriptionformat": format_,
        **records.stored(row, "userid", "templateid", "origtemplateid", "status", "reviewerid"),
        "duedate": row["duedate"] or 0,
        "statusname": _NAMES[status],
        "isbasedontemplate": follows,
        "canmanage": manages,
        "canrequestreview": requests,
        "canreview": reviews,
        "canbeedited": not follows and status is not Status.COMPLETE,
        "isactive": status is Status.ACTIVE,
        "isdraft": status is Status.DRAFT,
        "iscompleted": status is Status.COMPLETE,
        "isinreview": reviewed,
        "iswaitingforreview": waiting,
        "isreopenallowed": manages and status is Status.COMPLETE,
        "iscompleteallowed": manages and status is Status.ACTIVE,
        "isunlinkallowed": manages and follows and status is not Status.COMPLETE,
        "isrequestreviewallowed": requests and status is Status.DRAFT,
        "iscancelreviewrequestallowed": requests and waiting,
        "isstartreviewallowed": reviews and waiting,
        "isstopreviewallowed": reviews and reviewed,
        "isapproveallowed": reviews and status in _UNAPPROVED,
        "isunapproveallowed": reviews and not follows and status is Status.ACTIVE,
        "duedateformatted": date_text(row["duedate"] or 0, records.MOMENT, caller_zone(ctx)),
        "commentarea": comment_area(ctx, rights.place, "plan", row["id"], may_post=rights.has("plancomment") or manages),
        "url": f"{ctx.site.wwwroot}/admin/tool/lp/plan.php?id={row['id']}",
    }
    reviewer = users.by_field(ctx.db, "id", [row["reviewerid"]]) if row["reviewerid"] else []
    if reviewer:
        found["reviewer"] = records.user_result(ctx, reviewer[0])
    if follows:
        found["template"] = records.template_result(ctx, records.row_of(ctx.db, competency_template, row["templateid"]))
    return found


def comment_area(ctx: CallContext, place: Context, area: str, itemid: int, *, may_post: bool) -> dict[str, Any]:
    """The comments on a plan or a competency of a user, as pages and apps show them."""
    cols = comments.c
    of_item = cols.component == "competency", cols.commentarea == area, cols.itemid == itemid
    count = ctx.db.execute(select(func.count()).select_from(comments).where(*of_item)).scalar_one()
    return {
        "component": "competency",
        "commentarea": area,
        "itemid": itemid,
        "courseid": SITE_COURSE,
        "contextid": place.id,
        "cid": f"{area.replace('_', '')}commentarea{itemid}",
        "autostart": False,
        "canpost": may_post,
        "canview": True,
        "count": count,
        "collapsediconkey": "t/collapsed",
        "displaytotalcount": True,
        "displaycancel": False,
        "fullwidth": True,
        "linktext": f"Comments ({count})" if count else "Comments",
        "notoggle": False,
        "template": _COMMENT,
        "canpostorhascomments": may_post or bool(count),
    }


def competencies(ctx: CallContext, row: RowMapping) -> Sequence[RowMapping]:
    """The competencies of a plan in their order: of its template, of its own, or those that were kept when it was completed."""
    if row["status"] == Status.COMPLETE:
        link, of_plan = competency_usercompplan, competency_usercompplan.c.planid == row["id"]
    elif row["templateid"] is not None:
        link, of_plan = competency_templatecomp, competency_templatecomp.c.templateid == row["templateid"]
    else:
        link, of_plan = competency_plancomp, competency_plancomp.c.planid == row["id"]
    query = select(competency).join(link, link.c.competencyid == competency.c.id).where(of_plan)
    return ctx.db.execute(query.order_by(link.c.sortorder, link.c.id)).mappings().all()


def complete(ctx: CallContext, planid: int) -> None:
    """Complete a plan, and keep how its user is rated now. Raises ``MissingCapability``, or ``CodingError`` for one that is not active."""
    row, rights = readable(ctx, planid)
    _require_managing(rights, row)
    if row["status"] != Status.ACTIVE:
        raise CodingError("only an active plan can be completed", message="Only an active plan can be completed.")
    cols = competency_usercomp.c
    ids = [entry["id"] for entry in competencies(ctx, row)]
    rated = {
        entry["competencyid"]: entry
        for entry in ctx.db.execute(select(competency_usercomp).where(cols.userid == row["userid"], cols.competencyid.in_(ids))).mappings()
    }
    for place, competencyid in enumerate(ids):
        entry = rated.get(competencyid)
        values = {"userid": row["userid"], "competencyid": competencyid, "planid": planid, "sortorder": place}
        values |= {"proficiency": entry["proficiency"] if entry else None, "grade": entry["grade"] if entry else None}
        values |= {"timecreated": ctx.now, "timemodified": ctx.now, "usermodified": ctx.userid}
        ctx.db.execute(insert(competency_usercompplan).values(**values))
    _set_status(ctx, planid, Status.COMPLETE)
    events.note(ctx, _COMPLETED, rights.place, objectid=planid, relateduserid=row["userid"])


def reopen(ctx: CallContext, planid: int) -> None:
    """Open a completed plan again. Raises ``MissingCapability``, or ``CodingError`` for one that is not complete."""
    row, rights = readable(ctx, planid)
    _require_managing(rights, row)
    if row["status"] != Status.COMPLETE:
        raise CodingError("only a completed plan can be reopened", message="Only a completed plan can be opened again.")
    ctx.db.execute(delete(competency_usercompplan).where(competency_usercompplan.c.planid == planid))
    _set_status(ctx, planid, Status.ACTIVE)
    events.note(ctx, _REOPENED, rights.place, objectid=planid, relateduserid=row["userid"])


def _require_managing(rights: PlanRights, row: RowMapping) -> None:
    if not rights.manage(row["status"]):
        raise MissingCapability("moodle/competency:planmanage")


def _set_status(ctx: CallContext, planid: int, status: Status) -> None:
    values = {"status": status, "timemodified": ctx.now, "usermodified": ctx.userid}
    ctx.db.execute(update(competency_plan).where(competency_plan.c.id == planid).values(values))
