"""The table block_recentlyaccesseditems."""

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
        "block_recentlyaccesseditems",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("courseid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("cmid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("userid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("timeaccess", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("block_recentlyaccesseditems_pkey")),
        sa.UniqueConstraint("userid", "courseid", "cmid", name=op.f("block_recentlyaccesseditems_userid_courseid_cmid_key")),
    )
    with op.batch_alter_table("block_recentlyaccesseditems", schema=None) as batch_op:
        batch_op.create_index("block_recentlyaccesseditems_courseid", ["courseid"], unique=False)


def downgrade() -> None:
    """Go back to the revision before."""
    with op.batch_alter_table("block_recentlyaccesseditems", schema=None) as batch_op:
        batch_op.drop_index("block_recentlyaccesseditems_courseid")
    op.drop_table("block_recentlyaccesseditems")
