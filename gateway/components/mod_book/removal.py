"""Deleting the books of courses with their chapters."""

from __future__ import annotations

from sqlalchemy import Connection, delete, select

from gateway.api import Ids
from gateway.components.mod_book.tables import book, book_chapters

__all__ = ["forget_courses"]


def forget_courses(db: Connection, courseids: Ids) -> None:
    """Delete the books of courses with their chapters."""
    books = select(book.c.id).where(book.c.course.in_(courseids))
    for column, within in ((book_chapters.c.bookid, books),):
        db.execute(delete(column.table).where(column.in_(within)))
    db.execute(delete(book).where(book.c.course.in_(courseids)))
