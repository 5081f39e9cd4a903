"""Passwords and their hashes."""

from __future__ import annotations

import asyncio
import threading
import time

import pytest

from gateway.access import passwords
from gateway.access.passwords import Passwords, hash_password, verify_password
from gateway.errors import CodedError
from gateway.store.changes import Change, ChangeKind
from tests.unit.campus import ANN, TOM, vault


@pytest.fixture(autouse=True)
def _cheap_passwords() -> None:
    """Here they cost what they do in operation."""


@pytest.mark.parametrize("password", ["Secret.1", "", " with spaces ", "größer", "\udc80", "x" * 5000])
def test_a_hash_matches_its_password_alone(password: str) -> None:
    stored = hash_password(password)
    assert verify_password(password, stored)
    assert not verify_password(f"{password}.", stored)
    if len(password) > 1:
        assert password not in stored


def test_a_hash_names_its_costs_and_is_never_the_same_twice() -> None:
    first, second = hash_password("Secret.1"), hash_password("Secret.1")
    assert first != second
    assert first.startswith("$argon2id$v=19$m=19456,t=2,p=1$")


@pytest.mark.parametrize("stored", ["", "restored", "not cached", "Secret.1", "$argon2id$v=19$m=19456,t=2,p=1$", "$2y$10$abc", "ü"])
def test_what_is_no_hash_matches_nothing(stored: str) -> None:
    assert not verify_password("Secret.1", stored)
    assert not verify_password(stored, stored)


async def test_verifying_does_not_stop_the_loop_and_an_unknown_user_costs_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[str, bool]] = []

    def verify(_password: str, stored: str) -> bool:
        seen.append((stored, threading.current_thread() is threading.main_thread()))
        return True

    monkeypatch.setattr(passwords, "verify_password", verify)
    assert await Passwords(vault()).verify("Secret.1", "a hash")
    assert not await Passwords(vault()).verify("Secret.1", None)
    (known, known_here), (unknown, unknown_here) = seen
    assert known == "a hash"
    assert unknown.startswith("$argon2id$")
    assert not known_here
    assert not unknown_here


async def test_only_a_few_are_computed_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    running, most = 0, 0
    lock, gate = threading.Lock(), threading.Event()
    full, loop = asyncio.Event(), asyncio.get_running_loop()

    def verify(_password: str, _stored: str) -> bool:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
            if running == 2:
                loop.call_soon_threadsafe(full.set)
        gate.wait()
        with lock:
            running -= 1
        return True

    monkeypatch.setattr(passwords, "verify_password", verify)
    verifier = Passwords(vault())
    waiting = [asyncio.create_task(verifier.verify("Secret.1", "a hash")) for _ in range(6)]
    await full.wait()
    await asyncio.sleep(0.01)
    gate.set()
    assert await asyncio.gather(*waiting) == [True] * 6
    assert most == 2


async def test_one_more_than_may_wait_is_refused_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    gate = threading.Event()
    monkeypatch.setattr(passwords, "verify_password", lambda *_: gate.wait())
    verifier = Passwords(vault(), most_waiting=3)
    computing = [asyncio.create_task(verifier.verify("Secret.1", "a hash")) for _ in range(2 + 3)]
    await asyncio.sleep(0.01)
    with pytest.raises(CodedError) as refused:
        await verifier.verify("Secret.1", "a hash")
    assert refused.value.errorcode == "toomanyrequests"
    gate.set()
    assert await asyncio.gather(*computing) == [True] * 5
    assert await verifier.verify("Secret.1", "a hash")


class Computed:
    """A verifier of which is known how often it has computed; only ``Secret.1`` is right."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.passwords = Passwords(vault())
        self.count = 0
        monkeypatch.setattr(passwords, "verify_password", self._verify)

    def _verify(self, password: str, _stored: str) -> bool:
        self.count += 1
        return password == "Secret.1"

    async def __call__(self, userid: int = ANN, password: str = "Secret.1", stored: str | None = "a hash") -> tuple[bool, int]:
        """Whether the password was right, and how often that had to be computed."""
        before = self.count
        return await self.passwords.verify_call(userid, password, stored), self.count - before


@pytest.fixture
def computed(monkeypatch: pytest.MonkeyPatch) -> Computed:
    return Computed(monkeypatch)


async def test_a_password_that_was_right_moments_ago_is_not_computed_again(computed: Computed, monkeypatch: pytest.MonkeyPatch) -> None:
    assert await computed() == (True, 1)
    assert await computed() == (True, 0)
    now = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: now + 31)
    assert await computed() == (True, 1)


async def test_it_is_right_for_the_same_account_and_the_same_hash_alone(computed: Computed) -> None:
    await computed()
    assert await computed(TOM) == (True, 1)
    assert await computed(stored="another hash") == (True, 1)
    assert await computed(password="Secret.2") == (False, 1)


async def test_wrong_passwords_and_unknown_users_are_not_remembered(computed: Computed) -> None:
    for _ in range(2):
        assert await computed(password="wrong") == (False, 1)
        assert await computed(0, stored=None) == (False, 1)


@pytest.mark.parametrize(
    ("change", "again"),
    [
        (Change(ChangeKind.USER, str(ANN)), 1),
        (Change(ChangeKind.USER, ""), 1),
        (Change(ChangeKind.USER, str(TOM)), 0),
        (Change(ChangeKind.TOKEN, str(ANN)), 0),
        (Change(ChangeKind.SITE, ""), 0),
    ],
)
async def test_a_change_of_the_account_makes_it_be_computed_again(computed: Computed, change: Change, again: int) -> None:
    await computed()
    computed.passwords.apply([change])
    assert await computed() == (True, again)


async def test_no_more_are_remembered_than_there_is_room_for(computed: Computed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "_REMEMBERED", 2)
    computed.passwords = Passwords(vault())
    for userid in (1, 2, 3):
        await computed(userid)
    assert [await computed(userid) for userid in (2, 3, 1)] == [(True, 0), (True, 0), (True, 1)]


async def test_the_password_is_nowhere_in_what_is_remembered(computed: Computed) -> None:
    await computed()
    remembered = computed.passwords._right._entries
    assert "Secret.1" not in repr(remembered)
    assert [len(fingerprint) for fingerprint in remembered] == [32]
