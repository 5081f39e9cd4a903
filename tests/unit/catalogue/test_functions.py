"""The described functions of the reference, by version."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from gateway.catalogue import PROFILES, CatalogueError, functions, profile
from gateway.describe import export, export_params
from gateway.registry.component import discover
from gateway.registry.registry import Registry
from tests.oracle.catalogue import PACKED, recorded


def test_the_packed_catalogue_is_the_recorded_one() -> None:
    assert json.loads(gzip.decompress(PACKED.read_bytes())) == recorded(), "make catalogue renews it"


def test_a_function_is_read_as_it_was_recorded() -> None:
    entries = recorded()
    found = functions()
    assert list(found) == sorted(entries)
    assert "local_probe_echo_int" not in found
    for name, entry in entries.items():
        info = found[name]
        assert (info.component, info.type.value, info.ajax, info.loginrequired) == tuple(
            entry[key] for key in ("component", "type", "ajax", "loginrequired")
        )
        assert (list(info.capabilities), list(info.services)) == (entry["capabilities"], entry["services"])
        assert export_params(info.params) == entry["params"]
        assert (None if info.returns is None else export(info.returns)) == entry["returns"]


def test_a_function_is_read_once() -> None:
    assert functions("4.5")["core_webservice_get_site_info"] is functions("4.5")["core_webservice_get_site_info"]


@pytest.mark.parametrize(("version", "count"), [("3.9", 593), ("4.1", 671), ("4.5", 759), ("5.0", 753)])
def test_a_version_has_its_functions(version: str, count: int) -> None:
    found = functions(version)
    assert len(found) == len([*found.values()]) == count
    assert profile(version).with_ <= set(found)
    assert not profile(version).without & set(found)


@pytest.mark.parametrize("version", PROFILES)
def test_the_documentation_has_the_numbers_of_a_version(version: str) -> None:
    chosen = profile(version)
    row = [version, chosen.version, chosen.release, len(functions(version)), len(chosen.without), len(chosen.with_)]
    told = Path("docs/answers.md").read_text("utf-8")
    assert f"| {' | '.join(map(str, row))} |" in told


def test_what_a_version_lacks_is_named_as_the_recorded_version_names_it() -> None:
    known = set(recorded())
    for version in PROFILES:
        assert profile(version).without <= known
        assert not profile(version).with_ & known


@pytest.mark.parametrize(
    ("name", "versions"),
    [
        ("core_user_get_users", ["3.9", "4.1", "4.5", "5.0"]),
        ("core_reportbuilder_list_reports", ["4.1", "4.5", "5.0"]),
        ("core_courseformat_create_module", ["4.5", "5.0"]),
        ("mod_chat_get_chat_users", ["3.9", "4.1", "4.5"]),
        ("mod_quiz_get_user_quiz_attempts", ["5.0"]),
    ],
)
def test_functions_come_and_go(name: str, versions: list[str]) -> None:
    assert [version for version in PROFILES if name in functions(version)] == versions


def test_an_unknown_version_is_refused_with_the_known_ones() -> None:
    with pytest.raises(CatalogueError, match=r"'4\.2'.*3\.9, 4\.1, 4\.5, 5\.0"):
        profile("4.2")


def test_versions_have_the_numbers_of_their_releases() -> None:
    assert [(each.version, each.branch, each.recorded) for each in map(profile, PROFILES)] == [
        (2020061500, "39", False),
        (2022112800, "401", False),
        (2024100706, "405", True),
        (2025041403, "500", False),
    ]


def test_the_recorded_profile_has_the_numbers_of_every_site() -> None:
    from gateway.access.config import DEFAULTS

    assert (DEFAULTS["version"], DEFAULTS["release"]) == (str(profile("4.5").version), profile("4.5").release)
    plugins = {each.version for each in discover() if each.version is not None and not each.name.startswith("local_")}
    assert plugins == {profile("4.5").plugins}


def test_nothing_that_is_built_in_differs_from_the_catalogue_by_name() -> None:
    built = {function.info.name for function in Registry(discover()) if not function.info.component.startswith("local_")}
    assert built <= set(functions())
