"""Who asks for a file: the callers behind tokens, user keys and browser sessions (``docs/contract/server.md 2.10, 3.4``)."""

from __future__ import annotations

import time

import msgspec

from gateway import clock
from gateway.access import accounts, callers, keys, sessions, tokens
from gateway.access.accounts import require_may_act
from gateway.access.callers import Caller
from gateway.access.contexts import SYSTEM
from gateway.errors import CodedError, GatewayError
from gateway.pipeline.access_request import AccessRequest, Check, first_refusal
from gateway.pipeline.checks import token_flaw
from gateway.pipeline.file_checks import FILE_SCRIPT
from gateway.pipeline.run import Pipeline
from gateway.wire.call import Call, Failure, Step, Token

__all__ = ["by_key", "by_session", "by_token"]


async def by_token(pipeline: Pipeline, call: Call, token: str, allowed: Check) -> AccessRequest:
    """The access request of the caller with a token, for whose service the check ``allowed`` passes.

    Raises the error of the first check that refuses, which is reported as a refused call of the script.
    """
    trace, started = pipeline.trace(msgspec.structs.replace(call, credential=Token(token))), time.perf_counter()
    try:
        await pipeline.rates.require_address(call.peer.address)
        caller = pipeline.callers.known(token) or await pipeline.callers.by_token(token)
        request = _request(pipeline, call, caller)
        flaw = token_flaw(token) if caller is None else None
        service = request.site.services.get(request.token.serviceid) if request.token else None
        trace.access_request = request = msgspec.structs.replace(request, token_flaw=flaw, service=service)
        trace.check = first_refusal((*FILE_SCRIPT, allowed), request)
        if trace.check is not None:
            if trace.check.forgets_token and request.token is not None and request.token.id:
                await pipeline.store.write(tokens.forget, request.site, request.token, now=request.now, by=trace.actor)
            raise trace.check.refuse(request)
        await pipeline.rates.require_caller(request)
    except GatewayError as error:
        pipeline.report(call, trace, Failure(error, Step.AUTHENTICATE), time.perf_counter() - started)
        raise
    if request.token is not None and request.account is not None:
        pipeline.presence.used(request.token, request.now)
        await pipeline.presence.arrived(request.account.id, request.now)
    # The context that a token is confined to confines the calls of functions: files are read by the rules of their areas alone.
    return msgspec.structs.replace(request, caller=_anywhere(request.caller))


async def by_key(pipeline: Pipeline, call: Call, key: str) -> AccessRequest:
    """The access request of the owner of a user key. Raises ``CodedError`` for a key or an owner who may not act."""
    await pipeline.rates.require_address(call.peer.address)
    now, address = clock.seconds(), call.peer.address
    owner = await pipeline.store.read(keys.owner, keys.FILES, key, address=address, now=now)
    account = await pipeline.store.read(accounts.by_id, owner)
    if account is None:
        raise CodedError("invaliduserid")
    require_may_act(pipeline.site, account)
    return _request(pipeline, call, Caller(token=None, account=account, context=SYSTEM, authorisations={}))


async def by_session(pipeline: Pipeline, call: Call, sid: str) -> AccessRequest:
    """The access request of who is logged in with a browser session; of nobody without a valid one."""
    caller = await pipeline.store.read(callers.by_session, sid) if sid else None
    request = _request(pipeline, call, caller)
    session = caller.session if caller else None
    valid = session is not None and request.account is not None and sessions.alive(request.site, session, now=request.now)
    return request if valid else msgspec.structs.replace(request, caller=None)


def _request(pipeline: Pipeline, call: Call, caller: Caller | None) -> AccessRequest:
    """The access request of a caller of a script."""
    now = clock.seconds()
    return AccessRequest(site=pipeline.site, caller=caller, protocol=call.protocol, peer=call.peer, now=now, function=call.function)


def _anywhere(caller: Caller | None) -> Caller | None:
    """The caller without confinement to a context."""
    return None if caller is None else msgspec.structs.replace(caller, context=SYSTEM)
