"""The table forum_grades."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from gateway.api import kinds

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go on from the revision before."""
    op.create_table(
        "forum_grades",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("forum", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("itemnumber", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("userid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("grade", sa.Float(), server_default="0", nullable=False),
        sa.Column("timecreated", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("timemodified", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("forum_grades_pkey")),
    )
    with op.batch_alter_table("forum_grades") as batch_op:
        batch_op.create_index("forum_grades_forum", ["forum"], unique=False)
        batch_op.create_index("forum_grades_userid", ["userid"], unique=False)


def downgrade() -> None:
    """Go back to the revision before."""
    with op.batch_alter_table("forum_grades") as batch_op:
        batch_op.drop_index("forum_grades_userid")
        batch_op.drop_index("forum_grades_forum")

    op.drop_table("forum_grades")
