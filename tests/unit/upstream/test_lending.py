"""A gateway with tokens of its own that calls another site with a secret: what callers get, and what they never see."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection

from gateway.access import config, tokens
from gateway.access.accounts import by_id
from gateway.access.site import load
from gateway.admin import accounts, services
from gateway.server.host import Gateway
from gateway.store.rows import insert_row
from gateway.store.tables.services import external_services_functions
from gateway.upstream import secrets
from gateway.wire.call import Failure, Password, Token
from tests.unit.app_fixtures import call, client, errorcode, token, value
from tests.unit.databases import Databases
from tests.unit.upstream.bridges import in_front

COURSES, INFO = "local_there_core_course_get_courses", "local_there_core_webservice_get_site_info"


@pytest.fixture
def databases(databases_of: Any) -> Databases:
    found: Databases = databases_of("sqlite")
    return found


def lend(front: Gateway, secret: str, service: str = "") -> None:
    front.store.run_here(lambda work: secrets.put(work.db, front.vault, "there", service, Token(secret), now=1), write=True)


async def test_callers_with_tokens_of_this_site_are_called_for_with_the_secret(
    gateway: Gateway, databases: Databases, tmp_path: Path
) -> None:
    async with in_front(gateway, databases, tmp_path) as front:
        mine = await _own_token(front)
        outcome = await call(front, COURSES, by=mine)
        assert errorcode(outcome) == "upstreamaway"
        assert isinstance(outcome, Failure)
        assert "triglot upstream secret" in (outcome.error.debug or "")
        lend(front, token("admin"))
        await front.upstreams.renew()
        here = value(await call(front, COURSES, by=mine))
        assert here == value(await call(gateway, "core_course_get_courses"))


async def test_a_service_may_have_a_secret_of_its_own(gateway: Gateway, databases: Databases, tmp_path: Path) -> None:
    async with in_front(gateway, databases, tmp_path) as front:
        mine = await _own_token(front)
        lend(front, token("admin"))
        lend(front, token("student"), "own")
        await front.upstreams.renew()
        info = value(await call(front, INFO, by=mine))
        assert info["username"] == "student"


async def test_a_secret_that_the_other_site_refuses_is_no_fault_of_the_caller(
    gateway: Gateway, databases: Databases, tmp_path: Path
) -> None:
    async with in_front(gateway, databases, tmp_path) as front:
        mine = await _own_token(front)
        lend(front, "0" * 32)
        await front.upstreams.renew()
        outcome = await call(front, COURSES, by=mine)
        assert errorcode(outcome) == "upstreamanswer"
        assert isinstance(outcome, Failure)
        assert "0" * 32 not in f"{outcome.error} {outcome.error.debug}"


async def test_files_are_given_for_tokens_of_this_site(gateway: Gateway, databases: Databases, tmp_path: Path) -> None:
    async with in_front(gateway, databases, tmp_path) as front, client(front) as here, client(gateway) as there:
        mine = await _own_token(front)
        lend(front, token("admin"))
        await front.upstreams.renew()
        path = "/webservice/pluginfile.php/1/nothing/here.txt"
        given = await here.get(f"/upstream/there{path}", params={"token": mine.value})
        expected = await there.get(path, params={"token": token("admin")})
        assert (given.status_code, given.text) == (expected.status_code, expected.text)
        for wrong in (token("admin"), ""):
            refused = await here.get(f"/upstream/there{path}", params={"token": wrong})
            assert refused.json()["errorcode"] == "invalidtoken"


async def test_secrets_are_sealed_and_listed_without_their_values(gateway: Gateway, databases: Databases, tmp_path: Path) -> None:
    async with in_front(gateway, databases, tmp_path) as front:
        lend(front, "5ecret")
        user = Password("ann", "pa:ss")
        front.store.run_here(lambda work: secrets.put(work.db, front.vault, "there", "own", user, now=1), write=True)
        assert await front.store.read(secrets.load, front.vault) == {("there", ""): Token("5ecret"), ("there", "own"): user}
        assert await front.store.read(secrets.listed) == [("there", ""), ("there", "own")]
        stored = await front.store.read(lambda db: db.exec_driver_sql("SELECT sealedvalue FROM upstream_secret").scalars().all())
        assert not any(b"5ecret" in sealed or b"pa:ss" in sealed for sealed in stored)


async def _own_token(front: Gateway) -> Token:
    """A token of the site in front, for a service with some functions of the upstream."""
    await front.replace_registry(front.registry)

    def make(db: Connection) -> str:
        person = {"username": "ann", "firstname": "Ann", "lastname": "Own", "email": "ann@here.test"}
        userid = accounts.create(db, front.site, person, None, now=1)
        config.put(db, "siteadmins", str(userid))
        chosen = {"name": "Own", "shortname": "own", "enabled": 1, "restrictedusers": 0, "downloadfiles": 1}
        serviceid = services.create(db, front.site, chosen, now=1)
        for name in (COURSES, INFO):
            insert_row(db, external_services_functions, {"externalserviceid": serviceid, "functionname": name})
        site = load(db, front.base_address, front.registry)
        owner = by_id(db, userid)
        assert owner is not None
        return tokens.create(db, front.vault, site, owner, site.services[serviceid], now=1).token

    return Token(await front.store.write(make))
