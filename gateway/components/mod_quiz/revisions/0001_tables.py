"""The tables quiz_overrides and quiz_slots."""

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
        "quiz_overrides",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("quiz", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("groupid", sa.BigInteger(), nullable=True),
        sa.Column("userid", sa.BigInteger(), nullable=True),
        sa.Column("timeopen", sa.BigInteger(), nullable=True),
        sa.Column("timeclose", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("timelimit", sa.BigInteger(), nullable=True),
        sa.Column("attempts", sa.BigInteger(), nullable=True),
        sa.Column("password", kinds.TEXT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("quiz_overrides_pkey")),
    )
    with op.batch_alter_table("quiz_overrides") as batch_op:
        batch_op.create_index("quiz_overrides_quiz", ["quiz"], unique=False)
        batch_op.create_index("quiz_overrides_userid", ["userid"], unique=False)

    op.create_table(
        "quiz_slots",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("slot", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("quizid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("page", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("displaynumber", sa.BigInteger(), nullable=True),
        sa.Column("requireprevious", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("maxmark", sa.Float(), server_default="0", nullable=False),
        sa.Column("quizgradeitemid", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("quiz_slots_pkey")),
    )
    with op.batch_alter_table("quiz_slots") as batch_op:
        batch_op.create_index("quiz_slots_quizid", ["quizid"], unique=False)


def downgrade() -> None:
    """Go back to the revision before."""
    with op.batch_alter_table("quiz_slots") as batch_op:
        batch_op.drop_index("quiz_slots_quizid")

    op.drop_table("quiz_slots")
    with op.batch_alter_table("quiz_overrides") as batch_op:
        batch_op.drop_index("quiz_overrides_userid")
        batch_op.drop_index("quiz_overrides_quiz")

    op.drop_table("quiz_overrides")
