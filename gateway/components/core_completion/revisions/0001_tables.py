"""The tables course_completion_aggr_methd, course_completion_crit_compl and course_completion_criteria."""

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
        "course_completion_aggr_methd",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("course", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("criteriatype", kinds.TEXT, nullable=True),
        sa.Column("method", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("value", kinds.TEXT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("course_completion_aggr_methd_pkey")),
    )
    with op.batch_alter_table("course_completion_aggr_methd") as batch_op:
        batch_op.create_index("course_completion_aggr_methd_course", ["course"], unique=False)

    op.create_table(
        "course_completion_crit_compl",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("userid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("course", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("criteriaid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("gradefinal", sa.BigInteger(), nullable=True),
        sa.Column("unenroled", kinds.TEXT, nullable=True),
        sa.Column("timecompleted", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("course_completion_crit_compl_pkey")),
    )
    with op.batch_alter_table("course_completion_crit_compl") as batch_op:
        batch_op.create_index("course_completion_crit_compl_course", ["course"], unique=False)
        batch_op.create_index("course_completion_crit_compl_userid", ["userid"], unique=False)

    op.create_table(
        "course_completion_criteria",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("course", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("criteriatype", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("module", kinds.TEXT, nullable=True),
        sa.Column("moduleinstance", sa.BigInteger(), nullable=True),
        sa.Column("courseinstance", kinds.TEXT, nullable=True),
        sa.Column("enrolperiod", kinds.TEXT, nullable=True),
        sa.Column("timeend", sa.BigInteger(), nullable=True),
        sa.Column("gradepass", sa.Float(), nullable=True),
        sa.Column("role", kinds.TEXT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("course_completion_criteria_pkey")),
    )
    with op.batch_alter_table("course_completion_criteria") as batch_op:
        batch_op.create_index("course_completion_criteria_course", ["course"], unique=False)


def downgrade() -> None:
    """Go back to the revision before."""
    with op.batch_alter_table("course_completion_criteria") as batch_op:
        batch_op.drop_index("course_completion_criteria_course")

    op.drop_table("course_completion_criteria")
    with op.batch_alter_table("course_completion_crit_compl") as batch_op:
        batch_op.drop_index("course_completion_crit_compl_userid")
        batch_op.drop_index("course_completion_crit_compl_course")

    op.drop_table("course_completion_crit_compl")
    with op.batch_alter_table("course_completion_aggr_methd") as batch_op:
        batch_op.drop_index("course_completion_aggr_methd_course")

    op.drop_table("course_completion_aggr_methd")
