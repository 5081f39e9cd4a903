from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from lxml import etree

from gateway.describe import compile_params, compile_returns, export, export_params
from gateway.upstream.fitting import fitted
from gateway.upstream.import_file import ImportFile, load, save
from gateway.upstream.imported import PLAIN, Imported
from gateway.upstream.kind import KindError
from gateway.upstream.soap import Soap
from gateway.upstream.soap.reader import read_answer
from gateway.upstream.soap.serving import Operations, answer
from gateway.upstream.soap.writer import write_request
from gateway.wire.exchange import HttpRequest, HttpResponse
from tests.unit.describe.site import REFERENCE
from tests.unit.upstream.lines import FakeLine, answered
from tests.unit.upstream.soap.corpus import BASE, CASES, REFUSED, Case
from tests.unit.upstream.soap.echoing import echo, validate, validator


def learned(case: Case, line: FakeLine) -> Imported:
    found = asyncio.run(Soap().learn(line, None))
    assert not found.left_out
    (function,) = found.functions
    return function


@pytest.mark.parametrize("name", CASES)
def test_a_wsdl_of_the_corpus_is_imported_and_its_operation_can_be_called(name: str, tmp_path: Path) -> None:
    case = CASES[name]
    schemas = validator(case, tmp_path / "schemas") if case.literal else None

    def server(request: HttpRequest) -> HttpResponse:
        return echo(request, schemas)

    line = FakeLine(server, url=BASE, documents=case.documents)
    function = written_and_read(learned(case, line), tmp_path)
    arguments = compile_params(function.params)(dict(case.arguments), REFERENCE)
    value = asyncio.run(Soap().call(line, function, arguments, None, PLAIN))
    cleaned = compile_returns(function.returns)(value, REFERENCE)
    assert cleaned == case.value
    serves_its_callers(function, line.requests[-1], cleaned, schemas)


def serves_its_callers(function: Imported, request: HttpRequest, value: object, schemas: etree.XMLSchema | None) -> None:
    """What the old server was sent is read here as it reads it, and what it answered is written as it writes it."""
    asked = Operations([function]).read(request.body, request.headers.get("soapaction", "").strip('"'))
    assert asked.function == function.name
    given = compile_params(function.params)(asked.arguments, REFERENCE)
    again = write_request(asked.operation, given, None)
    assert etree.tostring(etree.fromstring(again), method="c14n") == etree.tostring(etree.fromstring(request.body), method="c14n")
    if asked.operation.answer is None:
        return
    written = answer(asked, value)
    if schemas is not None:
        validate(etree.fromstring(written), schemas)
    read = fitted(read_answer(written, asked.operation), function.returns) if function.returns is not None else None
    assert compile_returns(function.returns)(read, REFERENCE) == value


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_imported_is_refused_with_the_element(name: str) -> None:
    case = REFUSED[name]
    line = FakeLine(lambda request: answered(""), url=BASE, documents=case.documents)
    assert case.refused in reasons(line)


def reasons(line: FakeLine) -> str:
    """Why nothing could be imported."""
    try:
        found = asyncio.run(Soap().learn(line, None))
    except KindError as error:
        return str(error)
    assert not found.functions
    return " ".join(found.left_out.values())


def written_and_read(function: Imported, folder: Path) -> Imported:
    """The function as the import file gives it back."""
    save(folder / "shop.json", ImportFile(kind="soap", functions=(function,)))
    (read,) = load(folder / "shop.json").functions
    assert export_params(read.params, texts=True) == export_params(function.params, texts=True)
    assert (read.returns and export(read.returns)) == (function.returns and export(function.returns))
    return read
