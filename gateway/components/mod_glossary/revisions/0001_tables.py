"""The tables glossary and glossary_entries."""

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
        "glossary",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("course", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("name", kinds.TEXT, server_default="", nullable=False),
        sa.Column("intro", kinds.TEXT, nullable=True),
        sa.Column("introformat", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("allowduplicatedentries", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("displayformat", kinds.TEXT, server_default="", nullable=False),
        sa.Column("mainglossary", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("showspecial", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("showalphabet", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("showall", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("allowcomments", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("allowprintview", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("usedynalink", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("defaultapproval", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("approvaldisplayformat", kinds.TEXT, server_default="", nullable=False),
        sa.Column("globalglossary", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("entbypage", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("editalways", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("rsstype", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("rssarticles", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("assessed", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("assesstimestart", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("assesstimefinish", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("scale", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("timecreated", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("timemodified", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("completionentries", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("glossary_pkey")),
    )
    with op.batch_alter_table("glossary") as batch_op:
        batch_op.create_index("glossary_course", ["course"], unique=False)

    op.create_table(
        "glossary_entries",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("glossaryid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("userid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("concept", kinds.TEXT, server_default="", nullable=False),
        sa.Column("definition", kinds.TEXT, server_default="", nullable=False),
        sa.Column("definitionformat", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("definitiontrust", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("attachment", kinds.TEXT, server_default="", nullable=False),
        sa.Column("timecreated", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("timemodified", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("teacherentry", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("sourceglossaryid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("usedynalink", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("casesensitive", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("fullmatch", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("approved", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("glossary_entries_pkey")),
    )
    with op.batch_alter_table("glossary_entries") as batch_op:
        batch_op.create_index("glossary_entries_glossaryid", ["glossaryid"], unique=False)
        batch_op.create_index("glossary_entries_userid", ["userid"], unique=False)


def downgrade() -> None:
    """Go back to the revision before."""
    with op.batch_alter_table("glossary_entries") as batch_op:
        batch_op.drop_index("glossary_entries_userid")
        batch_op.drop_index("glossary_entries_glossaryid")

    op.drop_table("glossary_entries")
    with op.batch_alter_table("glossary") as batch_op:
        batch_op.drop_index("glossary_course")

    op.drop_table("glossary")
