"""The protocols that are installed, and entry points that are none."""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest
from click.testing import CliRunner

from gateway.cli import main
from gateway.registry import protocols as registry_protocols
from gateway.registry.protocols import ProtocolError, protocols

Announce = Callable[[str], None]


@pytest.fixture
def announce(monkeypatch: pytest.MonkeyPatch) -> Announce:
    """Have one entry point in the place of those that are installed."""

    def announce_(value: str) -> None:
        monkeypatch.setattr(registry_protocols, "installed", lambda group: [EntryPoint("broken", value, group)])

    return announce_


def test_protocols_are_found_by_their_entry_points_in_the_order_of_their_names() -> None:
    names = [protocol.name for protocol in protocols()]
    assert {"rest", "soap", "xmlrpc"} <= set(names)
    assert names == sorted(names)


def test_one_protocol_is_that_of_the_pages() -> None:
    assert [protocol.name for protocol in protocols() if protocol.of_pages] == ["ajax"]


BROKEN = [
    ("nowhere.to.be:Found", "cannot load the protocol broken (nowhere.to.be:Found): ModuleNotFoundError: No module named 'nowhere'"),
    ("protocols.rest:Nothing", "cannot load the protocol broken (protocols.rest:Nothing): AttributeError"),
    ("gateway.errors:CodecError", "cannot load the protocol broken (gateway.errors:CodecError): TypeError"),
    ("pathlib:Path", "pathlib:Path is not a protocol: it has no switched, of_pages, routes, request, read"),
]


@pytest.mark.parametrize(("value", "says"), BROKEN)
def test_what_is_no_protocol_is_an_error_that_names_it(announce: Announce, value: str, says: str) -> None:
    announce(value)
    with pytest.raises(ProtocolError) as caught:
        protocols()
    assert str(caught.value).startswith(says)


@pytest.mark.parametrize("verb", [["init"], ["serve"], ["compare", "http://127.0.0.1:1", "core_webservice_get_site_info"]])
def test_commands_say_it_in_one_line(announce: Announce, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, verb: list[str]) -> None:
    settings = tmp_path / "gateway.toml"
    settings.write_text(f'[database]\nurl = "sqlite:///{tmp_path}/site.db"\n[secrets]\nkey_file = "{tmp_path}/key"\n')
    monkeypatch.chdir(tmp_path)
    if verb == ["serve"]:
        assert CliRunner().invoke(main, ["--config", str(settings), "init"]).exit_code == 0
    announce("nowhere.to.be:Found")
    done = CliRunner().invoke(main, ["--config", str(settings), *verb])
    assert done.exit_code == 1
    assert done.stderr.strip().splitlines() == [f"Error: {BROKEN[0][1]}"]
