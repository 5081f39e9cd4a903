"""Deleting requests together with the accounts of who has made them for themselves."""

from __future__ import annotations

from sqlalchemy import Connection, delete

from gateway.api import Ids
from gateway.components.tool_dataprivacy.tables import tool_dataprivacy_request

__all__ = ["forget_users"]

_DELETING = 2


def forget_users(db: Connection, userids: Ids) -> None:
    """Delete the requests of users, but for those to delete them: these say that it was done."""
    cols = tool_dataprivacy_request.c
    db.execute(delete(tool_dataprivacy_request).where(cols.userid.in_(userids), cols.type != _DELETING))
