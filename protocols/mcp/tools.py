"""The tools that functions are for agents: their names, hints and schemas, and the three tools where there are too many."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from gateway.wire.call import FunctionInfo, FunctionType
from protocols.jsonschema import Schemas
from protocols.mcp.codec import CALL

__all__ = ["DESCRIBE", "MOST", "SEARCH", "described", "found", "tool", "tools"]

MOST: Final = 40
"""How many functions are a tool each; agents are lost among more, and some clients leave out the rest."""
SEARCH: Final = "search_functions"
DESCRIBE: Final = "describe_function"
_FOUND: Final = 20
# Words in the names of functions that write without changing or deleting what is there.
_ADDING: Final = frozenset({"add", "create", "mark", "send", "start", "view"})
_TEXT: Final = {"type": "string"}


def tools(functions: Sequence[FunctionInfo], *, everything: bool, outputs: bool) -> list[dict[str, Any]]:
    """The tools for functions that are ordered by name: one each, or three for all of them."""
    if everything or len(functions) <= MOST:
        return [tool(info, outputs=outputs) for info in functions]
    reads = all(info.type is FunctionType.READ for info in functions)
    about = f"There are {len(functions)} functions"
    return [
        _made(
            SEARCH,
            f"Find functions by words in their names and texts. {about}; look here first.",
            {"words": {**_TEXT, "description": "a few words, such as: course contents"}},
            ("words",),
        ),
        _made(DESCRIBE, "Tell what a function takes: its arguments as JSON Schema, and what it is for.", {"name": _TEXT}, ("name",)),
        _made(
            CALL,
            f"Call a function by its name, with the arguments that {DESCRIBE} tells of.",
            {"name": _TEXT, "arguments": {"type": "object"}},
            ("name",),
            reads=reads,
        ),
    ]


def _made(name: str, text: str, members: Mapping[str, object], required: Sequence[str], *, reads: bool = True) -> dict[str, Any]:
    schema = {"type": "object", "properties": members, "required": required, "additionalProperties": False}
    return {
        "name": name,
        "title": _title(name),
        "description": text,
        "inputSchema": schema,
        "annotations": {"readOnlyHint": reads, "destructiveHint": not reads},
    }


def tool(info: FunctionInfo, *, outputs: bool = False) -> dict[str, Any]:
    """The tool for one function."""
    reads = info.type is FunctionType.READ
    made: dict[str, Any] = {
        "name": info.name,
        "title": _title(info.name.removeprefix(f"{info.component}_")),
        "description": info.text,
        "inputSchema": Schemas(None).arguments(info.params),
        "annotations": {"readOnlyHint": reads, "destructiveHint": not reads and _ADDING.isdisjoint(info.name.split("_"))},
    }
    if outputs:
        made["outputSchema"] = Schemas(None).result(info.returns, info.name)
    return made


def _title(name: str) -> str:
    words = name.replace("_", " ")
    return words[:1].upper() + words[1:]


def found(functions: Iterable[FunctionInfo], words: str) -> list[dict[str, object]]:
    """The functions that have all words in their names or texts, those first whose names have them; else those with the most."""
    terms = words.lower().split()
    ranked = [(sum(term in info.name for term in terms), sum(term in f"{info.name} {info.text.lower()}" for term in terms), info)
              for info in functions]  # fmt: skip
    best = sorted((entry for entry in ranked if entry[1]), key=lambda entry: (-entry[1], -entry[0], entry[2].name))
    return [{"name": info.name, "text": info.text, "reads": info.type is FunctionType.READ} for *_, info in best[:_FOUND]]


def described(info: FunctionInfo) -> dict[str, object]:
    """What an agent needs to call a function."""
    return {key: value for key, value in tool(info).items() if key != "title"}
