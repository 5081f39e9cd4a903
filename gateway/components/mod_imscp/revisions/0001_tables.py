"""The table imscp."""

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
        "imscp",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("course", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("name", kinds.TEXT, server_default="", nullable=False),
        sa.Column("intro", kinds.TEXT, nullable=True),
        sa.Column("introformat", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("revision", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("keepold", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("structure", kinds.TEXT, server_default="", nullable=False),
        sa.Column("timemodified", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("imscp_pkey")),
    )
    with op.batch_alter_table("imscp") as batch_op:
        batch_op.create_index("imscp_course", ["course"], unique=False)


def downgrade() -> None:
    """Go back to the revision before."""
    with op.batch_alter_table("imscp") as batch_op:
        batch_op.drop_index("imscp_course")

    op.drop_table("imscp")
