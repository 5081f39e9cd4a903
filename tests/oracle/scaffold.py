"""Write the declarations of a component from the recorded catalogue: ``python -m tests.oracle.scaffold NAME``.

What the catalogue knows is written out: names, types, defaults, capabilities, services, flags. What it does not know is
for people: every text is a placeholder made from a name, and every function refuses until its body is written.
"""

from __future__ import annotations

import argparse
import json
import keyword
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import msgspec

from gateway import api
from gateway.describe import MISSING, export, files, format_value, warnings
from gateway.describe.types import ParamType
from tests.oracle.recordings import HERE

COMPONENTS = HERE.parents[1] / "gateway" / "components"

Node = Mapping[str, Any]
Entries = Mapping[str, Node]

# A function of the core is named after a part of the core (core_course_…) or, of none, after what it does (core_get_string).
_CORE = "moodle"
_VERBS = {"change", "create", "fetch", "get", "update"}

_PYTHON_TYPES = {"int": "int", "bool": "bool", "float": "float", "localisedfloat": "float"}
_LEAST_SHARED = 3  # a struct of fewer members is written out wherever it occurs


@cache
def recorded() -> Entries:
    """The recorded catalogue: an entry for each function."""
    catalogue: Entries = json.loads((HERE / "catalogue.json").read_text("utf-8"))
    return catalogue


def package_of(function: str, component: str) -> str:
    """The package in which a function is declared: its component, or the part of the core after which it is named."""
    if component != _CORE:
        return component
    core, part, *_ = function.split("_")
    return core if part in _VERBS else f"{core}_{part}"


def functions_of(package: str) -> Entries:
    """The recorded functions that belong in a package."""
    return {name: entry for name, entry in recorded().items() if package_of(name, entry["component"]) == package}


class Structs:
    """The structs of a module: those that occur several times become constants, in the order in which they are needed."""

    def __init__(self, nodes: Iterable[Node]) -> None:
        """Count the structs in the descriptions of a module."""
        self.constants: list[str] = []
        self._names: dict[str, str] = {}
        self._counts = Counter(_key(node["struct"]) for root in nodes for node in _walk(root) if "struct" in node)

    def of(self, members: Entries, name: str) -> str:
        """The source of the members of a struct, which are those of something with a name."""
        key = _key(members)
        if self._counts[key] < 2 or len(members) < _LEAST_SHARED:
            return self._written(members)
        if key not in self._names:
            written = self._written(members)
            self._names[key] = constant = self._unused(f"_{re.sub(r'[^A-Z0-9]', '_', _one(name).upper())}")
            self.constants.append(f"{constant}: Mapping[str, Description] = {written}\n\n")
        return self._names[key]

    def describe(self, node: Node, name: str, siblings: Entries | None = None) -> str:
        """The source of the description of something with a name; ``siblings`` are the members beside it."""
        if helper := _helper(node, name, siblings or {}):
            return helper
        extras = "".join(f", {key}={node[key]!r}" for key in ("default", "optional", "null") if key in node)
        text = repr(name.replace("_", " "))
        if "value" in node:
            kind = ParamType(node["value"]).name
            return f"Value({kind if kind in api.__all__ else f'ParamType.{kind}'}, {text}{extras})"
        if "list" in node:
            return f"List({self.describe(node['list'], _one(name))}, {text}{extras})"
        return f"Struct({self.of(node['struct'], name)}, {text}{extras})"

    def _written(self, members: Entries) -> str:
        return f"{{{''.join(f'{name!r}: {self.describe(node, name, members)},' for name, node in members.items())}}}"

    def _unused(self, name: str) -> str:
        used = set(self._names.values())
        return next(each for each in (name, *(f"{name}_{number}" for number in range(2, len(used) + 3))) if each not in used)


def external_source(package: str, functions: Entries) -> str:
    """The source of ``external.py``, before it is formatted."""
    structs = Structs(node for entry in functions.values() for node in _roots(entry))
    declared = "".join(_function_source(package, name, entry, structs) for name, entry in functions.items())
    body = "".join(structs.constants) + declared
    names = set(api.__all__) & set(re.findall(r"\w+", body))
    mapping = "from collections.abc import Mapping\n" if structs.constants else ""
    anything = "from typing import Any\n\n" if "Any" in body else ""
    imports = f"{mapping}{anything}from gateway.api import {', '.join(sorted(names))}\n\n"
    return f'"""The external functions of {package}."""\n\nfrom __future__ import annotations\n\n{imports}{body}'


def scaffold(package: str, into: Path) -> Path:
    """Write the package of a component into a folder, and return its path.

    Raises ``LookupError`` where the catalogue has no function for it, ``FileExistsError`` where the package is there.
    """
    functions = functions_of(package)
    if not functions:
        raise LookupError(f"the catalogue has no function of a component {package}")
    folder = into / package
    folder.mkdir()
    component = next(iter(functions.values()))["component"]
    (folder / "external.py").write_text(external_source(package, functions), "utf-8")
    (folder / "lib.py").write_text(
        f'"""What the functions of {package} do, once they have decided who may."""\n\nfrom __future__ import annotations\n', "utf-8"
    )
    (folder / "__init__.py").write_text(f'"""The component {package}."""\n', "utf-8")
    (folder / "manifest.py").write_text(
        f'"""The component {package}."""\n\nfrom __future__ import annotations\n\n'
        f"from gateway.api import Component\nfrom gateway.components.{package} import external\n\n"
        f'__all__ = ["component"]\n\ncomponent = Component("{component}", external)\n',
        "utf-8",
    )
    for command in ("check --fix --select I,F401", "format"):
        subprocess.run(
            [sys.executable, "-m", "ruff", *command.split(), "--quiet", "--config", HERE.parents[1] / "pyproject.toml", folder], check=True
        )
    return folder


def _function_source(package: str, name: str, entry: Node, structs: Structs) -> str:
    """The source of one function: its declaration, and a body that refuses."""
    short = name.removeprefix(f"{package}_")
    python_name = f"{short}_" if keyword.iskeyword(short) else short
    params = "".join(f"{key!r}: {structs.describe(node, key, entry['params'])}," for key, node in entry["params"].items())
    keywords = {
        "params": f"{{{params}}}",
        "returns": structs.describe(entry["returns"], "result") if entry["returns"] else None,
        **{key: repr(entry[key]) for key in ("capabilities", "services") if entry[key]},
        **{key: "True" for key in ("ajax", "readonlysession", "deprecated") if entry.get(key)},
        "loginrequired": None if entry["loginrequired"] else "False",
    }
    declared = "".join(f", {key}={source}" for key, source in keywords.items() if source)
    if any(keyword.iskeyword(key) for key in entry["params"]):
        taken = ", **arguments: Any"
    else:
        taken = "".join(f", {key}: {_annotation(node)}" for key, node in entry["params"].items())
    context = "call" if "ctx" in entry["params"] else "ctx"
    returned = _annotation(entry["returns"]) if entry["returns"] else "None"
    return (
        f'@function("{name}", {entry["type"].upper()}{declared})\n'
        f"def {python_name}({context}: CallContext{taken}) -> {returned}:\n"
        f'    """{short.replace("_", " ").capitalize()}."""\n'
        f'    raise CodingError("{name} is not written yet")\n\n\n'
    )


def _annotation(node: Node) -> str:
    """The Python type of the values that a description lets through."""
    none = " | None" if "default" in node and node["default"] is None else ""
    if "value" in node:
        return _PYTHON_TYPES.get(node["value"], "str") + none
    return (f"list[{_annotation(node['list'])}]" if "list" in node else "dict[str, Any]") + none


def _helper(node: Node, name: str, siblings: Entries) -> str | None:
    """The call of the helper that describes the same, if one does."""
    text = name.removesuffix("format")
    if text != name and text in siblings and "value" in node:
        default = node.get("default", MISSING)
        arguments = "".join(f", {key}={node[key]!r}" for key in ("default", "optional") if key in node)
        try:
            same = _key(export(format_value(text, default=default, optional="optional" in node))) == _key(node)
        except ValueError:
            same = False
        if same:
            return f"format_value({text!r}{arguments})"
    if "list" in node:
        if _key(export(warnings())) == _key(node):
            return "warnings()"
        for optional, exported in product((False, True), repeat=2):
            if _key(export(files(optional=optional, exported=exported))) == _key(node):
                arguments = (", optional=True" if optional else "") + (", exported=True" if exported else "")
                return f"files({name.replace('_', ' ')!r}{arguments})"
    return None


def _roots(entry: Node) -> Iterator[Node]:
    """The descriptions of a function: of each parameter, and of the result."""
    yield from entry["params"].values()
    if entry["returns"]:
        yield entry["returns"]


def _walk(node: Node) -> Iterator[Node]:
    """A description and all within it that no helper describes."""
    yield node
    if "list" in node and not _helper(node, "", {}):
        yield from _walk(node["list"])
    for member in node.get("struct", {}).values():
        yield from _walk(member)


def _key(data: object) -> str:
    """A text that is the same for the same data, members in the same order, and types of defaults."""
    return msgspec.json.encode(data).decode()


def _one(name: str) -> str:
    """What one item of a list with that name may be called."""
    for ending, other in (("ies", "y"), ("sses", "ss"), ("s", "")):
        if name.endswith(ending) and not name.endswith("ss") and len(name) > len(ending) + 1:
            return name.removesuffix(ending) + other
    return name


def main() -> int:
    """Exit status 0 where the package is written, 1 where it is there or the catalogue knows nothing of it."""
    parser = argparse.ArgumentParser(prog="python -m tests.oracle.scaffold", description=__doc__)
    parser.add_argument("name", help="the package of the component, such as mod_wiki or core_badges")
    parser.add_argument("--into", type=Path, default=COMPONENTS, help="the folder for the package (default: %(default)s)")
    options = parser.parse_args()
    try:
        folder = scaffold(options.name, options.into)
    except FileExistsError:
        print(f"{options.into / options.name} exists, and is not overwritten")
        return 1
    except LookupError as error:
        print(error.args[0])
        return 1
    print(f"Wrote {folder}. Its texts are placeholders, and its functions refuse: write both.")
    print("What else a component has goes into its manifest (docs/components.md).")
    return 0


if __name__ == "__main__":
    sys.exit(main())
