"""Text as SOAP messages hold it, in the narrow form of ``protocols.markup``."""

from __future__ import annotations

from protocols.markup import narrow

__all__ = ["escape", "escape_attribute"]


def escape(text: str) -> str:
    """Text between tags. A carriage return is escaped too: a parser would make a line feed of it."""
    text = narrow(text)
    # Asking first costs less than replacing, and most texts need nothing.
    if "&" in text:
        text = text.replace("&", "&amp;")
    if "<" in text:
        text = text.replace("<", "&lt;")
    if ">" in text:
        text = text.replace(">", "&gt;")
    if "\r" in text:
        text = text.replace("\r", "&#13;")
    return text


def escape_attribute(text: str) -> str:
    """The value of an attribute, to stand between double quotes."""
    return escape(text).replace('"', "&quot;").replace("\t", "&#9;").replace("\n", "&#10;")
