"""Who may read a file, by the rule of its area."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from gateway.errors import MissingCapability
from gateway.files.areas import StoredFile, may_read
from gateway.registry.component import Component
from gateway.registry.registry import Registry


def stored(area: str, component: str = "local_lab") -> StoredFile:
    return StoredFile(contextid=1, component=component, filearea=area, itemid=0, filepath="/", filename="a.txt", userid=5)


def refuse(_ctx: object, _file: object) -> bool:
    raise MissingCapability("local/lab:view")


def is_owner(ctx: Any, file: StoredFile) -> bool:
    return bool(ctx.userid == file.userid)


@pytest.mark.parametrize(
    ("file", "readable"),
    [
        (stored("own"), True),
        (stored("refused"), False),
        (stored("unknown"), False),
        (stored("own", "local_other"), False),
        (stored("plan", "course"), True),
    ],
)
def test_a_file_is_read_by_whom_the_rule_of_its_area_admits(file: StoredFile, readable: bool) -> None:
    registry = Registry([Component("local_lab", files={"own": is_owner, "refused": refuse, "course/plan": is_owner})])
    ctx: Any = SimpleNamespace(registry=registry, userid=5)
    assert may_read(ctx, file) is readable
    if readable:
        assert not may_read(SimpleNamespace(registry=registry, userid=6), file)  # type: ignore[arg-type]
