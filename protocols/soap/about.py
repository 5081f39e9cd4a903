"""What readers of the documentation are told of SOAP, in both faces."""

from __future__ import annotations

from typing import Final

from gateway.wire.about import About, Address
from protocols.soap.address import ADDRESS, SIMPLE_ADDRESS, TYPED

__all__ = ["ABOUT", "ABOUT_TYPED"]

ABOUT: Final = About(
    text="SOAP 1.1 and 1.2, rpc/encoded, as the contract has it: for clients that were written for it, in PHP or with Axis.",
    addresses=(
        Address(f"{ADDRESS}?wstoken=TOKEN", "with a token in the query"),
        Address(f"{SIMPLE_ADDRESS}?wsusername=NAME&wspassword=PASSWORD", "with a user name and a password in the query"),
    ),
    rules=(
        "The namespace of a call is the address itself, with its token; the WSDL says so.",
        "Arguments go by position or by name; structures are maps, lists are arrays of the SOAP encoding.",
        "A named argument that is left out takes its default.",
        "Errors are faults, whose code and text are in the message; SOAP 1.2 has its own codes.",
        "Blocks of the header that must be understood are refused by name.",
    ),
    documents=(Address(f"{ADDRESS}?wsdl=1&wstoken=TOKEN", "WSDL of what the token may call"),),
)
ABOUT_TYPED: Final = About(
    text="The same services with every structure a named type, document/literal: for zeep, JAX-WS, .NET, and whatever is new.",
    addresses=(Address(TYPED, "with a token in a header of the message or of HTTP, or in the query"),),
    rules=(
        "The token is in the block credentials of the header, in Authorization: Bearer, or in the query as wstoken.",
        "Lists are repeated elements; a list without an item is left out.",
        "An element that may be left out and is nil counts as left out.",
        "The detail of a fault is a failure with errorcode, message and exception.",
    ),
    documents=(Address(f"{TYPED}?wsdl&wstoken=TOKEN", "WSDL of what the token may call"),),
)
