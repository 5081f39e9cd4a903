"""Messages of XML-RPC: writing calls, and reading answers, calls and faults.

The standard library knows what the elements mean (``xmlrpc.client``); the documents are parsed without entities, and bounded.
Times are texts as in ISO 8601 (``2026-03-05T10:00:00``), octets are texts in Base64.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any, Final
from xmlrpc.client import Binary, DateTime, Fault, Marshaller, Unmarshaller

from lxml import etree

from gateway.errors import InvalidParameter
from gateway.upstream.errors import UpstreamAnswer, UpstreamFault

__all__ = ["Form", "forms_of", "read_answer", "read_call", "write_call"]

Form = str
"""How a text is written that stands for another type: ``dateTime.iso8601`` or ``base64``."""

_TIME: Final = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})[T ](\d{2}):?(\d{2}):?(\d{2})")
_MOST_DEPTH: Final = 200
_INT: Final = 2**31


def write_call(method: str, arguments: Iterable[object], forms: Mapping[str, Form], names: Iterable[str]) -> bytes:
    """The call of a method; ``forms`` are the types of texts, by the paths of the arguments, whose ``names`` these are.

    Raises ``InvalidParameter`` for a value that XML-RPC cannot carry.
    """
    values: list[Any] = [_formed(value, forms, name, name) for name, value in zip(names, arguments, strict=True)]
    written = _Marshaller("utf-8", allow_none=True).dumps(tuple(values))
    root = etree.fromstring(written.encode())
    message = etree.Element("methodCall")
    etree.SubElement(message, "methodName").text = method
    message.append(root)
    return etree.tostring(message, encoding="utf-8", xml_declaration=True)


class _Marshaller(Marshaller):
    """The marshaller of the standard library, which refuses numbers of more than 32 bits; nearly all servers take ``i8``."""

    def __init__(self, encoding: str, *, allow_none: bool) -> None:
        super().__init__(encoding, allow_none)
        known: dict[Any, Any] = {**self.dispatch, int: _Marshaller.dump_long}
        self.dispatch = known

    def dump_long(self, value: Any, write: Any) -> None:
        kind = "int" if -_INT <= value < _INT else "i8"
        write(f"<value><{kind}>{value}</{kind}></value>\n")


def _formed(value: object, forms: Mapping[str, Form], path: str, where: str) -> object:
    """A value with the types that its texts stand for."""
    if isinstance(value, Mapping):
        return {str(name): _formed(item, forms, f"{path}.{name}", f"{where}.{name}") for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_formed(item, forms, f"{path}[]", f"{where}[{index}]") for index, item in enumerate(value)]
    if not isinstance(value, str):
        return value
    form = forms.get(path)
    if form == "base64":
        try:
            return Binary(base64.b64decode(value, validate=True))
        except ValueError as error:
            raise InvalidParameter("octets in Base64 are expected", path=where) from error
    if form == "dateTime.iso8601":
        found = _TIME.match(value)
        if found is None:
            raise InvalidParameter("a time is expected, as in 2026-03-05T10:00:00", path=where)
        return DateTime("{}{}{}T{}:{}:{}".format(*found.groups()))
    if not _carried(value):
        raise InvalidParameter("it has characters that XML cannot carry", path=where)
    return value


def _carried(text: str) -> bool:
    return all(sign >= " " or sign in "\t\n\r" for sign in text) and "\ufffe" not in text and "\uffff" not in text


def read_answer(body: bytes) -> tuple[object, Mapping[str, Form]]:
    """The value in an answer, and the types that its texts stand for. Raises ``UpstreamFault`` and ``UpstreamAnswer``."""
    try:
        values, _ = _read(body, "methodResponse")
    except Fault as fault:
        message = " ".join(str(fault.faultString).split())[:1000]
        raise UpstreamFault(str(fault.faultCode)[:100], message or "The server has refused the call.") from None
    if len(values) != 1:
        raise UpstreamAnswer("the answer has no value, or several")
    forms = forms_of(values[0], "")
    return _plain(values[0]), forms


def read_call(body: bytes) -> tuple[str, list[object], list[Mapping[str, Form]]]:
    """The method that a recorded call names, its arguments, and for each the types that its texts stand for. Raises ``UpstreamAnswer``."""
    values, method = _read(body, "methodCall")
    return method, [_plain(value) for value in values], [forms_of(value, "") for value in values]


def _read(body: bytes, root_name: str) -> tuple[tuple[Any, ...], str]:
    """The values in a message, and the method that it names. Raises ``UpstreamAnswer``, and ``Fault`` for a fault."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(body, parser)
    except etree.XMLSyntaxError as error:
        raise UpstreamAnswer("the message is not XML") from error
    if root.getroottree().docinfo.doctype or root.tag != root_name:
        raise UpstreamAnswer(f"the message is no {root_name} of XML-RPC")
    unmarshaller = Unmarshaller(use_datetime=False, use_builtin_types=False)
    unmarshaller.xml("", None)  # texts are texts by now, of no encoding
    try:
        _feed(root, unmarshaller, 0)
        values: tuple[Any, ...] = unmarshaller.close()
    except Fault:
        raise
    except Exception as error:  # the library lets errors of all kinds escape for values that are none
        raise UpstreamAnswer("the message has values that are none of XML-RPC") from error
    return values, root.findtext("methodName") or ""


def _feed(element: etree._Element, unmarshaller: Unmarshaller, depth: int) -> None:
    """Tell the unmarshaller of an element and of what is in it."""
    if depth > _MOST_DEPTH:
        raise UpstreamAnswer("the message is nested too deeply")
    name = str(element.tag)
    # Extensions of Apache have a namespace, which says nothing: ex:nil, ex:i8.
    name = name.rpartition("}")[2]
    unmarshaller.start(name, dict(element.attrib))
    if element.text:
        unmarshaller.data(element.text)
    for child in element:
        _feed(child, unmarshaller, depth + 1)
    unmarshaller.end(name)


def forms_of(value: object, path: str) -> dict[str, Form]:
    """The types that the texts of a value stand for, by their paths."""
    found: dict[str, Form] = {}
    if isinstance(value, DateTime):
        found[path] = "dateTime.iso8601"
    elif isinstance(value, Binary):
        found[path] = "base64"
    elif isinstance(value, Mapping):
        for name, item in value.items():
            found.update(forms_of(item, f"{path}.{name}" if path else str(name)))
    elif isinstance(value, Collection) and not isinstance(value, str):
        for item in value:
            found.update(forms_of(item, f"{path}[]"))
    return found


def _plain(value: object) -> object:
    """A value with texts in the place of times and octets."""
    if isinstance(value, DateTime):
        found = _TIME.match(str(value))
        return "{}-{}-{}T{}:{}:{}".format(*found.groups()) if found else str(value)
    if isinstance(value, Binary):
        return base64.b64encode(value.data).decode()
    if isinstance(value, Mapping):
        return {name: _plain(item) for name, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, (list, tuple)) else value
