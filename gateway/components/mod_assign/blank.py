"""Whether an online text says nothing."""

from __future__ import annotations

import re
from typing import Final

from gateway.api.php import count_words

__all__ = ["is_blank"]

# Pictures, sound and films are something, though they are no words.
_MEDIA: Final = re.compile(r"<\s*(?:(?:video|audio)\b[^>]*>.*?<\s*/\s*(?:video|audio)\s*>|img\b[^>]*>)", re.DOTALL | re.IGNORECASE)


def is_blank(text: str | None) -> bool:
    """Whether an online text says nothing: it has no words, no pictures, no sound and no films."""
    return not text or (count_words(text) == 0 and not _MEDIA.search(text))
