"""The grammars of structured texts: addresses, names of plugins, time zones, certificates (``docs/contract/encodings.md 2.4, 2.7``).

Each function says whether a text is in the language, or returns the cleaned text. The expressions
never backtrack over more than one part of a text, so that long hostile input costs linear time.
Where the reference accepts one LF at the end of a text, the expression ends in an optional LF.
"""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import unquote_to_bytes

from gateway.php.values import trim

__all__ = [
    "clean_base64", "clean_pem", "is_component", "is_email", "is_host", "is_local_url", "is_plugin", "is_stringid", "is_timezone", "is_url",
]  # fmt: skip

_OCTET: Final = r"(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
_QUAD: Final = re.compile(rf"{_OCTET}(?:\.{_OCTET}){{3}}")

_HOST: Final = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z](?:[a-z0-9-]*[a-z0-9])?", re.IGNORECASE | re.ASCII)
_HOST_BYTES: Final = 253


def is_host(text: str) -> bool:
    """Whether a text is a dotted quad or a domain name; the name may end in an LF, then in dots."""
    if _QUAD.fullmatch(text):
        return True
    name = text.rstrip(".")
    return len(name) <= _HOST_BYTES and _HOST.fullmatch(name.removesuffix("\n")) is not None


_PADDED_OCTET: Final = r"(?:25[0-5]|2[0-4][0-9]|[01]?[0-9]{1,2})"
_LABELS: Final = r"(?:[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?\.)*[a-z](?:[a-z0-9-]*[a-z0-9])?"
_URL_CHARS: Final = r"a-z0-9_.!~*'():@&=+$,-"
_ESCAPE: Final = r"%[0-9a-f]{2}"
_TAIL_CHARS: Final = rf"(?:[;/?{_URL_CHARS}]++|{_ESCAPE})*+"
_TAIL: Final = rf"(?:\?{_TAIL_CHARS})?(?:\#{_TAIL_CHARS})?"
_LOCAL_PART: Final = rf"/(?:;?(?:[{_URL_CHARS}]++|{_ESCAPE})/?)*+"
_URL: Final = re.compile(
    rf"(?:(?:https?|ftp)://)?(?:{_PADDED_OCTET}(?:\.{_PADDED_OCTET}){{3}}|{_LABELS})?"
    rf"(?::(?P<port>[0-9]{{1,5}}))?(?:{_LOCAL_PART})?{_TAIL}\n?",
    re.IGNORECASE | re.ASCII,
)
_RELATIVE: Final = re.compile(rf"{_LOCAL_PART}{_TAIL}\n?", re.IGNORECASE | re.ASCII)
_PORT_MAX: Final = 65535


def is_url(text: str) -> bool:
    """Whether a text is scheme, host, port, path, query and fragment, each of which may be missing (``docs/contract/encodings.md 2.7``)."""
    match = _URL.fullmatch(text)
    return match is not None and int(match["port"] or 0) <= _PORT_MAX


def is_local_url(text: str, root: str) -> bool:
    """Whether a valid address (``docs/contract/encodings.md 2.7``) is on the site whose base address is ``root``."""
    if text == root or text.startswith("/") or text.lower().startswith(root.lower() + "/"):
        return True
    return _RELATIVE.fullmatch("/" + text) is not None and not _runs_script(text)


def _runs_script(text: str) -> bool:
    """Whether a line of the decoded text has ``javascript:``, or ``javascript`` with ``//:`` after it."""
    for line in unquote_to_bytes(text).lower().split(b"\n"):
        _, found, rest = line.partition(b"javascript")
        if found and (b"javascript:" in line or b"//:" in rest):
            return True
    return False


_ATOM: Final = r"[a-zA-Z0-9!#$%&'*+/=?^_`{|}~-]+"
_QUOTED: Final = r'"(?:[\x01-\x08\x0b\x0c\x0e-\x1f\x21\x23-\x5b\x5d-\x7f]|\\[\x00-\x7f])*"'
_EMAIL: Final = re.compile(rf"(?P<local>(?:{_ATOM}|{_QUOTED})(?:\.(?:{_ATOM}|{_QUOTED}))*)@(?P<domain>[^@]+)")
_DOMAIN: Final = re.compile(
    r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?",
    re.IGNORECASE | re.ASCII,
)
_ESCAPED: Final = re.compile(r"\\.", re.DOTALL)
_LOCAL_MAX: Final = 64
_EMAIL_MAX: Final = 254


def is_email(text: str) -> bool:
    """Whether a text is an e-mail address; for its length, quotes do not count, and an escaped character counts as one."""
    if "<" in text or ">" in text or "\r" in text or "\n" in text:
        return False
    match = _EMAIL.fullmatch(text)
    if match is None:
        return False
    local, domain = match["local"], match["domain"]
    local_length = len(_ESCAPED.sub("x", local).replace('"', ""))
    if local_length > _LOCAL_MAX or local_length + 1 + len(domain) > _EMAIL_MAX:
        return False
    if domain.startswith("[") and domain.endswith("]"):
        return _is_address_literal(domain[1:-1])
    return _DOMAIN.fullmatch(domain) is not None


_GROUPS: Final = re.compile(r"[0-9a-f]{1,4}(?::[0-9a-f]{1,4})*", re.IGNORECASE | re.ASCII)
_ALL_GROUPS: Final = 8
_GROUPS_AROUND_GAP: Final = 6
_QUAD_GROUPS: Final = 2


def _is_address_literal(text: str) -> bool:
    """Whether a text is a dotted quad, or ``IPv6:`` and groups with at most one gap, of which a dotted quad may be the end."""
    if text[:5].lower() != "ipv6:":
        return _QUAD.fullmatch(text) is not None
    groups = text[5:]
    taken = 0
    head, colon, quad = groups.rpartition(":")
    if colon and "." in quad:
        if not _QUAD.fullmatch(quad):
            return False
        taken = _QUAD_GROUPS
        groups = head + ":" if head.endswith(":") else head
    before, gap, after = groups.partition("::")
    counts = [_count_groups(side) for side in (before, after)]
    if not gap:
        return counts[0] == _ALL_GROUPS - taken
    return None not in counts and sum(count or 0 for count in counts) <= _GROUPS_AROUND_GAP - taken


def _count_groups(text: str) -> int | None:
    """The number of groups of hexadecimal digits in a text; None if the text has anything else."""
    if not text:
        return 0
    return text.count(":") + 1 if _GROUPS.fullmatch(text) else None


_COMPONENT: Final = re.compile(r"[a-z][a-z0-9]*(?:_[a-z][a-z0-9_]*)?[a-z0-9]\n?")
_PLUGIN: Final = re.compile(r"[a-z][a-z0-9_]*[a-z0-9]\n?")
_STRINGID: Final = re.compile(r"[a-zA-Z][a-zA-Z0-9.:/_-]*\n?")
_TIMEZONE: Final = re.compile(
    r"(?:99|[+-]?(?:0?[0-9](?:\.[05|])?|1[0-3](?:\.0)?|1[0-2]\.5)"
    r"|[a-zA-Z0-9]++(?:(?<=[a-zA-Z0-9][a-zA-Z])|(?:/?[a-zA-Z_-])+))\n?"
)


def is_component(text: str) -> bool:
    """Whether a text names a component: a plugin type, an underscore and a plugin, or one name alone."""
    return _COMPONENT.fullmatch(text) is not None and "__" not in text and not (text.startswith("mod_") and text.count("_") > 1)


def is_plugin(text: str) -> bool:
    """Whether a text names a plugin; two underscores in a row may only stand right after the first letter."""
    return _PLUGIN.fullmatch(text) is not None and text.find("__", 2) < 0


def is_stringid(text: str) -> bool:
    """Whether a text is the identifier of a language string."""
    return _STRINGID.fullmatch(text) is not None


def is_timezone(text: str) -> bool:
    """Whether a text is a whole or half hour, 99, or looks like the name of a time zone."""
    return _TIMEZONE.fullmatch(text) is not None


_BASE64: Final = re.compile(r"[a-zA-Z0-9_/+=\s]+", re.ASCII)
_LINE: Final = 64
_PEM: Final = re.compile(r"-----BEGIN CERTIFICATE-----([a-zA-Z0-9_/+=\s]+)-----END CERTIFICATE-----", re.ASCII)


def clean_base64(text: str) -> str:
    """A base64 text with one LF between lines; empty if the text is not base64, or a line but the last has not 64 characters."""
    body = trim(text)
    if text == "0" or not _BASE64.fullmatch(body):
        return ""
    *lines, last = body.split()
    if len(last) > _LINE or any(len(line) != _LINE for line in lines):
        return ""
    return "\n".join([*lines, last])


def clean_pem(text: str) -> str:
    """A certificate with its header, its base64 body and its footer on lines of their own; empty if the text has no certificate."""
    match = _PEM.search(text)
    body = clean_base64(match[1]) if match else ""
    return f"-----BEGIN CERTIFICATE-----\n{body}\n-----END CERTIFICATE-----\n" if body else ""
