"""The attempts at SCORM packages, and what was tracked in them."""

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
        "scorm_attempt",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("userid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("scormid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("attempt", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("scorm_attempt_pkey")),
    )
    with op.batch_alter_table("scorm_attempt", schema=None) as batch_op:
        batch_op.create_index("scorm_attempt_scormid", ["scormid"], unique=False)
        batch_op.create_index("scorm_attempt_userid", ["userid"], unique=False)

    op.create_table(
        "scorm_scoes_value",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("scoid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("attemptid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("elementid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("value", kinds.TEXT, nullable=True),
        sa.Column("timemodified", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("scorm_scoes_value_pkey")),
    )
    with op.batch_alter_table("scorm_scoes_value", schema=None) as batch_op:
        batch_op.create_index("scorm_scoes_value_attemptid", ["attemptid"], unique=False)


def downgrade() -> None:
    """Go back to the revision before."""
    with op.batch_alter_table("scorm_scoes_value", schema=None) as batch_op:
        batch_op.drop_index("scorm_scoes_value_attemptid")

    op.drop_table("scorm_scoes_value")
    with op.batch_alter_table("scorm_attempt", schema=None) as batch_op:
        batch_op.drop_index("scorm_attempt_userid")
        batch_op.drop_index("scorm_attempt_scormid")

    op.drop_table("scorm_attempt")
