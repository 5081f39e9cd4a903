"""The table of mod_lesson."""

from __future__ import annotations

from sqlalchemy import Index, Table

from gateway.api.schema import decimal, key, long, number, schema, text

__all__ = ["metadata", "lesson", "lesson_grades", "lesson_timer"]

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
