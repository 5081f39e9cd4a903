"""Artificial intelligence: agreeing to its policy, and asking where no provider is."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.server.host import Gateway
from tests.unit.components.site import STUDENT, refused, told

IMAGE = {"aspectratio": "square", "quality": "hd"}


async def test_one_agrees_once_and_others_may_ask_whether(gateway: Gateway) -> None:
    async def agreed(by: str) -> bool:
        return bool((await told(gateway, "core_ai_get_policy_status", by=by, userid=STUDENT))["status"])

    assert (await agreed("student"), await agreed("teacher")) == (False, False)
    for _ in range(2):
        assert (await told(gateway, "core_ai_set_policy_status", contextid=1))["success"]
    assert (await agreed("student"), await agreed("teacher")) == (True, True)
    assert await refused(gateway, "core_ai_set_policy_status", contextid=9999) == "invalidparameter"


@pytest.mark.parametrize(
    ("name", "more"),
    [("courseassist_summarise_text", {}), ("editor_generate_text", {}), ("editor_generate_image", IMAGE)],
)
async def test_nothing_is_made_without_a_provider(gateway: Gateway, name: str, more: dict[str, Any]) -> None:
    assert await refused(gateway, f"aiplacement_{name}", by="teacher", contextid=13, prompttext="x", **more) == "noproviderfound"
    assert await refused(gateway, f"aiplacement_{name}", by="student2", contextid=1, prompttext="x", **more) != "noproviderfound"
