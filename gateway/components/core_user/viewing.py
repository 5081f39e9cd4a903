"""Logging views of profiles, agreeing to the site policy, and measuring private files."""

from __future__ import annotations

from gateway.api import CallContext
from gateway.api.admin import Event, accounts, audit

__all__ = ["agree", "list_viewed", "profile_viewed"]


def profile_viewed(ctx: CallContext, userid: int, courseid: int) -> None:
    """Log that the caller has viewed a profile."""
    other = {"courseid": courseid}
    audit.write(ctx.db, Event(action=audit.PROFILE_VIEWED, actor=ctx.actor, objectid=userid, relateduserid=userid, other=other))


def list_viewed(ctx: CallContext, courseid: int) -> None:
    """Log that the caller has viewed the list of participants of a course."""
    audit.write(ctx.db, Event(action=audit.USER_LIST_VIEWED, actor=ctx.actor, objectid=courseid))


def agree(ctx: CallContext) -> tuple[str, str] | None:
    """Store that the caller agrees to the site policy, and return None, or the code and message of the reason why not."""
    if ctx.caller is not None and ctx.caller.policyagreed:
        return "alreadyagreed", "You have agreed to the site policy already."
    if not ctx.site.config["sitepolicy"]:
        return "nositepolicy", "This site has no policy."
    accounts.change(ctx.db, ctx.site, ctx.userid, {"policyagreed": 1}, now=ctx.now, by=ctx.actor)
    return None
