"""Allow overrides of quizzes that do not set the closing time."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go on from the revision before."""
    with op.batch_alter_table("quiz_overrides") as batch_op:
        batch_op.alter_column("timeclose", existing_type=sa.BigInteger(), nullable=True, server_default=None)


def downgrade() -> None:
    """Go back to the revision before."""
    op.execute(sa.text("UPDATE quiz_overrides SET timeclose = 0 WHERE timeclose IS NULL"))
    with op.batch_alter_table("quiz_overrides") as batch_op:
        batch_op.alter_column("timeclose", existing_type=sa.BigInteger(), nullable=False, server_default="0")
