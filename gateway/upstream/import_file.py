"""The import file of an upstream: its functions as data that people read and correct, in JSON or TOML.

A file has the kind of the upstream, the address that the upstream gives itself, and its functions by their names here. Descriptions
are in the form of ``gateway.describe.export``, with texts. What is left out has its usual value; a function that is deleted from the
file is not offered.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import msgspec

from gateway.describe import export, export_params, read, read_params
from gateway.upstream.imported import Imported, Learned, Rule
from gateway.wire.call import FunctionType

__all__ = ["ImportFileError", "ImportFile", "load", "merged", "save"]

_NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,199}")
_MOST_BYTES: Final = 64 * 1024 * 1024


class ImportFileError(Exception):
    """An import file cannot be used; the text is one line that names the place and says what is expected."""


class ImportFile(msgspec.Struct, frozen=True, kw_only=True):
    """The contents of an import file."""

    kind: str
    address: str = ""
    functions: tuple[Imported, ...] = ()


class _Entry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A function as it stands in the file, its name aside."""

    remote: str
    type: FunctionType
    text: str = ""
    params: dict[str, Any] = {}
    returns: dict[str, Any] | None = None
    component: str = ""
    capability: str = ""
    cache: float = 0
    timeout: float | None = None
    safe: bool = False
    untyped: bool = False
    ajax: bool = False
    loginrequired: bool = True
    new: str = ""
    ignore: tuple[str, ...] = ()
    exact: tuple[Rule, ...] = ()
    binding: dict[str, Any] = {}


_PLAIN: Final = tuple(name for name in _Entry.__struct_fields__ if name not in ("params", "returns", "binding"))


class _Document(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """The whole file; the entries are read one by one, so that an error names its function."""

    kind: str
    address: str = ""
    functions: dict[str, Any] = {}


def load(path: Path) -> ImportFile:
    """The contents of a file. Raises ``ImportFileError``."""
    try:
        octets = path.read_bytes() if path.stat().st_size <= _MOST_BYTES else b""
    except OSError as error:
        raise ImportFileError(f"{path}: cannot be read: {error.strerror}") from error
    try:
        data = tomllib.loads(octets.decode()) if path.suffix == ".toml" else msgspec.json.decode(octets)
    except ValueError as error:
        form = "TOML" if path.suffix == ".toml" else "JSON"
        raise ImportFileError(f"{path}: is not {form}: {error}") from error
    document = _converted(data, _Document, str(path), "")
    found = tuple(_function(name, entry, str(path)) for name, entry in document.functions.items())
    return ImportFile(kind=document.kind, address=document.address, functions=found)


def save(path: Path, contents: ImportFile) -> None:
    """Write a file as ``load`` reads it, in JSON; a file that is there is replaced as a whole."""
    functions = {function.name: msgspec.to_builtins(_entry(function)) for function in contents.functions}
    document = {"kind": contents.kind, "address": contents.address, "functions": functions}
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f"{path.name}.new")
    unfinished.write_bytes(msgspec.json.format(msgspec.json.encode(document), indent=2) + b"\n")
    unfinished.replace(path)


def merged(old: ImportFile | None, kind: str, learned: Learned) -> ImportFile:
    """What was learnt, with what people have decided in the file before: names, capabilities, caching, what may be called twice.

    Functions that they have deleted stay away only if the whole file is not made anew: who wants that says so with each import.
    """
    before = {function.remote: function for function in old.functions} if old is not None else {}
    functions = [_with_decisions(function, before.get(function.remote)) for function in learned.functions]
    return ImportFile(kind=kind, address=learned.address, functions=tuple(functions))


_DECIDED: Final = ("name", "capability", "cache", "timeout", "safe", "new", "ignore", "exact")


def _with_decisions(function: Imported, before: Imported | None) -> Imported:
    if before is None:
        return function
    return msgspec.structs.replace(function, **{name: getattr(before, name) for name in _DECIDED})


def _entry(function: Imported) -> _Entry:
    plain = {name: getattr(function, name) for name in _PLAIN}
    returns = None if function.returns is None else export(function.returns, texts=True)
    params = export_params(function.params, texts=True)
    return _Entry(**plain, params=params, returns=returns, binding=dict(function.binding))


def _function(name: str, data: object, path: str) -> Imported:
    """The function of an entry. Raises ``ImportFileError``."""
    where = f"functions.{name}"
    if not _NAME.fullmatch(name):
        raise ImportFileError(f"{path}: {where[:200]}: expected a name of small letters, digits and underscores")
    entry = _converted(data, _Entry, path, where)
    params = read_params({key: _checked(node, path, f"{where}.params.{key}") for key, node in entry.params.items()})
    returns = None if entry.returns is None else read(_checked(entry.returns, path, f"{where}.returns"))
    plain = {each: getattr(entry, each) for each in _PLAIN}
    return Imported(name=name, params=params, returns=returns, binding=entry.binding, **plain)


def _checked(node: object, path: str, where: str) -> Mapping[str, Any]:
    """The data of a description that can be read. Raises ``ImportFileError`` that names the deepest node that cannot."""
    if not isinstance(node, Mapping):
        raise ImportFileError(f"{path}: {where}: expected the object of a description")
    try:
        read(node)
    except (ValueError, TypeError) as error:
        for inner, child in _children(node):
            _checked(child, path, f"{where}{inner}")
        raise ImportFileError(f"{path}: {where}: {error}") from error
    return node


def _children(node: Mapping[str, Any]) -> Iterator[tuple[str, object]]:
    if isinstance(node.get("struct"), Mapping):
        yield from ((f".{name}", child) for name, child in node["struct"].items())
    if "list" in node:
        yield "[]", node["list"]


def _converted(data: object, kind: type[Any], path: str, where: str) -> Any:
    try:
        return msgspec.convert(data, kind)
    except msgspec.ValidationError as error:
        said, _, place = str(error).partition(" - at `$")
        inner = place.rstrip("`")
        raise ImportFileError(f"{path}: {where}{inner}: {said}".replace(": .", ": ").replace(": : ", ": ")) from error
