"""The tables of quizzes and attempts at them."""

from __future__ import annotations

from sqlalchemy import Index, Table, UniqueConstraint

from gateway.api.schema import decimal, key, long, number, schema, text

__all__ = [
    "metadata",
    "quiz",
    "quiz_attempts",
    "quiz_feedback",
    "quiz_grade_items",
    "quiz_grades",
    "quiz_overrides",
    "quiz_sections",
    "quiz_slots",
]

metadata = schema()

quiz = Table(
    "quiz",
    metadata,
    key(),
    number("course"),
    text("name"),
    long("intro", null=True),
    number("introformat"),
    number("timeopen"),
    number("timeclose"),
    number("timelimit"),
    text("overduehandling"),
    number("graceperiod"),
    text("preferredbehaviour"),
    number("canredoquestions"),
    number("attempts"),
    number("attemptonlast"),
    number("grademethod"),
    number("decimalpoints"),
    number("questiondecimalpoints"),
    number("reviewattempt"),
    number("reviewcorrectness"),
    number("reviewmaxmarks"),
    number("reviewmarks"),
    number("reviewspecificfeedback"),
    number("reviewgeneralfeedback"),
    number("reviewrightanswer"),
    number("reviewoverallfeedback"),
    number("questionsperpage"),
    text("navmethod"),
    number("shuffleanswers"),
    decimal("sumgrades"),
    decimal("grade"),
    number("timecreated"),
    number("timemodified"),
    text("password"),
    text("subnet"),
    text("browsersecurity"),
    number("delay1"),
    number("delay2"),
    number("showuserpicture"),
    number("showblocks"),
    number("completionattemptsexhausted"),
    number("completionminattempts"),
    number("allowofflineattempts"),
    Index("quiz_course", "course"),
)

quiz_sections = Table(
    "quiz_sections",
    metadata,
    key(),
    number("quizid"),
    number("firstslot"),
    text("heading"),
    number("shufflequestions"),
    Index("quiz_sections_quizid", "quizid"),
)

quiz_feedback = Table(
    "quiz_feedback",
    metadata,
    key(),
    number("quizid"),
    long("feedbacktext", null=True),
    number("feedbacktextformat"),
    decimal("mingrade"),
    decimal("maxgrade"),
    Index("quiz_feedback_quizid", "quizid"),
)

quiz_attempts = Table(
    "quiz_attempts",
    metadata,
    key(),
    number("quiz"),
    number("userid"),
    number("attempt"),
    number("uniqueid"),
    long("layout"),
    number("currentpage"),
    number("preview"),
    text("state"),
    number("timestart"),
    number("timefinish"),
    number("timemodified"),
    number("timemodifiedoffline"),
    number("timecheckstate", null=True),
    decimal("sumgrades", null=True),
    number("gradednotificationsenttime", null=True),
    UniqueConstraint("quiz", "userid", "attempt"),
    Index("quiz_attempts_userid", "userid"),
)

quiz_grades = Table(
    "quiz_grades",
    metadata,
    key(),
    number("quiz"),
    number("userid"),
    decimal("grade"),
    number("timemodified"),
    Index("quiz_grades_quiz", "quiz"),
    Index("quiz_grades_userid", "userid"),
)

quiz_overrides = Table(
    "quiz_overrides",
    metadata,
    key(),
    number("quiz"),
    number("groupid", null=True),
    number("userid", null=True),
    number("timeopen", null=True),
    number("timeclose", null=True),
    number("timelimit", null=True),
    number("attempts", null=True),
    text("password", null=True),
    Index("quiz_overrides_quiz", "quiz"),
    Index("quiz_overrides_userid", "userid"),
)

quiz_slots = Table(
    "quiz_slots",
    metadata,
    key(),
    number("slot"),
    number("quizid"),
    number("page"),
    text("displaynumber", null=True),
    number("requireprevious"),
    decimal("maxmark"),
    number("quizgradeitemid", null=True),
    Index("quiz_slots_quizid", "quizid"),
)

quiz_grade_items = Table(
    "quiz_grade_items",
    metadata,
    key(),
    number("quizid"),
    number("sortorder"),
    text("name"),
    Index("quiz_grade_items_quizid", "quizid"),
)
