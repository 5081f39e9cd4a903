"""The two ends of a bridge: a site that answers at once, and the least that could stand in front of it."""

from __future__ import annotations

import json
import os

import httpx2
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

FUNCTION = "core_course_get_courses_by_field"
_COURSE = {
    "id": 2, "fullname": "Bridges & tunnels", "displayname": "Bridges & tunnels", "shortname": "bridges", "categoryid": 1,
    "categoryname": "Building", "sortorder": 10001, "summary": "<p>How to cross.</p>", "summaryformat": 1, "summaryfiles": [],
    "overviewfiles": [], "showactivitydates": True, "showcompletionconditions": True, "contacts": [], "enrollmentmethods": ["manual"],
}  # fmt: skip
_ADDRESS = os.environ.get("BENCHMARK_THERE", "http://127.0.0.1")
_INFO = {
    "sitename": "There", "username": "admin", "firstname": "A", "lastname": "D", "fullname": "A D", "lang": "en", "userid": 2,
    "siteurl": _ADDRESS, "userpictureurl": f"{_ADDRESS}/u/f1", "functions": [{"name": FUNCTION, "version": "1"}],
}  # fmt: skip
_ANSWERS = {False: json.dumps({"courses": [_COURSE] * 5, "warnings": []}).encode(), True: json.dumps(_INFO).encode()}


async def there(scope: Scope, receive: Receive, send: Send) -> None:
    """A site: its site info, and the same answer to all else."""
    if scope["type"] != "http":
        return
    body, more = b"", True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
    answer = _ANSWERS[b"core_webservice_get_site_info" in body]
    headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(answer))]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": answer})


def proxy() -> Starlette:
    """A proxy of a few lines, with a pool of connections."""
    client = httpx2.AsyncClient(limits=httpx2.Limits(max_connections=None, max_keepalive_connections=100))

    async def passed(request: Request) -> Response:
        kept = {name: value for name, value in request.headers.items() if name in ("content-type", "user-agent")}
        answer = await client.request(request.method, _ADDRESS + request.url.path, content=await request.body(), headers=kept)
        return Response(answer.content, answer.status_code, media_type=answer.headers["content-type"])

    return Starlette(routes=[Route("/{rest:path}", passed, methods=["GET", "POST"])])
