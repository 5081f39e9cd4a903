"""Writing single rows."""

from __future__ import annotations

import pytest
from sqlalchemy import Column, Connection, Integer, MetaData, Table, select

from gateway.store.rows import insert_row, upsert
from gateway.store.tables.site import config, config_plugins


def test_an_inserted_row_tells_its_id(db: Connection) -> None:
    created = insert_row(db, config, {"name": "new", "value": "1"})
    assert db.execute(select(config.c.name).where(config.c.id == created)).scalar_one() == "new"


def test_a_row_is_updated_where_it_exists_and_inserted_where_not(db: Connection) -> None:
    key = {"plugin": "p", "name": "n"}
    upsert(db, config_plugins, key, {"value": "1"})
    upsert(db, config_plugins, key, {"value": "2"})
    upsert(db, config_plugins, {**key, "name": "other"}, {"value": "3"})
    rows = db.execute(select(config_plugins.c.name, config_plugins.c.value).where(config_plugins.c.plugin == "p"))
    assert [tuple(row) for row in rows] == [("n", "2"), ("other", "3")]


def test_a_table_without_ids_is_a_mistake(db: Connection) -> None:
    bare = Table("bare", MetaData(), Column("number", Integer))
    bare.create(db)
    with pytest.raises(TypeError, match="the rows of bare have no id"):
        insert_row(db, bare, {"number": 1})
