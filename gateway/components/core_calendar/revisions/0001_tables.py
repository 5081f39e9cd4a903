"""The table event_subscriptions."""

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
        "event_subscriptions",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("url", kinds.TEXT, server_default="", nullable=False),
        sa.Column("categoryid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("courseid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("groupid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("userid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("eventtype", kinds.TEXT, server_default="", nullable=False),
        sa.Column("pollinterval", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("lastupdated", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("name", kinds.TEXT, server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("event_subscriptions_pkey")),
    )
    with op.batch_alter_table("event_subscriptions") as batch_op:
        batch_op.create_index("event_subscriptions_categoryid", ["categoryid"], unique=False)
        batch_op.create_index("event_subscriptions_courseid", ["courseid"], unique=False)
        batch_op.create_index("event_subscriptions_userid", ["userid"], unique=False)


def downgrade() -> None:
    """Go back to the revision before."""
    with op.batch_alter_table("event_subscriptions") as batch_op:
        batch_op.drop_index("event_subscriptions_userid")
        batch_op.drop_index("event_subscriptions_courseid")
        batch_op.drop_index("event_subscriptions_categoryid")

    op.drop_table("event_subscriptions")
