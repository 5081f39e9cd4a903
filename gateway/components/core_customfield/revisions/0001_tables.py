"""The tables customfield_category, customfield_data and customfield_field."""

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
        "customfield_category",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("name", kinds.TEXT, server_default="", nullable=False),
        sa.Column("description", kinds.TEXT, nullable=True),
        sa.Column("descriptionformat", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("sortorder", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("timecreated", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("timemodified", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("component", kinds.TEXT, server_default="", nullable=False),
        sa.Column("area", kinds.TEXT, server_default="", nullable=False),
        sa.Column("itemid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("contextid", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("customfield_category_pkey")),
    )
    with op.batch_alter_table("customfield_category") as batch_op:
        batch_op.create_index("customfield_category_contextid", ["contextid"], unique=False)

    op.create_table(
        "customfield_data",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("fieldid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("instanceid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("intvalue", sa.BigInteger(), nullable=True),
        sa.Column("decvalue", sa.Float(), nullable=True),
        sa.Column("shortcharvalue", kinds.TEXT, nullable=True),
        sa.Column("charvalue", kinds.TEXT, nullable=True),
        sa.Column("value", kinds.TEXT, nullable=True),
        sa.Column("valueformat", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("valuetrust", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("timecreated", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("timemodified", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("contextid", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("customfield_data_pkey")),
    )
    with op.batch_alter_table("customfield_data") as batch_op:
        batch_op.create_index("customfield_data_contextid", ["contextid"], unique=False)
        batch_op.create_index("customfield_data_fieldid", ["fieldid"], unique=False)
        batch_op.create_index("customfield_data_instanceid", ["instanceid"], unique=False)

    op.create_table(
        "customfield_field",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("shortname", kinds.TEXT, server_default="", nullable=False),
        sa.Column("name", kinds.TEXT, server_default="", nullable=False),
        sa.Column("type", kinds.TEXT, server_default="", nullable=False),
        sa.Column("description", kinds.TEXT, nullable=True),
        sa.Column("descriptionformat", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("sortorder", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("categoryid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("configdata", kinds.TEXT, nullable=True),
        sa.Column("timecreated", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("timemodified", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("customfield_field_pkey")),
    )
    with op.batch_alter_table("customfield_field") as batch_op:
        batch_op.create_index("customfield_field_categoryid", ["categoryid"], unique=False)


def downgrade() -> None:
    """Go back to the revision before."""
    with op.batch_alter_table("customfield_field") as batch_op:
        batch_op.drop_index("customfield_field_categoryid")

    op.drop_table("customfield_field")
    with op.batch_alter_table("customfield_data") as batch_op:
        batch_op.drop_index("customfield_data_instanceid")
        batch_op.drop_index("customfield_data_fieldid")
        batch_op.drop_index("customfield_data_contextid")

    op.drop_table("customfield_data")
    with op.batch_alter_table("customfield_category") as batch_op:
        batch_op.drop_index("customfield_category_contextid")

    op.drop_table("customfield_category")
