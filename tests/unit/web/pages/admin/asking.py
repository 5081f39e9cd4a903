"""An administrator's browser: what the tests of administration share."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx2
from sqlalchemy import select

from gateway.access import sessions
from gateway.server.host import Gateway
from gateway.store.tables.site import logstore_standard_log
from tests.unit.app_fixtures import statement
from tests.unit.web.pages.test_gate import session_of, web

ADMIN = 2


class Browser:
    """A browser with the session of the administrator."""

    def __init__(self, client: httpx2.AsyncClient, sid: str) -> None:
        self._client, self._sid = client, sid

    async def get(self, path: str, **query: str) -> str:
        """The text of a page."""
        answer = await self._client.get(path, params=query or None)
        assert answer.status_code == 200, answer.text
        return answer.text

    async def ask(self, path: str, action: str, *, wrong: bool = False, **fields: Any) -> str:
        """The text of the page that follows a form; of the form, with what is ``wrong``."""
        data = {name.replace("__", "[]"): value for name, value in fields.items()}
        answer = await self._client.post(path, data={"sesskey": sessions.sesskey(self._sid), "action": action, **data})
        assert (answer.status_code == 422) == wrong, (answer.status_code, answer.text)
        if answer.status_code == 303:
            answer = await self._client.get(answer.headers["location"])
        assert answer.status_code == (422 if wrong else 200), answer.text
        return answer.text


@asynccontextmanager
async def administrator(gateway: Gateway, userid: int = ADMIN) -> AsyncIterator[Browser]:
    """The browser of the administrator, or of somebody else who may configure the site, who has signed in."""
    sid = session_of(gateway, userid)
    async with web(gateway, sid) as client:
        yield Browser(client, sid)


def recorded(gateway: Gateway, target: str, action: str) -> int | None:
    """Who the audit says has done something; None for nobody."""
    log = logstore_standard_log.c
    by: int | None = statement(gateway, select(log.userid).where(log.target == target, log.action == action).order_by(log.id.desc()))
    return by
