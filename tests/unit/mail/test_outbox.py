"""The outbox: what is put into it, who takes it, and what becomes of it."""

from __future__ import annotations

import pytest
from sqlalchemy import Connection, select

from gateway.access.secrets import Vault
from gateway.mail import outbox
from gateway.mail.outbox import Mail, Taken
from gateway.store.tables.mail import outgoing_mail

NOW, DAY = 1_800_000_000, 24 * 3600
VAULT = Vault(b"k" * 32)
MAIL = Mail(userid=7, address="bob@example.org", name="Bob Burt", subject="Hello", text="Your secret is 4711.")


def put(db: Connection, mail: Mail = MAIL, now: int = NOW) -> bool:
    return outbox.put(db, VAULT, mail, now=now)


def taken(db: Connection, now: int = NOW) -> Taken:
    found = outbox.take(db, VAULT, now=now)
    assert found is not None
    return found


def test_a_mail_is_taken_by_one_at_a_time_and_by_another_if_that_one_is_gone(db: Connection) -> None:
    put(db)
    assert outbox.any_due(db, now=NOW)
    assert taken(db).mail == MAIL
    assert not outbox.any_due(db, now=NOW)
    assert outbox.take(db, VAULT, now=NOW) is None
    assert taken(db, now=NOW + 3600).mail == MAIL


def test_what_a_mail_says_is_sealed_and_gone_when_it_is_sent(db: Connection) -> None:
    put(db)
    assert b"4711" not in db.execute(select(outgoing_mail.c.sealedvalue)).scalar_one()
    outbox.sent(db, taken(db), now=NOW)
    assert db.execute(select(outgoing_mail.c.sealedvalue, outgoing_mail.c.timesent)).one() == (None, NOW)
    assert outbox.take(db, VAULT, now=NOW + DAY) is None
    assert outbox.sent_lately(db, 7, since=NOW) == 1


def test_a_mail_that_fails_is_tried_after_waits_that_grow_for_a_day(db: Connection) -> None:
    put(db)
    due, waits = NOW, []
    while True:
        then = outbox.failed(db, taken(db, now=due), "nobody is there", for_good=False, now=due)
        if then is None:
            break
        assert [(each.problem, each.due) for each in outbox.waiting(db)] == [("nobody is there", then)]
        waits.append(then - due)
        due = then
    assert waits == sorted(waits)
    assert waits[0] < 120
    assert DAY - 4 * 3600 < due - NOW <= DAY
    assert outbox.waiting(db) == []


def test_a_mail_that_is_refused_for_good_is_not_tried_again(db: Connection) -> None:
    put(db)
    assert outbox.failed(db, taken(db), "no such person", for_good=True, now=NOW) is None
    assert outbox.take(db, VAULT, now=NOW + DAY) is None


def test_a_mail_that_is_done_is_remembered_for_a_day(db: Connection) -> None:
    put(db)
    put(db)
    outbox.sent(db, taken(db), now=NOW)
    assert outbox.forget_old(db, NOW + DAY) == 0
    assert outbox.forget_old(db, NOW + DAY + 1) == 1
    assert len(outbox.waiting(db)) == 1


@pytest.mark.parametrize("address", ["", "bob", "bob@", "@example.org", "bob@example.org\nBcc: eve@example.org", "a b@example.org"])
def test_nothing_is_put_for_what_is_no_address(db: Connection, address: str) -> None:
    assert not put(db, Mail(userid=7, address=address, name="Bob", subject="Hello", text=""))
    assert outbox.waiting(db) == []


def test_no_new_line_gets_into_the_head_of_a_mail(db: Connection) -> None:
    put(db, Mail(userid=7, address="bob@example.org", name="Bob\r\nBcc: eve@example.org", subject="a\x85b\u2028c\ud800", text="\ud800"))
    assert taken(db).mail.name == "Bob Bcc: eve@example.org"
    assert outbox.take(db, VAULT, now=NOW) is None
