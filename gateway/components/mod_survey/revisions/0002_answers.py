"""The answers to surveys."""

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
        "survey_answers",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("userid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("survey", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("question", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("time", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("answer1", kinds.TEXT, nullable=True),
        sa.Column("answer2", kinds.TEXT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("survey_answers_pkey")),
    )
    with op.batch_alter_table("survey_answers") as batch_op:
        batch_op.create_index("survey_answers_survey", ["survey"], unique=False)
        batch_op.create_index("survey_answers_userid", ["userid"], unique=False)


def downgrade() -> None:
    """Go back to the revision before."""
    with op.batch_alter_table("survey_answers") as batch_op:
        batch_op.drop_index("survey_answers_userid")
        batch_op.drop_index("survey_answers_survey")

    op.drop_table("survey_answers")
