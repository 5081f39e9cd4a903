"""The pages of lessons, their answers, what participants chose, and their own dates."""

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
        "lesson_answers",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("lessonid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("pageid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("jumpto", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("grade", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("score", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("flags", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("timecreated", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("timemodified", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("answer", kinds.TEXT, nullable=True),
        sa.Column("answerformat", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("response", kinds.TEXT, nullable=True),
        sa.Column("responseformat", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("lesson_answers_pkey")),
    )
    with op.batch_alter_table("lesson_answers", schema=None) as batch_op:
        batch_op.create_index("lesson_answers_lessonid", ["lessonid"], unique=False)
        batch_op.create_index("lesson_answers_pageid", ["pageid"], unique=False)

    op.create_table(
        "lesson_attempts",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("lessonid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("pageid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("userid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("answerid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("retry", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("correct", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("useranswer", kinds.TEXT, nullable=True),
        sa.Column("timeseen", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("lesson_attempts_pkey")),
    )
    with op.batch_alter_table("lesson_attempts", schema=None) as batch_op:
        batch_op.create_index("lesson_attempts_lessonid", ["lessonid"], unique=False)
        batch_op.create_index("lesson_attempts_userid", ["userid"], unique=False)

    op.create_table(
        "lesson_branch",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("lessonid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("userid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("pageid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("retry", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("flag", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("timeseen", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("nextpageid", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("lesson_branch_pkey")),
    )
    with op.batch_alter_table("lesson_branch", schema=None) as batch_op:
        batch_op.create_index("lesson_branch_lessonid", ["lessonid"], unique=False)
        batch_op.create_index("lesson_branch_userid", ["userid"], unique=False)

    op.create_table(
        "lesson_overrides",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("lessonid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("groupid", sa.BigInteger(), nullable=True),
        sa.Column("userid", sa.BigInteger(), nullable=True),
        sa.Column("available", sa.BigInteger(), nullable=True),
        sa.Column("deadline", sa.BigInteger(), nullable=True),
        sa.Column("timelimit", sa.BigInteger(), nullable=True),
        sa.Column("review", sa.BigInteger(), nullable=True),
        sa.Column("maxattempts", sa.BigInteger(), nullable=True),
        sa.Column("retake", sa.BigInteger(), nullable=True),
        sa.Column("password", kinds.TEXT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("lesson_overrides_pkey")),
    )
    with op.batch_alter_table("lesson_overrides", schema=None) as batch_op:
        batch_op.create_index("lesson_overrides_lessonid", ["lessonid"], unique=False)
        batch_op.create_index("lesson_overrides_userid", ["userid"], unique=False)

    op.create_table(
        "lesson_pages",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("lessonid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("prevpageid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("nextpageid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("qtype", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("qoption", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("layout", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("display", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("timecreated", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("timemodified", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("title", kinds.TEXT, server_default="", nullable=False),
        sa.Column("contents", kinds.TEXT, nullable=True),
        sa.Column("contentsformat", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("lesson_pages_pkey")),
    )
    with op.batch_alter_table("lesson_pages", schema=None) as batch_op:
        batch_op.create_index("lesson_pages_lessonid", ["lessonid"], unique=False)


def downgrade() -> None:
    """Go back to the revision before."""
    with op.batch_alter_table("lesson_pages", schema=None) as batch_op:
        batch_op.drop_index("lesson_pages_lessonid")

    op.drop_table("lesson_pages")
    with op.batch_alter_table("lesson_overrides", schema=None) as batch_op:
        batch_op.drop_index("lesson_overrides_userid")
        batch_op.drop_index("lesson_overrides_lessonid")

    op.drop_table("lesson_overrides")
    with op.batch_alter_table("lesson_branch", schema=None) as batch_op:
        batch_op.drop_index("lesson_branch_userid")
        batch_op.drop_index("lesson_branch_lessonid")

    op.drop_table("lesson_branch")
    with op.batch_alter_table("lesson_attempts", schema=None) as batch_op:
        batch_op.drop_index("lesson_attempts_userid")
        batch_op.drop_index("lesson_attempts_lessonid")

    op.drop_table("lesson_attempts")
    with op.batch_alter_table("lesson_answers", schema=None) as batch_op:
        batch_op.drop_index("lesson_answers_pageid")
        batch_op.drop_index("lesson_answers_lessonid")

    op.drop_table("lesson_answers")
