"""The address that takes files into draft areas (``docs/contract/server.md 3.1``).

Files go from the client to the store piece by piece. Nothing of them is read for somebody who sends no token that may upload,
but for a few bytes where the token follows the files; they are stored in one transaction, when all have come.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from http import HTTPStatus
from typing import Final

from starlette.routing import BaseRoute, Route
from starlette.types import Receive, Scope, Send

from gateway.access.site import SiteData
from gateway.describe.cleaners import clean
from gateway.describe.types import ALPHANUM, INT, PATH
from gateway.errors import CodedError, DecodeError, GatewayError, HostileInput
from gateway.files import uploads
from gateway.files.media_types import HEAD
from gateway.files.uploads import Sent
from gateway.php.values import to_int, to_text
from gateway.pipeline import file_access
from gateway.pipeline.access_request import AccessRequest
from gateway.pipeline.file_checks import UPLOAD
from gateway.pipeline.unexpected import unexpected
from gateway.store.blobs import BlobWriter
from gateway.web.scripts import ALLOW, JSON, TEXT, optional, read_form, refusal, required, send_json, uncached
from gateway.web.services import Services
from gateway.wire.call import Call
from gateway.wire.form import Form, is_multipart, merge, parse_fields
from gateway.wire.http import content_type
from gateway.wire.protocol import Readers
from gateway.wire.upload import FileBegin, FilePiece, UploadReader

__all__ = ["routes"]

# The files and fields of one upload.
_MOST_PARTS: Final = 200
_CONSUMED: Final = "triglot.consumed"


def routes(gateway: Services) -> list[BaseRoute]:
    """The address for uploads, for every method."""
    return [Route("/webservice/upload.php", _Script(gateway), name="/webservice/upload.php")]


class _Gone(Exception):
    """The client went away before its upload was complete."""


class _Script:
    """The script, as an ASGI application."""

    readers = Readers.ANYONE

    def __init__(self, gateway: Services) -> None:
        self._gateway = gateway

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        headers, answer = [ALLOW], object()
        call = Call(protocol="files", function=scope["path"], arguments=None, credential=None, peer=self._gateway.peer(scope))
        async with AsyncExitStack() as cleanup:
            upload = _Upload(self._gateway, call, scope, cleanup)
            try:
                answer = await upload.result(receive)
            except _Gone:
                return
            except GatewayError as error:
                answer = refusal(error)
                if isinstance(error, HostileInput):
                    headers.append((b"connection", b"close"))
            except Exception as error:  # as in the pipeline: the text of an unexpected error goes to the log only
                answer = refusal(unexpected(error, self._gateway.pipeline.request_id(), function=scope["path"]))
        await send_json(scope, send, [*headers, TEXT if upload.has_files else JSON, *uncached()], answer, HTTPStatus.OK)


class _Receiving:
    """A file that is being received: its content as far as it has come, or why it is not stored."""

    def __init__(self, begin: FileBegin, writer: BlobWriter, most: int, stated: int) -> None:
        """``most`` is how many bytes the file may have, ``stated`` how many the form says that a file may have, 0 if it says nothing."""
        self.filename = begin.filename
        self.size, self.head = 0, b""
        self._writer, self._most, self._stated = writer, most, stated
        self.error: str | None = None
        if "[" in begin.field:
            self.error = "nofile"
        elif not begin.filename:
            self.error = "upload_error_no_file"

    async def take(self, piece: bytes) -> None:
        """Take a piece of the file."""
        self.size += len(piece)
        if self.error is None and self.size > self._most:
            self.error = "upload_error_ini_size"
        elif self.error is None and 0 < self._stated < self.size:
            self.error = "upload_error_form_size"
        if self.error is None:
            if len(self.head) < HEAD:
                self.head += piece[: HEAD - len(self.head)]
            await self._writer.write(piece)

    def require_whole(self) -> None:
        """Raise the error for which the file cannot be stored, if there is one."""
        if self.error is not None:
            raise CodedError(self.error, "error" if self.error == "nofile" else "repository_upload")

    async def sent(self) -> Sent:
        """The file, whose content is stored now."""
        return Sent(self.filename, await self._writer.finish(), self.head)


class _Upload:
    """One request to upload files."""

    def __init__(self, gateway: Services, call: Call, scope: Scope, cleanup: AsyncExitStack) -> None:
        self._gateway, self._call, self._scope, self._cleanup = gateway, call, scope, cleanup
        self._files: dict[str, _Receiving] = {}
        self._token: str | None = None
        self._request: AccessRequest | None = None
        self.has_files = False
        """Whether files came with the request, or began to."""

    @property
    def _site(self) -> SiteData:
        return self._gateway.site

    async def result(self, receive: Receive) -> list[dict[str, object]]:
        """An entry for each file, which are drafts now. Raises ``GatewayError`` and ``_Gone``."""
        kind = content_type(self._scope)
        if self._scope["method"] == "POST" and is_multipart(kind):
            form = await self._received(kind, receive)
        else:
            plain, _ = await read_form(self._gateway, self._scope, receive)
            if plain is None:
                raise _Gone
            form = plain
        # In the order of the contract: what is wrong with the fields is told to everybody.
        filepath = to_text(clean(optional(form, "filepath", "/"), PATH, self._site))
        itemid = to_int(clean(optional(form, "itemid", "0"), INT, self._site))
        request = await self._authenticated(form)
        for file in self._files.values():
            file.require_whole()
        sent = [await file.sent() for file in self._files.values()]
        if not sent:
            return []
        return await self._gateway.pipeline.write(self._call, request, lambda ctx: uploads.store(ctx, sent, itemid, filepath))

    async def _received(self, kind: str, receive: Receive) -> Form:
        """The fields of a multipart request, whose files are received meanwhile."""
        gateway = self._gateway
        query = parse_fields(self._scope["query_string"], gateway.limits.form_fields)
        try:
            reader = UploadReader(kind, _MOST_PARTS)
        except DecodeError:
            return query  # as PHP: there is nothing in a body that cannot be taken apart
        file: _Receiving | None = None
        unknown = gateway.limits.visitor_bytes
        received = 0
        async for data in self._chunks(receive):
            received += len(data)
            for event in reader.feed(data):
                if isinstance(event, FileBegin):
                    self.has_files = self.has_files or bool(event.field)
                    form = merge(query, reader.form)
                    if self._request is None and "token" in form:
                        await self._authenticated(form)
                    file = self._begin(event, reader.form)
                elif isinstance(event, FilePiece) and file is not None:
                    await file.take(event.content)
            if self._request is None and received > unknown:
                await self._authenticated(merge(query, reader.form))
            self._require_sense(received)
        if reader.in_file and file is not None:
            file.error = file.error or "upload_error_partial"
        elif not reader.ended and received:
            raise DecodeError("The multipart body is cut off: its last delimiter is missing.")
        return merge(query, reader.form)

    def _begin(self, event: FileBegin, form: Form) -> _Receiving | None:
        """Begin to receive a file; None for one that has no field. A file takes the place of an earlier one in the same field."""
        if not event.field:
            return None
        writer = self._gateway.blobs.writer()
        self._cleanup.push_async_callback(writer.discard)
        stated = to_int(optional(form, "MAX_FILE_SIZE", "0"))
        self._files[event.field] = file = _Receiving(event, writer, uploads.largest_upload(self._site), stated)
        return file

    def _require_sense(self, received: int) -> None:
        """Raise ``HostileInput`` for an upload that goes on although it cannot be stored any more, or has no end."""
        most, limits = uploads.largest_upload(self._site), self._gateway.limits
        wrong = next((file.error for file in self._files.values() if file.error), None)
        if wrong and received > most + limits.body_bytes:
            raise HostileInput(f"The upload was broken off ({wrong}): a file may have {most} bytes.")
        if not wrong and received > _MOST_PARTS * (most + limits.visitor_bytes):
            raise HostileInput("The upload is too long.")

    async def _authenticated(self, form: Form) -> AccessRequest:
        """Who uploads, by the token of a form. Raises the refusal of one that may not, ``missingparam`` without a token."""
        token = required(form, "token", ALPHANUM, self._site)
        if self._request is None or token != self._token:
            self._token = token
            self._request = await file_access.by_token(self._gateway.pipeline, self._call, token, UPLOAD)
        return self._request

    async def _chunks(self, receive: Receive) -> AsyncIterator[bytes]:
        """The body as it comes. What is given on is held no longer, which the connection is told where it counts."""
        consumed = self._scope.get("extensions", {}).get(_CONSUMED)
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise _Gone
            data: bytes = message.get("body", b"")
            yield data
            if consumed is not None:
                consumed(len(data))
            if not message.get("more_body", False):
                return
