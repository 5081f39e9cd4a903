"""Seats of rooms."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go on from the revision before."""
    with op.batch_alter_table("local_lab_room", schema=None) as batch_op:
        batch_op.add_column(sa.Column("seats", sa.BigInteger(), server_default="1", nullable=False))


def downgrade() -> None:
    """Go back to the revision before."""
    with op.batch_alter_table("local_lab_room", schema=None) as batch_op:
        batch_op.drop_column("seats")
