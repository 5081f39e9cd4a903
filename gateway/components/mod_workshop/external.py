"""The external functions about workshops."""

from __future__ import annotations

from typing import Any

from gateway.api import (
    BOOL,
    FLOAT,
    INT,
    LANG,
    PLUGIN,
    RAW,
    READ,
    CallContext,
    List,
    Struct,
    Value,
    files,
    format_value,
    function,
    warnings,
)
from gateway.components.core_completion.viewing import view_function
from gateway.components.core_course import instances
from gateway.components.mod_workshop import lib


@function(
    "mod_workshop_get_workshops_by_courses",
    READ,
    params={
        "courseids": List(Value(INT, "id of a course"), "the courses; those of the caller unless given", default=[]),
    },
    returns=Struct(
        {
            "workshops": List(
                Struct(
                    {
                        "id": Value(INT, "id", null=False),
                        "course": Value(INT, "id of the course", null=False),
                        "name": Value(RAW, "name", null=False),
                        "intro": Value(RAW, "introduction"),
                        "introformat": format_value("intro", default="0"),
                        "lang": Value(LANG, "forced language"),
                        "instructauthors": Value(RAW, "what authors are told", optional=True),
                        "instructauthorsformat": format_value("instructauthors", default="0"),
                        "instructreviewers": Value(RAW, "what reviewers are told", optional=True),
                        "instructreviewersformat": format_value("instructreviewers", default="0"),
                        "timemodified": Value(INT, "when it was changed", optional=True, null=False),
                        "phase": Value(
                            INT, "phase: 10 setup, 20 submission, 30 assessment, 40 evaluation, 50 closed", optional=True, null=False
                        ),
                        "useexamples": Value(BOOL, "whether there are examples", optional=True, null=False),
                        "usepeerassessment": Value(BOOL, "whether people assess each other", optional=True, null=False),
                        "useselfassessment": Value(BOOL, "whether people assess themselves", optional=True, null=False),
                        "grade": Value(FLOAT, "highest grade, or the scale as a negative id", optional=True, null=False),
                        "gradinggrade": Value(FLOAT, "highest grade for assessing", optional=True, null=False),
                        "strategy": Value(PLUGIN, "strategy of grading", optional=True, null=False),
                        "evaluation": Value(PLUGIN, "method of evaluation", optional=True, null=False),
                        "gradedecimals": Value(INT, "decimal places of grades", optional=True, null=False),
                        "submissiontypetext": Value(
                            INT, "whether texts are submitted: 0 no, 1 may be, 2 must be", optional=True, null=False
                        ),
                        "submissiontypefile": Value(
                            INT, "whether files are submitted: 0 no, 1 may be, 2 must be", optional=True, null=False
                        ),
                        "nattachments": Value(INT, "how many files may be attached", optional=True, null=False),
                        "submissionfiletypes": Value(RAW, "types of files that may be submitted", optional=True),
                        "latesubmissions": Value(BOOL, "whether late submissions are taken", optional=True, null=False),
                        "maxbytes": Value(INT, "largest file that may be uploaded", optional=True, null=False),
                        "examplesmode": Value(INT, "when examples are assessed", optional=True, null=False),
                        "submissionstart": Value(INT, "from when on submissions are made", optional=True, null=False),
                        "submissionend": Value(INT, "until when submissions are made", optional=True, null=False),
                        "assessmentstart": Value(INT, "from when on assessments are made", optional=True, null=False),
                        "assessmentend": Value(INT, "until when assessments are made", optional=True, null=False),
                        "phaseswitchassessment": Value(BOOL, "whether the phase changes by itself", optional=True, null=False),
                        "conclusion": Value(RAW, "text at the end", optional=True),
                        "conclusionformat": format_value("conclusion", default="0"),
                        "overallfeedbackmode": Value(INT, "whether there is feedback on the whole", optional=True, null=False),
                        "overallfeedbackfiles": Value(INT, "how many files feedback may have", optional=True, null=False),
                        "overallfeedbackfiletypes": Value(RAW, "types of files that feedback may have", optional=True),
                        "overallfeedbackmaxbytes": Value(INT, "how large files of feedback may be", optional=True, null=False),
                        "coursemodule": Value(INT, "id of the course module", null=False),
                        "introfiles": files("files of the introduction", exported=True),
                        "instructauthorsfiles": files("files of what authors are told", optional=True, exported=True),
                        "instructreviewersfiles": files("files of what reviewers are told", optional=True, exported=True),
                        "conclusionfiles": files("files of the text at the end", optional=True, exported=True),
                    }
                ),
                "the workshops",
            ),
            "warnings": warnings(),
        }
    ),
    capabilities=["mod/workshop:view"],
    services=["moodle_mobile_app"],
)
def get_workshops_by_courses(ctx: CallContext, courseids: list[int]) -> dict[str, Any]:
    """Return the workshops in courses that the caller sees."""
    found, warned = instances.of_courses(ctx, lib.TABLE, courseids, areas=lib.TEXTS)
    return {"workshops": [lib.workshop_result(ctx, activity) for activity in found], "warnings": warned}


view_workshop = view_function("workshop", "a workshop", "mod/workshop:view")
