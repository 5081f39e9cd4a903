"""What Alembic runs for each of its commands: on the connection it is given, in the transaction begun there."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context

from gateway.store import kinds
from gateway.store.migrations import Branch


def render(_kind: str, rendered: Any, _autogenerate: Any) -> str | Literal[False]:
    """The columns of new revisions are of our kinds."""
    return next((f"kinds.{name}" for name in kinds.__all__ if rendered is getattr(kinds, name)), False)


def concerns(item: Any, name: str | None, kind: str, _reflected: bool, counterpart: Any) -> bool:
    """Whether a table of the database or of the code concerns the branch: it is the branch's, or no other branch has it."""
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
