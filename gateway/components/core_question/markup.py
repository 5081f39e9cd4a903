"""Elements of HTML, with their attributes escaped."""

from __future__ import annotations

import html

__all__ = ["control", "escaped", "tag"]


def escaped(text: str) -> str:
    """A text as it stands in HTML."""
    return html.escape(text)


def tag(element: str, content: str = "", /, **attributes: str | int | bool | None) -> str:
    """An element with that content, which is HTML. ``class_`` and ``for_`` lose their underscore, others become hyphens."""
    return f"<{element}{_attributes(attributes)}>{content}</{element}>"


def control(kind: str, name: str | None, value: str, **attributes: str | int | bool | None) -> str:
    """An input of that type."""
    return f"<input{_attributes({'type': kind, 'name': name, 'value': value, **attributes})} />"


def _attributes(given: dict[str, str | int | bool | None]) -> str:
    """Attributes as they stand in a tag: those that are true alone are named by themselves, those without a value are left out."""
    told = []
    for name, value in given.items():
        shown = name.rstrip("_").replace("_", "-")
        if value is True:
            told.append(f' {shown}="{shown}"')
        elif value is not None and value is not False:
            told.append(f' {shown}="{html.escape(str(value))}"')
    return "".join(told)
