"""Reading and writing rows: statements that differ between databases, queries for many values, the feed of changes."""

from __future__ import annotations

from gateway.store import caseless
from gateway.store.changes import ChangeKind, note
from gateway.store.in_query import InQuery
from gateway.store.rows import insert_many, insert_missing, insert_row, number_on, upsert
from gateway.store.window import EVERYTHING, Window, page_of, window

__all__ = [
    "EVERYTHING",
    "ChangeKind",
    "InQuery",
    "Window",
    "caseless",
    "insert_many",
    "insert_missing",
    "insert_row",
    "note",
    "number_on",
    "page_of",
    "upsert",
    "window",
]
