"""A person's own page, and the two pages of the reference that clients with a browser session begin at (``docs/contract/server.md 4.1``).

Every page carries the address of the site and the key of the session as data, where such clients look for it.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, RowMapping, select
from starlette.responses import Response

from gateway.access import contexts, sessions, signin
from gateway.access.contexts import Level
from gateway.access.site import SITE_COURSE
from gateway.files.rows import FOLDER, ItemArea, of_item_area
from gateway.php.values import to_int
from gateway.store.tables.courses import course
from gateway.web.pages.page import Keeping, Page, Who
from gateway.web.pages.visit import Visit

__all__ = ["pages"]

_SESSIONS = "/my/sessions"
# How many courses a page lists.
_AT_ONCE = 100


def pages() -> list[Page]:
    """The pages."""
    return [
        Page(path="/my/", show=_own),
        Page(path=_SESSIONS, change=_end_sessions),
        Page(path="/user/files.php", show=_files, keeping=Keeping.PRIVATE),
        Page(path="/course/index.php", show=_courses, who=Who.VISITORS, keeping=Keeping.PRIVATE),
    ]


async def _own(visit: Visit) -> Response:
    """The page of who has signed in: the account, and where it has signed in."""
    found = await visit.gateway.store.read(sessions.of_user, visit.me.id)
    alive = [session for session in found if sessions.alive(visit.site, session, now=visit.now)]
    return visit.show("own.html", sessions=alive, here=sessions.stored_key(visit.sid), end=_SESSIONS)


async def _end_sessions(visit: Visit) -> Response:
    """End the other sessions of who has signed in."""
    await visit.gateway.store.write(signin.end_all, visit.me.id, keep=visit.sid, by=visit.by)
    return visit.go("/my/", told="ended")


async def _files(visit: Visit) -> Response:
    """The private files of who has signed in."""
    return visit.show("files.html", files=await visit.gateway.store.read(_private_files, visit.me.id))


def _private_files(db: Connection, userid: int) -> list[dict[str, Any]]:
    """The private files of a user, with their paths below ``pluginfile.php``."""
    context = contexts.by_instance(db, Level.USER, userid)
    rows = of_item_area(db, ItemArea(context.id, "user", "private"))
    return [{**row, "path": f"/{context.id}/user/private{row['filepath']}{row['filename']}"} for row in rows if row["filename"] != FOLDER]


async def _courses(visit: Visit) -> Response:
    """The courses of the site that who asks may see, some at a time."""
    after = to_int(visit.text("after", "0"))
    hidden = visit.holds("moodle/course:viewhiddencourses")
    found = await visit.gateway.store.read(_listed, hidden=hidden, after=after)
    return visit.show("courses.html", courses=found[:_AT_ONCE], more=found[_AT_ONCE - 1]["id"] if len(found) > _AT_ONCE else None)


def _listed(db: Connection, *, hidden: bool, after: int) -> list[RowMapping]:
    """The courses with an id after another, one more than a page lists; hidden ones only if asked for."""
    query = select(course.c.id, course.c.fullname, course.c.shortname, course.c.visible).where(
        course.c.id > after, course.c.id != SITE_COURSE
    )
    if not hidden:
        query = query.where(course.c.visible == 1)
    return list(db.execute(query.order_by(course.c.id).limit(_AT_ONCE + 1)).mappings())
