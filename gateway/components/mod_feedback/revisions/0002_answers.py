"""Who has answered feedbacks, or begun to."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from gateway.api import kinds

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go on from the revision before."""
    op.create_table(
        "feedback_completed",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("feedback", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("userid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("timemodified", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("random_response", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("anonymous_response", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("courseid", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("feedback_completed_pkey")),
    )
    with op.batch_alter_table("feedback_completed", schema=None) as batch_op:
        batch_op.create_index("feedback_completed_feedback", ["feedback"], unique=False)
        batch_op.create_index("feedback_completed_userid", ["userid"], unique=False)

    op.create_table(
        "feedback_completedtmp",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("feedback", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("userid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("guestid", kinds.TEXT, server_default="", nullable=False),
        sa.Column("timemodified", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("random_response", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("anonymous_response", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("courseid", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("feedback_completedtmp_pkey")),
    )
    with op.batch_alter_table("feedback_completedtmp", schema=None) as batch_op:
        batch_op.create_index("feedback_completedtmp_feedback", ["feedback"], unique=False)
        batch_op.create_index("feedback_completedtmp_userid", ["userid"], unique=False)


def downgrade() -> None:
    """Go back to the revision before."""
    with op.batch_alter_table("feedback_completedtmp", schema=None) as batch_op:
        batch_op.drop_index("feedback_completedtmp_userid")
        batch_op.drop_index("feedback_completedtmp_feedback")

    op.drop_table("feedback_completedtmp")
    with op.batch_alter_table("feedback_completed", schema=None) as batch_op:
        batch_op.drop_index("feedback_completed_userid")
        batch_op.drop_index("feedback_completed_feedback")

    op.drop_table("feedback_completed")
