"""States: files with the data of a site, or a part of it, as rows of the reference's tables.

A state is a JSON object with the rows of each table, and three members in the form of recorded states: ``config`` (site
settings by name), ``site_admins`` (user ids), ``blobs`` (contents of files, base64, by hash). It has tokens as clear text, and
passwords as such or as their hashes; ``prepare`` hashes and seals them, which takes long; ``store_contents`` and then ``load`` or
``add`` store the result. ``functions`` of a service are names of functions, or ``"*"`` for all but those that components
offer by name only.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import groupby
from pathlib import Path
from typing import Any

import msgspec
import orjson
from sqlalchemy import Connection, Table, delete, insert, select
from sqlalchemy.exc import DataError, IntegrityError

from gateway.access import config, missing_contexts
from gateway.access.passwords import hash_password
from gateway.access.secrets import Vault, digest
from gateway.registry.registry import Registry
from gateway.store.blobs import Blobs, content_hash
from gateway.store.changes import ChangeKind, note
from gateway.store.database import cause
from gateway.store.rows import number_on
from gateway.store.tables.services import external_services, external_services_functions, external_tokens
from gateway.store.tables.site import change
from gateway.store.tables.users import user

__all__ = [
    "add",
    "Fitted",
    "Prepared",
    "StateError",
    "check",
    "clear",
    "fit",
    "load",
    "moved",
    "prepare",
    "read",
    "require_new",
    "store_contents",
]

_SPECIAL = frozenset({"about", "blobs", "config", "site_admins"})

# Columns that are clear text in a state, but sealed or hashed in the database.
_SECRETS = frozenset(
    {
        ("user", "password"),
        ("external_tokens", "token"),
        ("external_tokens", "privatetoken"),
        ("external_tokens", "sid"),
        ("sessions", "sid"),
        ("user_private_key", "value"),
    }
)

# Integers of the database are less than this, and at least its negative.
_INTEGERS = 2**63

# What a password is that was taken out of a site: its hash, in the PHC form.
_HASH = re.compile(r"\$argon2id\$v=\d+\$m=\d+,t=\d+,p=\d+\$[A-Za-z0-9+/]+\$[A-Za-z0-9+/]+")

# The password of the guest account, if a state gives it none.
_GUEST_PASSWORD = "guest"  # noqa: S105 - everybody knows it

State = Mapping[str, Any]
Progress = Callable[[str], None]


class StateError(Exception):
    """A state is invalid or cannot be loaded; the text is one line."""


def read(path: Path) -> State:
    """The state in a file, with its form checked. Raises ``StateError``."""
    try:
        state = orjson.loads(path.read_bytes())
    except OSError as error:
        raise StateError(f"cannot read {path}: {error.strerror}") from None
    except orjson.JSONDecodeError as error:
        raise StateError(f"{path} is not JSON: {error}") from None
    check(state)
    checked: State = state
    return checked


def moved(state: State, old: str, new: str) -> State:
    """The state of a site that has moved from one address to another: the address in its texts is the new one.

    It is replaced as it stands, and as it stands in JSON inside of a text, with its slashes escaped.
    """
    pairs = [(old, new), (old.replace("/", "\\/"), new.replace("/", "\\/"))]

    def replaced(value: Any) -> Any:
        if isinstance(value, str):
            for before, after in pairs:
                value = value.replace(before, after)
            return value
        if isinstance(value, dict):
            return {name: replaced(item) for name, item in value.items()}
        return [replaced(item) for item in value] if isinstance(value, list) else value

    return {name: content if name == "blobs" else replaced(content) for name, content in state.items()}


def check(state: object) -> None:
    """Raise ``StateError`` unless ``state`` has the right form; its tables and columns need not exist."""
    if not isinstance(state, dict):
        raise StateError("a state is a JSON object of tables")
    for name, rows in state.items():
        if name in _SPECIAL:
            _check_special(name, rows)
            continue
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise StateError(f"{name}: expected a list of rows")
        for row in rows:
            for column, value in row.items():
                if expected := _misfit(name, column, value):
                    raise StateError(f"{name}.{column}: expected {expected}")


class Fitted(msgspec.Struct, frozen=True):
    """A state without tables and columns that do not exist here, and messages about what was left out."""

    state: State
    left_out: Sequence[str]


def fit(state: State, registry: Registry, *, strict: bool = False) -> Fitted:
    """Leave out of a checked state unknown tables and columns, and nulls in columns that do not allow them.

    What is left out takes the default of its column. Raises ``StateError`` for the first of them if ``strict``.
    """
    fitted: dict[str, Any] = {}
    left_out: list[str] = []
    for name, rows in state.items():
        table = registry.tables.get(name)
        if name in _SPECIAL:
            fitted[name] = rows
        elif table is None:
            left_out.append(f"there is no table {name!r} ({len(rows)} rows)")
        else:
            fitted[name], missing = _fit_rows(table, rows)
            left_out += missing
        if strict and left_out:
            raise StateError(left_out[0])
    return Fitted(fitted, left_out)


def _fit_rows(table: Table, rows: Sequence[Mapping[str, Any]]) -> tuple[list[dict[str, Any]], list[str]]:
    """The rows with only columns that exist and without nulls that are not allowed; and messages about what was left out."""
    known = {*table.columns.keys(), *(("functions",) if table is external_services else ())}
    unknown = {column for row in rows for column in row} - known
    filled = {column.name for column in table.columns if not column.nullable and column.server_default is not None}
    nulls = Counter(column for row in rows for column, value in row.items() if value is None and column in filled)
    fitted = [
        {column: value for column, value in row.items() if column in known and not (value is None and column in filled)} for row in rows
    ]
    words = [f"{table.name}: there is no column {column!r}" for column in sorted(unknown)]
    words += [f"{table.name}.{column}: {count} nulls, which the column does not take" for column, count in sorted(nulls.items())]
    return fitted, words


def _check_special(name: str, content: object) -> None:
    """Raise ``StateError`` unless a member that is no table has its form; ``about`` may have any."""
    if name == "config" and not (isinstance(content, dict) and all(_is_text_or_number(value) for value in content.values())):
        raise StateError("config: expected an object of texts and numbers")
    if name == "site_admins" and not (isinstance(content, list) and all(_is_text_or_number(value) for value in content)):
        raise StateError("site_admins: expected a list of user ids")
    if name == "blobs" and not (isinstance(content, dict) and all(isinstance(value, str) for value in content.values())):
        raise StateError("blobs: expected an object of texts in base64")


def _is_text_or_number(value: object) -> bool:
    """Whether a setting may have this value; booleans are written 1 and 0 in the reference."""
    return isinstance(value, str) or (isinstance(value, int) and not isinstance(value, bool))


def _misfit(table: str, column: str, value: object) -> str | None:
    """The type expected by a column that cannot hold the value; None if it can."""
    if column == "functions":
        fits = value == "*" or (isinstance(value, list) and all(isinstance(item, str) for item in value))
        return None if fits else 'a list of names or "*"'
    if (table, column) in _SECRETS:
        return None if value is None or isinstance(value, str) else "a text or null"
    if isinstance(value, int):
        return None if -_INTEGERS <= value < _INTEGERS else "a number of at most 64 bits"
    return None if value is None or isinstance(value, str | float) else "a text, a number, true, false or null"


class Prepared(msgspec.Struct, frozen=True):
    """A state ready to be stored: the rows of each table, the members that are no tables, and the contents of files."""

    rows: Mapping[str, list[dict[str, Any]]]
    special: Mapping[str, Any]
    contents: Sequence[bytes] = ()


def prepare(state: State, *, vault: Vault, hashed: Callable[[str], str] = hash_password) -> Prepared:
    """A state with its secrets hashed and sealed. Blocks, for tens of milliseconds per password, or as long as ``hashed`` takes.

    Raises ``StateError`` if the hash of a file's content is not the name that the state gives it.
    """
    special = {name: state[name] for name in _SPECIAL & state.keys()}
    guest = str(special.get("config", {}).get("siteguest", "1"))
    # Hashing is most of the work, and runs outside of the interpreter lock.
    with ThreadPoolExecutor() as threads:
        people = list(threads.map(lambda row: _person(row, guest, hashed), state.get("user", ())))
    rows = {name: [_row(name, row, vault) for row in rows] for name, rows in state.items() if name not in _SPECIAL}
    contents = [_content(name, content) for name, content in special.get("blobs", {}).items()]
    return Prepared(rows | {"user": people} if "user" in state else rows, special, contents)


async def store_contents(prepared: Prepared, blobs: Blobs) -> None:
    """Store the contents of a state's files, which comes before ``load`` stores the rows that name them."""
    for content in prepared.contents:
        await blobs.put(content)


def load(
    db: Connection,
    prepared: Prepared,
    *,
    registry: Registry,
    replace: bool = False,
    progress: Progress = lambda _: None,
) -> None:
    """Insert a state into a newly installed database, in the caller's transaction.

    Each table in the state is replaced as a whole, and contexts that its rows lack are made. Raises ``StateError`` if the
    database already holds a site, unless ``replace`` is True, and if rows contradict each other.
    """
    if not replace:
        require_new(db)
    _store(db, prepared, registry, progress, keep=False)


def add(db: Connection, prepared: Prepared, *, registry: Registry) -> None:
    """Insert the rows of a state beside those that are there. Raises ``StateError`` if they contradict each other."""
    _store(db, prepared, registry, lambda _: None, keep=True)


def _store(db: Connection, prepared: Prepared, registry: Registry, progress: Progress, *, keep: bool) -> None:
    """Store a state, in place of the rows of its tables unless they are kept."""
    for name, rows in prepared.rows.items():
        progress(f"{name}: {len(rows)}")
        table = registry.tables[name]
        if not keep:
            db.execute(delete(table))
        try:
            _insert(db, table, _linked(db, rows, registry) if table is external_services else rows)
        except (DataError, IntegrityError) as error:
            raise StateError(f"{name}: {cause(error)}") from None
        number_on(db, [table])
    missing_contexts.make_all(db, registry)
    special = prepared.special
    for name, value in special.get("config", {}).items():
        config.put(db, name, str(value))
    if "site_admins" in special:
        config.put(db, "siteadmins", ",".join(map(str, special["site_admins"])))
    for kind in ChangeKind:
        note(db, kind)


def clear(db: Connection, registry: Registry) -> None:
    """Delete all rows of all tables but the feed of changes, so that the database is as empty as a new one."""
    tables = [table for table in registry.tables.values() if table is not change]
    for table in tables:
        db.execute(delete(table))
    number_on(db, [table for table in tables if "id" in table.c])


def require_new(db: Connection) -> None:
    """Raise ``StateError`` if the database has more accounts than the guest of a new installation, or tokens."""
    others = select(user.c.id).where(user.c.username != "guest")
    if db.execute(others).first() is not None or db.execute(select(external_tokens.c.id)).first() is not None:
        raise StateError("the database already holds accounts or tokens: load into an empty one, or say --replace")


def _person(row: dict[str, Any], guest: str, hashed: Callable[[str], str]) -> dict[str, Any]:
    """The row of an account as it is stored; ``guest`` is the id of the guest account. A hash of ours stays as it is."""
    password = row.get("password") or (_GUEST_PASSWORD if str(row.get("id")) == guest else None)
    if password and _HASH.fullmatch(password):
        return row
    return {**row, "password": hashed(password) if password else None}


def _row(name: str, row: dict[str, Any], vault: Vault) -> dict[str, Any]:
    """A row as it is stored."""
    if name == "external_tokens":
        sid = {"sid": digest(row["sid"])} if row.get("sid") else {}
        return {**row, **sid, **_sealed(vault, "token", row.get("token")), **_sealed(vault, "privatetoken", row.get("privatetoken"))}
    if name == "sessions":
        return {**row, "sid": digest(row.get("sid") or "")}
    if name == "user_private_key":
        return {**row, **_sealed(vault, "value", row.get("value"))}
    return row


def _linked(db: Connection, rows: Iterable[dict[str, Any]], registry: Registry) -> Iterator[dict[str, Any]]:
    """The rows of services; the functions of each are linked to it."""
    for row in rows:
        service = dict(row)
        functions = service.pop("functions", [])
        _link(db, service.get("id"), registry.offered if functions == "*" else functions)
        yield service


def _sealed(vault: Vault, column: str, value: str | None) -> dict[str, object]:
    """The columns of a secret: its digest, and its sealed value."""
    return {column: digest(value) if value else value, f"sealed{column}": vault.seal(value) if value else None}


def _link(db: Connection, serviceid: int | None, functions: Iterable[str]) -> None:
    """Link functions to a service."""
    links = external_services_functions
    db.execute(delete(links).where(links.c.externalserviceid == serviceid))
    if rows := [{"externalserviceid": serviceid, "functionname": name} for name in dict.fromkeys(functions)]:
        db.execute(insert(links), rows)


def _insert(db: Connection, table: Table, rows: Iterable[dict[str, Any]]) -> None:
    """Insert rows; rows with the same columns go together, and missing columns get their defaults."""
    for columns, group in groupby(rows, key=_columns):
        if columns:
            db.execute(insert(table), list(group))


def _columns(row: dict[str, Any]) -> tuple[str, ...]:
    """The names of the columns in a row."""
    return tuple(row)


def _content(name: str, content: str) -> bytes:
    """The content of a file. Raises ``StateError`` if its hash is not its name."""
    try:
        decoded = base64.b64decode(content, validate=True)
    except (binascii.Error, TypeError, ValueError):
        decoded = None
    if decoded is None or content_hash(decoded) != name:
        raise StateError(f"blobs: {name} does not hold the content of that hash")
    return decoded
