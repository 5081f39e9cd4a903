"""Traces of calls, as OpenTelemetry's own collector of spans finds them."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Iterator

import pytest
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import ConsoleSpanExporter, SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, StatusCode
from sqlalchemy import text

from gateway.pipeline.call_trace import CallTrace
from gateway.registry.registry import Registry
from gateway.server.host import Gateway
from gateway.settings import Settings
from gateway.telemetry import traces
from gateway.telemetry.traces import Traces, TracesError
from tests.unit.app_fixtures import call, client, replaced, started, token

PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


@pytest.fixture
def spans(monkeypatch: pytest.MonkeyPatch) -> Iterator[InMemorySpanExporter]:
    """What is collected of a gateway that is started after this."""
    exporter, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    monkeypatch.setattr(traces, "opened", lambda engines: Traces(provider, engines))
    yield exporter
    provider.shutdown()


@pytest.fixture
async def traced(spans: InMemorySpanExporter, recorded_settings: Settings, registry: Registry) -> AsyncIterator[Gateway]:
    async with started(replaced(recorded_settings, "monitoring", traces=True), registry) as gateway:
        spans.clear()
        yield gateway


def of_calls(spans: InMemorySpanExporter) -> list[ReadableSpan]:
    return [span for span in spans.get_finished_spans() if span.kind is SpanKind.SERVER]


async def test_a_call_is_a_span_with_its_steps_and_its_statements(traced: Gateway, spans: InMemorySpanExporter) -> None:
    await call(traced, "core_webservice_get_site_info")
    (whole,) = of_calls(spans)
    assert whole.attributes is not None
    assert (whole.attributes["rpc.method"], whole.attributes["rpc.service"]) == ("core_webservice_get_site_info", "rest")
    parts = [span for span in spans.get_finished_spans() if span.parent and span.parent.span_id == whole.context.span_id]
    steps = [span.name for span in sorted(parts, key=lambda span: span.start_time or 0) if span.kind is SpanKind.INTERNAL]
    assert steps == ["authenticate", "resolve", "admit", "validate", "invoke"]
    statements = [span.attributes["db.query.text"] for span in parts if span.kind is SpanKind.CLIENT and span.attributes]
    assert [statement for statement in statements if "FROM external_tokens" in str(statement)]
    assert token("admin") not in str([span.attributes for span in spans.get_finished_spans()])


async def test_a_call_that_is_refused_says_why_and_is_no_fault(traced: Gateway, spans: InMemorySpanExporter) -> None:
    await call(traced, "no_such_function")
    (whole,) = of_calls(spans)
    assert whole.attributes is not None
    assert whole.attributes["error.type"]
    assert whole.status.status_code is StatusCode.UNSET


async def test_what_nobody_foresaw_is_a_fault(traced: Gateway, spans: InMemorySpanExporter, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("boom")

    monkeypatch.setattr("gateway.pipeline.run.named", broken)
    await call(traced, "local_trial_plain")
    assert of_calls(spans)[0].status.status_code is StatusCode.ERROR


async def test_a_call_is_a_part_of_the_trace_that_its_client_names(traced: Gateway, spans: InMemorySpanExporter) -> None:
    form = {"wstoken": token("student"), "wsfunction": "local_trial_caller", "moodlewsrestformat": "json"}
    async with client(traced) as web:
        await web.post("/webservice/rest/server.php", data=form, headers={"traceparent": PARENT})
        await web.post("/webservice/rest/server.php", data=form, headers={"traceparent": "nonsense"})
    within, alone = of_calls(spans)
    assert within.context.trace_id == int(PARENT.split("-")[1], 16)
    assert within.parent is not None
    assert within.parent.span_id == int(PARENT.split("-")[2], 16)
    assert alone.parent is None


async def test_whoever_is_called_in_turn_is_told(traced: Gateway, spans: InMemorySpanExporter) -> None:
    headers: dict[str, str] = {}
    assert traced.traces is not None
    with traced.traces._tracer.start_as_current_span("call") as span:
        traces.outgoing(headers)
    assert headers["traceparent"].split("-")[1] == f"{span.get_span_context().trace_id:032x}"


async def test_a_statement_that_fails_ends_its_span(traced: Gateway, spans: InMemorySpanExporter) -> None:
    assert traced.traces is not None
    with traced.traces._tracer.start_as_current_span("call"), pytest.raises(Exception, match="no_such"):
        await traced.store.read(lambda db: db.execute(text("SELECT * FROM no_such")).all())
    (failed,) = [span for span in spans.get_finished_spans() if span.kind is SpanKind.CLIENT]
    assert failed.status.status_code is StatusCode.ERROR


async def test_without_traces_there_is_nothing(gateway: Gateway) -> None:
    headers: dict[str, str] = {}
    traces.outgoing(headers)
    assert headers == {}
    assert gateway.traces is None
    assert gateway.pipeline._trace is CallTrace
    assert "run" not in vars(gateway.pipeline)


def test_an_exporter_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OTEL_TRACES_EXPORTER", "zipkin-of-old")
    with pytest.raises(TracesError, match="pip install opentelemetry-exporter-zipkin-of-old"):
        traces.opened(())


def test_spans_go_where_the_usual_variables_say(monkeypatch: pytest.MonkeyPatch) -> None:
    assert isinstance(traces._exporter("console"), ConsoleSpanExporter)
    exporters = {"one": InMemorySpanExporter(), "two": InMemorySpanExporter()}
    monkeypatch.setenv("OTEL_TRACES_EXPORTER", "one,two,none")
    monkeypatch.setattr(traces, "_exporter", exporters.__getitem__)
    made = traces.opened(())
    with made._tracer.start_as_current_span("somebody calls"):
        pass
    made.close()
    assert [span.name for each in exporters.values() for span in each.get_finished_spans()] == ["somebody calls"] * 2


def test_without_the_libraries_there_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "opentelemetry.sdk.trace", None)
    with pytest.raises(TracesError, match=r"pip install 'triglot\[otel\]'"):
        traces.opened(())
