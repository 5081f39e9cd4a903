"""Searching users by columns of their accounts."""

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

# The columns by which users can be searched, and the types of the values.
KEYS: Mapping[str, ParamType] = {
    "id": INT,
    "idnumber": RAW,
    "username": RAW,
    "email": RAW_TRIMMED,
    "auth": TEXT,
    "lastname": TEXT,
    "firstname": TEXT,
}

# Columns whose values can be LIKE patterns.
_PATTERNS = frozenset({"email", "lastname", "firstname"})

# The columns that a site can choose as identity fields.
_IDENTITY = frozenset({"username", "idnumber", "email", "phone1", "phone2", "department", "institution", "city", "country"})


def by_criteria(db: Connection, criteria: Mapping[str, Any]) -> list[User]:
    """The accounts that match all criteria (see ``KEYS``), by id, without deleted ones."""
    conditions: list[ColumnElement[bool]] = [user.c.deleted == 0]
    for key, value in criteria.items():
        column = user.c[key]
        conditions.append(caseless.is_like(column, str(value)) if key in _PATTERNS else column == value)
    return list(db.execute(select(*PERSON).where(*conditions).order_by(user.c.id)).mappings())


def identity_fields(site: SiteData) -> list[str]:
    """The identity fields of the site that are columns of the account."""
    return [name for name in site.config.names("showuseridentity") if name in _IDENTITY]


def by_text(db: Connection, site: SiteData, text: str, fields: Sequence[str], *, most: int) -> list[User]:
    """The confirmed accounts (at most ``most``) whose name, or one of ``fields``, contains a text.

    Exact matches come first; then the order is by surname.
    """
    fullname = user.c.firstname + " " + user.c.lastname
    places = [fullname, user.c.lastname + " " + user.c.firstname, *(user.c[name] for name in fields)]
    exact = [fullname, user.c.firstname, user.c.lastname, *(user.c[name] for name in fields)]
    exactly = case((or_(*(caseless.equals(place, text) for place in exact)), 0), else_=1)
    first = [exactly] if text else []
    query = (
        select(*PERSON)
        .where(or_(*(caseless.contains(place, text) for place in places)))
        .where(user.c.deleted == 0, user.c.confirmed == 1, user.c.id != site.guest_id)
        .order_by(*first, user.c.lastname, user.c.firstname, user.c.id)
    )
    return list(db.execute(query.limit(most)).mappings())


def identity_results(row: User, fields: Sequence[str]) -> list[dict[str, str]]:
    """The identity fields of a user in the form of the result, escaped for HTML."""
    return [{"name": name, "value": html.escape(row[name], quote=True)} for name in fields]
