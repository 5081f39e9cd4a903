"""Requests for personal data: who makes, sees and cancels them, and what officers are told."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from gateway.components.core_message.tables import notifications
from gateway.components.tool_dataprivacy.tables import tool_dataprivacy_request
from gateway.server.host import Gateway
from tests.unit.app_fixtures import set_config, statement
from tests.unit.components.site import STUDENT, add, refused, told

EXPORT, DELETE = 1, 2
CREATE, CANCEL = "tool_dataprivacy_create_data_request", "tool_dataprivacy_cancel_data_request"
LISTED = "tool_dataprivacy_get_data_requests"


async def may(gateway: Gateway, by: str = "student") -> dict[str, Any]:
    found: dict[str, Any] = await told(gateway, "tool_dataprivacy_get_access_information", by=by)
    return found


async def test_a_request_is_made_once_seen_by_its_maker_and_officers_and_cancelled(gateway: Gateway) -> None:
    assert not (await may(gateway))["hasongoingdatadownloadrequest"]
    made = (await told(gateway, CREATE, type=EXPORT, comments="Bitte\n& danke"))["datarequestid"]
    assert await refused(gateway, CREATE, type=EXPORT) == "errorrequestalreadyexists"
    assert (await may(gateway))["hasongoingdatadownloadrequest"]
    (own,) = (await told(gateway, LISTED, userid=STUDENT))["requests"]
    (seen,) = (await told(gateway, LISTED, by="admin", statuses=[2], sort="timecreated DESC"))["requests"]
    assert (own["canreview"], seen["canreview"], seen["statuslabel"]) == (False, True, "Awaiting approval")
    assert "<br />" in seen["messagehtml"]
    assert await refused(gateway, LISTED) == "privacyofficeronly"
    assert await refused(gateway, LISTED, by="student2", userid=STUDENT) == "privacyofficeronly"
    assert await refused(gateway, "tool_dataprivacy_get_data_request", by="student2", requestid=made) == "nopermissions"
    assert not (await told(gateway, CANCEL, by="student2", requestid=made))["result"]
    assert (await told(gateway, CANCEL, requestid=made))["result"]
    assert (await told(gateway, CANCEL, requestid=made))["warnings"][0]["warningcode"] == "errorrequestnotfound"
    assert (await told(gateway, "tool_dataprivacy_get_data_request", requestid=made))["result"]["statuslabel"] == "Cancelled"


async def test_officers_are_told_and_makers_of_their_decision(gateway: Gateway) -> None:
    made = (await told(gateway, CREATE, type=DELETE))["datarequestid"]
    receiver = select(notifications.c.useridto).where(notifications.c.component == "tool_dataprivacy").order_by(notifications.c.id.desc())
    assert statement(gateway, receiver) == 2
    assert await refused(gateway, "tool_dataprivacy_deny_data_request", requestid=made) == "nopermissions"
    assert (await told(gateway, "tool_dataprivacy_deny_data_request", by="admin", requestid=made))["result"]
    assert statement(gateway, receiver) == STUDENT
    assert not (await told(gateway, "tool_dataprivacy_deny_data_request", by="admin", requestid=made))["result"]


async def test_one_asks_for_others_only_with_the_right_to(gateway: Gateway) -> None:
    assert await refused(gateway, CREATE, type=3) == "errorinvalidrequesttype"
    assert await refused(gateway, CREATE, by="teacher", type=EXPORT, foruserid=STUDENT) == "nopermissions"
    assert await refused(gateway, CREATE, by="admin", type=DELETE) == "nopermissions"
    assert await refused(gateway, CREATE, by="admin", type=EXPORT, foruserid=999) == "invaliduser"
    assert (await told(gateway, CREATE, by="admin", type=DELETE, foruserid=STUDENT))["datarequestid"]


async def test_officers_are_written_to_where_the_site_lets_people(gateway: Gateway) -> None:
    assert await refused(gateway, "tool_dataprivacy_contact_dpo", message="Hi") == "contactdpodisabled"
    set_config(gateway, **{"tool_dataprivacy/contactdataprotectionofficer": "1"})
    assert (await may(gateway))["cancontactdpo"]
    assert (await told(gateway, "tool_dataprivacy_contact_dpo", message="Hi"))["result"]
    (asked,) = (await told(gateway, LISTED, by="admin", types=[3]))["requests"]
    assert (asked["canmarkcomplete"], asked["approvedeny"]) == (True, False)
    assert (await told(gateway, "tool_dataprivacy_mark_complete", by="admin", requestid=asked["id"]))["result"]
    assert not (await told(gateway, "tool_dataprivacy_mark_complete", by="admin", requestid=asked["id"]))["result"]


async def test_a_request_of_somebody_who_is_gone_is_still_shown(gateway: Gateway) -> None:
    same = {"commentsformat": 0, "timecreated": 1, "timemodified": 1, "usermodified": 2, "dpocommentformat": 1, "creationmethod": 1}
    add(gateway, tool_dataprivacy_request, id=5, type=DELETE, userid=STUDENT, requestedby=2, status=5, **same)
    await told(gateway, "core_user_delete_users", by="admin", userids=[STUDENT])
    (kept,) = (await told(gateway, LISTED, by="admin"))["requests"]
    assert (kept["id"], kept["foruser"]["id"]) == (5, STUDENT)
