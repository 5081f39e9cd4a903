"""The tables assign_overrides and assignfeedback_file."""

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
        "assign_overrides",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("assignid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("groupid", sa.BigInteger(), nullable=True),
        sa.Column("userid", sa.BigInteger(), nullable=True),
        sa.Column("sortorder", sa.BigInteger(), nullable=True),
        sa.Column("allowsubmissionsfromdate", sa.BigInteger(), nullable=True),
        sa.Column("duedate", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("cutoffdate", sa.BigInteger(), nullable=True),
        sa.Column("timelimit", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("assign_overrides_pkey")),
    )
    with op.batch_alter_table("assign_overrides") as batch_op:
        batch_op.create_index("assign_overrides_assignid", ["assignid"], unique=False)
        batch_op.create_index("assign_overrides_userid", ["userid"], unique=False)

    op.create_table(
        "assignfeedback_file",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("assignment", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("grade", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("numfiles", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("assignfeedback_file_pkey")),
    )
    with op.batch_alter_table("assignfeedback_file") as batch_op:
        batch_op.create_index("assignfeedback_file_assignment", ["assignment"], unique=False)


def downgrade() -> None:
    """Go back to the revision before."""
    with op.batch_alter_table("assignfeedback_file") as batch_op:
        batch_op.drop_index("assignfeedback_file_assignment")

    op.drop_table("assignfeedback_file")
    with op.batch_alter_table("assign_overrides") as batch_op:
        batch_op.drop_index("assign_overrides_userid")
        batch_op.drop_index("assign_overrides_assignid")

    op.drop_table("assign_overrides")
