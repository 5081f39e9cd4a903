"""Conversations may have no hash, as in the reference."""

from __future__ import annotations

from alembic import op

from gateway.api import kinds

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go on from the revision before."""
    with op.batch_alter_table("message_conversations") as batch_op:
        batch_op.alter_column("convhash", existing_type=kinds.TEXT, nullable=True, server_default=None)


def downgrade() -> None:
    """Go back to the revision before."""
    op.execute("UPDATE message_conversations SET convhash = '' WHERE convhash IS NULL")
    with op.batch_alter_table("message_conversations") as batch_op:
        batch_op.alter_column("convhash", existing_type=kinds.TEXT, nullable=False, server_default="")
