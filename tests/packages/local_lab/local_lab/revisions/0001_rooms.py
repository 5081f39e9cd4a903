"""Rooms."""

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
        "local_lab_room",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("contextid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("userid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("name", kinds.TEXT, server_default="", nullable=False),
        sa.Column("timecreated", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("local_lab_room_pkey")),
        sa.UniqueConstraint("contextid", "name", name=op.f("local_lab_room_contextid_name_key")),
    )
    with op.batch_alter_table("local_lab_room", schema=None) as batch_op:
        batch_op.create_index("local_lab_room_userid", ["userid"], unique=False)


def downgrade() -> None:
    """Go back to the revision before."""
    with op.batch_alter_table("local_lab_room", schema=None) as batch_op:
        batch_op.drop_index("local_lab_room_userid")
    op.drop_table("local_lab_room")
