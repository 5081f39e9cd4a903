"""The numbers of several workers as those of one site: each tells its parent, who adds them up for whoever is asked.

The parent listens on a socket in a folder of its own. A worker tells its numbers now and then, and whenever the parent asks. When one
has ended, in whatever way, its connection ends: what it had counted stays in the sum, so that no counter ever goes down, and all else
is gone with it. Nothing is left on a disk.
"""

from __future__ import annotations

import asyncio
import itertools
import os
import shutil
import tempfile
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Final

import msgspec
import structlog

from gateway.telemetry.metrics import Family, folded, lasting

__all__ = ["SOCKET", "Gathering", "Teller"]

SOCKET: Final = "TRIGLOT_NUMBERS"
"""The variable in the environment of a worker that names the socket of its parent."""

# How often a worker tells its numbers unasked, in seconds: of one that is killed so much is lost at most.
_EVERY: Final = 2.0
# For how long the parent waits for workers to tell, and a worker for its parent.
_PATIENCE: Final = 1.0
_MOMENT: Final = 0.01
# The greatest length of a message.
_LONGEST: Final = 64 * 1024 * 1024
_LENGTH: Final = 4


class _Told(msgspec.Struct, tag="told"):
    """A worker's numbers, in answer to a question, or unasked (0)."""

    question: int
    families: list[Family]


class _Asked(msgspec.Struct, tag="asked"):
    """A question: of the parent for the numbers of a worker, or of a worker for those of all."""

    question: int


class _Summed(msgspec.Struct, tag="summed"):
    """The numbers of all workers."""

    question: int
    families: list[Family]


_Message = _Told | _Asked | _Summed
_decoder: Final[msgspec.msgpack.Decoder[_Message]] = msgspec.msgpack.Decoder(_Message)
_encode: Final = msgspec.msgpack.Encoder().encode


async def _read(reader: asyncio.StreamReader) -> _Message:
    """The next message. Raises ``ConnectionError`` at the end."""
    try:
        length = int.from_bytes(await reader.readexactly(_LENGTH))
        if length > _LONGEST:
            raise ConnectionError("a message is too long")
        return _decoder.decode(await reader.readexactly(length))
    except (asyncio.IncompleteReadError, msgspec.DecodeError) as error:
        raise ConnectionError(str(error)) from error


def _write(writer: asyncio.StreamWriter, message: _Message) -> None:
    content = _encode(message)
    writer.write(len(content).to_bytes(_LENGTH) + content)


class Gathering:
    """The parent's end: a thread in which the numbers of the workers are kept, while the context lasts."""

    def __init__(self) -> None:
        """Nobody can tell anything yet."""
        self._folder = ""
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="numbers", daemon=True)
        self._latest: dict[asyncio.StreamWriter, list[Family]] = {}
        self._gone: list[Family] = []
        self._questions = itertools.count(1)
        self._waiting: dict[int, tuple[set[asyncio.StreamWriter], asyncio.Event]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def __enter__(self) -> None:
        """Begin to listen, and name the socket in the environment; without a place for it each worker tells its own numbers."""
        try:
            self._folder = tempfile.mkdtemp(prefix="triglot-")
        except OSError as error:
            structlog.get_logger("gateway").warning("numbers are told by each worker alone: no folder for a socket", reason=error.strerror)
            return
        self._thread.start()
        path = str(Path(self._folder) / "numbers")
        asyncio.run_coroutine_threadsafe(self._listen(path), self._loop).result()
        os.environ[SOCKET] = path

    def __exit__(self, _kind: type[BaseException] | None, _error: BaseException | None, _where: TracebackType | None) -> None:
        """Listen no more."""
        os.environ.pop(SOCKET, None)
        if self._folder:
            asyncio.run_coroutine_threadsafe(self._close(), self._loop).result()
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join()
            shutil.rmtree(self._folder, ignore_errors=True)
        self._loop.close()

    async def _listen(self, path: str) -> None:
        self._server = await asyncio.start_unix_server(self._serve, path)

    async def _close(self) -> None:
        self._server.close()
        for task in self._tasks:
            task.cancel()
        for writer in list(self._latest):
            writer.close()
        while self._latest or self._tasks:  # noqa: ASYNC110 - those who serve end with their connections
            await asyncio.sleep(_MOMENT)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Take what one worker tells and asks, for as long as it lives."""
        self._latest[writer] = []
        try:
            while True:
                message = await _read(reader)
                if isinstance(message, _Told):
                    self._latest[writer] = message.families
                    if waiting := self._waiting.get(message.question):
                        self._answered(writer, *waiting)
                elif isinstance(message, _Asked):
                    task = asyncio.create_task(self._answer(writer, message.question))
                    self._tasks.add(task)
                    task.add_done_callback(self._tasks.discard)
        except ConnectionError:
            pass
        finally:
            self._gone = folded((self._gone, lasting(self._latest.pop(writer))))
            for waiting in list(self._waiting.values()):
                self._answered(writer, *waiting)
            writer.close()

    def _answered(self, writer: asyncio.StreamWriter, missing: set[asyncio.StreamWriter], all_there: asyncio.Event) -> None:
        missing.discard(writer)
        if not missing:
            all_there.set()

    async def _answer(self, asker: asyncio.StreamWriter, question: int) -> None:
        """Ask all workers, and send the sum to the one that wants it; of those that are too busy to tell, what they told last counts."""
        own = next(self._questions)
        missing, all_there = set(self._latest), asyncio.Event()
        self._waiting[own] = (missing, all_there)
        try:
            for writer in list(missing):
                _write(writer, _Asked(own))
            with suppress(TimeoutError):
                async with asyncio.timeout(_PATIENCE):
                    await all_there.wait()
        finally:
            del self._waiting[own]
        # The same names come first, whoever of the workers is there.
        _write(asker, _Summed(question, folded((*self._latest.values(), self._gone))))


class Teller:
    """A worker's end: it tells the numbers of its process, and asks for those of all."""

    def __init__(self, path: str, families: Callable[[], list[Family]]) -> None:
        """``path`` is that of the socket; ``families`` gives the numbers as they are."""
        self._path = path
        self._families = families
        self._questions = itertools.count(1)
        self._answers: dict[int, asyncio.Future[list[Family]]] = {}
        self._writer: asyncio.StreamWriter | None = None

    async def run(self) -> None:
        """Tell, until cancelled; the last numbers are told then."""
        telling = asyncio.create_task(self._tell_often())
        try:
            while True:
                with suppress(OSError):
                    reader, self._writer = await asyncio.open_unix_connection(self._path)
                    self._tell(0)
                    while True:
                        self._take(await _read(reader))
                self._part()
                await asyncio.sleep(_EVERY)
        finally:
            telling.cancel()
            self._tell(0)
            self._part()

    async def all(self) -> Sequence[Family]:
        """The numbers of all workers; those of this one where the parent does not answer."""
        if self._writer is None:
            return self._families()
        question = next(self._questions)
        answer: asyncio.Future[list[Family]] = asyncio.get_running_loop().create_future()
        self._answers[question] = answer
        try:
            _write(self._writer, _Asked(question))
            async with asyncio.timeout(2 * _PATIENCE):
                return await answer
        except (OSError, TimeoutError):
            return self._families()
        finally:
            del self._answers[question]

    async def _tell_often(self) -> None:
        while True:
            await asyncio.sleep(_EVERY)
            self._tell(0)

    def _tell(self, question: int) -> None:
        """Tell the numbers, unless the parent has not read the last ones yet."""
        if self._writer is not None and (question or not self._writer.transport.get_write_buffer_size()):
            _write(self._writer, _Told(question, self._families()))

    def _take(self, message: _Message) -> None:
        if isinstance(message, _Asked):
            self._tell(message.question)
        elif isinstance(message, _Summed) and (answer := self._answers.get(message.question)) and not answer.done():
            answer.set_result(message.families)

    def _part(self) -> None:
        if self._writer is not None:
            self._writer.close()
            self._writer = None
