"""The tables of mod_lesson."""

from __future__ import annotations

from sqlalchemy import Index, Table

from gateway.api.schema import decimal, key, long, number, schema, text

__all__ = [
    "metadata",
    "lesson",
    "lesson_grades",
    "lesson_timer",
    "lesson_pages",
    "lesson_answers",
    "lesson_attempts",
    "lesson_branch",
    "lesson_overrides",
]

metadata = schema()

lesson = Table(
    "lesson",
    metadata,
    key(),
    number("course"),
    text("name"),
    long("intro", null=True),
    number("introformat"),
    number("practice"),
    number("modattempts"),
    number("usepassword"),
    text("password"),
    number("dependency"),
    text("conditions"),
    number("grade"),
    number("custom"),
    number("ongoing"),
    number("usemaxgrade"),
    number("maxanswers"),
    number("maxattempts"),
    number("review"),
    number("nextpagedefault"),
    number("feedback"),
    number("minquestions"),
    number("maxpages"),
    number("timelimit"),
    number("retake"),
    number("activitylink"),
    text("mediafile"),
    number("mediaheight"),
    number("mediawidth"),
    number("mediaclose"),
    number("slideshow"),
    number("width"),
    number("height"),
    text("bgcolor"),
    number("displayleft"),
    number("displayleftif"),
    number("progressbar"),
    number("available"),
    number("deadline"),
    number("timemodified"),
    number("completionendreached"),
    number("completiontimespent"),
    number("allowofflineattempts"),
    Index("lesson_course", "course"),
)

lesson_timer = Table(
    "lesson_timer",
    metadata,
    key(),
    number("lessonid"),
    number("userid"),
    number("starttime"),
    number("lessontime"),
    number("completed"),
    number("timemodifiedoffline"),
    Index("lesson_timer_userid", "userid"),
    Index("lesson_timer_lessonid", "lessonid"),
)

lesson_grades = Table(
    "lesson_grades",
    metadata,
    key(),
    number("lessonid"),
    number("userid"),
    decimal("grade"),
    number("late"),
    number("completed"),
    Index("lesson_grades_lessonid", "lessonid"),
    Index("lesson_grades_userid", "userid"),
)

lesson_pages = Table(
    "lesson_pages",
    metadata,
    key(),
    number("lessonid"),
    number("prevpageid"),
    number("nextpageid"),
    number("qtype"),
    number("qoption"),
    number("layout"),
    number("display"),
    number("timecreated"),
    number("timemodified"),
    text("title"),
    long("contents", null=True),
    number("contentsformat"),
    Index("lesson_pages_lessonid", "lessonid"),
)

lesson_answers = Table(
    "lesson_answers",
    metadata,
    key(),
    number("lessonid"),
    number("pageid"),
    number("jumpto"),
    number("grade"),
    number("score"),
    number("flags"),
    number("timecreated"),
    number("timemodified"),
    long("answer", null=True),
    number("answerformat"),
    long("response", null=True),
    number("responseformat"),
    Index("lesson_answers_lessonid", "lessonid"),
    Index("lesson_answers_pageid", "pageid"),
)

lesson_attempts = Table(
    "lesson_attempts",
    metadata,
    key(),
    number("lessonid"),
    number("pageid"),
    number("userid"),
    number("answerid"),
    number("retry"),
    number("correct"),
    long("useranswer", null=True),
    number("timeseen"),
    Index("lesson_attempts_lessonid", "lessonid"),
    Index("lesson_attempts_userid", "userid"),
)

lesson_branch = Table(
    "lesson_branch",
    metadata,
    key(),
    number("lessonid"),
    number("userid"),
    number("pageid"),
    number("retry"),
    number("flag"),
    number("timeseen"),
    number("nextpageid"),
    Index("lesson_branch_lessonid", "lessonid"),
    Index("lesson_branch_userid", "userid"),
)

lesson_overrides = Table(
    "lesson_overrides",
    metadata,
    key(),
    number("lessonid"),
    number("groupid", null=True),
    number("userid", null=True),
    number("available", null=True),
    number("deadline", null=True),
    number("timelimit", null=True),
    number("review", null=True),
    number("maxattempts", null=True),
    number("retake", null=True),
    text("password", null=True),
    Index("lesson_overrides_lessonid", "lessonid"),
    Index("lesson_overrides_userid", "userid"),
)
