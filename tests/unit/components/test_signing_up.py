"""Signing up, confirming the account, and asking for a new password, as clients do it; what is mailed is read in the outbox."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import insert, select, update

from gateway.mail import outbox
from gateway.server.host import Gateway
from gateway.store.tables.mail import outgoing_mail
from gateway.store.tables.users import user, user_info_category, user_info_data, user_info_field
from tests.unit.app_fixtures import call, errorcode, set_config, statement, stop_background, value

PERSON: dict[str, Any] = {
    "username": "nell",
    "password": "Passw0rd!",
    "firstname": "Nell",
    "lastname": "Ñandú",
    "email": "nell@example.org",
}
SIGN_UP = "auth_email_signup_user"
CONFIRM, RESEND, RESET = "core_auth_confirm_user", "core_auth_resend_confirmation_email", "core_auth_request_password_reset"


@pytest.fixture(autouse=True)
def _open_school(gateway: Gateway) -> None:
    """People may sign up, and no mail leaves the outbox by itself."""
    stop_background(gateway)
    set_config(gateway, registerauth="email")


async def told(gateway: Gateway, function: str, **arguments: Any) -> Any:
    return value(await call(gateway, function, dict[str | int, object](arguments.items()), by=None, protocol="ajax"))


async def refused(gateway: Gateway, function: str, **arguments: Any) -> str:
    return errorcode(await call(gateway, function, dict[str | int, object](arguments.items()), by=None, protocol="ajax"))


def mails(gateway: Gateway) -> list[outbox.Mail]:
    """The mails in the outbox, which are taken out of it."""

    def taken(work: Any) -> list[outbox.Mail]:
        found = []
        while (each := outbox.take(work.db, gateway.vault, now=2_000_000_000)) is not None:
            outbox.sent(work.db, each, now=2_000_000_000)
            found.append(each.mail)
        return found

    return gateway.store.run_here(taken, write=True)


def link(mail: outbox.Mail) -> dict[str, list[str]]:
    """The fields of the link in a mail."""
    found = re.search(r"https?://\S+", mail.text)
    assert found is not None
    return parse_qs(urlsplit(found[0]).query)


def wrong(answer: Any) -> set[str]:
    """The fields that were wrong."""
    assert {each["warningcode"] for each in answer["warnings"]} <= {"fielderror"}
    return {each["item"] for each in answer["warnings"]}


async def test_who_signs_up_confirms_the_account_by_a_mailed_link(gateway: Gateway) -> None:
    assert await told(gateway, SIGN_UP, **PERSON, redirect="/course/view.php?id=2") == {"success": True, "warnings": []}
    row = user.c.username == "nell"
    assert statement(gateway, select(user.c.confirmed).where(row)) == 0
    [mail] = mails(gateway)
    assert mail.address == "nell@example.org"
    secret, username = link(mail)["data"][0].split("/")
    assert link(mail)["redirect"] == ["/course/view.php?id=2"]
    assert await refused(gateway, CONFIRM, username="nell", secret="0" * 32) == "invalidconfirmdata"
    assert await refused(gateway, CONFIRM, username="student", secret=secret) == "invalidconfirmdata"
    assert await told(gateway, CONFIRM, username=username, secret=secret) == {"success": True, "warnings": []}
    assert statement(gateway, select(user.c.confirmed).where(row)) == 1
    again = await told(gateway, CONFIRM, username=username, secret=secret)
    assert (again["success"], again["warnings"][0]["warningcode"]) == (False, "alreadyconfirmed")


async def test_a_link_is_void_once_the_address_is_another(gateway: Gateway) -> None:
    await told(gateway, SIGN_UP, **PERSON)
    secret = link(mails(gateway)[0])["data"][0].split("/")[0]
    statement(gateway, update(user).where(user.c.username == "nell").values(email="other@example.org"))
    assert await refused(gateway, CONFIRM, username="nell", secret=secret) == "invalidconfirmdata"


async def test_what_is_filled_in_badly_is_told_field_by_field_and_makes_no_account(gateway: Gateway) -> None:
    email = statement(gateway, select(user.c.email).where(user.c.username == "student"))
    bad = {"username": "student", "password": "x", "firstname": " ", "lastname": "", "email": email.upper()}
    answer = await told(gateway, SIGN_UP, **bad)
    assert not answer["success"]
    assert wrong(answer) == {"username", "password", "firstname", "lastname", "email"}
    assert wrong(await told(gateway, SIGN_UP, **{**PERSON, "email": "nobody"})) == {"email"}
    assert mails(gateway) == []


async def test_hosts_of_addresses_are_allowed_or_denied(gateway: Gateway) -> None:
    set_config(gateway, denyemailaddresses="example.org .bad.example")
    assert wrong(await told(gateway, SIGN_UP, **PERSON)) == {"email"}
    assert wrong(await told(gateway, SIGN_UP, **{**PERSON, "email": "a@very.bad.example"})) == {"email"}
    set_config(gateway, allowemailaddresses="school.example")
    assert wrong(await told(gateway, SIGN_UP, **{**PERSON, "email": "a@other.example"})) == {"email"}
    assert (await told(gateway, SIGN_UP, **{**PERSON, "email": "a@School.example"}))["success"]


async def test_profile_fields_are_asked_for(gateway: Gateway) -> None:
    statement(gateway, insert(user_info_category).values(id=70, name="More", sortorder=1))
    field = {"datatype": "text", "categoryid": 70, "signup": 1, "visible": 2, "required": 1, "forceunique": 1}
    statement(gateway, insert(user_info_field).values(id=70, shortname="number", name="Number", **field))
    statement(gateway, insert(user_info_data).values(userid=4, fieldid=70, data="7"))
    number = {"type": "text", "name": "profile_field_number", "value": "7"}
    assert wrong(await told(gateway, SIGN_UP, **PERSON)) == {"profile_field_number"}
    assert wrong(await told(gateway, SIGN_UP, **PERSON, customprofilefields=[number])) == {"profile_field_number"}
    unknown = [{**number, "name": "profile_field_nosuch"}]
    assert await refused(gateway, SIGN_UP, **PERSON, customprofilefields=unknown) == "invalidparameter"
    assert (await told(gateway, SIGN_UP, **PERSON, customprofilefields=[{**number, "value": "8"}]))["success"]
    assert statement(gateway, select(user_info_data.c.data).where(user_info_data.c.data == "8")) == "8"


async def test_nobody_signs_up_where_the_site_does_not_say_so(gateway: Gateway) -> None:
    set_config(gateway, registerauth="")
    assert await refused(gateway, SIGN_UP, **PERSON) == "registrationdisabled"
    assert await refused(gateway, CONFIRM, username="nell", secret="0") == "confirmationnotenabled"


async def test_the_link_is_mailed_again_to_who_knows_the_password_but_not_for_ever(gateway: Gateway) -> None:
    await told(gateway, SIGN_UP, **PERSON)
    mine = {"username": "nell", "password": "Passw0rd!"}
    assert await refused(gateway, RESEND, username="nell", password="wrong") == "invalidlogin"
    for _ in range(2):
        assert await told(gateway, RESEND, **mine) == {"status": True, "warnings": []}
    assert await refused(gateway, RESEND, **mine) == "cannotmailconfirm"
    sent = mails(gateway)
    assert len(sent) == 3
    assert len({str(link(each)) for each in sent}) == 1
    assert await refused(gateway, RESEND, username="student", password="Passw0rd!") == "alreadyconfirmed"


async def test_who_asks_for_a_new_password_is_not_told_which_accounts_there_are(gateway: Gateway) -> None:
    for asked in ({"username": "student"}, {"username": "nobody"}, {"email": "nobody@example.org"}):
        assert (await told(gateway, RESET, **asked))["status"] == "emailpasswordconfirmmaybesent"
    [mail] = mails(gateway)
    assert len(link(mail)["token"][0]) == 32
    assert link(mail)["token"][0] not in str(statement(gateway, select(outgoing_mail.c.recipient)))


async def test_a_site_may_tell_more_of_what_was_done(gateway: Gateway) -> None:
    set_config(gateway, protectusernames="0")
    statuses = [(await told(gateway, RESET, username="student"))["status"] for _ in range(3)]
    assert statuses == ["emailresetconfirmsent", "emailresetconfirmsent", "emailalreadysent"]
    sent = mails(gateway)
    assert len(sent) == 2
    assert link(sent[0]) == link(sent[1])
    assert wrong(await told(gateway, RESET, username="nobody")) == {"username"}
    assert wrong(await told(gateway, RESET, email="nobody@example.org")) == {"email"}
    assert wrong(await told(gateway, RESET, email="nobody")) == {"email"}
    for both in ({}, {"username": "student", "email": "student@example.org"}):
        answer = await told(gateway, RESET, **both)
        assert (answer["status"], wrong(answer)) == ("dataerror", {"username", "email"})


async def test_who_has_not_confirmed_is_mailed_how_to(gateway: Gateway) -> None:
    set_config(gateway, protectusernames="0")
    await told(gateway, SIGN_UP, **PERSON)
    assert wrong(await told(gateway, RESET, email="NELL@example.org")) == {"email"}
    first, second = mails(gateway)
    assert link(first) == link(second)


async def test_who_has_the_password_elsewhere_gets_an_explanation(gateway: Gateway) -> None:
    set_config(gateway, protectusernames="0")
    statement(gateway, update(user).where(user.c.username == "student").values(auth="webservice"))
    statuses = [(await told(gateway, RESET, username="student"))["status"] for _ in range(3)]
    assert statuses == ["emailpasswordconfirmsent", "emailpasswordconfirmsent", "emailalreadysent"]
    assert all("token" not in each.text for each in mails(gateway))


async def test_nothing_is_mailed_where_passwords_are_set_elsewhere(gateway: Gateway) -> None:
    set_config(gateway, forgottenpasswordurl="https://id.example.org/")
    assert await refused(gateway, RESET, username="student") == "cannotmailconfirm"
    assert mails(gateway) == []
