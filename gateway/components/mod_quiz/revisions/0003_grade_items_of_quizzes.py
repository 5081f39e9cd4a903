"""Keep grade items of quizzes, and call questions by any text."""

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
        "quiz_grade_items",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("quizid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("sortorder", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("name", kinds.TEXT, server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("quiz_grade_items_pkey")),
    )
    with op.batch_alter_table("quiz_grade_items", schema=None) as batch_op:
        batch_op.create_index("quiz_grade_items_quizid", ["quizid"], unique=False)

    with op.batch_alter_table("quiz_slots", schema=None) as batch_op:
        batch_op.alter_column("displaynumber", existing_type=sa.BIGINT(), type_=kinds.TEXT, existing_nullable=True)


def downgrade() -> None:
    """Go back to the revision before."""
    with op.batch_alter_table("quiz_slots", schema=None) as batch_op:
        batch_op.alter_column(
            "displaynumber", existing_type=kinds.TEXT, type_=sa.BIGINT(), existing_nullable=True, postgresql_using="displaynumber::bigint"
        )

    with op.batch_alter_table("quiz_grade_items", schema=None) as batch_op:
        batch_op.drop_index("quiz_grade_items_quizid")

    op.drop_table("quiz_grade_items")
