"""The grades that external tools have sent."""

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
        "lti_submission",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("ltiid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("userid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("datesubmitted", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("dateupdated", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("gradepercent", sa.Float(), server_default="0", nullable=False),
        sa.Column("originalgrade", sa.Float(), server_default="0", nullable=False),
        sa.Column("launchid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("state", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("lti_submission_pkey")),
    )
    with op.batch_alter_table("lti_submission", schema=None) as batch_op:
        batch_op.create_index("lti_submission_ltiid", ["ltiid"], unique=False)


def downgrade() -> None:
    """Go back to the revision before."""
    with op.batch_alter_table("lti_submission", schema=None) as batch_op:
        batch_op.drop_index("lti_submission_ltiid")

    op.drop_table("lti_submission")
