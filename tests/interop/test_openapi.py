"""The referee of OpenAPI documents: schemathesis calls every reading function with arguments of its own making."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx2
import orjson
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import CHECKS

from tests.interop.site import make_site, triglot
from tests.oracle.serve import free_port, running
from tests.unit.campus import REGISTRY

READING = [function.info.name for function in REGISTRY if function.info.type.value == "read"]
_CONFORMS = ("status_code_conformance", "content_type_conformance", "response_schema_conformance")

# What the contract itself answers to some arguments, as if the fault were the server's.
_OF_THE_CONTRACT = ("codingerror", "invalidresponse", "invalidstatedetected")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """The address of a served site, and a token for all functions."""
    folder = tmp_path_factory.mktemp("site") / "made"
    token = make_site(folder)
    port = free_port()
    with running([*triglot(folder, port), "serve"], port) as server:
        yield server.address, token


@pytest.fixture(scope="module")
def schema(served: tuple[str, str]) -> Any:
    address, token = served
    answer = httpx2.get(f"{address}/api/openapi.json", headers={"authorization": f"Bearer {token}"})
    assert answer.status_code == 200
    return schemathesis.openapi.from_dict(orjson.loads(answer.content))


@pytest.mark.parametrize("name", READING)
def test_every_answer_of_a_reading_function_conforms(served: tuple[str, str], schema: Any, name: str) -> None:
    address, token = served
    checks = CHECKS.get_by_names(_CONFORMS)

    @settings(max_examples=4, database=None, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(case=schema[f"/api/{name}"]["POST"].as_strategy())
    def call(case: Any) -> None:
        answer = case.call(base_url=address, headers={"authorization": f"Bearer {token}"})
        case.validate_response(answer, checks=checks)
        assert answer.status_code < 500 or answer.json()["errorcode"] in _OF_THE_CONTRACT, answer.text

    call()
