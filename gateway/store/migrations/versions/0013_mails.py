"""Mails that are to be sent."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from gateway.store import kinds

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go on from the revision before."""
    op.create_table(
        "outgoing_mail",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("userid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("recipient", kinds.TEXT, server_default="", nullable=False),
        sa.Column("sealedvalue", sa.LargeBinary(), nullable=True),
        sa.Column("attempts", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("problem", kinds.TEXT, server_default="", nullable=False),
        sa.Column("due", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("timecreated", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("timesent", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("outgoing_mail_pkey")),
    )
    with op.batch_alter_table("outgoing_mail", schema=None) as batch_op:
        batch_op.create_index("outgoing_mail_due", ["due"], unique=False)
        batch_op.create_index("outgoing_mail_userid", ["userid"], unique=False)


def downgrade() -> None:
    """Go back to the revision before."""
    op.drop_table("outgoing_mail")
