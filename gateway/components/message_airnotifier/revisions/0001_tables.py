"""The table message_airnotifier_devices."""

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
        "message_airnotifier_devices",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("userdeviceid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("enable", sa.BigInteger(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("message_airnotifier_devices_pkey")),
        sa.UniqueConstraint("userdeviceid", name=op.f("message_airnotifier_devices_userdeviceid_key")),
    )


def downgrade() -> None:
    """Go back to the revision before."""
    op.drop_table("message_airnotifier_devices")
