"""Users in the form in which message functions return them: with their relation to the owner of the conversations."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import BindParameter, and_, bindparam, or_, select

from gateway.api import CallContext
from gateway.components.core_message import lib
from gateway.components.core_message.privacy import CONTACTS, Privacy
from gateway.components.core_message.tables import message_contact_requests, message_users_blocked
from gateway.components.core_user import lib as users
from gateway.components.core_user.details import Details

__all__ = ["blocked_user_results", "member_results"]

# How many seconds after the last access a user counts as online.
_ONLINE = 300

_OWNER: BindParameter[int] = bindparam("owner")
_OTHERS: BindParameter[int] = bindparam("others", expanding=True)
_ASKING, _ASKED = message_contact_requests.c.userid, message_contact_requests.c.requesteduserid
_REQUESTS = (
    select(message_contact_requests)
    .where(or_(and_(_OWNER == _ASKING, _ASKED.in_(_OTHERS)), and_(_OWNER == _ASKED, _ASKING.in_(_OTHERS))))
    .order_by(message_contact_requests.c.timecreated, message_contact_requests.c.id)
)
_BLOCKED = select(message_users_blocked.c.blockeduserid).where(message_users_blocked.c.userid == bindparam("owner"))


def member_results(
    ctx: CallContext, owner: int, ids: Sequence[int], *, requests: bool = False, privacy: bool = False
) -> list[dict[str, Any]]:
    """The existing users of ``ids`` in that order, with their relation to ``owner``, in the form of the result.

    ``requests`` adds the contact requests between them, ``privacy`` the permissions to message each other.
    """
    rows = {row["id"]: row for row in users.by_field(ctx.db, "id", ids, deleted=True)}
    if not rows:
        return []
    places = {userid: place for userid, row in rows.items() if (place := users.place(row))}
    alive = [row for row in rows.values() if not row["deleted"] and row["id"] in places]
    details = Details(ctx, alive, ("lastaccess",))
    present = {row["id"] for row in alive if "lastaccess" in (details.of(row) or {})}
    mine, barred, between = set(lib.contacts(ctx.db, owner)), set(_blocked(ctx, owner)), Privacy(ctx, owner, rows)
    asked = _requests(ctx, owner, rows) if requests else {}
    found: list[dict[str, Any]] = []
    for row in (rows[userid] for userid in ids if userid in rows):
        userid, place = row["id"], places.get(row["id"])
        entry: dict[str, Any] = {
            "id": userid,
            "fullname": users.fullname(ctx.site, row),
            "profileurl": f"{ctx.site.wwwroot}/user/profile.php?id={userid}",
            "profileimageurl": users.picture_url(ctx.site, row, place.id if place else 0, "f1"),
            "profileimageurlsmall": users.picture_url(ctx.site, row, place.id if place else 0, "f2"),
            "isonline": row["lastaccess"] > ctx.now - _ONLINE if userid in present else False if row["deleted"] else None,
            "showonlinestatus": userid in present,
            # Users who may message even those who blocked them are not shown as blocked.
            "isblocked": userid in barred and not between.may_send(userid, owner, though_blocked=True),
            "iscontact": userid in mine,
            "isdeleted": bool(row["deleted"]),
            "canmessageevenifblocked": None,
            "canmessage": None,
            "requirescontact": None,
            "cancreatecontact": between.may_befriend(userid),
            "contactrequests": asked.get(userid, []),
        }
        if privacy:
            entry["canmessageevenifblocked"] = not row["deleted"] and between.may_send(userid, owner, though_blocked=True)
            entry["canmessage"] = not row["deleted"] and between.may_send(owner, userid)
            entry["requirescontact"] = between.choice(userid) == CONTACTS
        found.append(entry)
    return found


def blocked_user_results(ctx: CallContext, owner: int) -> list[dict[str, Any]]:
    """The users whom ``owner`` has blocked, by id, in the form of the result."""
    rows = users.by_field(ctx.db, "id", _blocked(ctx, owner))
    places = {row["id"]: place for row in rows if (place := users.place(row))}
    return [
        {
            "id": row["id"],
            "fullname": users.fullname(ctx.site, row),
            "profileimageurl": users.picture_url(ctx.site, row, places[row["id"]].id, "f1"),
        }
        for row in rows
    ]


def _requests(ctx: CallContext, owner: int, others: Collection[int]) -> dict[int, list[dict[str, Any]]]:
    """The contact requests between a user and others, by the ids of the others."""
    found: dict[int, list[dict[str, Any]]] = {}
    for row in ctx.db.execute(_REQUESTS, {"owner": owner, "others": list(others)}).mappings():
        for userid in {row["userid"], row["requesteduserid"]}.intersection(others):
            found.setdefault(userid, []).append(dict(row))
    return found


def _blocked(ctx: CallContext, owner: int) -> list[int]:
    """The ids of the users whom a user has blocked."""
    return list(ctx.db.execute(_BLOCKED, {"owner": owner}).scalars())
