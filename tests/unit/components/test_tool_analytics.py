"""The places for which models can be made."""

from __future__ import annotations

from gateway.server.host import Gateway
from tests.unit.components.site import refused, told

NAME = "tool_analytics_potential_contexts"


async def test_who_manages_models_finds_categories_and_courses_by_name(gateway: Gateway) -> None:
    everything = await told(gateway, NAME, by="admin")
    kinds = [place["name"].partition(":")[0] for place in everything]
    assert kinds == sorted(kinds)
    assert set(kinds) == {"Category", "Course"}
    some = await told(gateway, NAME, by="admin", query="ALG")
    assert some
    assert len(some) < len(everything)
    assert await refused(gateway, NAME, by="admin", modelid=7) == "invalidrecord"
    assert await refused(gateway, NAME, by="teacher") == "nopermissions"
