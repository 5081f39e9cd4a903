"""What the scripts share that answer in JSON and are no protocol: reading their fields, their headers, their refusals.

Answers have status 200 unless a script says otherwise. A refusal has the error, its code, and three fields that the reference
fills for its developers only and that are always null here (``docs/contract/server.md 0.3``).
"""

from __future__ import annotations

from email.utils import formatdate
from http import HTTPStatus
from typing import Final

from starlette.types import Receive, Scope, Send

from gateway import clock
from gateway.access.site import SiteData
from gateway.describe.cleaners import clean
from gateway.describe.types import ParamType
from gateway.errors import CodedError, CodingError, GatewayError
from gateway.php.values import to_text
from gateway.web.services import Services
from gateway.wire import phpjson
from gateway.wire.form import Form, merge, parse_fields, parse_upload, reads_body
from gateway.wire.http import content_type, read_body

__all__ = ["ALLOW", "JSON", "TEXT", "Header", "optional", "read_form", "refusal", "required", "send_json", "uncached"]

Header = tuple[bytes, bytes]

ALLOW: Final[Header] = (b"access-control-allow-origin", b"*")
"""The header that lets every page read an answer."""

JSON: Final[Header] = (b"content-type", b"application/json; charset=utf-8")
"""The header of an answer in JSON."""

TEXT: Final[Header] = (b"content-type", b"text/plain; charset=utf-8")
"""The header of an answer to an upload: old browsers would offer JSON to the user as a file to save."""

_NO_CACHE: Final = (
    (b"cache-control", b"no-store, no-cache, must-revalidate"),
    (b"cache-control", b"post-check=0, pre-check=0"),
    (b"pragma", b"no-cache"),
    (b"expires", b"Mon, 20 Aug 1969 09:23:00 GMT"),
    (b"accept-ranges", b"none"),
)


def uncached() -> list[Header]:
    """The headers of an answer that nobody may keep."""
    return [*_NO_CACHE, (b"last-modified", formatdate(clock.now(), usegmt=True).encode())]


async def read_form(gateway: Services, scope: Scope, receive: Receive) -> tuple[Form | None, bool]:
    """The fields of the query and the body, and whether files came with them; None in place of the fields if the client went away.

    Raises ``CodecError``.
    """
    limits, kind = gateway.limits, content_type(scope)
    body: bytes | None = b""
    if reads_body(scope["method"], kind):
        body = await read_body(scope, receive, min(limits.visitor_bytes, limits.body_bytes))
    if body is None:
        return None, False
    query = parse_fields(scope["query_string"], limits.form_fields)
    if not body:
        return query, False
    form, files = parse_upload(kind, body, limits.form_fields)
    return merge(query, form), files


def required(form: Form, name: str, kind: ParamType, site: SiteData) -> str:
    """A required field, cleaned. Raises ``missingparam`` without one, ``CodingError`` for an array in its place."""
    if name not in form:
        raise CodedError("missingparam", message=f"The parameter {name} is missing.")
    return to_text(clean(optional(form, name, ""), kind, site))


def optional(form: Form, name: str, default: str) -> str:
    """A field as it was sent, or ``default`` without one. Raises ``CodingError`` for an array in its place."""
    value = form.get(name, default)
    if not isinstance(value, str):
        raise CodingError(f"{name} is an array", message=f"The parameter {name} must be a single value.")
    return value


def refusal(error: GatewayError) -> dict[str, object]:
    """An error as JSON scripts report it (``docs/contract/server.md 0.3``)."""
    return {
        "error": error.public_message,
        "errorcode": error.errorcode,
        "stacktrace": None,
        "debuginfo": None,
        "reproductionlink": None,
    }


async def send_json(scope: Scope, send: Send, headers: list[Header], answer: object, status: int = HTTPStatus.OK) -> None:
    """Send an answer in JSON; to HEAD without its body."""
    body = phpjson.write(answer)
    headers.append((b"content-length", b"%d" % len(body)))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})
