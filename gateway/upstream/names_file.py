"""Files of names: what the callers of an old server call its methods, and what these are called here."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import msgspec

__all__ = ["NamesRefused", "read_names"]

_MOST_BYTES: Final = 4 * 1024 * 1024


class NamesRefused(Exception):
    """A file of names cannot be used; the text is one line that names the file."""


def read_names(path: Path) -> Mapping[str, str]:
    """The names in a file, TOML or JSON, each with that of the function here. Raises ``NamesRefused``."""
    try:
        octets = path.read_bytes() if path.stat().st_size <= _MOST_BYTES else b""
        data = tomllib.loads(octets.decode()) if path.suffix == ".toml" else msgspec.json.decode(octets)
        return msgspec.convert(data, dict[str, str])
    except OSError as error:
        raise NamesRefused(f"{path}: cannot be read: {error.strerror}") from error
    except ValueError as error:  # which the errors of both parsers, and those of conversion, are
        raise NamesRefused(f"{path}: expected names of methods, each with that of a function: {error}") from error
