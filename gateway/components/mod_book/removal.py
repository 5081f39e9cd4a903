"""Deleting the books of courses with their chapters."""

from __future__ import annotations

from sqlalchemy import Connection, delete, select

from gateway.api import Ids
from gateway.components.mod_book.tables import book, book_chapters

__all__ = ["forget_courses"]


def forget_courses(db: Connection, courseids: Ids) -> None:
    """Delete the books of courses with their chapters."""
    books = select(book.c.id).where(book.c.course.in_(courseids))
    db.execute(delete(book_chapters).where(book_chapters.c.bookid.in_(books)))
    db.execute(delete(book).where(book.c.course.in_(courseids)))
