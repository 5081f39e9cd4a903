"""The table of mod_lesson."""

from __future__ import annotations

from sqlalchemy import Index, Table

from gateway.api.schema import key, long, number, schema, text

__all__ = ["metadata", "lesson"]

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
