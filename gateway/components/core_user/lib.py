"""Users: their rows, names and pictures."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache

from sqlalchemy import Connection, RowMapping, exists, select

from gateway.api import CodedError, Context, Level, MissingRecord, SiteData, contexts
from gateway.api.access import fullname
from gateway.api.rows import InQuery
from gateway.api.tables import context, course, role_assignments, user, user_preferences
from gateway.components.core_tag.tables import tag_instance

__all__ = [
    "PERSON",
    "User",
    "active",
    "by_field",
    "courses",
    "existing",
    "fullname",
    "no_picture_url",
    "picture_url",
    "place",
    "preferences",
    "require_person",
]

User = RowMapping

_PLACE = context.c.contextlevel == Level.USER, context.c.instanceid == user.c.id
_TAGGED = tag_instance.c.component == "core", tag_instance.c.itemtype == "user", tag_instance.c.itemid == user.c.id

# Columns that no function returns. Without them, reading a row is a quarter cheaper.
_UNUSED = frozenset(
    {
        "password", "lastlogin", "currentlogin", "timecreated", "timemodified", "maildigest", "autosubscribe", "trustbitmask",
        "imagealt", "moodlenetprofile",
    }
)  # fmt: skip

PERSON = (
    *(column for column in user.c if column.name not in _UNUSED),
    select(context.c.id).where(*_PLACE).correlate(user).scalar_subquery().label("contextid"),
    select(context.c.path).where(*_PLACE).correlate(user).scalar_subquery().label("contextpath"),
    exists().where(*_TAGGED).correlate(user).label("tagged"),
    exists().where(role_assignments.c.userid == user.c.id).correlate(user).label("assigned"),
)
"""The columns of statements that select users: those of the account, its context, whether it has tags, and whether it has a
role anywhere. The last three would otherwise cost a statement of their own for each result."""


def by_field(db: Connection, field: str, values: Collection[object], *, deleted: bool = False) -> list[User]:
    """The accounts whose ``field`` has one of the values, by id; without deleted ones unless ``deleted`` is set."""
    return list(_by_field(field, deleted).rows(db, values))


@cache
def _by_field(field: str, deleted: bool) -> InQuery:
    """The statement that finds accounts by a field (cached)."""
    conditions = [] if deleted else [user.c.deleted == 0]
    return InQuery(user.c[field], lambda found: select(*PERSON).where(found, *conditions).order_by(user.c.id))


def place(row: User) -> Context | None:
    """The context of an account; None for a deleted account."""
    return contexts.stored(row["contextid"], Level.USER, row["id"], row["contextpath"]) if row["contextid"] else None


def existing(db: Connection, userid: int) -> User:
    """The account with that id, deleted or not. Raises ``MissingRecord``."""
    found = by_field(db, "id", [userid], deleted=True)
    if not found:
        raise MissingRecord("user")
    return found[0]


def active(db: Connection, site: SiteData, userid: int) -> User:
    """The account with that id. Raises the errors of ``require_person``."""
    require_person(db, site, userid)
    return existing(db, userid)


def courses(db: Connection, ids: Collection[int]) -> dict[int, RowMapping]:
    """The courses with these ids, by id."""
    return {row["id"]: row for row in db.execute(select(course).where(course.c.id.in_(set(ids)))).mappings()}


def picture_url(site: SiteData, row: User, contextid: int, size: str) -> str:
    """The URL of a user's picture (``f1`` large, ``f2`` small), or of the theme's default picture."""
    if row["picture"]:
        return f"{site.wwwroot}/pluginfile.php/{contextid}/user/icon/{site.config['theme']}/{size}?rev={row['picture']}"
    return no_picture_url(site, size)


def no_picture_url(site: SiteData, size: str) -> str:
    """The URL of the theme's default picture."""
    return f"{site.wwwroot}/theme/image.php/{site.config['theme']}/core/{site.config.number('themerev') or 1}/u/{size}"


def preferences(db: Connection, userid: int) -> dict[str, str]:
    """The stored preferences of a user, oldest first."""
    query = select(user_preferences.c.name, user_preferences.c.value).where(user_preferences.c.userid == userid)
    return {row.name: row.value for row in db.execute(query.order_by(user_preferences.c.id))}


def require_person(db: Connection, site: SiteData, userid: int) -> None:
    """Raise an error unless the account exists, is confirmed, and is neither deleted nor the guest; it may be suspended."""
    row = db.execute(select(user.c.deleted, user.c.confirmed).where(user.c.id == userid)).first()
    if row is None:
        raise MissingRecord("user")
    if row.deleted:
        raise CodedError("userdeleted")
    if not row.confirmed:
        raise CodedError("usernotconfirmed")
    if userid == site.guest_id:
        raise CodedError("guestsarenotallowed")
