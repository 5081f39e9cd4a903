"""The policies in force, and agreeing to them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import RowMapping, select

from gateway.api import (
    SYSTEM,
    CallContext,
    CodedError,
    Context,
    Level,
    MissingCapability,
    MissingRecord,
    contexts,
    format_string,
    format_text,
)
from gateway.api.admin import accounts
from gateway.api.rows import upsert
from gateway.components.core_user import lib as users
from gateway.components.tool_policy.tables import tool_policy, tool_policy_acceptances, tool_policy_versions

__all__ = ["Rights", "accept", "in_force", "policies_of", "version"]

# Who a policy is for: everybody, who is logged in, or guests.
_EVERYBODY, _LOGGED_IN = 0, 1
_ACTIVE = 1
_ACCEPTED, _DECLINED = 1, 0


class Rights(msgspec.Struct, frozen=True):
    """What the caller may do about the policies of a user."""

    userid: int
    accepts: bool
    on_behalf: bool

    @classmethod
    def to(cls, ctx: CallContext, userid: int) -> Rights:
        """The rights about a user. Raises ``MissingRecord`` or ``MissingCapability``."""
        if not users.by_field(ctx.db, "id", [userid]):
            raise MissingRecord("user", errorcode="invaliduser")
        place = ctx.validate(contexts.by_instance(ctx.db, Level.USER, userid))
        on_behalf = ctx.has("tool/policy:acceptbehalf", place)
        own = userid == ctx.userid
        if not (own or on_behalf or ctx.has("tool/policy:viewacceptances", SYSTEM)):
            raise MissingCapability("tool/policy:viewacceptances")
        return cls(userid, on_behalf or (own and ctx.has("tool/policy:accept", SYSTEM)), on_behalf)

    def revokes(self, row: RowMapping) -> bool:
        """Whether the caller may take an agreement to a version back."""
        return self.on_behalf or (self.accepts and bool(row["optional"]))


def in_force(ctx: CallContext) -> Sequence[RowMapping]:
    """The versions in force of the policies for who is logged in, in their order."""
    versions = tool_policy_versions
    query = select(versions).join(tool_policy, tool_policy.c.currentversionid == versions.c.id)
    query = query.where(versions.c.audience.in_((_EVERYBODY, _LOGGED_IN))).order_by(tool_policy.c.sortorder, versions.c.id)
    return ctx.db.execute(query).mappings().all()


def policies_of(ctx: CallContext, rights: Rights) -> list[dict[str, Any]]:
    """The policies in force, with what a user has said of each, in the form of the result."""
    given = _acceptances(ctx, rights.userid)
    changers = {row["usermodified"] for row in given.values()} - {rights.userid}
    names = {row["id"]: users.fullname(ctx.site, row) for row in users.by_field(ctx.db, "id", changers)} if changers else {}
    found = []
    for row in in_force(ctx):
        said = given.get(row["id"])
        accepted = said is not None and said["status"] == _ACCEPTED
        summary, summary_format = _text(ctx, row, "summary")
        content, content_format = _text(ctx, row, "content")
        entry = {
            **{name: row[name] for name in ("policyid", "agreementstyle", "optional", "revision")},
            "versionid": row["id"],
            "status": _ACTIVE,
            "name": format_string(row["name"], ctx.settings),
            "summary": summary,
            "summaryformat": summary_format,
            "content": content,
            "contentformat": content_format,
            "canaccept": rights.accepts and not accepted,
            "candecline": rights.accepts and bool(row["optional"]) and said is None,
            "canrevoke": accepted and rights.revokes(row),
        }
        if said is not None and said["status"] is not None:
            entry["acceptance"] = {
                **{name: said[name] for name in ("status", "lang", "timemodified", "usermodified")},
                "note": said["note"] or "",
                **({"modfullname": names[said["usermodified"]]} if said["usermodified"] in names else {}),
            }
        found.append(entry)
    return found


def version(ctx: CallContext, versionid: int) -> dict[str, Any] | None:
    """A version of a policy for who reads it: one in force, or, for who manages policies, any; None if there is none."""
    row = ctx.db.execute(select(tool_policy_versions).where(tool_policy_versions.c.id == versionid)).mappings().first()
    current = select(tool_policy.c.id).where(tool_policy.c.currentversionid == versionid)
    if row is None or (ctx.db.execute(current).first() is None and not ctx.has("tool/policy:managedocs", SYSTEM)):
        return None
    return {"name": format_string(row["name"], ctx.settings), "versionid": row["id"], "content": _text(ctx, row, "content")[0]}


def accept(ctx: CallContext, rights: Rights, said: Sequence[dict[str, Any]]) -> bool:
    """Store what a user says of versions in force; returns whether the user has agreed to all that everybody must agree to.

    Raises ``errorpolicyversionnotfound``, ``errorpolicyversioncompulsory`` or ``MissingCapability``.
    """
    current = {row["id"]: row for row in in_force(ctx)}
    before = _acceptances(ctx, rights.userid)
    (person,) = users.by_field(ctx.db, "id", [rights.userid])
    for wanted in said:
        row = current.get(wanted["versionid"])
        if row is None:
            raise CodedError("errorpolicyversionnotfound", "tool_policy")
        status = _ACCEPTED if wanted["status"] else _DECLINED
        _require(rights, row, before.get(row["id"]), status)
        values = {"status": status, "lang": person["lang"], "note": wanted.get("note"), "usermodified": ctx.userid}
        values |= {"timemodified": ctx.now, "timecreated": before[row["id"]]["timecreated"] if row["id"] in before else ctx.now}
        upsert(ctx.db, tool_policy_acceptances, {"policyversionid": row["id"], "userid": rights.userid}, values)
    after = _acceptances(ctx, rights.userid)
    agreed = all(row["optional"] or (row["id"] in after and after[row["id"]]["status"] == _ACCEPTED) for row in current.values())
    if agreed != bool(person["policyagreed"]):
        accounts.change(ctx.db, ctx.site, rights.userid, {"policyagreed": int(agreed)}, now=ctx.now, by=ctx.actor)
    return agreed


def _require(rights: Rights, row: RowMapping, before: RowMapping | None, status: int) -> None:
    """Raise an error unless the caller may say this of a version."""
    if not rights.accepts:
        raise MissingCapability("tool/policy:accept")
    if status == _ACCEPTED:
        return
    if not row["optional"] and not rights.on_behalf:
        raise CodedError("errorpolicyversioncompulsory", "tool_policy")
    if before is not None and before["status"] == _ACCEPTED and not rights.revokes(row):
        raise MissingCapability("tool/policy:acceptbehalf")


def _acceptances(ctx: CallContext, userid: int) -> dict[int, RowMapping]:
    """What a user has said of versions of policies, by the id of the version."""
    query = select(tool_policy_acceptances).where(tool_policy_acceptances.c.userid == userid)
    return {row["policyversionid"]: row for row in ctx.db.execute(query).mappings()}


def _text(ctx: CallContext, row: RowMapping, name: str) -> tuple[str, int]:
    """A text of a version as clean HTML, and its format."""
    place: Context = SYSTEM
    area = f"policydocument{name}"
    return format_text(
        row[name], row[f"{name}format"], ctx.settings, ctx.site, place, component="tool_policy", filearea=area, itemid=row["id"]
    )
