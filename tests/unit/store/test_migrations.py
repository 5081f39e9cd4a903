"""Migrations: every way there is between an empty database, an older one and the newest, on both databases."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, insert, inspect, select, text

from gateway.registry.component import discover
from gateway.store import migrations
from gateway.store.migrations import KERNEL
from gateway.store.store import Store, StoreError
from gateway.store.tables import metadata
from gateway.store.tables.site import config
from tests.unit.campus import REGISTRY
from tests.unit.databases import Databases

# The tables that say of which revisions a database is.
VERSIONS = {branch.version_table for branch in (KERNEL, *REGISTRY.branches)}

# The tables of the kernel and of all built-in components.
TABLES = [metadata, *(component.tables for component in discover() if component.tables is not None)]

MIGRATE = """
import sys
from gateway.registry.component import discover
from gateway.registry.registry import Registry
from gateway.store.store import Store

store = Store(sys.argv[1])
store.migrate(Registry(discover()).branches)
store.close()
"""


@pytest.fixture
def bare(databases: Databases) -> Iterator[Store]:
    """A store without tables."""
    with closing(Store(databases.bare())) as opened:
        yield opened


def differences(db: Connection) -> list[Any]:
    """Where a database is not what the tables of the code say, down to types and defaults."""
    options = {"compare_server_default": _default_differs, "include_name": lambda name, *_: name not in VERSIONS}
    return list(compare_metadata(MigrationContext.configure(db, opts=options), TABLES))  # type: ignore[arg-type]  # it takes several as well


def _default_differs(_context: object, _stored: object, column: Any, stored: str | None, *_: object) -> bool:
    """Whether two defaults differ in more than the way in which the databases write them."""
    if column.primary_key:
        return False  # how rows are numbered is the database's own business
    own = column.server_default.arg if column.server_default else None
    return own != (None if stored is None else stored.partition("::")[0].strip("()'"))


def test_the_newest_schema_is_that_of_the_tables(empty_store: Store) -> None:
    found = empty_store.run_here(lambda work: differences(work.db), write=False)
    assert not found, "the tables have changed: make revision MESSAGE='what has changed'"


def test_the_comparison_notices_what_is_missing(bare: Store) -> None:
    def change(db: Connection) -> list[Any]:
        db.exec_driver_sql("ALTER TABLE groups ADD COLUMN surplus BIGINT DEFAULT '0'")
        db.exec_driver_sql("DROP INDEX groups_idnumber")
        return [name for name, *_ in differences(db)]

    bare.migrate(REGISTRY.branches)
    assert sorted(bare.run_here(lambda work: change(work.db), write=True)) == ["add_index", "remove_column"]


def test_up_and_down_and_up_again(bare: Store) -> None:
    assert bare.revision() is None
    bare.migrate(REGISTRY.branches)
    assert bare.revision() == migrations.newest()
    for branch in (*REGISTRY.branches, KERNEL):
        assert bare.revision(branch) == migrations.newest(branch)
        bare.run_here(lambda work, branch=branch: migrations.downgrade(work.db, branch=branch), write=True)  # type: ignore[misc]
        assert bare.revision(branch) is None
    assert set(bare.run_here(lambda work: inspect(work.db).get_table_names(), write=False)) == VERSIONS
    bare.migrate(REGISTRY.branches)
    assert not bare.run_here(lambda work: differences(work.db), write=False)


def test_every_revision_leads_to_the_next_and_back(bare: Store) -> None:
    bare.migrate()
    for revision in (*reversed(migrations.revisions()[:-1]), *migrations.revisions()[1:]):
        known = int(revision) < int(bare.revision() or 0)
        step = migrations.downgrade if known else migrations.upgrade
        bare.run_here(lambda work, step=step, revision=revision: step(work.db, revision), write=True)  # type: ignore[misc]
        assert bare.revision() == revision


def test_what_the_program_takes_for_the_newest_is_what_alembic_does(bare: Store) -> None:
    scripts = bare.run_here(lambda work: ScriptDirectory.from_config(migrations.config(work.db)), write=False)
    assert scripts.get_heads() == [migrations.newest()]
    assert tuple(reversed([script.revision for script in scripts.walk_revisions()])) == migrations.revisions()


def test_a_database_that_is_right_is_left_alone_without_importing_anything(empty_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    empty_store.run_here(lambda work: work.db.execute(insert(config).values(name="kept", value="1")), write=True)
    for name in [name for name in sys.modules if name.partition(".")[0] == "alembic"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "alembic", None)
    empty_store.migrate(REGISTRY.branches)
    empty_store.require_newest(REGISTRY.branches)
    assert empty_store.run_here(lambda work: work.db.scalar(select(config.c.value).where(config.c.name == "kept")), write=False) == "1"


def test_a_database_of_a_newer_version_is_refused_in_one_line(empty_store: Store) -> None:
    empty_store.run_here(lambda work: work.db.execute(text("UPDATE alembic_version SET version_num = '9999'")), write=True)
    for attempt in (empty_store.migrate, empty_store.require_newest):
        with pytest.raises(StoreError, match="is of revision 9999, newer than this version of Triglot knows") as caught:
            attempt()
        assert "\n" not in str(caught.value)
        assert empty_store.name in str(caught.value)
    assert empty_store.revision() == "9999"


def test_a_database_of_an_older_version_is_for_init(empty_store: Store, bare: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(StoreError, match=r"there is no site in .*: run 'triglot init' first"):
        bare.require_newest()
    newer = (*migrations.revisions(), "9999")
    monkeypatch.setattr(migrations, "revisions", lambda _folder: newer)
    with pytest.raises(StoreError, match="is of an older version: 'triglot init' brings it up to date"):
        empty_store.require_newest(REGISTRY.branches)


def test_several_processes_that_start_together_migrate_once(bare: Store) -> None:
    url = bare.url.render_as_string(hide_password=False)
    processes = [subprocess.Popen([sys.executable, "-c", MIGRATE, url], stderr=subprocess.PIPE, text=True) for _ in range(3)]
    assert [(process.wait(), process.communicate()[1]) for process in processes] == [(0, "")] * 3
    assert not bare.run_here(lambda work: differences(work.db), write=False)


def test_a_migration_that_fails_leaves_nothing(bare: Store) -> None:
    bare.run_here(lambda work: work.db.exec_driver_sql("CREATE TABLE config (id BIGINT)"), write=True)
    with pytest.raises(StoreError, match=r"cannot open the database .*config"):
        bare.migrate(REGISTRY.branches)
    assert bare.run_here(lambda work: inspect(work.db).get_table_names(), write=False) == ["config"]
