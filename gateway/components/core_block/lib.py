"""The blocks on a page, and the regions they are in.

The content of a block is rendered by Moodle's pages, which the gateway does not have: of the content only the title is returned.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec
from sqlalchemy import RowMapping, and_, bindparam, func, or_, select

from gateway.api import SITE_COURSE, SYSTEM, CallContext, CodedError, Context, Level, contexts, format_string, format_text
from gateway.api.php import phpjson, serialized
from gateway.api.text import FORMAT_HTML
from gateway.components.core_block.tables import block_instances, block_positions, my_pages
from gateway.components.core_course import instances
from gateway.components.core_course.lib import Course

__all__ = ["Page", "blocks", "of_course", "of_dashboard"]

_CONTENT, _SIDE = "content", "side-pre"

# The dashboard and the page "My courses": the ids of the default pages of a new site, and whether the page is private.
_DASHBOARD, _COURSES = "__default", "__courses"
_STANDARD = {_DASHBOARD: 2, _COURSES: 3}
_PRIVATE = {_DASHBOARD: 1, _COURSES: 0}

# The type of block whose text is its own.
_HTML = "html"
# The file area of the texts of blocks.
_FILES = "content"

# Titles by type of block; other blocks have the name of their type as title.
_TITLES = {
    "calendar_month": "Calendar",
    "calendar_upcoming": "Upcoming events",
    "myoverview": "Course overview",
    "recentlyaccessedcourses": "Recently accessed courses",
    "recentlyaccesseditems": "Recently accessed items",
    "starredcourses": "Starred courses",
    "timeline": "Timeline",
}

_blocks, _positions = block_instances.c, block_positions.c
_region, _weight = func.coalesce(_positions.region, _blocks.defaultregion), func.coalesce(_positions.weight, _blocks.defaultweight)
_BLOCKS = (
    select(
        _blocks.id,
        _blocks.blockname,
        _blocks.configdata,
        _blocks.parentcontextid,
        _region.label("region"),
        _weight.label("weight"),
        _positions.id.label("positionid"),
    )
    .select_from(
        block_instances.outerjoin(
            block_positions,
            (_positions.blockinstanceid == _blocks.id)
            & (_positions.contextid == bindparam("page"))
            & (_positions.pagetype == bindparam("type"))
            & (_positions.subpage == bindparam("subpage")),
        )
    )
    .where(
        or_(
            _blocks.parentcontextid == bindparam("page"),
            and_(_blocks.showinsubcontexts == 1, _blocks.parentcontextid.in_(bindparam("around", expanding=True))),
        ),
        _blocks.pagetypepattern.in_(bindparam("patterns", expanding=True)),
        or_(_blocks.subpagepattern.is_(None), _blocks.subpagepattern == "", _blocks.subpagepattern == bindparam("subpage")),
        or_(_positions.id.is_(None), _positions.visible == 1),
    )
    .order_by(_weight, _blocks.id)
)
_PAGES = select(my_pages.c.id, my_pages.c.userid).where(
    or_(my_pages.c.userid == bindparam("user"), my_pages.c.userid.is_(None)),
    my_pages.c.name == bindparam("name"),
    my_pages.c.private == bindparam("private"),
)


class Page(msgspec.Struct, frozen=True):
    """A page with blocks: its context, its page type, the sub-page (for page types with several pages), and its regions."""

    place: Context
    type: str
    subpage: str = ""
    regions: tuple[str, ...] = (_SIDE,)

    def patterns(self) -> Iterator[str]:
        """The page type patterns that match this page: its type, and every prefix of the type followed by ``-*``."""
        yield "*"
        yield self.type
        parts = self.type.split("-")
        for length in range(1, len(parts) + 1):
            yield "-".join([*parts[:length], "*"])


def of_course(course: Course, place: Context) -> Page:
    """The page of a course, or of the site."""
    return Page(place, "site-index" if course["id"] == SITE_COURSE else f"course-view-{course['format']}")


def of_dashboard(ctx: CallContext, userid: int, name: str) -> Page:
    """A user's dashboard or their page "My courses", chosen by ``name``: the user's own page, or the default page of the site.

    Raises ``mymoodlesetup`` for another name.
    """
    if name not in _STANDARD:
        raise CodedError("mymoodlesetup", "my")
    rows = ctx.db.execute(_PAGES, {"user": userid, "name": name, "private": _PRIVATE[name]}).all()
    own_page = next((row.id for row in rows if row.userid is not None), None)
    shared = next((row.id for row in rows if row.userid is None), _STANDARD[name])
    place = contexts.by_instance(ctx.db, Level.USER, userid) if own_page is not None else SYSTEM
    return Page(place, "my-index", str(own_page if own_page is not None else shared), (_CONTENT, _SIDE))


def blocks(ctx: CallContext, page: Page, *, contents: bool) -> list[dict[str, Any]]:
    """The blocks on a page that the caller may see, region by region; a block of a region the page lacks is in the side region."""
    asked = {"page": page.place.id, "around": page.place.ids, "type": page.type, "subpage": page.subpage, "patterns": list(page.patterns())}
    rows = ctx.db.execute(_BLOCKS, asked).mappings().all()
    places = contexts.by_instances(ctx.db, Level.BLOCK, [row["id"] for row in rows])
    visible = [row for row in rows if row["id"] not in places or ctx.has("moodle/block:view", places[row["id"]])]
    texts = [places[row["id"]].id for row in visible if row["blockname"] == _HTML and row["id"] in places] if contents else []
    stored = instances.stored_files(ctx, "block_html", texts, (_FILES,))
    regions = {row["id"]: row["region"] if row["region"] in page.regions else _SIDE for row in visible}
    return [
        _block_result(ctx, row, region, places.get(row["id"]), stored, contents=contents)
        for region in page.regions
        for row in visible
        if regions[row["id"]] == region
    ]


def _block_result(
    ctx: CallContext, row: RowMapping, region: str, place: Context | None, stored: Mapping[int, list[RowMapping]], *, contents: bool
) -> dict[str, Any]:
    """A block in the form of the result; ``place`` is its context, ``stored`` has the files of blocks by context."""
    found: dict[str, Any] = {
        "instanceid": row["id"],
        "name": row["blockname"],
        "region": region,
        "positionid": row["positionid"],
        "collapsible": True,
        "dockable": False,
        "weight": row["weight"],
        "visible": True,
    }
    config = _configuration(row) if row["blockname"] == _HTML else {}
    if config:
        own = [{"name": name, "value": phpjson.write(value).decode(), "type": "instance"} for name, value in config.items()]
        classes = phpjson.write(ctx.site.config["block_html/allowcssclasses"]).decode()
        found["configs"] = [*own, {"name": "allowcssclasses", "value": classes, "type": "plugin"}]
    if contents:
        text, title = "", config.get("title") or _TITLES.get(row["blockname"], row["blockname"])
        if config and place:
            shown = msgspec.structs.replace(ctx.settings, raw=False)
            text, _ = format_text(
                config.get("text"), FORMAT_HTML, shown, ctx.site, place, component="block_html", filearea=_FILES, trusted=True
            )
        title = format_string(title, ctx.settings)
        own_files = instances.file_results(ctx, stored.get(place.id, [])) if place else []
        found["contents"] = {"title": title, "content": text, "contentformat": FORMAT_HTML, "footer": "", "files": own_files}
    return found


def _configuration(row: RowMapping) -> dict[str, Any]:
    """The settings of a block; none where they are not stored as they should be."""
    try:
        found = serialized.loads(base64.b64decode(row["configdata"] or "", validate=True).decode())
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
