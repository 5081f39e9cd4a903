"""``triglot doctor``: what is wrong, and the command that mends it."""

from __future__ import annotations

import errno
import json
import shutil
import socket
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from gateway.admin.doctor import machine
from gateway.cli import main
from gateway.settings import Database, Mail, Secrets, Server, Settings
from tests.unit.cli.conftest import Triglot, _settings_in
from tests.unit.cli.verbs import done, told


@pytest.fixture(scope="module")
def _made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a new site, which is made once."""
    folder = tmp_path_factory.mktemp("site")
    assert CliRunner().invoke(main, ["--config", str(_settings_in(folder)), "init"]).exit_code == 0
    return folder


@pytest.fixture(autouse=True)
def _no_port(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody looks at the port, where others may listen."""
    if "port" not in request.node.name:
        monkeypatch.setattr(machine, "_port", lambda _settings: iter(()))


@pytest.fixture
def site(_made: Path, triglot: Triglot, tmp_path: Path) -> Triglot:
    """A new site, of which nothing is wrong."""
    if not (tmp_path / "data").exists():
        shutil.copytree(_made, tmp_path, dirs_exist_ok=True, ignore=shutil.ignore_patterns("gateway.toml"))
    return triglot


def examined(triglot: Triglot, code: int, *, env: dict[str, str] | None = None) -> list[Any]:
    """What the doctor finds that is not good."""
    result = triglot("doctor", "--json", env=env)
    assert result.exit_code == code, result.output
    assert isinstance(result, Result)
    return [each for each in json.loads(result.stdout) if each["level"] != "good"]


def found(triglot: Triglot, code: int, about: str, *, env: dict[str, str] | None = None) -> tuple[str, str]:
    """The text and the repair of the one finding about something."""
    ((text, repair),) = [(each["text"], each["repair"]) for each in examined(triglot, code, env=env) if each["about"] == about]
    return text, repair


def test_of_a_new_site_nothing_is_wrong(site: Triglot) -> None:
    assert {each["about"] for each in examined(site, 0)} == {"mail"}


def test_whoever_asks_for_all_is_told_what_is_well(site: Triglot) -> None:
    printed = done(site("doctor", "--all"))
    assert "good   key: opens what is sealed\n" in printed
    assert "LOOK   mail: no server is set" in printed
    assert "\n       mend it: [mail] host\n" in printed
    assert printed.endswith(" things looked at: 0 wrong, 1 worth a look.\n")


def test_without_a_site_there_is_one_way(triglot: Triglot) -> None:
    assert {(each["about"], each["repair"].partition(",")[0]) for each in examined(triglot, 1) if each["level"] == "bad"} == {
        ("key", "triglot init"),
        ("database", "triglot init"),
    }


def test_a_key_that_others_may_read(site: Triglot, tmp_path: Path) -> None:
    (tmp_path / "keys/site.key").chmod(0o644)
    path = tmp_path / "keys/site.key"
    assert found(site, 1, "key") == (f"others may read {path}", f"chmod 600 {path}")


def test_another_key_than_that_of_the_site(demo: Result, site: Triglot) -> None:
    assert "triglot rekey" in found(site, 1, "key", env={"TRIGLOT_SECRETS_KEY": "ab" * 32})[1]


def test_a_database_that_others_may_read(site: Triglot, tmp_path: Path) -> None:
    path = tmp_path / "data/triglot.db"
    path.chmod(0o644)
    assert found(site, 1, "database")[1] == f"chmod 600 {path}*"


def test_a_database_of_an_older_version(site: Triglot, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "data/triglot.db")) as database:
        database.execute("UPDATE alembic_version SET version_num = '0001'")
        database.commit()
    assert found(site, 1, "database")[1] == "triglot init"


def test_settings_with_secrets_that_others_may_read(site: Triglot, settings: Path) -> None:
    settings.write_text(settings.read_text() + '[mail]\npassword = "secret"\n')
    settings.chmod(0o640)
    text, repair = found(site, 1, "settings")
    assert "[mail] password" in text
    assert "secret," not in text
    assert repair == f"chmod 600 {settings}"


def test_protocols_that_nobody_may_use(site: Triglot) -> None:
    done(site("role", "prohibit", "user", "webservice/soap:use"))
    text, repair = found(site, 1, "protocols")
    assert text == "soap is on, and no role allows its use"
    assert repair.startswith("triglot role allow user webservice/soap:use")
    done(site(*repair.split(",")[0].split()[1:]))
    assert {each["about"] for each in examined(site, 0)} == {"mail"}


def test_web_services_that_are_off(site: Triglot) -> None:
    done(site("config", "set", "enablewebservices", "0"))
    assert found(site, 0, "protocols")[1] == "triglot config set enablewebservices 1"


def test_services_without_functions_and_without_callers(site: Triglot) -> None:
    done(site("service", "create", "empty", "--name", "Empty"))
    assert found(site, 0, "services")[0] == "Empty is enabled and has no functions"
    done(site("service", "add", "empty", "core_webservice_get_site_info"))
    text, repair = found(site, 0, "services")
    assert (text, repair) == ("Empty is enabled, and nobody may use it", "triglot service authorise empty USER")


def test_tokens_for_ever(demo: Result, site: Triglot) -> None:
    token = done(site("token", "create", "--user", "tess", "--service", "demo", "--developer")).strip()
    texts = [each["text"] for each in examined(site, 0) if each["about"] == "tokens"]
    assert texts == ["1 hold for ever, 1 of them from anywhere: tess (1)", "1 are developers', whose errors say more"]
    assert token not in str(texts)


def test_the_demo_for_others(demo: Result, site: Triglot) -> None:
    env = {"TRIGLOT_SERVER_ADDRESS": "0.0.0.0", "TRIGLOT_SERVER_WWWROOT": "https://localhost"}
    assert "whose passwords everybody knows" in found(site, 1, "demo", env=env)[0]


@pytest.mark.parametrize(
    ("env", "about", "repair"),
    [
        ({"TRIGLOT_SERVER_ADDRESS": "0.0.0.0"}, "address", "[server] wwwroot"),
        ({"TRIGLOT_SERVER_PROXIES": "127.0.0.1"}, "proxies", "triglot config set getremoteaddrconf 1"),
        ({"TRIGLOT_SERVER_PROXIES": "nowhere/99"}, "proxies", "[server] proxies"),
        ({"TRIGLOT_SERVER_PROXIES": "0.0.0.0/0"}, "proxies", "[server] proxies"),
        ({"TRIGLOT_MAIL_HOST": "127.0.0.1", "TRIGLOT_MAIL_PORT": "1"}, "mail", "[mail] in the settings"),
        ({"TZ": "Nowhere/City"}, "locale", "export TZ=UTC"),
        ({"TRIGLOT_COMPONENTS_LOAD": "no_such_package"}, "components", "pip install"),
        ({"TRIGLOT_FILES_STORE": "s3"}, "contents", "[files] in the settings"),
    ],
)
def test_settings_that_are_wrong(site: Triglot, env: dict[str, str], about: str, repair: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket.socket, "connect", lambda *_: (_ for _ in ()).throw(ConnectionRefusedError(errno.ECONNREFUSED, "refused")))
    repairs = [each["repair"] for each in examined(site, 1, env=env) if each["about"] == about and each["level"] == "bad"]
    assert [each for each in repairs if each.startswith(repair)], repairs


def test_workers_that_each_count_for_themselves(site: Triglot) -> None:
    env = {"TRIGLOT_SERVER_WORKERS": "4", "TRIGLOT_RATES_TOKEN": "5/minute"}
    assert found(site, 0, "rates", env=env)[1].startswith("[rates] storage")


def test_a_site_behind_tls_that_does_not_know(site: Triglot) -> None:
    done(site("config", "set", "sslproxy", "0"))
    env = {"TRIGLOT_SERVER_WWWROOT": "https://localhost"}
    repairs = {each["about"]: each["repair"] for each in examined(site, 0, env=env)}
    assert repairs["proxies"].startswith("[server] proxies")
    assert repairs["address"] == "triglot config set sslproxy 1"


def test_a_disk_that_is_full_or_closed(site: Triglot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(machine, "_FULL", 1 << 60)
        assert "MB free" in found(site, 1, "disk of the database")[0]
    with monkeypatch.context() as patch:
        patch.setattr(machine, "_FILLING", 1 << 60)
        assert "GB free" in found(site, 0, "disk of the files")[0]
    monkeypatch.setattr(machine, "_is_writable", lambda _folder: False)
    assert found(site, 1, "disk of the database")[1].endswith(str(tmp_path / "data"))


@contextmanager
def listening(answer: bytes) -> Iterator[int]:
    """The port of a server that answers one request."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()

        def serve() -> None:
            connection, _ = server.accept()
            with connection:
                connection.recv(4096)
                connection.sendall(answer)

        thread = threading.Thread(target=serve)
        thread.start()
        yield server.getsockname()[1]
        thread.join()


@pytest.mark.parametrize(
    ("answer", "level"),
    [(b'HTTP/1.1 200 OK\r\n\r\n{"status":"alive"}', "good"), (b"HTTP/1.1 404 Not Found\r\n\r\n", "good"), (b"SSH-2.0-OpenSSH\r\n", "bad")],
)
def test_a_port_that_is_taken(answer: bytes, level: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()  # a unit test connects to nobody, but to itself
    with listening(answer) as port:
        (finding,) = machine._port(Settings(server=Server(port=port)))
    assert finding.level == level


def test_a_port_that_is_free_and_one_that_is_not_ours() -> None:
    (finding,) = machine._port(Settings(server=Server(address="203.0.113.77")))
    assert (finding.level, finding.repair) == ("bad", "another [server] address")


def test_only_secrets_that_are_in_the_file_matter(tmp_path: Path) -> None:
    file = tmp_path / "gateway.toml"
    file.write_text("")
    file.chmod(0o644)
    chosen = Settings(database=Database(url="postgresql://me:secret@host/db"), secrets=Secrets(key="ab" * 32), mail=Mail(password="x"))
    everywhere = dict.fromkeys(("TRIGLOT_CONFIG",), "") | {"TRIGLOT_CONFIG": str(file)}
    (finding,) = machine._settings_file(chosen, everywhere)
    assert finding.level == "bad"
    assert "secret@" not in finding.text
    elsewhere = {"TRIGLOT_DATABASE_URL": "x", "TRIGLOT_SECRETS_KEY": "x", "TRIGLOT_MAIL_PASSWORD": "x"}
    (finding,) = machine._settings_file(chosen, everywhere | elsewhere)
    assert finding.level == "good"


def test_the_doctor_leaves_nothing_behind(site: Triglot, tmp_path: Path) -> None:
    def rows() -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(tmp_path / "data/triglot.db")) as database:
            return database.execute("SELECT * FROM document UNION ALL SELECT id, name, value, 0 FROM config").fetchall()

    before = rows()
    assert told(site("doctor", "--json"))
    assert rows() == before
