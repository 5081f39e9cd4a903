"""Backups and new keys of a site that is used meanwhile: nothing is lost, nothing half there, whoever is killed and when."""

from __future__ import annotations

import http.client
import json
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, nullcontext
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode, urlsplit

import pytest
from sqlalchemy import select

from gateway.access.secrets import SecretsError, Vault
from gateway.admin.rekeying import sealed_tables
from gateway.registry.component import discover
from gateway.registry.registry import Registry
from gateway.store.columns import SEALED
from gateway.store.store import Store
from gateway.store.tables.files import files
from gateway.store.tables.groups import groups
from tests import postgres
from tests.cluster.cluster import ADMIN, SETTINGS, Cluster, cluster
from tests.oracle.serve import ROOT, free_port


@contextmanager
def database(kind: str, path: Path) -> Iterator[str]:
    """A new database."""
    if kind == "postgresql":
        postgres.require()
    with postgres.database() if kind == "postgresql" else nullcontext(f"sqlite:///{path}/triglot.db") as url:
        yield url


def upload(site: Cluster, name: str) -> bool:
    """Upload a small file to the drafts; returns whether that was acknowledged."""
    boundary = "here"
    part = f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n{name}\r\n--{boundary}--\r\n'
    connection = http.client.HTTPConnection(urlsplit(site.address).netloc, timeout=60)
    try:
        headers = {"Content-Type": f"multipart/form-data; boundary={boundary}"}
        connection.request("POST", f"/webservice/upload.php?token={ADMIN}&filearea=draft&itemid=0", part, headers)
        answer = json.loads(connection.getresponse().read())
        return isinstance(answer, list) and answer[0]["filename"] == name
    finally:
        connection.close()


@contextmanager
def writing(work: Callable[[int], None]) -> Iterator[None]:
    """Do some work over and over again, with a number, in two threads, as long as the context lasts. What it raises fails the test."""
    done, failed = threading.Event(), []

    def repeat(first: int) -> None:
        number = first
        while not done.is_set():
            try:
                work(number)
            except Exception as error:
                failed.append(error)
                return
            number += 2

    threads = [threading.Thread(target=repeat, args=(first,)) for first in range(2)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        done.set()
        for thread in threads:
            thread.join()
    assert failed == []


def killed(site: Cluster, words: list[str], seconds: float) -> None:
    """Begin a command, and kill it after a while."""
    begun = subprocess.Popen([*site._triglot, *words], cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(seconds)
    begun.send_signal(signal.SIGKILL)
    begun.wait()


class Place(NamedTuple):
    """A site that is served, and where it is."""

    kind: str
    folder: Path
    url: str
    site: Cluster


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    folder = tmp_path_factory.mktemp("site")
    with database(request.param, folder) as url, cluster(folder, url) as site:
        yield Place(request.param, folder, url, site)


def test_a_backup_of_a_busy_site_is_the_site_at_one_moment(place: Place, tmp_path: Path) -> None:
    site, kind = place.site, place.kind
    told: list[str] = []

    def write(number: int) -> None:
        halves = [f"backup-{number}-{half}" for half in "ab"]
        fields = {f"groups[{at}][{key}]": value for at, name in enumerate(halves) for key, value in _group(name).items()}
        assert isinstance(site.call(ADMIN, "core_group_create_groups", **fields), list)
        assert upload(site, f"file-{number}")
        told.extend([*halves, f"file-{number}"])

    file = tmp_path / "backup.tar"
    with writing(write):
        for _ in range(2):  # one that is killed leaves no backup, and nobody is in its way
            killed(site, ["backup", str(file)], random.uniform(0.6, 1.2))
            file.unlink(missing_ok=True)  # it was quicker
        before = set(told)
        site.command("backup", str(file))
        assert len(told) > len(before), "nobody wrote meanwhile"
    key = (place.folder / "site.key").read_text()

    (tmp_path / "other").mkdir()
    with database(kind, tmp_path / "other") as url:
        triglot = at(tmp_path / "other", url)
        refused = subprocess.run([*triglot, "restore", str(file)], cwd=ROOT, capture_output=True, text=True)
        assert (refused.returncode, refused.stderr.count("\n")) == (1, 1)
        assert "the site key is not in the backup" in refused.stderr
        (tmp_path / "other/site.key").write_text(key)
        subprocess.run([*triglot, "restore", str(file)], cwd=ROOT, check=True, capture_output=True)
        checked = subprocess.run([*triglot, "files", "check"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
        assert " 0 missing, 0 damaged, 0 orphaned" in checked
        with closing(Store(url)) as store:
            there = store.run_here(lambda work: set(work.db.execute(select(groups.c.name)).scalars()), write=False)
            uploaded = store.run_here(lambda work: set(work.db.execute(select(files.c.filename)).scalars()), write=False)
        assert before <= there | uploaded
        halves = {name for name in there if name.startswith("backup-")}
        assert {name[:-1] for name in halves if name.endswith("a")} == {name[:-1] for name in halves if name.endswith("b")}


def at(folder: Path, url: str) -> list[str]:
    """The command for a site in a folder and a database."""
    settings = folder / "gateway.toml"
    settings.write_text(SETTINGS.format(port=free_port(), workers=1, url=url, directory=folder))
    return [sys.executable, "-m", "gateway.cli", "--config", str(settings)]


def _group(name: str) -> dict[str, object]:
    return {"courseid": 2, "name": name, "description": ""}


def log_in(site: Cluster) -> dict[str, str]:
    """What the log-in script answers."""
    connection = http.client.HTTPConnection(urlsplit(site.address).netloc, timeout=60)
    try:
        form = urlencode({"username": "student", "password": "Passw0rd!", "service": "small"})
        connection.request("POST", "/login/token.php", form, {"Content-Type": "application/x-www-form-urlencoded"})
        found: dict[str, str] = json.loads(connection.getresponse().read())
        return found
    finally:
        connection.close()


def test_a_new_key_while_people_log_in_and_whoever_is_killed(place: Place) -> None:
    if place.kind == "postgresql":
        pytest.skip("what is done is the same, and takes as long")
    site, url = place.site, place.url
    key = place.folder / "site.key"
    old = key.read_text().split()
    answers: list[dict[str, str]] = []
    with writing(lambda _number: answers.append(log_in(site))):
        for after in (0.7, 1.5):
            killed(site, ["rekey", "--wait", "0.5"], after)
        site.command("rekey", "--wait", "2")
        time.sleep(1.5)
    assert answers
    assert {tuple(answer) for answer in answers} == {("token", "privatetoken")}, answers[0]
    assert len({answer["token"] for answer in answers}) == 1
    (new,) = key.read_text().split()
    assert [new] != old
    assert oct(key.stat().st_mode & 0o777) == "0o600"
    assert sealed_with(url, new) > 0


def sealed_with(url: str, key: str) -> int:
    """How many values are sealed with a key. Fails for one that is not."""
    vault, count = Vault(bytes.fromhex(key)), 0
    with closing(Store(url)) as store:
        for table in sealed_tables(Registry(discover(()))):
            columns = [column for column in table.columns if column.info.get(SEALED)]
            rows = store.run_here(lambda work, columns=columns: work.db.execute(select(*columns)).all(), write=False)  # type: ignore[misc]  # mypy knows no defaults of lambdas
            for value in (value for row in rows for value in row if value is not None):
                try:
                    vault.unseal(value)
                except SecretsError:
                    pytest.fail(f"{table.name} has a value that is sealed with another key")
                count += 1
    return count
