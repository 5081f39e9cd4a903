"""The tables badge_criteria and badge_criteria_param."""

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
        "badge_criteria",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("badgeid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("criteriatype", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("method", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("description", kinds.TEXT, nullable=True),
        sa.Column("descriptionformat", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("badge_criteria_pkey")),
    )
    with op.batch_alter_table("badge_criteria") as batch_op:
        batch_op.create_index("badge_criteria_badgeid", ["badgeid"], unique=False)

    op.create_table(
        "badge_criteria_param",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("critid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("name", kinds.TEXT, server_default="", nullable=False),
        sa.Column("value", kinds.TEXT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("badge_criteria_param_pkey")),
    )
    with op.batch_alter_table("badge_criteria_param") as batch_op:
        batch_op.create_index("badge_criteria_param_critid", ["critid"], unique=False)


def downgrade() -> None:
    """Go back to the revision before."""
    with op.batch_alter_table("badge_criteria_param") as batch_op:
        batch_op.drop_index("badge_criteria_param_critid")

    op.drop_table("badge_criteria_param")
    with op.batch_alter_table("badge_criteria") as batch_op:
        batch_op.drop_index("badge_criteria_badgeid")

    op.drop_table("badge_criteria")
