"""The tables of mod_feedback."""

from __future__ import annotations

from sqlalchemy import Index, Table

from gateway.api.schema import key, long, number, schema, text

__all__ = ["metadata", "feedback", "feedback_completed", "feedback_completedtmp"]

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

feedback_completed = Table(
    "feedback_completed",
    metadata,
    key(),
    number("feedback"),
    number("userid"),
    number("timemodified"),
    number("random_response"),
    number("anonymous_response"),
    number("courseid"),
    Index("feedback_completed_feedback", "feedback"),
    Index("feedback_completed_userid", "userid"),
)

feedback_completedtmp = Table(
    "feedback_completedtmp",
    metadata,
    key(),
    number("feedback"),
    number("userid"),
    text("guestid"),
    number("timemodified"),
    number("random_response"),
    number("anonymous_response"),
    number("courseid"),
    Index("feedback_completedtmp_feedback", "feedback"),
    Index("feedback_completedtmp_userid", "userid"),
)
