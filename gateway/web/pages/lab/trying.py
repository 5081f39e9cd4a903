"""Making a call of the lab: through the application, as from outside, by each protocol; and at another server where it is asked for."""

from __future__ import annotations

import asyncio
import http.client
import time
from collections.abc import Mapping, Sequence

import msgspec
from sqlalchemy import Connection

from gateway.access import callers, own_tokens, tokens
from gateway.access.callers import Caller
from gateway.access.contexts import SYSTEM
from gateway.access.secrets import new_token
from gateway.compare import exchange as exchanges
from gateway.compare.exchange import Asked, Exchange, Server
from gateway.compare.judge import Comparison, judge
from gateway.errors import CodedError
from gateway.php.values import to_int
from gateway.pipeline.explain import Explanation
from gateway.pipeline.trial import Trial, Watched
from gateway.web import inside
from gateway.web.pages.lab import steps
from gateway.web.pages.lab.asking import ALL, ME, PASTED, Asking
from gateway.web.pages.lab.steps import Told
from gateway.web.pages.readers import ADMINISTERS
from gateway.web.pages.visit import Visit
from gateway.wire.call import Credential, Session, Token
from gateway.wire.exchange import Client

__all__ = ["Tried", "chosen", "tried"]


class Tried(msgspec.Struct, frozen=True, kw_only=True):
    """What came of a call: the comparison, the steps of each exchange here (none of what did not get as far), and the secrets to hide."""

    comparison: Comparison
    steps: Sequence[Sequence[Told]]
    secrets: Mapping[str, str]


class _Credentials(msgspec.Struct, frozen=True, kw_only=True):
    """With what is called; of a ``caller`` the first stands for who has signed in, for as long as the lab asks."""

    sent: Sequence[Credential]
    caller: Caller | None = None
    token: str = ""


async def tried(visit: Visit, asking: Asking) -> Tried:
    """Make a call, by one protocol or by all. Raises ``CodedError`` for what the lab does not do."""
    if asking.how.server and asking.writes and not asking.how.keep:
        raise CodedError("invalidparameter", message="Another server cannot roll back what the function writes: say that it is kept.")
    given = await _credentials(visit, asking)
    call = Asked(function=asking.function, arguments=asking.arguments)
    found: list[Exchange] = []
    watched: list[Watched | None] = []
    for name, client in chosen(visit, asking).items():
        found_here, seen = await _here(visit, asking, call, name, client, given)
        found.append(found_here)
        watched.append(seen)
    elsewhere: list[Credential] = [Token(asking.how.server_token)] if asking.how.server_token else []
    if asking.how.server:
        found += await asyncio.to_thread(_there, asking.how.server, call, chosen(visit, asking), elsewhere)
    return Tried(
        comparison=judge(call, found, asking.how.ignore),
        steps=await visit.gateway.store.read(_steps, visit, watched),
        secrets=exchanges.secrets_of([*given.sent, *elsewhere]),
    )


def chosen(visit: Visit, asking: Asking) -> dict[str, Client]:
    """The client halves to call by."""
    known = exchanges.clients(visit.gateway.protocols)
    return known if asking.how.via == ALL else {asking.how.via: known[asking.how.via]}


async def _here(
    visit: Visit, asking: Asking, call: Asked, name: str, client: Client, given: _Credentials
) -> tuple[Exchange, Watched | None]:
    """The exchange with this site, and the call that it made, if it came as far."""
    gateway = visit.gateway
    begun = exchanges.begin(name, client, call, given.sent, server=visit.site.wwwroot)
    if begun.request is None or gateway.application is None:
        return begun, None
    keeps = asking.how.keep or not asking.writes  # what reads may make what it needs, as a key, once for all
    with Trial(gateway.store, gateway.blobs, keeps=keeps, caller=given.caller, token=given.token) as trial:
        began = time.perf_counter()
        response = await inside.send(
            gateway.application, begun.request, trial, base_address=gateway.base_address, address=visit.peer.address
        )
        seconds = time.perf_counter() - began
    return exchanges.answered(begun, client, call.function, response, seconds), trial.watched[-1] if trial.watched else None


def _there(address: str, call: Asked, clients: Mapping[str, Client], credentials: Sequence[Credential]) -> list[Exchange]:
    """The exchanges with another server. Blocks."""
    try:
        with Server(address) as server:
            return [
                exchanges.ask(name, client, call, credentials, server=server.address, send=server.send) for name, client in clients.items()
            ]
    except (ValueError, http.client.HTTPException) as error:
        raise CodedError("invalidparameter", message=f"The other server cannot be asked: {error}") from error


def _steps(db: Connection, visit: Visit, watched: Sequence[Watched | None]) -> list[list[Told]]:
    """The steps of each call; for who administers the site, with the checks of each."""
    administers = visit.holds(ADMINISTERS)
    rows: list[list[Told]] = []
    for each in watched:
        found: Explanation | None = steps.explanation(db, visit.site, each) if each is not None and administers else None
        rows.append(steps.told(each, found) if each is not None else [])
    return rows


async def _credentials(visit: Visit, asking: Asking) -> _Credentials:
    """With what to call. Raises ``CodedError`` for a key that is not there.

    As oneself: with a key of one's own where there is one for the function, and from pages with the session. Who administers the site
    needs none, as they may make one for everybody: a token of this request alone stands for them.
    """
    store, me = visit.gateway.store, visit.me
    if asking.how.who == PASTED:
        return _Credentials(sent=[Token(asking.how.token)])
    if asking.how.who != ME:
        value = await store.read(own_tokens.value, visit.gateway.vault, me, to_int(asking.how.who))
        if value is None:
            raise CodedError("invalidtoken", message="You have no such key, or its value is not kept here: paste it.")
        return _Credentials(sent=[Token(value)])
    session = Session(visit.sid, visit.sesskey)
    value = await store.read(tokens.in_hand, visit.gateway.vault, visit.site, me, asking.function.name, now=visit.now)
    if value is not None:
        return _Credentials(sent=[Token(value), session])
    if not visit.holds(ADMINISTERS):
        return _Credentials(sent=[session])
    given = await store.read(callers.authorisations, me.id)
    caller = Caller(token=None, account=me, context=SYSTEM, authorisations=given)
    token = new_token()
    return _Credentials(sent=[Token(token), session], caller=caller, token=token)
