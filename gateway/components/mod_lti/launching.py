"""Launching an external tool: its address, and the fields by which it knows who comes from where (LTI 1.1)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from sqlalchemy import RowMapping, select

from gateway.api import CallContext, CodedError, Context, Level, chance, contexts, format_string
from gateway.api.php import strip_tags
from gateway.components.core_completion.viewing import Viewed
from gateway.components.core_course import lib as courses
from gateway.components.core_user import lib as users
from gateway.components.mod_lti.oauth import signed
from gateway.components.mod_lti.tables import lti_types, lti_types_config

__all__ = ["launch"]

_NEVER, _ALWAYS = "0", "1"
_SYSTEM_ADMIN = "urn:lti:sysrole:ims/lis/Administrator"


def launch(ctx: CallContext, seen: Viewed) -> tuple[str, dict[str, str]]:
    """The address of a tool, and the signed fields of the form with which the caller opens it.

    Raises ``CodedError`` for a tool that has no address, or is of a version that is not spoken here.
    """
    row = seen.row
    kind = _kind(ctx, row)
    config = _config(ctx, row["typeid"]) if kind is not None else {}
    if kind is not None and kind["ltiversion"] not in ("", "LTI-1p0"):
        raise CodedError("ltiversionunsupported", "mod_lti")
    secure = ctx.site.wwwroot.startswith("https://")
    address = (secure and row["securetoolurl"]) or row["toolurl"] or (kind["baseurl"] if kind is not None else "")
    if not address:
        raise CodedError("ltinoaddress", "mod_lti")
    fields = _fields(ctx, seen, config)
    key = row["resourcekey"] or config.get("resourcekey", "")
    secret = row["password"] or config.get("password", "")
    if not (key and secret):
        return address, fields
    return address, signed(address, fields, key=key, secret=secret, nonce=chance.token_hex(16), now=ctx.now)


def _kind(ctx: CallContext, row: RowMapping) -> RowMapping | None:
    """The type of a tool; None for one that is set up by itself."""
    if not row["typeid"]:
        return None
    return ctx.db.execute(select(lti_types).where(lti_types.c.id == row["typeid"])).mappings().first()


def _config(ctx: CallContext, typeid: int) -> dict[str, str]:
    """The settings of a type of tool."""
    cols = lti_types_config.c
    rows = ctx.db.execute(select(cols.name, cols.value).where(cols.typeid == typeid)).all()
    return {row.name: row.value for row in rows}


def _fields(ctx: CallContext, seen: Viewed, config: Mapping[str, str]) -> dict[str, str]:
    """The fields that say who comes, with which rights, from which activity of which course."""
    row = seen.row
    (course,) = courses.courses(ctx.db, id=seen.module["course"])
    me = users.existing(ctx.db, ctx.userid)
    host = urlsplit(ctx.site.wwwroot).hostname or ""
    found = {
        "lti_version": "LTI-1p0",
        "lti_message_type": "basic-lti-launch-request",
        "resource_link_id": str(row["id"]),
        "resource_link_title": format_string(row["name"], ctx.settings),
        "resource_link_description": strip_tags(row["intro"] or "").strip(),
        "user_id": str(ctx.userid),
        "lis_person_sourcedid": me["idnumber"],
        "roles": _roles(ctx, seen.context),
        "context_id": str(course["id"]),
        "context_label": format_string(course["shortname"], ctx.settings),
        "context_title": format_string(course["fullname"], ctx.settings),
        "context_type": "CourseSection",
        "lis_course_section_sourcedid": course["idnumber"],
        "launch_presentation_locale": me["lang"],
        "launch_presentation_document_target": "window",
        "tool_consumer_info_product_family_code": "moodle",
        "tool_consumer_info_version": ctx.site.config["version"],
        "tool_consumer_instance_guid": host,
        "tool_consumer_instance_name": format_string(courses.courses(ctx.db, id=1)[0]["fullname"], ctx.settings),
    }
    if _sends(config.get("sendname"), row["instructorchoicesendname"]):
        found |= {
            "lis_person_name_given": me["firstname"],
            "lis_person_name_family": me["lastname"],
            "lis_person_name_full": users.fullname(ctx.site, me),
            "ext_user_username": me["username"],
        }
    if _sends(config.get("sendemailaddr"), row["instructorchoicesendemailaddr"]):
        found["lis_person_contact_email_primary"] = me["email"]
    return {**found, **_custom(config.get("customparameters", "")), **_custom(row["instructorcustomparameters"] or "")}


def _sends(of_type: str | None, of_activity: int | None) -> bool:
    """Whether something about the person is sent: as the type of tool has it or, where that leaves it open, the activity."""
    if of_type in (_NEVER, _ALWAYS):
        return of_type == _ALWAYS
    return bool(of_activity)


def _roles(ctx: CallContext, place: Context) -> str:
    """The roles of the caller in the words of LTI."""
    around = contexts.by_ids(ctx.db, [place.ids[-2]])[place.ids[-2]]
    teaches = ctx.has("mod/lti:manage", place) or (around.level == Level.COURSE and ctx.has("moodle/course:manageactivities", around))
    roles = ["Instructor" if teaches else "Learner"]
    if ctx.userid in ctx.site.admins:
        roles.append(_SYSTEM_ADMIN)
    return ",".join(roles)


def _custom(text: str) -> dict[str, str]:
    """The fields that somebody has set for a tool: a line, or a part between semicolons, for each."""
    found = {}
    for line in re.split(r"[\n;]", text):
        name, equals, value = line.partition("=")
        if equals and name.strip():
            found["custom_" + re.sub(r"[^a-z0-9]", "_", name.strip().lower())] = value.strip()
    return found
