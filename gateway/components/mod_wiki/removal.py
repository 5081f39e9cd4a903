"""Deleting the wikis of courses with their pages."""

from __future__ import annotations

from sqlalchemy import Connection, delete, select

from gateway.api import Ids
from gateway.components.mod_wiki.tables import wiki, wiki_pages, wiki_subwikis

__all__ = ["forget_courses"]


def forget_courses(db: Connection, courseids: Ids) -> None:
    """Delete the wikis of courses with their pages."""
    wikis = select(wiki.c.id).where(wiki.c.course.in_(courseids))
    subwikis = select(wiki_subwikis.c.id).where(wiki_subwikis.c.wikiid.in_(wikis))
    db.execute(delete(wiki_pages).where(wiki_pages.c.subwikiid.in_(subwikis)))
    db.execute(delete(wiki_subwikis).where(wiki_subwikis.c.wikiid.in_(wikis)))
    db.execute(delete(wiki).where(wiki.c.course.in_(courseids)))
