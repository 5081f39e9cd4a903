"""A server that repeats what it is sent, and the schemas of a WSDL as another library reads them."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from lxml import etree

from gateway.wire.exchange import HttpRequest, HttpResponse
from tests.unit.upstream.lines import answered
from tests.unit.upstream.soap.corpus import Case

__all__ = ["echo", "validate", "validator"]

XS = "{http://www.w3.org/2001/XMLSchema}"


def echo(request: HttpRequest, schemas: etree.XMLSchema | None) -> HttpResponse:
    """The answer of a server that repeats what it is sent, if it is what the schemas ask for."""
    root = etree.fromstring(request.body)
    namespace = str(root.tag).partition("}")[0]
    body = root.find(f"{namespace}}}Body")
    header = root.find(f"{namespace}}}Header")
    assert body is not None
    if schemas is not None:
        validate(root, schemas)
    if header is not None:
        root.remove(header)
    for element in body:
        if str(element.tag).endswith("}Echo"):
            element.tag = str(element.tag) + "Response"
            if not len(element) and not element.text and "Response" not in etree.tostring(root).decode():
                body.remove(element)
    return answered(etree.tostring(root), request.headers["content-type"])


def validate(root: etree._Element, schemas: etree.XMLSchema) -> None:
    """Fail for an envelope whose body or header has an element that the schemas do not allow."""
    for part in root:
        for element in part:
            schemas.assertValid(etree.fromstring(etree.tostring(element)))


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
