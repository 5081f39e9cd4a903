"""The tables of marking guides; instances of grading are found by what was graded."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from gateway.api import kinds

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), server_default="0", nullable=False)


def _long(name: str) -> sa.Column[str]:
    return sa.Column(name, kinds.TEXT, nullable=True)


def upgrade() -> None:
    """Add the tables, and an index."""
    op.create_table(
        "gradingform_guide_criteria",
        sa.Column("id", kinds.KEY, nullable=False),
        _number("definitionid"),
        _number("sortorder"),
        sa.Column("shortname", kinds.TEXT, server_default="", nullable=False),
        _long("description"),
        _number("descriptionformat"),
        _long("descriptionmarkers"),
        _number("descriptionmarkersformat"),
        sa.Column("maxscore", sa.Float(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("gradingform_guide_criteria_pkey")),
    )
    op.create_index("gradingform_guide_criteria_definitionid", "gradingform_guide_criteria", ["definitionid"], unique=False)
    op.create_table(
        "gradingform_guide_comments",
        sa.Column("id", kinds.KEY, nullable=False),
        _number("definitionid"),
        _number("sortorder"),
        _long("description"),
        _number("descriptionformat"),
        sa.PrimaryKeyConstraint("id", name=op.f("gradingform_guide_comments_pkey")),
    )
    op.create_index("gradingform_guide_comments_definitionid", "gradingform_guide_comments", ["definitionid"], unique=False)
    op.create_table(
        "gradingform_guide_fillings",
        sa.Column("id", kinds.KEY, nullable=False),
        _number("instanceid"),
        _number("criterionid"),
        _long("remark"),
        _number("remarkformat"),
        sa.Column("score", sa.Float(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("gradingform_guide_fillings_pkey")),
    )
    op.create_index("gradingform_guide_fillings_instanceid", "gradingform_guide_fillings", ["instanceid"], unique=False)
    op.create_index("gradingform_guide_fillings_criterionid", "gradingform_guide_fillings", ["criterionid"], unique=False)
    op.create_index("grading_instances_itemid", "grading_instances", ["itemid"], unique=False)


def downgrade() -> None:
    """Drop the index and the tables."""
    op.drop_index("grading_instances_itemid", "grading_instances")
    for name in ("gradingform_guide_fillings", "gradingform_guide_comments", "gradingform_guide_criteria"):
        op.drop_table(name)
