"""The tables wiki, wiki_pages and wiki_subwikis."""

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
        "wiki",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("course", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("name", kinds.TEXT, server_default="", nullable=False),
        sa.Column("intro", kinds.TEXT, nullable=True),
        sa.Column("introformat", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("timecreated", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("timemodified", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("firstpagetitle", kinds.TEXT, server_default="", nullable=False),
        sa.Column("wikimode", kinds.TEXT, server_default="", nullable=False),
        sa.Column("defaultformat", kinds.TEXT, server_default="", nullable=False),
        sa.Column("forceformat", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("editbegin", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("editend", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("wiki_pkey")),
    )
    with op.batch_alter_table("wiki") as batch_op:
        batch_op.create_index("wiki_course", ["course"], unique=False)

    op.create_table(
        "wiki_pages",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("subwikiid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("title", kinds.TEXT, server_default="", nullable=False),
        sa.Column("cachedcontent", kinds.TEXT, nullable=True),
        sa.Column("timecreated", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("timemodified", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("timerendered", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("userid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("pageviews", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("readonly", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("wiki_pages_pkey")),
    )
    with op.batch_alter_table("wiki_pages") as batch_op:
        batch_op.create_index("wiki_pages_subwikiid", ["subwikiid"], unique=False)
        batch_op.create_index("wiki_pages_userid", ["userid"], unique=False)

    op.create_table(
        "wiki_subwikis",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("wikiid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("groupid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("userid", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("wiki_subwikis_pkey")),
    )
    with op.batch_alter_table("wiki_subwikis") as batch_op:
        batch_op.create_index("wiki_subwikis_userid", ["userid"], unique=False)
        batch_op.create_index("wiki_subwikis_wikiid", ["wikiid"], unique=False)


def downgrade() -> None:
    """Go back to the revision before."""
    with op.batch_alter_table("wiki_subwikis") as batch_op:
        batch_op.drop_index("wiki_subwikis_wikiid")
        batch_op.drop_index("wiki_subwikis_userid")

    op.drop_table("wiki_subwikis")
    with op.batch_alter_table("wiki_pages") as batch_op:
        batch_op.drop_index("wiki_pages_userid")
        batch_op.drop_index("wiki_pages_subwikiid")

    op.drop_table("wiki_pages")
    with op.batch_alter_table("wiki") as batch_op:
        batch_op.drop_index("wiki_course")

    op.drop_table("wiki")
