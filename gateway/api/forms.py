"""Fields of forms that functions are given as one text."""

from __future__ import annotations

from gateway.wire.form import Form, FormValue, parse_fields, text_of

__all__ = ["Form", "FormValue", "fields", "text_of"]


def fields(text: str, most: int) -> Form:
    """The fields of a form in an urlencoded text, by PHP's rules. Raises ``HostileInput`` for more than ``most``."""
    return parse_fields(text.encode("utf-8", "surrogatepass"), most)
