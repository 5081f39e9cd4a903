"""The tables of questions."""

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
        "question",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("parent", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("name", kinds.TEXT, server_default="", nullable=False),
        sa.Column("questiontext", kinds.TEXT, nullable=True),
        sa.Column("questiontextformat", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("generalfeedback", kinds.TEXT, nullable=True),
        sa.Column("generalfeedbackformat", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("defaultmark", sa.Float(), server_default="0", nullable=False),
        sa.Column("penalty", sa.Float(), server_default="0", nullable=False),
        sa.Column("qtype", kinds.TEXT, server_default="", nullable=False),
        sa.Column("length", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("stamp", kinds.TEXT, server_default="", nullable=False),
        sa.Column("timecreated", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("timemodified", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("createdby", sa.BigInteger(), nullable=True),
        sa.Column("modifiedby", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("question_pkey")),
    )
    op.create_table(
        "question_bank_entries",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("questioncategoryid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("idnumber", kinds.TEXT, nullable=True),
        sa.Column("ownerid", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("question_bank_entries_pkey")),
    )
    with op.batch_alter_table("question_bank_entries", schema=None) as batch_op:
        batch_op.create_index("question_bank_entries_questioncategoryid", ["questioncategoryid"], unique=False)

    op.create_table(
        "question_references",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("usingcontextid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("component", kinds.TEXT, server_default="", nullable=False),
        sa.Column("questionarea", kinds.TEXT, server_default="", nullable=False),
        sa.Column("itemid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("questionbankentryid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("question_references_pkey")),
    )
    with op.batch_alter_table("question_references", schema=None) as batch_op:
        batch_op.create_index("question_references_questionbankentryid", ["questionbankentryid"], unique=False)
        batch_op.create_index("question_references_usingcontextid", ["usingcontextid"], unique=False)

    op.create_table(
        "question_versions",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("questionbankentryid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("questionid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("status", kinds.TEXT, server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("question_versions_pkey")),
    )
    with op.batch_alter_table("question_versions", schema=None) as batch_op:
        batch_op.create_index("question_versions_questionbankentryid", ["questionbankentryid"], unique=False)
        batch_op.create_index("question_versions_questionid", ["questionid"], unique=False)


def downgrade() -> None:
    """Go back to the revision before."""
    with op.batch_alter_table("question_versions", schema=None) as batch_op:
        batch_op.drop_index("question_versions_questionid")
        batch_op.drop_index("question_versions_questionbankentryid")

    op.drop_table("question_versions")
    with op.batch_alter_table("question_references", schema=None) as batch_op:
        batch_op.drop_index("question_references_usingcontextid")
        batch_op.drop_index("question_references_questionbankentryid")

    op.drop_table("question_references")
    with op.batch_alter_table("question_bank_entries", schema=None) as batch_op:
        batch_op.drop_index("question_bank_entries_questioncategoryid")

    op.drop_table("question_bank_entries")
    op.drop_table("question")
