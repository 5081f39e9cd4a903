"""The settings: what wins over what, and what an error says."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import msgspec
import pytest

from gateway.settings import Server, Settings, SettingsError, load

DOCUMENTED = Path("conf/gateway.toml")


@pytest.fixture
def written(tmp_path: Path) -> Path:
    file = tmp_path / "gateway.toml"
    file.write_text('[server]\nport = 8081\naddress = "10.0.0.1"\n\n[components]\nload = ["a.b", "c"]\n')
    return file


def test_without_file_and_environment_everything_has_its_default() -> None:
    assert load(environ={}) == Settings()


def test_the_documented_file_holds_every_setting_with_its_default() -> None:
    assert tomllib.loads(DOCUMENTED.read_text()) == msgspec.json.decode(msgspec.json.encode(Settings()))
    assert load(DOCUMENTED, {}) == Settings()


def test_every_section_of_the_documented_file_begins_with_an_explanation() -> None:
    sections = re.findall(r"^\[(\w+)\]\n#", DOCUMENTED.read_text(), re.MULTILINE)
    assert sections == list(Settings.__struct_fields__)


def test_the_environment_wins_over_the_file_and_the_file_over_the_defaults(written: Path) -> None:
    settings = load(written, {"TRIGLOT_SERVER_PORT": "9000", "TRIGLOT_TOKENS_KEEP": "false", "TRIGLOT_LOG_FORMAT": "json"})
    assert settings.server == Server(address="10.0.0.1", port=9000)
    assert settings.components.load == ("a.b", "c")
    assert settings.tokens.keep is False
    assert settings.log.format == "json"


def test_the_environment_may_name_the_file(written: Path) -> None:
    assert load(environ={"TRIGLOT_CONFIG": str(written)}).server.port == 8081


@pytest.mark.parametrize(("text", "names"), [("", ()), ("a", ("a",)), ("a, b.c,", ("a", "b.c"))])
def test_a_list_in_the_environment_is_written_with_commas(text: str, names: tuple[str, ...]) -> None:
    assert load(environ={"TRIGLOT_COMPONENTS_LOAD": text}).components.load == names


def test_variables_that_only_begin_like_ours_are_let_be() -> None:
    assert load(environ={"TRIGLOT_PORT": "tcp://10.0.0.2:80", "TRIGLOT_SERVICE_HOST": "10.0.0.2"}) == Settings()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[server", "is not TOML: "),
        (
            "[sever]\n",
            "sever: there is no such setting; there are server, database, secrets, tokens, files, components, limits, rates, audit, mail",
        ),
        ("server = 1\n", "server: expected a section"),
        ("[server]\nprot = 1\n", "server.prot: there is no such setting; there are address, port, workers, wwwroot"),
        ('[server]\nport = "8080"\n', "server.port: expected a port number from 1 to 65535"),
        ("[server]\nport = 70000\n", "server.port: expected a port number from 1 to 65535"),
        ("[server]\nworkers = 0\n", "server.workers: expected a whole number above 0"),
        ('[server]\nwwwroot = "example.org"\n', "server.wwwroot: expected an address that begins with http:// or https://"),
        ("[database]\nurl = 1\n", "database.url: expected a text"),
        ('[tokens]\nkeep = "no"\n', "tokens.keep: expected true or false"),
        ('[components]\nload = "a"\n', "components.load: expected a list of texts"),
        ("[limits]\ndepth = -1\n", "limits.depth: expected a whole number above 0"),
        ('[log]\nlevel = "loud"\n', "log.level: expected debug, info, warning or error"),
        ('[log]\nformat = "xml"\n', "log.format: expected console or json"),
    ],
)
def test_an_error_in_the_file_is_one_line_with_file_name_and_expectation(tmp_path: Path, text: str, says: str) -> None:
    file = tmp_path / "gateway.toml"
    file.write_text(text)
    with pytest.raises(SettingsError) as caught:
        load(file, {})
    message = str(caught.value)
    assert message.startswith(f"{file}: {says}")
    assert "\n" not in message


@pytest.mark.parametrize(
    ("variable", "text", "says"),
    [
        ("TRIGLOT_SERVER_PORT", "http", "TRIGLOT_SERVER_PORT: expected a port number from 1 to 65535"),
        ("TRIGLOT_TOKENS_KEEP", "perhaps", "TRIGLOT_TOKENS_KEEP: expected true or false"),
        ("TRIGLOT_SERVER_PROT", "1", "environment: server.prot: there is no such setting; there are address, port, workers, wwwroot"),
    ],
)
def test_an_error_in_the_environment_names_the_variable(variable: str, text: str, says: str) -> None:
    with pytest.raises(SettingsError, match=re.escape(says)):
        load(environ={variable: text})


def test_a_file_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be read: No such file"):
        load(tmp_path / "none.toml", {})


def test_neither_errors_nor_representations_show_secrets(tmp_path: Path) -> None:
    file = tmp_path / "gateway.toml"
    file.write_text('[secrets]\nkey = ["hunter2"]\n')
    with pytest.raises(SettingsError) as caught:
        load(file, {})
    assert "hunter2" not in str(caught.value)
    settings = load(environ={"TRIGLOT_SECRETS_KEY": "hunter2", "TRIGLOT_DATABASE_URL": "postgresql://u:hunter2@db/t"})
    assert settings.secrets.key == "hunter2"
    assert "hunter2" not in repr(settings)


@pytest.mark.parametrize(
    ("server", "address"),
    [
        (Server(), "http://127.0.0.1:8080"),
        (Server(address="0.0.0.0", port=80), "http://localhost:80"),
        (Server(address="::1"), "http://[::1]:8080"),
        (Server(wwwroot="https://ws.example.org/"), "https://ws.example.org"),
    ],
)
def test_the_base_address_is_the_one_given_or_made_of_address_and_port(server: Server, address: str) -> None:
    assert server.base_address == address


def test_the_face_of_an_old_server_has_a_path(tmp_path: Path) -> None:
    file = tmp_path / "gateway.toml"
    file.write_text('[faces.stock]\npath = "/soap/StockService"\nprotocol = "soap"\ntoken = "5ec4e7"\n')
    face = load(file, {}).faces["stock"]
    assert (face.path, face.protocol) == ("/soap/StockService", "soap")
    assert "5ec4e7" not in repr(face)
    for path, expected in (('"RPC2"', "faces.stock.path: expected a path that begins with /"), ('""', "faces.stock.path: expected a text")):
        file.write_text(f"[faces.stock]\npath = {path}\n")
        with pytest.raises(SettingsError, match=expected):
            load(file, {})
