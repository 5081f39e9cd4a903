"""The kinds that components give to their codes of errors, as statuses."""

from __future__ import annotations

import pytest

from gateway.admin.install import register_protocols
from gateway.server.host import Gateway
from tests.unit.app_fixtures import client, set_config, token
from tests.unit.components.site import permit

ASKED: list[tuple[str, dict[str, object], int, str]] = [
    ("core_badges_get_badge", {"id": 999}, 404, "error:nosuchbadge"),
    ("gradereport_overview_get_course_grades", {"userid": 3}, 403, "nopermissions"),
    ("core_course_get_courses_by_field", {"field": "nosuch"}, 400, "invalidparameter"),
]


@pytest.mark.parametrize(("function", "arguments", "status", "errorcode"), ASKED)
async def test_a_code_of_a_component_has_the_status_of_its_kind(
    gateway: Gateway, function: str, arguments: dict[str, object], status: int, errorcode: str
) -> None:
    await gateway.store.write(register_protocols, ["api"])
    set_config(gateway, webserviceprotocols="api", enablebadges="1")
    permit(gateway, "webservice/api:use", 1, roleid=7)
    async with client(gateway) as web:
        answer = await web.post(f"/api/{function}", json=arguments, headers={"authorization": f"Bearer {token('student')}"})
    assert (answer.json()["errorcode"], answer.status_code) == (errorcode, status), answer.text
