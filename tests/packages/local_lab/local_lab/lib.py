"""What is done with rooms."""

from sqlalchemy import Connection, delete, select

from gateway.api import CallContext, CodedError, Context, Ids, ListedSettings, contexts
from gateway.api.areas import StoredFile
from gateway.api.rows import insert_missing
from local_lab.tables import local_lab_room

__all__ = ["create", "delete_old", "forget_contexts", "forget_users", "in_context", "may_see_photo"]


def create(ctx: CallContext, place: Context, name: str, seats: int) -> None:
    """Add a room to a context. Raises ``roomtaken``."""
    values = {"seats": seats, "userid": ctx.userid, "timecreated": ctx.now}
    if not insert_missing(ctx.db, local_lab_room, {"contextid": place.id, "name": name}, values):
        raise CodedError("roomtaken", "local_lab")


def in_context(db: Connection, place: Context) -> list[dict[str, object]]:
    """The rooms of a context, by name."""
    room = local_lab_room.c
    query = select(room.id, room.name, room.seats).where(room.contextid == place.id).order_by(room.name)
    return [dict(row) for row in db.execute(query).mappings()]


def may_see_photo(ctx: CallContext, file: StoredFile) -> bool:
    """Whether the caller may read the photo of a room."""
    place = contexts.by_id(ctx.db, file.contextid)
    return place is not None and ctx.has("local/lab:view", ctx.validate(place))


def forget_users(db: Connection, userids: Ids) -> None:
    """Delete the rooms that people have made, with them."""
    db.execute(delete(local_lab_room).where(local_lab_room.c.userid.in_(userids)))


def forget_contexts(db: Connection, contextids: Ids) -> None:
    """Delete the rooms of contexts, with them."""
    db.execute(delete(local_lab_room).where(local_lab_room.c.contextid.in_(contextids)))


def delete_old(db: Connection, settings: ListedSettings, now: int) -> int:
    """Delete the rooms that are older than they are kept; how many those were."""
    days = settings.number("local_lab/keepdays")
    if not days:
        return 0
    return db.execute(delete(local_lab_room).where(local_lab_room.c.timecreated < now - days * 24 * 3600)).rowcount
