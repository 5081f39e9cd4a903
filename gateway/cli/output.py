"""The output of verbs: tables and records as text, or JSON."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from typing import Any

import click
import msgspec

__all__ = ["as_json_option", "moment", "print_json", "print_record", "print_table", "words"]

as_json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


def print_json(value: object) -> None:
    """Print a value as JSON."""
    click.echo(msgspec.json.format(msgspec.json.encode(value)))


def print_table(rows: Iterable[Sequence[object]]) -> None:
    """Print rows with aligned columns."""
    lines = [[words(cell) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        click.echo("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())


def print_record(record: msgspec.Struct, **more: object) -> None:
    """Print the fields of an object, one a line, and further ones."""
    fields: dict[str, Any] = {**msgspec.structs.asdict(record), **more}
    width = max(map(len, fields))
    for name, value in fields.items():
        text = moment(value) if name.startswith("time") or name in {"lastaccess", "validuntil"} else words(value)
        click.echo(f"{name:{width}}  {text}".rstrip())


def words(value: object) -> str:
    """A value as text for people."""
    if value is None or value == "":
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple | set | frozenset):
        return ", ".join(sorted(map(str, value))) or "-"
    return str(value)


def moment(value: object) -> str:
    """A Unix time as text; empty for 0 and None."""
    return time.strftime("%Y-%m-%d %H:%M", time.localtime(value)) if isinstance(value, int) and value else "-"
