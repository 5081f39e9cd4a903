"""Servers of other people as upstreams, unchanged: what is learnt of them can be called."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import urlopen
from xmlrpc.client import Binary, DateTime, Fault
from xmlrpc.server import SimpleXMLRPCRequestHandler, SimpleXMLRPCServer

import pytest

from gateway.describe import compile_params, compile_returns
from gateway.settings import Upstream
from gateway.upstream.errors import UpstreamFault
from gateway.upstream.import_file import ImportFile, load, save
from gateway.upstream.imported import PLAIN, Imported
from gateway.upstream.kind import Kind
from gateway.upstream.line import HttpLine
from gateway.upstream.openapi import OpenApi
from gateway.upstream.soap import Soap
from gateway.upstream.xmlrpc import XmlRpc
from tests.interop.environments import program, python_with
from tests.oracle.serve import free_port
from tests.unit.describe.site import REFERENCE

SERVERS = Path(__file__).parent / "upstreams"


class Offered:
    """The functions of a server, as its import file has them, ready to be called."""

    def __init__(self, kind: Kind, url: str, folder: Path, *, document: str = "") -> None:
        self._kind = kind
        self._settings = Upstream(kind=kind.name, url=url, document=document, credential="none")
        self._file = folder / "shop.json"
        learned = asyncio.run(self._learn())
        assert not learned.left_out
        save(self._file, ImportFile(kind=kind.name, address=learned.address, functions=learned.functions))
        self.functions = {function.remote: function for function in load(self._file).functions}

    async def _learn(self) -> Any:
        line = HttpLine("shop", self._settings)
        try:
            return await self._kind.learn(line, None)
        finally:
            await line.close()

    def __call__(self, remote: str, **arguments: Any) -> Any:
        return asyncio.run(self._call(self.functions[remote], arguments))

    async def _call(self, function: Imported, arguments: dict[str, Any]) -> object:
        line = HttpLine("shop", self._settings)
        try:
            given = compile_params(function.params)(arguments, REFERENCE)
            value = await self._kind.call(line, function, given, None, PLAIN)
            return compile_returns(function.returns)(value, REFERENCE)
        finally:
            await line.close()


@contextmanager
def running(command: Sequence[str], port: int, path: str) -> Iterator[str]:
    """The address of a server that is a process of its own, once it answers at ``path``."""
    process = subprocess.Popen([*command], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    address = f"http://127.0.0.1:{port}"
    try:
        while not answers(f"{address}{path}"):
            if process.poll() is not None:
                raise RuntimeError((process.stderr.read() if process.stderr else b"").decode()[-2000:])
            time.sleep(0.05)
        yield address
    finally:
        process.kill()
        process.wait()
        if process.stderr is not None:
            process.stderr.close()


def answers(address: str) -> bool:
    try:
        urlopen(address).close()  # noqa: S310 - an address of this test
    except HTTPError as error:
        error.close()
    except (URLError, ConnectionError):
        return False
    return True


def test_a_server_of_spyne(tmp_path: Path) -> None:
    port = free_port()
    with running([sys.executable, str(SERVERS / "spyne_stock.py"), str(port)], port, "/?wsdl") as address:
        offered = Offered(Soap(), address, tmp_path)
        assert offered("get_count", sku="abc") == 3
        order = {
            "id": 1,
            "note": "é <&>",
            "paid": True,
            "placed": "2026-03-05T10:00:00",
            "lines": {"Line": [{"sku": "a", "count": 2, "price": 1.25}]},
        }
        placed = offered("place_order", order=order)
        assert placed == {**order, "id": 2, "lines": {"Line": [{"sku": "A", "count": 2, "price": 2.5}]}}
        assert offered("place_order", order={"id": 1, "lines": {"Line": []}})["id"] == 2
        assert offered("list_skus", most=3) == {"string": ["a0", "a1", "a2"]}
        with pytest.raises(UpstreamFault) as refused:
            offered("get_count", sku="none")
        assert (refused.value.errorcode, refused.value.public_message) == ("Client.NoSuchArticle", "There is no such article.")


def test_a_server_of_php(tmp_path: Path) -> None:
    program("php --rc SoapServer", "php8.2-cli", "php8.2-soap")
    port = free_port()
    with running(["php", "-S", f"127.0.0.1:{port}", str(SERVERS / "stock.php")], port, "/soap/Stock?wsdl") as address:
        offered = Offered(Soap(), address, tmp_path, document=f"{address}/soap/Stock?wsdl")
        assert offered("getCount", sku="abcd") == 4
        lines = [{"sku": "a", "count": 1}, {"sku": "ü", "count": 2}]
        assert offered("double", lines=lines, factors=[2, 3]) == [{"sku": "a", "count": 2}, {"sku": "ü", "count": 6}]
        assert offered("double", lines=[], factors=[]) == []
        assert json.loads(offered("describe", sku="x")) == {"sku": "x", "tags": ["new", "small"], "size": {"x": 1, "y": 2.5}}
        with pytest.raises(UpstreamFault) as refused:
            offered("getCount", sku="none")
        assert (refused.value.errorcode, refused.value.public_message) == ("NoSuchArticle", "There is no such article.")


class _Handler(SimpleXMLRPCRequestHandler):
    rpc_paths = ("/RPC2",)

    def log_message(self, format: str, *args: object) -> None:
        pass


class _Inventory:
    """A stock of goods over XML-RPC."""

    def get_stock(self, sku: str) -> dict[str, Any]:
        """How much of an article is there."""
        if sku == "none":
            raise Fault(404, "There is no such article.")
        return {"sku": sku, "count": 2**30, "since": DateTime("20260305T10:00:00"), "seal": Binary(b"\x00\x01"), "parts": [1, "a", None]}

    def add(self, a: int, b: int = 1) -> int:
        """The sum of two numbers."""
        return a + b

    def _methodHelp(self, method: str) -> str:
        return (getattr(self, method.partition(".")[2]).__doc__ or "") if method.startswith("inventory.") else ""

    def _listMethods(self) -> list[str]:
        return ["inventory.get_stock", "inventory.add"]

    def _dispatch(self, method: str, arguments: tuple[Any, ...]) -> Any:
        return getattr(self, method.partition(".")[2])(*arguments)


def test_a_server_of_the_standard_library(tmp_path: Path) -> None:
    with SimpleXMLRPCServer(("127.0.0.1", 0), requestHandler=_Handler, allow_none=True, logRequests=False) as server:
        server.register_introspection_functions()
        server.register_instance(_Inventory())
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            port = server.socket.getsockname()[1]
            offered = Offered(XmlRpc(), f"http://127.0.0.1:{port}/RPC2", tmp_path)
            assert {function.text for function in offered.functions.values()} == {
                "How much of an article is there.",
                "The sum of two numbers.",
            }
            assert json.loads(offered("inventory.get_stock", arg1='"a"')) == {
                "sku": "a", "count": 2**30, "since": "2026-03-05T10:00:00", "seal": "AAE=", "parts": [1, "a", None],
            }  # fmt: skip
            assert offered("inventory.add", arg1="1", arg2="2") == 3
            assert offered("inventory.add", arg1="41") == 42
            with pytest.raises(UpstreamFault) as refused:
                offered("inventory.get_stock", arg1="none")
            assert (refused.value.errorcode, refused.value.public_message) == ("404", "There is no such article.")
        finally:
            server.shutdown()
            thread.join()


def test_an_application_of_fastapi(tmp_path: Path) -> None:
    python = python_with("fastapi==0.163.2", "uvicorn==0.54.0")
    port = free_port()
    with running([str(python), str(SERVERS / "library_api.py"), str(port)], port, "/openapi.json") as address:
        offered = Offered(OpenApi(), address, tmp_path)
        added = offered("add_book", title="Dune", authors=[{"name": "Herbert", "born": None}], tags='{"a": "b"}', x_reader="me")
        book = {"id": 1, "title": "Dune", "kind": "novel", "authors": [{"name": "Herbert", "born": None}], "price": None}
        assert json.loads(added.pop("tags")) == {"a": "b", "reader": "me"}
        assert added == book
        assert offered("get_book", book_id=1)["title"] == "Dune"
        assert [found["id"] for found in offered("find_books", word="un", kind=["novel", "essay"])] == [1]
        assert offered("find_books", kind=["essay"]) == []
        with pytest.raises(UpstreamFault) as refused:
            offered("get_book", book_id=7)
        assert (refused.value.errorcode, refused.value.public_message) == ("http404", "There is no such book.")
        assert offered("remove_book", book_id=1) is None
