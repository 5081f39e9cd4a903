"""Uploads: multipart bodies read piece by piece, so that no file is ever whole in memory (``docs/contract/server.md 3.1``).

Fields follow the rules of forms (``gateway.wire.form``). What a client says of a file is its name, and no more of that than PHP
takes: what follows the last slash or backslash.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import msgspec
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from gateway.errors import DecodeError, HostileInput
from gateway.wire.form import Form, FormBuilder

__all__ = ["FileBegin", "FileEnd", "FilePiece", "UploadReader"]

# The bytes of the names and values of all fields together: clients send a token, a number and a folder.
_MOST_TEXT: Final = 1 << 16


class FileBegin(msgspec.Struct, frozen=True):
    """The beginning of a file: the field it is sent in, and its name, which is empty where no file was chosen."""

    field: str
    filename: str


class FilePiece(msgspec.Struct, frozen=True):
    """A piece of the file that began last."""

    content: bytes


class FileEnd(msgspec.Struct, frozen=True):
    """The end of the file that began last."""


Event = FileBegin | FilePiece | FileEnd


class UploadReader:
    """A reader of one multipart body: it is fed with what has come, and gives what that brought of files.

    ``form`` has the fields read so far; ``ended`` says whether the last delimiter has come.
    """

    def __init__(self, content_type: str, most: int) -> None:
        """``most`` is how many parts a body may have. Raises ``DecodeError`` for a media type without a boundary that can be used."""
        _, options = parse_options_header(content_type)
        boundary = options.get(b"boundary", b"")
        if not boundary:
            raise DecodeError("The multipart body has no boundary.")
        try:
            self._parser = MultipartParser(
                boundary,
                {
                    "on_part_begin": self._part_begin,
                    "on_header_begin": self._header_begin,
                    "on_header_field": self._header_field,
                    "on_header_value": self._header_value,
                    "on_headers_finished": self._headers_finished,
                    "on_part_data": self._part_data,
                    "on_part_end": self._part_end,
                    "on_end": self._end,
                },
            )
        except FormParserError as error:
            raise DecodeError("The boundary of the multipart body is too long.") from error
        self._builder, self._left, self._text_left = FormBuilder({}, most), most, _MOST_TEXT
        self._header = self._disposition = b""
        self._name: str | None = None
        self._value: list[bytes] | None = None
        self._in_file = False
        self._events: list[Event] = []
        self.ended = False

    @property
    def form(self) -> Form:
        """The fields that have come so far."""
        return self._builder.form

    @property
    def in_file(self) -> bool:
        """Whether a file has begun that has not ended."""
        return self._in_file

    def feed(self, data: bytes) -> list[Event]:
        """What the next bytes of the body bring of files, in order.

        Raises ``DecodeError`` for bytes that are no multipart body, ``HostileInput`` for too many or too long fields.
        """
        if self.ended:
            return []
        self._events = []
        try:
            self._parser.write(data)
        except FormParserError as error:
            raise DecodeError("The multipart body is malformed.") from error
        return self._events

    def _part_begin(self) -> None:
        self._left -= 1
        if self._left < 0:
            raise HostileInput("The request has too many fields and files.")
        self._header = self._disposition = b""
        self._name = self._value = None

    def _header_begin(self) -> None:
        self._header = b""

    def _header_field(self, data: bytes, start: int, end: int) -> None:
        self._header += data[start:end]

    def _header_value(self, data: bytes, start: int, end: int) -> None:
        if self._header.lower() == b"content-disposition":
            self._disposition += data[start:end]

    def _headers_finished(self) -> None:
        _, options = parse_options_header(self._disposition)
        name = options.get(b"name", b"").decode("utf-8", "surrogateescape")
        if b"filename" in options:
            self._in_file = True
            self._events.append(FileBegin(name, _base(options)))
        elif name:
            self._name, self._value = name, []
            self._count(len(name))

    def _part_data(self, data: bytes, start: int, end: int) -> None:
        if self._in_file:
            self._events.append(FilePiece(data[start:end]))
        elif self._value is not None:
            self._count(end - start)
            self._value.append(data[start:end])

    def _part_end(self) -> None:
        if self._in_file:
            self._in_file = False
            self._events.append(FileEnd())
        elif self._value is not None and self._name is not None:
            self._builder.add(self._name, b"".join(self._value).decode("utf-8", "surrogateescape"))

    def _end(self) -> None:
        self.ended = True

    def _count(self, size: int) -> None:
        self._text_left -= size
        if self._text_left < 0:
            raise HostileInput(f"The fields beside the files have more than {_MOST_TEXT} bytes.")


def _base(options: Mapping[bytes, bytes]) -> str:
    """The name of a file without its folders."""
    name = options[b"filename"].decode("utf-8", "surrogateescape")
    return name.replace("\\", "/").rpartition("/")[2]
