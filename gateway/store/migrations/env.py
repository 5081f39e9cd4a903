"""The environment that Alembic runs for each of its commands: on the given connection, in its transaction."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context

from gateway.store import kinds
from gateway.store.migrations import Branch


def render(_kind: str, rendered: Any, _autogenerate: Any) -> str | Literal[False]:
    """How columns are written in new revisions: with the column types of this project."""
    return next((f"kinds.{name}" for name in kinds.__all__ if rendered is getattr(kinds, name)), False)


def concerns(item: Any, name: str | None, kind: str, _reflected: bool, counterpart: Any) -> bool:
    """Whether a table of the database or of the code belongs to the branch, or to no other branch."""
    return kind != "table" or item.metadata is branch.tables or counterpart is not None or name not in foreign


branch: Branch = context.config.attributes["branch"]
# The names of tables that belong to other branches, where revisions are written by comparing with the code.
foreign: frozenset[str] = context.config.attributes["foreign"]

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=branch.tables,
    version_table=branch.version_table,
    include_object=concerns,
    render_as_batch=True,  # SQLite changes a column only by copying the table
    render_item=render,
)
context.run_migrations()
