"""Activities that are made without a form, and what is made of files that are dropped on the page of a course."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import RowMapping

from gateway.api import CallContext, CodedError, Context, UncodedRefusal
from gateway.api.rows import insert_row
from gateway.components.core_course import course_modules, module_editing, section_editing
from gateway.components.core_course import lib as courses
from gateway.components.core_course.lib import Course
from gateway.components.core_courseformat.state import CourseState
from gateway.components.mod_subsection.tables import subsection

__all__ = ["create", "file_handlers", "section_numbered", "section_of"]

_NEW: Final = "New subsection"
# The media that browsers show.
_MEDIA: Final = (
    "gif", "jpe", "jpeg", "jpg", "png", "svg", "svgz", "avi", "flv", "f4v", "fmp4", "mov", "mp4", "m4v", "mpeg", "mpe", "mpg", "ogv",
    "qt", "ts", "webm", "aac", "flac", "mp3", "m4a", "oga", "ogg", "ra", "wav",
)  # fmt: skip


def section_of(ctx: CallContext, courseid: int, sectionid: int) -> RowMapping:
    """The section of a course with that id. Raises ``unexistingsectionid``."""
    return _found(section_editing.by_id(ctx, sectionid), courseid)


def section_numbered(ctx: CallContext, courseid: int, number: int) -> RowMapping:
    """The section of a course with that number. Raises ``unexistingsectionid``."""
    return _found(section_editing.by_number(ctx, courseid, number), courseid)


def _found(section: RowMapping | None, courseid: int) -> RowMapping:
    """The section, if it is one of the course. Raises ``unexistingsectionid``."""
    if section is None or section["course"] != courseid:
        raise CodedError("unexistingsectionid", "core")
    return section


def create(ctx: CallContext, course: Course, place: Context, modname: str, section: RowMapping, before: int | None) -> list[dict[str, Any]]:
    """Make an activity in a section, and return what has changed. Raises an error for types of activity that need a form."""
    ctx.require("moodle/course:manageactivities", place)
    if modname != "subsection":
        raise UncodedRefusal("needsform", "Activities of this type are made with a form.")
    ctx.require("mod/subsection:addinstance", place)
    instance = insert_row(ctx.db, subsection, {"course": course["id"], "name": _NEW, "timemodified": ctx.now})
    cmid = module_editing.add(ctx, section, modname, instance, groupmode=course["groupmode"])
    section_editing.add(ctx, course["id"], name=_NEW, component="mod_subsection", itemid=instance)
    if before is not None:
        module_editing.move(ctx, course_modules.by_id(ctx.db, cmid), section, before=before)
    (changed,) = courses.courses(ctx.db, id=course["id"])
    state = CourseState(ctx, changed, place)
    return state.described(state.everything())


def file_handlers(ctx: CallContext, place: Context) -> list[dict[str, Any]]:
    """What is made of files by their extensions: of media a part of the page, of archives a folder, of all others a file."""
    if not ctx.has("moodle/course:manageactivities", place):
        return []
    found = [("zip", "folder", "Make a folder of the archive"), ("h5p", "h5pactivity", "Make an H5P activity of it")]
    found += [(extension, "label", "Show it on the page of the course") for extension in _MEDIA]
    found += [("*", "resource", "Add it as a file"), ("zip", "scorm", "Make a SCORM package of it")]
    return [{"extension": extension, "module": module, "message": message} for extension, module, message in found]
