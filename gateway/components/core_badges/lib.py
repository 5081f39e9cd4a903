"""Badges and the users they were issued to."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from gateway.api import CallContext, CodedError, Level, contexts
from gateway.api.rows import Window, caseless
from gateway.components.core_badges.tables import badge, badge_issued
from gateway.components.core_user import lib as users
from gateway.components.core_user.lib import User

__all__ = ["issued", "owner"]

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


def owner(ctx: CallContext, userid: int) -> User:
    """The account whose badges are listed (the caller's for 0). Raises ``CodedError`` if the caller may not see them."""
    if not ctx.site.config.flag("enablebadges"):
        raise CodedError("badgesdisabled", "badges")
    row = users.active(ctx.db, ctx.site, userid or ctx.userid)
    user_context = ctx.validate(contexts.by_instance(ctx.db, Level.USER, row["id"]))
    if row["id"] != ctx.userid:
        ctx.require("moodle/badges:viewotherbadges", user_context)
    return row


def issued(ctx: CallContext, row: User, courseid: int, part: Window, search: str, only_public: bool) -> list[dict[str, Any]]:
    """A part of the badges issued to a user, newest first; other users get only the badges that their owner shows."""
    mine = row["id"] == ctx.userid
    given = badge_issued.c
    query = (
        select(badge, given.id.label("issuedid"), given.uniquehash, given.dateissued, given.dateexpire, given.visible)
        .select_from(badge.join(badge_issued, given.badgeid == badge.c.id))
        .where(given.userid == row["id"])
        .order_by(given.dateissued.desc(), given.id.desc())
    )
    if only_public or not mine:
        query = query.where(given.visible == 1)
    if courseid:
        query = query.where(badge.c.courseid == courseid)
    if search:
        query = query.where(caseless.contains(badge.c.name, search))
    found = []
    for issue in ctx.db.execute(part.rows(query)).mappings():
        place = contexts.by_instance(ctx.db, Level.COURSE, issue["courseid"]) if issue["courseid"] else contexts.SYSTEM
        sees_all = mine or ctx.has("moodle/badges:configuredetails", place)
        told = {name: issue[name] for name in (*_PUBLIC, *(_MANAGED if sees_all else ()))}
        picture = f"{ctx.site.wwwroot}/{ctx.settings.file}/{place.id}/badges/badgeimage/{issue['id']}/f3"
        owner_told = {
            "recipientid": row["id"],
            "recipientfullname": users.fullname(ctx.site, row),
            **({"email": row["email"]} if sees_all else {}),
        }
        found.append({**_INSTEAD, **told, **owner_told, "badgeurl": picture, "alignment": [], "relatedbadges": []})
    return found
