"""One function of an upstream as the import file describes it, and what goes with a call beside its arguments."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final, Literal

import msgspec

from gateway.describe.model import Description, Struct
from gateway.wire.call import DEFAULT_SETTINGS, CallSettings, FunctionInfo, FunctionType

__all__ = ["Asked", "Imported", "Learned", "PLAIN", "Rule"]

_NOTHING: Final[Mapping[str, Any]] = MappingProxyType({})


Rule = Literal["order", "digits", "empty"]
"""What may be told apart in comparing: the order of members, numbers beyond twelve digits, empty values from absent ones."""


class Imported(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """A function of an upstream: its name and descriptions here, its name there, and how it may be called.

    ``remote`` is the name that its server knows it by. ``cache`` is for how many seconds the answer to a read may be given again to
    the same caller, ``timeout`` how many seconds a call may take if not as long as the upstream's others. A function that writes is
    ``safe`` if calling it twice does no harm. ``binding`` is what its kind needs to call it: a path, a method of HTTP, an action.
    An ``untyped`` function takes any arguments, and its answer is a text of JSON where a protocol needs a type.
    ``component`` is the name of the component that it belongs to where functions keep their own names.

    ``new`` is the name of a function of this gateway that can take its place. In comparing the two, ``ignore`` are the paths that are
    left out, and ``exact`` is what is told apart although it mostly means the same.
    """

    name: str
    remote: str
    type: FunctionType
    text: str
    params: Struct
    returns: Description | None
    component: str = ""
    capability: str = ""
    cache: float = 0
    timeout: float | None = None
    safe: bool = False
    untyped: bool = False
    ajax: bool = False
    loginrequired: bool = True
    new: str = ""
    ignore: tuple[str, ...] = ()
    exact: tuple[Rule, ...] = ()
    binding: Mapping[str, Any] = _NOTHING

    @property
    def reads(self) -> bool:
        """Whether the function only reads, so that a call may be made again."""
        return self.type is FunctionType.READ

    def there(self) -> FunctionInfo:
        """What the client half of a protocol needs to call it at its own server."""
        return FunctionInfo(
            name=self.remote,
            component=self.component,
            type=self.type,
            text=self.text,
            params=self.params,
            returns=self.returns,
            ajax=self.ajax,
            loginrequired=self.loginrequired,
        )


class Learned(msgspec.Struct, frozen=True, kw_only=True):
    """What could be learnt of an upstream: its functions, the address it gives itself, and why functions were left out, by name."""

    functions: tuple[Imported, ...]
    address: str = ""
    left_out: Mapping[str, str] = _NOTHING


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What goes with a call beside its arguments: its settings, the id of its request, the trace that it belongs to, and
    the form in which an answer can be sent on as it is (``Call.takes``). ``here`` is the address at which this gateway has what the
    upstream has at its own, empty where addresses in answers are to stay.
    """

    settings: CallSettings = DEFAULT_SETTINGS
    request_id: str = ""
    traceparent: str = ""
    takes: str = ""
    here: str = ""


PLAIN: Final = Asked()
"""What goes with a call of the gateway itself."""
