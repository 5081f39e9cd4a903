"""The filters of blog entries: the conditions they set, and who may use them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, or_, select

from gateway.api import INT, NOTAGS, RAW, SITE_COURSE, SYSTEM, CallContext, CodedError, Level, MissingRecord, ParamType, clean, contexts
from gateway.api.access import are_apart, known_members, mode_of
from gateway.api.rows import caseless
from gateway.api.tables import course_modules, groups, groups_members
from gateway.components.core_blog.tables import blog_association, post
from gateway.components.core_course import lib as courses
from gateway.components.core_tag.tables import tag, tag_instance
from gateway.components.core_user import lib as users

__all__ = ["EVERYBODY", "SITE", "conditions", "enter", "parsed"]

# Values of the setting bloglevel: entries are for the site's users, or for everybody. Below, they are for their authors.
SITE, EVERYBODY = 4, 5

_KINDS: Mapping[str, ParamType] = {
    "tag": NOTAGS,
    "tagid": INT,
    "userid": INT,
    "cmid": INT,
    "entryid": INT,
    "groupid": INT,
    "courseid": INT,
    "search": RAW,
}


def parsed(ctx: CallContext, wanted: Mapping[str, str]) -> dict[str, Any]:
    """The values of the filters, without empty ones. Raises ``errorinvalidparam`` for an unknown filter."""
    found = {}
    for name, value in wanted.items():
        if name not in _KINDS:
            raise CodedError("errorinvalidparam", "webservice", debug=f"filters: {name}")
        if cleaned := clean(value, _KINDS[name], ctx.site):
            found[name] = cleaned
    return found


def enter(ctx: CallContext, wanted: Mapping[str, Any]) -> None:
    """Enter the course, activity or group that the filters name. Raises the error of a caller who may not read its entries."""
    level = ctx.site.config.number("bloglevel")
    if groupid := wanted.get("groupid"):
        _enter_group(ctx, groupid)
    courseid = wanted.get("courseid", 0)
    if cmid := wanted.get("cmid"):
        courseid = ctx.db.execute(select(course_modules.c.course).where(course_modules.c.id == cmid)).scalar()
        if courseid is None:
            raise MissingRecord("course_modules")
    if (courseid or groupid) and level < SITE:
        raise CodedError("siteblogdisable", "blog")
    if courseid and courseid != SITE_COURSE:
        if not courses.courses(ctx.db, id=courseid):
            raise CodedError("invalidcourseid")
        ctx.validate(contexts.by_instance(ctx.db, Level.COURSE, courseid))
    if (userid := wanted.get("userid")) and userid != ctx.userid:
        _enter_user(ctx, userid, level)


def _enter_group(ctx: CallContext, groupid: int) -> None:
    """Enter the course of a group. Raises ``notmemberofgroup`` if separate groups keep the caller from it."""
    group = ctx.db.execute(select(groups).where(groups.c.id == groupid)).mappings().first()
    if group is None:
        raise CodedError("invalidgroupid", "blog")
    place = contexts.by_instance(ctx.db, Level.COURSE, group["courseid"])
    (course,) = courses.courses(ctx.db, id=group["courseid"])
    if are_apart(ctx, mode_of(course), place):
        mine = select(groups_members.c.id).join(groups, groups.c.id == groups_members.c.groupid)
        mine = mine.where(groups.c.id == groupid, groups_members.c.userid == ctx.userid, known_members(ctx, place))
        if ctx.db.execute(mine).first() is None:
            raise CodedError("notmemberofgroup")
    ctx.validate(place)


def _enter_user(ctx: CallContext, userid: int, level: int) -> None:
    """Raise an error unless there is such a user and the caller may read their entries."""
    found = users.by_field(ctx.db, "id", [userid], deleted=True)
    if not found:
        raise CodedError("invaliduserid")
    if found[0]["deleted"]:
        raise CodedError("userdeleted")
    if ctx.has("moodle/blog:manageentries", SYSTEM) or level >= SITE:
        return
    if not ctx.has("moodle/user:readuserblogs", contexts.by_instance(ctx.db, Level.USER, userid)):
        raise CodedError("cannotviewcourseblog", "blog")


def conditions(ctx: CallContext, wanted: Mapping[str, Any]) -> list[ColumnElement[bool]]:
    """The conditions that the filters set; a user, group or activity overrides wider filters, as the reference has it."""
    found: list[ColumnElement[bool]] = []
    associated = ctx.site.config.flag("useblogassociations")
    userid, groupid, cmid, courseid = (wanted.get(name) for name in ("userid", "groupid", "cmid", "courseid"))
    if userid:
        found.append(post.c.userid == userid)
    elif groupid:
        found.append(post.c.userid.in_(select(groups_members.c.userid).where(groups_members.c.groupid == groupid)))
        in_course = select(groups.c.courseid).where(groups.c.id == groupid)
        if associated:
            found.append(_about(ctx, Level.COURSE, int(ctx.db.execute(in_course).scalar_one())))
    elif cmid and associated:
        found.append(_about(ctx, Level.MODULE, cmid))
    elif courseid and courseid != SITE_COURSE and associated:
        found.append(_about(ctx, Level.COURSE, courseid))
    if entryid := wanted.get("entryid"):
        found.append(post.c.id == entryid)
    if text := wanted.get("search"):
        found.append(or_(*(caseless.contains(post.c[name], text) for name in ("summary", "content", "subject"))))
    tagid = wanted.get("tagid")
    if name := wanted.get("tag"):
        # An unknown name filters nothing.
        tagid = ctx.db.execute(select(tag.c.id).where(tag.c.name == name.lower()).order_by(tag.c.id)).scalar() or tagid
    if tagid:
        tagged = tag_instance.c
        found.append(post.c.id.in_(select(tagged.itemid).where(tagged.itemtype == "post", tagged.tagid == tagid)))
    return found


def _about(ctx: CallContext, level: Level, instance: int) -> ColumnElement[bool]:
    """The condition that an entry is about a course or an activity."""
    place = contexts.by_instance(ctx.db, level, instance)
    return post.c.id.in_(select(blog_association.c.blogid).where(blog_association.c.contextid == place.id))
