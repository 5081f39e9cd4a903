"""The addresses by which orchestrators and balancers ask how a process does."""

from __future__ import annotations

import asyncio
from contextlib import closing

import pytest
from sqlalchemy import text

from gateway.admin import readiness
from gateway.errors import StorageFailed
from gateway.registry.registry import Registry
from gateway.server.host import Gateway
from gateway.settings import Settings
from gateway.store.store import DatabaseUnavailable
from tests.unit.app_fixtures import client, replaced, set_config, started, stop_background

ALL = ["live", "ready", "started"]


@pytest.mark.parametrize("name", ALL)
async def test_whoever_watches_from_this_machine_is_told(gateway: Gateway, name: str) -> None:
    async with client(gateway) as web:
        answer = await web.get(f"/health/{name}")
        head = await web.head(f"/health/{name}")
    assert (answer.status_code, head.status_code) == (200, 200)
    assert answer.headers["cache-control"] == "no-store"
    assert answer.json()["status"] == {"live": "alive", "ready": "ready", "started": "started"}[name]


async def test_a_process_that_is_ready_says_what_it_has_looked_at(gateway: Gateway) -> None:
    async with client(gateway) as web:
        answer = await web.get("/health/ready")
    assert answer.json()["checks"] == {"database": "ok", "migrations": "ok", "changes": "ok", "contents": "ok"}


@pytest.mark.parametrize("name", ALL)
async def test_for_all_others_there_is_nothing(gateway: Gateway, name: str) -> None:
    async with client(gateway, address="10.0.0.1") as web:
        assert (await web.get(f"/health/{name}")).status_code == 404
    async with client(gateway) as web:
        assert (await web.post(f"/health/{name}")).status_code == 405


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "X-Real-IP", "Via"])
async def test_what_a_proxy_of_this_machine_passes_on_comes_from_elsewhere(gateway: Gateway, header: str) -> None:
    async with client(gateway) as web:
        assert (await web.get("/health/live", headers={header: "203.0.113.9"})).status_code == 404


async def test_a_proxy_that_is_believed_may_pass_on_for_who_may_watch(recorded_settings: Settings, registry: Registry) -> None:
    chosen = replaced(replaced(recorded_settings, "server", proxies=("127.0.0.1",)), "monitoring", networks=("10.1.0.0/16",))
    async with started(chosen, registry) as gateway:
        set_config(gateway, getremoteaddrconf="1", reverseproxyignore="127.0.0.1")
        async with client(gateway) as web:
            statuses = [(await web.get("/health/live", headers={"X-Forwarded-For": who})).status_code for who in ("10.1.2.3", "10.2.2.3")]
            assert (await web.get("/health/live")).status_code == 404
    assert statuses == [200, 404]


async def test_where_nobody_may_watch_nobody_does(recorded_settings: Settings, registry: Registry) -> None:
    async with started(replaced(recorded_settings, "monitoring", networks=()), registry) as gateway, client(gateway) as web:
        assert (await web.get("/health/live")).status_code == 404


async def test_a_site_that_answers_some_addresses_alone_answers_those_who_watch_all_the_same(gateway: Gateway) -> None:
    set_config(gateway, allowedip="10.0.0.0/8")
    async with client(gateway) as web:
        assert (await web.get("/health/live")).json() == {"status": "alive"}


async def test_a_process_that_is_about_to_stop_says_so_and_lives(gateway: Gateway) -> None:
    gateway.leave()
    async with client(gateway) as web:
        ready, live = await web.get("/health/ready"), await web.get("/health/live")
    assert (ready.status_code, live.status_code) == (503, 200)
    assert ready.json() == {"status": "not ready", "checks": {"process": "is about to stop"}}


async def ready(gateway: Gateway) -> tuple[int, dict[str, str]]:
    """What a process says that has said nothing for a while."""
    async with client(gateway) as web:
        answer = await web.get("/health/ready")
    return answer.status_code, answer.json()["checks"]


async def test_without_its_database_it_is_not_ready_and_lives(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    async def away(*_: object, **__: object) -> None:
        raise DatabaseUnavailable("no")

    stop_background(gateway)
    monkeypatch.setattr(gateway.store, "read", away)
    status, checks = await ready(gateway)
    assert (status, checks["database"]) == (503, "cannot be reached, or is busy")
    async with client(gateway) as web:
        assert (await web.get("/health/live")).status_code == 200


async def test_a_database_that_does_not_answer_in_time_is_not_waited_for(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    async def silent(*_: object, **__: object) -> None:
        await asyncio.Event().wait()

    stop_background(gateway)
    monkeypatch.setattr(readiness, "_WITHIN", 0.01)
    monkeypatch.setattr(gateway.store, "read", silent)
    assert (await ready(gateway))[1]["database"] == "no answer within 0.01 seconds"


async def test_tables_of_another_version_are_named(gateway: Gateway) -> None:
    gateway.store.run_here(lambda work: work.db.execute(text("UPDATE alembic_version SET version_num = '9999'")), write=True)
    status, checks = await ready(gateway)
    assert status == 503
    assert checks["migrations"].startswith("the tables of the kernel are of revision 9999, not ")


async def test_an_unexpected_failure_shows_nothing_of_itself(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(*_: object, **__: object) -> None:
        raise ValueError("what nobody is to see")

    stop_background(gateway)
    monkeypatch.setattr(gateway.store, "read", broken)
    assert (await ready(gateway))[1]["database"] == "does not answer as it should"


async def test_whose_caches_may_be_old_is_not_ready(gateway: Gateway) -> None:
    stop_background(gateway)
    gateway._followed -= 60
    status, checks = await ready(gateway)
    assert status == 503
    assert checks["changes"].startswith("those of other processes were last read ")


async def test_whose_contents_cannot_be_read_is_not_ready(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    async def away(*_: object) -> bool:
        raise StorageFailed("storedfilecannotread")

    monkeypatch.setattr(gateway.blobs, "is_whole", away)
    assert (await ready(gateway))[1]["contents"] == "cannot be read"


async def test_whoever_asks_often_has_nothing_looked_at_again(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    found = readiness.of_database

    async def counted(*given: object) -> list[readiness.Checked]:
        asked.append(given)
        return await found(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(readiness, "of_database", counted)
    async with client(gateway) as web:
        await asyncio.gather(*(web.get("/health/ready") for _ in range(10)))
    assert len(asked) == 1


def test_a_gateway_that_has_not_been_started_says_so(recorded_settings: Settings, registry: Registry) -> None:
    gateway = Gateway(recorded_settings, registry)
    with closing(gateway.store):

        async def asked() -> int:
            async with client(gateway) as web:
                return (await web.get("/health/started")).status_code

        gateway.answers = lambda scope: True  # type: ignore[method-assign]
        assert asyncio.run(asked()) == 503
    gateway.calls.close()
