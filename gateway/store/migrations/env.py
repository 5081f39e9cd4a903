"""What Alembic runs for each of its commands: on the connection it is given, in the transaction begun there."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context

from gateway.store import kinds
from gateway.store.tables import metadata


def render(_kind: str, rendered: Any, _autogenerate: Any) -> str | Literal[False]:
    """The columns of new revisions are of our kinds."""
    return next((f"kinds.{name}" for name in kinds.__all__ if rendered is getattr(kinds, name)), False)


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,  # SQLite changes a column only by copying the table
    render_item=render,
)
context.run_migrations()
