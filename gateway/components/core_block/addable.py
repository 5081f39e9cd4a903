"""The types of block that can be added to pages."""

from __future__ import annotations

from typing import Any

import msgspec

from gateway.api import CallContext
from gateway.components.core_block import lib
from gateway.components.core_block.lib import Page

__all__ = ["to_page"]

_DASHBOARD = "my-index"


class _Kind(msgspec.Struct, frozen=True):
    """A type of block: its title; the form in which one is set up first; whether a page has many; whether it is for dashboards alone."""

    title: str
    form: str | None = None
    many: bool = False
    dashboard: bool = False


_KINDS = {
    "activity_modules": _Kind("Activities"),
    "admin_bookmarks": _Kind("Admin bookmarks"),
    "blog_menu": _Kind("Blog menu"),
    "blog_recent": _Kind("Recent blog entries"),
    "blog_tags": _Kind("Blog tags"),
    "calendar_month": _Kind("Calendar"),
    "calendar_upcoming": _Kind("Upcoming events"),
    "comments": _Kind("Comments"),
    "glossary_random": _Kind("Random glossary entry", "block_glossary_random_edit_form", many=True),
    "html": _Kind("Text", "block_html_edit_form", many=True),
    "mentees": _Kind("Mentees", many=True),
    "myoverview": _Kind("Course overview", dashboard=True),
    "myprofile": _Kind("Logged in user"),
    "news_items": _Kind("Latest announcements"),
    "online_users": _Kind("Online users"),
    "private_files": _Kind("Private files"),
    "recent_activity": _Kind("Recent activity"),
    "recentlyaccessedcourses": _Kind("Recently accessed courses", dashboard=True),
    "recentlyaccesseditems": _Kind("Recently accessed items", dashboard=True),
    "starredcourses": _Kind("Starred courses", dashboard=True),
    "tags": _Kind("Tags", many=True),
    "timeline": _Kind("Timeline", dashboard=True),
}


def to_page(ctx: CallContext, page: Page) -> list[dict[str, Any]]:
    """The types of block that the caller may add to a page, by title: without those of which it has one and takes no other."""
    if not ctx.has("moodle/site:manageblocks", page.place):
        return []
    there = {block["name"] for block in lib.blocks(ctx, page, contents=False)}
    found = [
        {"name": name, "title": kind.title, "blockform": kind.form}
        for name, kind in _KINDS.items()
        if (kind.many or name not in there) and (page.type == _DASHBOARD or not kind.dashboard)
    ]
    return sorted(found, key=lambda entry: str(entry["title"]))
