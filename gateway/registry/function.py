"""Declaring an external function.

``@function(name, type, params=…, returns=…)`` turns a Python function into a ``Function``: its name and descriptions, its
validator and cleaner, and how it is run. This registers nothing: a component lists its functions
(``gateway.registry.component``).
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import Any

from gateway.describe import Description, ParameterCheck, ResultCheck, Site, Struct, compile_params, compile_returns
from gateway.describe.signature import read_signature
from gateway.describe.strict import compile_strict
from gateway.wire.call import FunctionInfo, FunctionType

__all__ = ["Function", "Run", "function"]


# Appended to the text of a function that is described but not built.
_EMPTY = "Answers emptily: this is not built yet."


class Run(StrEnum):
    """How a function is run: in the pipeline's transaction, as a coroutine, or in a thread."""

    PLAIN = "plain"
    ASYNC = "async"
    BLOCKING = "blocking"


class Function:
    """An external function, ready to be called. ``info`` is what protocols and pages may know of it.

    ``validate``, ``require_strict`` and ``clean`` are compiled from its descriptions (``compile_params``, ``compile_strict``,
    ``compile_returns``) when they are first needed: most sites call few of hundreds of functions.
    """

    __slots__ = ("clean", "implementation", "info", "require_strict", "run", "validate")

    clean: ResultCheck
    require_strict: Callable[[object], None]
    validate: ParameterCheck

    def __init__(self, info: FunctionInfo, implementation: Callable[..., Any], run: Run) -> None:
        """Keep the parts; validator and cleaner are compiled when they are first needed."""
        self.info = info
        self.implementation = implementation
        self.run = run
        self.validate = self._first_validate
        self.require_strict = self._first_require_strict
        self.clean = self._first_clean

    def __repr__(self) -> str:
        """The name."""
        return f"<Function {self.info.name}>"

    def _first_validate(self, arguments: object, site: Site) -> dict[str, Any]:
        self.validate = compile_params(self.info.params)
        return self.validate(arguments, site)

    def validate_strictly(self, arguments: object, site: Site) -> dict[str, Any]:
        """``validate`` for arguments that must have the types of JSON that the description asks for."""
        self.require_strict(arguments)
        return self.validate(arguments, site)

    def _first_require_strict(self, arguments: object) -> None:
        self.require_strict = compile_strict(self.info.params)
        self.require_strict(arguments)

    def _first_clean(self, value: object, site: Site) -> object:
        self.clean = compile_returns(self.info.returns)
        return self.clean(value, site)


def function(
    name: str,
    type: FunctionType,
    *,
    params: Mapping[str, Description] | None = None,
    returns: Description | None = None,
    component: str = "",
    text: str = "",
    capabilities: Sequence[str] = (),
    services: Sequence[str] = (),
    ajax: bool = False,
    loginrequired: bool = True,
    readonlysession: bool = False,
    deprecated: bool = False,
    empty: bool = False,
    blocking: bool = False,
) -> Callable[[Callable[..., Any]], Function]:
    """Declare the decorated function as the external function ``name``.

    The Python function is called with the call's context and, by name, the validated parameters. Without ``params`` both
    descriptions are read from the annotated signature. ``text`` is the first line of the docstring unless given, ``services``
    are the short names of built-in services that offer the function. ``empty`` declares that the function is described but not
    built yet; its text says so. Raises ``TypeError`` if the Python function does not take exactly the described parameters.
    """

    def declare(implementation: Callable[..., Any]) -> Function:
        param_struct, returned = read_signature(implementation) if params is None else (Struct(params), returns)
        _require_same_parameters(name, implementation, param_struct)
        if blocking and inspect.iscoroutinefunction(implementation):
            raise TypeError(f"{name}: an async function cannot be blocking")
        run = Run.ASYNC if inspect.iscoroutinefunction(implementation) else Run.BLOCKING if blocking else Run.PLAIN
        said = text or (inspect.getdoc(implementation) or "").split("\n", 1)[0]
        info = FunctionInfo(
            name=name,
            component=component,
            type=type,
            text=f"{said} {_EMPTY}".lstrip() if empty else said,
            params=param_struct,
            returns=returned,
            capabilities=tuple(capabilities),
            services=tuple(services),
            ajax=ajax,
            loginrequired=loginrequired,
            readonlysession=readonlysession,
            deprecated=deprecated,
            empty=empty,
        )
        return Function(info, implementation, run)

    return declare


def _require_same_parameters(name: str, implementation: Callable[..., Any], param_struct: Struct) -> None:
    """Raise ``TypeError`` unless the Python function takes exactly the parameters that are described."""
    parameters = list(inspect.signature(implementation).parameters.values())
    if not parameters:
        raise TypeError(f"{name}: the first parameter, which takes the context of the call, is missing")
    first, *others = parameters
    taken = {parameter.name for parameter in others}
    if any(parameter.kind is inspect.Parameter.VAR_KEYWORD for parameter in others):
        return
    if taken != set(param_struct.members):
        raise TypeError(
            f"{name}: the Python function takes {sorted(taken)} after {first.name}, the description has {sorted(param_struct.members)}"
        )
