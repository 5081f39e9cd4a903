"""The filter that links the names of activities in texts of their course to the pages of the activities."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Collection, Iterator
from functools import cached_property

import msgspec
from sqlalchemy import RowMapping, bindparam, literal, select, union_all

from gateway.api import CallContext, Context, Level, contexts
from gateway.api.access import access_to
from gateway.api.php import strip_tags
from gateway.api.tables import course_modules, modules
from gateway.components.core_filters import lib

__all__ = ["ActivityLinks"]

_FILTER = "activitynames"
# Types of activities that have no page to link to.
_WITHOUT_PAGE = frozenset({"label"})

_ROWS = (
    select(course_modules, modules.c.name.label("modname"))
    .select_from(course_modules.join(modules, modules.c.id == course_modules.c.module))
    .where(course_modules.c.course == bindparam("course"), course_modules.c.deletioninprogress == 0)
    .order_by(course_modules.c.id)
)

# Parts of a text in which nothing is linked: links, forms, scripts, what is marked so, and tags.
_UNLINKED = re.compile(
    r'(<nolink>.*?</nolink>|<span class="nolink">.*?</span>|<(a|script|textarea|select)\b.*?</\2>|<[^<>]*>)', re.DOTALL | re.IGNORECASE
)


class _Named(msgspec.Struct, frozen=True):
    """An activity and its name."""

    name: str
    module: RowMapping

    @property
    def spellings(self) -> tuple[str, ...]:
        """The name as texts may have it: as it is, and escaped for HTML."""
        return tuple(dict.fromkeys((self.name, html.escape(self.name, quote=True))))


class ActivityLinks:
    """The links to the activities of a course that the caller may use. Nothing is loaded before there is a text."""

    def __init__(self, ctx: CallContext, course: Context) -> None:
        """Remember the context of the course."""
        self._ctx, self._course = ctx, course
        self._usable: dict[int, bool] = {}

    def linked(self, text: str) -> str:
        """A text in HTML with the names of activities as links, if the filter is on in the course; longer names come first."""
        if not text or not self._activities:
            return text
        lower = text.lower()
        mentioned = [one for one in self._activities if any(spelling.lower() in lower for spelling in one.spellings)]
        usable = self._may_use([one.module for one in mentioned])
        addresses: dict[str, str] = {}
        for one in mentioned:
            if one.module["id"] in usable:
                for spelling in one.spellings:
                    addresses.setdefault(spelling.lower(), self._opening(one))
        if not addresses:
            return text
        names = sorted(addresses, key=len, reverse=True)
        phrase = re.compile(rf"(?<!\w)({'|'.join(map(re.escape, names))})(?!\w)", re.IGNORECASE)
        return "".join(_parts(text, lambda match: f"{addresses[match[1].lower()]}{match[1]}</a>", phrase))

    @cached_property
    def _activities(self) -> list[_Named]:
        """The activities of the course with names and pages; none if the filter is off there."""
        ctx = self._ctx
        if not lib.is_on(ctx, self._course, _FILTER):
            return []
        tables = ctx.registry.tables
        rows = ctx.db.execute(_ROWS, {"course": self._course.instance}).mappings()
        known = [row for row in rows if row["modname"] in tables and row["modname"] not in _WITHOUT_PAGE]
        parts = [
            select(literal(name).label("modname"), tables[name].c.id, tables[name].c.name).where(
                tables[name].c.course == self._course.instance
            )
            for name in sorted({row["modname"] for row in known})
        ]
        names = {(row.modname, row.id): row.name.strip() for row in ctx.db.execute(union_all(*parts))} if parts else {}
        return [_Named(name, row) for row in known if (name := names.get((row["modname"], row["instance"])))]

    def _may_use(self, rows: Collection[RowMapping]) -> set[int]:
        """The ids of those activities that the caller may use."""
        ctx = self._ctx
        asked = [row for row in rows if row["id"] not in self._usable]
        if asked:
            places = contexts.by_instances(ctx.db, Level.MODULE, [row["id"] for row in asked])
            found = access_to(ctx.db, ctx.site, ctx.subject, asked, places, now=ctx.now)
            self._usable |= {row["id"]: row["id"] in found and found[row["id"]].usable for row in asked}
        return {row["id"] for row in rows if self._usable[row["id"]]}

    def _opening(self, one: _Named) -> str:
        """The opening tag of the link to an activity."""
        title = html.escape(strip_tags(one.name).strip(), quote=True)
        address = f"{self._ctx.site.wwwroot}/mod/{one.module['modname']}/view.php?id={one.module['id']}"
        return f'<a class="autolink" title="{title}" href="{address}">'


def _parts(text: str, link: Callable[[re.Match[str]], str], phrase: re.Pattern[str]) -> Iterator[str]:
    """The parts of a text, linked where that is allowed."""
    end = 0
    for unlinked in _UNLINKED.finditer(text):
        yield phrase.sub(link, text[end : unlinked.start()])
        yield unlinked[0]
        end = unlinked.end()
    yield phrase.sub(link, text[end:])
