"""Requests for new passwords."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from gateway.store import kinds

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go on from the revision before."""
    op.create_table(
        "user_password_resets",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("userid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("timerequested", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("timererequested", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("token", kinds.TEXT, server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("user_password_resets_pkey")),
        sa.UniqueConstraint("userid", name=op.f("user_password_resets_userid_key")),
    )
    with op.batch_alter_table("user_password_resets", schema=None) as batch_op:
        batch_op.create_index("user_password_resets_token", ["token"], unique=False)


def downgrade() -> None:
    """Go back to the revision before."""
    op.drop_table("user_password_resets")
