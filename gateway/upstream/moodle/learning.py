"""What a Moodle says of itself: its functions by name, which are described by what is known of them, and whose a token is.

The standard functions are described as this gateway describes them, and those that it has not built by the catalogue that comes with
it. Of functions of plug-ins the site tells types only in the WSDL of its SOAP server; where it has none, they stay undescribed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from gateway.describe import INT, RAW, List, Struct, Value
from gateway.upstream.errors import UpstreamAnswer
from gateway.upstream.imported import Imported, Learned
from gateway.upstream.kind import Line
from gateway.upstream.moodle import descriptions
from gateway.upstream.moodle.identity import Identity
from gateway.upstream.names import component_name
from gateway.wire.call import Credential, FunctionInfo, FunctionType

__all__ = ["NOBODY", "SITE_INFO", "UNTOLD", "identity", "learned"]

NOBODY: Final = "invalidtoken"
"""The code with which a site refuses a token that it does not know."""
UNTOLD: Final = "accessexception"
"""The code with which a site refuses to tell whose a token is, as the token is for something else, or has expired."""

_FUNCTION: Final = Struct({"name": Value(RAW), "version": Value(RAW, optional=True)})
SITE_INFO: Final = Imported(
    name="",
    remote="core_webservice_get_site_info",
    type=FunctionType.READ,
    text="Tells what the site is, who calls, and what they may call.",
    params=Struct({}),
    returns=Struct(
        {
            "siteurl": Value(RAW),
            "userid": Value(INT),
            "username": Value(RAW),
            "functions": List(_FUNCTION),
            "downloadfiles": Value(INT, optional=True),
            "uploadfiles": Value(INT, optional=True),
        }
    ),
)


def identity(info: object) -> Identity:
    """Who the owner of a token is, by the site info. Raises ``UpstreamAnswer``."""
    told = _mapping(info)
    userid, username = told.get("userid"), told.get("username")
    if not isinstance(userid, int) or not isinstance(username, str):
        raise UpstreamAnswer("its site info names no user")
    names = frozenset(_names(told))
    return Identity(userid, username, names, bool(told.get("downloadfiles")), bool(told.get("uploadfiles")))


async def learned(line: Line, info: object, credential: Credential | None) -> Learned:
    """The functions that the site info lists, and those that need no login."""
    told = _mapping(info)
    address = told.get("siteurl")
    names = dict.fromkeys((*_names(told), *descriptions.open_to_all()))
    functions, unknown = [], {}
    for name in names:
        found = descriptions.described(name)
        functions.append(_described(line, found) if found is not None else _undescribed(line, name))
        if found is None:
            unknown[name] = "its types are not known: it takes any arguments, and its answer is passed on as it is"
    return Learned(functions=tuple(functions), address=address if isinstance(address, str) else "", left_out=unknown)


def _described(line: Line, info: FunctionInfo) -> Imported:
    return Imported(
        name=_name(line, info.name),
        remote=info.name,
        type=info.type,
        text=info.text or f"Calls {info.name} of {line.name}.",
        params=info.params,
        returns=info.returns,
        component=info.component,
        ajax=info.ajax,
        loginrequired=info.loginrequired,
    )


def _undescribed(line: Line, name: str) -> Imported:
    """A function of which nothing but the name is known; it may write."""
    return Imported(
        name=_name(line, name),
        remote=name,
        type=FunctionType.WRITE,
        text=f"Calls {name} of {line.name}, whose types are not known.",
        params=Struct({}),
        returns=Value(RAW, "what the function returns, as a text of JSON"),
        component="_".join(name.split("_")[:2]),
        untyped=True,
    )


def _name(line: Line, name: str) -> str:
    return name if line.settings.front else f"{component_name(line.name, line.settings)}_{name}"


def _names(told: Mapping[str, object]) -> list[str]:
    listed = told.get("functions")
    items = listed if isinstance(listed, list) else []
    return [item["name"] for item in items if isinstance(item, dict) and isinstance(item.get("name"), str)]


def _mapping(info: object) -> Mapping[str, object]:
    if not isinstance(info, dict):
        raise UpstreamAnswer("its site info is none")
    return info
