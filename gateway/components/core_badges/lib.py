"""Badges and the users they were issued to."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, RowMapping, select, update

from gateway.api import SITE_COURSE, CallContext, CodedError, Context, Level, contexts
from gateway.api.rows import Window, caseless
from gateway.components.core_badges.tables import badge, badge_issued
from gateway.components.core_course import events
from gateway.components.core_course.events import Edulevel, Happening
from gateway.components.core_user import lib as users
from gateway.components.core_user.lib import User

__all__ = ["badge_class", "by_hash", "existing", "issued", "owner", "place_of", "require_badges", "switch"]

# The columns of a badge that everybody sees, those that only its owner and managers of badges see, and what is said to others instead.
_PUBLIC = (
    "id", "name", "description", "issuername", "issuerurl", "issuercontact", "type", "version", "language", "imageauthorname",
    "imageauthoremail", "imageauthorurl", "imagecaption", "uniquehash", "dateissued", "dateexpire",
)  # fmt: skip
_MANAGED = (
    "courseid", "timecreated", "timemodified", "usercreated", "usermodified", "expiredate", "expireperiod", "message", "messagesubject",
    "attachment", "notification", "nextcron", "status", "issuedid", "visible",
)  # fmt: skip
_INSTEAD = {"timecreated": 0, "timemodified": 0, "attachment": 1, "notification": 1, "status": 0, "visible": 0}

_given = badge_issued.c
_ISSUES = select(
    badge, _given.id.label("issuedid"), _given.userid, _given.uniquehash, _given.dateissued, _given.dateexpire, _given.visible
).select_from(badge.join(badge_issued, _given.badgeid == badge.c.id))

# The states of a badge that can be earned, and the other state of each: 2 and 3 are those of badges that somebody has.
_ON = (1, 3)
_SWITCHED = {0: 1, 1: 0, 2: 3, 3: 2}
_ENABLED = Happening("core", "badge", "badge", "enabled", "u", Edulevel.TEACHING)
_DISABLED = Happening("core", "badge", "badge", "disabled", "u", Edulevel.TEACHING)


def require_badges(ctx: CallContext) -> None:
    """Raise ``badgesdisabled`` on a site without badges."""
    if not ctx.site.config.flag("enablebadges"):
        raise CodedError("badgesdisabled", "badges")


def existing(db: Connection, badgeid: int) -> RowMapping:
    """The row of a badge. Raises ``error:nosuchbadge`` if there is none."""
    row = db.execute(select(badge).where(badge.c.id == badgeid)).mappings().first()
    if row is None:
        raise CodedError("error:nosuchbadge", "badges")
    return row


def place_of(db: Connection, row: RowMapping) -> Context:
    """The context of a badge: its course, or the site."""
    return contexts.by_instance(db, Level.COURSE, row["courseid"]) if row["courseid"] else contexts.SYSTEM


def badge_class(ctx: CallContext, row: RowMapping) -> dict[str, Any]:
    """The description of a badge in the form of Open Badges."""
    return {
        "type": "BadgeClass",
        "id": f"{ctx.site.wwwroot}/badges/badgeclass.php?id={row['id']}",
        "issuer": row["issuername"],
        "name": row["name"],
        "image": _picture(ctx, row),
        "description": row["description"] or "",
        "hostedUrl": row["issuerurl"],
    }


def switch(ctx: CallContext, row: RowMapping, *, on: bool) -> None:
    """Switch a badge on or off and log it, unless it is that already; a badge that somebody has keeps its criteria locked."""
    if (row["status"] in _ON) == on:
        return
    status = _SWITCHED.get(row["status"], row["status"])
    values = {"status": status, "timemodified": ctx.now, "usermodified": ctx.userid}
    ctx.db.execute(update(badge).where(badge.c.id == row["id"]).values(values))
    events.note(ctx, _ENABLED if on else _DISABLED, place_of(ctx.db, row), courseid=row["courseid"] or SITE_COURSE, objectid=row["id"])


def owner(ctx: CallContext, userid: int) -> User:
    """The account whose badges are listed (the caller's for 0). Raises ``CodedError`` if the caller may not see them."""
    require_badges(ctx)
    row = users.active(ctx.db, ctx.site, userid or ctx.userid)
    user_context = ctx.validate(contexts.by_instance(ctx.db, Level.USER, row["id"]))
    if row["id"] != ctx.userid:
        ctx.require("moodle/badges:viewotherbadges", user_context)
    return row


def issued(ctx: CallContext, row: User, courseid: int, part: Window, search: str, only_public: bool) -> list[dict[str, Any]]:
    """A part of the badges issued to a user, newest first; other users get only the badges that their owner shows."""
    given = badge_issued.c
    query = _ISSUES.where(given.userid == row["id"]).order_by(given.dateissued.desc(), given.id.desc())
    if only_public or row["id"] != ctx.userid:
        query = query.where(given.visible == 1)
    if courseid:
        query = query.where(badge.c.courseid == courseid)
    if search:
        query = query.where(caseless.contains(badge.c.name, search))
    return [_issue_result(ctx, issue, row) for issue in ctx.db.execute(part.rows(query)).mappings()]


def by_hash(ctx: CallContext, hash_: str) -> list[dict[str, Any]]:
    """The badge that was issued to somebody under a unique text; none if there is no such issue."""
    issue = ctx.db.execute(_ISSUES.where(badge_issued.c.uniquehash == hash_)).mappings().first()
    people = users.by_field(ctx.db, "id", [issue["userid"]]) if issue is not None else []
    return [_issue_result(ctx, issue, row) for row in people] if issue is not None else []


def _issue_result(ctx: CallContext, issue: RowMapping, row: User) -> dict[str, Any]:
    """A badge issued to a user in the form of the result."""
    sees_all = row["id"] == ctx.userid or ctx.has("moodle/badges:configuredetails", place_of(ctx.db, issue))
    told = {name: issue[name] for name in (*_PUBLIC, *(_MANAGED if sees_all else ()))}
    owner_told = {
        "recipientid": row["id"],
        "recipientfullname": users.fullname(ctx.site, row),
        **({"email": row["email"]} if sees_all else {}),
    }
    return {**_INSTEAD, **told, **owner_told, "badgeurl": _picture(ctx, issue), "alignment": [], "relatedbadges": []}


def _picture(ctx: CallContext, row: RowMapping) -> str:
    """The address of the picture of a badge."""
    return f"{ctx.site.wwwroot}/{ctx.settings.file}/{place_of(ctx.db, row).id}/badges/badgeimage/{row['id']}/f3"
