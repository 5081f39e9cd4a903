"""The contents of the fields of entries in databases."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from gateway.api import kinds

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go on from the revision before."""
    op.create_table(
        "data_content",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("fieldid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("recordid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("content", kinds.TEXT, nullable=True),
        sa.Column("content1", kinds.TEXT, nullable=True),
        sa.Column("content2", kinds.TEXT, nullable=True),
        sa.Column("content3", kinds.TEXT, nullable=True),
        sa.Column("content4", kinds.TEXT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("data_content_pkey")),
    )
    with op.batch_alter_table("data_content", schema=None) as batch_op:
        batch_op.create_index("data_content_fieldid", ["fieldid"], unique=False)
        batch_op.create_index("data_content_recordid", ["recordid"], unique=False)


def downgrade() -> None:
    """Go back to the revision before."""
    with op.batch_alter_table("data_content", schema=None) as batch_op:
        batch_op.drop_index("data_content_recordid")
        batch_op.drop_index("data_content_fieldid")

    op.drop_table("data_content")
