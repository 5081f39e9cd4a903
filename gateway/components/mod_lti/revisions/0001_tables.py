"""The table lti."""

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
        "lti",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("course", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("name", kinds.TEXT, server_default="", nullable=False),
        sa.Column("intro", kinds.TEXT, nullable=True),
        sa.Column("introformat", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("timecreated", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("timemodified", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("typeid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("toolurl", kinds.TEXT, server_default="", nullable=False),
        sa.Column("securetoolurl", kinds.TEXT, nullable=True),
        sa.Column("instructorchoicesendname", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("instructorchoicesendemailaddr", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("instructorchoiceallowroster", kinds.TEXT, nullable=True),
        sa.Column("instructorchoiceallowsetting", kinds.TEXT, nullable=True),
        sa.Column("instructorcustomparameters", kinds.TEXT, nullable=True),
        sa.Column("instructorchoiceacceptgrades", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("grade", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("launchcontainer", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("resourcekey", kinds.TEXT, server_default="", nullable=False),
        sa.Column("password", kinds.TEXT, server_default="", nullable=False),
        sa.Column("debuglaunch", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("showtitlelaunch", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("showdescriptionlaunch", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("servicesalt", kinds.TEXT, server_default="", nullable=False),
        sa.Column("icon", kinds.TEXT, nullable=True),
        sa.Column("secureicon", kinds.TEXT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("lti_pkey")),
    )
    with op.batch_alter_table("lti") as batch_op:
        batch_op.create_index("lti_course", ["course"], unique=False)


def downgrade() -> None:
    """Go back to the revision before."""
    with op.batch_alter_table("lti") as batch_op:
        batch_op.drop_index("lti_course")

    op.drop_table("lti")
