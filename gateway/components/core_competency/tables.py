"""The tables of competencies, of what they are part of, and of how people were rated."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Index, Table, UniqueConstraint

from gateway.api.schema import key, long, number, schema, text

__all__ = [
    "competency",
    "competency_coursecomp",
    "competency_coursecompsetting",
    "competency_evidence",
    "competency_framework",
    "competency_modulecomp",
    "competency_plan",
    "competency_plancomp",
    "competency_relatedcomp",
    "competency_template",
    "competency_templatecohort",
    "competency_templatecomp",
    "competency_usercomp",
    "competency_usercompcourse",
    "competency_usercompplan",
    "competency_userevidence",
    "competency_userevidencecomp",
    "metadata",
]

metadata = schema()


def kept(name: str, *columns: Any) -> Table:
    """A table whose rows say when they were made and changed, and by whom."""
    return Table(name, metadata, key(), *columns, number("timecreated"), number("timemodified"), number("usermodified"))


competency = kept(
    "competency",
    text("shortname"),
    long("description", null=True),
    number("descriptionformat"),
    text("idnumber"),
    number("competencyframeworkid"),
    number("parentid"),
    text("path"),
    number("sortorder"),
    text("ruletype", null=True),
    number("ruleoutcome"),
    long("ruleconfig", null=True),
    number("scaleid", null=True),
    long("scaleconfiguration", null=True),
    UniqueConstraint("competencyframeworkid", "idnumber"),
)
competency_framework = kept(
    "competency_framework",
    text("shortname"),
    number("contextid"),
    text("idnumber"),
    long("description", null=True),
    number("descriptionformat"),
    number("scaleid", null=True),
    long("scaleconfiguration"),
    number("visible", default=1),
    text("taxonomies"),
    UniqueConstraint("idnumber"),
)
competency_coursecomp = kept(
    "competency_coursecomp",
    number("courseid"),
    number("competencyid"),
    number("ruleoutcome"),
    number("sortorder"),
    UniqueConstraint("courseid", "competencyid"),
)
competency_coursecompsetting = kept(
    "competency_coursecompsetting", number("courseid"), number("pushratingstouserplans"), UniqueConstraint("courseid")
)
competency_modulecomp = kept(
    "competency_modulecomp",
    number("cmid"),
    number("competencyid"),
    number("sortorder"),
    number("ruleoutcome"),
    number("overridegrade"),
    UniqueConstraint("cmid", "competencyid"),
)
competency_relatedcomp = kept(
    "competency_relatedcomp",
    number("competencyid"),
    number("relatedcompetencyid"),
    Index("competency_relatedcomp_competencyid", "competencyid"),
)
competency_template = kept(
    "competency_template",
    text("shortname"),
    number("contextid"),
    long("description", null=True),
    number("descriptionformat"),
    number("visible", default=1),
    number("duedate", null=True),
)
competency_templatecomp = kept(
    "competency_templatecomp",
    number("templateid"),
    number("competencyid"),
    number("sortorder", null=True),
    Index("competency_templatecomp_templateid", "templateid"),
)
competency_templatecohort = kept(
    "competency_templatecohort", number("templateid"), number("cohortid"), UniqueConstraint("templateid", "cohortid")
)
competency_plan = kept(
    "competency_plan",
    text("name"),
    long("description", null=True),
    number("descriptionformat"),
    number("userid"),
    number("templateid", null=True),
    number("origtemplateid", null=True),
    number("status"),
    number("duedate", null=True),
    number("reviewerid", null=True),
    Index("competency_plan_userid", "userid"),
    Index("competency_plan_templateid", "templateid"),
)
competency_plancomp = kept(
    "competency_plancomp",
    number("planid"),
    number("competencyid"),
    number("sortorder", null=True),
    UniqueConstraint("planid", "competencyid"),
)
competency_usercomp = kept(
    "competency_usercomp",
    number("userid"),
    number("competencyid"),
    number("status"),
    number("reviewerid", null=True),
    number("proficiency", null=True),
    number("grade", null=True),
    UniqueConstraint("userid", "competencyid"),
)
competency_usercompcourse = kept(
    "competency_usercompcourse",
    number("userid"),
    number("courseid"),
    number("competencyid"),
    number("proficiency", null=True),
    number("grade", null=True),
    UniqueConstraint("userid", "courseid", "competencyid"),
)
competency_usercompplan = kept(
    "competency_usercompplan",
    number("userid"),
    number("competencyid"),
    number("planid"),
    number("proficiency", null=True),
    number("grade", null=True),
    number("sortorder", null=True),
    UniqueConstraint("userid", "competencyid", "planid"),
)
competency_evidence = kept(
    "competency_evidence",
    number("usercompetencyid"),
    number("contextid"),
    number("action"),
    number("actionuserid", null=True),
    text("descidentifier"),
    text("desccomponent"),
    long("desca", null=True),
    text("url", null=True),
    number("grade", null=True),
    long("note", null=True),
    Index("competency_evidence_usercompetencyid", "usercompetencyid"),
)
competency_userevidence = kept(
    "competency_userevidence",
    number("userid"),
    text("name"),
    long("description"),
    number("descriptionformat"),
    long("url"),
    Index("competency_userevidence_userid", "userid"),
)
competency_userevidencecomp = kept(
    "competency_userevidencecomp",
    number("userevidenceid"),
    number("competencyid"),
    UniqueConstraint("userevidenceid", "competencyid"),
)
