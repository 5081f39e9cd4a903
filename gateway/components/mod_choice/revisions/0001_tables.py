"""The table choice_answers."""

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
        "choice_answers",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("choiceid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("userid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("optionid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("timemodified", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("choice_answers_pkey")),
    )
    with op.batch_alter_table("choice_answers") as batch_op:
        batch_op.create_index("choice_answers_choiceid", ["choiceid"], unique=False)
        batch_op.create_index("choice_answers_userid", ["userid"], unique=False)


def downgrade() -> None:
    """Go back to the revision before."""
    with op.batch_alter_table("choice_answers") as batch_op:
        batch_op.drop_index("choice_answers_userid")
        batch_op.drop_index("choice_answers_choiceid")

    op.drop_table("choice_answers")
