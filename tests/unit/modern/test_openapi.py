"""What the JSON face says of itself: an OpenAPI document that validators accept, and schemas that answers conform to."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx2
import orjson
import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from gateway.admin.install import register_protocols
from gateway.describe import BOOL, EMAIL, INT, RAW, TEXT, Description, FromSetting, List, Now, Struct, Value
from gateway.describe.export import read, read_params
from gateway.describe.types import LOCALISEDFLOAT
from gateway.server.host import Gateway
from gateway.wire.call import FunctionInfo, FunctionType
from protocols.api.openapi import document, function_schema
from protocols.jsonschema import Schemas
from tests.unit.app_fixtures import client, set_config, token
from tests.unit.campus import REGISTRY

ALL = [function.info for function in REGISTRY]
CATALOGUE: dict[str, Any] = json.loads((Path(__file__).parents[2] / "oracle" / "catalogue.json").read_text())
_MOST_BYTES = 2_000_000


@pytest.fixture
async def web(gateway: Gateway) -> AsyncIterator[httpx2.AsyncClient]:
    await gateway.store.write(register_protocols, ["api"])
    set_config(gateway, webserviceprotocols="rest,api")
    async with client(gateway) as browser:
        yield browser


def test_the_document_of_all_functions_is_valid() -> None:
    told = orjson.loads(document(ALL, "https://example.com", "1"))
    OpenAPIV31SpecValidator(told).validate()
    assert set(told["paths"]) == {f"/api/{info.name}" for info in ALL}


@pytest.mark.parametrize("info", ALL[::7], ids=lambda info: info.name)
def test_the_schema_of_a_function_is_valid(info: FunctionInfo) -> None:
    schema = orjson.loads(function_schema(info))
    Draft202012Validator.check_schema(schema)
    assert schema["title"] == info.name


def test_the_document_of_the_whole_contract_stays_small() -> None:
    described = [
        FunctionInfo(
            name=name,
            component=told["component"],
            type=FunctionType(told["type"]),
            text="What it does, in a sentence of usual length that people read.",
            params=read_params(told["params"]),
            returns=None if told["returns"] is None else read(told["returns"]),
        )
        for name, told in CATALOGUE.items()
    ]
    assert len(described) == 863
    made = document(described, "https://example.com", "1")
    assert len(made) < _MOST_BYTES
    assert made == document(described, "https://example.com", "1")


async def test_the_document_is_of_what_the_caller_may_call(web: httpx2.AsyncClient) -> None:
    bearer = {"authorization": f"Bearer {token('admin')}"}
    answer = await web.get("/api/openapi.json", headers=bearer)
    assert answer.status_code == 200
    assert "/api/core_webservice_get_site_info" in answer.json()["paths"]
    again = await web.get("/api/openapi.json", headers={**bearer, "if-none-match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert (await web.get("/api/openapi.json", headers={"authorization": "Bearer nobody"})).status_code == 401
    assert (await web.post("/api/openapi.json")).status_code == 405


async def test_visitors_are_shown_what_is_open_to_everybody_if_the_site_says_so(web: httpx2.AsyncClient, gateway: Gateway) -> None:
    set_config(gateway, enablewsdocumentation="0")
    assert (await web.get("/api/openapi.json")).json()["paths"] == {}
    set_config(gateway, enablewsdocumentation="1")
    open_to_all = [each for each in gateway.site.services.values() if each.enabled and not each.restrictedusers]
    expected = set().union(*(each.functions for each in open_to_all if not each.requiredcapability))
    assert {path.removeprefix("/api/") for path in (await web.get("/api/openapi.json")).json()["paths"]} == expected & {
        function.info.name for function in gateway.registry
    }


async def test_a_function_has_a_schema_for_who_may_call_it(web: httpx2.AsyncClient, gateway: Gateway) -> None:
    bearer = {"authorization": f"Bearer {token('admin')}"}
    told = (await web.get("/api/core_course_get_contents/schema", headers=bearer)).json()
    assert told["properties"]["arguments"]["required"] == ["courseid"]
    answer = await web.get("/api/core_no_such/schema", headers=bearer)
    assert (answer.status_code, answer.json()["errorcode"]) == (404, "invalidrecord")
    set_config(gateway, enablewsdocumentation="0")
    assert (await web.get("/api/core_course_get_contents/schema")).status_code == 404


@pytest.mark.parametrize(
    ("node", "given", "schema"),
    [
        (Value(INT, "which"), True, {"type": "integer", "format": "int64", "description": "which"}),
        (Value(INT, most=9), True, {"type": "integer", "format": "int64", "maximum": 9}),
        (Value(INT), False, {"type": ["integer", "null"], "format": "int64"}),
        (Value(INT, null=False), False, {"type": "integer", "format": "int64"}),
        (
            Value(INT, default=Now()),
            True,
            {"type": ["integer", "null"], "format": "int64", "description": "(default: the time of the call)"},
        ),
        (Value(TEXT, default=None), True, {"type": ["string", "null"], "default": None}),
        (Value(TEXT, default=5, null=False, most=7), True, {"type": "string", "maxLength": 7, "default": "5"}),
        (
            Value(TEXT, "how", default=FromSetting("lang"), null=False),
            True,
            {"type": "string", "description": "how (default: the site's setting lang)"},
        ),
        (Value(BOOL, default=1, null=False), True, {"type": "boolean", "default": True}),
        (Value(EMAIL), True, {"type": "string", "format": "email"}),
        (Value(RAW, "anything"), False, {"description": "anything"}),
        (Value(LOCALISEDFLOAT, null=False), False, {"type": ["number", "null"]}),
        (List(Value(BOOL, null=False), most=3), True, {"type": "array", "items": {"type": "boolean"}, "maxItems": 3}),
        (List(Value(BOOL, null=False), null=True), False, {"type": ["array", "null"], "items": {"type": "boolean"}}),
        (Struct({"a": Value(RAW, optional=True)}, null=True), False, {"anyOf": [{"$ref": "#/A"}, {"type": "null"}]}),
    ],
)
def test_each_description_has_its_schema(node: Description, given: bool, schema: dict[str, object]) -> None:
    schemas = Schemas("#/")
    made = schemas.arguments(Struct({"a": node}))["properties"]["a"] if given else schemas.result(node, "a")
    assert made == schema


def test_structs_that_are_alike_are_one_definition() -> None:
    schemas = Schemas("#/")
    tag, other = Struct({"id": Value(INT)}), Struct({"id": Value(TEXT)})
    made = [schemas.result(List(each), "tags")["items"]["$ref"] for each in (tag, Struct({"id": Value(INT)}), other)]
    assert made[0] == made[1] == "#/Tags"
    assert made[2].startswith("#/Tags_")
    assert schemas.result(None, "x") == {"type": "null"}
    assert "$ref" not in Schemas(None).result(tag, "x")


def test_members_of_results_are_required_where_they_always_are_there() -> None:
    members: dict[str, Description] = {
        "a": Value(INT),
        "b": Value(INT, default=1),
        "c": Value(INT, optional=True),
        "d": List(Value(INT), default=[]),
    }
    assert Schemas(None).result(Struct(members), "x")["required"] == ["a", "b"]
    assert Schemas(None).arguments(Struct(members))["required"] == ["a"]
