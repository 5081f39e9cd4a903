"""The sign-up settings of a site: rules for user names and passwords, and the profile fields to fill in."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from gateway.api import SYSTEM, CallContext, format_string, format_text
from gateway.api.access import policy
from gateway.api.tables import user_info_category, user_info_field
from gateway.components.auth_email import signup

__all__ = ["settings"]

# The columns of a profile field that the result has unchanged.
_FIELD = (
    "id", "shortname", "datatype", "categoryid", "sortorder", "required", "locked", "visible", "forceunique", "signup",
    "defaultdataformat", "param1", "param2", "param3", "param4", "param5",
)  # fmt: skip


def settings(ctx: CallContext) -> dict[str, Any]:
    """The settings a sign-up form needs. Raises ``registrationdisabled`` where the site has no sign-up by e-mail."""
    signup.require_possible(ctx)
    config = ctx.site.config
    found: dict[str, Any] = {"namefields": ["firstname", "lastname"]}
    if rules := policy.shortcomings(config, ""):
        found["passwordpolicy"] = " ".join(rules)
    found |= {name: config[name] for name in ("sitepolicy", "sitepolicyhandler") if config[name]}
    found |= {name: config[name] for name in ("defaultcity", "country") if config.get(name, "0") not in ("", "0")}
    if config.flag("extendedusernamechars"):
        found["extendedusernamechars"] = True
    if fields := _fields(ctx):
        found["profilefields"] = fields
    return {**found, "warnings": []}


def _fields(ctx: CallContext) -> list[dict[str, Any]]:
    """The profile fields of the site that are asked for at sign-up, in their order."""
    category = user_info_category.c
    query = (
        select(user_info_field, category.name.label("categoryname"))
        .select_from(user_info_field.join(user_info_category, category.id == user_info_field.c.categoryid))
        .where(user_info_field.c.signup == 1, user_info_field.c.visible != 0)
        .order_by(category.sortorder, user_info_field.c.sortorder)
    )
    found = []
    for row in ctx.db.execute(query).mappings():
        text, text_format = format_text(row["description"], row["descriptionformat"], ctx.settings, ctx.site, SYSTEM)
        field = {name: row[name] for name in _FIELD}
        field |= {name: format_string(row[name], ctx.settings) for name in ("name", "categoryname")}
        found.append({**field, "description": text, "descriptionformat": text_format, "defaultdata": row["defaultdata"] or ""})
    return found
