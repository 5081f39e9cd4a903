"""Calls to a world over REST."""

from __future__ import annotations

from typing import Any

import httpx2

from tests.unit.double.conftest import TOKEN

__all__ = ["ask", "control"]


async def ask(browser: httpx2.AsyncClient, function: str, world: str = "", **arguments: Any) -> Any:
    """What a function gives, called by the administrator."""
    where = f"/t/{world}" if world else ""
    form = {"wstoken": TOKEN, "wsfunction": function, "moodlewsrestformat": "json", **arguments}
    return (await browser.post(f"{where}/webservice/rest/server.php", data=form)).json()


async def control(browser: httpx2.AsyncClient, verb: str, document: Any = None, world: str = "") -> Any:
    """What the control face answers: a document is posted, without one it is asked."""
    where = f"/t/{world}" if world else ""
    if document is None:
        return (await browser.get(f"{where}/_triglot/{verb}")).json()
    return (await browser.post(f"{where}/_triglot/{verb}", json=document)).json()
