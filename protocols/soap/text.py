"""Escaping texts for SOAP messages, which are put together from narrow texts (``protocols.markup``)."""

from __future__ import annotations

from protocols.markup import escaper

__all__ = ["escape", "escape_attribute"]


# Between tags a carriage return is escaped too: a parser would read it as a line feed.
escape = escaper("&amp;", "&lt;", "&gt;", ("\r", "&#13;"))


def escape_attribute(text: str) -> str:
    """A text escaped for an attribute in double quotes."""
    return escape(text).replace('"', "&quot;").replace("\t", "&#9;").replace("\n", "&#10;")
