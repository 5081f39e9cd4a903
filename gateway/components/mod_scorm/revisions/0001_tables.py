"""The table scorm."""

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
        "scorm",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("course", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("name", kinds.TEXT, server_default="", nullable=False),
        sa.Column("scormtype", kinds.TEXT, server_default="", nullable=False),
        sa.Column("reference", kinds.TEXT, server_default="", nullable=False),
        sa.Column("intro", kinds.TEXT, nullable=True),
        sa.Column("introformat", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("version", kinds.TEXT, server_default="", nullable=False),
        sa.Column("maxgrade", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("grademethod", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("whatgrade", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("maxattempt", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("forcecompleted", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("forcenewattempt", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("lastattemptlock", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("masteryoverride", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("displayattemptstatus", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("displaycoursestructure", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("updatefreq", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("sha1hash", kinds.TEXT, server_default="", nullable=False),
        sa.Column("md5hash", kinds.TEXT, server_default="", nullable=False),
        sa.Column("revision", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("launch", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("skipview", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("hidebrowse", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("hidetoc", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("nav", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("navpositionleft", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("navpositiontop", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("auto", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("popup", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("options", kinds.TEXT, server_default="", nullable=False),
        sa.Column("width", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("height", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("timeopen", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("timeclose", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("timemodified", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("completionstatusrequired", sa.BigInteger(), nullable=True),
        sa.Column("completionscorerequired", sa.BigInteger(), nullable=True),
        sa.Column("completionstatusallscos", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("autocommit", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("scorm_pkey")),
    )
    with op.batch_alter_table("scorm") as batch_op:
        batch_op.create_index("scorm_course", ["course"], unique=False)


def downgrade() -> None:
    """Go back to the revision before."""
    with op.batch_alter_table("scorm") as batch_op:
        batch_op.drop_index("scorm_course")

    op.drop_table("scorm")
