from __future__ import annotations

import asyncio
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from lxml import etree

from gateway.describe import compile_params, compile_returns, export, export_params
from gateway.upstream.import_file import ImportFile, load, save
from gateway.upstream.imported import PLAIN, Imported
from gateway.upstream.kind import KindError
from gateway.upstream.soap import Soap
from gateway.wire.exchange import HttpRequest, HttpResponse
from tests.unit.describe.site import REFERENCE
from tests.unit.upstream.lines import FakeLine, answered
from tests.unit.upstream.soap.corpus import BASE, CASES, REFUSED, Case

XS = "{http://www.w3.org/2001/XMLSchema}"


def learned(case: Case, line: FakeLine) -> Imported:
    found = asyncio.run(Soap().learn(line, None))
    assert not found.left_out
    (function,) = found.functions
    return function


@pytest.mark.parametrize("name", CASES)
def test_a_wsdl_of_the_corpus_is_imported_and_its_operation_can_be_called(name: str, tmp_path: Path) -> None:
    case = CASES[name]
    validate = validator(case, tmp_path / "schemas") if case.literal else None

    def server(request: HttpRequest) -> HttpResponse:
        return echo(request, validate)

    line = FakeLine(server, url=BASE, documents=case.documents)
    function = written_and_read(learned(case, line), tmp_path)
    arguments = compile_params(function.params)(dict(case.arguments), REFERENCE)
    value = asyncio.run(Soap().call(line, function, arguments, None, PLAIN))
    assert compile_returns(function.returns)(value, REFERENCE) == case.value


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


def echo(request: HttpRequest, validate: etree.XMLSchema | None) -> HttpResponse:
    """The answer of a server that repeats what it is sent, if it is what the schemas ask for."""
    root = etree.fromstring(request.body)
    namespace = str(root.tag).partition("}")[0]
    body = root.find(f"{namespace}}}Body")
    header = root.find(f"{namespace}}}Header")
    assert body is not None
    if validate is not None:
        for element in [*body, *(header if header is not None else ())]:
            validate.assertValid(etree.fromstring(etree.tostring(element)))
    if header is not None:
        root.remove(header)
    for element in body:
        if str(element.tag).endswith("}Echo"):
            element.tag = str(element.tag) + "Response"
            if not len(element) and not element.text and "Response" not in etree.tostring(root).decode():
                body.remove(element)
    return answered(etree.tostring(root), request.headers["content-type"])


def validator(case: Case, folder: Path) -> etree.XMLSchema:
    """The schemas of a WSDL as libxml2 reads them, which has nothing of zeep's."""
    folder.mkdir()
    named: dict[str, str] = {}
    inline = []
    for number, (location, text) in enumerate(case.documents.items()):
        root = etree.fromstring(text)
        if root.tag == f"{XS}schema":
            path = folder / urlsplit(location).path.lstrip("/")
            path.parent.mkdir(exist_ok=True)
            path.write_text(text)
        for place, schema in enumerate(root.iter(f"{XS}schema") if root.tag != f"{XS}schema" else ()):
            named[schema.get("targetNamespace", "")] = f"inline{number}{place}.xsd"
            inline.append(schema)
    for schema in inline:
        for element in schema.iterfind(f"{XS}import"):
            if element.get("schemaLocation") is None:
                element.set("schemaLocation", named[element.get("namespace", "")])
        (folder / named[schema.get("targetNamespace", "")]).write_bytes(etree.tostring(schema))
    driver = etree.Element(f"{XS}schema")
    for namespace, location in named.items():
        etree.SubElement(driver, f"{XS}import", namespace=namespace, schemaLocation=location)
    (folder / "driver.xsd").write_bytes(etree.tostring(driver))
    return etree.XMLSchema(file=str(folder / "driver.xsd"))
