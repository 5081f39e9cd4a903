"""Contexts, roles, capabilities and who has which role where."""

from __future__ import annotations

from sqlalchemy import Index, Table, UniqueConstraint

from gateway.store.columns import key, long, metadata, number, text

__all__ = [
    "capabilities",
    "context",
    "role",
    "role_allow_assign",
    "role_allow_override",
    "role_allow_switch",
    "role_allow_view",
    "role_assignments",
    "role_capabilities",
    "role_context_levels",
]

context = Table(
    "context",
    metadata,
    key(),
    number("contextlevel"),
    number("instanceid"),
    text("path", null=True),
    number("depth"),
    number("locked"),
    UniqueConstraint("contextlevel", "instanceid"),
    Index("context_path", "path"),
)

role = Table(
    "role",
    metadata,
    key(),
    text("name"),
    text("shortname"),
    long("description"),
    number("sortorder"),
    text("archetype"),
    UniqueConstraint("shortname"),
)

role_context_levels = Table(
    "role_context_levels",
    metadata,
    key(),
    number("roleid"),
    number("contextlevel"),
    UniqueConstraint("contextlevel", "roleid"),
)

role_allow_assign = Table(
    "role_allow_assign",
    metadata,
    key(),
    number("roleid"),
    number("allowassign"),
    UniqueConstraint("roleid", "allowassign"),
)

role_allow_override = Table(
    "role_allow_override",
    metadata,
    key(),
    number("roleid"),
    number("allowoverride"),
    UniqueConstraint("roleid", "allowoverride"),
)

role_allow_switch = Table(
    "role_allow_switch",
    metadata,
    key(),
    number("roleid"),
    number("allowswitch"),
    UniqueConstraint("roleid", "allowswitch"),
)

role_allow_view = Table(
    "role_allow_view",
    metadata,
    key(),
    number("roleid"),
    number("allowview"),
    UniqueConstraint("roleid", "allowview"),
)

role_assignments = Table(
    "role_assignments",
    metadata,
    key(),
    number("roleid"),
    number("contextid"),
    number("userid"),
    number("timemodified"),
    number("modifierid"),
    text("component"),
    number("itemid"),
    number("sortorder"),
    Index("role_assignments_contextid", "contextid"),
    Index("role_assignments_userid", "userid"),
)

role_capabilities = Table(
    "role_capabilities",
    metadata,
    key(),
    number("contextid"),
    number("roleid"),
    text("capability"),
    number("permission"),
    number("timemodified"),
    number("modifierid"),
    UniqueConstraint("roleid", "contextid", "capability"),
)

capabilities = Table(
    "capabilities",
    metadata,
    key(),
    text("name"),
    text("captype"),
    number("contextlevel"),
    text("component"),
    number("riskbitmask"),
    UniqueConstraint("name"),
)
