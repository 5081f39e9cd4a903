"""A person's own page, and the pages at which clients with a session begin."""

from __future__ import annotations

import json
import re

from sqlalchemy import insert, update

from gateway.access import sessions
from gateway.server.host import Gateway
from gateway.store.tables.courses import course
from tests.unit.app_fixtures import statement
from tests.unit.college import PEOPLE, college
from tests.unit.web.pages.test_gate import BASE, session_of, web

__all__ = ["college"]


async def test_clients_find_the_key_of_the_session(gateway: Gateway) -> None:
    sid = session_of(gateway, 4)
    async with web(gateway, sid) as browser:
        for path in ("/user/files.php", "/course/index.php", "/my/"):
            page = (await browser.get(path)).text
            found = re.search(r'"sesskey":"(\w+)"', page)
            assert found is not None
            assert found[1] == sessions.sesskey(sid)
            data = re.search(r'<script type="application/json" id="site">(.*?)</script>', page)
            assert data is not None
            assert json.loads(data[1])["wwwroot"] == BASE
    async with web(gateway) as browser:
        assert '"sesskey":""' in (await browser.get("/course/index.php")).text


async def test_sessions_are_listed_and_ended(gateway: Gateway) -> None:
    here = session_of(gateway, 4)
    async with web(gateway, here) as browser:
        assert "Sign out everywhere else" not in (await browser.get("/my/")).text
        there = session_of(gateway, 4)
        page = (await browser.get("/my/")).text
        assert "Sign out everywhere else" in page
        assert sessions.stored_key(there) not in page
        await browser.post("/my/sessions", data={"sesskey": sessions.sesskey(here)})
        assert "Sign out everywhere else" not in (await browser.get("/my/")).text
    async with web(gateway, there) as browser:
        assert (await browser.get("/my/")).status_code == 303


async def test_private_files_are_listed_with_links_that_lead_to_them(college: Gateway) -> None:
    async with web(college, session_of(college, PEOPLE["student"])) as browser:
        page = (await browser.get("/user/files.php")).text
        link = re.search(r'href="(/pluginfile.php/[^"]*notes.txt)"', page)
        assert link is not None
        assert (await browser.get(link[1])).text.startswith("Private notes of student")
    async with web(college, session_of(college, PEOPLE["outsider"])) as browser:
        assert "notes.txt" not in (await browser.get("/user/files.php")).text


async def test_courses_are_listed_some_at_a_time_and_hidden_ones_for_few(gateway: Gateway) -> None:
    rows = [{"id": number, "fullname": f"Course <{number}>", "shortname": f"c{number}", "visible": 1} for number in range(1000, 1150)]
    statement(gateway, insert(course).values(rows))
    statement(gateway, update(course).where(course.c.id == 1000).values(visible=0))
    async with web(gateway) as browser:
        first = (await browser.get("/course/index.php?after=999")).text
        assert "Course &lt;1000&gt;" not in first
        assert "Course &lt;1001&gt;" in first
        more = re.search(r'href="(/course/index.php\?after=\d+)"', first)
        assert more is not None
        last = (await browser.get(more[1])).text
        assert "Course &lt;1149&gt;" in last
        assert "More courses" not in last
        assert (await browser.get("/course/index.php?after=x")).status_code == 200
        assert (await browser.get("/course/index.php?after[]=1")).status_code == 400
    async with web(gateway, session_of(gateway, 2)) as browser:
        assert "Course &lt;1000&gt; (hidden)" in (await browser.get("/course/index.php?after=999")).text
