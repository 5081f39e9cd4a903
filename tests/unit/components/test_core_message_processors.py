"""The ways in which notifications reach people, and what is set for them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from gateway.server.host import Gateway
from gateway.store.tables.users import user_preferences
from tests.unit.app_fixtures import statement
from tests.unit.components.site import STUDENT, refused, told

READ, STORE = "core_message_get_message_processor", "core_message_message_processor_config_form"


async def test_the_app_and_pages_always_reach_people(gateway: Gateway) -> None:
    async def ways(name: str) -> tuple[bool, bool]:
        found = await told(gateway, READ, userid=STUDENT, name=name)
        return found["systemconfigured"], found["userconfigured"]

    assert [await ways(name) for name in ("popup", "email", "airnotifier")] == [(True, True), (False, True), (False, False)]
    assert await refused(gateway, READ, userid=STUDENT, name="pigeon") == "codingerror"


async def test_people_set_their_address_for_mail_and_nobody_elses(gateway: Gateway) -> None:
    cols = user_preferences.c
    kept = select(cols.value).where(cols.userid == STUDENT, cols.name == "message_processor_email_email")

    async def store(address: str, name: str = "email") -> Any:
        fields = [{"name": "email_email", "value": address}]
        await told(gateway, STORE, userid=STUDENT, name=name, formvalues=fields)
        return statement(gateway, kept)

    assert await store(" zofia@example.org ") == "zofia@example.org"
    assert await store("other@example.org", name="popup") == "zofia@example.org"
    assert await store("") is None
    assert await refused(gateway, STORE, by="student2", userid=STUDENT, name="email", formvalues=[]) == "nopermissions"
    assert await refused(gateway, STORE, userid=STUDENT, name="pigeon", formvalues=[]) == "codingerror"
