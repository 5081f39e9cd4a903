"""The column types of the reference schema, and the metadata collections that tables belong to."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Float, LargeBinary, MetaData

from gateway.store.kinds import KEY, TEXT

__all__ = ["SEALED", "decimal", "key", "long", "metadata", "number", "schema", "sealed", "text"]


SEALED = "sealed"
"""By this, columns are known whose values are sealed with the site key."""


def schema() -> MetaData:
    """A metadata collection for the tables of one component, with named constraints so that revisions can change them."""
    return MetaData(naming_convention={"pk": "%(table_name)s_pkey", "uq": "%(table_name)s_%(column_0_N_name)s_key"})


metadata = schema()
"""The kernel's tables."""


def key() -> Column[int]:
    """The id that every table has."""
    return Column("id", KEY, primary_key=True)


def number(name: str, *, default: int = 0, null: bool = False) -> Column[int]:
    """A whole number, a flag, a time in Unix seconds or the id of another row."""
    return Column(name, BigInteger, nullable=null, server_default=None if null else str(default))


def decimal(name: str, *, null: bool = False) -> Column[float]:
    """A number with a fraction."""
    return Column(name, Float, nullable=null, server_default=None if null else "0")


def text(name: str, *, default: str = "", null: bool = False) -> Column[str]:
    """A short text."""
    return Column(name, TEXT, nullable=null, server_default=None if null else default)


def long(name: str, *, null: bool = False) -> Column[str]:
    """A text of any length."""
    return text(name, null=null)


def sealed(name: str) -> Column[bytes]:
    """A secret, readable only with the site key; empty on a site that keeps only digests."""
    return Column(name, LargeBinary, nullable=True, info={SEALED: True})
