"""The table feedback."""

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
        "feedback",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("course", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("name", kinds.TEXT, server_default="", nullable=False),
        sa.Column("intro", kinds.TEXT, nullable=True),
        sa.Column("introformat", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("anonymous", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("email_notification", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("multiple_submit", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("autonumbering", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("site_after_submit", kinds.TEXT, server_default="", nullable=False),
        sa.Column("page_after_submit", kinds.TEXT, server_default="", nullable=False),
        sa.Column("page_after_submitformat", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("publish_stats", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("timeopen", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("timeclose", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("timemodified", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("completionsubmit", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("feedback_pkey")),
    )
    with op.batch_alter_table("feedback") as batch_op:
        batch_op.create_index("feedback_course", ["course"], unique=False)


def downgrade() -> None:
    """Go back to the revision before."""
    with op.batch_alter_table("feedback") as batch_op:
        batch_op.drop_index("feedback_course")

    op.drop_table("feedback")
