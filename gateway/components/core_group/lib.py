"""Groups and their members: finding, creating, changing and deleting them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import msgspec
from sqlalchemy import Connection, RowMapping, bindparam, delete, select, update

from gateway.api import (
    CallContext,
    CodedError,
    Context,
    InvalidParameter,
    Level,
    MissingRecord,
    SiteData,
    contexts,
    format_string,
    format_text,
)
from gateway.api.access import GroupMode, Visibility, in_grouping, known_groups, with_member
from gateway.api.rows import insert_missing, insert_row
from gateway.api.tables import course, course_modules, files, groupings_groups, groups, groups_members, modules, user
from gateway.components.core_calendar.tables import event
from gateway.components.core_course import lib as courses

__all__ = [
    "GroupSettings",
    "Group",
    "activity_groups",
    "add_member",
    "change",
    "create",
    "delete_group",
    "generated_picture_url",
    "groups_by_id",
    "groups_of_course",
    "manage",
    "members",
    "name_taken",
    "picture_url",
    "remove_member",
    "require_idnumber",
    "require_visibility",
    "selectable",
    "group_result",
]

Group = RowMapping


class GroupSettings(msgspec.Struct, frozen=True):
    """The group settings of a course or an activity: its course, its effective group mode, and its grouping (0 for none).

    ``participation`` says that only groups that take part in activities count.
    """

    course: int
    groupmode: int
    groupingid: int
    participation: bool = False


def manage(ctx: CallContext, courseid: int) -> Context:
    """The context of a course in which the caller may manage groups. Raises the error of a caller who may not."""
    context = courses.require_entry(ctx, contexts.by_instances(ctx.db, Level.COURSE, [courseid]).get(courseid), courseid)
    ctx.require("moodle/course:managegroups", context)
    return context


def groups_by_id(db: Connection, ids: Collection[int]) -> dict[int, Group]:
    """The groups with these ids that exist, by id."""
    return {row["id"]: row for row in db.execute(select(groups).where(groups.c.id.in_(set(ids)))).mappings()}


def groups_of_course(
    ctx: CallContext, context: Context, *, userid: int | None = None, groupingid: int = 0, participation: bool = False
) -> list[Group]:
    """The groups of a course by name, as far as the caller may know of them.

    ``userid`` limits them to groups that the caller may know to have that member, ``groupingid`` to groups in the
    grouping, and ``participation`` to groups that can be used in activities.
    """
    here = groups.c.courseid == context.instance, known_groups(ctx, context), in_grouping(groupingid)
    query = select(groups).where(*here).order_by(groups.c.name, groups.c.id)
    if participation:
        query = query.where(groups.c.participation == 1)
    if userid is not None:
        query = query.where(groups.c.id.in_(with_member(userid)))
    return list(ctx.db.execute(query).mappings().all())


def group_result(ctx: CallContext, group: Group, context: Context) -> dict[str, Any]:
    """A group in the form of the result; ``context`` is that of its course."""
    description, format_ = format_text(
        group["description"],
        group["descriptionformat"],
        ctx.settings,
        ctx.site,
        context,
        component="group",
        filearea="description",
        itemid=group["id"],
    )
    return {**group, "name": format_string(group["name"], ctx.settings), "description": description, "descriptionformat": format_}


def selectable(ctx: CallContext, place: Context, settings: GroupSettings, where: Context) -> tuple[bool, list[Group]]:
    """Whether the caller may choose all participants, and the groups that they may choose from.

    ``place`` is the context of the course, ``where`` that of the activity or course whose group settings are given.
    """
    if settings.groupmode == GroupMode.NONE:
        return False, []
    of_all = settings.groupmode == GroupMode.VISIBLE or ctx.has("moodle/site:accessallgroups", where)
    userid = None if of_all else ctx.userid
    found = groups_of_course(ctx, place, userid=userid, groupingid=settings.groupingid, participation=settings.participation)
    return of_all or not found, found


def picture_url(site: SiteData, group: Group, course: Context) -> str | None:
    """The URL of a group's large picture, None for a group without one."""
    if not group["picture"]:
        return None
    return f"{site.wwwroot}/pluginfile.php/{course.id}/group/icon/{group['id']}/f1?rev={group['picture']}"


def generated_picture_url(site: SiteData, group: Group, course: Context) -> str:
    """The URL of the picture that is generated for a group without one."""
    return f"{site.wwwroot}/pluginfile.php/{course.id}/group/generated/{group['id']}/group.svg"


def activity_groups(db: Connection, cmid: int) -> GroupSettings:
    """The group settings of an activity. Raises ``MissingRecord`` if there is no such activity."""
    cols = course_modules.c
    source = course_modules.join(course, course.c.id == cols.course).join(modules, modules.c.id == cols.module)
    forced = (course.c.groupmodeforce, course.c.groupmode.label("of_course"))
    row = db.execute(select(cols.course, cols.groupmode, cols.groupingid, *forced).select_from(source).where(cols.id == cmid)).first()
    if row is None:
        raise MissingRecord()
    return GroupSettings(row.course, row.of_course if row.groupmodeforce else row.groupmode, row.groupingid, participation=True)


def members(db: Connection, ids: Collection[int]) -> dict[int, list[int]]:
    """The ids of the members of each group by surname, by group id."""
    found: dict[int, list[int]] = {groupid: [] for groupid in ids}
    joined = groups_members.join(user, user.c.id == groups_members.c.userid)
    query = select(groups_members.c.groupid, groups_members.c.userid).select_from(joined).where(groups_members.c.groupid.in_(found))
    for row in db.execute(query.order_by(user.c.lastname, user.c.firstname, user.c.id)):
        found[row.groupid].append(row.userid)
    return found


_NAMED = select(groups.c.id).where(groups.c.courseid == bindparam("course"), groups.c.name == bindparam("name"))
_NUMBERED = select(groups.c.id).where(
    groups.c.courseid == bindparam("course"), groups.c.idnumber == bindparam("idnumber"), groups.c.id != bindparam("except_id")
)


def name_taken(db: Connection, courseid: int, name: str) -> bool:
    """Whether the course has a group of exactly that name."""
    return db.execute(_NAMED, {"course": courseid, "name": name}).first() is not None


def require_visibility(visibility: int | str, path: str) -> int:
    """The visibility as a number. Raises ``InvalidParameter`` for an unknown one."""
    if str(visibility) not in {str(int(known)) for known in Visibility}:
        raise InvalidParameter("must be 0, 1, 2 or 3", path=path)
    return int(visibility)


def require_idnumber(db: Connection, idnumber: str, courseid: int, *, except_id: int = 0) -> None:
    """Raise ``idnumbertaken`` for an id number that a group of the course other than ``except_id`` has."""
    if idnumber and db.execute(_NUMBERED, {"course": courseid, "idnumber": idnumber, "except_id": except_id}).first():
        raise CodedError("idnumbertaken")


def create(db: Connection, group: Mapping[str, Any], *, now: int) -> dict[str, Any]:
    """Add a group to its course and return its row.

    ``group`` has courseid, name, description, descriptionformat, visibility and participation, and may
    have enrolmentkey and idnumber. Raises ``idnumbertaken`` for an id number that the course already has.
    """
    idnumber = str(group.get("idnumber") or "").strip()
    require_idnumber(db, idnumber, group["courseid"])
    row = {
        "courseid": group["courseid"],
        "name": group["name"].strip(),
        "idnumber": idnumber,
        "description": group["description"],
        "descriptionformat": group["descriptionformat"],
        "visibility": group["visibility"],
        "participation": int(_participates(group["participation"], group["visibility"])),
        "timecreated": now,
        "timemodified": now,
    }
    key = str(group.get("enrolmentkey") or "")
    return {"id": insert_row(db, groups, {**row, "enrolmentkey": key or None}), **row, "enrolmentkey": key}


def change(db: Connection, known: Group, group: Mapping[str, Any], *, now: int) -> None:
    """Change the columns of a group that ``group`` has. Raises ``idnumbertaken`` as ``create`` does.

    The visibility of a group that has members is not changed: they joined under the old one.
    """
    values: dict[str, Any] = {name: group[name] for name in ("description", "descriptionformat") if group.get("description") is not None}
    values |= {"name": group["name"].strip(), "timemodified": now}
    if group.get("enrolmentkey") is not None:
        values["enrolmentkey"] = group["enrolmentkey"] or None
    if group.get("idnumber") is not None:
        values["idnumber"] = group["idnumber"].strip()
        require_idnumber(db, values["idnumber"], known["courseid"], except_id=known["id"])
    visibility = known["visibility"]
    if group.get("visibility") is not None and not members(db, [known["id"]])[known["id"]]:
        visibility = values["visibility"] = group["visibility"]
    participation = known["participation"] if group.get("participation") is None else group["participation"]
    values["participation"] = int(_participates(participation, visibility))
    db.execute(update(groups).where(groups.c.id == known["id"]).values(**values))


def _participates(wanted: object, visibility: int) -> bool:
    """Whether a group can be used in activities: its members must be visible to each other."""
    return bool(wanted) and visibility in (Visibility.ALL, Visibility.MEMBERS)


def delete_group(db: Connection, groupid: int) -> None:
    """Delete a group with its memberships, its events and its files."""
    db.execute(delete(event).where(event.c.groupid == groupid))
    db.execute(delete(groups_members).where(groups_members.c.groupid == groupid))
    db.execute(delete(groupings_groups).where(groupings_groups.c.groupid == groupid))
    db.execute(delete(files).where(files.c.component == "group", files.c.filearea.in_(("description", "icon")), files.c.itemid == groupid))
    db.execute(delete(groups).where(groups.c.id == groupid))


def add_member(db: Connection, groupid: int, userid: int, *, now: int, component: str = "", itemid: int = 0) -> None:
    """Add a user to a group; no error if the user is a member. ``component`` and ``itemid`` name the plugin that adds the user, if any."""
    insert_missing(db, groups_members, {"userid": userid, "groupid": groupid}, {"timeadded": now, "component": component, "itemid": itemid})


def remove_member(db: Connection, groupid: int, userid: int) -> None:
    """Remove a user from a group.

    Raises ``errorremovenotpermitted`` for a member whom a plugin added: the plugin manages its members itself.
    """
    cols = groups_members.c
    row = db.execute(select(cols.id, cols.component).where(cols.groupid == groupid, cols.userid == userid)).first()
    if row is None:
        return
    if row.component:
        raise CodedError("errorremovenotpermitted", "group")
    db.execute(delete(groups_members).where(cols.id == row.id))
