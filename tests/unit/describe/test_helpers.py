from __future__ import annotations

import pytest

from gateway.describe import MISSING, compile_returns, export, files, format_value, warning, warnings
from tests.unit.describe.site import REFERENCE


def test_format() -> None:
    node = format_value("summary")
    assert export(node) == {"value": "int"}
    assert "summary" in node.text
    assert export(format_value("summary", optional=True)) == {"value": "int", "optional": True}


@pytest.mark.parametrize(
    ("default", "kept"),
    [(None, "1"), (0, "1"), (False, "1"), ("", "1"), ("0", "0"), (1, 1), ("4", "4"), (MISSING, MISSING)],
    ids=repr,
)
def test_format_default(default: object, kept: object) -> None:
    assert repr(format_value("summary", default=default).default) == repr(kept)  # type: ignore[arg-type]


@pytest.mark.parametrize("default", ["3", 5, "html"])
def test_no_format(default: str | int) -> None:
    with pytest.raises(ValueError, match=r"html|format"):
        format_value("summary", default=default)


def test_files() -> None:
    node = export(files("attachments", optional=True))
    assert node["optional"] is True
    members = node["list"]["struct"]
    assert list(members) == [
        "filename", "filepath", "filesize", "fileurl", "timemodified", "mimetype", "isexternalfile", "repositorytype", "icon",
    ]  # fmt: skip
    assert all(set(member) == {"value", "optional"} for member in members.values())


def test_exported_files_are_not_null() -> None:
    members = export(files(exported=True))["list"]["struct"]
    assert {name for name, member in members.items() if member.get("null", True)} == {"repositorytype", "icon"}


@pytest.mark.parametrize(("optional", "exported", "item"), [(True, True, True), (True, False, False), (False, True, False)])
def test_the_item_of_exported_files_is_as_optional_as_the_list(optional: bool, exported: bool, item: bool) -> None:
    node = export(files(optional=optional, exported=exported))
    assert (node.get("optional", False), node["list"].get("optional", False)) == (optional, item)


def test_warnings() -> None:
    assert export(warnings()) == {
        "list": {
            "struct": {
                "item": {"value": "text", "optional": True},
                "itemid": {"value": "int", "optional": True},
                "warningcode": {"value": "alphanum"},
                "message": {"value": "raw"},
            }
        },
        "optional": True,
    }


def test_a_warning_is_what_a_list_of_warnings_holds() -> None:
    one = warning("course", 2, "notenrolled", "You are not enrolled in this course.")
    assert compile_returns(warnings())([one], REFERENCE) == [one]
    assert one["itemid"] == 2
