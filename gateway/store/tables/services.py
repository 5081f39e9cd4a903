"""External functions, the services that offer them, who may use those and with which token.

``external_tokens.token`` and ``privatetoken`` hold SHA-256 digests in hexadecimal; the values themselves
are in the columns named ``sealed…``, readable only with the site key, or nowhere.
"""

from __future__ import annotations

from sqlalchemy import Index, Table, UniqueConstraint

from gateway.store.columns import key, long, metadata, number, sealed, text

__all__ = ["external_functions", "external_services", "external_services_functions", "external_services_users", "external_tokens"]

external_functions = Table(
    "external_functions",
    metadata,
    key(),
    text("name"),
    text("classname"),
    text("methodname"),
    text("classpath", null=True),
    text("component"),
    text("capabilities", null=True),
    long("services", null=True),
    UniqueConstraint("name"),
)

external_services = Table(
    "external_services",
    metadata,
    key(),
    text("name"),
    number("enabled"),
    text("requiredcapability", null=True),
    number("restrictedusers"),
    text("component", null=True),
    number("timecreated"),
    number("timemodified", null=True),
    text("shortname", null=True),
    number("downloadfiles"),
    number("uploadfiles"),
    UniqueConstraint("name"),
)

external_services_functions = Table(
    "external_services_functions",
    metadata,
    key(),
    number("externalserviceid"),
    text("functionname"),
    UniqueConstraint("externalserviceid", "functionname"),
)

external_services_users = Table(
    "external_services_users",
    metadata,
    key(),
    number("externalserviceid"),
    number("userid"),
    text("iprestriction", null=True),
    number("validuntil", null=True),
    number("timecreated", null=True),
    UniqueConstraint("externalserviceid", "userid"),
    Index("external_services_users_userid", "userid"),
)

external_tokens = Table(
    "external_tokens",
    metadata,
    key(),
    text("token"),
    sealed("sealedtoken"),
    text("privatetoken", null=True),
    sealed("sealedprivatetoken"),
    number("tokentype"),
    number("userid"),
    number("externalserviceid"),
    text("sid", null=True),
    number("contextid"),
    number("creatorid", default=1),
    text("iprestriction", null=True),
    number("validuntil", null=True),
    number("timecreated"),
    number("lastaccess", null=True),
    text("name", null=True),
    # Not in the reference: whether the token is a developer's, whose errors carry debug information.
    number("developer"),
    UniqueConstraint("token"),
    Index("external_tokens_user", "userid", "externalserviceid"),
    Index("external_tokens_service", "externalserviceid"),
    Index("external_tokens_sid", "sid"),
)
