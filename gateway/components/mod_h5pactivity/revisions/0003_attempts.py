"""The attempts at H5P activities."""

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
        "h5pactivity_attempts",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("h5pactivityid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("userid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("timecreated", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("timemodified", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("attempt", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("rawscore", sa.BigInteger(), nullable=True),
        sa.Column("maxscore", sa.BigInteger(), nullable=True),
        sa.Column("scaled", sa.Float(), server_default="0", nullable=False),
        sa.Column("duration", sa.BigInteger(), nullable=True),
        sa.Column("completion", sa.BigInteger(), nullable=True),
        sa.Column("success", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("h5pactivity_attempts_pkey")),
    )
    with op.batch_alter_table("h5pactivity_attempts", schema=None) as batch_op:
        batch_op.create_index("h5pactivity_attempts_h5pactivityid", ["h5pactivityid"], unique=False)
        batch_op.create_index("h5pactivity_attempts_userid", ["userid"], unique=False)


def downgrade() -> None:
    """Go back to the revision before."""
    with op.batch_alter_table("h5pactivity_attempts", schema=None) as batch_op:
        batch_op.drop_index("h5pactivity_attempts_userid")
        batch_op.drop_index("h5pactivity_attempts_h5pactivityid")

    op.drop_table("h5pactivity_attempts")
