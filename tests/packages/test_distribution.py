"""What is released: a source distribution with all that a wheel is built of, and a wheel that is enough to serve a demo."""

from __future__ import annotations

import configparser
import email
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import sysconfig
import tarfile
import time
import tomllib
import venv
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlencode
from urllib.request import urlopen
from xmlrpc.client import ServerProxy

import pytest

from tests.oracle.serve import ROOT, free_port

IN_CI = bool(os.environ.get("CI"))
README = (ROOT / "README.md").read_text()
# What is in the tree of sources beside the packages.
BESIDE = (
    "setup.cfg",
    "setup.py",
    "pyproject.toml",
    "MANIFEST.in",
    "README.md",
    "LICENSE",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "SECURITY.md",
    "UPGRADING.md",
)
_BUILD = "import setuptools.build_meta as backend, sys; print(getattr(backend, sys.argv[1])(sys.argv[2]))"


class Built(NamedTuple):
    """The source distribution of this tree, a wheel that is built of it alone, and one that is built where there is no compiler."""

    source: Path
    wheel: Path
    plain: Path
    said: str


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    folder = tmp_path_factory.mktemp("build")
    tools, tree, found = folder / "tools", folder / "tree", folder / "dist"
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text())["build-system"]["requires"]
    install = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--target", str(tools), *wanted]
    done = subprocess.run(install, capture_output=True, text=True)
    if done.returncode and not IN_CI:
        pytest.skip(f"nothing can be built here: {done.stderr.strip().splitlines()[-1]}")
    assert done.returncode == 0, done.stderr
    tree.mkdir()
    for name in ("gateway", "protocols", "conf", "docs"):
        shutil.copytree(ROOT / name, tree / name, ignore=shutil.ignore_patterns("__pycache__", "*.so"))
    for path in [ROOT / name for name in BESIDE] + sorted(ROOT.glob("requirements-*.lock")) + [ROOT / "Makefile"]:
        shutil.copy(path, tree)
    environ = {**os.environ, "PYTHONPATH": str(tools)}

    def build(kind: str, where: Path, into: Path, more: Mapping[str, str]) -> tuple[Path, str]:
        into.mkdir(exist_ok=True)
        command = [sys.executable, "-c", _BUILD, kind, str(into)]
        done = subprocess.run(command, cwd=where, env={**environ, **more}, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return into / done.stdout.splitlines()[-1], done.stdout + done.stderr

    source, _ = build("build_sdist", tree, found, {})
    wheels: list[tuple[Path, str]] = []
    for name, more in (("with", {}), ("without", {"CC": "no-compiler"})):
        with tarfile.open(source) as tar:
            tar.extractall(folder / name, filter="data")
        (unpacked,) = (folder / name).iterdir()
        wheels.append(build("build_wheel", unpacked, found / name, more))
    return Built(source, wheels[0][0], *wheels[1])


def packaged() -> set[str]:
    """The files that a wheel must have: modules, and what they read."""
    config = configparser.ConfigParser()
    config.read(ROOT / "setup.cfg")
    found = {path for name in ("gateway", "protocols") for path in (ROOT / name).rglob("*.py")}
    for package, patterns in config["options.package_data"].items():
        found |= {path for pattern in patterns.split() for path in (ROOT / package).glob(pattern) if path.is_file()}
    return {str(path.relative_to(ROOT)) for path in found}


def contents(wheel: Path) -> set[str]:
    """The names of the files of packages in a wheel."""
    with zipfile.ZipFile(wheel) as opened:
        return {name for name in opened.namelist() if ".dist-info/" not in name}


def test_the_wheel_has_every_module_and_all_that_modules_read(built: Built) -> None:
    names = contents(built.wheel)
    assert {name for name in names if not name.endswith(".so")} == packaged()


@pytest.mark.skipif(not shutil.which("gcc"), reason="there is no compiler")
def test_what_can_be_compiled_is_in_a_wheel_that_was_built_with_a_compiler(built: Built) -> None:
    compiled = {name.partition(".")[0] for name in contents(built.wheel) if name.endswith(".so")}
    assert compiled == {str(path.relative_to(ROOT).with_suffix("")) for path in (ROOT / "gateway").rglob("*.pyx")}


def test_without_a_compiler_all_else_is_built_and_what_is_left_out_is_said(built: Built) -> None:
    assert contents(built.plain) == packaged()
    assert built.said.count("is left out, which only costs speed") == len(list((ROOT / "gateway").rglob("*.pyx")))


def test_nothing_beside_modules_is_in_a_package_but_what_the_wheel_has() -> None:
    there = {path for name in ("gateway", "protocols") for path in (ROOT / name).rglob("*") if path.is_file()}
    written = {path for path in there if "__pycache__" not in path.parts and path.suffix != ".so"}  # that an installation makes
    left_out = {str(path.relative_to(ROOT)) for path in written} - packaged()
    assert left_out == set()


def test_the_wheel_says_what_it_is(built: Built) -> None:
    with zipfile.ZipFile(built.wheel) as wheel:
        (name,) = (each for each in wheel.namelist() if each.endswith(".dist-info/METADATA"))
        about = email.message_from_bytes(wheel.read(name))
        assert any(each.endswith("/licenses/LICENSE") for each in wheel.namelist())
    assert (about["Name"], about["License-Expression"] or about["License"]) == ("triglot", "Apache-2.0")
    assert set(about["Requires-Python"].split(",")) == {">=3.11", "<3.14"}
    assert {"postgres", "redis", "s3", "oidc", "soap", "otel", "pytest"} <= set(about.get_all("Provides-Extra") or ())
    assert str(about.get_payload()).startswith("# Triglot")


def test_the_source_has_what_operators_and_packagers_need(built: Built) -> None:
    with tarfile.open(built.source) as tar:
        names = {name.partition("/")[2] for name in tar.getnames()}
    assert {"conf/gateway.toml", "conf/nginx.conf", "docs/operations.md", "requirements-run.lock", "LICENSE", *BESIDE} <= names
    assert not [name for name in names if name.startswith("tests/")]


@pytest.fixture(scope="module")
def triglot(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command of a new environment into which the wheel was installed; what it depends on is that of this one."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=False, symlinks=True)
    python = folder / "bin/python"
    packages = next((folder / "lib").glob("python*/site-packages"))
    install = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet", "--no-deps", "--disable-pip-version-check"]
    subprocess.run([*install, str(built.wheel)], check=True, capture_output=True)
    (packages / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return folder / "bin/triglot"


@pytest.fixture(scope="module")
def demo(triglot: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """The address of a demo that the wheel serves, and the folder for temporary files."""
    here, port = tmp_path_factory.mktemp("elsewhere"), free_port()
    environ = {"PATH": os.environ["PATH"], "TMPDIR": str(here), "HOME": str(here)}
    command = [str(triglot), "serve", "--demo", "--port", str(port)]
    process = subprocess.Popen(command, cwd=here, env=environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    address = f"http://127.0.0.1:{port}"
    try:
        while process.poll() is None:
            try:
                with urlopen(f"{address}/health/live"):  # noqa: S310 - of the test's own server
                    break
            except OSError:
                time.sleep(0.05)
        assert process.poll() is None, process.communicate()[0]
        yield address, here
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate()
    assert list(here.glob("triglot-*")) == []


def ask(address: str, fields: dict[str, str]) -> Any:
    """What an address answers to a form."""
    with urlopen(address, urlencode(fields).encode()) as answer:  # noqa: S310 - as above
        return json.load(answer)


def test_the_story_of_the_readme_is_true_of_the_wheel(demo: tuple[str, Path]) -> None:
    address = demo[0]

    def told(line: str) -> tuple[str, dict[str, str]]:
        """The address and the fields of a call by curl in the README."""
        (command,) = re.findall(rf"^    curl {line}(?:.*\\\n)*.*", README, re.MULTILINE)
        (path,) = re.findall(r"http://127\.0\.0\.1:8080(\S+)", command)
        return address + path, dict(field.split("=", 1) for field in re.findall(r"-d (\S+)", command))

    where, fields = told("-d username")
    token = ask(where, fields)["token"]
    where, fields = told("-d wstoken")
    site = ask(where, {**fields, "wstoken": token})
    assert site["username"] == "tess"
    with ServerProxy(f"{address}/webservice/xmlrpc/server.php?wstoken={token}") as proxy:
        assert proxy.core_webservice_get_site_info()["sitename"] == site["sitename"]  # type: ignore[index, call-overload]  # whatever comes
    with urlopen(f"{address}/webservice/soap/typed?wsdl&wstoken={token}") as answer:  # noqa: S310 - as above
        assert b"definitions" in answer.read(2000)
    with urlopen(address) as answer:  # noqa: S310 - as above
        assert b"Triglot" in answer.read()


def test_the_command_knows_its_version(triglot: Path) -> None:
    done = subprocess.run([str(triglot), "--version"], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("triglot, version ")
