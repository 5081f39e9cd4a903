"""Writing blog entries: who may, what they are about, their tags and files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import RowMapping, delete, insert, select, update

from gateway.api import (
    ALPHA,
    INT,
    SITE_COURSE,
    SYSTEM,
    TAGLIST,
    CallContext,
    CodedError,
    Context,
    Level,
    MissingRecord,
    ParamType,
    clean,
    contexts,
    validate_format,
)
from gateway.api.rows import insert_row
from gateway.api.stored_files import AreaLimits, ItemArea, drafts, largest_file, rows
from gateway.api.tables import course_modules
from gateway.components.core_blog.tables import blog_association, post
from gateway.components.core_comment.tables import comments
from gateway.components.core_course import events
from gateway.components.core_course.events import Happening
from gateway.components.core_tag import lib as tags

__all__ = ["Options", "add", "change", "drafts_of", "entry", "limits_of", "parsed", "remove"]

_STATES = ("draft", "site", "public")
_MOST_FILES = 99
# The file areas of an entry: files in its text, and those attached to it.
_INLINE, _ATTACHED = "post", "attachment"
_CREATED = Happening("core", "blog_entry", "post", "created", "c")
_UPDATED = Happening("core", "blog_entry", "post", "updated", "u")
_DELETED = Happening("core", "blog_entry", "post", "deleted", "d")
_KINDS: Mapping[str, ParamType] = {
    "inlineattachmentsid": INT,
    "attachmentsid": INT,
    "publishstate": ALPHA,
    "courseassoc": INT,
    "modassoc": INT,
    "tags": TAGLIST,
}


class Options(msgspec.Struct, frozen=True):
    """What is said of an entry besides its texts; None where nothing is said."""

    inlineattachmentsid: int = 0
    attachmentsid: int = 0
    publishstate: str | None = None
    courseassoc: int | None = None
    modassoc: int | None = None
    tags: str | None = None

    @property
    def names_place(self) -> bool:
        """Whether it is said what the entry is about, be it nothing."""
        return self.courseassoc is not None or self.modassoc is not None


def parsed(ctx: CallContext, options: Sequence[Mapping[str, str]]) -> Options:
    """The options of an entry. Raises ``errorinvalidparam`` for an unknown one, or for readers that an entry cannot have."""
    given: dict[str, Any] = {}
    for option in options:
        if option["name"] not in _KINDS:
            raise CodedError("errorinvalidparam", "webservice", debug=f"options: {option['name']}")
        given[option["name"]] = clean(option["value"], _KINDS[option["name"]], ctx.site)
    if given.get("publishstate", _STATES[0]) not in _STATES:
        raise CodedError("errorinvalidparam", "webservice", debug="options: publishstate")
    return Options(**given)


def entry(ctx: CallContext, entryid: int, refusal: str) -> RowMapping:
    """An entry that the caller may change. Raises ``MissingRecord``, or the error with the code ``refusal``."""
    row = ctx.db.execute(select(post).where(post.c.id == entryid, post.c.module == "blog")).mappings().first()
    if row is None:
        raise MissingRecord("post")
    is_own = row["userid"] == ctx.userid and ctx.has("moodle/blog:create", SYSTEM)
    if not (is_own or ctx.has("moodle/blog:manageentries", SYSTEM)):
        raise CodedError(refusal, "blog")
    return row


def add(ctx: CallContext, subject: str, summary: str, format_: int, options: Options) -> int:
    """Add an entry of the caller, and return its id."""
    ctx.require("moodle/blog:create", SYSTEM)
    about = _about(ctx, options)
    values = {
        "module": "blog",
        "userid": ctx.userid,
        "subject": subject,
        "summary": summary,
        "summaryformat": validate_format(format_),
        "format": 1,
        "attachment": "",
        "publishstate": options.publishstate or "site",
        "created": ctx.now,
        "lastmodified": ctx.now,
    }
    entryid = insert_row(ctx.db, post, values)
    _set_place(ctx, entryid, about)
    _keep(ctx, entryid, ctx.userid, summary, options)
    events.note(ctx, _CREATED, SYSTEM, objectid=entryid, relateduserid=ctx.userid)
    return entryid


def change(ctx: CallContext, row: RowMapping, subject: str, summary: str, format_: int, options: Options) -> None:
    """Change an entry. Raises ``MissingRecord`` if it is about something, and it is not said what it is to be about."""
    about = _about(ctx, options)
    if not options.names_place and _is_about(ctx, row["id"]):
        # The reference takes the id of the context for that of a course then, which none has.
        raise MissingRecord("course", errorcode="invalidrecord")
    values = {"subject": subject, "summary": summary, "summaryformat": validate_format(format_), "lastmodified": ctx.now}
    if options.publishstate:
        values["publishstate"] = options.publishstate
    ctx.db.execute(update(post).where(post.c.id == row["id"]).values(values))
    if options.names_place:
        _set_place(ctx, row["id"], about)
    _keep(ctx, row["id"], row["userid"], summary, options)
    events.note(ctx, _UPDATED, SYSTEM, objectid=row["id"], relateduserid=row["userid"])


def remove(ctx: CallContext, row: RowMapping) -> None:
    """Delete an entry with its files, tags and comments."""
    entryid = row["id"]
    for area in (_INLINE, _ATTACHED):
        rows.remove_item_area(ctx.db, _area(area, entryid))
    tags.set_tags(ctx, tags.Item("core", "post", entryid, _place_of(ctx, row["userid"])), [])
    of_entry = comments.c.component == "blog", comments.c.commentarea == "format_blog", comments.c.itemid == entryid
    ctx.db.execute(delete(comments).where(*of_entry))
    ctx.db.execute(delete(blog_association).where(blog_association.c.blogid == entryid))
    ctx.db.execute(delete(post).where(post.c.id == entryid))
    events.note(ctx, _DELETED, SYSTEM, objectid=entryid, relateduserid=row["userid"])


def drafts_of(ctx: CallContext, entryid: int) -> tuple[int, int]:
    """The numbers of new draft areas with the files of an entry: those in its text, and those attached to it."""
    inline, attached = (drafts.prepare(ctx, _area(area, entryid), limits_of(ctx, area)) for area in (_INLINE, _ATTACHED))
    return inline, attached


def limits_of(ctx: CallContext, area: str) -> AreaLimits:
    """What a file area of an entry may hold."""
    return AreaLimits(folders=area == _INLINE, files=_MOST_FILES, file_bytes=largest_file(ctx.site))


def _area(area: str, entryid: int) -> ItemArea:
    return ItemArea(SYSTEM.id, "blog", area, entryid)


def _place_of(ctx: CallContext, userid: int) -> int:
    """The id of the context of a user, in which their entries are tagged; that of the site once they are gone."""
    return contexts.by_instances(ctx.db, Level.USER, [userid]).get(userid, SYSTEM).id


def _is_about(ctx: CallContext, entryid: int) -> bool:
    """Whether an entry is about a course or an activity, on a site where entries are."""
    query = select(blog_association.c.id).where(blog_association.c.blogid == entryid)
    return ctx.site.config.flag("useblogassociations") and ctx.db.execute(query).first() is not None


def _about(ctx: CallContext, options: Options) -> list[tuple[Context, dict[str, int]]]:
    """What an entry is to be about: contexts that the caller may enter, each with columns of the entry that name it."""
    found: list[tuple[Context, dict[str, int]]] = []
    if not ctx.site.config.flag("useblogassociations"):
        return found
    if options.courseassoc and options.courseassoc != SITE_COURSE:
        place = ctx.validate(contexts.by_instance(ctx.db, Level.COURSE, options.courseassoc))
        found.append((place, {"courseid": options.courseassoc}))
    if options.modassoc:
        courseid = ctx.db.execute(select(course_modules.c.course).where(course_modules.c.id == options.modassoc)).scalar()
        place = ctx.validate(contexts.by_instance(ctx.db, Level.MODULE, options.modassoc))
        found.append((place, {"courseid": courseid or 0, "coursemoduleid": options.modassoc}))
    return found


def _set_place(ctx: CallContext, entryid: int, about: Sequence[tuple[Context, dict[str, int]]]) -> None:
    """Make an entry be about these contexts, and no others."""
    ctx.db.execute(delete(blog_association).where(blog_association.c.blogid == entryid))
    columns = {"courseid": 0, "coursemoduleid": 0}
    for place, named in about:
        columns |= named
        ctx.db.execute(insert(blog_association).values(contextid=place.id, blogid=entryid))
    ctx.db.execute(update(post).where(post.c.id == entryid).values(columns))


def _keep(ctx: CallContext, entryid: int, author: int, summary: str, options: Options) -> None:
    """Store the tags of an entry and the files of its draft areas, as far as they are given."""
    if options.tags is not None:
        names = [name.strip() for name in options.tags.split(",") if name.strip()] if ctx.site.config.flag("usetags") else []
        tags.set_tags(ctx, tags.Item("core", "post", entryid, _place_of(ctx, author)), names)
    if options.inlineattachmentsid:
        drafts.save(ctx, options.inlineattachmentsid, _area(_INLINE, entryid), limits_of(ctx, _INLINE))
        stored = drafts.from_text(ctx, summary, options.inlineattachmentsid)
        ctx.db.execute(update(post).where(post.c.id == entryid).values(summary=stored))
    if options.attachmentsid:
        area = _area(_ATTACHED, entryid)
        drafts.save(ctx, options.attachmentsid, area, limits_of(ctx, _ATTACHED))
        has_any = bool(drafts.contents(ctx.db, area).files)
        ctx.db.execute(update(post).where(post.c.id == entryid).values(attachment="1" if has_any else ""))
