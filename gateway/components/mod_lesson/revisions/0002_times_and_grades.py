"""The times and grades of participants in lessons."""

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
        "lesson_grades",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("lessonid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("userid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("grade", sa.Float(), server_default="0", nullable=False),
        sa.Column("late", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("completed", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("lesson_grades_pkey")),
    )
    with op.batch_alter_table("lesson_grades") as batch_op:
        batch_op.create_index("lesson_grades_lessonid", ["lessonid"], unique=False)
        batch_op.create_index("lesson_grades_userid", ["userid"], unique=False)

    op.create_table(
        "lesson_timer",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("lessonid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("userid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("starttime", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("lessontime", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("completed", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("timemodifiedoffline", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("lesson_timer_pkey")),
    )
    with op.batch_alter_table("lesson_timer") as batch_op:
        batch_op.create_index("lesson_timer_lessonid", ["lessonid"], unique=False)
        batch_op.create_index("lesson_timer_userid", ["userid"], unique=False)


def downgrade() -> None:
    """Go back to the revision before."""
    with op.batch_alter_table("lesson_timer") as batch_op:
        batch_op.drop_index("lesson_timer_userid")
        batch_op.drop_index("lesson_timer_lessonid")

    op.drop_table("lesson_timer")
    with op.batch_alter_table("lesson_grades") as batch_op:
        batch_op.drop_index("lesson_grades_userid")
        batch_op.drop_index("lesson_grades_lessonid")

    op.drop_table("lesson_grades")
