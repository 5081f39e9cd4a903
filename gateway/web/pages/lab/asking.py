"""What somebody asks of the lab: a function, its arguments, as whom, by which protocols, and at which servers."""

from __future__ import annotations

import json
from typing import Any, Final
from urllib.parse import urlencode

import msgspec

from gateway.admin import saved_calls
from gateway.admin.saved_calls import SavedCall
from gateway.describe.samples import sample
from gateway.errors import CodedError, GatewayError, MissingRecord
from gateway.php.values import to_int
from gateway.web.pages.lab import form
from gateway.web.pages.readers import functions_of
from gateway.web.pages.visit import Visit
from gateway.wire.call import FunctionInfo, FunctionType
from gateway.wire.protocol import clients_of, title_of

__all__ = ["ALL", "LAB", "ME", "PASTED", "Asking", "How", "asked", "draft", "dumped", "fit", "how", "parsed", "spoken", "written"]

LAB: Final = "/lab"
"""The page."""
ALL: Final = "all"
"""In the place of a protocol: every one of them."""
ME: Final = "me"
"""As whom: who has signed in. Or the id of a key of theirs."""
PASTED: Final = "token"
"""As whom: the owner of a token that is given with the form."""
# The longest query of a link: browsers and proxies cut longer addresses.
_LONGEST_LINK: Final = 4_000


class How(msgspec.Struct, frozen=True, kw_only=True):
    """How a call is made: through which protocol, as whom, with what token.

    ``ignore`` has the paths that are not compared; ``keep`` says that what the function writes is not rolled back; ``server`` is another
    one that is asked the same, with its token.
    """

    via: str = ALL
    who: str = ME
    token: str = ""
    ignore: tuple[str, ...] = ()
    keep: bool = False
    server: str = ""
    server_token: str = ""


class Asking(msgspec.Struct, frozen=True, kw_only=True):
    """A call as the form describes it; ``arguments`` are those of the fields, or of the JSON in ``text`` where ``as_json``."""

    function: FunctionInfo
    arguments: dict[str, object]
    as_json: bool = False
    text: str = ""
    how: How = How()

    @property
    def writes(self) -> bool:
        """Whether the function writes."""
        return self.function.type is FunctionType.WRITE

    @property
    def saved(self) -> SavedCall:
        """What is kept of this call."""
        via = "" if self.how.via == ALL else self.how.via
        return SavedCall(function=self.function.name, arguments=self.arguments, via=via, ignore=[*self.how.ignore])

    @property
    def link(self) -> str | None:
        """The address of this call in the lab, without its token; None for one that is too long for an address."""
        told = {"function": self.function.name, "via": self.how.via, "arguments": dumped(self.arguments)}
        query = urlencode({**told, **({"ignore": " ".join(self.how.ignore)} if self.how.ignore else {})})
        return f"{LAB}?{query}" if len(query) <= _LONGEST_LINK else None


def spoken(visit: Visit) -> dict[str, str]:
    """The titles of the protocols and of the ways to speak them, by name."""
    return {name: title_of(protocol, name) for protocol in visit.gateway.protocols for name in clients_of(protocol)}


async def asked(visit: Visit) -> Asking | None:
    """The call that a form, a link or one that was saved describes; None without a function. Raises ``CodedError``."""
    if number := to_int(visit.text("saved", "0")):
        kept = await visit.gateway.store.read(saved_calls.with_id, visit.me.id, number)
        info = await _function(visit, kept.function)
        return Asking(function=info, arguments=kept.arguments, how=How(via=_known(visit, kept.via or ALL), ignore=tuple(kept.ignore)))
    name = visit.text("function").strip()
    if not name:
        return None
    info = await _function(visit, name)
    as_json, text = visit.text("mode") == "json", written(visit, "json")
    arguments = fit(_arguments(visit, info), visit.gateway.limits.depth)
    return Asking(function=info, arguments=arguments, as_json=as_json, text=text, how=how(visit))


def how(visit: Visit) -> How:
    """How the calls of a form are to be made. Raises ``CodedError``."""
    server = visit.text("server")
    if server and server not in visit.gateway.settings.lab.servers:
        raise CodedError("invalidparameter", message="The lab may not ask that server: its settings do not name it.")
    return How(
        via=_known(visit, visit.text("via", ALL)),
        who=visit.text("who", ME),
        token=_plain(visit.text("token")),
        ignore=tuple(written(visit, "ignore").split()),
        keep=bool(visit.text("keep")),
        server=server,
        server_token=_plain(visit.text("servertoken")),
    )


def written(visit: Visit, name: str) -> str:
    """A field with a text that a page can show. Raises ``CodedError`` for any other."""
    text = visit.text(name)
    if not _is_unicode(text):
        raise CodedError("invalidparameter", message="There are characters in the form that are none.")
    return text


async def draft(visit: Visit) -> Asking | None:
    """The form of a function as it was sent, where what is in it cannot be called; None without the function."""
    try:
        info = await _function(visit, visit.text("function").strip())
        text = visit.text("json")
    except GatewayError:
        return None
    return Asking(function=info, arguments={}, as_json=visit.text("mode") == "json", text=text if _is_unicode(text) else "")


async def _function(visit: Visit, name: str) -> FunctionInfo:
    """A function that who has signed in is told of. Raises ``MissingRecord``."""
    info = next((each for each in await functions_of(visit) if each.name == name), None)
    if info is None:
        raise MissingRecord(message="There is no such function, or you may not call it.")
    return info


def _known(visit: Visit, via: str) -> str:
    """The name of a protocol, or of all. Raises ``CodedError``."""
    if via != ALL and via not in spoken(visit):
        raise CodedError("invalidparameter", message="There is no such protocol.")
    return via


def _plain(token: str) -> str:
    """A token without the blanks that come with copying. Raises ``CodedError`` for what can be in no header."""
    token = token.strip()
    if not token.isascii() or not token.isprintable():
        raise CodedError("invalidparameter", message="A token has letters and digits alone.")
    return token


def _arguments(visit: Visit, info: FunctionInfo) -> dict[str, object]:
    """The arguments in the fields, in the JSON, or in the link; made from the description where there are none yet."""
    if form.ARGS in visit.form or visit.text("mode") == "fields":
        return form.read(info.params, visit.form.get(form.ARGS))
    text = visit.text("json") if visit.text("mode") == "json" else visit.text("arguments")
    return parsed(text) if text.strip() else sample(info.params) if visit.text("mode") != "json" else {}


def parsed(text: str) -> dict[str, Any]:
    """Arguments in JSON. Raises ``CodedError``."""
    try:
        found = json.loads(text, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise CodedError("invalidparameter", message=f"That is not JSON: {error}.") from None
    if not isinstance(found, dict):
        raise CodedError("invalidparameter", message="The arguments are a JSON object, by the names of the parameters.")
    return found


def _no_number(name: str) -> object:
    raise ValueError(f"{name} is no number")


def fit(arguments: dict[str, object], depth: int) -> dict[str, object]:
    """Arguments that a page can show and every protocol can nest. Raises ``CodedError`` for others."""
    if _is_deeper(arguments, depth):
        raise CodedError("invalidparameter", message=f"Arguments are nested at most {depth} deep.")
    if not _is_unicode(dumped(arguments)):
        raise CodedError("invalidparameter", message="There are characters in the arguments that are none.")
    return arguments


def _is_deeper(value: object, depth: int) -> bool:
    """Whether a value is nested deeper than so many lists and structures."""
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return depth < 0 or any(_is_deeper(item, depth - 1) for item in inner)


def _is_unicode(text: str) -> bool:
    """Whether a text can be written: bytes that are no UTF-8 cannot, nor halves of characters."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def dumped(value: object, *, indent: int | None = None) -> str:
    """Arguments as JSON."""
    return json.dumps(value, ensure_ascii=False, indent=indent, default=str)
