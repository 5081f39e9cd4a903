"""The tables of advanced grading: areas, definitions, instances, and those of rubrics."""

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
        "grading_areas",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("contextid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("component", kinds.TEXT, server_default="", nullable=False),
        sa.Column("areaname", kinds.TEXT, server_default="", nullable=False),
        sa.Column("activemethod", kinds.TEXT, server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("grading_areas_pkey")),
    )
    with op.batch_alter_table("grading_areas") as batch_op:
        batch_op.create_index("grading_areas_contextid", ["contextid"], unique=False)

    op.create_table(
        "grading_definitions",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("areaid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("method", kinds.TEXT, server_default="", nullable=False),
        sa.Column("name", kinds.TEXT, server_default="", nullable=False),
        sa.Column("description", kinds.TEXT, nullable=True),
        sa.Column("descriptionformat", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("status", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("copiedfromid", sa.BigInteger(), nullable=True),
        sa.Column("timecreated", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("usercreated", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("timemodified", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("usermodified", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("timecopied", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("options", kinds.TEXT, server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("grading_definitions_pkey")),
    )
    with op.batch_alter_table("grading_definitions") as batch_op:
        batch_op.create_index("grading_definitions_areaid", ["areaid"], unique=False)

    op.create_table(
        "grading_instances",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("definitionid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("raterid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("itemid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("rawgrade", sa.BigInteger(), nullable=True),
        sa.Column("status", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("feedback", kinds.TEXT, nullable=True),
        sa.Column("feedbackformat", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("timemodified", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("grading_instances_pkey")),
    )
    with op.batch_alter_table("grading_instances") as batch_op:
        batch_op.create_index("grading_instances_definitionid", ["definitionid"], unique=False)

    op.create_table(
        "gradingform_rubric_criteria",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("definitionid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("sortorder", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("description", kinds.TEXT, nullable=True),
        sa.Column("descriptionformat", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("gradingform_rubric_criteria_pkey")),
    )
    with op.batch_alter_table("gradingform_rubric_criteria") as batch_op:
        batch_op.create_index("gradingform_rubric_criteria_definitionid", ["definitionid"], unique=False)

    op.create_table(
        "gradingform_rubric_fillings",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("instanceid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("criterionid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("levelid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("remark", kinds.TEXT, server_default="", nullable=False),
        sa.Column("remarkformat", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("gradingform_rubric_fillings_pkey")),
    )
    with op.batch_alter_table("gradingform_rubric_fillings") as batch_op:
        batch_op.create_index("gradingform_rubric_fillings_criterionid", ["criterionid"], unique=False)
        batch_op.create_index("gradingform_rubric_fillings_instanceid", ["instanceid"], unique=False)

    op.create_table(
        "gradingform_rubric_levels",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("criterionid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("score", sa.Float(), server_default="0", nullable=False),
        sa.Column("definition", kinds.TEXT, server_default="", nullable=False),
        sa.Column("definitionformat", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("gradingform_rubric_levels_pkey")),
    )
    with op.batch_alter_table("gradingform_rubric_levels") as batch_op:
        batch_op.create_index("gradingform_rubric_levels_criterionid", ["criterionid"], unique=False)


def downgrade() -> None:
    """Go back to the revision before."""
    with op.batch_alter_table("gradingform_rubric_levels") as batch_op:
        batch_op.drop_index("gradingform_rubric_levels_criterionid")

    op.drop_table("gradingform_rubric_levels")
    with op.batch_alter_table("gradingform_rubric_fillings") as batch_op:
        batch_op.drop_index("gradingform_rubric_fillings_instanceid")
        batch_op.drop_index("gradingform_rubric_fillings_criterionid")

    op.drop_table("gradingform_rubric_fillings")
    with op.batch_alter_table("gradingform_rubric_criteria") as batch_op:
        batch_op.drop_index("gradingform_rubric_criteria_definitionid")

    op.drop_table("gradingform_rubric_criteria")
    with op.batch_alter_table("grading_instances") as batch_op:
        batch_op.drop_index("grading_instances_definitionid")

    op.drop_table("grading_instances")
    with op.batch_alter_table("grading_definitions") as batch_op:
        batch_op.drop_index("grading_definitions_areaid")

    op.drop_table("grading_definitions")
    with op.batch_alter_table("grading_areas") as batch_op:
        batch_op.drop_index("grading_areas_contextid")

    op.drop_table("grading_areas")
