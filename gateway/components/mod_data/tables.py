"""The tables of mod_data."""

from __future__ import annotations

from sqlalchemy import Index, Table

from gateway.api.schema import key, long, number, schema, text

__all__ = ["metadata", "data", "data_content", "data_records"]

metadata = schema()

data = Table(
    "data",
    metadata,
    key(),
    number("course"),
    text("name"),
    long("intro", null=True),
    number("introformat"),
    number("comments"),
    number("timeavailablefrom"),
    number("timeavailableto"),
    number("timeviewfrom"),
    number("timeviewto"),
    number("requiredentries"),
    number("requiredentriestoview"),
    number("maxentries"),
    number("rssarticles"),
    text("singletemplate", null=True),
    text("listtemplate", null=True),
    text("listtemplateheader", null=True),
    text("listtemplatefooter", null=True),
    text("addtemplate", null=True),
    text("rsstemplate", null=True),
    text("rsstitletemplate", null=True),
    text("csstemplate", null=True),
    text("jstemplate", null=True),
    text("asearchtemplate", null=True),
    number("approval"),
    number("manageapproved"),
    number("scale"),
    number("assessed"),
    number("assesstimestart"),
    number("assesstimefinish"),
    number("defaultsort"),
    number("defaultsortdir"),
    number("editany"),
    number("notification"),
    number("timemodified"),
    text("config", null=True),
    number("completionentries"),
    Index("data_course", "course"),
)

data_records = Table(
    "data_records",
    metadata,
    key(),
    number("userid"),
    number("groupid"),
    number("dataid"),
    number("timecreated"),
    number("timemodified"),
    number("approved"),
    Index("data_records_userid", "userid"),
    Index("data_records_dataid", "dataid"),
)

data_content = Table(
    "data_content",
    metadata,
    key(),
    number("fieldid"),
    number("recordid"),
    text("content", null=True),
    text("content1", null=True),
    text("content2", null=True),
    text("content3", null=True),
    text("content4", null=True),
    Index("data_content_fieldid", "fieldid"),
    Index("data_content_recordid", "recordid"),
)
