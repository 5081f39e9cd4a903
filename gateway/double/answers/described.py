"""Answers made from the description of a function: plausible by the names and types of members, and valid for the description.

An answer depends on its scene alone (``gateway.double.answers.scene``). Ids that the arguments name come back, times lie around the
moment, texts say what their names promise; lists have two items, but none where they tell of trouble.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any, Final

from gateway.describe import Description, List, Site, Struct, Value, compile_returns
from gateway.describe.memo import Memo
from gateway.describe.samples import sample_value
from gateway.describe.types import ParamType
from gateway.double.answers import words
from gateway.double.answers.scene import Scene
from gateway.errors import InvalidResponse

__all__ = ["described"]

_ITEMS, _DEEP = 2, 4
_CHECKS: Final = Memo(compile_returns)
_DAY: Final = 86_400
_TROUBLE: Final = frozenset({"warnings", "errors", "debuginfo", "exceptions"})
_WHOLE: Final = frozenset({ParamType.INT, ParamType.PERMISSION})
_COUNTS: Final = ("count", "total", "number", "num")
_MOMENTS: Final = ("time", "date", "access", "until", "since", "start", "end")
# Texts that PHP's JSON is written in, and what an empty one is.
_JSON: Final = ("json", "jsondata", "templatedata")


def described(description: Description | None, scene: Scene, site: Site) -> object:
    """The answer that a description promises; None for a function that returns nothing."""
    return None if description is None else _Maker(scene, site).made(description, _Place("", "", 0, {}))


class _Place:
    """A place in an answer: its path, the name of the member, which item of its list it is in, and the struct around it."""

    __slots__ = ("depth", "index", "name", "path", "siblings")

    def __init__(self, path: str, name: str, index: int, siblings: Any, depth: int = 0) -> None:
        self.path = path
        self.name = name
        self.index = index
        self.siblings = siblings
        self.depth = depth

    def member(self, name: str, node: Struct) -> _Place:
        return _Place(f"{self.path}.{name}", name, self.index, node.members, self.depth)

    def item(self, index: int) -> _Place:
        return _Place(f"{self.path}[{index}]", self.name.removesuffix("s"), index, {}, self.depth + 1)


class _Maker:
    """Makes the values of one answer."""

    def __init__(self, scene: Scene, site: Site) -> None:
        self._scene = scene
        self._site = site

    def made(self, node: Description, place: _Place) -> object:
        if isinstance(node, Value):
            return self._value(node, place)
        if isinstance(node, Struct):
            return {name: self.made(member, place.member(name, node)) for name, member in node.members.items()}
        return self._list(node, place)

    def _list(self, node: List, place: _Place) -> list[object]:
        if place.name in _TROUBLE:
            return []
        return [self.made(node.of, place.item(index)) for index in range(_ITEMS if place.depth < _DEEP else 1)]

    def _value(self, node: Value, place: _Place) -> object:
        """The first candidate that the type of the value lets through unchanged."""
        check = _CHECKS(node)
        for candidate in self._candidates(node, place):
            if node.most is not None and isinstance(candidate, str):
                candidate = candidate[: node.most]
            try:
                if check(candidate, self._site) == candidate:
                    return candidate
            except InvalidResponse:
                continue
        return sample_value(node)

    def _candidates(self, node: Value, place: _Place) -> Iterator[object]:
        kind = node.type.canonical
        given = self._scene.given(place.name.lower(), place.index)
        if kind is ParamType.BOOL:
            yield not any(word in place.name.lower() for word in words.FALSE_WORDS)
        elif kind in _WHOLE:
            if isinstance(given, int) and not isinstance(given, bool):
                yield given
            yield self._whole(place)
        elif kind is ParamType.FLOAT:
            yield round(self._scene.number(place.path) % 1000 / 10, 2)
        else:
            if isinstance(given, str):
                yield given
            yield from self._texts(place, kind)

    def _whole(self, place: _Place) -> int:
        name, number = place.name.lower(), self._scene.number(place.path)
        if name.endswith("format"):
            return 1
        if _is_time(name):
            return self._time(name, number)
        if name.startswith(_COUNTS) or name.endswith(_COUNTS):
            return _ITEMS
        if name.endswith("id") or name in words.IDS:
            return 10 + self._scene.number(place.path.rpartition("[")[0] or place.path) % 80 + place.index
        if any(word in name for word in ("visible", "enabled", "allow", "can", "version")):
            return 1
        if any(word in name for word in ("sort", "position", "order", "index", "depth", "section", "page", "slot")):
            return place.index + 1
        if "size" in name or "bytes" in name:
            return 1024 + number % 100_000
        if "decimal" in name:
            return 2
        if any(word in name for word in ("grade", "percent", "progress", "score", "mark")):
            return number % 101
        if any(word in name for word in words.FALSE_WORDS):
            return 0
        return 1 + number % 9

    def _time(self, name: str, number: int) -> int:
        days = 1 + number % 30
        if any(word in name for word in words.PAST):
            return self._scene.now - days * _DAY
        return self._scene.now + days * _DAY if any(word in name for word in words.FUTURE) else self._scene.now - days * _DAY

    def _texts(self, place: _Place, kind: ParamType) -> Iterator[str]:
        name, number = place.name.lower(), self._scene.number(place.path)
        about = self._scene.number(place.path.rpartition(".")[0])  # the same for all members of a struct
        if kind is ParamType.URL or name.endswith(("url", "link", "href")):
            yield self._address(name, about)
        if (known := self._about(place, about)(name)) is not None:
            yield known
        if name.endswith(_JSON):
            yield "{}"
        if name.endswith(("date", "time")):
            yield datetime.fromtimestamp(self._time(name, number), UTC).strftime("%d %B %Y, %H:%M")
        if f"{name}format" in place.siblings or any(word in name for word in words.HTML):
            said = f"What {words.noun(self._component)} {place.index + 1} has to say."
            yield f"<p>{said}</p>"
            yield said
        if name == "idnumber":
            yield f"ID-{number % 900 + 100}"
        for ending, text in words.TEXTS.items():
            if name == ending:
                yield text
        for ending, text in words.TEXTS.items():
            if name.endswith(ending):
                yield text
        if any(word in name for word in ("name", "title", "subject", "label", "heading")):
            yield f"{words.noun(self._component)} {place.index + 1}"
        if name.endswith("id"):
            yield str(10 + number % 80)
        yield place.name.lower() or "text"

    def _about(self, place: _Place, number: int) -> Callable[[str], str | None]:
        """What is known of the person or the course that a struct is about."""
        siblings = place.siblings
        if "shortname" in siblings and "firstname" not in siblings:
            full, short = words.COURSES[(number + place.index) % len(words.COURSES)]
            return {"fullname": full, "displayname": full, "shortname": short, "fullnamedisplay": full, "name": full}.get
        return words.person(number + place.index)

    def _address(self, name: str, number: int) -> str:
        root = self._scene.wwwroot
        if any(word in name for word in ("image", "picture", "icon")):
            return f"{root}/theme/image.php/boost/core/1/u/f1"
        if name.startswith("file"):
            return f"{root}/webservice/pluginfile.php/{number % 90 + 10}/{self._component}/content/0/notes.txt"
        return f"{root}/{self._component.replace('_', '/', 1)}/view.php?id={number % 90 + 10}"

    @property
    def _component(self) -> str:
        first, _, rest = self._scene.function.partition("_")
        return f"{first}_{rest.partition('_')[0]}"


def _is_time(name: str) -> bool:
    """Whether a whole number of this name is a moment."""
    if name.startswith("timeline") or name.endswith(("timelimit", "timespent", "timeout")):
        return False
    return name.startswith("time") or (name not in ("start", "end") and name.endswith(_MOMENTS))
