"""Outcomes of calls that are made once."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from gateway.store import kinds

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go on from the revision before."""
    op.create_table(
        "idempotency",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("userid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("name", kinds.TEXT, server_default="", nullable=False),
        sa.Column("payload", kinds.TEXT, server_default="", nullable=False),
        sa.Column("sealedvalue", sa.LargeBinary(), nullable=True),
        sa.Column("timecreated", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("idempotency_pkey")),
        sa.UniqueConstraint("userid", "name", name=op.f("idempotency_userid_name_key")),
    )
    with op.batch_alter_table("idempotency", schema=None) as batch_op:
        batch_op.create_index("idempotency_timecreated", ["timecreated"], unique=False)


def downgrade() -> None:
    """Go back to the revision before."""
    op.drop_table("idempotency")
