"""The table of files."""

from __future__ import annotations

from sqlalchemy import Index, Table, UniqueConstraint

from gateway.store.columns import key, long, metadata, number, text

__all__ = ["files"]

files = Table(
    "files",
    metadata,
    key(),
    text("contenthash"),
    text("pathnamehash"),
    number("contextid"),
    text("component"),
    text("filearea"),
    number("itemid"),
    text("filepath"),
    text("filename"),
    number("userid", null=True),
    number("filesize"),
    text("mimetype", null=True),
    number("status"),
    long("source", null=True),
    text("author", null=True),
    text("license", null=True),
    number("timecreated"),
    number("timemodified"),
    number("sortorder"),
    number("referencefileid", null=True),
    Index("files_contextid", "contextid"),
    Index("files_itemid", "itemid"),
    Index("files_userid", "userid"),
    Index("files_contenthash", "contenthash"),
    UniqueConstraint("pathnamehash"),
)
