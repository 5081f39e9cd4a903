"""Stored functions and services follow what the components declare (``docs/contract/server.md 5.2, 5.3``)."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Connection, insert, select

from gateway.admin.synchronise import synchronise
from gateway.registry.component import Component, ComponentError, ServiceDeclaration
from gateway.registry.registry import Registry
from gateway.store.changes import Change, ChangeKind, noted
from gateway.store.rows import insert_row
from gateway.store.tables.services import (
    external_functions,
    external_services,
    external_services_functions,
    external_services_users,
    external_tokens,
)
from tests.unit.campus import ANN, NOW, OPEN, change
from tests.unit.registry.declared import make_component, make_function

LAB = ServiceDeclaration(name="Lab", shortname="lab")


def run(db: Connection, *components: Component, now: int = NOW) -> bool:
    return synchronise(db, Registry(components), now=now)


def function_row(db: Connection, name: str) -> dict[str, Any] | None:
    row = db.execute(select(external_functions).where(external_functions.c.name == name)).mappings().first()
    return dict(row) if row else None


def service_row(db: Connection, name: str = "Lab") -> dict[str, Any]:
    return dict(db.execute(select(external_services).where(external_services.c.name == name)).mappings().one())


def linked(db: Connection, serviceid: int) -> set[str]:
    links = external_services_functions
    return set(db.execute(select(links.c.functionname).where(links.c.externalserviceid == serviceid)).scalars())


def link(db: Connection, serviceid: int, name: str) -> None:
    db.execute(insert(external_services_functions).values(externalserviceid=serviceid, functionname=name))


def test_a_function_is_stored_as_the_reference_stores_it(db: Connection) -> None:
    ping = make_function(capabilities=["moodle/course:view", "moodle/site:config"], services=["z", "a"])
    assert run(db, make_component(ping))
    row = function_row(db, "local_lab_ping")
    assert row is not None
    del row["id"]
    assert row == {
        "name": "local_lab_ping",
        "classname": "tests.unit.registry.declared",
        "methodname": "ping",
        "classpath": None,
        "component": "local_lab",
        "capabilities": "moodle/course:view, moodle/site:config",
        "services": "a,z",
    }


def test_nothing_changes_twice_and_only_a_change_is_noted(db: Connection) -> None:
    component = make_component(make_function(services=["lab"]), services=(LAB,))
    assert run(db, component)
    assert noted(db) == [Change(ChangeKind.SITE, "")]
    db.info["changes"] = []
    assert not run(db, component)
    assert noted(db) == []
    assert run(db, make_component(services=(LAB,)))
    assert noted(db) == [Change(ChangeKind.SITE, "")]


def test_a_changed_declaration_changes_the_row_in_its_place(db: Connection) -> None:
    run(db, make_component(make_function()))
    before = function_row(db, "local_lab_ping")
    run(db, make_component(make_function(capabilities=["moodle/course:view"])))
    after = function_row(db, "local_lab_ping")
    assert before is not None
    assert after == {**before, "capabilities": "moodle/course:view"}


def test_a_function_that_is_gone_leaves_a_dangling_entry_in_custom_services(db: Connection) -> None:
    run(db, make_component(make_function(), make_function("local_lab_pong")))
    link(db, OPEN, "local_lab_ping")
    assert run(db, make_component(make_function("local_lab_pong")))
    assert function_row(db, "local_lab_ping") is None
    assert function_row(db, "local_lab_pong") is not None
    assert linked(db, OPEN) == {"campus_ping", "local_lab_ping"}


def test_functions_of_other_components_stay(db: Connection) -> None:
    other = make_component(make_function("local_other_ping"), name="local_other")
    run(db, make_component(make_function()), other)
    run(db, make_component())
    assert function_row(db, "local_other_ping") is not None


@pytest.mark.parametrize("order", [1, -1])
def test_a_function_may_move_to_another_component(db: Connection, order: int) -> None:
    core, lab = make_component(make_function(), name="moodle"), make_component()
    run(db, core, lab)
    link(db, OPEN, "local_lab_ping")
    run(db, *(make_component(name="moodle"), make_component(make_function()))[::order])
    row = function_row(db, "local_lab_ping")
    assert row is not None
    assert row["component"] == "local_lab"
    assert "local_lab_ping" in linked(db, OPEN)


def test_a_new_service_has_what_it_declares_and_is_off_and_restricted_otherwise(db: Connection) -> None:
    full = ServiceDeclaration(
        name="Full",
        shortname="full",
        enabled=True,
        restrictedusers=False,
        requiredcapability="moodle/course:view",
        downloadfiles=True,
        uploadfiles=True,
    )
    run(db, make_component(services=(LAB, full)))
    columns = ("shortname", "enabled", "restrictedusers", "requiredcapability", "downloadfiles", "uploadfiles", "component", "timecreated")
    stored = [tuple(service_row(db, name)[column] for column in columns) for name in ("Lab", "Full")]
    assert stored == [("lab", 0, 1, None, 0, 0, "local_lab", NOW), ("full", 1, 0, "moodle/course:view", 1, 1, "local_lab", NOW)]


def test_an_upgrade_overwrites_all_but_whether_the_service_is_enabled(db: Connection) -> None:
    run(db, make_component(services=(LAB,)))
    stored = service_row(db)
    change(db, external_services, stored["id"], enabled=1, restrictedusers=0, downloadfiles=1, requiredcapability="moodle/course:view")
    again = ServiceDeclaration(name="Lab", shortname="lab2", uploadfiles=True)
    assert run(db, make_component(services=(again,)), now=NOW + 5)
    assert service_row(db) == {**stored, "enabled": 1, "shortname": "lab2", "uploadfiles": 1, "timemodified": NOW + 5}


def test_links_become_exactly_those_that_are_declared(db: Connection) -> None:
    functions = [make_function(f"local_lab_{letter}") for letter in "abc"]
    run(db, make_component(*functions, services=(ServiceDeclaration(name="Lab", functions=("local_lab_a", "local_lab_b")),)))
    serviceid = service_row(db)["id"]
    assert linked(db, serviceid) == {"local_lab_a", "local_lab_b"}
    link(db, serviceid, "by_hand")
    assert run(db, make_component(*functions, services=(ServiceDeclaration(name="Lab", functions=("local_lab_b", "local_lab_c")),)))
    assert linked(db, serviceid) == {"local_lab_b", "local_lab_c"}


def test_functions_join_built_in_services_by_themselves_across_components(db: Connection) -> None:
    other = make_component(make_function("local_other_ping", services=["lab", "open", "unheard"]), name="local_other")
    run(db, other, make_component(make_function(services=["lab"]), services=(LAB,)))
    assert linked(db, service_row(db)["id"]) == {"local_lab_ping", "local_other_ping"}
    assert linked(db, OPEN) == {"campus_ping"}


def test_a_function_that_no_longer_joins_a_service_leaves_it_whoever_made_it(db: Connection) -> None:
    run(db, make_component(make_function(services=["lab", "open"]), make_function("local_lab_pong", services=["lab"]), services=(LAB,)))
    for name in ("local_lab_ping", "local_lab_pong"):
        link(db, OPEN, name)
    run(db, make_component(make_function(), make_function("local_lab_pong", services=["lab"]), services=(LAB,)))
    assert linked(db, service_row(db)["id"]) == {"local_lab_pong"}
    assert linked(db, OPEN) == {"campus_ping", "local_lab_pong"}


def test_a_service_that_is_gone_goes_with_all_that_belongs_to_it(db: Connection) -> None:
    run(db, make_component(make_function(services=["lab"]), services=(LAB,)))
    gone = service_row(db)["id"]
    for serviceid in (gone, OPEN):
        db.execute(insert(external_services_users).values(externalserviceid=serviceid, userid=ANN))
        db.execute(insert(external_tokens).values(token=f"digest {serviceid}", externalserviceid=serviceid, userid=ANN, contextid=1))
    assert run(db, make_component(make_function()))
    for table in (external_tokens, external_services_users, external_services_functions):
        assert OPEN in set(db.execute(select(table.c.externalserviceid)).scalars())
        assert gone not in set(db.execute(select(table.c.externalserviceid)).scalars())
    assert gone not in set(db.execute(select(external_services.c.id)).scalars())
    assert Change(ChangeKind.USER, "") in noted(db)


def test_custom_services_stay_as_they_are(db: Connection) -> None:
    before = db.execute(select(external_services)).all()
    run(db, make_component(make_function()))
    assert db.execute(select(external_services)).all() == before


@pytest.mark.parametrize("stored", [(), (LAB,)])
def test_a_short_name_that_another_service_has_is_refused(db: Connection, stored: tuple[ServiceDeclaration, ...]) -> None:
    run(db, make_component(services=stored))
    with pytest.raises(ComponentError, match="the short name open of the service 'Lab' is taken"):
        run(db, make_component(services=(ServiceDeclaration(name="Lab", shortname="open"),)))


@pytest.mark.parametrize("stored", [(), (LAB,)])
@pytest.mark.parametrize("shortname", ["my lab", "lab.1", "lab\n", "läb"])
def test_a_short_name_that_no_client_can_ask_for_is_refused(db: Connection, stored: tuple[ServiceDeclaration, ...], shortname: str) -> None:
    run(db, make_component(services=stored))
    with pytest.raises(ComponentError, match="may have letters, digits, - and _ only"):
        run(db, make_component(services=(ServiceDeclaration(name="Lab", shortname=shortname),)))


def test_several_services_may_have_no_short_name(db: Connection) -> None:
    run(db, make_component(services=(ServiceDeclaration(name="One"), ServiceDeclaration(name="Two"))))
    assert service_row(db, "One")["shortname"] is service_row(db, "Two")["shortname"] is None


def test_the_name_of_a_custom_service_is_refused(db: Connection) -> None:
    insert_row(db, external_services, {"name": "Lab", "timecreated": NOW})
    with pytest.raises(ComponentError, match="there is another service with the name 'Lab'"):
        run(db, make_component(services=(LAB,)))


def test_packages_of_one_component_are_taken_together(db: Connection) -> None:
    parts = [
        make_component(make_function("core_a"), name="moodle", services=(LAB,)),
        make_component(make_function("core_b", services=["lab"]), name="moodle"),
    ]
    run(db, *parts)
    assert not run(db, *parts)
    assert function_row(db, "core_a") is not None
    assert linked(db, service_row(db)["id"]) == {"core_b"}
