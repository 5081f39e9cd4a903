"""Loading states: all or nothing, and nothing that is secret in plain."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, select

from gateway.access import accounts, callers, config, contexts, keys
from gateway.access.contexts import SYSTEM, Level
from gateway.access.passwords import verify_password
from gateway.access.secrets import digest
from gateway.admin import state
from gateway.admin.install import install
from gateway.admin.state import StateError
from gateway.files.folder import FolderBlobs
from gateway.registry.registry import Registry
from gateway.store.blobs import content_hash
from gateway.store.changes import ChangeKind, changes_after, last_change
from gateway.store.store import Store
from gateway.store.tables.services import external_services, external_services_functions, external_tokens
from gateway.store.tables.users import sessions, user
from tests.unit.campus import NOW, REGISTRY, vault
from tests.unit.registry.declared import make_component, make_function

TOKEN, PRIVATE, KEY, PASSWORD = "7cb6a762267085bcddbd94acf028aed7", "P" * 64, "deadbeef" * 4, "Secret.Pass.1"
ROOT = Path(__file__).parents[3]


def person(userid: int, username: str, **facts: Any) -> dict[str, Any]:
    return {"id": userid, "username": username, "confirmed": 1, "firstname": "F", "lastname": "L", "email": "f@campus.test", **facts}


@pytest.fixture
def small() -> dict[str, Any]:
    """A state with one person, one service, one token and one key."""
    return {
        "about": {"anything": ["for", "people"]},
        "user": [person(1, "guest"), person(2, "adm", password=PASSWORD, idnumber="A1"), person(3, "bare")],
        "external_services": [
            {"id": 1, "name": "All", "shortname": "all", "enabled": 1, "functions": "*"},
            {"id": 2, "name": "One", "shortname": "one", "enabled": 1, "functions": ["local_lab_ping", "not_here", "local_lab_ping"]},
            {"id": 3, "name": "None"},
        ],
        "external_tokens": [
            {"id": 1, "token": TOKEN, "privatetoken": PRIVATE, "userid": 2, "externalserviceid": 1, "contextid": 1},
            {"id": 2, "token": f"{TOKEN}2", "userid": 2, "externalserviceid": 1, "contextid": 1, "name": "second"},
        ],
        "user_private_key": [{"script": "core_files", "value": KEY, "userid": 2}],
        "config": {"siteguest": "1", "tokenduration": 60, "tool_mobile/apppolicy": "x"},
        "site_admins": [2, 7],
        "blobs": {content_hash(b"content"): base64.b64encode(b"content").decode()},
    }


@pytest.fixture
def load(empty_store: Store) -> Callable[..., None]:
    """Loads a state into a new site, all in one transaction."""
    registry = Registry([make_component(make_function(), make_function("local_lab_pong"))])

    def load_checked(content: dict[str, Any], *, keep: bool = True, **options: Any) -> None:
        state.check(content)
        prepared = state.prepare(state.fit(content, registry).state, vault=vault(keep=keep))
        parts: dict[str, Any] = {"registry": registry, **options}
        empty_store.run_here(lambda work: state.load(work.db, prepared, **parts), write=True)

    empty_store.run_here(lambda work: install(work.db, REGISTRY, protocols=["rest"], name="New", now=NOW), write=True)
    return load_checked


def everything(db: Connection) -> dict[str, list[tuple[Any, ...]]]:
    return {name: [tuple(row) for row in db.execute(select(table))] for name, table in REGISTRY.tables.items()}


async def test_a_state_is_written_over_a_new_site(empty_store: Store, load: Callable[..., None], small: dict[str, Any]) -> None:
    shown: list[str] = []
    load(small, progress=shown.append)
    assert shown == ["user: 3", "external_services: 3", "external_tokens: 2", "user_private_key: 1"]

    def look(db: Connection) -> None:
        adm, password = accounts.by_username(db, "adm")
        assert adm is not None
        assert password is not None
        assert verify_password(PASSWORD, password)
        settings = config.load(db, {})
        assert (settings["tokenduration"], settings["tool_mobile/apppolicy"], settings["siteadmins"]) == ("60", "x", "2,7")
        links = external_services_functions
        found = db.execute(select(links.c.externalserviceid, links.c.functionname).order_by(links.c.id))
        assert [tuple(row) for row in found] == [(1, "local_lab_ping"), (1, "local_lab_pong"), (2, "local_lab_ping"), (2, "not_here")]
        assert db.execute(select(external_tokens.c.name).where(external_tokens.c.id == 2)).scalar_one() == "second"

    await empty_store.read(look)


async def test_what_a_row_leaves_out_takes_its_default(empty_store: Store, load: Callable[..., None], small: dict[str, Any]) -> None:
    load(small)
    columns = (user.c.idnumber, user.c.auth, user.c.mailformat)
    rows = await empty_store.read(lambda db: [tuple(row) for row in db.execute(select(*columns).order_by(user.c.id))])
    assert rows == [("", "manual", 1), ("A1", "manual", 1), ("", "manual", 1)]


async def test_a_row_that_says_nothing_is_none(empty_store: Store, load: Callable[..., None]) -> None:
    load({"groupings": [{}, {"id": 3, "courseid": 1, "name": "One"}, {}]})
    assert len((await empty_store.read(everything))["groupings"]) == 1


async def test_tables_that_a_state_does_not_name_stay(empty_store: Store, load: Callable[..., None]) -> None:
    before = await empty_store.read(everything)
    load({"user": [], "config": {}})
    after = await empty_store.read(everything)
    del before["user"], before["change"]
    assert after.pop("user") == []
    assert len(after.pop("change")) == 5  # that of the installation, and one for all of each kind
    assert after == before


async def test_a_loaded_token_works(empty_store: Store, load: Callable[..., None], small: dict[str, Any]) -> None:
    finder = callers.Callers(empty_store)
    empty_store.on_commit(finder.apply)
    assert await finder.by_token(TOKEN) is None
    load(small)
    caller = await finder.by_token(TOKEN)
    assert caller is not None
    assert caller.account is not None
    assert (caller.account.username, caller.context) == ("adm", SYSTEM)
    row = await empty_store.read(lambda db: db.execute(select(external_tokens).where(external_tokens.c.id == 1)).mappings().one())
    assert (row["token"], row["privatetoken"]) == (digest(TOKEN), digest(PRIVATE))
    assert (vault().unseal(row["sealedtoken"]), vault().unseal(row["sealedprivatetoken"])) == (TOKEN, PRIVATE)
    assert await empty_store.read(keys.find, vault(), "core_files", 2) == KEY


@pytest.mark.parametrize("keep", [True, False])
def test_nothing_secret_is_in_the_files_of_the_database(
    empty_store: Store, load: Callable[..., None], small: dict[str, Any], keep: bool
) -> None:
    load(small, keep=keep)
    stored = b"".join(_as_stored(empty_store))
    assert b"A1" in stored
    for secret in (TOKEN, PRIVATE, KEY, PASSWORD):
        assert secret.encode() not in stored


def _as_stored(store: Store) -> list[bytes]:
    """All that is stored, down to what is left in the files of SQLite; the files of a server belong to the server."""
    if store.url.get_backend_name() == "sqlite":
        store.close()
        path = Path(str(store.url.database))
        return [file.read_bytes() for file in path.parent.glob(f"{path.name}*")]
    tables = list(REGISTRY.tables.values())
    return store.run_here(lambda work: [repr(work.db.execute(select(table)).all()).encode() for table in tables], write=False)


def test_only_the_guest_has_a_password_that_nobody_gave(empty_store: Store, load: Callable[..., None], small: dict[str, Any]) -> None:
    load(small)
    stored = empty_store.run_here(lambda work: list(work.db.execute(select(user.c.password).order_by(user.c.id)).scalars()), write=False)
    assert verify_password("guest", stored[0])
    assert stored[2] is None


def test_the_settings_of_a_state_say_who_the_guest_is(empty_store: Store, load: Callable[..., None], small: dict[str, Any]) -> None:
    small["config"]["siteguest"] = "3"
    load(small)
    stored = empty_store.run_here(lambda work: list(work.db.execute(select(user.c.password).order_by(user.c.id)).scalars()), write=False)
    assert stored[0] is None
    assert verify_password("guest", stored[2])


async def test_blobs_are_kept_under_their_hash(small: dict[str, Any], tmp_path: Path) -> None:
    blobs = FolderBlobs(tmp_path / "files")
    await state.store_contents(state.prepare(small, vault=vault(keep=True)), blobs)
    assert await blobs.get(content_hash(b"content")) == b"content"


async def test_sessions_are_kept_by_their_digest_and_tokens_bound_to_them_too(
    empty_store: Store, load: Callable[..., None], small: dict[str, Any]
) -> None:
    small["sessions"] = [{"sid": "of the browser", "userid": 2, "timemodified": NOW}]
    small["external_tokens"][0]["sid"] = "of the browser"
    load(small)
    found = await empty_store.read(lambda db: db.execute(select(sessions.c.sid)).scalars().all())
    assert found == [digest("of the browser")]
    caller = await callers.Callers(empty_store).by_token(TOKEN)
    assert caller is not None
    assert caller.session is not None


def test_what_takes_long_is_done_without_a_database(small: dict[str, Any]) -> None:
    prepared = state.prepare(small, vault=vault())
    people, held = prepared.rows["user"], prepared.rows["external_tokens"]
    assert verify_password(PASSWORD, people[1]["password"])
    assert people[2]["password"] is None
    assert held[0]["token"] == digest(TOKEN)
    assert small["user"][1]["password"] == PASSWORD
    assert list(prepared.rows) == [name for name in small if name not in ("about", "config", "site_admins", "blobs")]


async def test_every_cache_is_told(empty_store: Store, load: Callable[..., None]) -> None:
    last = await empty_store.read(last_change)
    load({})
    _, found = await empty_store.read(changes_after, last)
    assert {(change.kind, change.key) for change in found} == {(kind, "") for kind in ChangeKind}


# All or nothing.


@pytest.mark.parametrize(
    ("table", "rows", "says"),
    [
        ("user", [person(2, "one"), person(2, "two")], "user: (UNIQUE constraint failed|duplicate key value)"),
        ("user", [person(2, "one"), person(3, "one")], "user: (UNIQUE constraint failed|duplicate key value)"),
        ("config_plugins", [{"plugin": "x", "name": "y"}] * 2, "config_plugins: (UNIQUE constraint failed|duplicate key value)"),
        ("external_tokens", [{"token": None, "userid": 2, "externalserviceid": 1, "contextid": 1}], "(NOT NULL constraint|null value)"),
        ("blobs", {content_hash(b"x"): "!"}, "does not hold the content of that hash"),
        ("blobs", {content_hash(b"x"): base64.b64encode(b"y").decode()}, "does not hold the content of that hash"),
    ],
)
async def test_a_state_that_contradicts_itself_changes_nothing(
    empty_store: Store, load: Callable[..., None], small: dict[str, Any], table: str, rows: object, says: str
) -> None:
    before = await empty_store.read(everything)
    with pytest.raises(StateError, match=says) as caught:
        load({**small, table: rows})
    assert "\n" not in str(caught.value)
    assert await empty_store.read(everything) == before


async def test_a_site_is_loaded_over_only_where_that_is_wanted(
    empty_store: Store, load: Callable[..., None], small: dict[str, Any]
) -> None:
    load(small)
    before = await empty_store.read(everything)
    with pytest.raises(StateError, match="already holds accounts or tokens"):
        load({"user": [person(5, "other")]})
    assert await empty_store.read(everything) == before
    load({"user": [person(5, "other")], "external_services": [{"id": 2, "name": "Other"}]}, replace=True)
    names = await empty_store.read(lambda db: list(db.execute(select(user.c.username)).scalars()))
    services = await empty_store.read(lambda db: list(db.execute(select(external_services.c.name)).scalars()))
    linked = await empty_store.read(lambda db: set(db.execute(select(external_services_functions.c.externalserviceid)).scalars()))
    assert (names, services, linked) == (["other"], ["Other"], {1})


async def test_a_site_with_a_token_but_no_people_is_not_empty(load: Callable[..., None], small: dict[str, Any]) -> None:
    load({"external_tokens": small["external_tokens"]})
    with pytest.raises(StateError, match="already holds accounts or tokens"):
        load({})


# The form.


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ([], "a state is a JSON object of tables"),
        (None, "a state is a JSON object of tables"),
        ({"user": {}}, "user: expected a list of rows"),
        ({"user": [1]}, "user: expected a list of rows"),
        ({"external_tokens": [{"sealedtoken": {}}]}, "external_tokens.sealedtoken: expected a text, a number, true, false or null"),
        ({"user": [{"firstname": ["F"]}]}, "user.firstname: expected a text, a number, true, false or null"),
        ({"user": [{"id": 2**63}]}, "user.id: expected a number of at most 64 bits"),
        ({"user": [{"password": 12345678}]}, "user.password: expected a text or null"),
        ({"external_tokens": [{"token": 1}]}, "external_tokens.token: expected a text or null"),
        ({"external_tokens": [{"privatetoken": True}]}, "external_tokens.privatetoken: expected a text or null"),
        ({"user_private_key": [{"value": 1.5}]}, "user_private_key.value: expected a text or null"),
        ({"external_services": [{"functions": "all"}]}, 'external_services.functions: expected a list of names or "*"'),
        ({"external_services": [{"functions": [1]}]}, 'external_services.functions: expected a list of names or "*"'),
        ({"config": []}, "config: expected an object of texts and numbers"),
        ({"config": {"forcelogin": False}}, "config: expected an object of texts and numbers"),
        ({"config": {"forcelogin": None}}, "config: expected an object of texts and numbers"),
        ({"site_admins": 2}, "site_admins: expected a list of user ids"),
        ({"site_admins": [None]}, "site_admins: expected a list of user ids"),
        ({"blobs": []}, "blobs: expected an object of texts in base64"),
        ({"blobs": {"x": 1}}, "blobs: expected an object of texts in base64"),
    ],
)
def test_what_is_no_state_is_refused_in_one_line(tmp_path: Path, content: object, says: str) -> None:
    path = tmp_path / "state.json"
    path.write_text(json.dumps(content))
    with pytest.raises(StateError) as caught:
        state.read(path)
    assert str(caught.value) == says


FOREIGN: dict[str, Any] = {
    "users": [{"id": 1}, {"id": 2}],
    "user": [{"id": 1, "nick": "x", "alias": "y", "functions": "*"}, {"id": 2, "city": None, "description": None}],
    "config": {"lang": "en"},
}


def test_the_texts_of_a_site_that_has_moved_name_its_new_address() -> None:
    content = {
        "about": "http://old.test/x",
        "post": [{"id": 1, "summary": "<a href='http://old.test/p'>", "content": '{"url":"http:\\/\\/old.test\\/q"}', "format": 1}],
        "blobs": {"x": "http://old.test"},
    }
    (row,) = state.moved(content, "http://old.test", "https://new.test/s")["post"]
    assert row == {
        "id": 1, "summary": "<a href='https://new.test/s/p'>", "content": '{"url":"https:\\/\\/new.test\\/s\\/q"}', "format": 1
    }  # fmt: skip
    assert state.moved(content, "http://old.test", "https://new.test")["blobs"] == content["blobs"]


def test_what_nobody_has_a_table_for_is_left_out_and_named() -> None:
    fitted = state.fit(FOREIGN, REGISTRY)
    assert fitted.state == {"user": [{"id": 1}, {"id": 2, "description": None}], "config": {"lang": "en"}}
    assert fitted.left_out == [
        "there is no table 'users' (2 rows)",
        "user: there is no column 'alias'",
        "user: there is no column 'functions'",
        "user: there is no column 'nick'",
        "user.city: 1 nulls, which the column does not take",
    ]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (FOREIGN, "there is no table 'users' (2 rows)"),
        ({"user": FOREIGN["user"]}, "user: there is no column 'alias'"),
        ({"user": [{"city": None}]}, "user.city: 1 nulls, which the column does not take"),
    ],
)
def test_what_nobody_has_a_table_for_is_refused_if_that_is_wanted(content: dict[str, Any], says: str) -> None:
    with pytest.raises(StateError) as caught:
        state.fit(content, REGISTRY, strict=True)
    assert str(caught.value) == says


@pytest.mark.parametrize("content", [b"", b"{", b"\xff", b'{"user": [}'])
def test_what_is_no_json_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "state.json"
    path.write_bytes(content)
    with pytest.raises(StateError, match="is not JSON") as caught:
        state.read(path)
    assert "\n" not in str(caught.value)


def test_a_file_that_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(StateError, match=r"cannot read .*No such file"):
        state.read(tmp_path / "none.json")


@pytest.mark.parametrize("name", ["tests/oracle/site.json", "tests/oracle/campus.json", "gateway/admin/demo.json"])
def test_the_states_that_come_with_the_gateway_have_the_form(name: str) -> None:
    assert state.fit(state.read(ROOT / name), REGISTRY).left_out == []


def test_a_cleared_site_is_as_empty_as_a_new_one_and_numbers_from_the_beginning(
    load: Callable[..., None], small: dict[str, Any], empty_store: Store
) -> None:
    before = empty_store.run_here(lambda work: last_change(work.db), write=False)
    load(small)

    def cleared(db: Connection) -> tuple[dict[str, list[tuple[Any, ...]]], int, int]:
        state.clear(db, REGISTRY)
        held = everything(db)
        again = install(db, REGISTRY, protocols=["rest"], name="New", now=NOW)
        assert again
        guest = db.execute(select(user.c.id)).scalar()
        assert guest is not None
        return held, guest, last_change(db)

    held, guest, change = empty_store.run_here(lambda work: cleared(work.db), write=True)
    assert guest == 1
    assert {name for name, rows in held.items() if rows} <= {"change"}
    assert change > before  # other processes follow the feed, which goes on


def test_a_state_without_contexts_is_given_them(load: Callable[..., None], small: dict[str, Any], empty_store: Store) -> None:
    load(small)
    made = empty_store.run_here(lambda work: set(contexts.by_instances(work.db, Level.USER, [1, 2, 3])), write=False)
    assert made == {1, 2, 3}
