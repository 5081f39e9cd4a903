"""Column types that differ between the databases.

Tables and migrations share them, and a revision must always make the same columns: a type is never changed, a new one is added.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Integer, Text

__all__ = ["KEY", "TEXT"]

# SQLite numbers rows by itself only in a column of exactly the type INTEGER.
KEY = BigInteger().with_variant(Integer(), "sqlite")

# Ordered and compared by its bytes, as on SQLite, whatever the language of the server is.
TEXT = Text().with_variant(Text(collation="C"), "postgresql")
