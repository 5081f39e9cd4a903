"""Values as PHP's ``serialize`` writes them, as some columns of the reference hold them: arrays, texts, numbers and truth values."""

from __future__ import annotations

from typing import Any

__all__ = ["dumps", "loads"]


def loads(text: str) -> Any:
    """The value: arrays and plain objects are dicts, lists of PHP too. Raises ``ValueError`` for anything else."""
    data = text.encode()
    try:
        value, end = _value(data, 0)
    except (IndexError, KeyError, RecursionError) as error:
        raise ValueError("not a serialized value") from error
    if end != len(data):
        raise ValueError("not one serialized value")
    return value


def dumps(value: Any) -> str:
    """The text for a value of None, booleans, integers, texts, and dicts of them."""
    match value:
        case None:
            return "N;"
        case bool():
            return f"b:{int(value)};"
        case int():
            return f"i:{value};"
        case str():
            return f's:{len(value.encode())}:"{value}";'
        case dict():
            inside = "".join(dumps(key) + dumps(item) for key, item in value.items())
            return f"a:{len(value)}:{{{inside}}}"
    raise TypeError(f"{type(value).__name__} is not written")


_PLAIN_OBJECT = b'O:8:"stdClass":'


def _value(data: bytes, at: int) -> tuple[Any, int]:
    """The value that begins at ``at``, and where it ends."""
    kind = data[at : at + 1]
    if kind == b"N":
        return None, at + 2
    if data.startswith(_PLAIN_OBJECT, at):
        # A plain object is written as an array is, but for its beginning.
        at, kind = at + len(_PLAIN_OBJECT) - 2, b"a"
    if kind not in (b"s", b"a", b"i", b"d", b"b"):
        raise ValueError("a kind of value that is not read")
    end = data.index(b":" if kind in (b"s", b"a") else b";", at + 2)
    written = data[at + 2 : end]
    if kind == b"s":
        start = end + 2
        return data[start : start + int(written)].decode(), start + int(written) + 2
    if kind == b"a":
        found: dict[Any, Any] = {}
        at = end + 2
        for _ in range(int(written)):
            key, at = _value(data, at)
            found[key], at = _value(data, at)
        return found, at + 1
    if kind == b"b":
        return written == b"1", end + 1
    return (float(written) if kind == b"d" else int(written)), end + 1
