"""The bare pages of scripts: why people are refused, and a link to go on."""

from __future__ import annotations

import html
from http import HTTPStatus

import structlog
from starlette.responses import HTMLResponse, Response

from gateway.errors import GatewayError, StorageFailed
from gateway.web.caching import PRIVATE
from gateway.web.secure import SECURE

__all__ = ["link_page", "refusal_page"]


def refusal_page(error: GatewayError) -> Response:
    """A page with the text and the code of an error."""
    structlog.get_logger("gateway").info("page refused", errorcode=error.errorcode, debug=error.debug)
    text, code = html.escape(error.public_message), html.escape(error.errorcode)
    status = HTTPStatus.SERVICE_UNAVAILABLE if isinstance(error, StorageFailed) else HTTPStatus.NOT_FOUND
    return HTMLResponse(_page("Error", f'<p data-errorcode="{code}">{text}</p>'), status, headers=dict(SECURE))


def link_page(address: str, text: str) -> Response:
    """A page with a link, for where a browser does not go on by itself."""
    link = f'<p><a href="{html.escape(address)}">{html.escape(text)}</a></p>'
    answer = HTMLResponse(_page(text, link), headers=dict(SECURE))
    answer.raw_headers += PRIVATE
    return answer


def _page(title: str, content: str) -> str:
    """The text of a page."""
    return f'<!DOCTYPE html>\n<html lang="en"><head><title>{html.escape(title)}</title></head><body>{content}</body></html>\n'
