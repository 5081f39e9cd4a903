"""The machine: files and who may read them, disks, descriptors, the locale, the port, and the address by which clients come."""

from __future__ import annotations

import errno
import ipaddress
import locale
import os
import resource
import shutil
import socket
import stat
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from gateway.access.secrets import SecretsError, read_keys
from gateway.admin.doctor.finding import Finding, bad, good, odd
from gateway.settings import Settings

__all__ = ["examined", "is_loopback"]

# Of a disk, free bytes below which something is wrong, and below which it will be.
_FULL, _FILLING = 200 * 1024**2, 2 * 1024**3
# The descriptors of a process that are no connections of clients.
_OTHER_DESCRIPTORS: Final = 128
# Below this, a port is given to the administrator of the machine alone.
_PRIVILEGED: Final = 1024


def examined(settings: Settings, environ: Mapping[str, str]) -> Iterator[Finding]:
    """What is found of the machine. Nothing is changed."""
    yield from _settings_file(settings, environ)
    yield from _key(settings)
    yield from _disks(settings)
    yield from _locale(environ)
    yield from _descriptors(settings)
    yield from _port(settings)
    yield from _address(settings)
    yield from _proxies(settings)


def is_loopback(address: str) -> bool:
    """Whether only this machine reaches an address."""
    try:
        return address == "localhost" or ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


def _settings_file(settings: Settings, environ: Mapping[str, str]) -> Iterator[Finding]:
    path = environ.get("TRIGLOT_CONFIG")
    if not path:
        yield good("settings", "no file: the defaults hold, and what the environment says")
        return
    secrets = [
        name
        for name, value in (
            ("[secrets] key", settings.secrets.key and not environ.get("TRIGLOT_SECRETS_KEY")),
            ("[database] url", "@" in settings.database.url and not environ.get("TRIGLOT_DATABASE_URL") and _has_password(settings)),
            ("[mail] password", settings.mail.password and not environ.get("TRIGLOT_MAIL_PASSWORD")),
            ("[files] secret_key", settings.files.secret_key and not environ.get("TRIGLOT_FILES_SECRET_KEY")),
        )
        if value
    ]
    if secrets and _others_may_read(Path(path)):
        yield bad("settings", f"{path} holds secrets ({', '.join(secrets)}), and others may read it", f"chmod 600 {path}")
    else:
        yield good("settings", path)


def _has_password(settings: Settings) -> bool:
    return ":" in settings.database.url.partition("://")[2].partition("@")[0]


def _key(settings: Settings) -> Iterator[Finding]:
    path = Path(settings.secrets.key_file)
    try:
        keys = read_keys(settings.secrets.key, path, settings.secrets.old_key)
    except SecretsError as error:
        yield bad("key", str(error), "triglot init, or put the copy of the key back: what was sealed with it is lost without")
        return
    if len(keys) > 1:
        yield odd("key", "it is being replaced: some secrets may be sealed with the old one", "triglot rekey")
    if settings.secrets.key:
        yield good("key", "from the settings")
        return
    if _others_may_read(path):
        yield bad("key", f"others may read {path}", f"chmod 600 {path}")
        return
    yield good("key", f"{path}, which its owner alone may read")


def _others_may_read(path: Path) -> bool:
    try:
        return bool(path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO))
    except OSError:
        return False


def _places(settings: Settings) -> Iterator[tuple[str, Path]]:
    """What is written where."""
    scheme, _, file = settings.database.url.partition(":///")
    if scheme == "sqlite" and file:
        yield "database", Path(file.partition("?")[0]).parent
    yield "files", Path(settings.files.folder)
    if settings.log.file:
        yield "log", Path(settings.log.file).parent
    yield "temporary files", Path(tempfile.gettempdir())


def _disks(settings: Settings) -> Iterator[Finding]:
    for name, wanted in _places(settings):
        folder = next((each for each in (wanted, *wanted.absolute().parents) if each.is_dir()), Path("/"))
        free = shutil.disk_usage(folder).free
        about = f"disk of the {name}"
        if not _is_writable(folder):
            yield bad(about, f"nothing can be written to {folder}", f"chown {_user()} {folder}")
        elif free < _FULL:
            yield bad(about, f"{folder} has {free // 1024**2} MB free", "make room, or move it to another disk")
        elif free < _FILLING:
            yield odd(about, f"{folder} has {free / 1024**3:.1f} GB free", "make room, or move it to another disk")
        else:
            yield good(about, f"{folder} has {free // 1024**3} GB free")


def _is_writable(folder: Path) -> bool:
    return os.access(folder, os.W_OK | os.X_OK)


def _user() -> str:
    return str(os.geteuid())


def _locale(environ: Mapping[str, str]) -> Iterator[Finding]:
    encodings = {sys.getfilesystemencoding().lower(), locale.getpreferredencoding(False).lower()}
    if encodings - {"utf-8", "utf8"}:
        yield bad("locale", f"texts of the system are {', '.join(sorted(encodings))}, not UTF-8", "export LC_ALL=C.UTF-8")
    else:
        yield good("locale", "UTF-8")
    zone = environ.get("TZ", "").removeprefix(":")
    if zone and "/" in zone and not zone.startswith("/"):
        try:
            ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError):
            yield bad("locale", f"TZ names no time zone: {zone}", "export TZ=UTC")


def _descriptors(settings: Settings) -> Iterator[Finding]:
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    needed = settings.server.connections + _OTHER_DESCRIPTORS
    if most != resource.RLIM_INFINITY and most < needed:
        repair = f"ulimit -n {needed}, LimitNOFILE= of the service, or fewer [server] connections"
        yield odd("descriptors", f"a process may have {most}, and needs {needed} for as many connections as it may have", repair)
    else:
        yield good("descriptors", f"enough for {settings.server.connections} connections")


def _port(settings: Settings) -> Iterator[Finding]:
    address, port = settings.server.address, settings.server.port
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                yield _who_listens(address, port)
            elif error.errno == errno.EACCES and port < _PRIVILEGED:
                repair = "another [server] port behind a proxy, or AmbientCapabilities=CAP_NET_BIND_SERVICE of the service"
                yield bad("port", f"this user may not listen on {port}", repair)
            else:
                yield bad("port", f"nobody can listen on {address}:{port}: {error.strerror}", "another [server] address")
        else:
            yield good("port", f"{address}:{port} is free: no server runs")


def _who_listens(address: str, port: int) -> Finding:
    """Whether it is a gateway that has the port."""
    repair = f"ss -ltnp 'sport = :{port}', or another [server] port"
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(address, address)  # noqa: S104 - compared, not bound
    try:
        with socket.create_connection((host, port), timeout=3) as asking:
            asking.settimeout(3)
            asking.sendall(f"GET /health/live HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
            answer = asking.recv(4096)
    except OSError:
        return bad(
            "port", f"{address}:{port} is taken by something that does not answer", f"ss -ltnp 'sport = :{port}', or another [server] port"
        )
    if b'"alive"' in answer or b"triglot" in answer.lower():
        return good("port", f"a gateway answers on {address}:{port}")
    if b" 404 " in answer.partition(b"\r\n")[0]:  # its [monitoring] networks may leave this machine out
        return good("port", f"something answers on {address}:{port} that does not tell this machine whether it lives")
    return bad("port", f"{address}:{port} is taken by another program", repair)


def _address(settings: Settings) -> Iterator[Finding]:
    root, listening = settings.server.wwwroot, settings.server.address
    if not root:
        if is_loopback(listening):
            yield good("address", f"{settings.server.base_address}, for this machine alone")
        else:
            text = f"clients are told that the site is at {settings.server.base_address}, which most cannot reach"
            yield bad("address", text, '[server] wwwroot = "https://…", the address that clients use')
        return
    parts = urlsplit(root)
    host = parts.hostname or ""
    if parts.scheme == "http" and not is_loopback(host):
        yield odd(
            "address", f"{root}: tokens and passwords go over the network in the clear", 'TLS in front, and [server] wwwroot = "https://…"'
        )
    else:
        yield good("address", root)
    try:
        socket.getaddrinfo(host, None)
    except OSError:
        yield odd("address", f"this machine finds no address for {host}", "a record in the DNS, or in /etc/hosts")


def _proxies(settings: Settings) -> Iterator[Finding]:
    wrong = [item for item in settings.server.proxies if not _is_network(item)]
    if wrong:
        yield bad("proxies", f"these are no addresses or networks: {', '.join(wrong)}", "[server] proxies")
    everybody = [item for item in settings.server.proxies if item.endswith("/0")]
    if everybody:
        yield bad(
            "proxies", "everybody is believed about who asks: addresses restrict nothing", "[server] proxies: those of the proxies alone"
        )
    if settings.server.wwwroot.startswith("https://") and not settings.server.proxies:
        text = "TLS ends in front of the gateway, and no proxy is named: all clients seem to have its address"
        yield odd("proxies", text, '[server] proxies = ["127.0.0.1"], the address of what stands in front')
    elif not wrong and not everybody:
        yield good("proxies", ", ".join(settings.server.proxies) or "none")


def _is_network(text: str) -> bool:
    try:
        ipaddress.ip_network(text, strict=False)
    except ValueError:
        return False
    return True
