"""The table of events."""

from __future__ import annotations

from sqlalchemy import Index, Table

from gateway.api.schema import key, long, number, schema, text

__all__ = ["metadata", "event", "event_subscriptions"]

metadata = schema()

event = Table(
    "event",
    metadata,
    key(),
    text("name"),
    long("description", null=True),
    number("format"),
    number("categoryid"),
    number("courseid"),
    number("groupid"),
    number("userid"),
    number("repeatid"),
    text("component", null=True),
    text("modulename"),
    number("instance"),
    number("type"),
    text("eventtype"),
    number("timestart"),
    number("timeduration"),
    number("timesort", null=True),
    number("visible"),
    text("uuid"),
    number("sequence"),
    number("timemodified"),
    number("subscriptionid", null=True),
    number("priority", null=True),
    text("location", null=True),
    Index("event_categoryid", "categoryid"),
    Index("event_courseid", "courseid"),
    Index("event_groupid", "groupid"),
    Index("event_userid", "userid"),
    Index("event_instance", "instance"),
)

event_subscriptions = Table(
    "event_subscriptions",
    metadata,
    key(),
    text("url"),
    number("categoryid"),
    number("courseid"),
    number("groupid"),
    number("userid"),
    text("eventtype"),
    number("pollinterval"),
    number("lastupdated"),
    text("name"),
    Index("event_subscriptions_categoryid", "categoryid"),
    Index("event_subscriptions_courseid", "courseid"),
    Index("event_subscriptions_userid", "userid"),
)
