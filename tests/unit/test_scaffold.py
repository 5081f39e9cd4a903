"""Declarations written from the catalogue: they say what the catalogue says, and pass what every change must pass."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from gateway.api import CodingError, Component
from gateway.registry.catalogue import catalogue
from gateway.registry.registry import Registry
from tests.oracle import scaffold
from tests.oracle.serve import ROOT

RECORDED = scaffold.recorded()
PACKAGES = sorted({scaffold.package_of(name, entry["component"]) for name, entry in RECORDED.items()})


def component_of(package: str) -> Component:
    """The component that the written declarations make."""
    source = scaffold.external_source(package, scaffold.functions_of(package))
    module = ModuleType(f"scaffolded_{package}")
    exec(compile(source, f"{package}/external.py", "exec", dont_inherit=True), module.__dict__)  # noqa: S102 - our own source
    return Component(next(iter(scaffold.functions_of(package).values()))["component"], module)


@pytest.mark.parametrize("package", PACKAGES)
def test_the_declarations_are_those_of_the_catalogue(package: str) -> None:
    written = catalogue(Registry([component_of(package)]))
    assert written == {name: RECORDED[name] for name in scaffold.functions_of(package)}
    assert all(list(written[name]["params"]) == list(RECORDED[name]["params"]) for name in written)


def test_every_function_belongs_in_one_package() -> None:
    assert sum(len(scaffold.functions_of(package)) for package in PACKAGES) == len(RECORDED)
    assert set(scaffold.functions_of("core")) >= {"core_get_string", "core_fetch_notifications"}
    assert "core_course_get_contents" in scaffold.functions_of("core_course")


def test_a_function_refuses_until_it_is_written() -> None:
    (function, *_) = component_of("mod_wiki").functions
    with pytest.raises(CodingError) as refusal:
        function.implementation(None, **dict.fromkeys(function.info.params.members))
    assert refusal.value.debug == f"{function.info.name} is not written yet"


def test_what_recurs_is_described_once() -> None:
    source = scaffold.external_source("mod_assign", scaffold.functions_of("mod_assign"))
    for helper in ("warnings()", "files('files', optional=True)", "format_value('intro'"):
        assert helper in source
    assert "'warningcode'" not in source
    assert "'filepath'" not in source
    assert source.count("'gradefordisplay': Value(RAW, 'gradefordisplay', optional=True)") == 1


def test_packages_pass_the_checks_of_style_and_types(tmp_path: Path) -> None:
    folders = [scaffold.scaffold(package, tmp_path) for package in ("core_competency", "mod_glossary", "tool_mobile")]
    settings = str(ROOT / "pyproject.toml")
    for check in (
        ["ruff", "check", "--config", settings, str(tmp_path)],
        ["ruff", "format", "--check", "--config", settings, str(tmp_path)],
        ["mypy", "--config-file", settings, *(str(folders[1] / name) for name in ("external.py", "lib.py", "manifest.py"))],
    ):
        done = subprocess.run([sys.executable, "-m", *check], cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
    assert 'component = Component("moodle", external)' in (folders[0] / "manifest.py").read_text()


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "mod_wiki").mkdir()
    with pytest.raises(FileExistsError):
        scaffold.scaffold("mod_wiki", tmp_path)
    assert list((tmp_path / "mod_wiki").iterdir()) == []


def test_what_the_catalogue_does_not_know(tmp_path: Path) -> None:
    with pytest.raises(LookupError, match="mod_nothing"):
        scaffold.scaffold("mod_nothing", tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "status", "said"), [("mod_url", 0, "Wrote"), ("mod_wiki", 1, "exists"), ("mod_nothing", 1, "no function")]
)
def test_the_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str, status: int, said: str
) -> None:
    (tmp_path / "mod_wiki").mkdir()
    monkeypatch.setattr(sys, "argv", ["scaffold", name, "--into", str(tmp_path)])
    assert scaffold.main() == status
    assert said in capsys.readouterr().out
