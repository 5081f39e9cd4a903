"""The addresses of SOAP, and the credentials in them (``docs/contract/encodings.md 5.1``)."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote, quote_plus, unquote

from gateway.errors import EncodeError
from gateway.wire.call import Credential, Password, Token
from gateway.wire.form import Form, text_of

__all__ = ["ADDRESS", "SCHEMAS", "SIMPLE_ADDRESS", "TYPED", "read_credential", "service_address"]

ADDRESS: Final = "/webservice/soap/server.php"
SIMPLE_ADDRESS: Final = "/webservice/soap/simpleserver.php"
TYPED: Final = "/webservice/soap/typed"
SCHEMAS: Final = "/webservice/soap/schemas"

# The characters that need not be percent-encoded in a segment of a path.
_PATH_SAFE: Final = "!$&'()*+,;=:@"


def service_address(base_address: str, credential: Credential) -> str:
    """The address of a caller's service, credential included, which is also the target namespace of its WSDL.

    User name and password are percent-encoded, without which the reference writes addresses that do not work. Raises
    ``EncodeError`` for sessions, and for a credential with surrogates that stand for no byte.
    """
    try:
        if isinstance(credential, Token):
            return f"{base_address}{ADDRESS}?wstoken={quote_plus(credential.value, errors='surrogateescape')}"
        if isinstance(credential, Password):
            pieces = [quote(text, _PATH_SAFE, errors="surrogateescape") for text in (credential.username, credential.password)]
            return f"{base_address}{SIMPLE_ADDRESS}/{'/'.join(pieces)}"
    except UnicodeEncodeError as error:
        raise EncodeError("A credential holds what no bytes stand for.") from error
    raise EncodeError("SOAP carries tokens and passwords, not sessions.")


def read_credential(form: Form, path: str, *, simple: bool) -> Credential:
    """The credential in the fields of a form, or, if the user name or password is missing there, in two segments of ``path``.

    ``path`` is the part of the path after the address, still percent-encoded. An array in place of a text counts as empty.
    """
    if not simple:
        return Token(text_of(form.get("wstoken")))
    username, password = text_of(form.get("wsusername")), text_of(form.get("wspassword"))
    pieces = path.removeprefix("/").split("/")
    if not (username and password) and len(pieces) == 2:
        username, password = (unquote(piece, errors="surrogateescape") for piece in pieces)
    return Password(username, password)
