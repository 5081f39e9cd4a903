"""The methods ``system.*``: introspection, and many calls in one request.

The reference has none of these (``tests/oracle/deviations.json``); they follow the conventions of the XML-RPC
community. Each method is described like a function, and its arguments are checked like those of a function. All list
only the functions that the caller may call.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, TypeAlias

import msgspec
from anyio.lowlevel import checkpoint

from gateway.describe.compiler import ParameterCheck, compile_params
from gateway.describe.model import MISSING, Description, List, Struct, Value
from gateway.describe.types import BOOL, FLOAT, INT, LOCALISEDFLOAT, PERMISSION, RAW
from gateway.errors import GatewayError, InvalidParameter
from gateway.wire.call import Call, Failure, FunctionInfo, FunctionType, Outcome, Result, Step
from gateway.wire.function_names import unknown_function
from gateway.wire.protocol import Host

__all__ = ["System"]

_MULTICALL: Final = "system.multicall"

# Computes the result of a method from the functions that the caller may call, by name, and its checked arguments.
Answer: TypeAlias = Callable[[Mapping[str, FunctionInfo], dict[str, Any]], object]


class System:
    """The methods ``system.*`` of one host."""

    def __init__(self, host: Host) -> None:
        """``host`` lists the functions that a caller may call, and runs the calls of a ``system.multicall``."""
        self._host = host

    async def run(self, call: Call) -> Outcome | list[Outcome]:
        """The outcome of a call of a method or a function; for ``system.multicall``, a list with the outcome of each of its calls."""
        if call.function != _MULTICALL:
            return await self._run_one(call)
        offered = await self._callable(call)  # an invalid caller is refused once, not for each call
        if isinstance(offered, Failure):
            return offered
        try:
            calls = _calls(call, self._host.limits.batch_calls, len(_METHODS) * len(offered))
        except GatewayError as error:
            return self._refuse(call, Failure(error, Step.VALIDATE))
        outcomes: list[Outcome] = []
        for each in calls:
            outcomes.append(await self._run_one(each, offered) if isinstance(each, Call) else self._refuse(call, each))
            await checkpoint()  # other requests may be served in between
        return outcomes

    async def _run_one(self, call: Call, offered: Mapping[str, FunctionInfo] | None = None) -> Outcome:
        """The outcome of one call; ``offered`` is what the caller may call, where that is known."""
        method = _METHODS.get(call.function)
        if method is None:
            return await self._host.run(call)
        if offered is None:
            found = await self._callable(call)
            if isinstance(found, Failure):
                return found
            offered = found
        try:
            arguments = method.validate(_named(method.info, call.arguments), self._host.site)
            return Result(method.answer(offered, arguments), method.info)
        except GatewayError as error:
            return self._refuse(call, Failure(error, Step.VALIDATE))

    async def _callable(self, call: Call) -> dict[str, FunctionInfo] | Failure:
        """The methods and functions that the caller may call, by name; or the failure that refuses the caller."""
        offered = await self._host.functions(call.credential, protocol=call.protocol, peer=call.peer)
        if isinstance(offered, Failure):
            return offered
        return {info.name: info for info in (*_INFOS, *offered)}

    def _refuse(self, call: Call, failure: Failure) -> Failure:
        """Report a refusal that was made outside of the pipeline, and return it."""
        self._host.report_failure(call.protocol, call.peer, failure)
        return failure


def _named(info: FunctionInfo, arguments: object) -> dict[str, object]:
    """Positional arguments under the names of the parameters. Raises ``InvalidParameter`` for one too many."""
    assert isinstance(arguments, list)
    if len(arguments) > len(info.params.members):
        raise InvalidParameter(f"{info.name} takes at most {len(info.params.members)} parameters")
    return dict(zip(info.params.members, arguments, strict=False))


def _calls(batch: Call, most: int, most_methods: int) -> list[Call | Failure]:
    """The calls in a ``system.multicall``, in order; a failure in place of each invalid one.

    Raises ``InvalidParameter`` for an argument that is no list of calls, for more than ``most`` calls of functions, and for more
    than ``most_methods`` calls of the methods here: those that ask about functions do not count among the calls of functions.
    """
    calls = _named(_MULTICALL_INFO, batch.arguments).get("calls")
    if not isinstance(calls, list):
        raise InvalidParameter("a list of calls is expected", path="calls")
    methods = sum(map(_asks_method, calls))
    if len(calls) - methods > most or methods > most_methods:
        raise InvalidParameter(f"{_MULTICALL} takes at most {most} calls here", path="calls")
    return [_call(batch, index, each) for index, each in enumerate(calls)]


def _asks_method(entry: object) -> bool:
    """Whether an entry of a ``system.multicall`` calls a method that asks about functions."""
    name = entry.get("methodName") if isinstance(entry, dict) else None
    return isinstance(name, str) and name in _METHODS


def _call(batch: Call, index: int, entry: object) -> Call | Failure:
    path = f"calls[{index}]"
    if not isinstance(entry, dict) or entry.keys() != {"methodName", "params"}:
        return Failure(InvalidParameter("a struct of methodName and params is expected", path=path), Step.VALIDATE)
    name, params = entry["methodName"], entry["params"]
    if not isinstance(name, str) or not isinstance(params, list):
        return Failure(InvalidParameter("methodName must be a string, and params an array", path=path), Step.VALIDATE)
    if name == _MULTICALL:
        return Failure(InvalidParameter(f"{_MULTICALL} must not hold itself", path=path), Step.VALIDATE)
    return msgspec.structs.replace(batch, function=name, arguments=params)


def _list_methods(offered: Mapping[str, FunctionInfo], _arguments: dict[str, Any]) -> list[str]:
    return list(offered)


def _method_signature(offered: Mapping[str, FunctionInfo], arguments: dict[str, Any]) -> list[list[str]]:
    return list(_signatures(_find(offered, arguments)))


def _method_help(offered: Mapping[str, FunctionInfo], arguments: dict[str, Any]) -> str:
    info = _find(offered, arguments)
    lines = [info.text, *[f"{name}: {_help(param)}" for name, param in info.params.members.items()]]
    return "\n".join(lines if info.returns is None else [*lines, f"returns: {_help(info.returns)}"])


def _get_capabilities(_offered: Mapping[str, FunctionInfo], _arguments: dict[str, Any]) -> dict[str, dict[str, str | int]]:
    return {name: {"specUrl": address, "specVersion": version} for name, (address, version) in _CAPABILITIES.items()}


def _find(offered: Mapping[str, FunctionInfo], arguments: dict[str, Any]) -> FunctionInfo:
    """The function that is asked about. Raises ``MissingRecord`` for a function that is unknown or not the caller's to call."""
    info = offered.get(arguments["method"])
    if info is None:
        raise unknown_function(arguments["method"], offered)
    return info


def _signatures(info: FunctionInfo) -> Iterator[list[str]]:
    """The types of the result and of the arguments: one signature for each number of arguments that may be sent."""
    params = list(info.params.members.values())
    types = ["nil" if info.returns is None else _type(info.returns), *map(_type, params)]
    required = max((number for number, param in enumerate(params, 1) if _is_required(param)), default=0)
    for number in range(required, len(params) + 1):
        yield types[: number + 1]


def _is_required(param: Description) -> bool:
    return param.default is MISSING and not param.optional


def _type(description: Description) -> str:
    """The XML-RPC type of a described value."""
    if isinstance(description, Value):
        return _TYPES.get(description.type.canonical, "string")
    return "struct" if isinstance(description, Struct) else "array"


def _help(description: Description) -> str:
    """One line of help for a parameter or a result: its type, whether it may be left out, and its text."""
    kind = _type(description) if _is_required(description) else f"{_type(description)}, may be left out"
    return f"{kind}; {description.text}" if description.text else kind


class _Method(msgspec.Struct, frozen=True):
    """One method: its description, the check of its arguments, and the computation of its result."""

    info: FunctionInfo
    validate: ParameterCheck
    answer: Answer


def _describe(name: str, text: str, params: Mapping[str, Description], returns: Description) -> FunctionInfo:
    return FunctionInfo(name=name, component="system", type=FunctionType.READ, text=text, params=Struct(params), returns=returns)


def _method(info: FunctionInfo, answer: Answer) -> _Method:
    return _Method(info, compile_params(info.params), answer)


_TYPES: Final = {BOOL: "boolean", FLOAT: "double", INT: "int", LOCALISEDFLOAT: "double", PERMISSION: "int"}

# The specifications that hold here: the name by which clients ask, the address, and the version.
_CAPABILITIES: Final = {
    "xmlrpc": ("http://www.xmlrpc.com/spec", 1),
    "introspection": ("http://xmlrpc.usefulinc.com/doc/reserved.html", 1),
    "system.multicall": ("http://www.xmlrpc.com/discuss/msgReader$1208", 1),
    "faults_interop": ("http://xmlrpc-epi.sourceforge.net/specs/rfc.fault_codes.php", 20010516),
}
_SPECIFICATION: Final = Struct({"specUrl": Value(RAW, "address of the specification"), "specVersion": Value(INT, "its version")})
_ASKED: Final = {"method": Value(RAW, "name of the method", null=False)}

_METHODS: Final = {
    method.info.name: method
    for method in (
        _method(
            _describe(
                "system.getCapabilities", "Tell which specifications hold.", {}, Struct(dict.fromkeys(_CAPABILITIES, _SPECIFICATION))
            ),
            _get_capabilities,
        ),
        _method(_describe("system.listMethods", "List what you may call.", {}, List(Value(RAW))), _list_methods),
        _method(_describe("system.methodHelp", "Describe a method in words.", _ASKED, Value(RAW)), _method_help),
        _method(
            _describe("system.methodSignature", "Tell the types of a method's result and parameters.", _ASKED, List(List(Value(RAW)))),
            _method_signature,
        ),
    )
}
# For people only: the arguments and results of the calls in it are described by the called functions.
_MULTICALL_INFO: Final = _describe(
    _MULTICALL,
    "Make several calls, each a struct of methodName and params; each answers with an array of its result, or with a fault.",
    {"calls": List(Value(RAW))},
    List(Value(RAW)),
)
_INFOS: Final = (*[method.info for method in _METHODS.values()], _MULTICALL_INFO)
