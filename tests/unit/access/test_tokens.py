"""Tokens: handing one out, making one, ending one (``docs/contract/server.md 1.5 to 1.8``)."""

from __future__ import annotations

import re
from typing import Any

import msgspec
import pytest
from sqlalchemy import Connection, delete, insert, select

from gateway.access import sessions, tokens
from gateway.access.callers import EMBEDDED, TokenRow
from gateway.access.contexts import SYSTEM
from gateway.access.secrets import SecretsError, Vault, digest
from gateway.access.sessions import StoredSession
from gateway.access.tokens import Issued
from gateway.errors import CodedError
from gateway.store.changes import Change, ChangeKind, noted
from gateway.store.tables.access import role_capabilities
from gateway.store.tables.services import external_services_users, external_tokens
from gateway.store.tables.users import user
from tests.unit.campus import (
    ADMIN,
    ANN,
    CLOSED,
    GUARD,
    GUARDED,
    GUEST,
    MAX,
    MOBILE,
    NOEL,
    NOW,
    OPEN,
    TOM,
    change,
    course_context,
    person,
    set_config,
    snapshot,
    vault,
)

HERE = "10.1.2.3"
WEEKS = 7_257_600


def login(
    db: Connection, userid: int = ANN, serviceid: int = OPEN, *, keys: Vault | None = None, address: str = HERE, now: int = NOW
) -> Issued:
    site = snapshot(db)
    return tokens.for_login(db, keys or vault(), site, person(db, userid), site.services[serviceid], address=address, now=now)


def create(db: Connection, userid: int = ANN, serviceid: int = OPEN, *, now: int = NOW, keys: Vault | None = None, **facts: Any) -> Issued:
    site = snapshot(db)
    return tokens.create(db, keys or vault(), site, person(db, userid), site.services[serviceid], now=now, **facts)


def refusal(db: Connection, userid: int = ANN, serviceid: int = OPEN, **where: Any) -> tuple[str, str]:
    with pytest.raises(CodedError) as caught:
        login(db, userid, serviceid, **where)
    return caught.value.errorcode, caught.value.component


def row(db: Connection, tokenid: int) -> dict[str, Any]:
    return dict(db.execute(select(external_tokens).where(external_tokens.c.id == tokenid)).mappings().one())


def count(db: Connection) -> int:
    return len(db.execute(select(external_tokens.c.id)).all())


def authorise(db: Connection, userid: int = ANN, **facts: Any) -> None:
    db.execute(insert(external_services_users).values(externalserviceid=CLOSED, userid=userid, **facts))


def withdraw(db: Connection, capability: str) -> None:
    db.execute(delete(role_capabilities).where(role_capabilities.c.capability == capability))


# Handing one out: who gets any.


def test_a_new_token_has_the_form_and_the_row_of_the_contract(db: Connection) -> None:
    issued = login(db)
    assert issued.created
    assert re.fullmatch(r"[0-9a-f]{32}", issued.token)
    assert re.fullmatch(r"[A-Za-z0-9]{64}", str(issued.privatetoken))
    stored = row(db, issued.id)
    assert re.fullmatch(r"Webservice-[A-Za-z0-9]{5}", stored.pop("name"))
    assert vault().unseal(stored.pop("sealedtoken")) == issued.token
    assert vault().unseal(stored.pop("sealedprivatetoken")) == issued.privatetoken
    assert (
        stored.items()
        >= {
            "id": issued.id,
            "token": digest(issued.token),
            "privatetoken": digest(str(issued.privatetoken)),
            "tokentype": 0,
            "userid": ANN,
            "externalserviceid": OPEN,
            "sid": None,
            "contextid": SYSTEM.id,
            "creatorid": ANN,
            "iprestriction": None,
            "validuntil": NOW + WEEKS,
            "timecreated": NOW,
            "lastaccess": None,
        }.items()
    )
    assert Change(ChangeKind.TOKEN, digest(issued.token)) in noted(db)


@pytest.mark.parametrize(
    ("facts", "refused"),
    [
        ({"deleted": 1}, ("userdeleted", "error")),
        ({"confirmed": 0}, ("usernotconfirmed", "error")),
        ({"suspended": 1}, ("suspended", "auth")),
        ({"auth": "nologin"}, ("suspended", "auth")),
        ({"deleted": 1, "confirmed": 0, "suspended": 1}, ("userdeleted", "error")),
        ({"confirmed": 0, "suspended": 1}, ("usernotconfirmed", "error")),
    ],
)
def test_accounts_in_no_state_to_get_a_token(db: Connection, facts: dict[str, Any], refused: tuple[str, str]) -> None:
    change(db, user, ANN, **facts)
    assert refusal(db) == refused


def test_guests_get_no_token(db: Connection) -> None:
    assert refusal(db, GUEST) == ("guestsarenotallowed", "error")


def test_an_account_that_is_gone_gets_no_token(db: Connection) -> None:
    site, ann = snapshot(db), person(db, ANN)
    db.execute(delete(user).where(user.c.id == ANN))
    with pytest.raises(CodedError) as caught:
        tokens.for_login(db, vault(), site, ann, site.services[OPEN], address=HERE, now=NOW)
    assert caught.value.errorcode == "invaliduser"


def test_the_capability_a_service_requires_is_asked_at_the_system(db: Connection) -> None:
    assert refusal(db, ANN, GUARDED) == ("missingrequiredcapability", "webservice")
    assert login(db, MAX, GUARDED).created


def test_a_restricted_service_is_for_those_authorised(db: Connection) -> None:
    assert refusal(db, ANN, CLOSED) == ("usernotallowed", "webservice")
    authorise(db)
    assert login(db, ANN, CLOSED).created
    assert refusal(db, ADMIN, CLOSED) == ("usernotallowed", "webservice")


@pytest.mark.parametrize(
    ("facts", "refused"),
    [
        ({"validuntil": NOW - 1}, ("invalidtimedtoken", "webservice")),
        ({"iprestriction": "192.168"}, ("invalidiptoken", "webservice")),
        ({"validuntil": NOW - 1, "iprestriction": "192.168"}, ("invalidtimedtoken", "webservice")),
        ({"validuntil": NOW, "iprestriction": "10.1"}, None),
        ({"validuntil": 0, "iprestriction": ""}, None),
    ],
)
def test_an_authorisation_has_an_end_and_a_place(db: Connection, facts: dict[str, Any], refused: tuple[str, str] | None) -> None:
    authorise(db, **facts)
    if refused is None:
        assert login(db, ANN, CLOSED).created
    else:
        assert refusal(db, ANN, CLOSED) == refused


def test_an_authorisation_is_nothing_to_a_service_that_asks_for_none(db: Connection) -> None:
    values = {"externalserviceid": OPEN, "userid": ANN, "validuntil": NOW - 1, "iprestriction": "192.168"}
    db.execute(insert(external_services_users).values(**values))
    assert login(db).created


# Handing one out: which.


def test_the_newest_usable_token_is_handed_out_again_whoever_made_it(db: Connection) -> None:
    create(db, now=NOW - 20)
    newest = create(db, now=NOW - 10, creator=ADMIN, validuntil=NOW)
    create(db, now=NOW - 15)
    again = login(db)
    assert (again.id, again.token, again.privatetoken, again.created) == (newest.id, newest.token, newest.privatetoken, False)
    assert row(db, newest.id)["validuntil"] == NOW


def test_of_tokens_of_one_moment_the_last_is_handed_out(db: Connection) -> None:
    create(db)
    last = create(db)
    assert login(db).id == last.id


def test_reusing_a_token_needs_no_right_to_create_one(db: Connection) -> None:
    issued = create(db, ADMIN)
    assert login(db, ADMIN).id == issued.id


def test_tokens_of_other_people_services_and_sessions_are_not_handed_out(db: Connection) -> None:
    others = [create(db, TOM), create(db, ANN, MOBILE), create(db)]
    change(db, external_tokens, others[2].id, tokentype=EMBEDDED)
    assert login(db).created
    assert count(db) == 4


def test_expired_tokens_are_deleted_on_the_way(db: Connection) -> None:
    expired, current = create(db, validuntil=NOW - 1), create(db, now=NOW - 5, validuntil=NOW)
    assert login(db).id == current.id
    assert count(db) == 1
    assert Change(ChangeKind.TOKEN, digest(expired.token)) in noted(db)


@pytest.mark.parametrize(("restriction", "usable"), [(None, True), ("10.1", True), ("192.168", False), ("", False)])
def test_a_token_for_other_places_stays_but_is_not_handed_out(db: Connection, restriction: str | None, usable: bool) -> None:
    issued = create(db)
    change(db, external_tokens, issued.id, iprestriction=restriction)
    again = login(db)
    assert (again.id == issued.id) is usable
    assert count(db) == (1 if usable else 2)


# Handing one out: who may make a new one.


def test_with_the_capability_anybody_but_an_administrator_may_make_one(db: Connection) -> None:
    assert login(db, NOEL).created
    assert refusal(db, ADMIN) == ("cannotcreatetoken", "webservice")
    withdraw(db, "moodle/webservice:createtoken")
    assert refusal(db, TOM) == ("cannotcreatetoken", "webservice")


def test_for_the_mobile_service_its_own_capability_is_enough(db: Connection) -> None:
    withdraw(db, "moodle/webservice:createtoken")
    assert login(db, NOEL, MOBILE).created
    assert login(db, ADMIN, MOBILE).created
    withdraw(db, "moodle/webservice:createmobiletoken")
    assert refusal(db, TOM, MOBILE) == ("cannotcreatetoken", "webservice")


def test_for_the_mobile_service_the_general_capability_is_enough_too(db: Connection) -> None:
    withdraw(db, "moodle/webservice:createmobiletoken")
    assert login(db, NOEL, MOBILE).created


@pytest.mark.parametrize(("duration", "validuntil"), [("60", NOW + 60), ("0", None)])
def test_the_site_says_how_long_a_new_token_is_valid(db: Connection, duration: str, validuntil: int | None) -> None:
    set_config(db, tokenduration=duration)
    assert row(db, login(db).id)["validuntil"] == validuntil


# Secrets.


def test_a_site_that_keeps_no_values_makes_a_token_at_every_login(db: Connection) -> None:
    forgetful = vault(keep=False)
    first, second = login(db, keys=forgetful), login(db, keys=forgetful)
    assert first.created
    assert second.created
    assert first.token != second.token
    stored = row(db, first.id)
    assert (stored["token"], stored["sealedtoken"], stored["sealedprivatetoken"]) == (digest(first.token), None, None)


def test_a_token_whose_value_is_not_kept_does_not_hide_an_older_one_that_is(db: Connection) -> None:
    kept = create(db, now=NOW - 10)
    create(db, keys=vault(keep=False))
    assert login(db).token == kept.token


def test_a_token_may_have_no_private_one(db: Connection) -> None:
    issued = create(db)
    change(db, external_tokens, issued.id, privatetoken=None, sealedprivatetoken=None)
    assert login(db) == msgspec.structs.replace(issued, privatetoken=None, created=False)


def test_with_another_site_key_no_token_can_be_handed_out_again(db: Connection) -> None:
    login(db)
    with pytest.raises(SecretsError, match="another site key"):
        login(db, keys=Vault(bytes(32)))


# Making one as an administrator.


def test_an_administrator_says_everything_about_a_token(db: Connection) -> None:
    place = course_context(db)
    issued = create(db, context=place, creator=ADMIN, validuntil=0, iprestriction="10.1", name="for the robot")
    stored = row(db, issued.id)
    told = ("contextid", "creatorid", "validuntil", "iprestriction", "name", "tokentype")
    assert [stored[column] for column in told] == [place.id, ADMIN, 0, "10.1", "for the robot", 0]
    stored = row(db, create(db, iprestriction="").id)
    assert (stored["iprestriction"], stored["creatorid"], stored["validuntil"]) == (None, ANN, None)


def test_the_owner_must_hold_what_the_service_requires_in_the_context_of_the_token(db: Connection) -> None:
    place = course_context(db)
    with pytest.raises(CodedError) as caught:
        create(db, TOM, GUARDED, context=place)
    assert (caught.value.errorcode, caught.value.component) == ("nocapabilitytousethisservice", "error")
    values = {"contextid": place.id, "roleid": 3, "capability": GUARD, "permission": 1}
    db.execute(insert(role_capabilities).values(**values))
    assert create(db, TOM, GUARDED, context=place).created
    with pytest.raises(CodedError):
        create(db, TOM, GUARDED)


def test_an_administrator_may_make_tokens_for_people_who_could_not_themselves(db: Connection) -> None:
    change(db, user, ANN, suspended=1, confirmed=0)
    assert create(db, ANN, CLOSED).created
    assert create(db, ADMIN).created


# Ending them.


def test_a_token_is_found_by_its_value_and_by_its_id(db: Connection) -> None:
    issued = create(db)
    assert tokens.find(db, issued.token) == issued.id
    assert tokens.find(db, str(issued.id)) == issued.id
    for reference in ("", "0", "99", "x", digest(issued.token), "9" * 30, "²"):
        assert tokens.find(db, reference) is None


def test_a_token_is_revoked_once_and_noted(db: Connection) -> None:
    issued, other = create(db), create(db)
    assert tokens.revoke(db, issued.id)
    assert not tokens.revoke(db, issued.id)
    assert tokens.find(db, issued.token) is None
    assert tokens.find(db, other.token) == other.id
    assert Change(ChangeKind.TOKEN, digest(issued.token)) in noted(db)


@pytest.mark.parametrize(("validuntil", "stays"), [(NOW - 1, False), (NOW, True), (0, True), (None, True)])
def test_only_a_token_that_is_past_its_time_expires(db: Connection, validuntil: int | None, stays: bool) -> None:
    issued = create(db, validuntil=validuntil)
    tokens.expire(db, issued.id, now=NOW)
    tokens.expire(db, 99, now=NOW)
    assert (tokens.find(db, issued.token) is not None) is stays


def test_last_uses_are_stored_without_a_change_for_caches(db: Connection) -> None:
    first, second = create(db), create(db)
    before = noted(db)
    tokens.touch(db, {first.id: NOW, second.id: NOW + 1, 99: NOW})
    assert (row(db, first.id)["lastaccess"], row(db, second.id)["lastaccess"]) == (NOW, NOW + 1)
    assert noted(db) == before


def test_a_list_of_tokens_shows_no_secret(db: Connection) -> None:
    mine = create(db, name="mine", validuntil=NOW + 5)
    create(db, TOM, MOBILE)
    everyones = tokens.listed(db)
    assert [(item.username, item.service) for item in everyones] == [("ann", "Service 1"), ("tom", "Service 5")]
    (own,) = tokens.listed(db, ANN)
    assert (own.id, own.name, own.validuntil, own.contextid) == (mine.id, "mine", NOW + 5, SYSTEM.id)
    for secret in (mine.token, str(mine.privatetoken), digest(mine.token)):
        assert secret not in repr(everyones)


def test_a_service_is_asked_for_by_its_short_name_and_only_while_it_is_enabled(db: Connection) -> None:
    site = snapshot(db)
    assert tokens.service_named(site, "open").id == OPEN
    for shortname in ("off", "nowhere", "", "Open", "Service 1"):
        with pytest.raises(CodedError) as caught:
            tokens.service_named(site, shortname)
        assert (caught.value.errorcode, caught.value.component) == ("servicenotavailable", "webservice")


# Tokens bound to a session.


def begin(db: Connection, userid: int = ANN) -> tuple[str, StoredSession]:
    sid = sessions.create(db, userid, address=HERE, now=NOW)
    session = sessions.by_key(db, digest(sid))
    assert session is not None
    return sid, session


def left(db: Connection) -> set[int]:
    return set(db.execute(select(external_tokens.c.id)).scalars())


def row_of(db: Connection, issued: Issued) -> TokenRow:
    row = db.execute(select(external_tokens).where(external_tokens.c.id == issued.id)).mappings().one()
    own = {name: row[name] for name in ("id", "userid", "contextid", "sid", "iprestriction")}
    return TokenRow(**own, type=row["tokentype"], serviceid=row["externalserviceid"], validuntil=row["validuntil"] or 0, lastaccess=0)


def test_an_embedded_token_is_bound_to_the_session_it_was_made_in(db: Connection) -> None:
    sid, session = begin(db)
    row = row_of(db, create(db, session=session))
    assert (row.type, row.sid) == (EMBEDDED, session.key)
    assert sid != row.sid
    assert row_of(db, create(db)).sid is None


def test_the_tokens_of_a_session_are_revoked_together(db: Connection) -> None:
    (_, session), (_, other) = begin(db), begin(db)
    kept = {create(db).id, create(db, session=other).id}
    bound = [create(db, session=session) for _ in range(2)]
    tokens.revoke_bound(db, session.key)
    assert left(db) == kept
    assert {Change(ChangeKind.TOKEN, digest(issued.token)) for issued in bound} <= set(noted(db))


def test_a_token_of_a_session_that_is_over_is_forgotten_with_all_others_of_it(db: Connection) -> None:
    _, session = begin(db)
    one, _, own = create(db, session=session), create(db, session=session), create(db)
    tokens.forget(db, snapshot(db), row_of(db, one), now=NOW)
    assert len(left(db)) == 3
    tokens.forget(db, snapshot(db), row_of(db, own), now=NOW + 28_801)
    assert len(left(db)) == 3
    tokens.forget(db, snapshot(db), row_of(db, one), now=NOW + 28_801)
    assert left(db) == {own.id}


def test_a_token_past_its_time_is_forgotten_alone(db: Connection) -> None:
    old, other = create(db, validuntil=NOW - 1), create(db, validuntil=NOW - 1)
    tokens.forget(db, snapshot(db), row_of(db, old), now=NOW)
    assert left(db) == {other.id}


def test_a_permanent_token_is_handed_out_again_as_long_as_its_session_holds(db: Connection) -> None:
    _, session = begin(db)
    made = create(db, now=NOW + 5)
    change(db, external_tokens, made.id, sid=session.key)
    assert login(db).token == made.token
    assert login(db, now=NOW + 28_801).token != made.token
    assert len(left(db)) == 1
