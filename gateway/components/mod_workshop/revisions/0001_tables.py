"""The tables workshop and workshop_submissions."""

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
        "workshop",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("course", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("name", kinds.TEXT, server_default="", nullable=False),
        sa.Column("intro", kinds.TEXT, nullable=True),
        sa.Column("introformat", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("instructauthors", kinds.TEXT, server_default="", nullable=False),
        sa.Column("instructauthorsformat", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("instructreviewers", kinds.TEXT, server_default="", nullable=False),
        sa.Column("instructreviewersformat", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("timemodified", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("phase", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("useexamples", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("usepeerassessment", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("useselfassessment", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("grade", sa.Float(), server_default="0", nullable=False),
        sa.Column("gradinggrade", sa.Float(), server_default="0", nullable=False),
        sa.Column("strategy", kinds.TEXT, server_default="", nullable=False),
        sa.Column("evaluation", kinds.TEXT, server_default="", nullable=False),
        sa.Column("gradedecimals", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("submissiontypetext", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("submissiontypefile", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("nattachments", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("submissionfiletypes", kinds.TEXT, nullable=True),
        sa.Column("latesubmissions", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("maxbytes", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("examplesmode", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("submissionstart", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("submissionend", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("assessmentstart", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("assessmentend", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("phaseswitchassessment", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("conclusion", kinds.TEXT, server_default="", nullable=False),
        sa.Column("conclusionformat", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("overallfeedbackmode", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("overallfeedbackfiles", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("overallfeedbackfiletypes", kinds.TEXT, nullable=True),
        sa.Column("overallfeedbackmaxbytes", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("workshop_pkey")),
    )
    with op.batch_alter_table("workshop") as batch_op:
        batch_op.create_index("workshop_course", ["course"], unique=False)

    op.create_table(
        "workshop_submissions",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("workshopid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("example", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("authorid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("timecreated", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("timemodified", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("title", kinds.TEXT, server_default="", nullable=False),
        sa.Column("content", kinds.TEXT, nullable=True),
        sa.Column("contentformat", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("contenttrust", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("attachment", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("grade", sa.BigInteger(), nullable=True),
        sa.Column("gradeover", sa.BigInteger(), nullable=True),
        sa.Column("gradeoverby", sa.BigInteger(), nullable=True),
        sa.Column("feedbackauthor", kinds.TEXT, nullable=True),
        sa.Column("feedbackauthorformat", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("timegraded", sa.BigInteger(), nullable=True),
        sa.Column("published", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("late", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("workshop_submissions_pkey")),
    )
    with op.batch_alter_table("workshop_submissions") as batch_op:
        batch_op.create_index("workshop_submissions_workshopid", ["workshopid"], unique=False)


def downgrade() -> None:
    """Go back to the revision before."""
    with op.batch_alter_table("workshop_submissions") as batch_op:
        batch_op.drop_index("workshop_submissions_workshopid")

    op.drop_table("workshop_submissions")
    with op.batch_alter_table("workshop") as batch_op:
        batch_op.drop_index("workshop_course")

    op.drop_table("workshop")
