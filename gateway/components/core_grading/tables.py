"""The tables of grading methods and rubrics."""

from __future__ import annotations

from sqlalchemy import Index, Table

from gateway.api.schema import decimal, key, long, number, schema, text

__all__ = [
    "metadata",
    "grading_areas",
    "grading_definitions",
    "grading_instances",
    "gradingform_rubric_criteria",
    "gradingform_rubric_levels",
    "gradingform_rubric_fillings",
    "gradingform_guide_criteria",
    "gradingform_guide_comments",
    "gradingform_guide_fillings",
]

metadata = schema()

grading_areas = Table(
    "grading_areas",
    metadata,
    key(),
    number("contextid"),
    text("component"),
    text("areaname"),
    text("activemethod"),
    Index("grading_areas_contextid", "contextid"),
)

grading_definitions = Table(
    "grading_definitions",
    metadata,
    key(),
    number("areaid"),
    text("method"),
    text("name"),
    long("description", null=True),
    number("descriptionformat"),
    number("status"),
    number("copiedfromid", null=True),
    number("timecreated"),
    number("usercreated"),
    number("timemodified"),
    number("usermodified"),
    number("timecopied"),
    text("options"),
    Index("grading_definitions_areaid", "areaid"),
)

grading_instances = Table(
    "grading_instances",
    metadata,
    key(),
    number("definitionid"),
    number("raterid"),
    number("itemid"),
    number("rawgrade", null=True),
    number("status"),
    text("feedback", null=True),
    number("feedbackformat"),
    number("timemodified"),
    Index("grading_instances_definitionid", "definitionid"),
    Index("grading_instances_itemid", "itemid"),
)

gradingform_rubric_criteria = Table(
    "gradingform_rubric_criteria",
    metadata,
    key(),
    number("definitionid"),
    number("sortorder"),
    long("description", null=True),
    number("descriptionformat"),
    Index("gradingform_rubric_criteria_definitionid", "definitionid"),
)

gradingform_rubric_levels = Table(
    "gradingform_rubric_levels",
    metadata,
    key(),
    number("criterionid"),
    decimal("score"),
    text("definition"),
    number("definitionformat"),
    Index("gradingform_rubric_levels_criterionid", "criterionid"),
)

gradingform_rubric_fillings = Table(
    "gradingform_rubric_fillings",
    metadata,
    key(),
    number("instanceid"),
    number("criterionid"),
    number("levelid"),
    text("remark"),
    number("remarkformat"),
    Index("gradingform_rubric_fillings_instanceid", "instanceid"),
    Index("gradingform_rubric_fillings_criterionid", "criterionid"),
)

gradingform_guide_criteria = Table(
    "gradingform_guide_criteria",
    metadata,
    key(),
    number("definitionid"),
    number("sortorder"),
    text("shortname"),
    long("description", null=True),
    number("descriptionformat"),
    long("descriptionmarkers", null=True),
    number("descriptionmarkersformat"),
    decimal("maxscore"),
    Index("gradingform_guide_criteria_definitionid", "definitionid"),
)

gradingform_guide_comments = Table(
    "gradingform_guide_comments",
    metadata,
    key(),
    number("definitionid"),
    number("sortorder"),
    long("description", null=True),
    number("descriptionformat"),
    Index("gradingform_guide_comments_definitionid", "definitionid"),
)

gradingform_guide_fillings = Table(
    "gradingform_guide_fillings",
    metadata,
    key(),
    number("instanceid"),
    number("criterionid"),
    long("remark", null=True),
    number("remarkformat"),
    decimal("score"),
    Index("gradingform_guide_fillings_instanceid", "instanceid"),
    Index("gradingform_guide_fillings_criterionid", "criterionid"),
)
