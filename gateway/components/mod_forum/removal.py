"""Deleting the forums of courses with all that is in them."""

from __future__ import annotations

from sqlalchemy import Connection, delete, select

from gateway.api import Ids
from gateway.components.mod_forum.tables import (
    forum,
    forum_discussion_subs,
    forum_discussions,
    forum_grades,
    forum_posts,
    forum_read,
    forum_subscriptions,
)

__all__ = ["forget_courses"]


def forget_courses(db: Connection, courseids: Ids) -> None:
    """Delete the forums of courses with all that is in them."""
    discussions = select(forum_discussions.c.id).where(forum_discussions.c.course.in_(courseids))
    forums = select(forum.c.id).where(forum.c.course.in_(courseids))
    for column, within in (
        (forum_posts.c.discussion, discussions),
        (forum_discussion_subs.c.discussion, discussions),
        (forum_subscriptions.c.forum, forums),
        (forum_read.c.forumid, forums),
        (forum_grades.c.forum, forums),
    ):
        db.execute(delete(column.table).where(column.in_(within)))
    for column in (forum_discussions.c.course, forum.c.course):
        db.execute(delete(column.table).where(column.in_(courseids)))
