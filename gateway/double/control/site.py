"""The verbs of a world's site: what it is, its tokens, its whole state; beginning anew, and adding to it."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import msgspec
from sqlalchemy import Connection, select

from gateway.admin import state as states
from gateway.admin.dump import dump
from gateway.admin.state import Prepared, StateError
from gateway.admin.synchronise import synchronise
from gateway.api.seed_values import SeedError
from gateway.double.control.clock import ClockState, shown
from gateway.double.control.errors import ControlError
from gateway.double.control.verb import Asked
from gateway.double.seeds import site_told
from gateway.double.seeds.adding import Addition, addition, make_room, to_be_added
from gateway.double.template import HASHER
from gateway.store.tables.services import external_services, external_tokens
from gateway.store.tables.users import user

__all__ = ["About", "Reset", "WorldToken", "about", "add", "export", "reset", "tokens", "worlds"]


class About(msgspec.Struct, frozen=True, kw_only=True):
    """A world: its name (empty for the default one), its address, its clock, and how many functions it has."""

    world: str
    address: str
    clock: ClockState
    functions: int


class Reset(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whether all worlds begin anew, or only the one that is asked."""

    all: bool = False


class WorldToken(msgspec.Struct, frozen=True, kw_only=True):
    """A token of the site: its name, its value, its owner's user name, and the short name of its service."""

    name: str
    token: str
    user: str
    service: str


async def about(asked: Asked) -> About:
    """The world itself."""
    world = asked.world
    return About(world=world.name, address=world.address, clock=shown(world), functions=len(world.host.registry))


async def worlds(asked: Asked) -> list[str]:
    """The names of the worlds that were used, without the default one."""
    return asked.worlds.names


async def reset(asked: Asked) -> About:
    """Put a new world in the place of the one that is asked, or of all."""
    if asked.document is not None and asked.document.all:
        await asked.worlds.reset_all()
        world = await asked.worlds.named(asked.world.name)
    else:
        world = await asked.worlds.reset(asked.world.name)
    return await about(msgspec.structs.replace(asked, world=world))


async def tokens(asked: Asked) -> list[WorldToken]:
    """The tokens that the site has, in the order in which they were made, without those that are bound to a session."""
    world = asked.world

    def find(db: Connection) -> list[WorldToken]:
        cols = external_tokens.c
        joined = external_tokens.join(user, user.c.id == cols.userid).join(
            external_services, external_services.c.id == cols.externalserviceid
        )
        rows = db.execute(
            select(cols.name, cols.sealedtoken, user.c.username, external_services.c.shortname, external_services.c.name.label("service"))
            .select_from(joined)
            .where(cols.sid.is_(None))
            .order_by(cols.id)
        )
        return [
            WorldToken(
                name=row.name or "",
                token=world.host.vault.unseal(row.sealedtoken) or "",
                user=row.username,
                service=row.shortname or row.service,
            )
            for row in rows
        ]

    return await world.host.store.read(find)


async def export(asked: Asked) -> Any:
    """The state of the site, which another double, or ``triglot load``, begins with; or the text of a seed that tells of it."""
    host, form = asked.world.host, asked.query.get("form", "state")
    if form == "state":
        return await dump(host.store, host.registry, host.vault, host.blobs)
    if form != "seed":
        raise ControlError("A site is exported as 'state' or as 'seed'.", path="form")
    contents: dict[str, bytes] = {}
    for name in await host.store.read(site_told.contents_named):
        with suppress(FileNotFoundError):
            contents[name] = await host.blobs.get(name)
    now = int(asked.world.clock())
    told = await host.store.read(site_told.told_site, host.registry, now=now, blob=contents.get, reveal=host.vault.unseal)
    return {"seed": site_told.written(told)}


async def add(asked: Asked) -> About:
    """Add what a seed says, or the rows of a state, to the site."""
    host, now = asked.world.host, int(asked.world.clock())
    try:
        seed = to_be_added(asked.text, host.registry)

        def prepared(db: Connection) -> tuple[Addition, Prepared]:
            added = addition(db, seed, host.registry, now=now)
            states.check(added.state)
            fitted = states.fit(added.state, host.registry, strict=True)
            return added, states.prepare(fitted.state, vault=host.vault, hashed=HASHER.hash)

        def store(db: Connection) -> None:
            added, rows = prepared(db)
            make_room(db, added, host.registry.tables)
            states.add(db, rows, registry=host.registry)
            synchronise(db, host.registry, now=now)

        # The contents of files are there before the rows that name them.
        _, rows = await host.store.read(prepared)
        await states.store_contents(rows, host.blobs)
        await host.store.write(store)
    except (SeedError, StateError) as error:
        raise ControlError(f"{error}.", code="seed") from None
    return await about(asked)
