"""Reading and writing XML, for every protocol whose messages are XML.

Reading turns bytes into elements, and refuses everything that only attacks need:
document types, entities, and more tags or attributes than a request can have.
libxml2 itself limits the depth (256), the length of a text (10 MB) and of a name, and is configured to fetch nothing.

Writing puts a document together from *narrow* texts: each character is one byte of the UTF-8 of the document. Python
joins and formats narrow strings at twice the speed of those with characters beyond U+00FF. Characters that XML 1.0
cannot carry become U+FFFD (``tests/oracle/deviations.json``).
"""

from __future__ import annotations

import re
from binascii import a2b_base64, b2a_base64
from collections.abc import Callable
from threading import local
from typing import Final

from lxml import etree

from gateway.errors import DecodeError, EncodeError, HostileInput

__all__ = ["carries", "decode_base64", "document", "encode_base64", "escaper", "parse", "shown"]

Escape = Callable[[str], str]

# The encodings whose tags and attributes can be counted in the bytes; of others, the parsed document is counted.
_COUNTED: Final = frozenset({"UTF-8", "UTF-16", "UTF-16LE", "UTF-16BE", "ISO-8859-1", "LATIN1", "US-ASCII", "ASCII"})
_COUNT: Final = etree.XPath("count(//*) + count(//@*)")
_MARKS: Final = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_DECLARED: Final = re.compile(rb"""<\?xml[^>]{0,100}?encoding\s*=\s*["']([^"']{1,40})""")

# In bytes of UTF-8: the control characters that XML forbids, and the first two bytes of U+FFFE and U+FFFF.
_FORBIDDEN_CONTROLS: Final = bytes(code for code in range(32) if code not in b"\t\n\r")
_NONCHARACTER_START: Final = b"\xef\xbf"
_FORBIDDEN_BYTES: Final = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")
_FORBIDDEN: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_REPLACEMENT: Final = "\N{REPLACEMENT CHARACTER}"


_LONGEST_NAME: Final = 120
_MOST_ATTRIBUTES: Final = 100
_HAS_TOO_MANY: Final = etree.XPath(f"boolean(//*/@*[{_MOST_ATTRIBUTES + 1}])")


def _make_parser(encoding: str | None = None) -> etree.XMLParser:
    return etree.XMLParser(
        encoding=encoding,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )


class _ThreadParser(local):
    """One parser for each thread: making one takes as long as reading a short message, and threads would wait for a shared one."""

    def __init__(self) -> None:
        self.parser = _make_parser()


_THREAD: Final = _ThreadParser()


def parse(body: bytes, most: int | None = None, charset: str = "") -> etree._Element:
    """The root of a document in any encoding that lxml reads, without comments and processing instructions.

    ``charset`` is the encoding that the transport names; it wins over that which the document declares, but not over a byte
    order mark (RFC 7303, 3.2). Raises ``HostileInput`` for a document type, for more than ``most`` tags or attributes (before
    they are parsed, where the encoding allows that), and for an element with more attributes than any message needs, because
    the time that lxml takes for these grows with the square of their number. Raises ``DecodeError`` for bytes that are not
    well-formed, with the line and the column, or in an encoding that is not known.
    """
    assignments = body.count(b"=")
    if most is not None and max(body.count(b"<"), assignments) > most:
        raise _too_many(most)
    try:
        root = etree.fromstring(body, _parser(body, charset) if charset else _THREAD.parser)
    except etree.XMLSyntaxError as error:
        raise DecodeError(_syntax(body, error)) from error
    except ValueError as error:
        raise DecodeError("The document is not well-formed XML.") from error
    info = root.getroottree().docinfo
    if info.doctype:
        raise HostileInput("The document has a document type.")
    if most is not None and info.encoding.upper() not in _COUNTED and _COUNT(root) > most:
        raise _too_many(most)
    if assignments > _MOST_ATTRIBUTES and _HAS_TOO_MANY(root):
        raise HostileInput("An element of the document has too many attributes.")
    return root


def _parser(body: bytes, charset: str) -> etree.XMLParser:
    """The parser for a document in the encoding that the transport names. Raises ``DecodeError`` for an unknown encoding."""
    declared = _DECLARED.match(body)
    if body.startswith(_MARKS) or charset.lower() == (declared[1].decode("latin-1").lower() if declared else "utf-8"):
        return _THREAD.parser
    try:
        return _make_parser(charset)
    except LookupError as error:
        raise DecodeError("The charset of the message is not known here.") from error


def _syntax(body: bytes, error: etree.XMLSyntaxError) -> str:
    """The text for a document that is not well-formed: what is wrong and where, without repeating the document."""
    if not body.strip():
        return "The document is empty: a message in XML is expected."
    line, column = error.position
    kind = str(etree.ErrorTypes._getName(error.code, "")).removeprefix("ERR_").replace("_", " ").lower()  # type: ignore[attr-defined]
    return f"The document is not well-formed XML: line {line}, column {column}{kind and f' ({kind})'}."


def _too_many(most: int) -> HostileInput:
    return HostileInput(f"The document has more than {most} tags or attributes.")


def shown(name: str) -> str:
    """The name of an element as a message shows it, shortened."""
    return name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1]}…"


def carries(text: str) -> bool:
    """Whether XML 1.0 can carry every character of a text."""
    return _FORBIDDEN.search(text) is None


def _with_replacements(text: str) -> str:
    """A text with U+FFFD in place of each byte that was not UTF-8."""
    return _SURROGATE.sub(_REPLACEMENT, text)


def escaper(ampersand: str, less: str, greater: str, fourth: tuple[str, str], repair: Callable[[str], str] = _with_replacements) -> Escape:
    """A function that escapes texts and makes them narrow, with these entities for ``&``, ``<`` and ``>``.

    ``fourth`` is another character to escape, and its entity. ``repair`` turns a text with bytes that are not UTF-8 into one
    that can be written.
    """
    last, entity = fourth

    def replaced(text: str) -> str:
        return text.replace("&", ampersand).replace("<", less).replace(">", greater).replace(last, entity)

    def escape(text: str) -> str:
        if not text.isascii():
            try:
                text = text.encode().decode("latin-1")
            except UnicodeEncodeError:
                text = repair(text).encode().decode("latin-1")
        # Looking first takes less time than replacing, and most texts have none of these characters.
        return replaced(text) if "&" in text or "<" in text or ">" in text or last in text else text

    return escape


def encode_base64(text: str) -> str:
    """The base64 of the bytes of a text. Raises ``EncodeError`` for a text with surrogates that stand for no byte."""
    try:
        return b2a_base64(text.encode("utf-8", "surrogateescape"), newline=False).decode("ascii")
    except UnicodeEncodeError as error:
        raise EncodeError("A text holds what no bytes stand for.") from error


def decode_base64(text: str) -> str:
    """The text of the bytes in a base64, with lone surrogates for bytes that are not UTF-8; blanks in the base64 are ignored.

    Raises ``DecodeError`` for a text that is not base64.
    """
    try:
        return a2b_base64("".join(text.split()), strict_mode=True).decode("utf-8", "surrogateescape")
    except ValueError as error:
        raise DecodeError("A value is no base64.") from error


def document(narrowed: str) -> bytes:
    """The bytes of a document that was put together from narrow texts, with U+FFFD for characters that XML cannot carry."""
    data = narrowed.encode("latin-1")
    has_controls = len(data.translate(None, _FORBIDDEN_CONTROLS)) != len(data)
    if has_controls or (b"\xef" in data and _NONCHARACTER_START in data):  # one byte is sought much faster than two
        return _FORBIDDEN_BYTES.sub(_REPLACEMENT.encode(), data)
    return data
