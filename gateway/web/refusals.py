"""The page that tells people why they are refused."""

from __future__ import annotations

import html
from http import HTTPStatus

import structlog
from starlette.responses import HTMLResponse, Response

from gateway.errors import GatewayError, StorageFailed
from gateway.web.secure import SECURE

__all__ = ["refusal_page"]


def refusal_page(error: GatewayError) -> Response:
    """A page with the text and the code of an error."""
    structlog.get_logger("gateway").info("page refused", errorcode=error.errorcode, debug=error.debug)
    text, code = html.escape(error.public_message), html.escape(error.errorcode)
    page = f'<!DOCTYPE html>\n<html lang="en"><head><title>Error</title></head><body><p data-errorcode="{code}">{text}</p></body></html>\n'
    status = HTTPStatus.SERVICE_UNAVAILABLE if isinstance(error, StorageFailed) else HTTPStatus.NOT_FOUND
    return HTMLResponse(page, status, headers=dict(SECURE))
