"""Web service functions that link courses, so that who is enrolled in one is enrolled in the other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from gateway.api import (
    BOOL,
    INT,
    RAW,
    WRITE,
    CallContext,
    CodedError,
    Context,
    Description,
    Level,
    List,
    Struct,
    Value,
    contexts,
    function,
)
from gateway.api.php import to_int
from gateway.components.core_course import lib as courses
from gateway.components.enrol_meta import links

_LINK: Final[Mapping[str, Description]] = {
    "metacourseid": Value(INT, "id of the course in which people are enrolled by the link"),
    "courseid": Value(RAW, "id of the course that it is linked to"),
}
_DONE: Final = List(
    Struct({**_LINK, "status": Value(BOOL, "whether that was done")}),
    "what was done",
    default=[],
)


def _place(ctx: CallContext, courseid: int, capability: str) -> Context:
    """The context of a course, which the caller enters with a capability. Raises ``invalidcourseid``."""
    if not courses.courses(ctx.db, id=courseid):
        raise CodedError("invalidcourseid")
    place = ctx.validate(contexts.by_instance(ctx.db, Level.COURSE, courseid))
    ctx.require(capability, place)
    return place


@function(
    "enrol_meta_add_instances",
    WRITE,
    params={
        "instances": List(
            Struct({**_LINK, "creategroup": Value(BOOL, "whether to make a group for them, which is not done", default=False)}),
            "the links to make",
            default=[],
        )
    },
    returns=_DONE,
    capabilities=["enrol/meta:config"],
    ajax=True,
)
def add_instances(ctx: CallContext, instances: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Link courses to other ones, whose people are enrolled at once; a link that is there already is not made again."""
    done = []
    for one in instances:
        here, linked = one["metacourseid"], to_int(one["courseid"])
        _place(ctx, here, "enrol/meta:config")
        _place(ctx, linked, "enrol/meta:selectaslinked")
        possible = here != linked and links.of_courses(ctx.db, here, linked) is None
        if possible:
            links.add(ctx.db, ctx.site.config, here, linked, now=ctx.now)
        done.append({"metacourseid": here, "courseid": one["courseid"], "status": possible})
    return done


@function(
    "enrol_meta_delete_instances",
    WRITE,
    params={"instances": List(Struct(_LINK), "the links to delete", default=[])},
    returns=_DONE,
    capabilities=["enrol/meta:config"],
    ajax=True,
)
def delete_instances(ctx: CallContext, instances: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Delete links between courses with the enrolments that they gave."""
    done = []
    for one in instances:
        place = _place(ctx, one["metacourseid"], "enrol/meta:config")
        link = links.of_courses(ctx.db, one["metacourseid"], to_int(one["courseid"]))
        if link is not None:
            links.remove(ctx.db, link, place)
        done.append({"metacourseid": one["metacourseid"], "courseid": one["courseid"], "status": link is not None})
    return done
