"""The tables of upstreams."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from gateway.store import kinds

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def _numbers(*names: str) -> list[sa.Column[int]]:
    return [sa.Column(name, sa.BigInteger(), server_default="0", nullable=False) for name in names]


def upgrade() -> None:
    """Go on from the revision before."""
    op.create_table(
        "upstream_secret",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("upstream", kinds.TEXT, server_default="", nullable=False),
        sa.Column("service", kinds.TEXT, server_default="", nullable=False),
        sa.Column("sealedvalue", sa.LargeBinary(), nullable=True),
        *_numbers("timemodified"),
        sa.PrimaryKeyConstraint("id", name=op.f("upstream_secret_pkey")),
        sa.UniqueConstraint("upstream", "service", name=op.f("upstream_secret_upstream_service_key")),
    )
    op.create_table(
        "upstream_switch",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("function", kinds.TEXT, server_default="", nullable=False),
        sa.Column("side", kinds.TEXT, server_default="", nullable=False),
        *_numbers("timemodified"),
        sa.PrimaryKeyConstraint("id", name=op.f("upstream_switch_pkey")),
        sa.UniqueConstraint("function", name=op.f("upstream_switch_function_key")),
    )
    op.create_table(
        "upstream_parity",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("function", kinds.TEXT, server_default="", nullable=False),
        *_numbers("calls", "equal", "different", "failed", "dropped", "equalsince"),
        sa.Column("paths", kinds.TEXT, nullable=True),
        *_numbers("noisecalls"),
        sa.Column("noise", kinds.TEXT, nullable=True),
        *_numbers("timemodified"),
        sa.PrimaryKeyConstraint("id", name=op.f("upstream_parity_pkey")),
        sa.UniqueConstraint("function", name=op.f("upstream_parity_function_key")),
    )


def downgrade() -> None:
    """Go back to the revision before."""
    op.drop_table("upstream_parity")
    op.drop_table("upstream_switch")
    op.drop_table("upstream_secret")
