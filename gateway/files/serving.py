"""How a stored file is delivered over HTTP: the status, the headers, and which bytes (``docs/contract/server.md 3.2``).

Nothing that a stored file runs in a browser can act as the person who looks at it: types that run scripts are shown in a sandbox.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from email.utils import formatdate, parsedate_to_datetime
from http import HTTPStatus
from typing import Final
from urllib.parse import quote

import msgspec

from gateway.files.areas import StoredFile
from gateway.files.lookup import Found

__all__ = ["Delivery", "Header", "Wish", "deliver"]

Header = tuple[bytes, bytes]

# A boundary between parts that the contract has as a constant.
_BOUNDARY: Final = "s1k2o3d4a5k6s7"
_RANGE: Final = re.compile(r"([0-9]{0,18})-([0-9]{0,18})")
# More ranges than this nobody's reader asks for at once: the header is ignored.
_MOST_RANGES: Final = 32
_PLAIN: Final = "text/plain"
_ALWAYS_SAVED: Final = frozenset({"image/svg+xml"})
_RUN_BY_BROWSERS: Final = re.compile(r"text/html|image/svg\+xml|(?:text|application)/(?:.+\+)?xml|application/x-shockwave-flash")
_SANDBOX: Final = b"sandbox allow-scripts allow-forms allow-popups allow-downloads"
_ISOLATED: Final = b"default-src 'none'; img-src 'self'; media-src 'self'"
_NOT_IN_NAMES: Final = re.compile(r'[\x00-\x1f\x7f"\\]')
_TYPE: Final = re.compile(r"[\w.+-]+/[\w.+-]+(?: ?; ?[\w.+-]+=[\w.+-]+)*", re.ASCII)


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """What a request says about the delivery: to save the file, and whether it comes over https."""

    download: bool = False
    secure: bool = False


class Delivery(msgspec.Struct, frozen=True, kw_only=True):
    """An answer with a stored file: ``parts`` are texts, and pairs of the first byte of a part of the content and its length."""

    status: int
    headers: list[Header]
    parts: tuple[bytes | tuple[int, int], ...] = ()


def deliver(found: Found, request: Mapping[bytes, bytes], wish: Wish, *, now: int, lifetime: int) -> Delivery:
    """The answer to a request with these headers for a file; ``lifetime`` is that of the site."""
    file = found.file
    kind = file.mimetype if _TYPE.fullmatch(file.mimetype) else "application/octet-stream"
    save = found.area.download or wish.download or kind in _ALWAYS_SAVED
    headers = [_disposition(file.filename, save=save), *_kept(found, wish, now=now, lifetime=lifetime), *_validators(file)]
    if _unchanged(file, request):
        return Delivery(status=HTTPStatus.NOT_MODIFIED, headers=headers)
    headers.append((b"x-content-type-options", b"nosniff"))
    if found.area.isolated:
        headers.append((b"content-security-policy", _ISOLATED))
    elif _RUN_BY_BROWSERS.fullmatch(kind):
        headers.append((b"content-security-policy", _SANDBOX))
    whole = found.whole or kind == _PLAIN
    headers.append((b"accept-ranges", b"none" if whole else b"bytes"))
    ranges = [] if whole else _ranges(request.get(b"range", b"").decode("latin-1"), file.filesize)
    content_type = _content_type(kind)
    if not ranges:
        headers += [(b"content-type", content_type), _length(file.filesize)]
        return Delivery(status=HTTPStatus.OK, headers=headers, parts=((0, file.filesize),))
    if len(ranges) == 1:
        first, last = ranges[0]
        headers += [
            (b"content-type", content_type),
            _length(last - first + 1),
            (b"content-range", _content_range(first, last, file.filesize)),
        ]
        return Delivery(status=HTTPStatus.PARTIAL_CONTENT, headers=headers, parts=((first, last - first + 1),))
    parts: list[bytes | tuple[int, int]] = []
    for first, last in ranges:
        head = b"\r\n--%s\r\nContent-Type: %s\r\nContent-Range: %s\r\n\r\n"
        parts += [head % (_BOUNDARY.encode(), kind.encode(), _content_range(first, last, file.filesize)), (first, last - first + 1)]
    parts.append(b"\r\n--%s--\r\n" % _BOUNDARY.encode())
    length = sum(len(part) if isinstance(part, bytes) else part[1] for part in parts)
    headers += [(b"content-type", b"multipart/byteranges; boundary=%s" % _BOUNDARY.encode()), _length(length)]
    return Delivery(status=HTTPStatus.PARTIAL_CONTENT, headers=headers, parts=tuple(parts))


def _content_type(kind: str) -> bytes:
    """The header ``Content-Type`` for a type, with the character set of texts."""
    if kind == _PLAIN:
        return b"text/plain; charset=utf-8"
    return f"{kind};charset=UTF-8".encode() if kind.startswith("text/") else kind.encode()


def _disposition(name: str, *, save: bool) -> Header:
    """Whether the file is to be saved or shown, and its name: as the contract has it, and as RFC 6266 has names beyond ASCII."""
    name = _NOT_IN_NAMES.sub("_", name)
    value = f'{"attachment" if save else "inline"}; filename="{name}"'.encode("utf-8", "replace")
    return (b"content-disposition", value if name.isascii() else value + f"; filename*=UTF-8''{quote(name, errors='replace')}".encode())


def _kept(found: Found, wish: Wish, *, now: int, lifetime: int) -> list[Header]:
    """Who may keep the answer, and for how long."""
    area = found.area
    seconds = lifetime if area.lifetime is None else area.lifetime
    if seconds > 0:
        shared = "public" if area.shared or not found.known else "private"
        value = f"{shared}, max-age={seconds}, no-transform{', immutable' if area.immutable else ''}"
        return [(b"cache-control", value.encode()), (b"expires", formatdate(now + seconds, usegmt=True).encode()), (b"pragma", b"")]
    never = formatdate(0, usegmt=True).encode()
    if wish.secure:
        return [(b"cache-control", b"private, max-age=10, no-transform"), (b"expires", never), (b"pragma", b"")]
    value = "private, must-revalidate, pre-check=0, post-check=0, max-age=0, no-transform"
    return [(b"cache-control", value.encode()), (b"expires", never), (b"pragma", b"no-cache")]


def _validators(file: StoredFile) -> list[Header]:
    """By what clients ask whether a file has changed; of when a made file did, nobody knows."""
    tag = (b"etag", f'"{file.contenthash}"'.encode())
    return [(b"last-modified", formatdate(file.timemodified, usegmt=True).encode()), tag] if file.timemodified else [tag]


def _unchanged(file: StoredFile, request: Mapping[bytes, bytes]) -> bool:
    """Whether the client has the file already. Where it names what it has, the time does not matter."""
    if tag := request.get(b"if-none-match"):
        return tag.strip(b'"') == file.contenthash.encode()
    if file.timemodified and (since := request.get(b"if-modified-since")):
        try:
            return parsedate_to_datetime(since.partition(b";")[0].decode("latin-1")).timestamp() >= file.timemodified
        except (ValueError, OverflowError):
            return False
    return False


def _ranges(header: str, size: int) -> list[tuple[int, int]]:
    """The first and the last byte of each range that a header asks for; none if one makes no sense, so that all is sent."""
    if not header.startswith("bytes="):
        return []
    found: list[tuple[int, int]] = []
    for first, last in _RANGE.findall(header):
        if not first and not last:
            return []
        begin = size - int(last) if not first else int(first)
        end = size - 1 if not first or not last else min(int(last), size - 1)
        if not 0 <= begin <= end:
            return []
        found.append((begin, end))
    sent = sum(end - begin + 1 for begin, end in found)
    return found if len(found) <= _MOST_RANGES and sent <= size else []


def _content_range(first: int, last: int, size: int) -> bytes:
    return b"bytes %d-%d/%d" % (first, last, size)


def _length(length: int) -> Header:
    return (b"content-length", b"%d" % length)
