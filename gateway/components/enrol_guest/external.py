"""The external function about looking into courses as a guest."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from gateway.api import BOOL, INT, PLUGIN, RAW, READ, SYSTEM, CallContext, Level, MissingRecord, Struct, Value, contexts, function, warnings
from gateway.api.access import ENABLED
from gateway.api.tables import enrol
from gateway.components.core_course import lib as courses


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
    ctx.validate(SYSTEM)
    method = ctx.db.execute(select(enrol).where(enrol.c.id == instanceid, enrol.c.enrol == "guest")).mappings().first()
    rows = courses.courses(ctx.db, id=method["courseid"]) if method is not None else []
    if method is None or not rows:
        raise MissingRecord("enrol")
    courses.require_listed(ctx, rows[0], contexts.by_instance(ctx.db, Level.COURSE, rows[0]["id"]))
    info = {
        "id": method["id"],
        "courseid": method["courseid"],
        "type": "guest",
        "name": method["name"] or "Guest access",
        "status": method["status"] == ENABLED,
        "passwordrequired": bool(method["password"]),
    }
    return {"instanceinfo": info, "warnings": []}
