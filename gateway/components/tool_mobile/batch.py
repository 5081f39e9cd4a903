"""Several calls in one: ``tool_mobile_call_external_functions`` (``docs/contract/server.md 9.3``)."""

from __future__ import annotations

from typing import Any

from anyio.lowlevel import checkpoint

from gateway.api import CallContext, CallSettings, DecodeError, Failure, InvalidParameter
from gateway.api.php import phpjson, require_bounded

__all__ = ["run"]

_JSON = phpjson.JsonWriter()

# The refusal of a function that the token's service does not offer, whether or not it exists.
_NOT_OFFERED = {"errorcode": "accessexception", "module": "webservice"}


async def run(ctx: CallContext, requests: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The responses to these requests in their order, up to the first that fails; each request is a call of its own.

    Raises ``InvalidParameter`` for more requests than a batch may have.
    """
    if len(requests) > ctx.limits.batch_calls:
        raise InvalidParameter(f"a batch may have {ctx.limits.batch_calls} calls", path="requests")
    responses: list[dict[str, Any]] = []
    for request in requests:
        await checkpoint()  # other callers may be served in between
        responses.append(response := await _response(ctx, request))
        if response["error"]:
            break
    return responses


async def _response(ctx: CallContext, request: dict[str, Any]) -> dict[str, Any]:
    """The response to one request."""
    offered = ctx.service.functions if ctx.service is not None and ctx.token is not None else frozenset()
    if request["function"] not in offered:
        return {"error": True, "exception": _text(_NOT_OFFERED)}
    settings = CallSettings(
        raw=request["settingraw"],
        filter=request["settingfilter"],
        fileurl=request["settingfileurl"],
        lang=request["settinglang"] or ctx.settings.lang,
        timezone=ctx.settings.timezone,
        file=ctx.settings.file,
    )
    outcome = await ctx.call(request["function"], _arguments(ctx, request["arguments"]), settings)
    if isinstance(outcome, Failure):
        return {"error": True, "exception": _text(outcome.error.exception_fields(ctx.site.wwwroot, outcome.debug))}
    return {"error": False, "data": _JSON.write(outcome.value, outcome.function.returns).decode()}


def _arguments(ctx: CallContext, text: str) -> dict[str | int, object]:
    """The arguments in a JSON text; empty if the text is not JSON, or no object. Raises ``HostileInput`` for one beyond the limits."""
    body = text.encode("utf-8", "surrogatepass")
    require_bounded(body, ctx.limits)
    try:
        value = phpjson.parse(body)
    except DecodeError:
        return {}
    if isinstance(value, list):
        return dict(enumerate(value))
    return dict(value) if isinstance(value, dict) else {}


def _text(value: dict[str, Any]) -> str:
    """An object as JSON."""
    return phpjson.write(value).decode()
