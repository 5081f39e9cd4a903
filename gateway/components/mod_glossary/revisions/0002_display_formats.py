"""The display formats of glossaries."""

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
        "glossary_formats",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("name", kinds.TEXT, server_default="", nullable=False),
        sa.Column("popupformatname", kinds.TEXT, server_default="", nullable=False),
        sa.Column("visible", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("showgroup", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("showtabs", kinds.TEXT, nullable=True),
        sa.Column("defaultmode", kinds.TEXT, server_default="", nullable=False),
        sa.Column("defaulthook", kinds.TEXT, server_default="", nullable=False),
        sa.Column("sortkey", kinds.TEXT, server_default="", nullable=False),
        sa.Column("sortorder", kinds.TEXT, server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("glossary_formats_pkey")),
    )


def downgrade() -> None:
    """Go back to the revision before."""
    op.drop_table("glossary_formats")
