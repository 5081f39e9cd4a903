"""Initial tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from gateway.store import kinds

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go on from the revision before."""
    op.create_table(
        "assign",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("course", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("name", kinds.TEXT, server_default="", nullable=False),
        sa.Column("intro", kinds.TEXT, nullable=True),
        sa.Column("introformat", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("alwaysshowdescription", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("nosubmissions", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("submissiondrafts", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("sendnotifications", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("sendlatenotifications", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("duedate", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("allowsubmissionsfromdate", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("grade", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("timemodified", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("requiresubmissionstatement", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("completionsubmit", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("cutoffdate", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("gradingduedate", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("teamsubmission", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("requireallteammemberssubmit", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("teamsubmissiongroupingid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("blindmarking", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("hidegrader", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("revealidentities", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("attemptreopenmethod", kinds.TEXT, server_default="", nullable=False),
        sa.Column("maxattempts", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("markingworkflow", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("markingallocation", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("markinganonymous", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("sendstudentnotifications", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("preventsubmissionnotingroup", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("activity", kinds.TEXT, nullable=True),
        sa.Column("activityformat", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("timelimit", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("submissionattachments", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("assign_pkey")),
    )
    with op.batch_alter_table("assign", schema=None) as batch_op:
        batch_op.create_index("assign_course", ["course"], unique=False)

    op.create_table(
        "assign_grades",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("assignment", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("userid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("timecreated", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("timemodified", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("grader", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("grade", sa.Float(), server_default="0", nullable=False),
        sa.Column("attemptnumber", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("assign_grades_pkey")),
    )
    with op.batch_alter_table("assign_grades", schema=None) as batch_op:
        batch_op.create_index("assign_grades_assignment", ["assignment"], unique=False)
        batch_op.create_index("assign_grades_userid", ["userid"], unique=False)

    op.create_table(
        "assign_plugin_config",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("assignment", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("plugin", kinds.TEXT, server_default="", nullable=False),
        sa.Column("subtype", kinds.TEXT, server_default="", nullable=False),
        sa.Column("name", kinds.TEXT, server_default="", nullable=False),
        sa.Column("value", kinds.TEXT, server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("assign_plugin_config_pkey")),
    )
    with op.batch_alter_table("assign_plugin_config", schema=None) as batch_op:
        batch_op.create_index("assign_plugin_config_assignment", ["assignment"], unique=False)

    op.create_table(
        "assign_submission",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("assignment", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("userid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("timecreated", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("timemodified", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("timestarted", sa.BigInteger(), nullable=True),
        sa.Column("status", kinds.TEXT, server_default="", nullable=False),
        sa.Column("groupid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("attemptnumber", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("latest", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("assign_submission_pkey")),
    )
    with op.batch_alter_table("assign_submission", schema=None) as batch_op:
        batch_op.create_index("assign_submission_assignment", ["assignment"], unique=False)
        batch_op.create_index("assign_submission_groupid", ["groupid"], unique=False)
        batch_op.create_index("assign_submission_userid", ["userid"], unique=False)

    op.create_table(
        "assign_user_flags",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("userid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("assignment", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("locked", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("mailed", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("extensionduedate", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("workflowstate", kinds.TEXT, server_default="", nullable=False),
        sa.Column("allocatedmarker", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("assign_user_flags_pkey")),
    )
    with op.batch_alter_table("assign_user_flags", schema=None) as batch_op:
        batch_op.create_index("assign_user_flags_assignment", ["assignment"], unique=False)
        batch_op.create_index("assign_user_flags_userid", ["userid"], unique=False)

    op.create_table(
        "assign_user_mapping",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("assignment", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("userid", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("assign_user_mapping_pkey")),
    )
    with op.batch_alter_table("assign_user_mapping", schema=None) as batch_op:
        batch_op.create_index("assign_user_mapping_assignment", ["assignment"], unique=False)
        batch_op.create_index("assign_user_mapping_userid", ["userid"], unique=False)

    op.create_table(
        "assignfeedback_comments",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("assignment", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("grade", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("commenttext", kinds.TEXT, nullable=True),
        sa.Column("commentformat", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("assignfeedback_comments_pkey")),
    )
    with op.batch_alter_table("assignfeedback_comments", schema=None) as batch_op:
        batch_op.create_index("assignfeedback_comments_assignment", ["assignment"], unique=False)

    op.create_table(
        "assignsubmission_file",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("assignment", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("submission", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("numfiles", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("assignsubmission_file_pkey")),
    )
    with op.batch_alter_table("assignsubmission_file", schema=None) as batch_op:
        batch_op.create_index("assignsubmission_file_assignment", ["assignment"], unique=False)
        batch_op.create_index("assignsubmission_file_submission", ["submission"], unique=False)

    op.create_table(
        "assignsubmission_onlinetext",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("assignment", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("submission", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("onlinetext", kinds.TEXT, nullable=True),
        sa.Column("onlineformat", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("assignsubmission_onlinetext_pkey")),
    )
    with op.batch_alter_table("assignsubmission_onlinetext", schema=None) as batch_op:
        batch_op.create_index("assignsubmission_onlinetext_assignment", ["assignment"], unique=False)
        batch_op.create_index("assignsubmission_onlinetext_submission", ["submission"], unique=False)

    op.create_table(
        "block_instances",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("blockname", kinds.TEXT, server_default="", nullable=False),
        sa.Column("parentcontextid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("showinsubcontexts", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("requiredbytheme", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("pagetypepattern", kinds.TEXT, server_default="", nullable=False),
        sa.Column("subpagepattern", kinds.TEXT, server_default="", nullable=False),
        sa.Column("defaultregion", kinds.TEXT, server_default="", nullable=False),
        sa.Column("defaultweight", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("configdata", kinds.TEXT, nullable=True),
        sa.Column("timecreated", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("timemodified", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("block_instances_pkey")),
    )
    with op.batch_alter_table("block_instances", schema=None) as batch_op:
        batch_op.create_index("block_instances_parentcontextid", ["parentcontextid"], unique=False)

    op.create_table(
        "book",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("course", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("name", kinds.TEXT, server_default="", nullable=False),
        sa.Column("intro", kinds.TEXT, nullable=True),
        sa.Column("introformat", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("numbering", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("navstyle", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("customtitles", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("revision", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("timecreated", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("timemodified", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("book_pkey")),
    )
    with op.batch_alter_table("book", schema=None) as batch_op:
        batch_op.create_index("book_course", ["course"], unique=False)

    op.create_table(
        "book_chapters",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("bookid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("pagenum", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("subchapter", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("title", kinds.TEXT, server_default="", nullable=False),
        sa.Column("content", kinds.TEXT, nullable=True),
        sa.Column("contentformat", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("hidden", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("timecreated", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("timemodified", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("importsrc", kinds.TEXT, server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("book_chapters_pkey")),
    )
    with op.batch_alter_table("book_chapters", schema=None) as batch_op:
        batch_op.create_index("book_chapters_bookid", ["bookid"], unique=False)

    op.create_table(
        "capabilities",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("name", kinds.TEXT, server_default="", nullable=False),
        sa.Column("captype", kinds.TEXT, server_default="", nullable=False),
        sa.Column("contextlevel", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("component", kinds.TEXT, server_default="", nullable=False),
        sa.Column("riskbitmask", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("capabilities_pkey")),
        sa.UniqueConstraint("name", name=op.f("capabilities_name_key")),
    )
    op.create_table(
        "change",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("kind", kinds.TEXT, server_default="", nullable=False),
        sa.Column("key", kinds.TEXT, server_default="", nullable=False),
        sa.Column("timecreated", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("change_pkey")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "choice",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("course", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("name", kinds.TEXT, server_default="", nullable=False),
        sa.Column("intro", kinds.TEXT, nullable=True),
        sa.Column("introformat", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("publish", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("showresults", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("display", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("allowupdate", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("allowmultiple", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("showunanswered", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("includeinactive", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("limitanswers", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("timeopen", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("timeclose", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("showpreview", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("timemodified", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("completionsubmit", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("showavailable", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("choice_pkey")),
    )
    with op.batch_alter_table("choice", schema=None) as batch_op:
        batch_op.create_index("choice_course", ["course"], unique=False)

    op.create_table(
        "choice_options",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("choiceid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("text", kinds.TEXT, nullable=True),
        sa.Column("maxanswers", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("timemodified", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("choice_options_pkey")),
    )
    with op.batch_alter_table("choice_options", schema=None) as batch_op:
        batch_op.create_index("choice_options_choiceid", ["choiceid"], unique=False)

    op.create_table(
        "cohort",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("contextid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("name", kinds.TEXT, server_default="", nullable=False),
        sa.Column("idnumber", kinds.TEXT, server_default="", nullable=False),
        sa.Column("description", kinds.TEXT, nullable=True),
        sa.Column("descriptionformat", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("visible", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("component", kinds.TEXT, server_default="", nullable=False),
        sa.Column("timecreated", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("timemodified", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("theme", kinds.TEXT, server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("cohort_pkey")),
    )
    with op.batch_alter_table("cohort", schema=None) as batch_op:
        batch_op.create_index("cohort_contextid", ["contextid"], unique=False)

    op.create_table(
        "cohort_members",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("cohortid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("userid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("timeadded", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("cohort_members_pkey")),
        sa.UniqueConstraint("cohortid", "userid", name=op.f("cohort_members_cohortid_userid_key")),
    )
    with op.batch_alter_table("cohort_members", schema=None) as batch_op:
        batch_op.create_index("cohort_members_userid", ["userid"], unique=False)

    op.create_table(
        "config",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("name", kinds.TEXT, server_default="", nullable=False),
        sa.Column("value", kinds.TEXT, server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("config_pkey")),
        sa.UniqueConstraint("name", name=op.f("config_name_key")),
    )
    op.create_table(
        "config_plugins",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("plugin", kinds.TEXT, server_default="", nullable=False),
        sa.Column("name", kinds.TEXT, server_default="", nullable=False),
        sa.Column("value", kinds.TEXT, server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("config_plugins_pkey")),
        sa.UniqueConstraint("plugin", "name", name=op.f("config_plugins_plugin_name_key")),
    )
    op.create_table(
        "context",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("contextlevel", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("instanceid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("path", kinds.TEXT, nullable=True),
        sa.Column("depth", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("locked", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("context_pkey")),
        sa.UniqueConstraint("contextlevel", "instanceid", name=op.f("context_contextlevel_instanceid_key")),
    )
    with op.batch_alter_table("context", schema=None) as batch_op:
        batch_op.create_index("context_path", ["path"], unique=False)

    op.create_table(
        "course",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("category", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("sortorder", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("fullname", kinds.TEXT, server_default="", nullable=False),
        sa.Column("shortname", kinds.TEXT, server_default="", nullable=False),
        sa.Column("idnumber", kinds.TEXT, server_default="", nullable=False),
        sa.Column("summary", kinds.TEXT, nullable=True),
        sa.Column("summaryformat", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("format", kinds.TEXT, server_default="topics", nullable=False),
        sa.Column("showgrades", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("newsitems", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("startdate", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("enddate", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("relativedatesmode", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("marker", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("maxbytes", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("legacyfiles", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("showreports", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("visible", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("visibleold", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("downloadcontent", sa.BigInteger(), nullable=True),
        sa.Column("groupmode", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("groupmodeforce", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("defaultgroupingid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("lang", kinds.TEXT, server_default="", nullable=False),
        sa.Column("calendartype", kinds.TEXT, server_default="", nullable=False),
        sa.Column("theme", kinds.TEXT, server_default="", nullable=False),
        sa.Column("timecreated", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("timemodified", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("requested", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("enablecompletion", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("completionnotify", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("cacherev", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("originalcourseid", sa.BigInteger(), nullable=True),
        sa.Column("showactivitydates", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("showcompletionconditions", sa.BigInteger(), nullable=True),
        sa.Column("pdfexportfont", kinds.TEXT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("course_pkey")),
    )
    with op.batch_alter_table("course", schema=None) as batch_op:
        batch_op.create_index("course_category", ["category"], unique=False)
        batch_op.create_index("course_idnumber", ["idnumber"], unique=False)
        batch_op.create_index("course_shortname", ["shortname"], unique=False)

    op.create_table(
        "course_categories",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("name", kinds.TEXT, server_default="", nullable=False),
        sa.Column("idnumber", kinds.TEXT, nullable=True),
        sa.Column("description", kinds.TEXT, nullable=True),
        sa.Column("descriptionformat", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("parent", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("sortorder", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("coursecount", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("visible", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("visibleold", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("timemodified", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("depth", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("path", kinds.TEXT, server_default="", nullable=False),
        sa.Column("theme", kinds.TEXT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("course_categories_pkey")),
    )
    op.create_table(
        "course_completions",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("userid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("course", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("timeenrolled", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("timestarted", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("timecompleted", sa.BigInteger(), nullable=True),
        sa.Column("reaggregate", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("course_completions_pkey")),
        sa.UniqueConstraint("userid", "course", name=op.f("course_completions_userid_course_key")),
    )
    op.create_table(
        "course_format_options",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("courseid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("format", kinds.TEXT, server_default="", nullable=False),
        sa.Column("sectionid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("name", kinds.TEXT, server_default="", nullable=False),
        sa.Column("value", kinds.TEXT, server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("course_format_options_pkey")),
        sa.UniqueConstraint(
            "courseid", "format", "sectionid", "name", name=op.f("course_format_options_courseid_format_sectionid_name_key")
        ),
    )
    op.create_table(
        "course_modules",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("course", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("module", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("instance", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("section", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("idnumber", kinds.TEXT, server_default="", nullable=False),
        sa.Column("added", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("score", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("indent", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("visible", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("visibleoncoursepage", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("visibleold", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("groupmode", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("groupingid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("completion", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("completiongradeitemnumber", sa.BigInteger(), nullable=True),
        sa.Column("completionview", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("completionexpected", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("completionpassgrade", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("showdescription", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("availability", kinds.TEXT, nullable=True),
        sa.Column("deletioninprogress", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("downloadcontent", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("lang", kinds.TEXT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("course_modules_pkey")),
    )
    with op.batch_alter_table("course_modules", schema=None) as batch_op:
        batch_op.create_index("course_modules_course", ["course"], unique=False)
        batch_op.create_index("course_modules_groupingid", ["groupingid"], unique=False)
        batch_op.create_index("course_modules_instance", ["instance"], unique=False)
        batch_op.create_index("course_modules_module", ["module"], unique=False)

    op.create_table(
        "course_modules_completion",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("coursemoduleid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("userid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("completionstate", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("overrideby", sa.BigInteger(), nullable=True),
        sa.Column("timemodified", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("course_modules_completion_pkey")),
        sa.UniqueConstraint("userid", "coursemoduleid", name=op.f("course_modules_completion_userid_coursemoduleid_key")),
    )
    with op.batch_alter_table("course_modules_completion", schema=None) as batch_op:
        batch_op.create_index("course_modules_completion_coursemoduleid", ["coursemoduleid"], unique=False)

    op.create_table(
        "course_modules_viewed",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("coursemoduleid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("userid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("timecreated", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("course_modules_viewed_pkey")),
    )
    with op.batch_alter_table("course_modules_viewed", schema=None) as batch_op:
        batch_op.create_index("course_modules_viewed_coursemoduleid", ["coursemoduleid"], unique=False)

    op.create_table(
        "course_sections",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("course", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("section", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("name", kinds.TEXT, nullable=True),
        sa.Column("summary", kinds.TEXT, nullable=True),
        sa.Column("summaryformat", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("sequence", kinds.TEXT, nullable=True),
        sa.Column("visible", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("availability", kinds.TEXT, nullable=True),
        sa.Column("component", kinds.TEXT, nullable=True),
        sa.Column("itemid", sa.BigInteger(), nullable=True),
        sa.Column("timemodified", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("course_sections_pkey")),
        sa.UniqueConstraint("course", "section", name=op.f("course_sections_course_section_key")),
    )
    with op.batch_alter_table("course_sections", schema=None) as batch_op:
        batch_op.create_index("course_sections_itemid", ["itemid"], unique=False)

    op.create_table(
        "enrol",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("enrol", kinds.TEXT, server_default="", nullable=False),
        sa.Column("status", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("courseid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("sortorder", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("name", kinds.TEXT, nullable=True),
        sa.Column("enrolperiod", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("enrolstartdate", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("enrolenddate", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("expirynotify", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("expirythreshold", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("notifyall", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("password", kinds.TEXT, nullable=True),
        sa.Column("cost", kinds.TEXT, nullable=True),
        sa.Column("currency", kinds.TEXT, nullable=True),
        sa.Column("roleid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("customint1", sa.BigInteger(), nullable=True),
        sa.Column("customint2", sa.BigInteger(), nullable=True),
        sa.Column("customint3", sa.BigInteger(), nullable=True),
        sa.Column("customint4", sa.BigInteger(), nullable=True),
        sa.Column("customint5", sa.BigInteger(), nullable=True),
        sa.Column("customint6", sa.BigInteger(), nullable=True),
        sa.Column("customint7", sa.BigInteger(), nullable=True),
        sa.Column("customint8", sa.BigInteger(), nullable=True),
        sa.Column("customchar1", kinds.TEXT, nullable=True),
        sa.Column("customchar2", kinds.TEXT, nullable=True),
        sa.Column("customchar3", kinds.TEXT, nullable=True),
        sa.Column("customdec1", sa.BigInteger(), nullable=True),
        sa.Column("customdec2", sa.BigInteger(), nullable=True),
        sa.Column("customtext1", kinds.TEXT, nullable=True),
        sa.Column("customtext2", kinds.TEXT, nullable=True),
        sa.Column("customtext3", kinds.TEXT, nullable=True),
        sa.Column("customtext4", kinds.TEXT, nullable=True),
        sa.Column("timecreated", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("timemodified", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("enrol_pkey")),
    )
    with op.batch_alter_table("enrol", schema=None) as batch_op:
        batch_op.create_index("enrol_courseid", ["courseid"], unique=False)
        batch_op.create_index("enrol_enrol", ["enrol"], unique=False)
        batch_op.create_index("enrol_roleid", ["roleid"], unique=False)

    op.create_table(
        "event",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("name", kinds.TEXT, server_default="", nullable=False),
        sa.Column("description", kinds.TEXT, nullable=True),
        sa.Column("format", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("categoryid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("courseid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("groupid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("userid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("repeatid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("component", kinds.TEXT, nullable=True),
        sa.Column("modulename", kinds.TEXT, server_default="", nullable=False),
        sa.Column("instance", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("type", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("eventtype", kinds.TEXT, server_default="", nullable=False),
        sa.Column("timestart", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("timeduration", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("timesort", sa.BigInteger(), nullable=True),
        sa.Column("visible", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("uuid", kinds.TEXT, server_default="", nullable=False),
        sa.Column("sequence", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("timemodified", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("subscriptionid", sa.BigInteger(), nullable=True),
        sa.Column("priority", sa.BigInteger(), nullable=True),
        sa.Column("location", kinds.TEXT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("event_pkey")),
    )
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.create_index("event_categoryid", ["categoryid"], unique=False)
        batch_op.create_index("event_courseid", ["courseid"], unique=False)
        batch_op.create_index("event_groupid", ["groupid"], unique=False)
        batch_op.create_index("event_instance", ["instance"], unique=False)
        batch_op.create_index("event_userid", ["userid"], unique=False)

    op.create_table(
        "external_functions",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("name", kinds.TEXT, server_default="", nullable=False),
        sa.Column("classname", kinds.TEXT, server_default="", nullable=False),
        sa.Column("methodname", kinds.TEXT, server_default="", nullable=False),
        sa.Column("classpath", kinds.TEXT, nullable=True),
        sa.Column("component", kinds.TEXT, server_default="", nullable=False),
        sa.Column("capabilities", kinds.TEXT, nullable=True),
        sa.Column("services", kinds.TEXT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("external_functions_pkey")),
        sa.UniqueConstraint("name", name=op.f("external_functions_name_key")),
    )
    op.create_table(
        "external_services",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("name", kinds.TEXT, server_default="", nullable=False),
        sa.Column("enabled", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("requiredcapability", kinds.TEXT, nullable=True),
        sa.Column("restrictedusers", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("component", kinds.TEXT, nullable=True),
        sa.Column("timecreated", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("timemodified", sa.BigInteger(), nullable=True),
        sa.Column("shortname", kinds.TEXT, nullable=True),
        sa.Column("downloadfiles", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("uploadfiles", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("external_services_pkey")),
        sa.UniqueConstraint("name", name=op.f("external_services_name_key")),
    )
    op.create_table(
        "external_services_functions",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("externalserviceid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("functionname", kinds.TEXT, server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("external_services_functions_pkey")),
        sa.UniqueConstraint(
            "externalserviceid", "functionname", name=op.f("external_services_functions_externalserviceid_functionname_key")
        ),
    )
    op.create_table(
        "external_services_users",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("externalserviceid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("userid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("iprestriction", kinds.TEXT, nullable=True),
        sa.Column("validuntil", sa.BigInteger(), nullable=True),
        sa.Column("timecreated", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("external_services_users_pkey")),
        sa.UniqueConstraint("externalserviceid", "userid", name=op.f("external_services_users_externalserviceid_userid_key")),
    )
    with op.batch_alter_table("external_services_users", schema=None) as batch_op:
        batch_op.create_index("external_services_users_userid", ["userid"], unique=False)

    op.create_table(
        "external_tokens",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("token", kinds.TEXT, server_default="", nullable=False),
        sa.Column("sealedtoken", sa.LargeBinary(), nullable=True),
        sa.Column("privatetoken", kinds.TEXT, nullable=True),
        sa.Column("sealedprivatetoken", sa.LargeBinary(), nullable=True),
        sa.Column("tokentype", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("userid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("externalserviceid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("sid", kinds.TEXT, nullable=True),
        sa.Column("contextid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("creatorid", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("iprestriction", kinds.TEXT, nullable=True),
        sa.Column("validuntil", sa.BigInteger(), nullable=True),
        sa.Column("timecreated", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("lastaccess", sa.BigInteger(), nullable=True),
        sa.Column("name", kinds.TEXT, nullable=True),
        sa.Column("developer", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("external_tokens_pkey")),
        sa.UniqueConstraint("token", name=op.f("external_tokens_token_key")),
    )
    with op.batch_alter_table("external_tokens", schema=None) as batch_op:
        batch_op.create_index("external_tokens_service", ["externalserviceid"], unique=False)
        batch_op.create_index("external_tokens_sid", ["sid"], unique=False)
        batch_op.create_index("external_tokens_user", ["userid", "externalserviceid"], unique=False)

    op.create_table(
        "favourite",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("component", kinds.TEXT, server_default="", nullable=False),
        sa.Column("itemtype", kinds.TEXT, server_default="", nullable=False),
        sa.Column("itemid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("contextid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("userid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("ordering", sa.BigInteger(), nullable=True),
        sa.Column("timecreated", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("timemodified", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("favourite_pkey")),
    )
    with op.batch_alter_table("favourite", schema=None) as batch_op:
        batch_op.create_index("favourite_contextid", ["contextid"], unique=False)
        batch_op.create_index("favourite_itemid", ["itemid"], unique=False)
        batch_op.create_index("favourite_userid", ["userid"], unique=False)

    op.create_table(
        "files",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("contenthash", kinds.TEXT, server_default="", nullable=False),
        sa.Column("pathnamehash", kinds.TEXT, server_default="", nullable=False),
        sa.Column("contextid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("component", kinds.TEXT, server_default="", nullable=False),
        sa.Column("filearea", kinds.TEXT, server_default="", nullable=False),
        sa.Column("itemid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("filepath", kinds.TEXT, server_default="", nullable=False),
        sa.Column("filename", kinds.TEXT, server_default="", nullable=False),
        sa.Column("userid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("filesize", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("mimetype", kinds.TEXT, nullable=True),
        sa.Column("status", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("source", kinds.TEXT, nullable=True),
        sa.Column("author", kinds.TEXT, nullable=True),
        sa.Column("license", kinds.TEXT, nullable=True),
        sa.Column("timecreated", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("timemodified", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("sortorder", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("referencefileid", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("files_pkey")),
        sa.UniqueConstraint("pathnamehash", name=op.f("files_pathnamehash_key")),
    )
    with op.batch_alter_table("files", schema=None) as batch_op:
        batch_op.create_index("files_contenthash", ["contenthash"], unique=False)
        batch_op.create_index("files_contextid", ["contextid"], unique=False)
        batch_op.create_index("files_itemid", ["itemid"], unique=False)
        batch_op.create_index("files_userid", ["userid"], unique=False)

    op.create_table(
        "folder",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("course", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("name", kinds.TEXT, server_default="", nullable=False),
        sa.Column("intro", kinds.TEXT, nullable=True),
        sa.Column("introformat", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("revision", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("timemodified", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("display", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("showexpanded", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("showdownloadfolder", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("forcedownload", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("folder_pkey")),
    )
    with op.batch_alter_table("folder", schema=None) as batch_op:
        batch_op.create_index("folder_course", ["course"], unique=False)

    op.create_table(
        "forum",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("course", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("type", kinds.TEXT, server_default="", nullable=False),
        sa.Column("name", kinds.TEXT, server_default="", nullable=False),
        sa.Column("intro", kinds.TEXT, nullable=True),
        sa.Column("introformat", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("duedate", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("cutoffdate", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("assessed", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("assesstimestart", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("assesstimefinish", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("scale", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("grade_forum", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("grade_forum_notify", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("maxbytes", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("maxattachments", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("forcesubscribe", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("trackingtype", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("rsstype", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("rssarticles", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("timemodified", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("warnafter", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("blockafter", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("blockperiod", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("completiondiscussions", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("completionreplies", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("completionposts", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("displaywordcount", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("lockdiscussionafter", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("forum_pkey")),
    )
    with op.batch_alter_table("forum", schema=None) as batch_op:
        batch_op.create_index("forum_course", ["course"], unique=False)

    op.create_table(
        "forum_discussion_subs",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("forum", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("userid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("discussion", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("preference", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("forum_discussion_subs_pkey")),
    )
    with op.batch_alter_table("forum_discussion_subs", schema=None) as batch_op:
        batch_op.create_index("forum_discussion_subs_forum", ["forum"], unique=False)

    op.create_table(
        "forum_discussions",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("course", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("forum", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("name", kinds.TEXT, server_default="", nullable=False),
        sa.Column("firstpost", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("userid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("groupid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("assessed", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("timemodified", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("usermodified", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("timestart", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("timeend", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("pinned", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("timelocked", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("forum_discussions_pkey")),
    )
    with op.batch_alter_table("forum_discussions", schema=None) as batch_op:
        batch_op.create_index("forum_discussions_course", ["course"], unique=False)
        batch_op.create_index("forum_discussions_forum", ["forum"], unique=False)
        batch_op.create_index("forum_discussions_groupid", ["groupid"], unique=False)
        batch_op.create_index("forum_discussions_userid", ["userid"], unique=False)

    op.create_table(
        "forum_posts",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("discussion", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("parent", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("userid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("created", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("modified", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("mailed", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("subject", kinds.TEXT, server_default="", nullable=False),
        sa.Column("message", kinds.TEXT, nullable=True),
        sa.Column("messageformat", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("messagetrust", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("attachment", kinds.TEXT, server_default="", nullable=False),
        sa.Column("totalscore", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("mailnow", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("deleted", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("privatereplyto", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("wordcount", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("charcount", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("forum_posts_pkey")),
    )
    with op.batch_alter_table("forum_posts", schema=None) as batch_op:
        batch_op.create_index("forum_posts_discussion", ["discussion"], unique=False)
        batch_op.create_index("forum_posts_userid", ["userid"], unique=False)

    op.create_table(
        "forum_read",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("userid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("forumid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("discussionid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("postid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("firstread", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("lastread", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("forum_read_pkey")),
    )
    with op.batch_alter_table("forum_read", schema=None) as batch_op:
        batch_op.create_index("forum_read_userid", ["userid"], unique=False)

    op.create_table(
        "forum_subscriptions",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("userid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("forum", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("forum_subscriptions_pkey")),
    )
    with op.batch_alter_table("forum_subscriptions", schema=None) as batch_op:
        batch_op.create_index("forum_subscriptions_userid", ["userid"], unique=False)

    op.create_table(
        "grade_categories",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("courseid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("parent", sa.BigInteger(), nullable=True),
        sa.Column("depth", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("path", kinds.TEXT, server_default="", nullable=False),
        sa.Column("fullname", kinds.TEXT, server_default="", nullable=False),
        sa.Column("aggregation", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("keephigh", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("droplow", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("aggregateonlygraded", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("aggregateoutcomes", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("timecreated", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("timemodified", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("hidden", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("grade_categories_pkey")),
    )
    with op.batch_alter_table("grade_categories", schema=None) as batch_op:
        batch_op.create_index("grade_categories_courseid", ["courseid"], unique=False)

    op.create_table(
        "grade_grades",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("itemid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("userid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("rawgrade", sa.Float(), nullable=True),
        sa.Column("rawgrademax", sa.Float(), server_default="0", nullable=False),
        sa.Column("rawgrademin", sa.Float(), server_default="0", nullable=False),
        sa.Column("rawscaleid", sa.BigInteger(), nullable=True),
        sa.Column("usermodified", sa.BigInteger(), nullable=True),
        sa.Column("finalgrade", sa.Float(), nullable=True),
        sa.Column("hidden", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("locked", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("locktime", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("exported", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("overridden", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("excluded", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("feedback", kinds.TEXT, nullable=True),
        sa.Column("feedbackformat", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("information", kinds.TEXT, nullable=True),
        sa.Column("informationformat", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("timecreated", sa.BigInteger(), nullable=True),
        sa.Column("timemodified", sa.BigInteger(), nullable=True),
        sa.Column("aggregationstatus", kinds.TEXT, server_default="", nullable=False),
        sa.Column("aggregationweight", sa.Float(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("grade_grades_pkey")),
        sa.UniqueConstraint("userid", "itemid", name=op.f("grade_grades_userid_itemid_key")),
    )
    with op.batch_alter_table("grade_grades", schema=None) as batch_op:
        batch_op.create_index("grade_grades_itemid", ["itemid"], unique=False)

    op.create_table(
        "grade_items",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("courseid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("categoryid", sa.BigInteger(), nullable=True),
        sa.Column("itemname", kinds.TEXT, nullable=True),
        sa.Column("itemtype", kinds.TEXT, server_default="", nullable=False),
        sa.Column("itemmodule", kinds.TEXT, nullable=True),
        sa.Column("iteminstance", sa.BigInteger(), nullable=True),
        sa.Column("itemnumber", sa.BigInteger(), nullable=True),
        sa.Column("iteminfo", kinds.TEXT, nullable=True),
        sa.Column("idnumber", kinds.TEXT, nullable=True),
        sa.Column("calculation", kinds.TEXT, nullable=True),
        sa.Column("gradetype", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("grademax", sa.Float(), server_default="0", nullable=False),
        sa.Column("grademin", sa.Float(), server_default="0", nullable=False),
        sa.Column("scaleid", sa.BigInteger(), nullable=True),
        sa.Column("outcomeid", sa.BigInteger(), nullable=True),
        sa.Column("gradepass", sa.Float(), server_default="0", nullable=False),
        sa.Column("multfactor", sa.Float(), server_default="0", nullable=False),
        sa.Column("plusfactor", sa.Float(), server_default="0", nullable=False),
        sa.Column("aggregationcoef", sa.Float(), server_default="0", nullable=False),
        sa.Column("aggregationcoef2", sa.Float(), server_default="0", nullable=False),
        sa.Column("sortorder", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("display", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("decimals", sa.BigInteger(), nullable=True),
        sa.Column("hidden", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("locked", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("locktime", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("needsupdate", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("weightoverride", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("timecreated", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("timemodified", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("grade_items_pkey")),
    )
    with op.batch_alter_table("grade_items", schema=None) as batch_op:
        batch_op.create_index("grade_items_categoryid", ["categoryid"], unique=False)
        batch_op.create_index("grade_items_courseid", ["courseid"], unique=False)

    op.create_table(
        "grade_settings",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("courseid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("name", kinds.TEXT, server_default="", nullable=False),
        sa.Column("value", kinds.TEXT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("grade_settings_pkey")),
    )
    with op.batch_alter_table("grade_settings", schema=None) as batch_op:
        batch_op.create_index("grade_settings_courseid", ["courseid"], unique=False)

    op.create_table(
        "groupings",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("courseid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("name", kinds.TEXT, server_default="", nullable=False),
        sa.Column("idnumber", kinds.TEXT, server_default="", nullable=False),
        sa.Column("description", kinds.TEXT, nullable=True),
        sa.Column("descriptionformat", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("configdata", kinds.TEXT, nullable=True),
        sa.Column("timecreated", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("timemodified", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("groupings_pkey")),
    )
    with op.batch_alter_table("groupings", schema=None) as batch_op:
        batch_op.create_index("groupings_courseid", ["courseid"], unique=False)

    op.create_table(
        "groupings_groups",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("groupingid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("groupid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("timeadded", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("groupings_groups_pkey")),
    )
    with op.batch_alter_table("groupings_groups", schema=None) as batch_op:
        batch_op.create_index("groupings_groups_groupid", ["groupid"], unique=False)
        batch_op.create_index("groupings_groups_groupingid", ["groupingid"], unique=False)

    op.create_table(
        "groups",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("courseid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("idnumber", kinds.TEXT, server_default="", nullable=False),
        sa.Column("name", kinds.TEXT, server_default="", nullable=False),
        sa.Column("description", kinds.TEXT, nullable=True),
        sa.Column("descriptionformat", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("enrolmentkey", kinds.TEXT, nullable=True),
        sa.Column("picture", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("visibility", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("participation", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("timecreated", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("timemodified", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("groups_pkey")),
    )
    with op.batch_alter_table("groups", schema=None) as batch_op:
        batch_op.create_index("groups_courseid", ["courseid"], unique=False)
        batch_op.create_index("groups_idnumber", ["idnumber"], unique=False)

    op.create_table(
        "groups_members",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("groupid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("userid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("timeadded", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("component", kinds.TEXT, server_default="", nullable=False),
        sa.Column("itemid", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("groups_members_pkey")),
        sa.UniqueConstraint("userid", "groupid", name=op.f("groups_members_userid_groupid_key")),
    )
    with op.batch_alter_table("groups_members", schema=None) as batch_op:
        batch_op.create_index("groups_members_groupid", ["groupid"], unique=False)
        batch_op.create_index("groups_members_itemid", ["itemid"], unique=False)

    op.create_table(
        "label",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("course", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("name", kinds.TEXT, server_default="", nullable=False),
        sa.Column("intro", kinds.TEXT, nullable=True),
        sa.Column("introformat", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("timemodified", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("label_pkey")),
    )
    with op.batch_alter_table("label", schema=None) as batch_op:
        batch_op.create_index("label_course", ["course"], unique=False)

    op.create_table(
        "lease",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("name", kinds.TEXT, server_default="", nullable=False),
        sa.Column("holder", kinds.TEXT, server_default="", nullable=False),
        sa.Column("until", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("lastrun", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("lease_pkey")),
        sa.UniqueConstraint("name", name=op.f("lease_name_key")),
    )
    op.create_table(
        "logstore_standard_log",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("eventname", kinds.TEXT, server_default="", nullable=False),
        sa.Column("component", kinds.TEXT, server_default="", nullable=False),
        sa.Column("action", kinds.TEXT, server_default="", nullable=False),
        sa.Column("target", kinds.TEXT, server_default="", nullable=False),
        sa.Column("objecttable", kinds.TEXT, nullable=True),
        sa.Column("objectid", sa.BigInteger(), nullable=True),
        sa.Column("crud", kinds.TEXT, server_default="", nullable=False),
        sa.Column("edulevel", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("contextid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("contextlevel", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("contextinstanceid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("userid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("courseid", sa.BigInteger(), nullable=True),
        sa.Column("relateduserid", sa.BigInteger(), nullable=True),
        sa.Column("anonymous", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("other", kinds.TEXT, nullable=True),
        sa.Column("timecreated", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("origin", kinds.TEXT, nullable=True),
        sa.Column("ip", kinds.TEXT, nullable=True),
        sa.Column("realuserid", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("logstore_standard_log_pkey")),
    )
    with op.batch_alter_table("logstore_standard_log", schema=None) as batch_op:
        batch_op.create_index("logstore_standard_log_timecreated", ["timecreated"], unique=False)
        batch_op.create_index("logstore_standard_log_userid", ["userid", "timecreated"], unique=False)

    op.create_table(
        "message_contact_requests",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("userid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("requesteduserid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("timecreated", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("message_contact_requests_pkey")),
    )
    with op.batch_alter_table("message_contact_requests", schema=None) as batch_op:
        batch_op.create_index("message_contact_requests_userid", ["userid"], unique=False)

    op.create_table(
        "message_contacts",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("userid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("contactid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("timecreated", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("message_contacts_pkey")),
    )
    with op.batch_alter_table("message_contacts", schema=None) as batch_op:
        batch_op.create_index("message_contacts_contactid", ["contactid"], unique=False)
        batch_op.create_index("message_contacts_userid", ["userid"], unique=False)

    op.create_table(
        "message_conversation_members",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("conversationid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("userid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("timecreated", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("message_conversation_members_pkey")),
        sa.UniqueConstraint("conversationid", "userid", name=op.f("message_conversation_members_conversationid_userid_key")),
    )
    with op.batch_alter_table("message_conversation_members", schema=None) as batch_op:
        batch_op.create_index("message_conversation_members_userid", ["userid"], unique=False)

    op.create_table(
        "message_conversations",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("type", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("name", kinds.TEXT, nullable=True),
        sa.Column("convhash", kinds.TEXT, server_default="", nullable=False),
        sa.Column("component", kinds.TEXT, nullable=True),
        sa.Column("itemtype", kinds.TEXT, nullable=True),
        sa.Column("itemid", sa.BigInteger(), nullable=True),
        sa.Column("contextid", sa.BigInteger(), nullable=True),
        sa.Column("enabled", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("timecreated", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("timemodified", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("message_conversations_pkey")),
    )
    with op.batch_alter_table("message_conversations", schema=None) as batch_op:
        batch_op.create_index("message_conversations_contextid", ["contextid"], unique=False)
        batch_op.create_index("message_conversations_itemid", ["itemid"], unique=False)

    op.create_table(
        "message_user_actions",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("userid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("messageid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("action", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("timecreated", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("message_user_actions_pkey")),
    )
    with op.batch_alter_table("message_user_actions", schema=None) as batch_op:
        batch_op.create_index("message_user_actions_userid", ["userid"], unique=False)

    op.create_table(
        "message_users_blocked",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("userid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("blockeduserid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("timecreated", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("message_users_blocked_pkey")),
    )
    with op.batch_alter_table("message_users_blocked", schema=None) as batch_op:
        batch_op.create_index("message_users_blocked_userid", ["userid"], unique=False)

    op.create_table(
        "messages",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("useridfrom", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("conversationid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("subject", kinds.TEXT, nullable=True),
        sa.Column("fullmessage", kinds.TEXT, nullable=True),
        sa.Column("fullmessageformat", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("fullmessagehtml", kinds.TEXT, nullable=True),
        sa.Column("smallmessage", kinds.TEXT, nullable=True),
        sa.Column("timecreated", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("fullmessagetrust", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("customdata", kinds.TEXT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("messages_pkey")),
    )
    with op.batch_alter_table("messages", schema=None) as batch_op:
        batch_op.create_index("messages_conversationid", ["conversationid"], unique=False)

    op.create_table(
        "modules",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("name", kinds.TEXT, server_default="", nullable=False),
        sa.Column("cron", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("lastcron", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("search", kinds.TEXT, nullable=True),
        sa.Column("visible", sa.BigInteger(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("modules_pkey")),
        sa.UniqueConstraint("name", name=op.f("modules_name_key")),
    )
    op.create_table(
        "notifications",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("useridfrom", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("useridto", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("subject", kinds.TEXT, server_default="", nullable=False),
        sa.Column("fullmessage", kinds.TEXT, nullable=True),
        sa.Column("fullmessageformat", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("fullmessagehtml", kinds.TEXT, nullable=True),
        sa.Column("smallmessage", kinds.TEXT, nullable=True),
        sa.Column("component", kinds.TEXT, server_default="", nullable=False),
        sa.Column("eventtype", kinds.TEXT, server_default="", nullable=False),
        sa.Column("contexturl", kinds.TEXT, nullable=True),
        sa.Column("contexturlname", kinds.TEXT, nullable=True),
        sa.Column("timeread", sa.BigInteger(), nullable=True),
        sa.Column("timecreated", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("customdata", kinds.TEXT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("notifications_pkey")),
    )
    with op.batch_alter_table("notifications", schema=None) as batch_op:
        batch_op.create_index("notifications_useridto", ["useridto"], unique=False)

    op.create_table(
        "page",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("course", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("name", kinds.TEXT, server_default="", nullable=False),
        sa.Column("intro", kinds.TEXT, nullable=True),
        sa.Column("introformat", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("content", kinds.TEXT, nullable=True),
        sa.Column("contentformat", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("legacyfiles", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("legacyfileslast", sa.BigInteger(), nullable=True),
        sa.Column("display", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("displayoptions", kinds.TEXT, nullable=True),
        sa.Column("revision", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("timemodified", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("page_pkey")),
    )
    with op.batch_alter_table("page", schema=None) as batch_op:
        batch_op.create_index("page_course", ["course"], unique=False)

    op.create_table(
        "post",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("module", kinds.TEXT, server_default="", nullable=False),
        sa.Column("userid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("courseid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("groupid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("moduleid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("coursemoduleid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("subject", kinds.TEXT, server_default="", nullable=False),
        sa.Column("summary", kinds.TEXT, nullable=True),
        sa.Column("content", kinds.TEXT, nullable=True),
        sa.Column("uniquehash", kinds.TEXT, server_default="", nullable=False),
        sa.Column("rating", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("format", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("summaryformat", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("attachment", kinds.TEXT, nullable=True),
        sa.Column("publishstate", kinds.TEXT, server_default="", nullable=False),
        sa.Column("lastmodified", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("created", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("usermodified", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("post_pkey")),
    )
    with op.batch_alter_table("post", schema=None) as batch_op:
        batch_op.create_index("post_courseid", ["courseid"], unique=False)
        batch_op.create_index("post_coursemoduleid", ["coursemoduleid"], unique=False)
        batch_op.create_index("post_groupid", ["groupid"], unique=False)
        batch_op.create_index("post_module", ["module"], unique=False)
        batch_op.create_index("post_userid", ["userid"], unique=False)

    op.create_table(
        "quiz",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("course", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("name", kinds.TEXT, server_default="", nullable=False),
        sa.Column("intro", kinds.TEXT, nullable=True),
        sa.Column("introformat", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("timeopen", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("timeclose", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("timelimit", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("overduehandling", kinds.TEXT, server_default="", nullable=False),
        sa.Column("graceperiod", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("preferredbehaviour", kinds.TEXT, server_default="", nullable=False),
        sa.Column("canredoquestions", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("attempts", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("attemptonlast", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("grademethod", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("decimalpoints", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("questiondecimalpoints", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("reviewattempt", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("reviewcorrectness", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("reviewmaxmarks", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("reviewmarks", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("reviewspecificfeedback", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("reviewgeneralfeedback", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("reviewrightanswer", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("reviewoverallfeedback", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("questionsperpage", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("navmethod", kinds.TEXT, server_default="", nullable=False),
        sa.Column("shuffleanswers", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("sumgrades", sa.Float(), server_default="0", nullable=False),
        sa.Column("grade", sa.Float(), server_default="0", nullable=False),
        sa.Column("timecreated", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("timemodified", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("password", kinds.TEXT, server_default="", nullable=False),
        sa.Column("subnet", kinds.TEXT, server_default="", nullable=False),
        sa.Column("browsersecurity", kinds.TEXT, server_default="", nullable=False),
        sa.Column("delay1", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("delay2", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("showuserpicture", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("showblocks", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("completionattemptsexhausted", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("completionminattempts", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("allowofflineattempts", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("quiz_pkey")),
    )
    with op.batch_alter_table("quiz", schema=None) as batch_op:
        batch_op.create_index("quiz_course", ["course"], unique=False)

    op.create_table(
        "quiz_feedback",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("quizid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("feedbacktext", kinds.TEXT, nullable=True),
        sa.Column("feedbacktextformat", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("mingrade", sa.Float(), server_default="0", nullable=False),
        sa.Column("maxgrade", sa.Float(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("quiz_feedback_pkey")),
    )
    with op.batch_alter_table("quiz_feedback", schema=None) as batch_op:
        batch_op.create_index("quiz_feedback_quizid", ["quizid"], unique=False)

    op.create_table(
        "quiz_sections",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("quizid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("firstslot", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("heading", kinds.TEXT, server_default="", nullable=False),
        sa.Column("shufflequestions", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("quiz_sections_pkey")),
    )
    with op.batch_alter_table("quiz_sections", schema=None) as batch_op:
        batch_op.create_index("quiz_sections_quizid", ["quizid"], unique=False)

    op.create_table(
        "resource",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("course", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("name", kinds.TEXT, server_default="", nullable=False),
        sa.Column("intro", kinds.TEXT, nullable=True),
        sa.Column("introformat", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("tobemigrated", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("legacyfiles", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("legacyfileslast", sa.BigInteger(), nullable=True),
        sa.Column("display", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("displayoptions", kinds.TEXT, nullable=True),
        sa.Column("filterfiles", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("revision", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("timemodified", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("resource_pkey")),
    )
    with op.batch_alter_table("resource", schema=None) as batch_op:
        batch_op.create_index("resource_course", ["course"], unique=False)

    op.create_table(
        "role",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("name", kinds.TEXT, server_default="", nullable=False),
        sa.Column("shortname", kinds.TEXT, server_default="", nullable=False),
        sa.Column("description", kinds.TEXT, server_default="", nullable=False),
        sa.Column("sortorder", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("archetype", kinds.TEXT, server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("role_pkey")),
        sa.UniqueConstraint("shortname", name=op.f("role_shortname_key")),
    )
    op.create_table(
        "role_allow_assign",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("roleid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("allowassign", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("role_allow_assign_pkey")),
        sa.UniqueConstraint("roleid", "allowassign", name=op.f("role_allow_assign_roleid_allowassign_key")),
    )
    op.create_table(
        "role_allow_override",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("roleid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("allowoverride", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("role_allow_override_pkey")),
        sa.UniqueConstraint("roleid", "allowoverride", name=op.f("role_allow_override_roleid_allowoverride_key")),
    )
    op.create_table(
        "role_allow_switch",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("roleid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("allowswitch", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("role_allow_switch_pkey")),
        sa.UniqueConstraint("roleid", "allowswitch", name=op.f("role_allow_switch_roleid_allowswitch_key")),
    )
    op.create_table(
        "role_allow_view",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("roleid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("allowview", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("role_allow_view_pkey")),
        sa.UniqueConstraint("roleid", "allowview", name=op.f("role_allow_view_roleid_allowview_key")),
    )
    op.create_table(
        "role_assignments",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("roleid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("contextid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("userid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("timemodified", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("modifierid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("component", kinds.TEXT, server_default="", nullable=False),
        sa.Column("itemid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("sortorder", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("role_assignments_pkey")),
    )
    with op.batch_alter_table("role_assignments", schema=None) as batch_op:
        batch_op.create_index("role_assignments_contextid", ["contextid"], unique=False)
        batch_op.create_index("role_assignments_userid", ["userid"], unique=False)

    op.create_table(
        "role_capabilities",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("contextid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("roleid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("capability", kinds.TEXT, server_default="", nullable=False),
        sa.Column("permission", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("timemodified", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("modifierid", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("role_capabilities_pkey")),
        sa.UniqueConstraint("roleid", "contextid", "capability", name=op.f("role_capabilities_roleid_contextid_capability_key")),
    )
    op.create_table(
        "role_context_levels",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("roleid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("contextlevel", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("role_context_levels_pkey")),
        sa.UniqueConstraint("contextlevel", "roleid", name=op.f("role_context_levels_contextlevel_roleid_key")),
    )
    op.create_table(
        "scale",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("courseid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("userid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("name", kinds.TEXT, server_default="", nullable=False),
        sa.Column("scale", kinds.TEXT, nullable=True),
        sa.Column("description", kinds.TEXT, nullable=True),
        sa.Column("descriptionformat", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("timemodified", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("scale_pkey")),
    )
    with op.batch_alter_table("scale", schema=None) as batch_op:
        batch_op.create_index("scale_courseid", ["courseid"], unique=False)
        batch_op.create_index("scale_userid", ["userid"], unique=False)

    op.create_table(
        "sessions",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("state", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("sid", kinds.TEXT, server_default="", nullable=False),
        sa.Column("userid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("sessdata", kinds.TEXT, nullable=True),
        sa.Column("timecreated", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("timemodified", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("firstip", kinds.TEXT, nullable=True),
        sa.Column("lastip", kinds.TEXT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("sessions_pkey")),
        sa.UniqueConstraint("sid", name=op.f("sessions_sid_key")),
    )
    with op.batch_alter_table("sessions", schema=None) as batch_op:
        batch_op.create_index("sessions_timemodified", ["timemodified"], unique=False)
        batch_op.create_index("sessions_userid", ["userid"], unique=False)

    op.create_table(
        "tag",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("userid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("tagcollid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("name", kinds.TEXT, server_default="", nullable=False),
        sa.Column("rawname", kinds.TEXT, server_default="", nullable=False),
        sa.Column("isstandard", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("description", kinds.TEXT, nullable=True),
        sa.Column("descriptionformat", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("flag", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("timemodified", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("tag_pkey")),
    )
    with op.batch_alter_table("tag", schema=None) as batch_op:
        batch_op.create_index("tag_userid", ["userid"], unique=False)

    op.create_table(
        "tag_area",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("component", kinds.TEXT, server_default="", nullable=False),
        sa.Column("itemtype", kinds.TEXT, server_default="", nullable=False),
        sa.Column("enabled", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("tagcollid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("callback", kinds.TEXT, nullable=True),
        sa.Column("callbackfile", kinds.TEXT, nullable=True),
        sa.Column("showstandard", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("multiplecontexts", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("tag_area_pkey")),
    )
    op.create_table(
        "tag_coll",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("name", kinds.TEXT, nullable=True),
        sa.Column("isdefault", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("component", kinds.TEXT, nullable=True),
        sa.Column("sortorder", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("searchable", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("customurl", kinds.TEXT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("tag_coll_pkey")),
    )
    op.create_table(
        "tag_instance",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("tagid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("component", kinds.TEXT, server_default="", nullable=False),
        sa.Column("itemtype", kinds.TEXT, server_default="", nullable=False),
        sa.Column("itemid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("contextid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("tiuserid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("ordering", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("timecreated", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("timemodified", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("tag_instance_pkey")),
    )
    with op.batch_alter_table("tag_instance", schema=None) as batch_op:
        batch_op.create_index("tag_instance_contextid", ["contextid"], unique=False)
        batch_op.create_index("tag_instance_itemid", ["itemid"], unique=False)
        batch_op.create_index("tag_instance_tagid", ["tagid"], unique=False)

    op.create_table(
        "url",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("course", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("name", kinds.TEXT, server_default="", nullable=False),
        sa.Column("intro", kinds.TEXT, nullable=True),
        sa.Column("introformat", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("externalurl", kinds.TEXT, nullable=True),
        sa.Column("display", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("displayoptions", kinds.TEXT, nullable=True),
        sa.Column("parameters", kinds.TEXT, nullable=True),
        sa.Column("timemodified", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("url_pkey")),
    )
    with op.batch_alter_table("url", schema=None) as batch_op:
        batch_op.create_index("url_course", ["course"], unique=False)

    op.create_table(
        "user",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("auth", kinds.TEXT, server_default="manual", nullable=False),
        sa.Column("confirmed", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("policyagreed", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("deleted", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("suspended", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("mnethostid", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("username", kinds.TEXT, server_default="", nullable=False),
        sa.Column("idnumber", kinds.TEXT, server_default="", nullable=False),
        sa.Column("firstname", kinds.TEXT, server_default="", nullable=False),
        sa.Column("lastname", kinds.TEXT, server_default="", nullable=False),
        sa.Column("email", kinds.TEXT, server_default="", nullable=False),
        sa.Column("emailstop", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("phone1", kinds.TEXT, server_default="", nullable=False),
        sa.Column("phone2", kinds.TEXT, server_default="", nullable=False),
        sa.Column("institution", kinds.TEXT, server_default="", nullable=False),
        sa.Column("department", kinds.TEXT, server_default="", nullable=False),
        sa.Column("address", kinds.TEXT, server_default="", nullable=False),
        sa.Column("city", kinds.TEXT, server_default="", nullable=False),
        sa.Column("country", kinds.TEXT, server_default="", nullable=False),
        sa.Column("lang", kinds.TEXT, server_default="en", nullable=False),
        sa.Column("calendartype", kinds.TEXT, server_default="gregorian", nullable=False),
        sa.Column("theme", kinds.TEXT, server_default="", nullable=False),
        sa.Column("timezone", kinds.TEXT, server_default="99", nullable=False),
        sa.Column("firstaccess", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("lastaccess", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("lastlogin", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("currentlogin", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("picture", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("description", kinds.TEXT, nullable=True),
        sa.Column("descriptionformat", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("mailformat", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("maildigest", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("maildisplay", sa.BigInteger(), server_default="2", nullable=False),
        sa.Column("autosubscribe", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("trackforums", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("timecreated", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("timemodified", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("trustbitmask", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("imagealt", kinds.TEXT, nullable=True),
        sa.Column("lastnamephonetic", kinds.TEXT, nullable=True),
        sa.Column("firstnamephonetic", kinds.TEXT, nullable=True),
        sa.Column("middlename", kinds.TEXT, nullable=True),
        sa.Column("alternatename", kinds.TEXT, nullable=True),
        sa.Column("moodlenetprofile", kinds.TEXT, nullable=True),
        sa.Column("password", kinds.TEXT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("user_pkey")),
        sa.UniqueConstraint("mnethostid", "username", name=op.f("user_mnethostid_username_key")),
    )
    with op.batch_alter_table("user", schema=None) as batch_op:
        batch_op.create_index("user_email", ["email"], unique=False)
        batch_op.create_index("user_idnumber", ["idnumber"], unique=False)

    op.create_table(
        "user_enrolments",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("status", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("enrolid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("userid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("timestart", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("timeend", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("modifierid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("timecreated", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("timemodified", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("user_enrolments_pkey")),
        sa.UniqueConstraint("enrolid", "userid", name=op.f("user_enrolments_enrolid_userid_key")),
    )
    with op.batch_alter_table("user_enrolments", schema=None) as batch_op:
        batch_op.create_index("user_enrolments_userid", ["userid"], unique=False)

    op.create_table(
        "user_info_category",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("name", kinds.TEXT, server_default="", nullable=False),
        sa.Column("sortorder", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("user_info_category_pkey")),
    )
    op.create_table(
        "user_info_data",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("userid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("fieldid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("data", kinds.TEXT, nullable=True),
        sa.Column("dataformat", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("user_info_data_pkey")),
        sa.UniqueConstraint("userid", "fieldid", name=op.f("user_info_data_userid_fieldid_key")),
    )
    with op.batch_alter_table("user_info_data", schema=None) as batch_op:
        batch_op.create_index("user_info_data_fieldid", ["fieldid"], unique=False)

    op.create_table(
        "user_info_field",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("shortname", kinds.TEXT, server_default="", nullable=False),
        sa.Column("name", kinds.TEXT, server_default="", nullable=False),
        sa.Column("datatype", kinds.TEXT, server_default="", nullable=False),
        sa.Column("description", kinds.TEXT, nullable=True),
        sa.Column("descriptionformat", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("categoryid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("sortorder", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("required", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("locked", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("visible", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("forceunique", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("signup", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("defaultdata", kinds.TEXT, nullable=True),
        sa.Column("defaultdataformat", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("param1", kinds.TEXT, nullable=True),
        sa.Column("param2", kinds.TEXT, nullable=True),
        sa.Column("param3", kinds.TEXT, nullable=True),
        sa.Column("param4", kinds.TEXT, nullable=True),
        sa.Column("param5", kinds.TEXT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("user_info_field_pkey")),
    )
    with op.batch_alter_table("user_info_field", schema=None) as batch_op:
        batch_op.create_index("user_info_field_categoryid", ["categoryid"], unique=False)

    op.create_table(
        "user_lastaccess",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("userid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("courseid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("timeaccess", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("user_lastaccess_pkey")),
        sa.UniqueConstraint("userid", "courseid", name=op.f("user_lastaccess_userid_courseid_key")),
    )
    op.create_table(
        "user_preferences",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("userid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("name", kinds.TEXT, server_default="", nullable=False),
        sa.Column("value", kinds.TEXT, server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("user_preferences_pkey")),
        sa.UniqueConstraint("userid", "name", name=op.f("user_preferences_userid_name_key")),
    )
    op.create_table(
        "user_private_key",
        sa.Column("id", kinds.KEY, nullable=False),
        sa.Column("script", kinds.TEXT, server_default="", nullable=False),
        sa.Column("value", kinds.TEXT, server_default="", nullable=False),
        sa.Column("sealedvalue", sa.LargeBinary(), nullable=True),
        sa.Column("userid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("instance", sa.BigInteger(), nullable=True),
        sa.Column("iprestriction", kinds.TEXT, nullable=True),
        sa.Column("validuntil", sa.BigInteger(), nullable=True),
        sa.Column("timecreated", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("user_private_key_pkey")),
    )
    with op.batch_alter_table("user_private_key", schema=None) as batch_op:
        batch_op.create_index("user_private_key_userid", ["userid"], unique=False)
        batch_op.create_index("user_private_key_value", ["script", "value"], unique=False)


def downgrade() -> None:
    """Go back to the revision before."""
    with op.batch_alter_table("user_private_key", schema=None) as batch_op:
        batch_op.drop_index("user_private_key_value")
        batch_op.drop_index("user_private_key_userid")

    op.drop_table("user_private_key")
    op.drop_table("user_preferences")
    op.drop_table("user_lastaccess")
    with op.batch_alter_table("user_info_field", schema=None) as batch_op:
        batch_op.drop_index("user_info_field_categoryid")

    op.drop_table("user_info_field")
    with op.batch_alter_table("user_info_data", schema=None) as batch_op:
        batch_op.drop_index("user_info_data_fieldid")

    op.drop_table("user_info_data")
    op.drop_table("user_info_category")
    with op.batch_alter_table("user_enrolments", schema=None) as batch_op:
        batch_op.drop_index("user_enrolments_userid")

    op.drop_table("user_enrolments")
    with op.batch_alter_table("user", schema=None) as batch_op:
        batch_op.drop_index("user_idnumber")
        batch_op.drop_index("user_email")

    op.drop_table("user")
    with op.batch_alter_table("url", schema=None) as batch_op:
        batch_op.drop_index("url_course")

    op.drop_table("url")
    with op.batch_alter_table("tag_instance", schema=None) as batch_op:
        batch_op.drop_index("tag_instance_tagid")
        batch_op.drop_index("tag_instance_itemid")
        batch_op.drop_index("tag_instance_contextid")

    op.drop_table("tag_instance")
    op.drop_table("tag_coll")
    op.drop_table("tag_area")
    with op.batch_alter_table("tag", schema=None) as batch_op:
        batch_op.drop_index("tag_userid")

    op.drop_table("tag")
    with op.batch_alter_table("sessions", schema=None) as batch_op:
        batch_op.drop_index("sessions_userid")
        batch_op.drop_index("sessions_timemodified")

    op.drop_table("sessions")
    with op.batch_alter_table("scale", schema=None) as batch_op:
        batch_op.drop_index("scale_userid")
        batch_op.drop_index("scale_courseid")

    op.drop_table("scale")
    op.drop_table("role_context_levels")
    op.drop_table("role_capabilities")
    with op.batch_alter_table("role_assignments", schema=None) as batch_op:
        batch_op.drop_index("role_assignments_userid")
        batch_op.drop_index("role_assignments_contextid")

    op.drop_table("role_assignments")
    op.drop_table("role_allow_view")
    op.drop_table("role_allow_switch")
    op.drop_table("role_allow_override")
    op.drop_table("role_allow_assign")
    op.drop_table("role")
    with op.batch_alter_table("resource", schema=None) as batch_op:
        batch_op.drop_index("resource_course")

    op.drop_table("resource")
    with op.batch_alter_table("quiz_sections", schema=None) as batch_op:
        batch_op.drop_index("quiz_sections_quizid")

    op.drop_table("quiz_sections")
    with op.batch_alter_table("quiz_feedback", schema=None) as batch_op:
        batch_op.drop_index("quiz_feedback_quizid")

    op.drop_table("quiz_feedback")
    with op.batch_alter_table("quiz", schema=None) as batch_op:
        batch_op.drop_index("quiz_course")

    op.drop_table("quiz")
    with op.batch_alter_table("post", schema=None) as batch_op:
        batch_op.drop_index("post_userid")
        batch_op.drop_index("post_module")
        batch_op.drop_index("post_groupid")
        batch_op.drop_index("post_coursemoduleid")
        batch_op.drop_index("post_courseid")

    op.drop_table("post")
    with op.batch_alter_table("page", schema=None) as batch_op:
        batch_op.drop_index("page_course")

    op.drop_table("page")
    with op.batch_alter_table("notifications", schema=None) as batch_op:
        batch_op.drop_index("notifications_useridto")

    op.drop_table("notifications")
    op.drop_table("modules")
    with op.batch_alter_table("messages", schema=None) as batch_op:
        batch_op.drop_index("messages_conversationid")

    op.drop_table("messages")
    with op.batch_alter_table("message_users_blocked", schema=None) as batch_op:
        batch_op.drop_index("message_users_blocked_userid")

    op.drop_table("message_users_blocked")
    with op.batch_alter_table("message_user_actions", schema=None) as batch_op:
        batch_op.drop_index("message_user_actions_userid")

    op.drop_table("message_user_actions")
    with op.batch_alter_table("message_conversations", schema=None) as batch_op:
        batch_op.drop_index("message_conversations_itemid")
        batch_op.drop_index("message_conversations_contextid")

    op.drop_table("message_conversations")
    with op.batch_alter_table("message_conversation_members", schema=None) as batch_op:
        batch_op.drop_index("message_conversation_members_userid")

    op.drop_table("message_conversation_members")
    with op.batch_alter_table("message_contacts", schema=None) as batch_op:
        batch_op.drop_index("message_contacts_userid")
        batch_op.drop_index("message_contacts_contactid")

    op.drop_table("message_contacts")
    with op.batch_alter_table("message_contact_requests", schema=None) as batch_op:
        batch_op.drop_index("message_contact_requests_userid")

    op.drop_table("message_contact_requests")
    with op.batch_alter_table("logstore_standard_log", schema=None) as batch_op:
        batch_op.drop_index("logstore_standard_log_userid")
        batch_op.drop_index("logstore_standard_log_timecreated")

    op.drop_table("logstore_standard_log")
    op.drop_table("lease")
    with op.batch_alter_table("label", schema=None) as batch_op:
        batch_op.drop_index("label_course")

    op.drop_table("label")
    with op.batch_alter_table("groups_members", schema=None) as batch_op:
        batch_op.drop_index("groups_members_itemid")
        batch_op.drop_index("groups_members_groupid")

    op.drop_table("groups_members")
    with op.batch_alter_table("groups", schema=None) as batch_op:
        batch_op.drop_index("groups_idnumber")
        batch_op.drop_index("groups_courseid")

    op.drop_table("groups")
    with op.batch_alter_table("groupings_groups", schema=None) as batch_op:
        batch_op.drop_index("groupings_groups_groupingid")
        batch_op.drop_index("groupings_groups_groupid")

    op.drop_table("groupings_groups")
    with op.batch_alter_table("groupings", schema=None) as batch_op:
        batch_op.drop_index("groupings_courseid")

    op.drop_table("groupings")
    with op.batch_alter_table("grade_settings", schema=None) as batch_op:
        batch_op.drop_index("grade_settings_courseid")

    op.drop_table("grade_settings")
    with op.batch_alter_table("grade_items", schema=None) as batch_op:
        batch_op.drop_index("grade_items_courseid")
        batch_op.drop_index("grade_items_categoryid")

    op.drop_table("grade_items")
    with op.batch_alter_table("grade_grades", schema=None) as batch_op:
        batch_op.drop_index("grade_grades_itemid")

    op.drop_table("grade_grades")
    with op.batch_alter_table("grade_categories", schema=None) as batch_op:
        batch_op.drop_index("grade_categories_courseid")

    op.drop_table("grade_categories")
    with op.batch_alter_table("forum_subscriptions", schema=None) as batch_op:
        batch_op.drop_index("forum_subscriptions_userid")

    op.drop_table("forum_subscriptions")
    with op.batch_alter_table("forum_read", schema=None) as batch_op:
        batch_op.drop_index("forum_read_userid")

    op.drop_table("forum_read")
    with op.batch_alter_table("forum_posts", schema=None) as batch_op:
        batch_op.drop_index("forum_posts_userid")
        batch_op.drop_index("forum_posts_discussion")

    op.drop_table("forum_posts")
    with op.batch_alter_table("forum_discussions", schema=None) as batch_op:
        batch_op.drop_index("forum_discussions_userid")
        batch_op.drop_index("forum_discussions_groupid")
        batch_op.drop_index("forum_discussions_forum")
        batch_op.drop_index("forum_discussions_course")

    op.drop_table("forum_discussions")
    with op.batch_alter_table("forum_discussion_subs", schema=None) as batch_op:
        batch_op.drop_index("forum_discussion_subs_forum")

    op.drop_table("forum_discussion_subs")
    with op.batch_alter_table("forum", schema=None) as batch_op:
        batch_op.drop_index("forum_course")

    op.drop_table("forum")
    with op.batch_alter_table("folder", schema=None) as batch_op:
        batch_op.drop_index("folder_course")

    op.drop_table("folder")
    with op.batch_alter_table("files", schema=None) as batch_op:
        batch_op.drop_index("files_userid")
        batch_op.drop_index("files_itemid")
        batch_op.drop_index("files_contextid")
        batch_op.drop_index("files_contenthash")

    op.drop_table("files")
    with op.batch_alter_table("favourite", schema=None) as batch_op:
        batch_op.drop_index("favourite_userid")
        batch_op.drop_index("favourite_itemid")
        batch_op.drop_index("favourite_contextid")

    op.drop_table("favourite")
    with op.batch_alter_table("external_tokens", schema=None) as batch_op:
        batch_op.drop_index("external_tokens_user")
        batch_op.drop_index("external_tokens_sid")
        batch_op.drop_index("external_tokens_service")

    op.drop_table("external_tokens")
    with op.batch_alter_table("external_services_users", schema=None) as batch_op:
        batch_op.drop_index("external_services_users_userid")

    op.drop_table("external_services_users")
    op.drop_table("external_services_functions")
    op.drop_table("external_services")
    op.drop_table("external_functions")
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.drop_index("event_userid")
        batch_op.drop_index("event_instance")
        batch_op.drop_index("event_groupid")
        batch_op.drop_index("event_courseid")
        batch_op.drop_index("event_categoryid")

    op.drop_table("event")
    with op.batch_alter_table("enrol", schema=None) as batch_op:
        batch_op.drop_index("enrol_roleid")
        batch_op.drop_index("enrol_enrol")
        batch_op.drop_index("enrol_courseid")

    op.drop_table("enrol")
    with op.batch_alter_table("course_sections", schema=None) as batch_op:
        batch_op.drop_index("course_sections_itemid")

    op.drop_table("course_sections")
    with op.batch_alter_table("course_modules_viewed", schema=None) as batch_op:
        batch_op.drop_index("course_modules_viewed_coursemoduleid")

    op.drop_table("course_modules_viewed")
    with op.batch_alter_table("course_modules_completion", schema=None) as batch_op:
        batch_op.drop_index("course_modules_completion_coursemoduleid")

    op.drop_table("course_modules_completion")
    with op.batch_alter_table("course_modules", schema=None) as batch_op:
        batch_op.drop_index("course_modules_module")
        batch_op.drop_index("course_modules_instance")
        batch_op.drop_index("course_modules_groupingid")
        batch_op.drop_index("course_modules_course")

    op.drop_table("course_modules")
    op.drop_table("course_format_options")
    op.drop_table("course_completions")
    op.drop_table("course_categories")
    with op.batch_alter_table("course", schema=None) as batch_op:
        batch_op.drop_index("course_shortname")
        batch_op.drop_index("course_idnumber")
        batch_op.drop_index("course_category")

    op.drop_table("course")
    with op.batch_alter_table("context", schema=None) as batch_op:
        batch_op.drop_index("context_path")

    op.drop_table("context")
    op.drop_table("config_plugins")
    op.drop_table("config")
    with op.batch_alter_table("cohort_members", schema=None) as batch_op:
        batch_op.drop_index("cohort_members_userid")

    op.drop_table("cohort_members")
    with op.batch_alter_table("cohort", schema=None) as batch_op:
        batch_op.drop_index("cohort_contextid")

    op.drop_table("cohort")
    with op.batch_alter_table("choice_options", schema=None) as batch_op:
        batch_op.drop_index("choice_options_choiceid")

    op.drop_table("choice_options")
    with op.batch_alter_table("choice", schema=None) as batch_op:
        batch_op.drop_index("choice_course")

    op.drop_table("choice")
    op.drop_table("change")
    op.drop_table("capabilities")
    with op.batch_alter_table("book_chapters", schema=None) as batch_op:
        batch_op.drop_index("book_chapters_bookid")

    op.drop_table("book_chapters")
    with op.batch_alter_table("book", schema=None) as batch_op:
        batch_op.drop_index("book_course")

    op.drop_table("book")
    with op.batch_alter_table("block_instances", schema=None) as batch_op:
        batch_op.drop_index("block_instances_parentcontextid")

    op.drop_table("block_instances")
    with op.batch_alter_table("assignsubmission_onlinetext", schema=None) as batch_op:
        batch_op.drop_index("assignsubmission_onlinetext_submission")
        batch_op.drop_index("assignsubmission_onlinetext_assignment")

    op.drop_table("assignsubmission_onlinetext")
    with op.batch_alter_table("assignsubmission_file", schema=None) as batch_op:
        batch_op.drop_index("assignsubmission_file_submission")
        batch_op.drop_index("assignsubmission_file_assignment")

    op.drop_table("assignsubmission_file")
    with op.batch_alter_table("assignfeedback_comments", schema=None) as batch_op:
        batch_op.drop_index("assignfeedback_comments_assignment")

    op.drop_table("assignfeedback_comments")
    with op.batch_alter_table("assign_user_mapping", schema=None) as batch_op:
        batch_op.drop_index("assign_user_mapping_userid")
        batch_op.drop_index("assign_user_mapping_assignment")

    op.drop_table("assign_user_mapping")
    with op.batch_alter_table("assign_user_flags", schema=None) as batch_op:
        batch_op.drop_index("assign_user_flags_userid")
        batch_op.drop_index("assign_user_flags_assignment")

    op.drop_table("assign_user_flags")
    with op.batch_alter_table("assign_submission", schema=None) as batch_op:
        batch_op.drop_index("assign_submission_userid")
        batch_op.drop_index("assign_submission_groupid")
        batch_op.drop_index("assign_submission_assignment")

    op.drop_table("assign_submission")
    with op.batch_alter_table("assign_plugin_config", schema=None) as batch_op:
        batch_op.drop_index("assign_plugin_config_assignment")

    op.drop_table("assign_plugin_config")
    with op.batch_alter_table("assign_grades", schema=None) as batch_op:
        batch_op.drop_index("assign_grades_userid")
        batch_op.drop_index("assign_grades_assignment")

    op.drop_table("assign_grades")
    with op.batch_alter_table("assign", schema=None) as batch_op:
        batch_op.drop_index("assign_course")

    op.drop_table("assign")
