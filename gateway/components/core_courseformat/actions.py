"""What can be done with the sections and activities of a course while it is edited, each with what has changed by it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import msgspec
from sqlalchemy import RowMapping

from gateway.api import CallContext, CodedError, Context, Level, UncodedRefusal, contexts
from gateway.api.access import GroupMode
from gateway.components.core_course import course_modules, module_editing, section_editing
from gateway.components.core_course import lib as courses
from gateway.components.core_course.lib import Course
from gateway.components.core_courseformat import copying, deleting
from gateway.components.core_courseformat.state import CourseState, Update, preference
from gateway.components.core_user import lib as users
from gateway.components.core_user import preferences

__all__ = ["Wish", "run"]


class Wish(msgspec.Struct, frozen=True):
    """What is to be done, with which sections or activities, and where."""

    action: str
    ids: Sequence[int]
    section: int | None
    module: int | None


class _Editing(msgspec.Struct, frozen=True, kw_only=True):
    """A course that is edited, with what is wished."""

    ctx: CallContext
    course: Course
    place: Context
    wish: Wish

    def state(self) -> CourseState:
        """The course as it is now."""
        (course,) = courses.courses(self.ctx.db, id=self.course["id"])
        return CourseState(self.ctx, course, self.place)

    def modules(self, *capabilities: str, ids: Sequence[int] | None = None) -> list[RowMapping]:
        """The named activities, in which the caller has these capabilities. Raises ``emptycmids`` and ``unexistingcmid``."""
        wanted = self.wish.ids if ids is None else ids
        if not wanted:
            raise CodedError("emptycmids", "core")
        known = {row["id"]: row for row in course_modules.of_course(self.ctx.db, self.course["id"])}
        if any(cmid not in known for cmid in wanted):
            raise CodedError("unexistingcmid", "core")
        places = contexts.by_instances(self.ctx.db, Level.MODULE, wanted)
        for cmid in wanted:
            for capability in capabilities:
                self.ctx.require(capability, places[cmid])
        return [known[cmid] for cmid in dict.fromkeys(wanted)]

    def sections(self, *capabilities: str, ids: Sequence[int] | None = None) -> list[RowMapping]:
        """The named sections, by their order. Raises ``emptysectionids``, ``unexistingsectionid`` and ``MissingCapability``."""
        wanted = self.wish.ids if ids is None else ids
        for capability in capabilities:
            self.ctx.require(capability, self.place)
        if not wanted:
            raise CodedError("emptysectionids", "core")
        rows = section_editing.of_course(self.ctx, self.course["id"])
        if any(sectionid not in {row["id"] for row in rows} for sectionid in wanted):
            raise CodedError("unexistingsectionid", "core")
        return [row for row in rows if row["id"] in wanted]


_Action = Callable[[_Editing], list[Update]]
_MANAGE: Final = "moodle/course:manageactivities"
_UPDATE: Final = "moodle/course:update"
_SHOW_MODULE, _SHOW_SECTION = "moodle/course:activityvisibility", "moodle/course:sectionvisibility"
_COPY: Final = (_MANAGE, "moodle/backup:backuptargetimport", "moodle/restore:restoretargetimport")
_MARK, _MOVE = "moodle/course:setcurrentsection", "moodle/course:movesections"


def run(ctx: CallContext, course: Course, place: Context, wish: Wish) -> list[dict[str, Any]]:
    """Do what is wished, and return what has changed. Raises an error for what nobody can wish."""
    action = _ACTIONS.get(wish.action)
    if action is None:
        raise UncodedRefusal("unknownaction", "This cannot be done with a course.")
    editing = _Editing(ctx=ctx, course=course, place=place, wish=wish)
    updates = action(editing)
    return editing.state().described(updates) if updates else []


def _of_modules(rows: Sequence[Mapping[Any, Any]]) -> list[Update]:
    """That activities have changed."""
    return [Update("cm", row["id"]) for row in rows]


def _visibility(*, to: bool, on_page: bool = True) -> _Action:
    """Showing or hiding activities."""

    def act(editing: _Editing) -> list[Update]:
        rows = editing.modules(_SHOW_MODULE)
        linked = on_page or not editing.ctx.site.config.flag("allowstealth")
        for row in rows:
            module_editing.set_visible(editing.ctx, row, to=to, on_page=linked)
        return _of_modules(rows)

    return act


def _columns(columns: Callable[[Mapping[Any, Any]], dict[str, int]]) -> _Action:
    """Changing columns of activities."""

    def act(editing: _Editing) -> list[Update]:
        rows = editing.modules(_MANAGE)
        for row in rows:
            module_editing.change(editing.ctx, row, **columns(row))
        return _of_modules(rows)

    return act


def _group_mode(mode: GroupMode) -> _Action:
    """Setting the group mode of activities."""
    return _columns(lambda row: {"groupmode": int(mode)})


def _move_modules(editing: _Editing) -> list[Update]:
    """Moving activities, before another one or to the end of a section."""
    ctx, wish, rows = editing.ctx, editing.wish, editing.modules(_MANAGE)
    target = editing.modules(ids=[wish.module])[0] if wish.module else None
    sectionid = target["section"] if target is not None else wish.section or 0
    (section,) = editing.sections(ids=[sectionid])
    before = wish.module
    for row in reversed(rows):
        if row["id"] != wish.module:
            module_editing.move(ctx, row, section, before=before)
    updates = [*_of_modules(rows), *_of_modules(rows), *([Update("cm", target["id"])] if target is not None else [])]
    return updates + [Update("section", one) for one in dict.fromkeys([sectionid, *(row["section"] for row in rows)])]


def _duplicate_modules(editing: _Editing) -> list[Update]:
    """Copying activities, each behind the one that it is a copy of or, if a place is named, there."""
    updates, sections = [], []
    for row in editing.modules(*_COPY):
        made = copying.duplicate(editing.ctx, row)
        if editing.wish.section or editing.wish.module:
            module = course_modules.by_id(editing.ctx.db, made)
            target = editing.modules(ids=[editing.wish.module])[0] if editing.wish.module else None
            (section,) = editing.sections(ids=[target["section"] if target is not None else editing.wish.section or 0])
            module_editing.move(editing.ctx, module, section, before=editing.wish.module)
        updates.append(Update("cm", made))
        sections.append(course_modules.by_id(editing.ctx.db, made)["section"])
    return updates + [Update("section", sectionid) for sectionid in dict.fromkeys(sections)]


def _delete_modules(editing: _Editing) -> list[Update]:
    """Deleting activities."""
    rows = editing.modules(_MANAGE)
    for row in rows:
        deleting.remove_module(editing.ctx, row["id"])
    gone = [Update("cm", row["id"], "remove") for row in rows]
    return gone + [Update("section", sectionid) for sectionid in dict.fromkeys(row["section"] for row in rows)]


def _module_state(editing: _Editing) -> list[Update]:
    """Telling of activities and their sections anew."""
    rows = editing.modules()
    return _of_modules(rows) + [Update("section", sectionid) for sectionid in dict.fromkeys(row["section"] for row in rows)]


def _of_sections(editing: _Editing, ids: Sequence[int]) -> list[Update]:
    """That sections have changed with what is in them."""
    state = editing.state()
    return [Update("section", one) for one in ids] + [Update("cm", cmid) for one in ids for cmid in state.modules_of(one)]


def _section_visibility(*, to: bool) -> _Action:
    """Showing or hiding sections."""

    def act(editing: _Editing) -> list[Update]:
        rows = editing.sections(_UPDATE, _SHOW_SECTION)
        for row in rows:
            section_editing.set_visible(editing.ctx, row, to=to)
        return _of_sections(editing, [row["id"] for row in rows])

    return act


def _highlight(*, to: bool) -> _Action:
    """Highlighting a section, or none."""

    def act(editing: _Editing) -> list[Update]:
        row = editing.sections(_MARK)[-1]
        before = section_editing.marked(editing.ctx, editing.course["id"])
        section_editing.set_marker(editing.ctx, editing.course["id"], row["section"] if to else 0)
        changed = [row["id"]] if before is None or not to else [before, row["id"]]
        return [Update("section", one) for one in dict.fromkeys(changed)]

    return act


def _everything(editing: _Editing) -> list[Update]:
    """Telling of the whole course anew."""
    return list(editing.state().everything())


def _add_section(editing: _Editing) -> list[Update]:
    """Adding a section, behind another one or at the end."""
    editing.ctx.require(_UPDATE, editing.place)
    target = editing.wish.section
    if target:
        editing.sections(ids=[target])
    section_editing.add(editing.ctx, editing.course["id"], after=target or None)
    return _everything(editing)


def _move_sections(editing: _Editing) -> list[Update]:
    """Moving sections behind another one."""
    rows = editing.sections(_MOVE)
    (target,) = editing.sections(ids=[editing.wish.section or 0])
    section_editing.move_after(editing.ctx, editing.course["id"], [row["id"] for row in rows], target["id"])
    named = list(dict.fromkeys([*(row["id"] for row in rows), target["id"]]))
    others = [row["id"] for row in section_editing.of_course(editing.ctx, editing.course["id"]) if row["id"] not in named]
    return [*_of_sections(editing, named), *(Update("section", one) for one in others), Update("course", editing.course["id"])]


def _delete_sections(editing: _Editing) -> list[Update]:
    """Deleting sections with what is in them; the first one stays."""
    gone: list[Update] = []
    for row in editing.sections(_UPDATE, _MOVE):
        inside = deleting.remove_section(editing.ctx, row)
        gone += [Update("cm", cmid, "remove") for cmid in inside]
        gone += [Update("section", row["id"], "remove")] if row["section"] else []
    return [*gone, *_everything(editing)]


def _section_state(editing: _Editing) -> list[Update]:
    """Telling of sections with what is in them anew."""
    return _of_sections(editing, [row["id"] for row in editing.sections()])


def _fold(where: str, *, to: bool) -> _Action:
    """Folding sections for the caller, or unfolding them."""

    def act(editing: _Editing) -> list[Update]:
        ctx, name = editing.ctx, preference(editing.course["id"])
        ids = [row["id"] for row in editing.sections()]
        try:
            stored = json.loads(users.preferences(ctx.db, ctx.userid).get(name) or "{}")
        except ValueError:
            stored = {}
        folded = stored if isinstance(stored, dict) else {}
        before = [one for one in folded.get(where) or [] if one not in ids]
        preferences.put(ctx.db, ctx.userid, name, json.dumps({**folded, where: [*before, *(ids if to else [])]}))
        return []

    return act


_ACTIONS: Final[Mapping[str, _Action]] = {
    "cm_show": _visibility(to=True),
    "cm_hide": _visibility(to=False),
    "cm_stealth": _visibility(to=True, on_page=False),
    "cm_moveright": _columns(lambda row: {"indent": row["indent"] + 1}),
    "cm_moveleft": _columns(lambda row: {"indent": row["indent"] - 1}),
    "cm_nogroups": _group_mode(GroupMode.NONE),
    "cm_separategroups": _group_mode(GroupMode.SEPARATE),
    "cm_visiblegroups": _group_mode(GroupMode.VISIBLE),
    "cm_move": _move_modules,
    "cm_duplicate": _duplicate_modules,
    "cm_delete": _delete_modules,
    "cm_state": _module_state,
    "section_show": _section_visibility(to=True),
    "section_hide": _section_visibility(to=False),
    "section_highlight": _highlight(to=True),
    "section_unhighlight": _highlight(to=False),
    "section_add": _add_section,
    "section_move_after": _move_sections,
    "section_delete": _delete_sections,
    "section_state": _section_state,
    "section_index_collapsed": _fold("indexcollapsed", to=True),
    "section_index_expanded": _fold("indexcollapsed", to=False),
    "section_content_collapsed": _fold("contentcollapsed", to=True),
    "section_content_expanded": _fold("contentcollapsed", to=False),
    "course_state": _everything,
}
