"""What the contents of a course tell of activities of single types: how they are displayed, their dates for somebody, their contents."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import update

from gateway.components.core_tag.tables import tag, tag_instance
from gateway.components.mod_assign.tables import assign_overrides
from gateway.components.mod_book.tables import book_chapters
from gateway.components.mod_quiz.tables import quiz_overrides
from gateway.server.host import Gateway
from gateway.store.tables.courses import course
from gateway.store.tables.groups import groups, groups_members
from tests.unit.app_fixtures import statement
from tests.unit.components.site import ALGEBRA, STUDENT, add, add_file, place, told

SIZE_TYPE_DATE = 'a:3:{s:8:"showsize";i:1;s:8:"showtype";i:1;s:8:"showdate";i:1;}'


async def shown(gateway: Gateway, by: str = "student") -> dict[str, Any]:
    """The one activity of the course."""
    sections = await told(gateway, "core_course_get_contents", by=by, courseid=ALGEBRA)
    (entry,) = [entry for section in sections for entry in section["modules"]]
    found: dict[str, Any] = entry
    return found


@pytest.mark.parametrize(
    ("created", "size", "text", "name"),
    [
        (1_700_000_000, 37, "37 bytes · Uploaded 14/11/23, 22:13", "uploadeddate"),
        (1_600_000_000, 2048, "2.0 KB · Modified 14/11/23, 22:13", "modifieddate"),
    ],
)
async def test_size_type_and_date_of_a_file(gateway: Gateway, created: int, size: int, text: str, name: str) -> None:
    where = place(gateway, 70, "resource", displayoptions=SIZE_TYPE_DATE)
    times = {"timecreated": created, "timemodified": 1_700_000_000}
    add_file(gateway, where, "mod_resource", "énoncé 1.txt", "text/plain", filesize=size, **times)
    entry = await shown(gateway)
    assert entry["afterlink"].replace("\N{NO-BREAK SPACE}", " ") == f' <span class="resourcelinkdetails">{text}</span>'
    assert entry["activitybadge"] == {"badgecontent": "TXT", "badgestyle": "badge-none"}
    options = json.loads(entry["customdata"])["displayoptions"]
    assert options.startswith('a:4:{s:8:"showsize"')
    assert f's:12:"{name}";s:10:"1700000000";' in options
    assert entry["contents"][0]["fileurl"].endswith("/%C3%A9nonc%C3%A9%201.txt?forcedownload=1")


async def test_a_file_of_which_nothing_is_told(gateway: Gateway) -> None:
    where = place(gateway, 70, "resource", displayoptions="nonsense")
    add_file(gateway, where, "mod_resource", "a.php", "text/plain")
    entry = await shown(gateway)
    assert (entry["afterlink"], entry["activitybadge"]) == (None, {})
    assert "/f/sourcecode" in entry["modicon"]


@pytest.mark.parametrize(
    ("display", "onclick"),
    [
        (0, ""),
        (3, "window.open('http://127.0.0.1:8080/mod/url/view.php?id=70&amp;redirect=1'); return false;"),
        (6, "window.open('http://127.0.0.1:8080/mod/url/view.php?id=70&amp;redirect=1', '', 'width=9,height=450,"),
    ],
)
async def test_addresses_that_open_a_window(gateway: Gateway, display: int, onclick: str) -> None:
    place(gateway, 70, "url", externalurl="https://x.test/é", display=display, displayoptions='a:1:{s:10:"popupwidth";i:9;}')
    entry = await shown(gateway)
    assert entry["onclick"].startswith(onclick)
    assert bool(entry["onclick"]) is bool(onclick)
    assert entry["contents"] == [], "what is no address is left out"


async def test_a_folder_on_the_course_page_has_no_address(gateway: Gateway) -> None:
    place(gateway, 70, "folder", cm={"showdescription": 1}, intro="about", display=1, revision=1)
    entry = await shown(gateway)
    data = json.loads(entry["customdata"])
    assert ("url" in entry, data["intro"], data["display"], data["id"]) == (False, "about", 1, 70)


async def test_rules_of_completion(gateway: Gateway) -> None:
    statement(gateway, update(course).where(course.c.id == ALGEBRA).values(enablecompletion=1))
    place(gateway, 70, "quiz", cm={"completion": 2}, completionattemptsexhausted=1, completionminattempts=2)
    rules = json.loads((await shown(gateway))["customdata"])["customcompletionrules"]
    both = {"completionpassgrade": "0", "completionattemptsexhausted": "1"}
    assert rules == {"completionpassorattemptsexhausted": both, "completionminattempts": "2"}


async def test_dates_that_somebody_was_given(gateway: Gateway) -> None:
    add(gateway, groups, id=50, courseid=ALGEBRA, name="a", idnumber="")
    add(gateway, groups, id=51, courseid=ALGEBRA, name="b", idnumber="")
    for group in (50, 51):
        add(gateway, groups_members, groupid=group, userid=STUDENT, timeadded=1)
    place(gateway, 70, "assign", duedate=100, cutoffdate=200)
    add(gateway, assign_overrides, assignid=70, groupid=50, sortorder=2, duedate=300)
    add(gateway, assign_overrides, assignid=70, groupid=51, sortorder=1, duedate=400)
    entry = await shown(gateway)
    assert json.loads(entry["customdata"]) == {"duedate": "400", "cutoffdate": "200"}
    assert [date["timestamp"] for date in entry["dates"]] == [400]
    assert json.loads((await shown(gateway, "teacher"))["customdata"])["duedate"] == 100
    add(gateway, assign_overrides, assignid=70, userid=STUDENT, cutoffdate=500)
    assert json.loads((await shown(gateway))["customdata"]) == {"duedate": 100, "cutoffdate": "500"}


@pytest.mark.parametrize(("own", "closes"), [(None, "300"), (250, "250")])
async def test_groups_are_given_the_most_generous_times(gateway: Gateway, own: int | None, closes: str) -> None:
    place(gateway, 70, "quiz", timeopen=100, timeclose=200)
    for group, opening, closing in ((50, 90, 300), (51, 80, 260)):
        add(gateway, groups, id=group, courseid=ALGEBRA, name=str(group), idnumber="")
        add(gateway, groups_members, groupid=group, userid=STUDENT, timeadded=1)
        add(gateway, quiz_overrides, quiz=70, groupid=group, timeopen=opening, timeclose=closing)
    if own:
        add(gateway, quiz_overrides, quiz=70, userid=STUDENT, timeclose=own)
    assert json.loads((await shown(gateway))["customdata"]) == {"timeopen": "80", "timeclose": closes}


async def test_a_book_with_its_files_and_tags(gateway: Gateway) -> None:
    where = place(gateway, 70, "book")
    for number, hidden in ((1, 0), (2, 1)):
        add(gateway, book_chapters, id=number, bookid=70, pagenum=number, title="A & B", content="", hidden=hidden)
    add_file(gateway, where, "mod_book", "c.png", "image/png", filearea="chapter", itemid=1)
    add(gateway, tag, id=90, tagcollid=1, name="two words", rawname="Two words", userid=1)
    same = {"component": "mod_book", "itemtype": "book_chapters", "contextid": where, "timecreated": 1, "timemodified": 1}
    add(gateway, tag_instance, tagid=90, itemid=1, **same)
    toc, chapter, picture = (await shown(gateway))["contents"]
    assert [(entry["title"], entry["hidden"]) for entry in json.loads(toc["content"])] == [("A &amp; B", "0")]
    assert (picture["filepath"], picture["fileurl"].rpartition("/mod_book")[2]) == ("/1/", "/chapter/1/c.png")
    assert [entry["viewurl"] for entry in chapter["tags"]] == ["http://127.0.0.1:8080/tag/index.php?tc=1&tag=Two%20words"]
    assert len(json.loads((await shown(gateway, "teacher"))["contents"][0]["content"])) == 2


@pytest.mark.parametrize(
    ("structure", "toc"),
    [('a:1:{i:0;a:2:{s:4:"href";s:6:"a.html";s:8:"subitems";a:0:{}}}', [{"href": "a.html", "subitems": []}]), ("nonsense", [])],
)
async def test_a_package_with_its_newest_files(gateway: Gateway, structure: str, toc: Any) -> None:
    where = place(gateway, 70, "imscp", structure=structure, revision=2)
    for revision in (1, 2):
        add_file(gateway, where, "mod_imscp", f"{revision}.html", "text/html", itemid=revision)
    table, file = (await shown(gateway))["contents"]
    assert (json.loads(table["content"]), file["filename"]) == (toc, "2.html")
    assert file["fileurl"].endswith("/mod_imscp/content/2/2.html")


@pytest.mark.parametrize(("format_", "names"), [("social", ["section 0", "section 1"]), ("singleactivity", [" 0", " 1"])])
async def test_formats_that_number_sections(gateway: Gateway, format_: str, names: list[str]) -> None:
    statement(gateway, update(course).where(course.c.id == ALGEBRA).values(format=format_))
    sections = await told(gateway, "core_course_get_contents", courseid=ALGEBRA)
    assert [section["name"] for section in sections][:2] == names
