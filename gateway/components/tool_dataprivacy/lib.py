"""Requests about personal data: making and cancelling them, who may see them, and who decides on them.

Officers are told of a request by a notification, and do by hand what it asks for.
"""

from __future__ import annotations

from collections.abc import Collection
from enum import IntEnum
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, or_, select, update

from gateway.api import SYSTEM, CallContext, CodedError, InvalidParameter, Level, MissingCapability, MissingRecord, contexts, format_text
from gateway.api.rows import Window, insert_row
from gateway.api.tables import role_assignments, user
from gateway.api.text import FORMAT_HTML, FORMAT_MOODLE, FORMAT_PLAIN
from gateway.components.core_competency.records import user_result
from gateway.components.core_message.sending import Notice, send_notice
from gateway.components.core_user import lib as users
from gateway.components.tool_dataprivacy.tables import tool_dataprivacy_request

__all__ = [
    "Status",
    "Type",
    "add",
    "cancel",
    "deny",
    "is_officer",
    "is_open",
    "mark_complete",
    "may_delete_own",
    "may_download_own",
    "readable",
    "requests",
    "result",
    "visible_to",
    "write_to_officers",
]

_SORTABLE = ("id", "type", "userid", "requestedby", "status", "timecreated", "timemodified")
_BY_PERSON = 0
_MANAGE = "tool/dataprivacy:managedatarequests"


class Type(IntEnum):
    """What a request asks for."""

    EXPORT = 1
    DELETE = 2
    OTHER = 3


class Status(IntEnum):
    """How a request stands."""

    PENDING = 0
    AWAITING_APPROVAL = 2
    APPROVED = 3
    PROCESSING = 4
    COMPLETE = 5
    CANCELLED = 6
    REJECTED = 7
    DOWNLOAD_READY = 8
    EXPIRED = 9
    DELETED = 10


_TYPE_NAMES = {
    Type.EXPORT: ("Export all of my personal data", "Export"),
    Type.DELETE: ("Delete all of my personal data", "Delete"),
    Type.OTHER: ("General inquiry", "Message"),
}
_BUSY, _GOOD, _CALM, _BAD = "bg-info text-white", "bg-success text-white", "bg-warning text-dark", "bg-danger text-white"
_OVER = "bg-secondary text-dark"
_STATUS_NAMES = {
    Status.PENDING: ("Pending", _BUSY),
    Status.AWAITING_APPROVAL: ("Awaiting approval", _BUSY),
    Status.APPROVED: ("Approved", _BUSY),
    Status.PROCESSING: ("Processing", _BUSY),
    Status.COMPLETE: ("Complete", _GOOD),
    Status.CANCELLED: ("Cancelled", _CALM),
    Status.REJECTED: ("Rejected", _BAD),
    Status.DOWNLOAD_READY: ("Download ready", _GOOD),
    Status.EXPIRED: ("Expired", _OVER),
    Status.DELETED: ("Deleted", _GOOD),
}
_OPEN = (Status.PENDING, Status.AWAITING_APPROVAL, Status.APPROVED, Status.PROCESSING)
_CANCELLABLE = (Status.PENDING, Status.AWAITING_APPROVAL)


def is_officer(ctx: CallContext) -> bool:
    """Whether the caller decides on requests."""
    return ctx.has(_MANAGE, SYSTEM)


def may_download_own(ctx: CallContext) -> bool:
    """Whether the caller may ask for their own data."""
    return ctx.has("tool/dataprivacy:downloadownrequest", contexts.by_instance(ctx.db, Level.USER, ctx.userid))


def may_delete_own(ctx: CallContext) -> bool:
    """Whether the caller may ask for being deleted: administrators may not."""
    place = contexts.by_instance(ctx.db, Level.USER, ctx.userid)
    return ctx.userid not in ctx.site.admins and ctx.has("tool/dataprivacy:requestdelete", place)


def is_open(ctx: CallContext, userid: int, kind: Type) -> bool:
    """Whether a user has a request of a kind that is not done yet."""
    cols = tool_dataprivacy_request.c
    return ctx.db.execute(select(cols.id).where(cols.userid == userid, cols.type == kind, cols.status.in_(_OPEN))).first() is not None


def add(ctx: CallContext, kind: int, comments: str, userid: int) -> int:
    """Make a request for the caller's data or that of another user, and return its id; officers are told.

    Raises ``errorinvalidrequesttype``, ``errorrequestalreadyexists`` or ``MissingCapability``.
    """
    if kind not in (Type.EXPORT.value, Type.DELETE.value):
        raise CodedError("errorinvalidrequesttype", "tool_dataprivacy")
    wanted = Type(kind)
    if not users.by_field(ctx.db, "id", [userid]):
        raise MissingRecord("user", errorcode="invaliduser")
    _require_asking(ctx, wanted, userid)
    if is_open(ctx, userid, wanted):
        raise CodedError("errorrequestalreadyexists", "tool_dataprivacy")
    added = _insert(ctx, wanted, comments, FORMAT_MOODLE, userid, Status.AWAITING_APPROVAL)
    _tell_officers(ctx, added, userid, f"Data request: {_TYPE_NAMES[wanted][1]}", comments)
    return added


def _require_asking(ctx: CallContext, wanted: Type, userid: int) -> None:
    """Raise ``MissingCapability`` unless the caller may ask for this."""
    if userid == ctx.userid:
        if wanted is Type.DELETE and not may_delete_own(ctx):
            raise MissingCapability("tool/dataprivacy:requestdelete")
        if wanted is Type.EXPORT and not may_download_own(ctx):
            raise MissingCapability("tool/dataprivacy:downloadownrequest")
        return
    place = contexts.by_instance(ctx.db, Level.USER, userid)
    for_others = "requestdeleteforotheruser" if wanted is Type.DELETE else "managedatarequests"
    for_children = "makedatadeletionrequestsforchildren" if wanted is Type.DELETE else "makedatarequestsforchildren"
    if not (ctx.has(f"tool/dataprivacy:{for_others}", SYSTEM) or ctx.has(f"tool/dataprivacy:{for_children}", place)):
        raise MissingCapability(f"tool/dataprivacy:{for_children}")


def write_to_officers(ctx: CallContext, message: str) -> None:
    """Write to the officers: a request that asks for nothing but an answer. Raises ``contactdpodisabled``."""
    if not ctx.site.config.flag("tool_dataprivacy/contactdataprotectionofficer"):
        raise CodedError("contactdpodisabled", "tool_dataprivacy")
    added = _insert(ctx, Type.OTHER, message, FORMAT_PLAIN, ctx.userid, Status.PENDING)
    _tell_officers(ctx, added, ctx.userid, "A message about personal data", message)


def _insert(ctx: CallContext, kind: Type, comments: str, format_: int, userid: int, status: Status) -> int:
    values = {"type": kind, "comments": comments, "commentsformat": format_, "userid": userid, "requestedby": ctx.userid, "status": status}
    values |= {"dpo": 0, "dpocomment": "", "dpocommentformat": FORMAT_HTML, "creationmethod": _BY_PERSON}
    values |= {"timecreated": ctx.now, "timemodified": ctx.now, "usermodified": ctx.userid}
    return insert_row(ctx.db, tool_dataprivacy_request, values)


def _tell_officers(ctx: CallContext, requestid: int, userid: int, subject: str, text: str) -> None:
    """Notify the officers of a request: who holds the capability by a role, or else the administrators."""
    (about,) = users.by_field(ctx.db, "id", [userid])
    people = select(role_assignments.c.userid).join(user, user.c.id == role_assignments.c.userid)
    people = people.where(role_assignments.c.contextid == SYSTEM.id, user.c.deleted == 0)
    notice = Notice(
        component="tool_dataprivacy",
        kind="contactdataprotectionofficer",
        subject=f"{subject} ({users.fullname(ctx.site, about)})",
        text=text or subject,
        small=subject,
        page="/admin/tool/dataprivacy/datarequests.php",
        data={"requestid": requestid},
    )
    for officer in sorted(ctx.holders(_MANAGE, SYSTEM, people) or ctx.site.admins):
        send_notice(ctx, notice, ctx.userid, officer)


def visible_to(ctx: CallContext, userid: int) -> list[ColumnElement[bool]]:
    """The condition that a request is one that the caller may see: all for officers, or those of a user. Raises ``privacyofficeronly``."""
    cols = tool_dataprivacy_request.c
    if userid:
        place = contexts.by_instances(ctx.db, Level.USER, [userid]).get(userid)
        for_child = place is not None and ctx.has("tool/dataprivacy:makedatarequestsforchildren", place)
        if not (userid == ctx.userid or is_officer(ctx) or for_child):
            raise CodedError("privacyofficeronly", "tool_dataprivacy")
        return [or_(cols.userid == userid, cols.requestedby == userid)]
    if not is_officer(ctx):
        raise CodedError("privacyofficeronly", "tool_dataprivacy")
    return []


def requests(
    ctx: CallContext, where: Collection[ColumnElement[bool]], sort: str, part: Window, **among: Collection[int]
) -> list[RowMapping]:
    """A part of the requests that fulfil conditions, ``among`` these values of columns, if there are any. Raises ``InvalidParameter``."""
    cols = tool_dataprivacy_request.c
    query = select(tool_dataprivacy_request).where(*where, *(cols[name].in_(values) for name, values in among.items() if values))
    for order in sort.split(","):
        name, _, direction = order.strip().partition(" ")
        if not name:
            continue
        if name not in _SORTABLE or direction.strip().lower() not in ("", "asc", "desc"):
            raise InvalidParameter("is no order of requests", path="sort")
        query = query.order_by(cols[name].desc() if direction.strip().lower() == "desc" else cols[name])
    return list(ctx.db.execute(part.rows(query.order_by(cols.id))).mappings().all())


def readable(ctx: CallContext, requestid: int) -> RowMapping:
    """A request that the caller may see. Raises ``MissingRecord`` or ``MissingCapability``."""
    row = _find(ctx, requestid)
    if row is None:
        raise MissingRecord("tool_dataprivacy_request")
    if not (ctx.userid in (row["userid"], row["requestedby"]) or is_officer(ctx)):
        raise MissingCapability(_MANAGE)
    return row


def _find(ctx: CallContext, requestid: int) -> RowMapping | None:
    query = select(tool_dataprivacy_request).where(tool_dataprivacy_request.c.id == requestid)
    return ctx.db.execute(query).mappings().first()


def cancel(ctx: CallContext, requestid: int) -> bool:
    """Cancel a request of the caller; returns False if there is none that can be cancelled."""
    row = _find(ctx, requestid)
    if row is None or row["status"] not in _CANCELLABLE:
        return False
    if not (ctx.userid in (row["userid"], row["requestedby"]) or is_officer(ctx)):
        return False
    _set_status(ctx, requestid, Status.CANCELLED)
    return True


def deny(ctx: CallContext, requestid: int) -> bool:
    """Reject a request that awaits approval; returns False if there is no such request. Raises ``MissingCapability``."""
    ctx.require(_MANAGE, SYSTEM)
    row = _find(ctx, requestid)
    if row is None or row["status"] != Status.AWAITING_APPROVAL:
        return False
    _set_status(ctx, requestid, Status.REJECTED, dpo=ctx.userid)
    notice = Notice(
        component="tool_dataprivacy",
        kind="datarequestprocessingresults",
        subject="Your data request was rejected",
        text="A data protection officer has rejected your data request.",
        small="Your data request was rejected",
        page="/admin/tool/dataprivacy/mydatarequests.php",
        data={"requestid": requestid},
    )
    send_notice(ctx, notice, ctx.userid, row["requestedby"])
    return True


def mark_complete(ctx: CallContext, requestid: int) -> bool:
    """Say that a message to the officers is answered; returns False if there is no such message. Raises ``MissingCapability``."""
    ctx.require(_MANAGE, SYSTEM)
    row = _find(ctx, requestid)
    if row is None or row["type"] != Type.OTHER or row["status"] not in _CANCELLABLE:
        return False
    _set_status(ctx, requestid, Status.COMPLETE, dpo=ctx.userid)
    return True


def _set_status(ctx: CallContext, requestid: int, status: Status, **more: int) -> None:
    values = {"status": status, "timemodified": ctx.now, "usermodified": ctx.userid, **more}
    ctx.db.execute(update(tool_dataprivacy_request).where(tool_dataprivacy_request.c.id == requestid).values(values))


def result(ctx: CallContext, row: RowMapping) -> dict[str, Any]:
    """A request in the form of the result."""
    kind, status = Type(row["type"]), Status(row["status"])
    officer = is_officer(ctx)
    people = {row_["id"]: row_ for row_ in users.by_field(ctx.db, "id", {row["userid"], row["requestedby"], row["dpo"] or 0}, deleted=True)}
    text, _ = format_text(row["comments"], FORMAT_MOODLE, ctx.settings, ctx.site, SYSTEM, block=True)
    told = ("type", "userid", "requestedby", "status", "dpo", "dpocomment", "commentsformat", "dpocommentformat", "creationmethod")
    found: dict[str, Any] = {
        **{name: row[name] for name in (*told, "id", "timecreated", "timemodified", "usermodified")},
        "comments": row["comments"] or "",
        "systemapproved": bool(row["systemapproved"]),
        "foruser": user_result(ctx, people[row["userid"]]),
        "messagehtml": text,
        "typename": _TYPE_NAMES[kind][0],
        "typenameshort": _TYPE_NAMES[kind][1],
        "statuslabel": _STATUS_NAMES[status][0],
        "statuslabelclass": _STATUS_NAMES[status][1],
        "canreview": officer and status is Status.AWAITING_APPROVAL,
        "approvedeny": officer and status is Status.AWAITING_APPROVAL and kind is not Type.OTHER,
        "allowfiltering": ctx.site.config.flag("tool_dataprivacy/allowfiltering"),
        "canmarkcomplete": officer and kind is Type.OTHER and status in _CANCELLABLE,
    }
    if row["requestedby"] in people:
        found["requestedbyuser"] = user_result(ctx, people[row["requestedby"]])
    if row["dpo"] in people:
        found["dpouser"] = user_result(ctx, people[row["dpo"]])
    return found
