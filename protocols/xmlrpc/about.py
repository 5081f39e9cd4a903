"""What readers of the documentation are told of XML-RPC."""

from __future__ import annotations

from typing import Final

from gateway.wire.about import About, Address
from protocols.xmlrpc.client import ADDRESS, SIMPLE_ADDRESS

__all__ = ["ABOUT"]

ABOUT: Final = About(
    text="A small XML protocol with a client in nearly every language, such as xmlrpc.client in Python.",
    addresses=(
        Address(f"{ADDRESS}?wstoken=TOKEN", "with a token in the query"),
        Address(f"{SIMPLE_ADDRESS}?wsusername=NAME&wspassword=PASSWORD", "with a user name and a password in the query"),
    ),
    rules=(
        "The method is the function; its parameters are the arguments in the order of the description. Those at the end may be left out.",
        "Structures are struct, lists are array, texts are string in UTF-8; numbers beyond 32 bits are i8 where the site says so.",
        "Errors are faults: a number for the code, the message in the text; developers' tokens see more.",
        "system.listMethods, system.methodSignature, system.methodHelp and system.multicall are there.",
        "Null is nil, as of the Apache extension, in both directions.",
    ),
)
