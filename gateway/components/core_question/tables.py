"""The tables of questions: the bank and its versions, what each type adds, where they are used, and attempts at them."""

from __future__ import annotations

from sqlalchemy import Index, Table, UniqueConstraint

from gateway.api.schema import decimal, key, long, number, schema, text

__all__ = [
    "metadata",
    "qtype_essay_options",
    "qtype_match_options",
    "qtype_match_subquestions",
    "qtype_multichoice_options",
    "qtype_shortanswer_options",
    "question",
    "question_answers",
    "question_attempt_step_data",
    "question_attempt_steps",
    "question_attempts",
    "question_bank_entries",
    "question_categories",
    "question_hints",
    "question_numerical",
    "question_numerical_options",
    "question_numerical_units",
    "question_references",
    "question_set_references",
    "question_truefalse",
    "question_usages",
    "question_versions",
]

metadata = schema()

question = Table(
    "question",
    metadata,
    key(),
    number("parent"),
    text("name"),
    long("questiontext", null=True),
    number("questiontextformat"),
    long("generalfeedback", null=True),
    number("generalfeedbackformat"),
    decimal("defaultmark"),
    decimal("penalty"),
    text("qtype"),
    number("length"),
    text("stamp"),
    number("timecreated"),
    number("timemodified"),
    number("createdby", null=True),
    number("modifiedby", null=True),
)

question_bank_entries = Table(
    "question_bank_entries",
    metadata,
    key(),
    number("questioncategoryid"),
    text("idnumber", null=True),
    number("ownerid", null=True),
    Index("question_bank_entries_questioncategoryid", "questioncategoryid"),
)

question_versions = Table(
    "question_versions",
    metadata,
    key(),
    number("questionbankentryid"),
    number("version"),
    number("questionid"),
    text("status"),
    Index("question_versions_questionbankentryid", "questionbankentryid"),
    Index("question_versions_questionid", "questionid"),
)

question_references = Table(
    "question_references",
    metadata,
    key(),
    number("usingcontextid"),
    text("component"),
    text("questionarea"),
    number("itemid"),
    number("questionbankentryid"),
    number("version", null=True),
    Index("question_references_usingcontextid", "usingcontextid"),
    Index("question_references_questionbankentryid", "questionbankentryid"),
)

question_categories = Table(
    "question_categories",
    metadata,
    key(),
    text("name"),
    number("contextid"),
    long("info", null=True),
    number("infoformat"),
    text("stamp"),
    number("parent"),
    number("sortorder"),
    text("idnumber", null=True),
    Index("question_categories_contextid", "contextid"),
    Index("question_categories_parent", "parent"),
)

question_set_references = Table(
    "question_set_references",
    metadata,
    key(),
    number("usingcontextid"),
    text("component"),
    text("questionarea"),
    number("itemid"),
    number("questionscontextid"),
    long("filtercondition", null=True),
    Index("question_set_references_usingcontextid", "usingcontextid"),
)

question_answers = Table(
    "question_answers",
    metadata,
    key(),
    number("question"),
    long("answer", null=True),
    number("answerformat"),
    decimal("fraction"),
    long("feedback", null=True),
    number("feedbackformat"),
    Index("question_answers_question", "question"),
)

question_hints = Table(
    "question_hints",
    metadata,
    key(),
    number("questionid"),
    long("hint", null=True),
    number("hintformat"),
    number("shownumcorrect", null=True),
    number("clearwrong", null=True),
    text("options", null=True),
    Index("question_hints_questionid", "questionid"),
)

qtype_multichoice_options = Table(
    "qtype_multichoice_options",
    metadata,
    key(),
    number("questionid"),
    number("layout"),
    number("single"),
    number("shuffleanswers", default=1),
    long("correctfeedback", null=True),
    number("correctfeedbackformat"),
    long("partiallycorrectfeedback", null=True),
    number("partiallycorrectfeedbackformat"),
    long("incorrectfeedback", null=True),
    number("incorrectfeedbackformat"),
    text("answernumbering", default="abc"),
    number("shownumcorrect"),
    number("showstandardinstruction", default=1),
    UniqueConstraint("questionid"),
)

question_truefalse = Table(
    "question_truefalse",
    metadata,
    key(),
    number("question"),
    number("trueanswer"),
    number("falseanswer"),
    number("showstandardinstruction", default=1),
    Index("question_truefalse_question", "question"),
)

qtype_shortanswer_options = Table(
    "qtype_shortanswer_options",
    metadata,
    key(),
    number("questionid"),
    number("usecase"),
    UniqueConstraint("questionid"),
)

question_numerical = Table(
    "question_numerical",
    metadata,
    key(),
    number("question"),
    number("answer"),
    text("tolerance", default="0.0"),
    Index("question_numerical_question", "question"),
)

question_numerical_options = Table(
    "question_numerical_options",
    metadata,
    key(),
    number("question"),
    number("showunits"),
    number("unitsleft"),
    number("unitgradingtype"),
    decimal("unitpenalty"),
    Index("question_numerical_options_question", "question"),
)

question_numerical_units = Table(
    "question_numerical_units",
    metadata,
    key(),
    number("question"),
    decimal("multiplier"),
    text("unit"),
    Index("question_numerical_units_question", "question"),
)

qtype_match_options = Table(
    "qtype_match_options",
    metadata,
    key(),
    number("questionid"),
    number("shuffleanswers", default=1),
    long("correctfeedback", null=True),
    number("correctfeedbackformat"),
    long("partiallycorrectfeedback", null=True),
    number("partiallycorrectfeedbackformat"),
    long("incorrectfeedback", null=True),
    number("incorrectfeedbackformat"),
    number("shownumcorrect"),
    UniqueConstraint("questionid"),
)

qtype_match_subquestions = Table(
    "qtype_match_subquestions",
    metadata,
    key(),
    number("questionid"),
    long("questiontext", null=True),
    number("questiontextformat"),
    text("answertext"),
    Index("qtype_match_subquestions_questionid", "questionid"),
)

qtype_essay_options = Table(
    "qtype_essay_options",
    metadata,
    key(),
    number("questionid"),
    text("responseformat", default="editor"),
    number("responserequired", default=1),
    number("responsefieldlines", default=15),
    number("minwordlimit", null=True),
    number("maxwordlimit", null=True),
    number("attachments"),
    number("attachmentsrequired"),
    long("graderinfo", null=True),
    number("graderinfoformat"),
    long("responsetemplate", null=True),
    number("responsetemplateformat"),
    number("maxbytes"),
    long("filetypeslist", null=True),
    UniqueConstraint("questionid"),
)

question_usages = Table(
    "question_usages",
    metadata,
    key(),
    number("contextid"),
    text("component"),
    text("preferredbehaviour"),
    Index("question_usages_contextid", "contextid"),
)

question_attempts = Table(
    "question_attempts",
    metadata,
    key(),
    number("questionusageid"),
    number("slot"),
    text("behaviour"),
    number("questionid"),
    number("variant", default=1),
    decimal("maxmark"),
    decimal("minfraction"),
    decimal("maxfraction"),
    number("flagged"),
    long("questionsummary", null=True),
    long("rightanswer", null=True),
    long("responsesummary", null=True),
    number("timemodified"),
    UniqueConstraint("questionusageid", "slot"),
    Index("question_attempts_questionid", "questionid"),
)

question_attempt_steps = Table(
    "question_attempt_steps",
    metadata,
    key(),
    number("questionattemptid"),
    number("sequencenumber"),
    text("state"),
    decimal("fraction", null=True),
    number("timecreated"),
    number("userid", null=True),
    UniqueConstraint("questionattemptid", "sequencenumber"),
)

question_attempt_step_data = Table(
    "question_attempt_step_data",
    metadata,
    key(),
    number("attemptstepid"),
    text("name"),
    long("value", null=True),
    UniqueConstraint("attemptstepid", "name"),
)
