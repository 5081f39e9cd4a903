"""The grade of H5P activities may be null, as in the reference."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go on from the revision before."""
    with op.batch_alter_table("h5pactivity") as batch_op:
        batch_op.alter_column("grade", existing_type=sa.BigInteger(), nullable=True, server_default=None)


def downgrade() -> None:
    """Go back to the revision before."""
    op.execute("UPDATE h5pactivity SET grade = 0 WHERE grade IS NULL")
    with op.batch_alter_table("h5pactivity") as batch_op:
        batch_op.alter_column("grade", existing_type=sa.BigInteger(), nullable=False, server_default="0")
