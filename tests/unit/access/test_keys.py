"""User keys."""

from __future__ import annotations

import pytest
from sqlalchemy import Connection, insert, select

from gateway.access import keys
from gateway.access.secrets import SecretsError, Vault, digest
from gateway.store.tables.users import user_private_key
from tests.unit.campus import ANN, NOW, TOM, vault


def test_a_key_is_kept_until_another_takes_its_place(db: Connection) -> None:
    first = keys.create(db, vault(), "core_files", ANN, now=NOW)
    assert keys.find(db, vault(), "core_files", ANN) == first
    second = keys.create(db, vault(), "core_files", ANN, now=NOW)
    assert first != second
    assert keys.find(db, vault(), "core_files", ANN) == second
    assert db.execute(select(user_private_key.c.value)).scalars().all() == [digest(second)]


def test_keys_of_other_people_and_scripts_and_bound_ones_are_others(db: Connection) -> None:
    own = keys.create(db, vault(), "core_files", ANN, now=NOW)
    keys.create(db, vault(), "core_files", TOM, now=NOW)
    keys.create(db, vault(), "tool_mobile", ANN, now=NOW)
    for bound in ({"instance": 1}, {"iprestriction": "10.1"}, {"validuntil": NOW + 60}):
        db.execute(
            insert(user_private_key).values(script="core_files", value="bound", userid=ANN, sealedvalue=vault().seal("bound"), **bound)
        )
    assert keys.find(db, vault(), "core_files", ANN) == own
    keys.create(db, vault(), "core_files", ANN, now=NOW)
    assert len(db.execute(select(user_private_key.c.id)).all()) == 6


def test_a_key_that_is_not_kept_is_not_found(db: Connection) -> None:
    assert keys.find(db, vault(), "core_files", ANN) is None
    keys.create(db, vault(keep=False), "core_files", ANN, now=NOW)
    assert keys.find(db, vault(keep=False), "core_files", ANN) is None


def test_another_site_key_opens_none(db: Connection) -> None:
    keys.create(db, vault(), "core_files", ANN, now=NOW)
    with pytest.raises(SecretsError, match="another site key"):
        keys.find(db, Vault(bytes(32)), "core_files", ANN)
