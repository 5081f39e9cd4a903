"""The external functions that the reference does not have."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import select

from gateway.api import INT, RAW, SYSTEM, WRITE, CallContext, CodedError, InvalidParameter, Struct, Value, function
from gateway.api.rotation import rotate
from gateway.api.tables import external_tokens

_DAY: Final = 24 * 3600
_LONGEST_OVERLAP: Final = 90


@function(
    "local_triglot_rotate_token",
    WRITE,
    params={"overlap": Value(INT, "for how many days the token of the call still holds", default=7, most=_LONGEST_OVERLAP)},
    returns=Struct(
        {
            "token": Value(RAW, "the new token, which is shown only now"),
            "validuntil": Value(INT, "when the new token ends, in Unix seconds; 0: never"),
            "oldvaliduntil": Value(INT, "when the token of the call ends, in Unix seconds"),
        }
    ),
    capabilities=["moodle/webservice:createtoken"],
)
def rotate_token(ctx: CallContext, overlap: int) -> dict[str, Any]:
    """Return a new token like that of the call, for the same service, and let the old one end after some days."""
    ctx.validate(SYSTEM)
    ctx.require("moodle/webservice:createtoken", SYSTEM)
    if ctx.token is None:
        raise CodedError("invalidtoken", message="A token renews itself: call with the token that is to be renewed.")
    if overlap < 0:
        raise InvalidParameter("must be 0 or more", path="overlap")
    issued = rotate(ctx.db, ctx.vault, ctx.site, ctx.token.id, overlap=overlap * _DAY, now=ctx.now, by=ctx.actor)
    cols = external_tokens.c
    both = select(cols.id, cols.validuntil).where(cols.id.in_([ctx.token.id, issued.id]))
    ends = {row.id: row.validuntil for row in ctx.db.execute(both)}
    return {"token": issued.token, "validuntil": ends[issued.id] or 0, "oldvaliduntil": ends.get(ctx.token.id, ctx.now)}
