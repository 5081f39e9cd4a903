"""Chance: tokens, keys, draft areas and shuffled answers come from the operating system's, which nobody can guess.

A double gives each of its worlds a source of its own, with a seed, so that the same calls give the same bytes
(``gateway.double``). Nothing else may replace the source: who can guess a token has it.
"""

from __future__ import annotations

import base64
import random
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

__all__ = ["source", "token_hex", "token_urlsafe", "using"]

_SYSTEM = random.SystemRandom()
_SOURCE: ContextVar[random.Random] = ContextVar("chance", default=_SYSTEM)


def source() -> random.Random:
    """The source of chance; ``random.SystemRandom`` but in a double."""
    return _SOURCE.get()


def token_hex(octets: int) -> str:
    """A text of twice as many hexadecimal digits as ``octets``."""
    return source().randbytes(octets).hex()


def token_urlsafe(octets: int) -> str:
    """A text of letters, digits, ``-`` and ``_`` that stands for so many octets."""
    return base64.urlsafe_b64encode(source().randbytes(octets)).rstrip(b"=").decode()


@contextmanager
def using(replacement: random.Random) -> Iterator[None]:
    """Let ``replacement`` be the source for all that is run, or started, in this context."""
    before = _SOURCE.set(replacement)
    try:
        yield
    finally:
        _SOURCE.reset(before)
