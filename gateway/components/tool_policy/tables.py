"""The tables of policies, their versions, and who has agreed to which."""

from __future__ import annotations

from sqlalchemy import Index, Table, UniqueConstraint

from gateway.api.schema import key, long, number, schema, text

__all__ = ["metadata", "tool_policy", "tool_policy_acceptances", "tool_policy_versions"]

metadata = schema()

tool_policy = Table("tool_policy", metadata, key(), number("sortorder"), number("currentversionid", null=True))

tool_policy_versions = Table(
    "tool_policy_versions",
    metadata,
    key(),
    text("name"),
    number("type"),
    number("audience"),
    number("archived"),
    number("usermodified"),
    number("timecreated"),
    number("timemodified"),
    number("policyid"),
    number("agreementstyle"),
    number("optional"),
    text("revision"),
    long("summary"),
    number("summaryformat"),
    long("content"),
    number("contentformat"),
    Index("tool_policy_versions_policyid", "policyid"),
)

tool_policy_acceptances = Table(
    "tool_policy_acceptances",
    metadata,
    key(),
    number("policyversionid"),
    number("userid"),
    number("status", null=True),
    text("lang"),
    number("usermodified"),
    number("timecreated"),
    number("timemodified"),
    long("note", null=True),
    Index("tool_policy_acceptances_userid", "userid"),
    UniqueConstraint("policyversionid", "userid"),
)
