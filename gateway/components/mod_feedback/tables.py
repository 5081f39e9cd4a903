"""The table of mod_feedback."""

from __future__ import annotations

from sqlalchemy import Index, Table

from gateway.api.schema import key, long, number, schema, text

__all__ = ["metadata", "feedback"]

metadata = schema()

feedback = Table(
    "feedback",
    metadata,
    key(),
    number("course"),
    text("name"),
    long("intro", null=True),
    number("introformat"),
    number("anonymous"),
    number("email_notification"),
    number("multiple_submit"),
    number("autonumbering"),
    text("site_after_submit"),
    text("page_after_submit"),
    number("page_after_submitformat"),
    number("publish_stats"),
    number("timeopen"),
    number("timeclose"),
    number("timemodified"),
    number("completionsubmit"),
    Index("feedback_course", "course"),
)
