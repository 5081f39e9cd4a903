"""The table message_popup_notifications."""

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
        "message_popup_notifications",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("notificationid", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("message_popup_notifications_pkey")),
    )
    with op.batch_alter_table("message_popup_notifications") as batch_op:
        batch_op.create_index("message_popup_notifications_notificationid", ["notificationid"], unique=False)


def downgrade() -> None:
    """Go back to the revision before."""
    with op.batch_alter_table("message_popup_notifications") as batch_op:
        batch_op.drop_index("message_popup_notifications_notificationid")

    op.drop_table("message_popup_notifications")
