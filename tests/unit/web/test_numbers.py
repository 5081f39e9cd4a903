"""The numbers of a gateway, as Prometheus reads them; and what is made of them."""

from __future__ import annotations

import json
import re
from pathlib import Path

import yaml
from prometheus_client.parser import text_string_to_metric_families

from gateway.files.measured import MeasuredBlobs
from gateway.registry.registry import Registry
from gateway.server.host import Gateway
from gateway.settings import Settings
from gateway.wire.call import Token
from tests.unit.app_fixtures import call, client, replaced, started

DASHBOARD = json.loads(Path("conf/grafana.json").read_text())
PROMETHEUS = yaml.safe_load(Path("conf/prometheus.yaml").read_text())
PAGE = Path("docs/monitoring.md").read_text()
# Of a database server alone.
OF_POSTGRESQL = {"triglot_database_connections_used", "triglot_database_connections_idle"}


async def numbers(gateway: Gateway) -> dict[str, dict[str, float]]:
    """The numbers by name, and by the values of the labels."""
    async with client(gateway) as web:
        answer = await web.get("/metrics")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain")
    found: dict[str, dict[str, float]] = {}
    for family in text_string_to_metric_families(answer.text):
        for sample in family.samples:
            labels = " ".join(value for name, value in sorted(sample.labels.items()) if name != "le")
            found.setdefault(sample.name, {})[labels] = sample.value
    return found


async def test_calls_are_counted_by_function_protocol_outcome_and_step(gateway: Gateway) -> None:
    await call(gateway, "local_trial_plain")
    await call(gateway, "local_trial_plain", protocol="xmlrpc")
    await call(gateway, "local_trial_plain", by=Token("x" * 32))
    counts = (await numbers(gateway))["triglot_call_seconds_count"]
    assert counts == {"local_trial_plain ok rest ": 1, "local_trial_plain ok xmlrpc ": 1, " refused rest authenticate": 1} or counts == {
        "local_trial_plain ok rest ": 1,
        " refused rest authenticate": 1,
        " refused xmlrpc authenticate": 1,
    }


async def test_the_database_is_measured(gateway: Gateway) -> None:
    before = (await numbers(gateway))["triglot_database_seconds_count"]
    await call(gateway, "core_webservice_get_site_info")
    assert (await numbers(gateway))["triglot_database_seconds_count"]["read"] > before["read"]


async def test_bytes_of_files_are_counted(gateway: Gateway) -> None:
    assert isinstance(gateway.blobs, MeasuredBlobs)
    blob = await gateway.blobs.put(b"twelve bytes")
    writer = gateway.blobs.writer()
    await writer.write(b"four")
    await writer.finish()
    assert [piece async for piece in gateway.blobs.stream(blob.hash, 0, 6)] == [b"twelve"]
    assert await gateway.blobs.get(blob.hash) == b"twelve bytes"
    assert (await numbers(gateway))["triglot_file_bytes_total"] == {"stored": 16, "sent": 18}


async def test_nobody_else_sees_them(gateway: Gateway) -> None:
    async with client(gateway, address="10.0.0.1") as web:
        assert (await web.get("/metrics")).status_code == 404


async def test_where_nothing_is_measured_there_is_nothing(recorded_settings: Settings, registry: Registry) -> None:
    async with started(replaced(recorded_settings, "monitoring", metrics=False), registry) as gateway, client(gateway) as web:
        assert (await web.get("/metrics")).status_code == 404
        assert gateway.metrics.families() == []


def used(text: str) -> set[str]:
    """The names of the metrics that queries name."""
    return {re.sub("_(bucket|count|sum)$", "", name) for name in re.findall(r"\btriglot_[a-z_]+", text)}


async def test_the_dashboard_shows_what_there_is(gateway: Gateway) -> None:
    names = {family.name for family in gateway.metrics.families()} | OF_POSTGRESQL
    queries = [target["expr"] for panel in DASHBOARD["panels"] for target in panel["targets"]]
    assert used(" ".join(queries)) <= names
    assert len({panel["id"] for panel in DASHBOARD["panels"]}) == len(DASHBOARD["panels"])


async def test_the_alarms_watch_what_there_is(gateway: Gateway) -> None:
    names = {family.name for family in gateway.metrics.families()}
    rules = [rule["expr"] for group in PROMETHEUS["groups"] for rule in group["rules"]]
    assert used(" ".join(rules)) <= names
    assert PROMETHEUS["scrape_configs"][0]["metrics_path"] == "/metrics"


async def test_the_documentation_names_all_of_them(gateway: Gateway) -> None:
    names = {family.name for family in gateway.metrics.families()} | OF_POSTGRESQL
    assert set(re.findall(r"`(triglot_[a-z_]+)`", PAGE)) >= names
