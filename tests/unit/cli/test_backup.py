"""``triglot backup``, ``restore`` and ``rekey``: a site in one file, back again, and with another key."""

from __future__ import annotations

import io
import json
import os
import shutil
import sqlite3
import tarfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
import structlog
from click.testing import CliRunner, Result

from gateway.access.secrets import read_keys
from gateway.admin.backup import BackupError, dump
from gateway.admin.doctor import machine
from gateway.cli import main
from tests.unit.cli.conftest import Triglot, _settings_in
from tests.unit.cli.verbs import done, refusal, told

HASH = "2ef7bde608ce5404e97d5f042f95f89f1c232871"  # of "Hello World!"


@pytest.fixture(scope="module")
def _made(_made_demo: tuple[Path, Result], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the demo with a file, and a backup of it with its key: made once."""
    folder = tmp_path_factory.mktemp("site")
    shutil.copytree(_made_demo[0], folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("gateway.toml"))
    settings = _settings_in(folder)
    (folder / "hello.txt").write_text("Hello World!")
    for words in (["files", "put", f"{folder}/hello.txt", "user:tess/user/private/0/"], ["backup", f"{folder}/backup.tar", "--with-key"]):
        assert CliRunner().invoke(main, ["--config", str(settings), *words]).exit_code == 0
    structlog.reset_defaults()
    return folder


@pytest.fixture
def site(_made: Path, triglot: Triglot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Triglot:
    """The demo, with a file; nobody looks at its port."""
    monkeypatch.setattr(machine, "_port", lambda _settings: iter(()))
    shutil.copytree(_made, tmp_path, dirs_exist_ok=True, ignore=shutil.ignore_patterns("gateway.toml"))
    return triglot


@pytest.fixture
def backup(site: Triglot, tmp_path: Path) -> Path:
    """A backup of it with its key."""
    return tmp_path / "backup.tar"


def is_suspended(site: Triglot) -> bool:
    """Whether Tess is, as she is not in the backup."""
    return bool(json.loads(done(site("user", "show", "tess", "--json")))["user"]["suspended"])


def elsewhere(folder: Path) -> dict[str, str]:
    """The environment of a command for a site in another place."""
    return {
        "TRIGLOT_DATABASE_URL": f"sqlite:///{folder}/other/data.db",
        "TRIGLOT_SECRETS_KEY_FILE": f"{folder}/other/keys/site.key",
        "TRIGLOT_FILES_FOLDER": f"{folder}/other/files",
    }


def changed(backup: Path, change: Callable[[str, bytes], bytes | None]) -> Path:
    """A copy of a backup, with what ``change`` makes of each of its members; None leaves one out."""
    other = backup.with_name("changed.tar")
    with tarfile.open(backup) as old, tarfile.open(other, "w") as new:
        for member in old:
            file = old.extractfile(member)
            assert file is not None
            content = change(member.name, file.read())
            if content is not None:
                member.size = len(content)
                new.addfile(member, io.BytesIO(content))
    return other


def test_a_backup_has_all_of_a_site_and_its_owner_alone_may_read_it(backup: Path) -> None:
    assert backup.stat().st_mode & 0o777 == 0o600
    with tarfile.open(backup) as tar:
        assert tar.getnames() == ["manifest.json", "database.sqlite", "key", f"files/2e/f7/{HASH}", "end"]
    assert [path.name for path in backup.parent.iterdir() if "backup" in path.name] == ["backup.tar"]


def test_the_key_is_only_in_it_where_it_was_wanted(site: Triglot, tmp_path: Path) -> None:
    printed = done(site("backup", str(tmp_path / "b.tar")))
    assert "1 contents" in printed
    assert "The key is not in it" in printed
    with tarfile.open(tmp_path / "b.tar") as tar:
        assert "key" not in tar.getnames()


def test_programs_are_told_what_it_is_of(site: Triglot, tmp_path: Path) -> None:
    found = told(site("backup", str(tmp_path / "b.tar"), "--json"))
    assert (found["database"], found["contents"], found["lost"]) == ("sqlite", 1, [])


def test_a_site_comes_back_in_another_place(backup: Path, triglot: Triglot, tmp_path: Path) -> None:
    env = elsewhere(tmp_path)
    assert done(triglot("restore", str(backup), env=env)).startswith("Restored the site of ")
    assert "Hello World!" in done(triglot("files", "get", "user:tess/user/private/0/hello.txt", "-", env=env))
    assert "tess" in done(triglot("user", "show", "tess", env=env))
    for path in ("other/data.db", "other/keys/site.key"):
        assert (tmp_path / path).stat().st_mode & 0o777 == 0o600


def test_nothing_is_put_over_a_site_unless_that_is_wanted(backup: Path, site: Triglot) -> None:
    done(site("user", "suspend", "tess"))
    assert "all of it is lost with --replace" in refusal(site("restore", str(backup)))
    done(site("restore", str(backup), "--replace"))
    assert not is_suspended(site)


def test_nothing_is_put_under_a_server_that_runs(backup: Path, site: Triglot, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "data/triglot.db")) as served:
        served.execute("SELECT count(*) FROM user").fetchone()
        assert "is in use: stop the server first" in refusal(site("restore", str(backup), "--replace"))


def test_a_database_that_is_none_any_more_can_be_replaced(backup: Path, site: Triglot, tmp_path: Path) -> None:
    (tmp_path / "data/triglot.db").write_bytes(b"scrambled" * 1000)
    done(site("restore", str(backup), "--replace"))
    assert "tess" in done(site("user", "list"))


def test_without_its_key_a_site_does_not_come_back(site: Triglot, tmp_path: Path) -> None:
    done(site("backup", str(tmp_path / "b.tar")))
    env = elsewhere(tmp_path)
    assert "the site key is not in the backup" in refusal(site("restore", str(tmp_path / "b.tar"), env=env))
    other = {**env, "TRIGLOT_SECRETS_KEY": "ab" * 32}
    assert "the site key is another than that of the backup" in refusal(site("restore", str(tmp_path / "b.tar"), env=other))
    assert not (tmp_path / "other/data.db").exists()


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda name, content: content[:-1] + b"?" if name.startswith("files/") else content, "is damaged"),
        (lambda name, content: b"x" * 5000 if name.startswith("database") else content, "file is not a database"),
        (lambda name, content: None if name.startswith("database") else content, "has no database"),
        (lambda name, content: None if name == "end" else content, "ends before its end"),
        (lambda name, content: None if name == "manifest.json" else content, "is no backup of a site"),
        (lambda name, content: b"{" if name == "manifest.json" else content, "no backup of a site"),
        (lambda name, content: content.replace(b'"format":1', b'"format":9') if name == "manifest.json" else content, "in a form that"),
        (lambda name, content: content.replace(b'"":"', b'"":"9') if name == "manifest.json" else content, "newer than this version"),
        (
            lambda name, content: content.replace(b'"sqlite"', b'"postgresql"') if name == "manifest.json" else content,
            "[database] url names",
        ),
        (lambda name, content: b"no key" if name == "key" else content, "the site key is another"),
    ],
)
def test_a_backup_that_is_not_whole_changes_nothing(
    backup: Path, site: Triglot, change: Callable[[str, bytes], bytes | None], says: str
) -> None:
    done(site("user", "suspend", "tess"))
    assert says in refusal(site("restore", str(changed(backup, change)), "--replace"))
    assert is_suspended(site)


def test_what_is_no_archive_is_refused_in_one_line(site: Triglot, tmp_path: Path) -> None:
    (tmp_path / "b.tar").write_bytes(os.urandom(2000))
    assert "is no backup, or not whole" in refusal(site("restore", str(tmp_path / "b.tar"), "--replace"))
    assert "is there already" in refusal(site("backup", str(tmp_path / "b.tar")))
    assert "No such file or directory" in refusal(site("backup", str(tmp_path / "nowhere/b.tar")))


def test_contents_that_the_site_has_lost_are_named(site: Triglot, tmp_path: Path) -> None:
    (tmp_path / f"files/2e/f7/{HASH}").unlink()
    result = site("backup", str(tmp_path / "b.tar"))
    assert result.exit_code == 1
    assert HASH in result.stderr
    assert (tmp_path / "b.tar").exists()


def test_the_tools_of_postgresql_must_be_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda _name: None)
    with pytest.raises(BackupError, match="pg_dump is not installed here"):
        dump._program("pg_dump")


def test_another_key_opens_all_that_the_old_one_has_sealed(site: Triglot, tmp_path: Path) -> None:
    file = tmp_path / "keys/site.key"
    old = file.read_text()
    assert done(site("rekey", "--wait", "0")).startswith("Sealed ")
    assert file.read_text() != old
    assert len(file.read_text().split()) == 1
    assert "good   key: opens what is sealed" in done(site("doctor", "--all"))
    assert done(site("rekey", "--wait", "0")).startswith("Sealed ")


def test_who_was_interrupted_goes_on_with_the_same_key(site: Triglot, tmp_path: Path) -> None:
    file = tmp_path / "keys/site.key"
    old, new = file.read_text().strip(), "cd" * 32
    file.write_text(f"{new}\n{old}\n")
    assert "it is being replaced" in site("doctor").stdout
    assert "finish that first" in refusal(site("backup", str(tmp_path / "b.tar")))
    done(site("rekey", "--wait", "0"))
    assert file.read_text().split() == [new]


def test_a_key_of_the_environment_is_replaced_by_the_environment(site: Triglot, tmp_path: Path) -> None:
    old = read_keys("", tmp_path / "keys/site.key")[0].hex()
    assert "set secrets.old_key" in refusal(site("rekey", env={"TRIGLOT_SECRETS_KEY": old}))
    env = {"TRIGLOT_SECRETS_KEY": "ef" * 32, "TRIGLOT_SECRETS_OLD_KEY": old}
    assert "take it away" in done(site("rekey", "--wait", "0", env=env))
    assert "good   key: opens what is sealed" in done(site("doctor", "--all", env={"TRIGLOT_SECRETS_KEY": "ef" * 32}))
