"""What the lab offers."""

from gateway.api import INT, READ, TEXT, WRITE, CallContext, Context, Level, List, Struct, Value, contexts, function
from local_lab import lib

__all__ = ["create_rooms", "get_rooms"]

NEW_ROOM = Struct(
    {
        "courseid": Value(INT, "course the room belongs to"),
        "name": Value(TEXT, "name, unique in the course"),
        "seats": Value(INT, "how many people it holds", default=1),
    }
)
ROOM = Struct({"id": Value(INT, "id"), "name": Value(TEXT, "name"), "seats": Value(INT, "how many people it holds")})


def enter(ctx: CallContext, courseid: int, capability: str) -> Context:
    """Enter a course in which the caller holds a capability."""
    place = ctx.validate(contexts.by_instance(ctx.db, Level.COURSE, courseid))
    ctx.require(capability, place)
    return place


@function("local_lab_create_rooms", WRITE, params={"rooms": List(NEW_ROOM)}, capabilities=["local/lab:manage"])
def create_rooms(ctx: CallContext, rooms: list[dict]) -> None:
    """Create rooms in courses: all of them, or none."""
    for room in rooms:
        lib.create(ctx, enter(ctx, room["courseid"], "local/lab:manage"), room["name"], room["seats"])


@function(
    "local_lab_get_rooms",
    READ,
    params={"courseid": Value(INT, "a course")},
    returns=List(ROOM),
    capabilities=["local/lab:view"],
)
def get_rooms(ctx: CallContext, courseid: int) -> list[dict[str, object]]:
    """Return the rooms of a course."""
    return lib.in_context(ctx.db, enter(ctx, courseid, "local/lab:view"))
