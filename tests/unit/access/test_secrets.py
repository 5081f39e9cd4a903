"""Secrets at rest."""

from __future__ import annotations

import re
import stat
from pathlib import Path

import pytest

from gateway.access.secrets import SecretsError, Vault, create_key_file, digest, new_private_token, new_token, random_text, read_key

KEY = bytes(range(32))


def test_secrets_have_the_form_of_the_contract_and_are_all_different() -> None:
    assert re.fullmatch(r"[0-9a-f]{32}", new_token())
    assert re.fullmatch(r"[A-Za-z0-9]{64}", new_private_token())
    assert re.fullmatch(r"[A-Za-z0-9]{5}", random_text(5))
    assert len({new_token() for _ in range(100)}) == 100


def test_a_digest_is_that_of_the_text_whatever_it_holds() -> None:
    assert digest("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert len({digest(text) for text in ("", "ü", "\udc80", "\x00")}) == 4


@pytest.mark.parametrize("secret", ["0123456789abcdef" * 2, "", "größer"])
def test_a_vault_gives_back_what_was_sealed_and_shows_nothing_of_it(secret: str) -> None:
    first, second = Vault(KEY).seal(secret), Vault(KEY).seal(secret)
    assert first is not None
    assert first != second
    assert not secret or secret.encode() not in first
    assert Vault(KEY).unseal(first) == secret


def test_another_key_or_a_changed_byte_opens_nothing() -> None:
    sealed = Vault(KEY).seal("secret")
    assert sealed is not None
    for vault, value in ((Vault(bytes(32)), sealed), (Vault(KEY), sealed[:-1] + bytes([sealed[-1] ^ 1])), (Vault(KEY), sealed[:20])):
        with pytest.raises(SecretsError, match="another site key"):
            vault.unseal(value)


def test_a_vault_that_keeps_nothing_still_opens_what_was_kept_before() -> None:
    forgetful = Vault(KEY, keep=False)
    assert forgetful.seal("secret") is None
    assert forgetful.unseal(None) is None
    assert forgetful.unseal(Vault(KEY).seal("secret")) == "secret"


def test_a_key_file_is_for_its_owner_alone_and_made_once(tmp_path: Path) -> None:
    path = tmp_path / "var" / "site.key"
    create_key_file(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    key = read_key("", path)
    assert len(key) == 32
    create_key_file(path)
    assert read_key("", path) == key


def test_the_setting_wins_over_the_file(tmp_path: Path) -> None:
    create_key_file(tmp_path / "site.key")
    assert read_key(KEY.hex(), tmp_path / "site.key") == read_key(KEY.hex(), tmp_path / "none") == KEY


def test_without_a_key_the_error_says_what_to_do(tmp_path: Path) -> None:
    for path in (tmp_path / "none", tmp_path):
        with pytest.raises(SecretsError, match="run 'triglot init'"):
            read_key("", path)


@pytest.mark.parametrize("content", [b"", b"short", KEY.hex()[:-2].encode(), b"z" * 64, b"\xff" * 64, KEY.hex().encode() * 2])
def test_what_is_no_key_is_refused_and_not_shown(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "site.key"
    path.write_bytes(content)
    with pytest.raises(SecretsError, match=r"^the site key must be 64 hexadecimal digits$"):
        read_key("", path)
    with pytest.raises(SecretsError, match=r"^the site key must be 64 hexadecimal digits$"):
        read_key("not a key", path)


def test_texts_are_recognised_by_whoever_has_the_key_alone() -> None:
    vault, other = Vault(bytes(32)), Vault(bytes(31) + b"1")
    fingerprint = vault.fingerprint("ann", "Secret.1")
    assert fingerprint == Vault(bytes(32), keep=False).fingerprint("ann", "Secret.1")
    assert len(fingerprint) == 32
    assert fingerprint not in {
        other.fingerprint("ann", "Secret.1"),
        vault.fingerprint("annS", "ecret.1"),
        vault.fingerprint("Secret.1", "ann"),
        vault.fingerprint("ann", "Secret.1", ""),
        vault.fingerprint("ann", "\udc80"),
    }
