"""Blog entries and notes may have been changed by nobody, as in the reference."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go on from the revision before."""
    with op.batch_alter_table("post") as batch_op:
        batch_op.alter_column("usermodified", existing_type=sa.BigInteger(), nullable=True, server_default=None)


def downgrade() -> None:
    """Go back to the revision before."""
    op.execute("UPDATE post SET usermodified = 0 WHERE usermodified IS NULL")
    with op.batch_alter_table("post") as batch_op:
        batch_op.alter_column("usermodified", existing_type=sa.BigInteger(), nullable=False, server_default="0")
