"""The assessments of submissions to workshops."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from gateway.api import kinds

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go on from the revision before."""
    op.create_table(
        "workshop_assessments",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("submissionid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("reviewerid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("weight", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("timecreated", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("timemodified", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("grade", sa.Float(), nullable=True),
        sa.Column("gradinggrade", sa.Float(), nullable=True),
        sa.Column("gradinggradeover", sa.Float(), nullable=True),
        sa.Column("gradinggradeoverby", sa.BigInteger(), nullable=True),
        sa.Column("feedbackauthor", kinds.TEXT, nullable=True),
        sa.Column("feedbackauthorformat", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("feedbackauthorattachment", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("feedbackreviewer", kinds.TEXT, nullable=True),
        sa.Column("feedbackreviewerformat", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("workshop_assessments_pkey")),
    )
    with op.batch_alter_table("workshop_assessments", schema=None) as batch_op:
        batch_op.create_index("workshop_assessments_reviewerid", ["reviewerid"], unique=False)
        batch_op.create_index("workshop_assessments_submissionid", ["submissionid"], unique=False)


def downgrade() -> None:
    """Go back to the revision before."""
    with op.batch_alter_table("workshop_assessments", schema=None) as batch_op:
        batch_op.drop_index("workshop_assessments_submissionid")
        batch_op.drop_index("workshop_assessments_reviewerid")

    op.drop_table("workshop_assessments")
