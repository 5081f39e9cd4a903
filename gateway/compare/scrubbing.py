"""Arguments without what differs from one run to the next: secrets and moments. Who compares recorded calls scrubs both sides alike."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

__all__ = ["MOMENT", "SECRET", "is_moment", "is_secret", "scrubbed"]

SECRET: Final = "[secret]"  # noqa: S105 - what stands for one
MOMENT: Final = "[moment]"

_SECRETS: Final = frozenset({"token", "wstoken", "privatetoken", "password", "newpassword", "oldpassword", "sesskey", "secret", "userkey"})
_MOMENTS: Final = ("time", "date", "until", "since", "start", "end", "from", "to")
# A moment is a whole number of seconds, of this century or the next.
_SECONDS: Final = re.compile(r"[1-9]\d{9}")


def is_secret(name: str) -> bool:
    """Whether a member of this name is a secret."""
    return name.lower() in _SECRETS


def is_moment(name: str, value: object) -> bool:
    """Whether a member is a moment, by its name and its value."""
    lower = name.lower()
    named = lower.startswith("time") or lower.endswith(_MOMENTS)
    return named and not isinstance(value, bool) and isinstance(value, int | str) and bool(_SECONDS.fullmatch(str(value)))


def scrubbed(value: object, name: str = "") -> object:
    """The value of a member called ``name``, with placeholders for the secrets and moments in it."""
    if isinstance(value, Mapping):
        return {key: scrubbed(item, str(key)) for key, item in value.items()}
    if isinstance(value, list):
        return [scrubbed(item, name.removesuffix("s")) for item in value]
    if value in (None, ""):
        return value
    if is_secret(name):
        return SECRET
    return MOMENT if is_moment(name, value) else value
