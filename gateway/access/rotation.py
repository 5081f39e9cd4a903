"""Rotating a token: another one like it, and a time in which both hold, so that no caller is cut off."""

from __future__ import annotations

from sqlalchemy import Connection, select, update

from gateway.access import accounts, contexts, tokens
from gateway.access.callers import PERMANENT
from gateway.access.secrets import Vault
from gateway.access.site import SiteData
from gateway.access.tokens import Issued
from gateway.errors import CodedError
from gateway.store.changes import ChangeKind, note
from gateway.store.tables.services import external_tokens
from gateway.telemetry.audit import COMMAND, Actor

__all__ = ["rotate"]


def rotate(db: Connection, vault: Vault, site: SiteData, tokenid: int, *, overlap: int, now: int, by: Actor = COMMAND) -> Issued:
    """A new token with the owner, the service and the restrictions of another, which ends ``overlap`` seconds from ``now``.

    It is valid for as long as the other was made for. Raises ``CodedError`` if there is no such permanent token.
    """
    cols = external_tokens.c
    row = db.execute(select(external_tokens).where(cols.id == tokenid, cols.tokentype == PERMANENT)).mappings().first()
    owner = accounts.by_id(db, row["userid"]) if row is not None else None
    service = site.services.get(row["externalserviceid"]) if row is not None else None
    context = contexts.by_id(db, row["contextid"]) if row is not None else None
    if row is None or owner is None or service is None or context is None:
        raise CodedError("invalidrecord", message="There is no such token.")
    until = now + max(0, row["validuntil"] - row["timecreated"]) if row["validuntil"] else None
    issued = tokens.create(
        db,
        vault,
        site,
        owner,
        service,
        context,
        now=now,
        creator=row["creatorid"],
        validuntil=until,
        iprestriction=row["iprestriction"],
        name=row["name"],
        developer=bool(row["developer"]),
        by=by,
    )
    if not overlap:
        tokens.revoke(db, tokenid, by=by, reason="rotated")
    elif not row["validuntil"] or row["validuntil"] > now + overlap:
        db.execute(update(external_tokens).where(cols.id == tokenid).values(validuntil=now + overlap))
        note(db, ChangeKind.TOKEN, row["token"])
    return issued
