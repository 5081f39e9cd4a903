"""What a new site holds."""

from __future__ import annotations

import pytest
from sqlalchemy import Connection, select

from gateway.access import accounts, contexts
from gateway.access import site as site_data
from gateway.access.capabilities import has
from gateway.access.contexts import SYSTEM, Level
from gateway.access.site import SiteData
from gateway.admin.install import install
from gateway.store.store import Store
from gateway.store.tables.access import context
from gateway.store.tables.courses import course
from tests.unit.campus import NOW, REGISTRY, WWWROOT


@pytest.fixture
async def new_site(empty_store: Store) -> SiteData:
    """The snapshot of a new site."""
    assert await empty_store.write(install, REGISTRY, protocols=["rest", "soap"], name="New", now=NOW)
    return await empty_store.read(site_data.load, WWWROOT, REGISTRY)


@pytest.mark.usefixtures("new_site")
async def test_the_site_is_a_course_under_the_system(empty_store: Store) -> None:
    def look(db: Connection) -> None:
        row = db.execute(select(course)).mappings().one()
        assert (row["id"], row["fullname"], row["format"], row["timecreated"]) == (1, "New", "site", NOW)
        assert contexts.by_instance(db, Level.COURSE, 1).ids == (SYSTEM.id, 2)
        system = db.execute(select(context).where(context.c.id == SYSTEM.id)).mappings().one()
        assert (system["contextlevel"], system["instanceid"], system["path"], system["depth"]) == (10, 0, "/1", 1)

    await empty_store.read(look)


async def test_there_is_a_guest_and_nobody_else(empty_store: Store, new_site: SiteData) -> None:
    guest, password = await empty_store.read(accounts.by_username, "guest")
    assert guest is not None
    assert (guest.id, guest.confirmed, password) == (new_site.guest_id, True, None)
    assert new_site.admins == frozenset()
    assert not has(new_site, guest.subject, SYSTEM, "moodle/webservice:createtoken")


async def test_web_services_are_on_for_every_protocol(new_site: SiteData) -> None:
    assert new_site.protocols == {"rest", "soap"}
    assert new_site.config.flag("enablewebservices")
    assert (new_site.name, new_site.services) == ("New", {})


@pytest.mark.usefixtures("new_site")
async def test_a_site_is_made_once(empty_store: Store) -> None:
    assert not await empty_store.write(install, REGISTRY, protocols=["ajax"], name="Other", now=NOW + 1)
    site = await empty_store.read(site_data.load, WWWROOT, REGISTRY)
    assert (site.name, site.protocols) == ("New", frozenset({"rest", "soap"}))
