"""What is sent in the place of an answer: the pages of proxies and sites at which something went wrong."""

from __future__ import annotations

import html
from http import HTTPStatus
from typing import Final

from gateway.double.faults.kinds import Notice, Page, Status
from gateway.wire.exchange import Answer

__all__ = ["notice", "page", "proxy_page"]

_BAD_GATEWAYS: Final = frozenset({HTTPStatus.BAD_GATEWAY, HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.GATEWAY_TIMEOUT})
_BODILESS: Final = frozenset({HTTPStatus.NO_CONTENT, HTTPStatus.RESET_CONTENT, HTTPStatus.NOT_MODIFIED})


def proxy_page(fault: Status) -> Answer:
    """The answer of what stands before a site, as proxies word it; with the headers of a limit where that is what it says."""
    headers = [(b"content-type", fault.type.encode()), (b"server", b"proxy")]
    if fault.retry is not None:
        headers.append((b"retry-after", b"%d" % fault.retry))
    if fault.status == HTTPStatus.TOO_MANY_REQUESTS:
        seconds = 60 if fault.retry is None else fault.retry
        headers += [(b"ratelimit-policy", b'"address";q=60;w=60'), (b"ratelimit", b'"address";r=0;t=%d' % seconds)]
    if fault.status in _BODILESS:
        return Answer(fault.status, tuple(headers[1:]), b"")
    if fault.body is not None:
        return Answer(fault.status, tuple(headers), fault.body.encode(errors="replace"))
    title = f"{fault.status} {_phrase(fault.status)}".rstrip()
    name = "proxy" if fault.status in _BAD_GATEWAYS else "web server"
    body = (
        f"<html>\r\n<head><title>{title}</title></head>\r\n<body>\r\n<center><h1>{title}</h1></center>\r\n"
        f"<hr><center>{name}</center>\r\n</body>\r\n</html>\r\n"
    )
    return Answer(fault.status, tuple(headers), body.encode())


def page(fault: Page) -> Answer:
    """A page of a site, as people are shown it, and not programs."""
    title, text = html.escape(fault.title), html.escape(fault.text)
    body = (
        f'<!DOCTYPE html>\n<html dir="ltr" lang="en">\n<head><title>{title}</title></head>\n<body id="page-error">\n'
        f'<div id="page-content"><div class="box errorbox alert alert-danger"><p class="errormessage">{text}</p></div>\n'
        '<form action="/" method="get"><button type="submit">Continue</button></form></div>\n</body>\n</html>\n'
    )
    headers = [(b"content-type", b"text/html; charset=utf-8"), (b"content-language", b"en")]
    if fault.status == HTTPStatus.SERVICE_UNAVAILABLE:
        headers.append((b"retry-after", b"300"))
    return Answer(fault.status, tuple(headers), body.encode(errors="replace"))


def notice(fault: Notice) -> bytes:
    """A notice of PHP, as it is printed where errors are displayed."""
    text = html.escape(fault.text)
    return f"<br />\n<b>Notice</b>:  {text} in <b>/var/www/site/lib/weblib.php</b> on line <b>217</b><br />\n".encode(errors="replace")


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""
