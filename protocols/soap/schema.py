"""Builds the WSDL of the typed contract from descriptions: ``python -m protocols.soap.schema``, the only module that uses spyne.

Standard input is the JSON of a ``WsdlInput``; standard output is the WSDL for SOAP 1.1 and 1.2, packed
(``protocols.soap.typed.packed``), so that a worker unpacks it only to answer. The program runs in a process of its own,
because spyne needs workarounds to be imported, and building takes memory and time that a worker must not spend.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterable, Sequence
from copy import deepcopy
from typing import Any, Final

import msgspec
from lxml import etree

import protocols.soap._spyne_compat  # noqa: F401 - before spyne is imported

# isort: split
from spyne import Application, ComplexModel, Service, XmlAttribute, rpc
from spyne.interface.wsdl import Wsdl11
from spyne.model.primitive import Boolean, Double, Long, Unicode
from spyne.protocol.soap import Soap11

from gateway.describe.export import read, read_params
from gateway.wire.call import FunctionInfo, FunctionType
from protocols.markup import carries
from protocols.soap.typed import layout
from protocols.soap.typed.contract import BOOLEAN, DOUBLE, LONG, NAMESPACE, RESPONSE, RETURN, STRING
from protocols.soap.typed.layout import Complex, Element, Operation
from protocols.soap.typed.packed import pack
from protocols.soap.typed.wsdl_input import DescribedFunction, WsdlInput

__all__ = ["build", "main"]

_WSDL: Final = "{http://schemas.xmlsoap.org/wsdl/}"
_SOAP_11: Final = "http://schemas.xmlsoap.org/wsdl/soap/"
_SOAP_12: Final = "http://schemas.xmlsoap.org/wsdl/soap12/"
_XSD: Final = "{http://www.w3.org/2001/XMLSchema}"
_HTTP: Final = "http://schemas.xmlsoap.org/soap/http"
_SERVICE: Final = "TriglotService"
_PORT, _PORT_12 = "Triglot", "Triglot12"
# The attribute of marked types (``layout.Complex``).
_MARK: Final = "size"
# The order of the parts of a WSDL: that of the specification, on which some generators rely.
_ORDER: Final = tuple(f"{_WSDL}{name}" for name in ("types", "message", "portType", "binding", "service"))
_SIMPLE: Final = {LONG: Long, DOUBLE: Double, BOOLEAN: Boolean, STRING: Unicode}


def main() -> None:
    """Read a ``WsdlInput`` from standard input, and write the packed WSDL to standard output."""
    gc.disable()  # the process ends soon
    wsdl_input = msgspec.json.decode(sys.stdin.buffer.read(), type=WsdlInput)
    sys.stdout.write(pack(build([_function(described) for described in wsdl_input.functions], wsdl_input.location)))


def _function(described: DescribedFunction) -> FunctionInfo:
    """The described function, with the facts that a WSDL needs."""
    return FunctionInfo(
        name=described.name,
        component="",
        type=FunctionType.READ,
        text=described.text,
        params=read_params(described.params),
        returns=None if described.returns is None else read(described.returns),
    )


def build(functions: Sequence[FunctionInfo], location: str) -> bytes:
    """The WSDL of a service that has these functions, at the address ``location``."""
    models = _Models()
    header, fault = models.of(layout.credentials()), models.of(layout.failure())
    operations = layout.operations(functions)
    methods = {operation.name: _method(operation, models, header, fault) for operation in operations}
    service = type(_SERVICE, (Service,), {"__service_name__": _SERVICE, **methods})
    application = Application([service], tns=NAMESPACE, name=_PORT, in_protocol=Soap11(), out_protocol=Soap11())
    application.transport = _HTTP
    document = Wsdl11(application.interface)
    document.build_interface_document(location)
    return _finished(etree.fromstring(document.get_interface_document()))


def _method(operation: Operation, models: _Models, header: type, fault: type) -> Any:
    """A method of spyne for an operation; it is described in the WSDL and never called."""

    def described() -> None: ...

    described.__name__ = operation.name
    described.__doc__ = _carried(operation.text)
    takes = models.fields(operation.takes)
    gives = {} if operation.gives is None else {"_returns": models.field(operation.gives), "_out_variable_name": RETURN}
    return rpc(
        *[model for _, model in takes],
        _args=[name for name, _ in takes],
        _no_ctx=True,
        _out_message_name=f"{operation.name}{RESPONSE}",
        _in_header=(header,),
        _throws=[fault],
        _wsdl_part_name="parameters",
        **gives,
    )(described)


class _Models:
    """The models of spyne for types; each type has one model."""

    def __init__(self) -> None:
        self._made: dict[str, Any] = {}
        self._values: dict[Element, Any] = {}

    def of(self, kind: str | Complex) -> Any:
        """The model of a type."""
        if isinstance(kind, str):
            return _SIMPLE[kind]
        if kind.name not in self._made:
            fields = self.fields(kind.members)
            if kind.marked:
                fields.append((_MARK, XmlAttribute(Long, use="optional")))
            model = ComplexModel.produce(NAMESPACE, kind.name, fields)
            self._made[kind.name] = model.customize(doc=_carried(kind.text)) if kind.text else model
        return self._made[kind.name]

    def fields(self, elements: Iterable[Element]) -> list[tuple[str, Any]]:
        """The fields for elements, with numbered names: the model has the name of the element, which not every field can have."""
        return [(f"f{number}", self.field(element)) for number, element in enumerate(elements)]

    def field(self, element: Element) -> Any:
        """The model of an element."""
        if not isinstance(element.type, str):
            return self._field(element)
        if element not in self._values:
            self._values[element] = self._field(element)
        return self._values[element]

    def _field(self, element: Element) -> Any:
        more = {"doc": _carried(element.text)} if element.text else {}
        if element.many:
            more["max_occurs"] = "unbounded"
        return self.of(element.type).customize(
            sub_name=element.name, min_occurs=0 if element.optional else 1, nillable=element.null, **more
        )


def _carried(text: str) -> str:
    """A text without the characters that XML cannot carry."""
    return text if carries(text) else "".join(char for char in text if carries(char))


def _finished(root: etree._Element) -> bytes:
    """The document with SOAP 1.2 added, in a stable order and without unused elements."""
    used = {part.get("element", "").partition(":")[2] for part in root.iter(f"{_WSDL}part")}
    for schema in root.iter(f"{_XSD}schema"):
        # spyne makes an element for every type, in an order that changes from run to run.
        needed = [each for each in schema if each.tag != f"{_XSD}element" or each.get("name") in used]
        schema[:] = sorted(needed, key=lambda each: (str(each.tag), each.get("name", "")))
    for operation in root.iter(f"{_WSDL}operation"):
        operation.attrib.pop("parameterOrder", None)  # an attribute for rpc style only
    _add_soap_12(root)
    root[:] = sorted(root, key=lambda part: _ORDER.index(str(part.tag)))
    etree.cleanup_namespaces(root, keep_ns_prefixes=["tns", "xs"])
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _add_soap_12(root: etree._Element) -> None:
    """Add a binding and a port for SOAP 1.2 to those for SOAP 1.1."""
    binding, service = root.find(f"{_WSDL}binding"), root.find(f"{_WSDL}service")
    assert binding is not None
    assert service is not None
    port = service[0]
    for element in (binding, port):
        twin = deepcopy(element)
        twin.set("name", _PORT_12)
        for each in twin.iter(f"{{{_SOAP_11}}}*"):
            each.tag = str(each.tag).replace(_SOAP_11, _SOAP_12)
        element.addnext(twin)
    service[1].set("binding", f"tns:{_PORT_12}")


if __name__ == "__main__":
    main()
