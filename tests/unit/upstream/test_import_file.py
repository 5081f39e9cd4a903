"""The file of an upstream's functions: what is written is read back, what people decide in it is kept, and errors name the place."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from gateway.describe import INT, RAW, List, Struct, Value, export, export_params
from gateway.upstream.import_file import ImportFile, ImportFileError, load, merged, save
from gateway.upstream.imported import Imported, Learned
from gateway.wire.call import FunctionType

ITEM = Struct({"id": Value(INT, "its number"), "tags": List(Value(RAW), optional=True)}, "an item")
GET = Imported(
    name="local_shop_get",
    remote="getItems",
    type=FunctionType.READ,
    text="Lists items.",
    params=Struct({"ids": List(Value(INT), default=[])}),
    returns=List(ITEM),
    binding={"path": "/items", "method": "GET"},
)


def written(path: Path, *functions: Imported) -> Path:
    save(path, ImportFile(kind="openapi", address="https://shop.test", functions=functions))
    return path


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    decided = msgspec.structs.replace(GET, cache=2.5, timeout=4, safe=True, new="local_own_get", ignore=("[].id",), exact=("order",))
    contents = load(written(tmp_path / "deep" / "shop.json", decided))
    assert (contents.kind, contents.address) == ("openapi", "https://shop.test")
    (found,) = contents.functions
    plain = [name for name in Imported.__struct_fields__ if name not in ("params", "returns")]
    assert {name: getattr(found, name) for name in plain} == {name: getattr(decided, name) for name in plain}
    assert export_params(found.params, texts=True) == export_params(GET.params, texts=True)
    assert found.returns is not None
    assert export(found.returns, texts=True) == export(List(ITEM), texts=True)


def test_the_file_may_be_toml(tmp_path: Path) -> None:
    path = tmp_path / "shop.toml"
    path.write_text(
        'kind = "soap"\n[functions.local_shop_get]\nremote = "Get"\ntype = "read"\nparams.id = {value = "int"}\nreturns = {value = "raw"}\n'
    )
    (found,) = load(path).functions
    assert (found.remote, list(found.params.members)) == ("Get", ["id"])


def test_what_people_decided_outlives_another_import(tmp_path: Path) -> None:
    renamed = msgspec.structs.replace(GET, name="local_shop_items", capability="moodle/site:config", cache=60)
    old = load(written(tmp_path / "shop.json", renamed))
    learned = Learned(functions=(msgspec.structs.replace(GET, text="Lists all items."),), address="https://shop.test")
    (found,) = merged(old, "openapi", learned).functions
    assert (found.name, found.capability, found.cache, found.text) == ("local_shop_items", "moodle/site:config", 60, "Lists all items.")


WRONG: list[tuple[list[str], Any, str]] = [
    (["functions", "local_shop_get", "type"], "sometimes", "functions.local_shop_get.type"),
    (["functions", "local_shop_get", "cash"], 1, "functions.local_shop_get"),
    (["functions", "local_shop_get", "returns", "list", "struct", "id"], {"value": "figure"}, "functions.local_shop_get.returns[].id"),
    (["functions", "local_shop_get", "params", "ids"], {"list": 3}, "functions.local_shop_get.params.ids"),
    (["functions", "local_shop_get", "returns"], {"struct": {}, "list": {}}, "functions.local_shop_get.returns"),
    (["kind"], 7, "kind"),
]


@pytest.mark.parametrize(("path", "value", "named"), WRONG)
def test_an_error_names_the_place(path: list[str], value: Any, named: str, tmp_path: Path) -> None:
    file = written(tmp_path / "shop.json", GET)
    data = json.loads(file.read_text())
    inner = data
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    file.write_text(json.dumps(data))
    with pytest.raises(ImportFileError, match=named.replace("[", r"\[").replace("]", r"\]")) as caught:
        load(file)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", ["", "Local_x", "local x", "local_é", "x" * 300])
def test_a_name_that_no_protocol_could_carry_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(ImportFileError, match="small letters"):
        load(written(tmp_path / "shop.json", msgspec.structs.replace(GET, name=name)))


@pytest.mark.parametrize("text", ["", "{", '{"kind": "x", "functions": []}', "[]"])
def test_a_file_that_is_none_is_refused_in_one_line(text: str, tmp_path: Path) -> None:
    file = tmp_path / "shop.json"
    file.write_text(text)
    with pytest.raises(ImportFileError, match=r"shop\.json"):
        load(file)
    with pytest.raises(ImportFileError, match="cannot be read"):
        load(tmp_path / "none.json")
