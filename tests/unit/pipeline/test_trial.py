"""A trial: what a watched call writes is rolled back, its token stands for nobody else, and its steps are told."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select, update

from gateway.access import callers
from gateway.access.secrets import digest
from gateway.pipeline.trial import MARK, Trial
from gateway.server.app import application
from gateway.server.host import Gateway
from gateway.store.blobs import content_hash
from gateway.store.tables.files import files
from gateway.store.tables.services import external_tokens
from gateway.store.tables.users import user
from gateway.web import inside
from gateway.wire.call import Call, Credential, Failure, Peer, Result, Step, Token
from gateway.wire.exchange import HttpRequest
from tests.unit.app_fixtures import HERE, errorcode, set_config, statement, token, value
from tests.unit.trial import group_names

PERSON = {"username": "tried", "password": "Tried.1234", "firstname": "T", "lastname": "Ried", "email": "tried@example.org"}


async def tried(gateway: Gateway, trial: Trial | None, function: str, *, by: Credential | None = None, **named: Any) -> Any:
    """The outcome of a call, by the administrator."""
    arguments: Any = named
    credential = by or Token(token("admin"))
    peer = Peer(HERE, mark=trial)
    return await gateway.run(Call(protocol="rest", function=function, arguments=arguments, credential=credential, peer=peer))


def names(gateway: Gateway) -> set[str]:
    return gateway.store.run_here(lambda work: group_names(work.db), write=False)


def mine(gateway: Gateway, **more: Any) -> Trial:
    return Trial(gateway.store, gateway.blobs, **more)


@pytest.mark.parametrize("function", ["local_trial_add", "local_trial_read_that_writes"])
async def test_what_is_written_is_rolled_back_unless_it_is_kept(gateway: Gateway, function: str) -> None:
    with mine(gateway) as trial:
        assert value(await tried(gateway, trial, function, name="tried")) == 1
    assert "tried" not in names(gateway)
    with mine(gateway, keeps=True) as trial:
        assert value(await tried(gateway, trial, function, name="kept")) == 1
    assert "kept" in names(gateway)


async def test_a_coroutine_sees_what_it_has_written(gateway: Gateway) -> None:
    with mine(gateway) as trial:
        (made,) = value(await tried(gateway, trial, "core_user_create_users", users=[PERSON]))
        again = await tried(gateway, trial, "core_user_create_users", users=[PERSON])
        assert (made["username"], errorcode(again)) == ("tried", "invalidparameter")
    assert statement(gateway, select(func.count()).where(user.c.username == "tried")) == 0


async def test_the_contents_of_files_are_not_stored(gateway: Gateway) -> None:
    before = statement(gateway, select(func.count()).select_from(files))
    asked: dict[str, Any] = {"component": "user", "filearea": "draft", "itemid": 0, "filepath": "/", "filename": "tried.txt"}
    asked |= {"filecontent": "dHJpZWQ=", "contextlevel": "user", "instanceid": 2}
    with mine(gateway) as trial:
        outcome = await tried(gateway, trial, "core_files_upload", **asked)
        assert value(outcome)["filename"] == "tried.txt"
        assert await trial.blobs.get(content_hash(b"tried")) == b"tried"
    assert statement(gateway, select(func.count()).select_from(files)) == before
    assert [await gateway.blobs.listed(f"{number:02x}") for number in range(256)] == [[]] * 256


async def test_an_expired_token_is_not_forgotten(gateway: Gateway) -> None:
    known = external_tokens.c.token == digest(token("admin"))
    statement(gateway, update(external_tokens).where(known).values(validuntil=1))
    with mine(gateway) as trial:
        assert errorcode(await tried(gateway, trial, "local_trial_plain")) == "accessexception"
    assert statement(gateway, select(func.count()).select_from(external_tokens).where(known)) == 1
    await tried(gateway, None, "local_trial_plain")
    assert statement(gateway, select(func.count()).select_from(external_tokens).where(known)) == 0


async def test_its_token_stands_for_somebody_in_it_and_for_nobody_elsewhere(gateway: Gateway) -> None:
    caller, _ = await gateway.store.read(callers.by_username, "student")
    with mine(gateway, caller=caller, token="one") as trial, mine(gateway) as other:
        assert value(await tried(gateway, trial, "local_trial_caller", by=Token("one")))["user"] == 4
        for where in (other, None):
            assert errorcode(await tried(gateway, where, "local_trial_caller", by=Token("one"))) == "invalidtoken"
        assert errorcode(await tried(gateway, trial, "local_trial_caller", by=Token("two"))) == "invalidtoken"
        assert errorcode(await tried(gateway, other, "local_trial_caller", by=Token(" "))) == "invalidtoken"


async def test_the_steps_are_noted_as_far_as_they_went(gateway: Gateway) -> None:
    with mine(gateway) as trial:
        await tried(gateway, trial, "local_trial_plain")
        await tried(gateway, trial, "local_trial_add", nonsense=1)
    done, refused = trial.watched
    assert isinstance(done.outcome, Result)
    assert list(done.trace.began) == [Step.AUTHENTICATE, Step.RESOLVE, Step.ADMIT, Step.VALIDATE, Step.INVOKE]
    assert isinstance(refused.outcome, Failure)
    assert list(refused.trace.began)[-1] == Step.VALIDATE
    assert sorted(refused.trace.began.values()) == list(refused.trace.began.values())
    assert refused.trace.access_request is not None


async def test_no_request_from_outside_is_a_trial(gateway: Gateway) -> None:
    scope = {"type": "http", "client": (HERE, 1), "headers": [(MARK.encode(), b"1"), (b"x-trial", b"1")], "path": "/", "query_string": b""}
    assert gateway.peer(scope).mark is None


async def test_a_page_asks_the_site_itself(gateway: Gateway) -> None:
    set_config(gateway, webserviceprotocols="rest")
    body = f"wstoken={token('admin')}&wsfunction=local_trial_add&name=inside&moodlewsrestformat=json".encode()
    request = HttpRequest("POST", "/webservice/rest/server.php", {"content-type": "application/x-www-form-urlencoded"}, body)
    with mine(gateway) as trial:
        answer = await inside.send(application(gateway), request, trial, base_address=gateway.base_address, address="10.9.8.7")
    assert (answer.status, answer.body, answer.headers["content-type"]) == (200, b"1", "application/json")
    assert "inside" not in names(gateway)
    peer = trial.watched[0].call.peer
    assert (peer.address, peer.agent) == ("10.9.8.7", inside.AGENT)
