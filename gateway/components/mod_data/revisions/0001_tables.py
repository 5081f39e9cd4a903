"""The tables data and data_records."""

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
        "data",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("course", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("name", kinds.TEXT, server_default="", nullable=False),
        sa.Column("intro", kinds.TEXT, nullable=True),
        sa.Column("introformat", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("comments", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("timeavailablefrom", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("timeavailableto", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("timeviewfrom", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("timeviewto", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("requiredentries", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("requiredentriestoview", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("maxentries", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("rssarticles", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("singletemplate", kinds.TEXT, nullable=True),
        sa.Column("listtemplate", kinds.TEXT, nullable=True),
        sa.Column("listtemplateheader", kinds.TEXT, nullable=True),
        sa.Column("listtemplatefooter", kinds.TEXT, nullable=True),
        sa.Column("addtemplate", kinds.TEXT, nullable=True),
        sa.Column("rsstemplate", kinds.TEXT, nullable=True),
        sa.Column("rsstitletemplate", kinds.TEXT, nullable=True),
        sa.Column("csstemplate", kinds.TEXT, nullable=True),
        sa.Column("jstemplate", kinds.TEXT, nullable=True),
        sa.Column("asearchtemplate", kinds.TEXT, nullable=True),
        sa.Column("approval", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("manageapproved", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("scale", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("assessed", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("assesstimestart", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("assesstimefinish", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("defaultsort", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("defaultsortdir", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("editany", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("notification", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("timemodified", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("config", kinds.TEXT, nullable=True),
        sa.Column("completionentries", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("data_pkey")),
    )
    with op.batch_alter_table("data") as batch_op:
        batch_op.create_index("data_course", ["course"], unique=False)

    op.create_table(
        "data_records",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("userid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("groupid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("dataid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("timecreated", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("timemodified", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("approved", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("data_records_pkey")),
    )
    with op.batch_alter_table("data_records") as batch_op:
        batch_op.create_index("data_records_dataid", ["dataid"], unique=False)
        batch_op.create_index("data_records_userid", ["userid"], unique=False)


def downgrade() -> None:
    """Go back to the revision before."""
    with op.batch_alter_table("data_records") as batch_op:
        batch_op.drop_index("data_records_userid")
        batch_op.drop_index("data_records_dataid")

    op.drop_table("data_records")
    with op.batch_alter_table("data") as batch_op:
        batch_op.drop_index("data_course")

    op.drop_table("data")
