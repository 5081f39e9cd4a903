"""The file fields of answers that no recording fills: what is stored is told, at an address that gives it."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import update

from gateway.components.mod_assign.tables import assign
from gateway.server.host import Gateway
from tests.unit.app_fixtures import client, registry, statement
from tests.unit.college import college, store_file, token

__all__ = ["college", "registry"]


async def answer(gateway: Gateway, person: str, function: str, **fields: str | int) -> Any:
    asked = {"wstoken": token(person), "wsfunction": function, "moodlewsrestformat": "json", **fields}
    async with client(gateway) as web:
        return (await web.post("/webservice/rest/server.php", data={name: str(field) for name, field in asked.items()})).json()


async def given(gateway: Gateway, person: str, files: list[dict[str, Any]]) -> list[bytes]:
    async with client(gateway) as web:
        addresses = [file["fileurl"].removeprefix(gateway.base_address) for file in files]
        return [(await web.get(address, params={"token": token(person)})).content for address in addresses]


async def test_blocks_tell_of_the_files_of_their_texts(college: Gateway) -> None:
    await store_file(college, b"in a block", (145, "block_html", "content"))
    found = await answer(college, "student", "core_block_get_course_blocks", courseid=2, returncontents=1)
    files = {block["instanceid"]: block["contents"]["files"] for block in found["blocks"]}
    assert [file["filename"] for file in files[7]] == ["a.txt"]
    assert await given(college, "student", files[7]) == [b"in a block"]
    assert not any(some for number, some in files.items() if number != 7)


@pytest.mark.parametrize(("opens", "readers"), [(0, ("teacher", "student")), (1900000000, ("teacher",))])
async def test_assignments_tell_of_what_to_do_and_its_files_once_submissions_are_taken(
    college: Gateway, opens: int, readers: tuple[str, ...]
) -> None:
    text = '<p>Do <a href="@@PLUGINFILE@@/a.txt">this</a></p>'
    statement(college, update(assign).where(assign.c.id == 1).values(activity=text, activityformat=1, allowsubmissionsfromdate=opens))
    await store_file(college, b"to do", (99, "mod_assign", "activityattachment"))
    for person in ("teacher", "student"):
        listed = (await answer(college, person, "mod_assign_get_assignments", **{"courseids[0]": 2}))["courses"][0]["assignments"]
        [found] = [each for each in listed if each["id"] == 1]
        data = (await answer(college, person, "mod_assign_get_submission_status", assignid=1))["assignmentdata"]
        async with client(college) as web:
            address = "/webservice/pluginfile.php/99/mod_assign/activityattachment/0/a.txt"
            file = await web.get(address, params={"token": token(person)})
        assert (file.content == b"to do") == (person in readers)
        if person not in readers:
            assert not {"activity", "activityattachments"} & {*found, *data, *data["attachments"]}
            continue
        assert found["activity"] == data["activity"]
        assert "/webservice/pluginfile.php/99/mod_assign/activityattachment/a.txt" in found["activity"]
        assert await given(college, person, found["activityattachments"]) == [b"to do"]
        assert data["attachments"]["activity"] == found["activityattachments"]
        async with client(college) as web:
            address = "/webservice/pluginfile.php/99/mod_assign/activityattachment/a.txt"
            assert (await web.get(address, params={"token": token(person)})).content == b"to do"
