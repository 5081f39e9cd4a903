"""The navigation and administration options of a course for the caller."""

from __future__ import annotations

from sqlalchemy import select

from gateway.api import SITE_COURSE, SYSTEM, CallContext, Context
from gateway.components.core_badges.tables import badge
from gateway.components.core_course.lib import Course

__all__ = ["administration", "navigation"]

# Values of the setting ``bloglevel``: blogs are visible to the users of the site, or to everybody.
_BLOGS_OF_SITE, _BLOGS_OF_ALL = 4, 5

# Legacy course files are in use (a value of course.legacyfiles).
_LEGACY_FILES_ON = 2

# Badges of courses (a value of badge.type), and those that people can earn (values of badge.status).
_OF_COURSE, _ACTIVE = 2, (1, 3)

_BADGES = tuple(
    f"moodle/badges:{verb}"
    for verb in ("createbadge", "awardbadge", "configurecriteria", "configuremessages", "configuredetails", "deletebadge")
)
_GRADE_REPORTS = tuple(
    f"gradereport/{name}:view" for name in ("user", "singleview", "summary", "overview", "outcomes", "history", "grader")
)
_COPY = ("moodle/backup:backupcourse", "moodle/restore:restorecourse", "moodle/course:view", "moodle/course:create")


def navigation(ctx: CallContext, row: Course, place: Context) -> dict[str, bool]:
    """Whether each page of a course is available to the caller; ``place`` is the course's context (the system's for the site course)."""
    config, front = ctx.site.config, row["id"] == SITE_COURSE
    person = bool(ctx.userid) and ctx.userid != ctx.site.guest_id
    blogs = config.number("bloglevel")
    return {
        "badges": config.flag("enablebadges") and _shows_badges(ctx, row, place),
        "blogs": config.flag("enableblogs")
        and (blogs == _BLOGS_OF_ALL or (blogs == _BLOGS_OF_SITE and person))
        and ctx.has("moodle/blog:view", SYSTEM),
        "competencies": config.flag("core_competency/enabled")
        and _any(ctx, place, "moodle/competency:coursecompetencyview", "moodle/competency:coursecompetencymanage"),
        "grades": not front and _shows_grades(ctx, row, place),
        "notes": config.flag("enablenotes") and _any(ctx, place, "moodle/notes:manage", "moodle/notes:view"),
        "participants": _any(ctx, place, f"moodle/{'site' if front else 'course'}:viewparticipants", "moodle/course:enrolreview"),
        "search": front and config.flag("enableglobalsearch") and ctx.has("moodle/search:query", place),
        "tags": front and config.flag("usetags") and person,
        "communication": False,
    }


def administration(ctx: CallContext, row: Course, place: Context) -> dict[str, bool]:
    """Whether the caller may use each administration option of a course; ``place`` is as in ``navigation``."""
    config = ctx.site.config
    update = ctx.has("moodle/course:update", place)
    found = {
        "update": update,
        "editcompletion": update and config.flag("enablecompletion") and bool(row["enablecompletion"]),
        "filters": ctx.has("moodle/filter:manage", place),
        "reports": ctx.has("moodle/site:viewreports", place),
        "backup": ctx.has("moodle/backup:backupcourse", place),
        "restore": ctx.has("moodle/restore:restorecourse", place),
        "copy": all(ctx.has(capability, place) for capability in _COPY),
        "files": row["legacyfiles"] == _LEGACY_FILES_ON and ctx.has("moodle/course:managefiles", place),
    }
    if row["id"] == SITE_COURSE:
        return found | dict.fromkeys(("tags", "gradebook", "outcomes", "badges", "import", "publish", "reset", "roles", "grades"), False)
    return found | {
        "tags": ctx.has("moodle/course:tag", place),
        "gradebook": ctx.has("moodle/grade:manage", place),
        "outcomes": config.flag("enableoutcomes") and update,
        "badges": config.flag("enablebadges"),
        "import": ctx.has("moodle/restore:restoretargetimport", place),
        "reset": ctx.has("moodle/course:reset", place),
        "roles": ctx.has("moodle/role:switchroles", place),
    }


def _any(ctx: CallContext, place: Context, *capabilities: str) -> bool:
    """Whether the caller has one of the capabilities."""
    return any(ctx.has(capability, place) for capability in capabilities)


def _shows_grades(ctx: CallContext, row: Course, place: Context) -> bool:
    """Whether a grade report is available to the caller."""
    return ctx.has("moodle/grade:viewall", place) or (bool(row["showgrades"]) and _any(ctx, place, *_GRADE_REPORTS))


def _shows_badges(ctx: CallContext, row: Course, place: Context) -> bool:
    """Whether the page of badges is available to the caller: in a course, those who manage none need one to look at."""
    if row["id"] == SITE_COURSE:
        return ctx.has("moodle/badges:viewbadges", place)
    if _any(ctx, place, *_BADGES):
        return True
    if not ctx.has("moodle/badges:viewbadges", place):
        return False
    active = select(badge.c.id).where(badge.c.courseid == row["id"], badge.c.type == _OF_COURSE, badge.c.status.in_(_ACTIVE))
    return ctx.db.execute(active.limit(1)).first() is not None
