"""The settings of the process: one typed, frozen object, read from a TOML file and the environment.

The defaults are here and, with an explanation of each setting, in ``conf/gateway.toml``. A variable
``TRIGLOT_SECTION_KEY`` in the environment wins over the file (``TRIGLOT_SERVER_PORT=8081``); a list is
written with commas. The file is the one given to ``load``, else the one that ``TRIGLOT_CONFIG``
names, else none. The settings of the *site* are elsewhere, in the table ``config``.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Annotated, Literal, get_type_hints

import msgspec

from gateway.wire.exchange import Limits

__all__ = [
    "Audit",
    "Components",
    "Database",
    "Face",
    "Files",
    "Issuer",
    "Lab",
    "Limits",
    "Log",
    "Mail",
    "Monitoring",
    "Rates",
    "Secrets",
    "Server",
    "Settings",
    "SettingsError",
    "Tokens",
    "Upstream",
    "load",
]

PREFIX = "TRIGLOT_"

Count = Annotated[int, msgspec.Meta(ge=1)]
Whole = Annotated[int, msgspec.Meta(ge=0)]
Port = Annotated[int, msgspec.Meta(ge=1, le=65535)]
Address = Annotated[str, msgspec.Meta(pattern=r"^(https?://[^\s/]\S*)?$")]
Origins = tuple[Annotated[str, msgspec.Meta(pattern=r"^(\*|[a-z][a-z0-9+.-]*://[^\s/*]+)$")], ...]
Addresses = tuple[Annotated[str, msgspec.Meta(pattern=r"^https?://[^\s/]\S*$")], ...]
Rate = Annotated[str, msgspec.Meta(pattern=r"^([1-9]\d{0,8}/([1-9]\d{0,4} )?(second|minute|hour|day)s?)?$")]
Counters = Annotated[str, msgspec.Meta(pattern=r"^(memory://|rediss?://\S+)$")]
Level = Literal["debug", "info", "warning", "error"]
Format = Literal["console", "json"]
Synchronous = Literal["normal", "full"]
Contents = Literal["folder", "s3"]
Field = Literal["username", "email", "idnumber"]
Security = Literal["none", "starttls", "tls"]
Trust = Literal["secret", "caller", "none"]
FacePath = Annotated[str, msgspec.Meta(pattern=r"^(/[A-Za-z0-9._~/-]+)?$")]
HostName = Annotated[str, msgspec.Meta(pattern=r"^([A-Za-z0-9.-]+(:\d{1,5})?)?$")]
ComponentName = Annotated[str, msgspec.Meta(pattern=r"^([a-z]+_[a-z][a-z0-9_]*)?$")]


class SettingsError(Exception):
    """A setting cannot be used; the text is one line that names it and says what is expected."""


class Confidential:
    """A section that may hold a secret, and whose ``repr`` therefore has no values."""

    def __repr__(self) -> str:
        """The name of the section, without its values."""
        return f"{type(self).__name__}(...)"


class Server(msgspec.Struct, frozen=True, kw_only=True):
    """Where the gateway listens, the number of workers, the address of the site, who may read it, and the bounds of connections."""

    address: str = "127.0.0.1"
    port: Port = 8080
    workers: Count = 1
    wwwroot: Address = ""
    origins: Origins = ()
    proxies: tuple[str, ...] = ()
    connections: Count = 16_000
    head_bytes: Count = 64 * 1024
    head_fields: Count = 100
    head_seconds: Count = 10
    body_rate: Count = 1000
    bodies_bytes: Count = 256 * 1024 * 1024
    waiting_logins: Count = 50

    @property
    def base_address(self) -> str:
        """The address of the site, without a slash at its end."""
        if self.wwwroot:
            return self.wwwroot.rstrip("/")
        host = "localhost" if self.address in {"0.0.0.0", "::"} else self.address  # noqa: S104 - compared, not bound
        return f"http://[{host}]:{self.port}" if ":" in host else f"http://{host}:{self.port}"


class Database(Confidential, msgspec.Struct, frozen=True, kw_only=True):
    """The address of the database, the number of connections to a server, and how long one waits for server or disk."""

    url: str = "sqlite:///var/triglot.db"
    pool: Count = 10
    statement_seconds: Count = 60
    synchronous: Synchronous = "normal"


class Secrets(Confidential, msgspec.Struct, frozen=True, kw_only=True):
    """The site key, with which secrets are sealed: the key, or the file that holds it; and the key before it, while it is replaced."""

    key_file: str = "var/site.key"
    key: str = ""
    old_key: str = ""


class Tokens(msgspec.Struct, frozen=True, kw_only=True):
    """The storage of tokens: sealed values beside digests, or digests alone."""

    keep: bool = True


class Files(Confidential, msgspec.Struct, frozen=True, kw_only=True):
    """Where the contents of files are: in a folder, or in a bucket of an object storage with its address, region and credentials."""

    store: Contents = "folder"
    folder: str = "var/files"
    bucket: str = ""
    prefix: str = ""
    endpoint: Address = ""
    region: str = "us-east-1"
    access_key: str = ""
    secret_key: str = ""


class Components(msgspec.Struct, frozen=True, kw_only=True):
    """Components to load besides those that entry points announce."""

    load: tuple[str, ...] = ()


class Rates(Confidential, msgspec.Struct, frozen=True, kw_only=True):
    """The rates of calls, as in ``600/minute`` (empty: no limit), and where calls are counted."""

    token: Rate = ""
    address: Rate = ""
    function: Rate = ""
    failures: Rate = "60/minute"
    storage: Counters = "memory://"


class Audit(msgspec.Struct, frozen=True, kw_only=True):
    """Whether the audit stores plain calls, how many events may wait to be stored, and whether calls are counted."""

    calls: bool = True
    usage: bool = True
    queue: Count = 10_000


class Lab(msgspec.Struct, frozen=True, kw_only=True):
    """The other servers that the lab may ask the same."""

    servers: Addresses = ()


class Issuer(msgspec.Struct, frozen=True, kw_only=True):
    """An identity provider whose access tokens are taken: which tokens those are, with what keys they are signed, whom they stand for."""

    issuer: str = ""
    audience: str = ""
    keys: str = ""
    algorithms: tuple[str, ...] = ("RS256", "ES256")
    types: tuple[str, ...] = ("at+jwt",)
    claim: str = "sub"
    field: Field = "username"
    service: str = ""
    scopes: tuple[str, ...] = ()
    leeway: Count = 30


class Upstream(Confidential, msgspec.Struct, frozen=True, kw_only=True):
    """A server whose functions are offered here: where and what it is, with which credential it is called, and the bounds of calls."""

    kind: str = ""
    url: Address = ""
    host: HostName = ""
    component: ComponentName = ""
    functions: str = ""
    document: str = ""
    credential: Trust = "secret"
    identity_seconds: Count = 60
    front: bool = False
    pages: bool = False
    timeout: Count = 30
    connect: Count = 5
    retries: Whole = 2
    calls: Count = 20
    waiting: Count = 100
    wait: Count = 5
    answer_bytes: Count = 32 * 1024 * 1024
    failures: Count = 5
    pause: Count = 10


class Face(Confidential, msgspec.Struct, frozen=True, kw_only=True):
    """What the callers of an old server know of it: an address, the names of its methods, its WSDL, and how they say who they are."""

    path: FacePath = ""
    protocol: str = "xmlrpc"
    upstream: str = ""
    names: str = ""
    wsdl: str = ""
    token: str = ""


class Mail(Confidential, msgspec.Struct, frozen=True, kw_only=True):
    """The server that mails are sent by (none: they are written to the log), how it is reached, and the address they come from."""

    host: str = ""
    port: Port = 587
    security: Security = "starttls"
    user: str = ""
    password: str = ""
    sender: str = ""


class Log(msgspec.Struct, frozen=True, kw_only=True):
    """The level, format and file of the log, and whether there is a call log."""

    level: Level = "info"
    format: Format = "console"
    calls: bool = True
    file: str = ""


class Monitoring(msgspec.Struct, frozen=True, kw_only=True):
    """Who may ask how the process does, whether it measures and traces calls, and how long it answers on once it is to stop."""

    networks: tuple[str, ...] = ("127.0.0.0/8", "::1")
    metrics: bool = True
    traces: bool = False
    leaving_seconds: Whole = 0


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """All settings of the process, by sections."""

    server: Server = Server()
    database: Database = Database()
    secrets: Secrets = Secrets()
    tokens: Tokens = Tokens()
    files: Files = Files()
    components: Components = Components()
    limits: Limits = Limits()
    rates: Rates = Rates()
    audit: Audit = Audit()
    mail: Mail = Mail()
    log: Log = Log()
    monitoring: Monitoring = Monitoring()
    lab: Lab = Lab()
    issuers: Mapping[str, Issuer] = {}
    upstreams: Mapping[str, Upstream] = {}
    faces: Mapping[str, Face] = {}


# For each type of setting: the type that its value is converted to (limits are plain integers, and none is below 1), and
# what an error message calls that type.
_KINDS: Mapping[object, tuple[object, str]] = {
    str: (str, "a text"),
    bool: (bool, "true or false"),
    int: (Count, "a whole number above 0"),
    Count: (Count, "a whole number above 0"),
    Whole: (Whole, "a whole number, 0 or above"),
    Trust: (Trust, "secret, caller or none"),
    HostName: (HostName, "the name of a host, as in moodle.example.org"),
    ComponentName: (ComponentName, "the name of a component, as in local_shop"),
    FacePath: (FacePath, "a path that begins with /, as in /soap/StockService"),
    Port: (Port, "a port number from 1 to 65535"),
    Address: (Address, "an address that begins with http:// or https://"),
    Rate: (Rate, "a number of calls in a time, as in 600/minute, or nothing"),
    Counters: (Counters, "memory:// or the address of a Redis server, as in redis://host:6379/0"),
    Level: (Level, "debug, info, warning or error"),
    Format: (Format, "console or json"),
    Origins: (Origins, "a list of origins, as in https://app.example.org, or of *"),
    Addresses: (Addresses, "a list of addresses that begin with http:// or https://"),
    Synchronous: (Synchronous, "normal or full"),
    Contents: (Contents, "folder or s3"),
    Field: (Field, "username, email or idnumber"),
    Security: (Security, "none, starttls or tls"),
    tuple[str, ...]: (tuple[str, ...], "a list of texts"),
}


# The sections whose tables have names of the operator's own.
_NAMED = ("issuers", "upstreams", "faces")
_UPSTREAM = re.compile(r"[a-z][a-z0-9]{0,30}")
_LISTS = (Addresses, Origins, tuple[str, ...])


def load(file: Path | None = None, environ: Mapping[str, str] = os.environ) -> Settings:
    """The settings in ``file`` and ``environ``, with defaults for those that neither has.

    Raises ``SettingsError`` for a file that cannot be read, a name that is no setting, and a value of the wrong kind.
    """
    if file is None and (named := environ.get(f"{PREFIX}CONFIG")):
        file = Path(named)
    document = _read(file) if file else {}
    sections = get_type_hints(Settings)
    _refuse_unknown(document, sections, origin=f"{file}: ")
    for named in _NAMED:
        del sections[named]
    given = {name: dict(_values(name, struct, document.get(name, {}), file, environ)) for name, struct in sections.items()}
    issuers = _named("issuers", Issuer, ("issuer", "audience", "keys"), document, file)
    upstreams = _named("upstreams", Upstream, ("kind", "url"), document, file)
    faces = _named("faces", Face, ("path",), document, file)
    for name in upstreams:
        if not _UPSTREAM.fullmatch(name):
            raise SettingsError(f"{file}: upstreams.{name}: expected a name of small letters and digits")
    return msgspec.convert({**given, "issuers": issuers, "upstreams": upstreams, "faces": faces}, Settings)


def _named(
    section: str, struct: type, needed: Iterable[str], document: Mapping[str, object], file: Path | None
) -> dict[str, dict[str, object]]:
    """The settings of each table in a section, by its name; the environment has none of them."""
    tables = document.get(section, {})
    if not isinstance(tables, dict):
        raise SettingsError(f"{file}: {section}: expected a section")
    found = {name: dict(_values(f"{section}.{name}", struct, table, file, {})) for name, table in tables.items()}
    for name, values in found.items():
        for each in needed:
            if not values.get(each):
                raise SettingsError(f"{file}: {section}.{name}.{each}: expected a text")
    return found


def _read(file: Path) -> dict[str, object]:
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except OSError as error:
        raise SettingsError(f"{file}: cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise SettingsError(f"{file}: is not TOML: {error}") from error


def _values(section: str, struct: type, table: object, file: Path | None, environ: Mapping[str, str]) -> Iterator[tuple[str, object]]:
    """The names and values of the settings of one section that the file or the environment has, checked and converted."""
    if not isinstance(table, dict):
        raise SettingsError(f"{file}: {section}: expected a section")
    kinds = get_type_hints(struct, include_extras=True)
    _refuse_unknown(table, kinds, origin=f"{file}: {section}.")
    prefix = f"{PREFIX}{section}_".upper()
    given = {name.removeprefix(prefix).lower(): text for name, text in environ.items() if name.startswith(prefix)}
    _refuse_unknown(given, kinds, origin=f"environment: {section}.")
    for key, kind in kinds.items():
        if key in given:
            value = [part.strip() for part in given[key].split(",") if part.strip()] if kind in _LISTS else given[key]
            yield key, _convert(value, kind, f"{prefix}{key.upper()}", strict=False)
        elif key in table:
            yield key, _convert(table[key], kind, f"{file}: {section}.{key}", strict=True)


def _refuse_unknown(names: Iterable[str], known: Iterable[str], *, origin: str) -> None:
    for name in names:
        if name not in known:
            raise SettingsError(f"{origin}{name}: there is no such setting; there are {', '.join(known)}")


def _convert(value: object, kind: object, name: str, *, strict: bool) -> object:
    """``value`` converted to its kind; the error never repeats the value, which may be a secret."""
    target, expected = _KINDS[kind]
    try:
        return msgspec.convert(value, target, strict=strict)
    except msgspec.ValidationError as error:
        raise SettingsError(f"{name}: expected {expected}") from error
