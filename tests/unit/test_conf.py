"""What is in conf/ for operators: every setting that it names is one, and what can look at a file finds nothing wrong with it."""

from __future__ import annotations

import configparser
import json
import re
import shlex
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from gateway import settings
from gateway.cli import main
from gateway.settings import PREFIX

CONF = Path("conf")
COMPOSE = yaml.safe_load((CONF / "compose.yaml").read_text())
CONTAINER = (CONF / "Containerfile").read_text()
DOCKER, ANALYZE = shutil.which("docker") or "", shutil.which("systemd-analyze") or ""
UNITS = sorted(CONF.glob("*.service")) + sorted(CONF.glob("*.timer"))


def of_gateway() -> dict[str, str]:
    """The variables of a gateway of the cluster, with something in the place of secrets."""
    environment: dict[str, str] = COMPOSE["services"]["gateway-a"]["environment"]
    return {name: re.sub(r"\$\{[^}]*\}", "ab" * 32, value) for name, value in environment.items()}


def test_the_cluster_sets_what_there_is() -> None:
    loaded = settings.load(environ=of_gateway())
    assert loaded.server.workers == 2
    assert loaded.database.url.endswith("@postgres:5432/triglot")
    assert loaded.files.store == "s3"
    assert loaded.rates.storage == "redis://redis:6379/0"
    assert 0 < loaded.monitoring.leaving_seconds < 45


def test_the_cluster_has_connections_for_all_its_workers() -> None:
    loaded = settings.load(environ=of_gateway())
    (most,) = re.findall(r"max_connections=(\d+)", " ".join(COMPOSE["services"]["postgres"]["command"]))
    gateways = [name for name in COMPOSE["services"] if name.startswith("gateway-")]
    assert len(gateways) * loaded.server.workers * (2 * loaded.database.pool + 1) <= int(most)


@pytest.mark.parametrize("name", ["gateway-a", "gateway-b", "nginx", "redis"])
def test_what_serves_may_write_nowhere_and_rise_nowhere(name: str) -> None:
    service = COMPOSE["services"][name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]


def test_the_cluster_has_no_secret_of_its_own() -> None:
    named = set(re.findall(r"\$\{(\w+)", (CONF / "compose.yaml").read_text()))
    example = dict(line.split("=") for line in (CONF / "compose.env.example").read_text().splitlines() if not line.startswith("#"))
    assert named == set(example)
    assert set(example.values()) == {""}


def test_only_this_machine_reaches_the_cluster_until_somebody_wants_it_otherwise() -> None:
    published = [port for service in COMPOSE["services"].values() for port in service.get("ports", [])]
    assert published == ["127.0.0.1:8080:8080"]


def test_nginx_knows_the_gateways_and_shows_nobody_what_is_for_those_who_watch() -> None:
    for name in ("nginx.conf", "nginx-cluster.conf"):
        text = (CONF / name).read_text()
        assert re.search(r"location /health/ \{\s*return 404;", text)
        assert re.search(r"location = /metrics \{\s*return 404;", text)
        assert "proxy_set_header X-Forwarded-For $remote_addr;" in text
    servers = re.findall(r"server (gateway-\w+):8080", (CONF / "nginx-cluster.conf").read_text())
    assert servers == [name for name in COMPOSE["services"] if name.startswith("gateway-")]


def test_docker_finds_nothing_wrong_with_the_cluster(tmp_path: Path) -> None:
    if not DOCKER or subprocess.run([DOCKER, "compose", "version"], capture_output=True).returncode:
        pytest.skip("docker compose is not installed")
    secrets = tmp_path / "env"
    secrets.write_text("".join(f"{name}x\n" for name in (CONF / "compose.env.example").read_text().splitlines() if name.endswith("=")))
    command = [DOCKER, "compose", "--file", str(CONF / "compose.yaml"), "--env-file", str(secrets), "config", "--quiet"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def instructions() -> list[tuple[str, str]]:
    """The instructions of the container's file."""
    joined = re.sub(r"\\\n\s*", " ", CONTAINER)
    return [(word, rest) for word, _, rest in (line.partition(" ") for line in joined.splitlines() if line and line[0] != "#")]


def test_the_container_runs_as_nobody_special_and_by_no_shell() -> None:
    last: dict[str, str] = dict(instructions())
    assert last["USER"].isdecimal()
    assert int(last["USER"]) > 0
    command = json.loads(last["CMD"])
    health = json.loads(last["HEALTHCHECK"].partition("CMD ")[2])
    assert command[0] == "triglot"
    assert CliRunner().invoke(main, [*command[1:], "--help"]).exit_code == 0
    compile(health[2], "health", "exec")
    assert "/health/ready" in health[2]


def test_the_container_sets_what_there_is() -> None:
    given = dict(pair.split("=", 1) for word, rest in instructions() if word == "ENV" for pair in shlex.split(rest))
    assert settings.load(environ={name: value for name, value in given.items() if name.startswith(PREFIX)}).server.address == "0.0.0.0"


def unit(path: Path) -> Any:
    """A unit, of whose settings that stand several times the last counts."""
    parser = configparser.RawConfigParser(strict=False)
    parser.optionxform = str  # type: ignore[assignment, method-assign]  # as configparser's documentation has it
    parser.read(path)
    return parser


@pytest.mark.parametrize("path", [each for each in UNITS if each.suffix == ".service"], ids=lambda path: path.name)
def test_a_service_is_locked_in_and_runs_what_there_is(path: Path) -> None:
    service = unit(path)["Service"]
    for name in ("DynamicUser", "NoNewPrivileges", "PrivateTmp", "PrivateDevices", "ProtectHome", "RestrictNamespaces", "LockPersonality"):
        assert service[name] == "yes", name
    assert (service["ProtectSystem"], service["CapabilityBoundingSet"], service["UMask"]) == ("strict", "", "0077")
    words = shlex.split(service["ExecStart"])
    assert words[:3] == ["/opt/triglot/bin/triglot", "--config", "/etc/triglot.toml"]
    assert CliRunner().invoke(main, [*words[3:], "--help"]).exit_code == 0


def test_systemd_finds_nothing_wrong_with_the_units(tmp_path: Path) -> None:
    if not ANALYZE:
        pytest.skip("systemd is not installed")
    for path in UNITS:  # what they start is not installed here
        (tmp_path / path.name).write_text(path.read_text().replace("/opt/triglot/bin/triglot", "/bin/true"))
    names = [str(tmp_path / path.name) for path in UNITS]
    done = subprocess.run([ANALYZE, "verify", "--man=no", *names], capture_output=True, text=True)
    assert not [line for line in done.stderr.splitlines() if str(tmp_path) in line], done.stderr


def test_systemd_finds_little_that_a_service_could_still_do() -> None:
    if not ANALYZE:
        pytest.skip("systemd is not installed")
    for path in (each for each in UNITS if each.suffix == ".service"):
        done = subprocess.run([ANALYZE, "security", "--offline=yes", "--threshold=20", str(path)], capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
