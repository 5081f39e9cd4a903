"""Values from answers in SOAP, read by the shapes of the operation.

Tags are compared without their namespaces where nothing else fits: many servers do not keep to their own WSDL there. Documents
have no entities, references inside of a message are followed, and neither makes a small answer a large value.
"""

from __future__ import annotations

import re
from collections import Counter
from copy import deepcopy
from typing import Any, Final, NamedTuple

from lxml import etree

from gateway.upstream.errors import UpstreamAnswer, UpstreamFault
from gateway.upstream.soap.described import named
from gateway.upstream.soap.names import ENVELOPES, FLOATS, INTEGERS, XSI, local
from gateway.upstream.soap.shape import KIND, Member, Message, Operation, Place, Shape, is_simple

__all__ = ["Opened", "open_envelope", "read_answer", "read_arguments", "root_of"]

_NIL, _TYPE = f"{{{XSI}}}nil", f"{{{XSI}}}type"
_TRUE: Final = frozenset({"true", "1"})
_INTEGER: Final = re.compile(r"[+-]?[0-9]{1,19}")
_FLOAT: Final = re.compile(r"[+-]?([0-9]{1,40}(\.[0-9]{0,40})?|\.[0-9]{1,40})([eE][+-]?[0-9]{1,2})?")
_PLAIN_TEXT: Final = frozenset({"string", "anyType", "anySimpleType"})
_FREE_VALUES, _VALUES_EACH, _MOST_DEPTH = 20_000, 10, 200
_MOST_TEXT: Final = 1000
# From how many bytes on libxml2 has to be told that a document may be large.
_HUGE: Final = 10_000_000


def read_answer(body: bytes, operation: Operation) -> object:
    """The value in an answer. Raises ``UpstreamFault`` for a fault, and ``UpstreamAnswer`` for what is neither."""
    opened = open_envelope(body)
    fault = opened.body.find(f"{{{opened.namespace}}}Fault")
    if fault is not None:
        raise _fault(fault)
    if operation.answer is None:
        return None
    return _Reader(operation, opened.body).value(operation.answer, opened.header)


def read_arguments(opened: Opened, operation: Operation) -> dict[str, Any]:
    """The arguments in a request, by the names of the parameters. Raises ``UpstreamAnswer`` for values without end."""
    return _Reader(operation, opened.body).parts(operation.request, opened.header)


class Opened(NamedTuple):
    """An envelope: the namespace of its version, its header if it has one, and its body."""

    namespace: str
    header: etree._Element | None
    body: etree._Element


def open_envelope(message: bytes) -> Opened:
    """The envelope of a message. Raises ``UpstreamAnswer`` for anything else."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True, huge_tree=len(message) > _HUGE
    )
    try:
        root = etree.fromstring(message, parser)
    except etree.XMLSyntaxError as error:
        raise UpstreamAnswer("the message is not XML") from error
    if root.getroottree().docinfo.doctype:
        raise UpstreamAnswer("the message has a document type")
    namespace = str(root.tag).rpartition("}")[0][1:]
    body = root.find(f"{{{namespace}}}Body") if namespace in ENVELOPES.values() and local(root.tag) == "Envelope" else None
    if body is None:
        raise UpstreamAnswer("the message is no envelope of SOAP")
    return Opened(namespace, root.find(f"{{{namespace}}}Header"), body)


def root_of(body: etree._Element) -> etree._Element | None:
    """The element of the call, or of the answer: the first that is no target of references (SOAP 1.1, 5.4.1)."""
    roots = [child for child in body if isinstance(child.tag, str)]
    return next((child for child in roots if child.get("id") is None), roots[0] if roots else None)


def _fault(fault: etree._Element) -> UpstreamFault:
    """The error that a fault of SOAP 1.1 or 1.2 tells, with the code in its details, if there is one."""
    texts: dict[str, str] = {}
    for element in fault.iter():
        name = local(element.tag).lower()
        if name and not len(element) and (element.text or "").strip():
            texts.setdefault(name, " ".join((element.text or "").split())[:_MOST_TEXT])
    message = texts.get("faultstring") or texts.get("text") or "The server has refused the call."
    inner = [texts[name] for name in ("errorcode", "error_code", "code") if name in texts]
    code = (inner or [texts.get("faultcode") or texts.get("value") or "fault"])[0]
    return UpstreamFault(code.rpartition(":")[2][:100] if " " not in code else "fault", message)


class _Expected(NamedTuple):
    """The elements that members are, by their tags and by their names alone, and the member for any others."""

    by_tag: dict[str, list[Member]]
    by_local: dict[str, list[Member]]
    wild: Member | None


def _expected(members: tuple[Member, ...]) -> _Expected:
    found = _Expected({}, {}, next((member for member in members if member.place is Place.ANY), None))
    for member in members:
        if member.place is Place.ELEMENT:
            found.by_tag.setdefault(member.tag, []).append(member)
            found.by_local.setdefault(local(member.tag), []).append(member)
    return found


class _Reader:
    """Reads the body of one answer."""

    def __init__(self, operation: Operation, body: etree._Element) -> None:
        self._operation, self._body = operation, body
        # By the identity of the members of shapes, which live as long as the operation.
        self._expected: dict[int, _Expected] = {}
        self._targets = {element.get("id", ""): element for element in body.iter() if element.get("id")}
        # References may repeat a value, and not without end: bounded by the length of the message.
        self._left = _FREE_VALUES + _VALUES_EACH * sum(1 for _ in body.iter())

    def parts(self, message: Message, header: etree._Element | None) -> dict[str, Any]:
        """The values of the members of a message and of the blocks of its header."""
        root = root_of(self._body) if message.tag else self._body
        found = self._members(root, message.members, 0) if root is not None else {}
        if message.headers and header is not None:
            blocks = self._members(header, message.headers, 0)
            for name, member in named(message).items():
                if member in message.headers and member.name in blocks:
                    found[name] = blocks[member.name]
        return found

    def value(self, answer: Message, header: etree._Element | None) -> object:
        """The value of an answer."""
        found = self.parts(answer, header)
        if not self._operation.single:
            return found
        single = answer.members[0]
        root = root_of(self._body)
        if root is not None and self._operation.rpc and single.name not in found and len(root):
            # In style rpc the name of the element is anybody's choice.
            return self._one(root[0], single, 0)
        return found.get(single.name, [] if single.many else None)

    def _members(self, element: etree._Element, members: tuple[Member, ...], depth: int) -> dict[str, Any]:
        """The values of the members of an element, by name."""
        found: dict[str, Any] = {}
        for member in members:
            if member.place is Place.ATTRIBUTE:
                text = element.get(member.tag, element.get(local(member.tag)))
                if text is not None:
                    found[member.name] = self._texts(member, text)
            elif member.place is Place.TEXT:
                found[member.name] = self._texts(member, element.text or "")
            elif member.place is Place.GROUP:
                found[member.name] = self._groups(element, member, depth)
            elif member.many:
                found[member.name] = []
        self._elements(element, members, found, depth)
        return found

    def _elements(self, element: etree._Element, members: tuple[Member, ...], found: dict[str, Any], depth: int) -> None:
        expected = self._expected.get(id(members))
        if expected is None:
            expected = self._expected[id(members)] = _expected(members)
        others: list[str] = []
        for child in element:
            tag = child.tag
            if not isinstance(tag, str):
                continue
            fitting = expected.by_tag.get(tag) or expected.by_local.get(local(tag))
            if fitting is None:
                if expected.wild is not None:
                    others.append(_markup(child))
                continue
            chosen = fitting[0]
            if len(fitting) > 1:
                chosen = next((each for each in fitting if each.many or each.name not in found), fitting[-1])
            if chosen.many and not chosen.words:
                found[chosen.name].append(self._one(child, chosen, depth))
            else:
                found[chosen.name] = self._one(child, chosen, depth)
        if expected.wild is not None and others:
            found[expected.wild.name] = "".join(others)

    def _groups(self, element: etree._Element, member: Member, depth: int) -> list[dict[str, Any]]:
        """The groups of elements that repeat: another begins where an element comes that does not come after the one before."""
        members = self._operation.types[member.type].members
        places = {local(each.tag): index for index, each in enumerate(members) if each.place is Place.ELEMENT}
        runs: list[etree._Element] = []
        last = -1
        for child in element:
            place = places.get(local(child.tag))
            if place is None:
                continue
            again = place < last or (place == last and not members[place].many)
            if not runs or again:
                runs.append(etree.Element("run"))
            last = place
            runs[-1].append(deepcopy(child))
        return [self._members(run, members, depth + 1) for run in runs]

    def _one(self, element: etree._Element, member: Member, depth: int) -> Any:
        """The value of one element."""
        element = self._target(element)
        self._left -= 1
        if self._left < 0 or depth > _MOST_DEPTH:
            raise UpstreamAnswer("the answer is nested too deeply, or has too many values")
        if element.get(_NIL, "").strip() in _TRUE:
            return None
        if member.words:
            return self._texts(member, element.text or "")
        if is_simple(member.type):
            if len(element):
                return self._open(element, depth + 1) if member.type in _PLAIN_TEXT else None
            return _scalar(_told_type(element) if member.type == "anyType" else member.type, element.text or "")
        shape: Shape = self._operation.types[member.type]
        if shape.items is not None:
            items = shape.items
            return [self._one(child, items, depth + 1) for child in element if isinstance(child.tag, str)]
        told = element.get(_TYPE, "").strip() if shape.derived else ""
        if told:
            prefix, _, name = told.rpartition(":")
            whole = f"{{{element.nsmap.get(prefix or None, '')}}}{name}"
            key = shape.derived.get(whole) or next((key for each, key in shape.derived.items() if local(each) == name), None)
            if key is not None:
                return {KIND: name, **self._members(element, self._operation.types[key].members, depth + 1)}
        return self._members(element, shape.members, depth + 1)

    def _target(self, element: etree._Element) -> etree._Element:
        """The element that an element refers to, or itself."""
        if not self._targets:
            return element
        for _ in range(10):
            reference = element.get("href") or next((text for name, text in element.items() if local(name) == "ref"), "")
            if not reference.lstrip("#") or len(element) or (reference[:1] != "#" and reference not in self._targets):
                return element
            target = self._targets.get(reference.lstrip("#"))
            if target is None or target is element:
                return element
            element = target
        raise UpstreamAnswer("the answer has references that lead to references")

    def _texts(self, member: Member, text: str) -> Any:
        return [_scalar(member.type, word) for word in text.split()] if member.words else _scalar(member.type, text)

    def _open(self, element: etree._Element, depth: int) -> Any:
        """The value of an element that the schema says nothing of: a list, named members, or a scalar, as it looks."""
        element = self._target(element)
        self._left -= 1
        if self._left < 0 or depth > _MOST_DEPTH:
            raise UpstreamAnswer("the answer is nested too deeply, or has too many values")
        if element.get(_NIL, "").strip() in _TRUE:
            return None
        children = [child for child in element if isinstance(child.tag, str)]
        kind = _told_type(element)
        if not children:
            return [] if kind == "Array" else _scalar(kind, element.text or "")
        if kind == "Map":
            pairs = [{local(part.tag): part for part in item} for item in children]
            return {str(_text_of(pair.get("key"))): self._open(pair["value"], depth + 1) for pair in pairs if "value" in pair}
        names = [local(child.tag) for child in children]
        if kind == "Array" or (kind != "Struct" and set(names) == {"item"}):
            return [self._open(child, depth + 1) for child in children]
        found: dict[str, Any] = {}
        times = Counter(names)
        for name, child in zip(names, children, strict=True):
            value = self._open(child, depth + 1)
            if times[name] > 1:
                found.setdefault(name, []).append(value)
            else:
                found[name] = value
        return found


def _markup(element: etree._Element) -> str:
    """An element as XML, with the namespaces that it uses, in names or in the texts of qualified names."""
    alone = deepcopy(element)
    alone.tail = None
    whole = etree.tostring(alone, encoding="unicode")
    used = [prefix for prefix in alone.nsmap if prefix and (f'"{prefix}:' in whole or f">{prefix}:" in whole)]
    etree.cleanup_namespaces(alone, keep_ns_prefixes=used)
    return etree.tostring(alone, encoding="unicode")


def _text_of(element: etree._Element | None) -> str:
    return "" if element is None else element.text or ""


def _told_type(element: etree._Element) -> str:
    """The type that an element says it has, without its prefix."""
    return element.get(_TYPE, "anyType").strip().rpartition(":")[2]


def _scalar(kind: str, text: str) -> Any:
    """The value of a text of a simple type; a decimal stays a text, which has all its digits, for the description to convert."""
    if kind in _PLAIN_TEXT:
        return text
    text = text.strip()
    if kind == "boolean":
        return text in _TRUE if text in _TRUE or text in ("false", "0") else text or None
    if kind in (*INTEGERS, "unsignedLong") and _INTEGER.fullmatch(text):
        return int(text)
    if kind in ("double", "float") and _FLOAT.fullmatch(text):
        return float(text)
    return text if text or (kind not in INTEGERS and kind not in FLOATS) else None
