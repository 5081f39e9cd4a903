"""The external functions about looking into courses as a guest."""

from __future__ import annotations

import hmac
from typing import Any

from sqlalchemy import RowMapping, select

from gateway.api import (
    BOOL,
    INT,
    PLUGIN,
    RAW,
    READ,
    SYSTEM,
    WRITE,
    CallContext,
    Level,
    MissingRecord,
    Struct,
    Value,
    contexts,
    function,
    warnings,
)
from gateway.api.access import ENABLED, GUEST_PASSWORD
from gateway.api.tables import enrol
from gateway.components.core_course import lib as courses
from gateway.components.core_user import preferences


@function(
    "enrol_guest_get_instance_info",
    READ,
    params={"instanceid": Value(INT, "id of the method of enrolment")},
    returns=Struct(
        {
            "instanceinfo": Struct(
                {
                    "id": Value(INT, "id of the method"),
                    "courseid": Value(INT, "id of the course"),
                    "type": Value(PLUGIN, "kind of method"),
                    "name": Value(RAW, "name"),
                    "status": Value(BOOL, "whether guests may look into the course"),
                    "passwordrequired": Value(BOOL, "whether that takes a password"),
                },
                "the method",
            ),
            "warnings": warnings(),
        }
    ),
    services=["moodle_mobile_app"],
)
def get_instance_info(ctx: CallContext, instanceid: int) -> dict[str, Any]:
    """Return whether guests may look into a course, and whether that takes a password."""
    method = _method(ctx, instanceid)
    info = {
        "id": method["id"],
        "courseid": method["courseid"],
        "type": "guest",
        "name": method["name"] or "Guest access",
        "status": method["status"] == ENABLED,
        "passwordrequired": bool(method["password"]),
    }
    return {"instanceinfo": info, "warnings": []}


@function(
    "enrol_guest_validate_password",
    WRITE,
    params={
        "instanceid": Value(INT, "id of the method of enrolment"),
        "password": Value(RAW, "password of the course"),
    },
    returns=Struct(
        {
            "validated": Value(BOOL, "whether the password is right"),
            "hint": Value(RAW, "how the password begins, where the site says so", optional=True),
            "warnings": warnings(),
        }
    ),
    services=["moodle_mobile_app"],
)
def validate_password(ctx: CallContext, instanceid: int, password: str) -> dict[str, Any]:
    """Say whether a password opens a course to guests; the right one is kept, and the caller may look into the course from then on."""
    method = _method(ctx, instanceid)
    # A course without a password asks for none, so none is right.
    right = bool(method["password"]) and hmac.compare_digest(password.encode(), method["password"].encode())
    if right:
        preferences.put(ctx.db, ctx.userid, f"{GUEST_PASSWORD}{instanceid}", password)
    hinted = not right and method["password"] and ctx.site.config.flag("enrol_guest/showhint")
    return {"validated": right, "hint": f"It begins with {method['password'][0]}." if hinted else "", "warnings": []}


def _method(ctx: CallContext, instanceid: int) -> RowMapping:
    """The method by which guests look into a course that the caller may know of. Raises ``MissingRecord`` if there is none."""
    ctx.validate(SYSTEM)
    method = ctx.db.execute(select(enrol).where(enrol.c.id == instanceid, enrol.c.enrol == "guest")).mappings().first()
    rows = courses.courses(ctx.db, id=method["courseid"]) if method is not None else []
    if method is None or not rows:
        raise MissingRecord("enrol")
    courses.require_listed(ctx, rows[0], contexts.by_instance(ctx.db, Level.COURSE, rows[0]["id"]))
    return method
