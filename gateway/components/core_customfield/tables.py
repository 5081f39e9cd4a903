"""The tables of custom fields and what they hold."""

from __future__ import annotations

from sqlalchemy import Index, Table

from gateway.api.schema import decimal, key, long, number, schema, text

__all__ = ["metadata", "customfield_category", "customfield_field", "customfield_data"]

metadata = schema()

customfield_category = Table(
    "customfield_category",
    metadata,
    key(),
    text("name"),
    text("description", null=True),
    number("descriptionformat"),
    number("sortorder"),
    number("timecreated"),
    number("timemodified"),
    text("component"),
    text("area"),
    number("itemid"),
    number("contextid"),
    Index("customfield_category_contextid", "contextid"),
)

customfield_field = Table(
    "customfield_field",
    metadata,
    key(),
    text("shortname"),
    text("name"),
    text("type"),
    long("description", null=True),
    number("descriptionformat"),
    number("sortorder"),
    number("categoryid"),
    long("configdata", null=True),
    number("timecreated"),
    number("timemodified"),
    Index("customfield_field_categoryid", "categoryid"),
)

customfield_data = Table(
    "customfield_data",
    metadata,
    key(),
    number("fieldid"),
    number("instanceid"),
    number("intvalue", null=True),
    decimal("decvalue", null=True),
    text("shortcharvalue", null=True),
    text("charvalue", null=True),
    long("value", null=True),
    number("valueformat"),
    number("valuetrust"),
    number("timecreated"),
    number("timemodified"),
    number("contextid"),
    Index("customfield_data_fieldid", "fieldid"),
    Index("customfield_data_instanceid", "instanceid"),
    Index("customfield_data_contextid", "contextid"),
)
