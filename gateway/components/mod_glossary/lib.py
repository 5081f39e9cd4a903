"""The results of ``mod_glossary_get_glossaries_by_courses``."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from gateway.api import CallContext
from gateway.components.core_course import instances
from gateway.components.core_course.instances import CourseActivity
from gateway.components.mod_glossary.tables import glossary, glossary_formats

__all__ = ["TABLE", "glossary_result", "tabs_of_formats"]

TABLE = glossary

_COLUMNS = (
    "allowduplicatedentries", "displayformat", "mainglossary", "showspecial", "showalphabet", "showall", "allowcomments",
    "allowprintview", "usedynalink", "defaultapproval", "approvaldisplayformat", "globalglossary", "entbypage", "editalways", "rsstype",
    "rssarticles", "assessed", "assesstimestart", "assesstimefinish", "scale", "timecreated", "timemodified", "completionentries",
)  # fmt: skip
# The ways to browse, by the tabs that a display format may show. Browsing by letter is always possible.
_MODES = {"category": "cat", "date": "date", "author": "author"}

# The tabs of the display formats unless the site chooses others.
_TABS = {
    "continuous": "standard,category,date",
    "dictionary": "standard",
    "encyclopedia": "standard,category,date,author",
    "entrylist": "standard,category,date,author",
    "faq": "standard,category,date,author",
    "fullwithauthor": "standard,category,date,author",
    "fullwithoutauthor": "standard,category,date",
}


def glossary_result(ctx: CallContext, activity: CourseActivity, tabs: dict[str, list[str]]) -> dict[str, Any]:
    """The result of one glossary; ``tabs`` are those of the display formats."""
    shown = tabs.get(activity.row["displayformat"], [])
    return {
        **instances.common_result(ctx, activity),
        **instances.stored(activity, _COLUMNS),
        "browsemodes": ["letter", *(mode for tab, mode in _MODES.items() if tab in shown)],
        "canaddentry": int(ctx.has("mod/glossary:write", activity.context)),
    }


def tabs_of_formats(ctx: CallContext) -> dict[str, list[str]]:
    """The tabs of each display format: those that the site has chosen, or those that the format has at first."""
    rows = ctx.db.execute(select(glossary_formats.c.name, glossary_formats.c.showtabs)).all()
    chosen = {row.name: row.showtabs for row in rows if row.showtabs}
    return {name: tabs.split(",") for name, tabs in (_TABS | chosen).items()}
