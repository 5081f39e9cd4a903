"""Blocks may be on all pages of a kind, as in the reference."""

from __future__ import annotations

from alembic import op

from gateway.api import kinds

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go on from the revision before."""
    with op.batch_alter_table("block_instances") as batch_op:
        batch_op.alter_column("subpagepattern", existing_type=kinds.TEXT, nullable=True, server_default=None)


def downgrade() -> None:
    """Go back to the revision before."""
    op.execute("UPDATE block_instances SET subpagepattern = '' WHERE subpagepattern IS NULL")
    with op.batch_alter_table("block_instances") as batch_op:
        batch_op.alter_column("subpagepattern", existing_type=kinds.TEXT, nullable=False, server_default="")
