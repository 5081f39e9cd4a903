"""Files that are made when they are asked for: previews, pages and chapters to keep, pictures of those who have none."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from lxml import etree
from PIL import Image
from sqlalchemy import func, select

from gateway.server.host import Gateway
from gateway.store.tables.files import files
from tests.unit.app_fixtures import client, registry, set_config
from tests.unit.college import college, cookie, key, store_file, token

__all__ = ["college", "registry"]

PHOTO, TEXT, DRAWING = "/79/mod_resource/content/0/photo.jpg", "/76/mod_resource/content/0/handout.txt", "/73/mod_label/intro/l.svg"


def asked(**fields: str) -> dict[str, str]:
    return {"token": token("student"), **fields}


def kept(gateway: Gateway) -> int:
    query = select(func.count()).select_from(files).where(files.c.filearea == "preview", files.c.filename != ".")
    return int(gateway.store.run_here(lambda work: work.db.execute(query).scalar_one(), write=False))


def lose_contents(folder: Path) -> None:
    for content in folder.glob("*/*/*"):
        content.unlink()


@pytest.mark.parametrize(("mode", "side"), [("thumb", 90), ("tinyicon", 24), ("bigthumb", 250)])
async def test_a_picture_has_previews_which_are_made_once(college: Gateway, mode: str, side: int) -> None:
    async with client(college) as web:
        for _ in range(2):
            answer = await web.get(f"/webservice/pluginfile.php{PHOTO}", params=asked(preview=mode))
            assert Image.open(io.BytesIO(answer.content)).size == (side, side)
            assert kept(college) == 1
        by_key = await web.get(f"/tokenpluginfile.php/{key('student')}{PHOTO}", params={"preview": mode, "forcedownload": "1"})
        by_session = await web.get(f"/pluginfile.php{PHOTO}", params={"preview": mode}, headers=cookie(college, "student"))
        again = await web.get(
            f"/webservice/pluginfile.php{PHOTO}", params=asked(preview=mode), headers={"if-none-match": answer.headers["etag"]}
        )
        head = await web.head(f"/webservice/pluginfile.php{PHOTO}", params=asked(preview=mode))
    assert by_key.content == by_session.content == answer.content
    assert by_session.headers["content-disposition"] == answer.headers["content-disposition"]
    assert answer.headers["cache-control"] == "private, max-age=86400, no-transform"
    assert (again.status_code, head.content, head.headers["content-length"]) == (304, b"", str(len(answer.content)))
    assert kept(college) == 1


async def test_only_who_may_see_a_picture_sees_its_preview(college: Gateway) -> None:
    async with client(college) as web:
        await web.get(f"/webservice/pluginfile.php{PHOTO}", params=asked(preview="thumb"))
        answer = await web.get(f"/webservice/pluginfile.php{PHOTO}", params={"token": token("outsider"), "preview": "thumb"})
        assert answer.json()["errorcode"] == "requireloginerror"
        hash_ = (await web.get(f"/webservice/pluginfile.php{PHOTO}", params=asked())).headers["etag"].strip('"')
        answer = await web.get(f"/webservice/pluginfile.php/1/core/preview/0/thumb/{hash_}", params=asked())
        assert answer.json()["errorcode"] == "filenotfound"


async def test_what_is_no_picture_has_the_icon_of_its_kind(college: Gateway) -> None:
    broken = (76, "mod_resource", "content")
    await store_file(college, b"\xff\xd8\xff no more", broken, name="broken.jpg", mimetype="image/jpeg")
    async with client(college) as web:
        for address, name in ((TEXT, "text.svg"), ("/76/mod_resource/content/0/broken.jpg", "image.svg")):
            answer = await web.get(f"/webservice/pluginfile.php{address}", params=asked(preview="thumb"))
            assert (answer.status_code, answer.headers["content-type"]) == (200, "image/svg+xml")
            assert answer.headers["content-disposition"] == f'attachment; filename="{name}"'
            etree.fromstring(answer.content)
        drawing = await web.get(f"/webservice/pluginfile.php{DRAWING}", params=asked(preview="thumb"))
        assert drawing.content == (await web.get(f"/webservice/pluginfile.php{DRAWING}", params=asked())).content
    assert kept(college) == 0


async def test_there_are_no_other_previews(college: Gateway) -> None:
    async with client(college) as web:
        answer = await web.get(f"/webservice/pluginfile.php{PHOTO}", params=asked(preview="huge"))
        assert (answer.status_code, answer.json()["errorcode"]) == (200, "storedfileproblem")
        page = await web.get(f"/pluginfile.php{PHOTO}", params={"preview": "huge"}, headers=cookie(college, "student"))
        assert (page.status_code, page.headers["content-type"]) == (404, "text/html; charset=utf-8")


async def test_a_picture_that_the_store_has_lost_has_no_preview(college: Gateway) -> None:
    lose_contents(Path(college.settings.files.folder))
    async with client(college) as web:
        answer = await web.get(f"/webservice/pluginfile.php{PHOTO}", params=asked(preview="thumb"))
    assert (answer.status_code, answer.json()["errorcode"]) == (404, "filenotfound")


async def test_pages_and_chapters_lead_to_the_files_beside_them(college: Gateway) -> None:
    async with client(college) as web:
        page = await web.get("/webservice/pluginfile.php/72/mod_page/content/index.html", params=asked(forcedownload="1"))
        chapter = await web.get("/webservice/pluginfile.php/85/mod_book/chapter/1/index.html", params=asked())
        inner, last = [
            (await web.get(f"/webservice/pluginfile.php/85/mod_book/chapter/{n}/index.html", params=asked())).text for n in (2, 4)
        ]
        for number in (3, 99):  # a hidden chapter, and none
            answer = await web.get(f"/webservice/pluginfile.php/85/mod_book/chapter/{number}/index.html", params=asked())
            assert answer.json()["errorcode"] == "filenotfound", number
    for answer in (page, chapter):
        assert (answer.headers["content-type"], answer.headers["accept-ranges"]) == ("text/html;charset=UTF-8", "none")
        assert answer.headers["content-disposition"] == 'attachment; filename="index.html"'
    assert inner.startswith("<h3>1. Chapitre 1 &amp; co</h3><h4>1.1. Sous-chapitre</h4>")
    assert last.startswith("<h3>2. Deux</h3>")  # hidden chapters are not counted
    assert '<img src="im%20age.png" alt="i">' in page.text
    assert chapter.text == '<h3>1. Chapitre 1 &amp; co</h3><div class="no-overflow"><p>un <img src="c.png"></p></div>'


async def test_courses_and_groups_without_a_picture_have_one_of_their_own(college: Gateway) -> None:
    async with client(college) as web:
        courses = {(await web.get(f"/pluginfile.php/{at}/course/generated/course.svg")).content for at in (60, 61)}
        address = "/webservice/pluginfile.php/60/group/generated/{}/group.svg"
        groups = {(await web.get(address.format(number), params=asked())).content for number in (1, 2)}
        assert len(courses) == len(groups) == 2
        for picture in courses | groups:
            etree.fromstring(picture)
        for nowhere in ("/1/course/generated/course.svg", "/60/group/generated/99/group.svg"):
            answer = await web.get(f"/webservice/pluginfile.php{nowhere}", params=asked())
            assert answer.json()["errorcode"] == "filenotfound", nowhere


async def test_the_logos_are_shown_before_anybody_has_logged_in(college: Gateway) -> None:
    names = {"logourl": "logo", "compactlogourl": "logocompact"}
    for area in names.values():
        await store_file(college, area.encode(), (1, "core_admin", area), name="my logo.png")
    asked = [{"index": 0, "methodname": "tool_mobile_get_public_config", "args": {}}]
    async with client(college) as web:
        [told] = (await web.post("/lib/ajax/service-nologin.php", json=asked)).json()
        assert not names.keys() & told["data"].keys()
        set_config(college, forcelogin="1", **{f"core_admin/{area}": "/my logo.png" for area in names.values()})
        [told] = (await web.post("/lib/ajax/service-nologin.php", json=asked)).json()
        for name, area in names.items():
            address = told["data"][name].removeprefix(college.base_address)
            answer = await web.get(address)
            assert (answer.status_code, answer.text) == (200, area), address
            assert answer.headers["cache-control"].startswith("public")
