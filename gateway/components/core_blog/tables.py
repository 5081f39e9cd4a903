"""The tables of blog entries and notes, which share one as in the reference, and of the places entries are about."""

from __future__ import annotations

from sqlalchemy import Index, Table

from gateway.api.schema import key, long, number, schema, text

__all__ = ["blog_association", "metadata", "post"]

metadata = schema()

post = Table(
    "post",
    metadata,
    key(),
    text("module"),
    number("userid"),
    number("courseid"),
    number("groupid"),
    number("moduleid"),
    number("coursemoduleid"),
    text("subject"),
    long("summary", null=True),
    long("content", null=True),
    text("uniquehash"),
    number("rating"),
    number("format"),
    number("summaryformat"),
    text("attachment", null=True),
    text("publishstate"),
    number("lastmodified"),
    number("created"),
    number("usermodified", null=True),
    Index("post_module", "module"),
    Index("post_userid", "userid"),
    Index("post_courseid", "courseid"),
    Index("post_groupid", "groupid"),
    Index("post_coursemoduleid", "coursemoduleid"),
)

blog_association = Table(
    "blog_association",
    metadata,
    key(),
    number("contextid"),
    number("blogid"),
    Index("blog_association_contextid", "contextid"),
    Index("blog_association_blogid", "blogid"),
)
