"""The table lesson."""

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
        "lesson",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("course", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("name", kinds.TEXT, server_default="", nullable=False),
        sa.Column("intro", kinds.TEXT, nullable=True),
        sa.Column("introformat", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("practice", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("modattempts", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("usepassword", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("password", kinds.TEXT, server_default="", nullable=False),
        sa.Column("dependency", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("conditions", kinds.TEXT, server_default="", nullable=False),
        sa.Column("grade", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("custom", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("ongoing", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("usemaxgrade", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("maxanswers", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("maxattempts", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("review", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("nextpagedefault", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("feedback", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("minquestions", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("maxpages", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("timelimit", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("retake", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("activitylink", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("mediafile", kinds.TEXT, server_default="", nullable=False),
        sa.Column("mediaheight", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("mediawidth", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("mediaclose", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("slideshow", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("width", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("height", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("bgcolor", kinds.TEXT, server_default="", nullable=False),
        sa.Column("displayleft", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("displayleftif", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("progressbar", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("available", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("deadline", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("timemodified", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("completionendreached", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("completiontimespent", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("allowofflineattempts", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("lesson_pkey")),
    )
    with op.batch_alter_table("lesson") as batch_op:
        batch_op.create_index("lesson_course", ["course"], unique=False)


def downgrade() -> None:
    """Go back to the revision before."""
    with op.batch_alter_table("lesson") as batch_op:
        batch_op.drop_index("lesson_course")

    op.drop_table("lesson")
