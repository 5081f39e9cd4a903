"""What is told of the people somebody writes to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from gateway.api import SYSTEM, CallContext, Level, contexts
from gateway.components.core_message import lib
from gateway.components.core_user import lib as users
from gateway.store.tables.messages import message_users_blocked

__all__ = ["blocked", "told"]

# For how long after the last access somebody counts as being here, in seconds.
_ONLINE = 300


def told(ctx: CallContext, owner: int, ids: Sequence[int]) -> list[dict[str, Any]]:
    """The people with these ids, as ``owner`` has to do with them, in that order."""
    rows = {row["id"]: row for row in users.by_field(ctx.db, "id", ids, deleted=True)}
    places = contexts.by_instances(ctx.db, Level.USER, rows)
    mine, barred = set(lib.contacts(ctx.db, owner)), set(_blocked(ctx, owner))
    found: list[dict[str, Any]] = []
    for userid in ids:
        row, place = rows[userid], places[userid]
        shown = userid in mine or ctx.has("moodle/user:viewdetails", place)
        found.append(
            {
                "id": userid,
                "fullname": users.fullname(row),
                "profileurl": f"{ctx.site.wwwroot}/user/profile.php?id={userid}",
                "profileimageurl": users.picture_url(ctx.site, row, place.id, "f1"),
                "profileimageurlsmall": users.picture_url(ctx.site, row, place.id, "f2"),
                "isonline": row["lastaccess"] > ctx.now - _ONLINE if shown else None,
                "showonlinestatus": shown,
                "isblocked": userid in barred,
                "iscontact": userid in mine,
                "isdeleted": bool(row["deleted"]),
                "canmessageevenifblocked": None,
                "canmessage": None,
                "requirescontact": None,
                "cancreatecontact": ctx.has("moodle/site:sendmessage", SYSTEM, owner),
                "contactrequests": [],
            }
        )
    return found


def blocked(ctx: CallContext, owner: int) -> list[dict[str, Any]]:
    """Those whose messages ``owner`` does not take, by id."""
    rows = users.by_field(ctx.db, "id", _blocked(ctx, owner))
    places = contexts.by_instances(ctx.db, Level.USER, [row["id"] for row in rows])
    return [
        {
            "id": row["id"],
            "fullname": users.fullname(row),
            "profileimageurl": users.picture_url(ctx.site, row, places[row["id"]].id, "f1"),
        }
        for row in rows
    ]


def _blocked(ctx: CallContext, owner: int) -> list[int]:
    """The ids of those whose messages somebody does not take."""
    own = message_users_blocked.c
    return list(ctx.db.execute(select(own.blockeduserid).where(own.userid == owner)).scalars())
