"""Conversions of numbers, markup and JSON as the reference makes them, for functions that must do the same."""

from __future__ import annotations

from gateway.php import serialized
from gateway.php.strip_tags import strip_tags
from gateway.php.values import INT_MAX, to_int
from gateway.php.words import count_words
from gateway.wire import phpjson
from gateway.wire.jsonbounds import require_bounded

__all__ = ["INT_MAX", "count_words", "phpjson", "require_bounded", "serialized", "strip_tags", "to_int"]
