"""Traces of calls, by OpenTelemetry: a span for each call, one for each of its steps, and one for each statement.

Nothing of it is imported, and nothing is done, unless ``[monitoring] traces`` says so. Whoever calls may say of what trace the call is a
part (``traceparent``, W3C Trace Context), and who is called in turn is told (``outgoing``). Spans have no arguments, no credentials, and
statements without their values.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Coroutine, MutableMapping, Sequence
from importlib.metadata import entry_points, version
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Engine, ExceptionContext, event

from gateway.wire.call import Call, Outcome

if TYPE_CHECKING:
    from opentelemetry.trace import TracerProvider
    from starlette.types import ASGIApp, Receive, Scope, Send

__all__ = ["Traces", "TracesError", "opened", "outgoing"]

Run = Callable[[Call], Coroutine[Any, Any, Outcome]]

# The greatest length of a statement in a span.
_LONGEST: Final = 2000
_SPAN: Final = "triglot span"
# Set once somebody has opened traces in this process: who calls others asks this first.
_open: list[bool] = []


class TracesError(Exception):
    """Traces are wanted and cannot be made; the text is one line for the operator."""


def opened(engines: Sequence[Engine]) -> Traces:
    """Traces that go where the usual variables (``OTEL_…``) say, with the statements of these engines. Raises ``TracesError``."""
    try:
        from opentelemetry import trace
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ModuleNotFoundError:
        raise TracesError("traces need libraries that are not installed: pip install 'triglot[otel]'") from None
    there = trace.get_tracer_provider()
    if isinstance(there, TracerProvider):  # somebody has set one up around the program
        return Traces(there, engines)
    provider = TracerProvider(resource=Resource.create({"service.name": os.environ.get("OTEL_SERVICE_NAME", "triglot")}))
    for name in filter(None, map(str.strip, os.environ.get("OTEL_TRACES_EXPORTER", "otlp").split(","))):
        if name != "none":
            provider.add_span_processor(BatchSpanProcessor(_exporter(name)))
    return Traces(provider, engines, close=provider.shutdown)


def _exporter(name: str) -> Any:
    """The exporter of a name. Raises ``TracesError``."""
    found = next(iter(entry_points(group="opentelemetry_traces_exporter", name=name)), None)
    if found is None:
        hint = f"pip install opentelemetry-exporter-{name}, or set OTEL_TRACES_EXPORTER"
        raise TracesError(f"there is no exporter of traces that is called {name!r}: {hint}")
    return found.load()()


def outgoing(headers: MutableMapping[str, str]) -> None:
    """Add to the headers of a request to another server of what trace it is a part; nothing while there are no traces."""
    if _open:
        from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

        TraceContextTextMapPropagator().inject(headers)


class Traces:
    """Makes spans."""

    def __init__(self, provider: TracerProvider, engines: Sequence[Engine] = (), *, close: Callable[[], object] | None = None) -> None:
        """Spans go to ``provider``; ``close`` sends those that wait."""
        from opentelemetry import context, trace
        from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

        self._context, self._trace = context, trace
        self._propagator = TraceContextTextMapPropagator()
        self._tracer = provider.get_tracer("triglot", version("triglot"))
        self._close = close
        _open.append(True)
        for engine in engines:
            event.listen(engine, "before_cursor_execute", self._begin_statement)
            event.listen(engine, "after_cursor_execute", self._end_statement)
            event.listen(engine, "handle_error", self._fail_statement)

    def close(self) -> None:
        """Send what waits. Blocks."""
        _open.pop()
        if self._close is not None:
            self._close()

    def entered(self, app: ASGIApp) -> ASGIApp:
        """The application, whose requests are a part of the trace that their clients name."""

        async def traced(scope: Scope, receive: Receive, send: Send) -> None:
            carrier = {
                str(name, "latin-1"): str(value, "latin-1")
                for name, value in scope.get("headers", ())
                if name in (b"traceparent", b"tracestate")
            }
            if not carrier:
                await app(scope, receive, send)
                return
            token = self._context.attach(self._propagator.extract(carrier))
            try:
                await app(scope, receive, send)
            finally:
                self._context.detach(token)

        return traced

    def around(self, run: Run) -> Run:
        """``run``, within a span for each call."""

        async def traced(call: Call) -> Outcome:
            attributes = {"rpc.system": "triglot", "rpc.service": call.protocol, "rpc.method": call.function}
            with self._tracer.start_as_current_span(call.protocol, kind=self._trace.SpanKind.SERVER, attributes=attributes):
                return await run(call)

        return traced

    def tell(self, steps: Sequence[tuple[str, int]], *, userid: int, request_id: str, errorcode: str, broken: bool) -> None:
        """Tell what became of the call of the current span: its steps with the times at which they began, and how it ended."""
        span = self._trace.get_current_span()
        ends = time.time_ns()
        for (name, began), (_, ended) in zip(steps, [*steps[1:], ("", ends)], strict=True):
            self._tracer.start_span(name, start_time=began).end(ended)
        span.set_attributes({"enduser.id": str(userid), "triglot.request_id": request_id})
        if errorcode:
            span.set_attribute("error.type", errorcode)
        if broken:
            span.set_status(self._trace.StatusCode.ERROR)

    def _begin_statement(self, connection: Any, _cursor: object, statement: str, *_: object) -> None:
        if self._trace.get_current_span().is_recording():
            attributes = {"db.system.name": connection.dialect.name, "db.query.text": statement[:_LONGEST]}
            kind = statement.split(None, 1)[0]
            connection.info[_SPAN] = self._tracer.start_span(kind, kind=self._trace.SpanKind.CLIENT, attributes=attributes)

    def _end_statement(self, connection: Any, *_: object) -> None:
        span = connection.info.pop(_SPAN, None)
        if span is not None:
            span.end()

    def _fail_statement(self, failed: ExceptionContext) -> None:
        span = failed.connection.info.pop(_SPAN, None) if failed.connection is not None and not failed.connection.invalidated else None
        if span is not None:
            span.set_status(self._trace.StatusCode.ERROR)
            span.end()
