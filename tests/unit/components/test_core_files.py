"""Lists of stored files, and numbers for draft areas."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import Connection, insert

from gateway.server.host import Gateway
from gateway.store.blobs import content_hash
from gateway.store.tables.files import files
from gateway.wire.call import Failure, Outcome, Token
from tests.unit.app_fixtures import call, counted, errorcode, registry, value
from tests.unit.college import PEOPLE, college, store_file, token

__all__ = ["college", "registry"]


async def listed(gateway: Gateway, by: str, context: int, component: str, area: str, item: int = 0, **changes: object) -> Outcome:
    place: dict[str | int, object] = {"contextid": context, "component": component, "filearea": area, "itemid": item}
    asked: dict[str | int, object] = {**place, "filepath": "/", "filename": ""}
    for name, changed in changes.items():
        asked[name] = changed
    return await call(gateway, "core_files_get_files", asked, by=Token(token(by)))


def names(outcome: Outcome) -> list[str]:
    return [entry["filename"] for entry in value(outcome)["files"]]


def way(outcome: Outcome) -> list[tuple[Any, ...]]:
    return [(row["contextid"], row["filearea"], row["filepath"], row["filename"]) for row in value(outcome)["parents"]]


async def test_a_folder_is_listed_with_its_folders_first_and_the_way_to_it(college: Gateway) -> None:
    found = await listed(college, "student", 83, "mod_folder", "content", filepath="/sub/")
    assert names(found) == ["deep er", "im.png", "run2.csv"]
    assert [entry["isdir"] for entry in value(found)["files"]] == [True, False, False]
    assert [row[0] for row in way(found)] == [1, 55, 60, 83, 83]
    assert way(found)[3][3] == "Dossier (Folder)"
    assert way(found)[4][1:3] == ("content", "/")
    assert value(found)["files"][2]["url"] == f"{college.base_address}/pluginfile.php/83/mod_folder/content/0/sub/run2.csv"
    assert value(found)["files"][0]["url"] is None


async def test_a_file_has_a_way_to_it_and_nothing_in_it(college: Gateway) -> None:
    found = await listed(college, "student", 83, "mod_folder", "content", filepath="/sub/", filename="run2.csv")
    assert names(found) == []
    assert [row[3] for row in way(found)[-1:]] == ["sub"]


async def test_items_of_an_area_stand_below_the_area(college: Gateway) -> None:
    found = await listed(college, "student", 90, "mod_forum", "attachment", 8)
    assert names(found) == ["graph.png", "pièce jointe.txt"]
    assert way(found)[-1] == (90, "attachment", None, "Attachments")


async def test_drafts_and_what_is_plugged_into_activities_stand_alone(college: Gateway) -> None:
    drafts = await listed(college, "student", 14, "user", "draft", 111222333)
    assert names(drafts) == ["dir", "a.txt", "b.png"]
    assert value(drafts)["files"][1]["url"].endswith("/draftfile.php/14/user/draft/111222333/a.txt")
    assert way(drafts) == []
    deeper = await listed(college, "student", 14, "user", "draft", 111222333, filepath="/dir/")
    assert [row[2] for row in way(deeper)] == ["/"]
    submitted = await listed(college, "student", 99, "assignsubmission_file", "submission_files", 1)
    assert (names(submitted), way(submitted)) == (["fig", "report.txt"], [])


@pytest.mark.parametrize(
    ("area", "told"),
    [
        ((60, "course", "summary"), {"admin", "teacher"}),
        ((60, "course", "section", 2), {"admin", "teacher"}),
        ((58, "coursecat", "description"), {"admin"}),
        ((14, "user", "private"), {"student"}),
        ((76, "mod_resource", "content"), {"admin", "teacher"}),
        ((99, "assignsubmission_file", "submission_files", 2), {"admin", "teacher", "student2"}),
        ((117, "mod_wiki", "attachments", 1), set()),
        ((76, "mod_resource", "nosuch"), set()),
        ((1, "mod_folder", "content"), set()),
    ],
)
async def test_who_is_not_told_what_there_is_gets_an_empty_list(college: Gateway, area: Any, told: set[str]) -> None:
    for person in PEOPLE:
        found = await listed(college, person, *area)
        if isinstance(found, Failure):
            assert (person, errorcode(found)) == ("outsider", "requireloginerror")
        else:
            assert bool(names(found)) == (person in told), person
            assert bool(way(found)) <= bool(names(found))


async def test_a_list_can_be_of_what_has_changed(college: Gateway) -> None:
    await store_file(college, b"new", (76, "mod_resource", "content"), name="new.txt", timemodified=1800000000)
    assert names(await listed(college, "admin", 76, "mod_resource", "content", modified=1790000000)) == ["new.txt"]


def _insert(db: Connection, rows: list[dict[str, Any]]) -> None:
    db.execute(insert(files), rows)


async def test_a_long_list_takes_as_many_statements_as_a_short_one(college: Gateway) -> None:
    await listed(college, "student", 14, "user", "private")  # the caller is known from here on
    taken = []
    for number in range(2):
        itemid = 7000 + number
        count = (10, 5000)[number]
        rows = [
            {
                "contenthash": content_hash(b""),
                "pathnamehash": f"{itemid}-{each}",
                "contextid": 14,
                "component": "user",
                "filearea": "draft",
                "itemid": itemid,
                "filepath": "/",
                "filename": f"{each}.txt" if each else ".",
                "filesize": 0,
                "status": 0,
                "timecreated": 1,
                "timemodified": 1,
                "sortorder": 0,
            }
            for each in range(count)
        ]
        await college.store.write(_insert, rows)
        with counted(college.store) as statements:
            assert len(names(await listed(college, "student", 14, "user", "draft", itemid))) == count - 1
        taken.append(len(statements))
    assert taken[0] == taken[1]


async def test_a_context_can_be_named_by_its_instance(college: Gateway) -> None:
    found = await listed(college, "student", -1, "user", "private", contextlevel="user", instanceid=PEOPLE["student"])
    assert names(found) == ["mémoires", "notes.txt"]
    assert way(found)[1][3] == "Søren Ångström"
    of_site = await listed(college, "student", 0, "user", "private", contextlevel="user", instanceid=PEOPLE["student"])
    assert names(of_site) == []
    assert errorcode(await listed(college, "student", 99999, "user", "private")) == "invalidparameter"
    assert errorcode(await listed(college, "student", -1, "user", "private")) == "invalidparameter"


async def test_a_draft_area_gets_a_number_that_is_not_used(college: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = iter([111222333, 42])  # the first is the number of a draft area that there is
    monkeypatch.setattr("gateway.chance.source", lambda: SimpleNamespace(randint=lambda _least, _most: next(drawn)))
    found = value(await call(college, "core_files_get_unused_draft_itemid", by=Token(token("student"))))
    assert found == {"component": "user", "contextid": 14, "userid": 6, "filearea": "draft", "itemid": 42, "warnings": []}
