"""The token of a request that has it in the header ``Authorization``, or in the query for clients that cannot set headers."""

from __future__ import annotations

from gateway.wire.call import Token
from gateway.wire.exchange import Limits, Request
from gateway.wire.form import Form, parse_fields, text_of

__all__ = ["read_token", "take_token"]


def read_token(request: Request, limits: Limits) -> Token:
    """The token of a request of which nothing else is read. Raises ``HostileInput`` for a query with too many fields."""
    return take_token(request, parse_fields(request.query, limits.form_fields))


def take_token(request: Request, query: Form) -> Token:
    """The token of a request, which is taken out of the fields of its query."""
    asked, bearer = query.pop("wstoken", None), request.bearer
    return Token(text_of(asked) if bearer is None else bearer)
