"""Badges and the users they were issued to."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from gateway.api import CallContext, CodedError, Context, Level, contexts
from gateway.api.rows import caseless
from gateway.components.core_badges.tables import badge, badge_issued
from gateway.components.core_user import lib as users
from gateway.components.core_user.lib import User

__all__ = ["issued", "owner"]

# The columns of a badge that everybody sees, and those that only its owner and managers of badges see.
_PUBLIC = (
    "name", "description", "issuername", "issuerurl", "issuercontact", "courseid", "version", "language", "imageauthorname",
    "imageauthoremail", "imageauthorurl", "imagecaption",
)  # fmt: skip
_MANAGED = (
    "id", "timecreated", "timemodified", "usercreated", "usermodified", "expiredate", "expireperiod", "type", "message", "messagesubject",
    "attachment", "notification", "nextcron", "status",
)  # fmt: skip


def owner(ctx: CallContext, userid: int) -> tuple[User, Context]:
    """The account whose badges are listed (the caller's for 0) and its context. Raises ``CodedError`` if the caller may not see them."""
    if not ctx.site.config.flag("enablebadges"):
        raise CodedError("badgesdisabled", "badges")
    user_context = contexts.by_instance(ctx.db, Level.USER, userid or ctx.userid)
    ctx.validate(user_context)
    row = users.active(ctx.db, ctx.site, userid or ctx.userid)
    if row["id"] != ctx.userid:
        ctx.require("moodle/badges:viewotherbadges", user_context)
    return row, user_context


def issued(
    ctx: CallContext, row: User, user_context: Context, courseid: int, page: int, perpage: int, search: str, only_public: bool
) -> list[dict[str, Any]]:
    """A page of the badges issued to a user, newest first; other users get only the badges that their owner shows."""
    mine = row["id"] == ctx.userid
    sees_all = mine or ctx.has("moodle/badges:configuredetails", user_context)
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
    if perpage:
        query = query.limit(perpage).offset(page * perpage)
    found = []
    for issue in ctx.db.execute(query).mappings():
        place = contexts.by_instance(ctx.db, Level.COURSE, issue["courseid"]) if issue["courseid"] else contexts.SYSTEM
        names = (*_PUBLIC, "uniquehash", "dateissued", "dateexpire", *((*_MANAGED, "issuedid", "visible") if sees_all else ()))
        picture = f"{ctx.site.wwwroot}/{ctx.settings.file}/{place.id}/badges/badgeimage/{issue['id']}/f3"
        badge_result = {
            **{name: issue[name] for name in names},
            "recipientid": row["id"],
            "recipientfullname": users.fullname(ctx.site, row),
        }
        found.append(
            {**badge_result, "badgeurl": picture, "alignment": [], "relatedbadges": [], **({"email": row["email"]} if mine else {})}
        )
    return found
