"""Keep attempts at questions, categories and what each type of question has."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from gateway.api import kinds

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go on from the revision before."""
    op.create_table(
        "qtype_essay_options",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("questionid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("responseformat", kinds.TEXT, server_default="editor", nullable=False),
        sa.Column("responserequired", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("responsefieldlines", sa.BigInteger(), server_default="15", nullable=False),
        sa.Column("minwordlimit", sa.BigInteger(), nullable=True),
        sa.Column("maxwordlimit", sa.BigInteger(), nullable=True),
        sa.Column("attachments", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("attachmentsrequired", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("graderinfo", kinds.TEXT, nullable=True),
        sa.Column("graderinfoformat", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("responsetemplate", kinds.TEXT, nullable=True),
        sa.Column("responsetemplateformat", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("maxbytes", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("filetypeslist", kinds.TEXT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("qtype_essay_options_pkey")),
        sa.UniqueConstraint("questionid", name=op.f("qtype_essay_options_questionid_key")),
    )
    op.create_table(
        "qtype_match_options",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("questionid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("shuffleanswers", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("correctfeedback", kinds.TEXT, nullable=True),
        sa.Column("correctfeedbackformat", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("partiallycorrectfeedback", kinds.TEXT, nullable=True),
        sa.Column("partiallycorrectfeedbackformat", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("incorrectfeedback", kinds.TEXT, nullable=True),
        sa.Column("incorrectfeedbackformat", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("shownumcorrect", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("qtype_match_options_pkey")),
        sa.UniqueConstraint("questionid", name=op.f("qtype_match_options_questionid_key")),
    )
    op.create_table(
        "qtype_match_subquestions",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("questionid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("questiontext", kinds.TEXT, nullable=True),
        sa.Column("questiontextformat", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("answertext", kinds.TEXT, server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("qtype_match_subquestions_pkey")),
    )
    with op.batch_alter_table("qtype_match_subquestions", schema=None) as batch_op:
        batch_op.create_index("qtype_match_subquestions_questionid", ["questionid"], unique=False)

    op.create_table(
        "qtype_multichoice_options",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("questionid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("layout", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("single", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("shuffleanswers", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("correctfeedback", kinds.TEXT, nullable=True),
        sa.Column("correctfeedbackformat", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("partiallycorrectfeedback", kinds.TEXT, nullable=True),
        sa.Column("partiallycorrectfeedbackformat", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("incorrectfeedback", kinds.TEXT, nullable=True),
        sa.Column("incorrectfeedbackformat", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("answernumbering", kinds.TEXT, server_default="abc", nullable=False),
        sa.Column("shownumcorrect", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("showstandardinstruction", sa.BigInteger(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("qtype_multichoice_options_pkey")),
        sa.UniqueConstraint("questionid", name=op.f("qtype_multichoice_options_questionid_key")),
    )
    op.create_table(
        "qtype_shortanswer_options",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("questionid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("usecase", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("qtype_shortanswer_options_pkey")),
        sa.UniqueConstraint("questionid", name=op.f("qtype_shortanswer_options_questionid_key")),
    )
    op.create_table(
        "question_answers",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("question", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("answer", kinds.TEXT, nullable=True),
        sa.Column("answerformat", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("fraction", sa.Float(), server_default="0", nullable=False),
        sa.Column("feedback", kinds.TEXT, nullable=True),
        sa.Column("feedbackformat", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("question_answers_pkey")),
    )
    with op.batch_alter_table("question_answers", schema=None) as batch_op:
        batch_op.create_index("question_answers_question", ["question"], unique=False)

    op.create_table(
        "question_attempt_step_data",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("attemptstepid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("name", kinds.TEXT, server_default="", nullable=False),
        sa.Column("value", kinds.TEXT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("question_attempt_step_data_pkey")),
        sa.UniqueConstraint("attemptstepid", "name", name=op.f("question_attempt_step_data_attemptstepid_name_key")),
    )
    op.create_table(
        "question_attempt_steps",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("questionattemptid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("sequencenumber", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("state", kinds.TEXT, server_default="", nullable=False),
        sa.Column("fraction", sa.Float(), nullable=True),
        sa.Column("timecreated", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("userid", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("question_attempt_steps_pkey")),
        sa.UniqueConstraint(
            "questionattemptid", "sequencenumber", name=op.f("question_attempt_steps_questionattemptid_sequencenumber_key")
        ),
    )
    op.create_table(
        "question_attempts",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("questionusageid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("slot", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("behaviour", kinds.TEXT, server_default="", nullable=False),
        sa.Column("questionid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("variant", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("maxmark", sa.Float(), server_default="0", nullable=False),
        sa.Column("minfraction", sa.Float(), server_default="0", nullable=False),
        sa.Column("maxfraction", sa.Float(), server_default="0", nullable=False),
        sa.Column("flagged", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("questionsummary", kinds.TEXT, nullable=True),
        sa.Column("rightanswer", kinds.TEXT, nullable=True),
        sa.Column("responsesummary", kinds.TEXT, nullable=True),
        sa.Column("timemodified", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("question_attempts_pkey")),
        sa.UniqueConstraint("questionusageid", "slot", name=op.f("question_attempts_questionusageid_slot_key")),
    )
    with op.batch_alter_table("question_attempts", schema=None) as batch_op:
        batch_op.create_index("question_attempts_questionid", ["questionid"], unique=False)

    op.create_table(
        "question_categories",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("name", kinds.TEXT, server_default="", nullable=False),
        sa.Column("contextid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("info", kinds.TEXT, nullable=True),
        sa.Column("infoformat", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("stamp", kinds.TEXT, server_default="", nullable=False),
        sa.Column("parent", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("sortorder", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("idnumber", kinds.TEXT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("question_categories_pkey")),
    )
    with op.batch_alter_table("question_categories", schema=None) as batch_op:
        batch_op.create_index("question_categories_contextid", ["contextid"], unique=False)
        batch_op.create_index("question_categories_parent", ["parent"], unique=False)

    op.create_table(
        "question_hints",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("questionid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("hint", kinds.TEXT, nullable=True),
        sa.Column("hintformat", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("shownumcorrect", sa.BigInteger(), nullable=True),
        sa.Column("clearwrong", sa.BigInteger(), nullable=True),
        sa.Column("options", kinds.TEXT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("question_hints_pkey")),
    )
    with op.batch_alter_table("question_hints", schema=None) as batch_op:
        batch_op.create_index("question_hints_questionid", ["questionid"], unique=False)

    op.create_table(
        "question_numerical",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("question", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("answer", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("tolerance", kinds.TEXT, server_default="0.0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("question_numerical_pkey")),
    )
    with op.batch_alter_table("question_numerical", schema=None) as batch_op:
        batch_op.create_index("question_numerical_question", ["question"], unique=False)

    op.create_table(
        "question_numerical_options",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("question", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("showunits", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("unitsleft", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("unitgradingtype", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("unitpenalty", sa.Float(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("question_numerical_options_pkey")),
    )
    with op.batch_alter_table("question_numerical_options", schema=None) as batch_op:
        batch_op.create_index("question_numerical_options_question", ["question"], unique=False)

    op.create_table(
        "question_numerical_units",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("question", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("multiplier", sa.Float(), server_default="0", nullable=False),
        sa.Column("unit", kinds.TEXT, server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("question_numerical_units_pkey")),
    )
    with op.batch_alter_table("question_numerical_units", schema=None) as batch_op:
        batch_op.create_index("question_numerical_units_question", ["question"], unique=False)

    op.create_table(
        "question_set_references",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("usingcontextid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("component", kinds.TEXT, server_default="", nullable=False),
        sa.Column("questionarea", kinds.TEXT, server_default="", nullable=False),
        sa.Column("itemid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("questionscontextid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("filtercondition", kinds.TEXT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("question_set_references_pkey")),
    )
    with op.batch_alter_table("question_set_references", schema=None) as batch_op:
        batch_op.create_index("question_set_references_usingcontextid", ["usingcontextid"], unique=False)

    op.create_table(
        "question_truefalse",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("question", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("trueanswer", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("falseanswer", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("showstandardinstruction", sa.BigInteger(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("question_truefalse_pkey")),
    )
    with op.batch_alter_table("question_truefalse", schema=None) as batch_op:
        batch_op.create_index("question_truefalse_question", ["question"], unique=False)

    op.create_table(
        "question_usages",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("contextid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("component", kinds.TEXT, server_default="", nullable=False),
        sa.Column("preferredbehaviour", kinds.TEXT, server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("question_usages_pkey")),
    )
    with op.batch_alter_table("question_usages", schema=None) as batch_op:
        batch_op.create_index("question_usages_contextid", ["contextid"], unique=False)


def downgrade() -> None:
    """Go back to the revision before."""
    with op.batch_alter_table("question_usages", schema=None) as batch_op:
        batch_op.drop_index("question_usages_contextid")

    op.drop_table("question_usages")
    with op.batch_alter_table("question_truefalse", schema=None) as batch_op:
        batch_op.drop_index("question_truefalse_question")

    op.drop_table("question_truefalse")
    with op.batch_alter_table("question_set_references", schema=None) as batch_op:
        batch_op.drop_index("question_set_references_usingcontextid")

    op.drop_table("question_set_references")
    with op.batch_alter_table("question_numerical_units", schema=None) as batch_op:
        batch_op.drop_index("question_numerical_units_question")

    op.drop_table("question_numerical_units")
    with op.batch_alter_table("question_numerical_options", schema=None) as batch_op:
        batch_op.drop_index("question_numerical_options_question")

    op.drop_table("question_numerical_options")
    with op.batch_alter_table("question_numerical", schema=None) as batch_op:
        batch_op.drop_index("question_numerical_question")

    op.drop_table("question_numerical")
    with op.batch_alter_table("question_hints", schema=None) as batch_op:
        batch_op.drop_index("question_hints_questionid")

    op.drop_table("question_hints")
    with op.batch_alter_table("question_categories", schema=None) as batch_op:
        batch_op.drop_index("question_categories_parent")
        batch_op.drop_index("question_categories_contextid")

    op.drop_table("question_categories")
    with op.batch_alter_table("question_attempts", schema=None) as batch_op:
        batch_op.drop_index("question_attempts_questionid")

    op.drop_table("question_attempts")
    op.drop_table("question_attempt_steps")
    op.drop_table("question_attempt_step_data")
    with op.batch_alter_table("question_answers", schema=None) as batch_op:
        batch_op.drop_index("question_answers_question")

    op.drop_table("question_answers")
    op.drop_table("qtype_shortanswer_options")
    op.drop_table("qtype_multichoice_options")
    with op.batch_alter_table("qtype_match_subquestions", schema=None) as batch_op:
        batch_op.drop_index("qtype_match_subquestions_questionid")

    op.drop_table("qtype_match_subquestions")
    op.drop_table("qtype_match_options")
    op.drop_table("qtype_essay_options")
