"""Finding people by what is stored of them."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, case, or_, select

from gateway.api import INT, RAW, RAW_TRIMMED, TEXT, ParamType, SiteData
from gateway.api.rows import caseless
from gateway.api.tables import user
from gateway.components.core_user.lib import PERSON, User

__all__ = ["KEYS", "by_criteria", "by_text", "identity_fields", "identity_results"]

# What people can be searched by, and what is made of the value that is sought.
KEYS: Mapping[str, ParamType] = {
    "id": INT,
    "idnumber": RAW,
    "username": RAW,
    "email": RAW_TRIMMED,
    "auth": TEXT,
    "lastname": TEXT,
    "firstname": TEXT,
}

# Of these a pattern may be sought: % stands for anything, _ for one character.
_PATTERNS = frozenset({"email", "lastname", "firstname"})

# The columns by which a site may have people identified.
_IDENTITY = frozenset({"username", "idnumber", "email", "phone1", "phone2", "department", "institution", "city", "country"})


def by_criteria(db: Connection, criteria: Mapping[str, Any]) -> list[User]:
    """The accounts, deleted ones aside, for which all of ``criteria`` hold, by id; see ``KEYS``."""
    conditions: list[ColumnElement[bool]] = [user.c.deleted == 0]
    for key, value in criteria.items():
        column = user.c[key]
        conditions.append(caseless.is_like(column, str(value)) if key in _PATTERNS else column == value)
    return list(db.execute(select(*PERSON).where(*conditions).order_by(user.c.id)).mappings())


def identity_fields(site: SiteData) -> list[str]:
    """The fields by which people are identified on this site."""
    return [name for name in site.config.names("showuseridentity") if name in _IDENTITY]


def by_text(db: Connection, site: SiteData, text: str, fields: Sequence[str], *, most: int) -> list[User]:
    """At most so many confirmed accounts whose name, or one of ``fields``, contains a text.

    Those come first of whom something is exactly the text; then they go by surname.
    """
    fullname = user.c.firstname + " " + user.c.lastname
    places = [fullname, user.c.lastname + " " + user.c.firstname, *(user.c[name] for name in fields)]
    exact = [fullname, user.c.firstname, user.c.lastname, *(user.c[name] for name in fields)]
    first = case((or_(*(caseless.equals(place, text) for place in exact)), 0), else_=1)
    query = (
        select(*PERSON)
        .where(or_(*(caseless.contains(place, text) for place in places)))
        .where(user.c.deleted == 0, user.c.confirmed == 1, user.c.id != site.guest_id)
        .order_by(first, user.c.lastname, user.c.firstname, user.c.id)
    )
    return list(db.execute(query.limit(most)).mappings())


def identity_results(row: User, fields: Sequence[str]) -> list[dict[str, str]]:
    """What identifies somebody, safe to be put into a page."""
    return [{"name": name, "value": html.escape(row[name], quote=True)} for name in fields]
