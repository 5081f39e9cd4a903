"""Text as SOAP messages hold it, in the narrow form of ``protocols.markup``."""

from __future__ import annotations

from protocols.markup import escaper

__all__ = ["escape", "escape_attribute"]


# Between tags a carriage return is escaped too: a parser would make a line feed of it.
escape = escaper("&amp;", "&lt;", "&gt;", ("\r", "&#13;"))


def escape_attribute(text: str) -> str:
    """The value of an attribute, to stand between double quotes."""
    return escape(text).replace('"', "&quot;").replace("\t", "&#9;").replace("\n", "&#10;")
