"""Settings of the site, its log, and what workers share: the feed of changes, the leases of
scheduled work, documents.
"""

from __future__ import annotations

from sqlalchemy import Index, Table, UniqueConstraint

from gateway.store.columns import key, long, metadata, number, sealed, text

__all__ = ["change", "config", "config_plugins", "document", "idempotency", "lease", "logstore_standard_log", "saved_call"]

config = Table(
    "config",
    metadata,
    key(),
    text("name"),
    long("value"),
    UniqueConstraint("name"),
)

config_plugins = Table(
    "config_plugins",
    metadata,
    key(),
    text("plugin"),
    text("name"),
    long("value"),
    UniqueConstraint("plugin", "name"),
)

logstore_standard_log = Table(
    "logstore_standard_log",
    metadata,
    key(),
    text("eventname"),
    text("component"),
    text("action"),
    text("target"),
    text("objecttable", null=True),
    number("objectid", null=True),
    text("crud"),
    number("edulevel"),
    number("contextid"),
    number("contextlevel"),
    number("contextinstanceid"),
    number("userid"),
    number("courseid", null=True),
    number("relateduserid", null=True),
    number("anonymous"),
    long("other", null=True),
    number("timecreated"),
    text("origin", null=True),
    text("ip", null=True),
    number("realuserid", null=True),
    Index("logstore_standard_log_timecreated", "timecreated"),
    Index("logstore_standard_log_userid", "userid", "timecreated"),
)

# Not in the reference: which worker does a scheduled task, and until when no other may.
lease = Table(
    "lease",
    metadata,
    key(),
    text("name"),
    text("holder"),
    number("until"),
    number("lastrun"),
    UniqueConstraint("name"),
)

# Not in the reference: documents that are expensive to build and the same for all processes.
document = Table(
    "document",
    metadata,
    key(),
    text("name"),
    long("content"),
    number("timecreated"),
    UniqueConstraint("name"),
)

# Not in the reference: the calls that people keep for themselves, as JSON, to make them again.
saved_call = Table(
    "saved_call",
    metadata,
    key(),
    number("userid"),
    text("name"),
    long("content"),
    number("timemodified"),
    UniqueConstraint("userid", "name"),
)

# Not in the reference: what calls with a key of the client's came to, so that a repeated one is answered and not made again.
# The outcome is null while the call is running.
idempotency = Table(
    "idempotency",
    metadata,
    key(),
    number("userid"),
    text("name"),
    text("payload"),
    sealed("sealedvalue"),
    number("timecreated"),
    UniqueConstraint("userid", "name"),
    Index("idempotency_timecreated", "timecreated"),
)

# Not in the reference: one row for each cache entry that has become invalid. An id is never used again,
# or a worker that knows it would miss the change.
change = Table(
    "change",
    metadata,
    key(),
    text("kind"),
    text("key"),
    number("timecreated"),
    sqlite_autoincrement=True,
)
