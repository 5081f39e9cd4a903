"""What the forms of the lab offer to choose from, and the command that does the same."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from typing import NamedTuple

from gateway.access import own_tokens
from gateway.access.own_tokens import OwnToken
from gateway.web.pages.lab.asking import ALL, ME, PASTED, How, spoken
from gateway.web.pages.visit import Visit

__all__ = ["Choices", "choices", "command"]


class Choices(NamedTuple):
    """The protocols and the callers, each with a title, and the other servers."""

    protocols: list[tuple[str, str]]
    callers: list[tuple[str, str]]
    servers: Sequence[str]


async def choices(visit: Visit) -> Choices:
    """What who has signed in may choose from."""
    owned = await visit.gateway.store.read(own_tokens.overview, visit.site, visit.me, address=visit.peer.address, now=visit.now)
    keys = [(str(each.id), _key(each)) for each in owned.tokens if each.refused is None]
    return Choices(
        protocols=[(ALL, "every protocol, side by side"), *spoken(visit).items()],
        callers=[(ME, "me"), *keys, (PASTED, "whose token I give")],
        servers=visit.gateway.settings.lab.servers,
    )


def _key(token: OwnToken) -> str:
    """A key of who has signed in, in words."""
    return f"my key {token.name or token.id} for {token.service}"


def command(visit: Visit, how: How, what: str, *, writes: bool) -> str:
    """The command that does the same, but for what it writes: that is never rolled back."""
    parts = ["triglot compare", "--server", shlex.quote(visit.site.wwwroot), "--token", "TOKEN"]
    parts += ["--protocol", how.via] if how.via != ALL else []
    parts += [f"--ignore {shlex.quote(path)}" for path in how.ignore]
    parts += ["--against", shlex.quote(how.server)] if how.server else []
    parts += ["--write"] if writes else []
    return " ".join([*parts, what])
