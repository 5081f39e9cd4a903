"""core_course_get_contents: sections, activities and what is in them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import insert, update

from gateway.components.core_completion.tables import course_modules_completion, course_modules_viewed
from gateway.components.mod_book.tables import book_chapters
from gateway.server.host import Gateway
from gateway.store.tables.courses import course, course_format_options, course_sections
from tests.unit.app_fixtures import call, errorcode, set_config, statement, value
from tests.unit.components.site import ALGEBRA, LATER, SECOND_SECTION, STUDENT, add_file, place


async def contents(gateway: Gateway, by: str = "student", courseid: int = ALGEBRA, **options: str) -> Any:
    given = [{"name": name, "value": text} for name, text in options.items()]
    return await call(gateway, "core_course_get_contents", {"courseid": str(courseid), "options": given}, by=by)


async def sections(gateway: Gateway, by: str = "student") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = value(await contents(gateway, by))
    return found


async def activities(gateway: Gateway, by: str = "student") -> dict[int, dict[str, Any]]:
    return {entry["id"]: entry for section in await sections(gateway, by) for entry in section["modules"]}


# Sections


async def test_sections_and_what_they_are_called(gateway: Gateway) -> None:
    statement(gateway, update(course_sections).where(course_sections.c.id == 3).values(name="Own & name", summary="<p>x</p>"))
    assert [(one["section"], one["name"]) for one in await sections(gateway)] == [
        (0, "General"),
        (1, "New section"),
        (2, "Own &amp; name"),
        (3, "New section"),
    ]
    statement(gateway, update(course).where(course.c.id == ALGEBRA).values(format="weeks", startdate=1_709_251_200))
    assert [one["name"] for one in await sections(gateway)] == ["General", "1 March - 7 March", "Own &amp; name", "15 March - 21 March"]


async def test_hidden_sections(gateway: Gateway) -> None:
    place(gateway, 70, "page")
    hide = update(course_sections).where(course_sections.c.id == SECOND_SECTION).values(visible=0, summary="secret")
    statement(gateway, hide)
    assert [one["section"] for one in await sections(gateway)] == [0, 2, 3]
    shown = {one["section"]: one for one in await sections(gateway, "teacher")}
    assert (shown[1]["summary"], shown[1]["uservisible"], len(shown[1]["modules"])) == ("secret", True, 1)
    own = course_format_options.c
    statement(gateway, update(course_format_options).where(own.courseid == ALGEBRA, own.name == "hiddensections").values(value="0"))
    shown = {one["section"]: one for one in await sections(gateway)}
    assert (shown[1]["summary"], shown[1]["uservisible"], shown[1]["modules"]) == ("", False, [])
    (*_, stealth) = value(await contents(gateway, includestealthmodules="1"))
    assert (stealth["id"], [entry["id"] for entry in stealth["modules"]]) == (-1, [70])


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"sectionid": "3"}, {2: []}),
        ({"sectionnumber": "0"}, {0: []}),
        ({"sectionnumber": "1"}, {1: [70, 71]}),
        ({"excludemodules": "1"}, {0: [], 1: [], 2: [], 3: []}),
        ({"cmid": "71"}, {0: [], 1: [71], 2: [], 3: []}),
        ({"modname": "page"}, {0: [], 1: [70], 2: [], 3: []}),
        ({"modname": "page", "modid": "71"}, {0: [], 1: [], 2: [], 3: []}),
    ],
)
async def test_what_is_wanted(gateway: Gateway, options: dict[str, str], expected: dict[int, list[int]]) -> None:
    place(gateway, 70, "page")
    place(gateway, 71, "label", intro="x")
    found = value(await contents(gateway, "student", ALGEBRA, **options))
    assert {one["section"]: [entry["id"] for entry in one["modules"]] for one in found} == expected


@pytest.mark.parametrize(
    ("by", "courseid", "options", "code"),
    [
        ("student", 99, {}, "invalidrecord"),
        ("teacher", 3, {}, "errorcoursecontextnotvalid"),
        ("student", ALGEBRA, {"bogus": "1"}, "errorinvalidparam"),
        ("student", ALGEBRA, {"modname": "!"}, "errorinvalidparam"),
    ],
)
async def test_what_is_refused(gateway: Gateway, by: str, courseid: int, options: dict[str, str], code: str) -> None:
    assert errorcode(await contents(gateway, by, courseid, **options)) == code


# Activities


async def test_activities_are_in_the_order_of_the_section(gateway: Gateway) -> None:
    for cmid in (70, 71, 72):
        place(gateway, cmid, "page")
    statement(gateway, update(course_sections).where(course_sections.c.id == SECOND_SECTION).values(sequence="72,70,99"))
    assert list(await activities(gateway)) == [72, 70, 71]


async def test_hidden_activities_are_for_those_who_may_see_them(gateway: Gateway) -> None:
    place(gateway, 70, "page", cm={"visible": 0})
    place(gateway, 71, "page", cm={"deletioninprogress": 1})
    place(gateway, 72, "unknown")
    assert list(await activities(gateway)) == []
    assert list(await activities(gateway, "teacher")) == [70]


OPEN = '{"op":"&","c":[{"type":"date","d":">=","t":1}],"showc":[true]}'


async def test_what_all_activities_have_in_common(gateway: Gateway) -> None:
    place(gateway, 70, "choice", intro="<p>Pick</p>", cm={"showdescription": 1, "indent": 1, "availability": OPEN})
    (entry,) = (await activities(gateway)).values()
    assert (entry["name"], entry["contextid"], entry["modname"], entry["modplural"]) == ("choice &amp; 70", 170, "choice", "Choices")
    assert entry["url"].endswith("/mod/choice/view.php?id=70")
    assert entry["modicon"].endswith("/monologo?filtericon=1")
    assert entry["description"] == '<div class="no-overflow"><p>Pick</p></div>'
    assert not {"availability", "contents", "contentsinfo", "completiondata", "activitybadge"} & set(entry)
    assert (await activities(gateway, "teacher"))[70]["availability"] == OPEN


async def test_a_label_is_its_text(gateway: Gateway) -> None:
    place(gateway, 70, "label", intro="Mind the gap")
    (entry,) = (await activities(gateway)).values()
    assert (entry["noviewlink"], entry["description"], "url" in entry) == (True, '<div class="no-overflow">Mind the gap</div>', False)


@pytest.mark.parametrize(
    ("kind", "values", "data", "dates"),
    [
        ("choice", {}, "", []),
        ("choice", {"timeopen": 5, "timeclose": LATER}, {"timeopen": "5", "timeclose": str(LATER)}, ["Opened:", "Closes:"]),
        ("choice", {"timeopen": LATER, "timeclose": LATER}, {"timeopen": str(LATER), "timeclose": str(LATER)}, ["Opens:", "Closes:"]),
        ("assign", {"duedate": LATER, "cutoffdate": 9}, {"duedate": LATER, "cutoffdate": "9"}, ["Due:"]),
        ("forum", {"trackingtype": 2, "duedate": 5}, {"duedate": "5", "trackingtype": "2"}, ["Due:"]),
        ("url", {"externalurl": "https://x.test/a?b=1"}, {"display": 4, "filtericon": True}, []),
        ("url", {"externalurl": "https://x.test/a.png"}, {"display": 1, "filtericon": True}, []),
        ("url", {"externalurl": "https://x.test/a.docx", "display": 6}, {"display": "6", "filtericon": True}, []),
        ("url", {"externalurl": "http://127.0.0.1:8080/course/view.php"}, {"display": 5, "filtericon": True}, []),
    ],
)
async def test_what_types_tell_of_themselves(gateway: Gateway, kind: str, values: dict[str, Any], data: object, dates: list[str]) -> None:
    place(gateway, 70, kind, **values)
    (entry,) = (await activities(gateway)).values()
    assert json.loads(entry["customdata"]) == data
    assert [date["label"] for date in entry["dates"]] == dates


@pytest.mark.parametrize(
    ("mimetype", "display", "icon"),
    [
        ("text/plain", 5, "core/1/f/text"),
        ("image/png", 1, "core/1/f/image"),
        ("application/zip", 4, "core/1/f/archive"),
        ("x/y", 5, "core/1/f/unknown"),
        (None, 5, "core/1/f/unknown"),
    ],
)
async def test_a_file_looks_like_its_type(gateway: Gateway, mimetype: str | None, display: int, icon: str) -> None:
    place(gateway, 71, "resource")
    contextid = place(gateway, 70, "resource", revision=3)
    add_file(gateway, contextid, "mod_resource", "a.x", mimetype, sortorder=1)
    add_file(gateway, contextid, "mod_resource", "b.txt", "text/plain")
    found = await activities(gateway)
    assert json.loads(found[70]["customdata"])["display"] == display
    assert f"/boost/{icon}?" in found[70]["modicon"]
    assert found[70]["contents"][0]["fileurl"].endswith("/webservice/pluginfile.php/170/mod_resource/content/3/a.x?forcedownload=1")
    info = found[70]["contentsinfo"]
    assert (info["filescount"], info["filessize"], info["lastmodified"]) == (2, 10, 9)
    assert info["mimetypes"] == ([mimetype] if mimetype else []) + (["text/plain"] if mimetype != "text/plain" else [])
    assert found[71]["contentsinfo"]["filescount"] == 0
    assert "/boost/resource/1/monologo" in found[71]["modicon"]


async def test_what_is_in_a_page_an_address_and_a_book(gateway: Gateway) -> None:
    add_file(gateway, place(gateway, 70, "page"), "mod_page", "p.png", "image/png")
    place(gateway, 71, "url", externalurl="https://x.test/?a=1&b=2")
    place(gateway, 72, "book")
    chapters = [("One", 0, 0), ("Inside", 1, 0), ("Hidden", 0, 1), ("Two", 0, 0)]
    for number, (title, sub, hidden) in enumerate(chapters, start=1):
        row = {"id": number, "bookid": 72, "pagenum": number, "title": title, "subchapter": sub, "hidden": hidden, "content": "x"}
        statement(gateway, insert(book_chapters).values(**row))
    found = await activities(gateway)
    assert [one["filename"] for one in found[70]["contents"]] == ["p.png", "index.html"]
    assert found[71]["contents"][0]["fileurl"] == "https://x.test/?a=1&b=2"
    structure, *pages = found[72]["contents"]
    toc = json.loads(structure["content"])
    assert [(one["title"], [sub["title"] for sub in one["subitems"]]) for one in toc] == [("One", ["Inside"]), ("Two", [])]
    assert [one["filepath"] for one in pages] == ["/1/", "/2/", "/4/"]
    (*_, bare) = [entry for one in value(await contents(gateway, excludecontents="1")) for entry in one["modules"]]
    assert (bare["contents"], bare["contentsinfo"]["filescount"]) == ([], 4)


async def test_completion(gateway: Gateway) -> None:
    place(gateway, 70, "page", cm={"completion": 1})
    place(gateway, 71, "page", cm={"completion": 2, "completionview": 1, "completiongradeitemnumber": 0, "completionpassgrade": 1})
    assert "completiondata" not in (await activities(gateway))[70]
    statement(gateway, update(course).where(course.c.id == ALGEBRA).values(enablecompletion=1))
    for cmid, state in ((70, 1), (71, 2)):
        done = {"coursemoduleid": cmid, "userid": STUDENT, "completionstate": state, "timemodified": 5}
        statement(gateway, insert(course_modules_completion).values(**done))
    statement(gateway, insert(course_modules_viewed).values(coursemoduleid=71, userid=STUDENT, timecreated=1))
    found = await activities(gateway)
    told = found[70]["completiondata"]
    assert (told["state"], told["timecompleted"], told["isautomatic"], told["istrackeduser"], told["details"]) == (1, 5, False, True, [])
    rules = {one["rulename"]: one["rulevalue"]["status"] for one in found[71]["completiondata"]["details"]}
    assert rules == {"completionview": 1, "completionusegrade": 1, "completionpassgrade": 1}
    assert (await activities(gateway, "teacher"))[70]["completiondata"]["istrackeduser"] is False
    set_config(gateway, enablecompletion="0")
    assert "completiondata" not in (await activities(gateway))[70]
