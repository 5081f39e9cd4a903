"""Badges: what they stand for, who was issued which, and switching them on and off."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from gateway.components.core_badges.tables import badge, badge_issued
from gateway.server.host import Gateway
from gateway.store.tables.site import logstore_standard_log
from tests.unit.app_fixtures import set_config
from tests.unit.components.site import ALGEBRA, STUDENT, add, refused, told

SITE_BADGE, COURSE_BADGE = 1, 2


@pytest.fixture(autouse=True)
def awarded(gateway: Gateway) -> None:
    """A badge of the site that nobody has, and one of the algebra course that the student was awarded."""
    same = {"issuername": "College", "issuerurl": "https://example.org", "message": "m", "messagesubject": "s", "description": "d"}
    add(gateway, badge, id=SITE_BADGE, name="Reader", status=0, **same)
    add(gateway, badge, id=COURSE_BADGE, name="Counter", status=3, type=2, courseid=ALGEBRA, **same)
    add(gateway, badge_issued, badgeid=COURSE_BADGE, userid=STUDENT, uniquehash="abc", dateissued=5, visible=1)


def statuses(gateway: Gateway) -> list[int]:
    query = select(badge.c.status).order_by(badge.c.id)
    return gateway.store.run_here(lambda work: list(work.db.execute(query).scalars()), write=False)


async def test_anybody_reads_what_a_badge_stands_for(gateway: Gateway) -> None:
    found = (await told(gateway, "core_badges_get_badge", by="student2", id=COURSE_BADGE))["badge"]
    assert (found["type"], found["name"], found["issuer"]) == ("BadgeClass", "Counter", "College")
    assert found["image"].endswith(f"/badges/badgeimage/{COURSE_BADGE}/f3")
    assert await refused(gateway, "core_badges_get_badge", id=77) == "error:nosuchbadge"
    set_config(gateway, enablebadges="0")
    assert await refused(gateway, "core_badges_get_badge", id=COURSE_BADGE) == "badgesdisabled"


async def test_an_issue_is_found_by_its_text_and_shows_the_owner_more(gateway: Gateway) -> None:
    async def shown(by: str) -> dict[str, Any]:
        (found,) = (await told(gateway, "core_badges_get_user_badge_by_hash", by=by, hash="abc"))["badge"]
        return dict(found)

    assert "email" in await shown("student")
    assert "email" in await shown("teacher")
    assert "email" not in await shown("student2")
    nothing = await told(gateway, "core_badges_get_user_badge_by_hash", hash="xyz")
    assert (nothing["badge"], nothing["warnings"][0]["warningcode"]) == ([], "badgeawardnotfound")


async def test_who_configures_badges_switches_them_on_and_off(gateway: Gateway) -> None:
    both = [str(SITE_BADGE), str(COURSE_BADGE)]
    told_on = await told(gateway, "core_badges_enable_badges", by="admin", badgeids=both)
    assert [entry["badgeid"] for entry in told_on["result"]] == [SITE_BADGE, COURSE_BADGE]
    assert statuses(gateway) == [1, 3]
    partly = await told(gateway, "core_badges_disable_badges", by="teacher", badgeids=both)
    assert (partly["result"], [entry["item"] for entry in partly["warnings"]]) == (False, ["1"])
    assert statuses(gateway) == [1, 2]
    name, objectid = logstore_standard_log.c.eventname, logstore_standard_log.c.objectid
    logged = select(objectid).where(name == "\\core\\event\\badge_disabled")
    assert gateway.store.run_here(lambda work: work.db.execute(logged).scalars().all(), write=False) == [COURSE_BADGE]


async def test_a_wrong_number_switches_none(gateway: Gateway) -> None:
    assert await refused(gateway, "core_badges_enable_badges", by="admin", badgeids=["1", "77"]) == "error:nosuchbadge"
    assert statuses(gateway) == [0, 3]
