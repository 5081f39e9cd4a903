"""User preferences: the known ones, their values, and the permissions to set them.

Clients can set only the preferences declared here; the others are internal.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

import msgspec
from sqlalchemy import Connection, delete, update

from gateway.api import (
    ALPHANUMEXT,
    BOOL,
    COMPONENT,
    INT,
    NOTAGS,
    RAW,
    SYSTEM,
    TEXT,
    CallContext,
    CodingError,
    Level,
    ParamType,
    clean,
    contexts,
)
from gateway.api.rows import ChangeKind, note, upsert
from gateway.api.tables import user, user_preferences
from gateway.components.core_user import lib

__all__ = ["put", "put_if_allowed", "set_email_stop", "set_one", "stored"]

# The maximum length of a value.
_LONGEST = 1333

May = Callable[[CallContext, int], bool]


def _is_own(ctx: CallContext, userid: int) -> bool:
    """Whether the preference is the caller's own."""
    return ctx.userid == userid


def _may_edit_messaging(ctx: CallContext, userid: int) -> bool:
    """Whether the caller may change a user's message preferences."""
    if ctx.userid == userid:
        return ctx.has("moodle/user:editownmessageprofile", SYSTEM)
    user_context = contexts.by_instance(ctx.db, Level.USER, userid)
    may_edit = ctx.has("moodle/user:editmessageprofile", user_context)
    return may_edit and (userid not in ctx.site.admins or ctx.userid in ctx.site.admins)


def _may_edit_profile(ctx: CallContext, userid: int) -> bool:
    """Whether the caller may change a user's profile."""
    if ctx.userid == userid:
        return ctx.has("moodle/user:editownprofile", SYSTEM)
    user_context = contexts.by_instance(ctx.db, Level.USER, userid)
    may_edit = ctx.has("moodle/user:editprofile", user_context)
    return may_edit and (userid not in ctx.site.admins or ctx.userid in ctx.site.admins)


def _may_blog(ctx: CallContext, userid: int) -> bool:
    """Whether the preference is the caller's own and the caller may read blogs."""
    return ctx.userid == userid and ctx.has("moodle/blog:view", SYSTEM)


def _may_choose_home(ctx: CallContext, userid: int) -> bool:
    """Whether the preference is the caller's own and the site lets users choose their home page."""
    return ctx.userid == userid and ctx.site.config["defaulthomepage"] == _HOME_USER


_HOME_USER = "2"


class _Declared(msgspec.Struct, frozen=True):
    """A declared preference: its type, default, allowed values (empty: any), and the permission to set it."""

    type: ParamType
    default: str = ""
    choices: frozenset[str] = frozenset()
    may: May = _is_own


def _one_of(choices: Iterable[object], default: object, *, type: ParamType = INT, may: May = _is_own) -> _Declared:
    """A preference with a fixed set of values."""
    return _Declared(type, str(default), frozenset(str(choice) for choice in choices), may)


_FLAG = _one_of((0, 1), 0)
_SORTS = ("title", "lastaccessed", "shortname")

_DECLARED: dict[str, _Declared] = {
    "badgeprivacysetting": _one_of((0, 1), 1),
    "blogpagesize": _Declared(INT, "10", may=_may_blog),
    "block_myoverview_user_grouping_customfieldvalue_preference": _Declared(RAW),
    "block_myoverview_user_grouping_preference": _one_of(
        ("allincludinghidden", "all", "inprogress", "future", "past", "favourites", "hidden", "customfield"), "all", type=TEXT
    ),
    "block_myoverview_user_paging_preference": _one_of((12, 24, 48, 96, 0), 12),
    "block_myoverview_user_sort_preference": _one_of(_SORTS, "title", type=TEXT),
    "block_myoverview_user_view_preference": _one_of(("card", "list", "summary"), "card", type=TEXT),
    "block_timeline_user_filter_preference": _Declared(ALPHANUMEXT, "all"),
    "block_timeline_user_limit_preference": _one_of((5, 10, 25, 50, 100), 5),
    "block_timeline_user_sort_preference": _one_of(("sortbydates", "sortbycourses"), "sortbydates", type=ALPHANUMEXT),
    "calendar_lookahead": _Declared(INT, "0"),
    "calendar_maxevents": _Declared(INT, "10"),
    "calendar_persistflt": _FLAG,
    "calendar_startwday": _Declared(INT, "1"),
    "calendar_timeformat": _Declared(NOTAGS, "0"),
    "core_contentbank_view_list": _one_of(("1", "0", "none"), "none", type=TEXT),
    "drawer-open-block": _one_of((0, 1), 0, type=BOOL),
    "drawer-open-index": _one_of((0, 1), 1, type=BOOL),
    "drawer-open-nav": _one_of(("true", "false"), "false", type=TEXT),
    "email_bounce_count": _Declared(INT, "0", may=lambda ctx, userid: ctx.has("moodle/user:update", SYSTEM)),
    "email_send_count": _Declared(INT, "0", may=lambda ctx, userid: ctx.has("moodle/user:update", SYSTEM)),
    "filemanager_recentviewmode": _one_of((1, 2, 3), 1),
    "filepicker_recentlicense": _Declared(RAW),
    "filepicker_recentrepository": _Declared(INT, "0"),
    "filepicker_recentviewmode": _one_of((1, 2, 3), 1),
    "forum_discussionlistsortorder": _Declared(INT, "1"),
    "forum_markasreadonnotification": _one_of((0, 1), 1, may=_may_edit_profile),
    "forum_useexperimentalui": _one_of((0, 1), 0, type=BOOL, may=_may_edit_profile),
    "htmleditor": _Declared(COMPONENT, may=_may_edit_profile),
    "message_blocknoncontacts": _one_of((0, 1, 2), 0, may=_may_edit_messaging),
    "message_entersend": _one_of((0, 1), 0, type=BOOL),
    "message_processor_email_email": _Declared(RAW, may=_may_edit_messaging),
    "usemodchooser": _one_of((0, 1), 1),
    "user_home_page_preference": _one_of((0, 1, 3), 1, may=_may_choose_home),
}

# Preferences whose names follow a pattern.
_FAMILIES: tuple[tuple[re.Pattern[str], _Declared], ...] = (
    (re.compile(r"message_provider_\w+_enabled"), _Declared(TEXT, "none", may=_may_edit_messaging)),
    (re.compile(r"coursesectionspreferences_\d+"), _Declared(RAW)),
    (re.compile(r"block_myoverview_hidden_course_\d+"), _FLAG),
    (re.compile(r"user_selector_(preserveselected|autoselectunique|searchanywhere|searchtype)"), _Declared(INT, "0")),
)

# Names that older apps send: the suffixes for being logged in or off have been replaced by ``_enabled``.
_FORMER_NAME = re.compile(r"(message_provider_\w+)_(loggedin|loggedoff)")


def stored(ctx: CallContext, userid: int) -> dict[str, str | int]:
    """The preferences of a user with the time of loading, as the reference returns them."""
    return {**lib.preferences(ctx.db, userid), "_lastloaded": ctx.now}


def set_one(ctx: CallContext, userid: int, name: str, value: object) -> bool:
    """Set a preference of a user, and return False if the caller may not. Raises ``CodingError`` for a value that is too long.

    None deletes the preference; a value that is not allowed is replaced by the default.
    """
    declared = _declared(name)
    if declared is None or not ctx.userid or ctx.userid == ctx.site.guest_id or not declared.may(ctx, userid):
        return False
    put(ctx.db, userid, name, None if value is None else _cleaned(ctx, declared, value))
    return True


def put_if_allowed(ctx: CallContext, userid: int, name: str, value: object) -> None:
    """Set a preference of a user if the caller may; former names of preferences are translated."""
    if match := _FORMER_NAME.fullmatch(name):
        name = f"{match[1]}_enabled"
    set_one(ctx, userid, name, value)


def put(db: Connection, userid: int, name: str, value: str | None) -> None:
    """Store a preference, or delete it for None. Raises ``CodingError`` for a value that is too long."""
    if value is None:
        cols = user_preferences.c
        db.execute(delete(user_preferences).where(cols.userid == userid, cols.name == name))
    elif len(value) > _LONGEST:
        raise CodingError(f"preferences have at most {_LONGEST} characters", message="The value of the preference is too long.")
    else:
        upsert(db, user_preferences, {"userid": userid, "name": name}, {"value": value})
    if name.startswith("auth_"):  # access decisions depend on these
        note(db, ChangeKind.USER, str(userid))


def set_email_stop(ctx: CallContext, userid: int, stop: int) -> None:
    """Set whether a user gets no e-mail, if the caller may."""
    if _may_edit_messaging(ctx, userid):
        ctx.db.execute(update(user).where(user.c.id == userid).values(emailstop=stop))


def _declared(name: str) -> _Declared | None:
    """The declaration of a preference, or None."""
    return _DECLARED.get(name) or next((declared for pattern, declared in _FAMILIES if pattern.fullmatch(name)), None)


def _cleaned(ctx: CallContext, declared: _Declared, value: Any) -> str:
    """The value cleaned by the preference's type, or the default if it is not allowed."""
    cleaned = clean(value, declared.type, ctx.site)
    text = str(int(cleaned)) if isinstance(cleaned, bool) else str(cleaned)
    return text if not declared.choices or text in declared.choices else declared.default
