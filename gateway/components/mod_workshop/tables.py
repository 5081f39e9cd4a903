"""The tables of mod_workshop."""

from __future__ import annotations

from sqlalchemy import Index, Table

from gateway.api.schema import decimal, key, long, number, schema, text

__all__ = ["metadata", "workshop", "workshop_submissions", "workshop_assessments"]

metadata = schema()

workshop = Table(
    "workshop",
    metadata,
    key(),
    number("course"),
    text("name"),
    long("intro", null=True),
    number("introformat"),
    long("instructauthors", null=True),
    number("instructauthorsformat"),
    long("instructreviewers", null=True),
    number("instructreviewersformat"),
    number("timemodified"),
    number("phase"),
    number("useexamples"),
    number("usepeerassessment"),
    number("useselfassessment"),
    decimal("grade"),
    decimal("gradinggrade"),
    text("strategy"),
    text("evaluation"),
    number("gradedecimals"),
    number("submissiontypetext"),
    number("submissiontypefile"),
    number("nattachments"),
    text("submissionfiletypes", null=True),
    number("latesubmissions"),
    number("maxbytes"),
    number("examplesmode"),
    number("submissionstart"),
    number("submissionend"),
    number("assessmentstart"),
    number("assessmentend"),
    number("phaseswitchassessment"),
    long("conclusion", null=True),
    number("conclusionformat"),
    number("overallfeedbackmode"),
    number("overallfeedbackfiles"),
    text("overallfeedbackfiletypes", null=True),
    number("overallfeedbackmaxbytes"),
    Index("workshop_course", "course"),
)

workshop_submissions = Table(
    "workshop_submissions",
    metadata,
    key(),
    number("workshopid"),
    number("example"),
    number("authorid"),
    number("timecreated"),
    number("timemodified"),
    text("title"),
    long("content", null=True),
    number("contentformat"),
    number("contenttrust"),
    number("attachment"),
    number("grade", null=True),
    number("gradeover", null=True),
    number("gradeoverby", null=True),
    text("feedbackauthor", null=True),
    number("feedbackauthorformat"),
    number("timegraded", null=True),
    number("published"),
    number("late"),
    Index("workshop_submissions_workshopid", "workshopid"),
)

workshop_assessments = Table(
    "workshop_assessments",
    metadata,
    key(),
    number("submissionid"),
    number("reviewerid"),
    number("weight"),
    number("timecreated"),
    number("timemodified"),
    decimal("grade", null=True),
    decimal("gradinggrade", null=True),
    decimal("gradinggradeover", null=True),
    number("gradinggradeoverby", null=True),
    long("feedbackauthor", null=True),
    number("feedbackauthorformat"),
    number("feedbackauthorattachment"),
    long("feedbackreviewer", null=True),
    number("feedbackreviewerformat"),
    Index("workshop_assessments_submissionid", "submissionid"),
    Index("workshop_assessments_reviewerid", "reviewerid"),
)
