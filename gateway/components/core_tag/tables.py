"""The tables of tags, tag collections, tag areas and tag assignments."""

from __future__ import annotations

from sqlalchemy import Index, Table

from gateway.api.schema import key, long, number, schema, text

__all__ = ["metadata", "tag", "tag_coll", "tag_area", "tag_instance"]

metadata = schema()

tag = Table(
    "tag",
    metadata,
    key(),
    number("userid"),
    number("tagcollid"),
    text("name"),
    text("rawname"),
    number("isstandard"),
    long("description", null=True),
    number("descriptionformat"),
    number("flag"),
    number("timemodified"),
    Index("tag_userid", "userid"),
)

tag_coll = Table(
    "tag_coll",
    metadata,
    key(),
    text("name", null=True),
    number("isdefault"),
    text("component", null=True),
    number("sortorder"),
    number("searchable"),
    text("customurl", null=True),
)

tag_area = Table(
    "tag_area",
    metadata,
    key(),
    text("component"),
    text("itemtype"),
    number("enabled"),
    number("tagcollid"),
    text("callback", null=True),
    text("callbackfile", null=True),
    number("showstandard"),
    number("multiplecontexts"),
)

tag_instance = Table(
    "tag_instance",
    metadata,
    key(),
    number("tagid"),
    text("component"),
    text("itemtype"),
    number("itemid"),
    number("contextid"),
    number("tiuserid"),
    number("ordering"),
    number("timecreated"),
    number("timemodified"),
    Index("tag_instance_tagid", "tagid"),
    Index("tag_instance_itemid", "itemid"),
    Index("tag_instance_contextid", "contextid"),
)
