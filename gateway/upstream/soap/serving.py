"""Requests in the way of an old server's own WSDL, and answers in that way: the other direction of calling it.

The same shapes by which a server is called say what its callers send and expect, whatever their style: document or rpc, literal or
encoded.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from lxml import etree

from gateway.errors import DecodeError, ErrorKind, GatewayError
from gateway.upstream.errors import UpstreamAnswer, UpstreamFault
from gateway.upstream.fitting import fitted
from gateway.upstream.imported import Imported
from gateway.upstream.soap.names import ENVELOPES, WSSE, local
from gateway.upstream.soap.reader import Opened, open_envelope, read_arguments, root_of
from gateway.upstream.soap.shape import Operation, read_operation
from gateway.upstream.soap.writer import write_answer
from gateway.wire.call import Credential, Password, Token

__all__ = ["Asked", "Operations", "answer", "write_fault"]

_TOKEN_NAMES: Final = frozenset({"token", "wstoken"})
_CODE: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")


class Asked(NamedTuple):
    """A request: the function here, its arguments, how its answer is written, and the credential in its header, if there is one."""

    function: str
    arguments: dict[str | int, object]
    operation: Operation
    version: str
    credential: Credential | None


class Operations:
    """The operations of an old server by the elements that call them."""

    def __init__(self, functions: Sequence[Imported]) -> None:
        """``functions`` are those of an import file of the kind ``soap``. Raises ``msgspec.ValidationError`` for a binding that is none."""
        self._by_tag: dict[str, list[tuple[Imported, Operation]]] = {}
        self._by_local: dict[str, list[tuple[Imported, Operation]]] = {}
        self._by_action: dict[str, tuple[Imported, Operation]] = {}
        for function in functions:
            operation = read_operation(function.binding)
            for tag in _tags(operation):
                self._by_tag.setdefault(tag, []).append((function, operation))
                self._by_local.setdefault(local(tag), []).append((function, operation))
            if operation.action:
                self._by_action.setdefault(operation.action, (function, operation))

    def read(self, message: bytes, action: str) -> Asked:
        """The call in a message, whose soapAction tells operations apart that have the same element. Raises ``DecodeError``."""
        try:
            opened = open_envelope(message)
            version = next(version for version, namespace in ENVELOPES.items() if namespace == opened.namespace)
            function, operation = self._found(root_of(opened.body), action)
            _require_understood(opened, operation)
            read = read_arguments(opened, operation)
            members = function.params.members
            arguments: dict[str | int, object] = {name: fitted(value, members[name]) for name, value in read.items() if name in members}
            return Asked(function.name, arguments, operation, version, _credential(opened))
        except UpstreamAnswer as error:
            raise DecodeError(f"The request cannot be read: {error.debug}.") from error

    def _found(self, root: etree._Element | None, action: str) -> tuple[Imported, Operation]:
        """The operation that a request calls."""
        if root is not None:
            found = self._by_tag.get(str(root.tag)) or self._by_local.get(local(root.tag), [])
            chosen = next((each for each in found if each[1].action == action), found[0] if found else None)
            if chosen is not None:
                return chosen
        if action in self._by_action:
            return self._by_action[action]
        raise DecodeError(f"There is no operation for the element {local(root.tag)[:100]!r}." if root is not None else "The body is empty.")


def _tags(operation: Operation) -> list[str]:
    """The elements by which an operation is known: the one around its members, else the first of them."""
    request = operation.request
    return [request.tag] if request.tag else [member.tag for member in request.members[:1]]


def _require_understood(opened: Opened, operation: Operation) -> None:
    """Raise ``DecodeError`` for a block of the header that must be understood, and that nothing here understands."""
    known = {member.tag for member in operation.request.headers} | {f"{{{WSSE}}}Security"}
    for block in opened.header if opened.header is not None else ():
        if block.get(f"{{{opened.namespace}}}mustUnderstand", "").strip() in ("1", "true") and str(block.tag) not in known:
            raise DecodeError(f"The header demands that {local(block.tag)[:100]} be understood, which is not understood here.")


def _credential(opened: Opened) -> Credential | None:
    """The user name and the password in the header of a message, as WS-Security has them. Raises ``DecodeError`` for a digest."""
    if opened.header is None:
        return None
    token = opened.header.find(f"{{{WSSE}}}Security/{{{WSSE}}}UsernameToken")
    if token is None:
        return None
    name, password = token.findtext(f"{{{WSSE}}}Username") or "", token.find(f"{{{WSSE}}}Password")
    if password is not None and password.get("Type", "").endswith("#PasswordDigest"):
        raise DecodeError("The digest of a password cannot be checked here: send the password as PasswordText, over https.")
    word = (password.text or "") if password is not None else ""
    return Token(word) if name in _TOKEN_NAMES else Password(name, word)


def answer(asked: Asked, value: object) -> bytes:
    """The message that answers a call."""
    return write_answer(asked.operation, value, asked.version)


def write_fault(error: GatewayError, version: str) -> bytes:
    """The message that tells of an error. The code of an error of the old server is the one that it had there."""
    soap = ENVELOPES[version]
    root = etree.Element(f"{{{soap}}}Envelope", nsmap={"soap": soap})
    fault = etree.SubElement(etree.SubElement(root, f"{{{soap}}}Body"), f"{{{soap}}}Fault")
    servers = error.kind in (ErrorKind.SERVER, ErrorKind.BUSY)
    text = "".join(sign if sign.isprintable() or sign in "\t\n" else "�" for sign in error.public_message)
    if version == "1.1":
        etree.SubElement(fault, "faultcode").text = _fault_code(error, "soap:Server" if servers else "soap:Client")
        etree.SubElement(fault, "faultstring").text = text
        detail = etree.SubElement(fault, "detail")
    else:
        code = etree.SubElement(fault, f"{{{soap}}}Code")
        etree.SubElement(code, f"{{{soap}}}Value").text = "soap:Receiver" if servers else "soap:Sender"
        reason = etree.SubElement(etree.SubElement(fault, f"{{{soap}}}Reason"), f"{{{soap}}}Text")
        reason.set("{http://www.w3.org/XML/1998/namespace}lang", "en")
        reason.text = text
        detail = etree.SubElement(fault, f"{{{soap}}}Detail")
    etree.SubElement(detail, "errorcode").text = error.errorcode
    return etree.tostring(root, encoding="utf-8", xml_declaration=True)


def _fault_code(error: GatewayError, usual: str) -> str:
    if not isinstance(error, UpstreamFault) or not _CODE.fullmatch(error.errorcode):
        return usual
    return f"soap:{error.errorcode}" if error.errorcode.partition(".")[0] in ("Client", "Server") else error.errorcode
