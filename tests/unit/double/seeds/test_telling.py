"""A site that is told as a seed, from which the same site is made again."""

from __future__ import annotations

import asyncio
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from gateway import clock
from gateway.access.secrets import Vault
from gateway.double.clocks import WorldClock
from gateway.double.seeds.seed import Seed, base, read_text
from gateway.double.seeds.site_told import contents_named, told_site, written
from gateway.double.seeds.state import state
from gateway.double.template import KEY, made
from gateway.files.folder import FolderBlobs
from gateway.registry.registry import Registry
from gateway.store.store import Store
from gateway.store.tables.courses import course_sections

OTHER = """
base: empty
people:
  anna: {lang: fr, suspended: yes, preferences: {auth_forcepasswordchange: 1}, roles: {Science: coursecreator}}
  ben: {confirmed: no, firstaccess: 2025-12-24T12:00:00Z}
  carl: {}
roles:
  examiner: {name: Examiner, archetype: student, levels: [course], allow: [mod/assign:grade], inherit: [mod/assign:submit]}
cohorts: {Board: {category: Science, visible: no, members: [carl]}}
settings: {forcelogin: 1}
files: {carl: [{name: n.bin, folder: /a/, base64: AAE=}]}
courses:
  A:
    category: Science
    files: {overviewfiles: [{name: a.png, base64: iVBORw0KGgo=}], summary: [{name: s.txt, content: s}]}
    guest: {password: in}
    self: yes
    groupmode: separate
    completion: no
    people: {anna: [teacher, examiner], ben: {role: student, until: 2026-06-01T00:00:00Z, method: self}, carl: student}
    groups: {G: {key: k, members: [carl]}}
    sections: [One, One]
    activities:
      - {type: assign, name: Team, section: 2, teamsubmission: 1, accepts: text, wordlimit: 100, teams: {G: {text: ours}}}
      - {type: assign, name: Late, extensions: {carl: +3d}}
      - {type: forum, name: F, scale: 10, assessed: 1, grade_forum: 20, grades: {carl: [{grade: 5}, {grade: 12, number: 1, feedback: ok}]}}
      - {type: wiki, name: W, introfiles: [{name: i.txt, content: i}], mode: individual, pages: [{title: T, by: carl}]}
      - {type: page, name: P, groupmode: visible, indent: 1, onpage: no, visible: no, availability: '{"op":"&","c":[],"showc":[]}'}
      - {type: quiz, name: Q, grades: {carl: 4}, questions: [{type: numerical, name: N, text: "1+1", answers: {"2": 1}}, N]}
"""


def told(seed: Seed, registry: Registry, folder: Path, *, tokens: bool, change: Any = None) -> str:
    """The site of a seed, told as one."""
    with clock.using(WorldClock(seed.moment)):
        template = asyncio.run(made(folder, registry, moment=seed.moment, state=state(seed, registry)))
    with closing(Store(f"sqlite:///{template.database}")) as store:
        if change is not None:
            store.run_here(lambda transaction: transaction.db.execute(change), write=True)
        names = store.run_here(lambda transaction: contents_named(transaction.db), write=False)
        blobs = FolderBlobs(template.files)
        contents = {name: asyncio.run(blobs.get(name)) for name in names}
        reveal = Vault(bytes.fromhex(KEY)).unseal if tokens else None
        found = store.run_here(
            lambda transaction: told_site(transaction.db, registry, now=seed.now, blob=contents.get, reveal=reveal), write=False
        )
    return written(found)


@pytest.mark.parametrize("seed", [base("empty"), base("school"), read_text(OTHER)], ids=["empty", "school", "other"])
def test_the_site_that_is_told_is_the_one_that_it_was(seed: Seed, registry: Registry, tmp_path: Path) -> None:
    before, after = state(seed, registry), state(read_text(told(seed, registry, tmp_path, tokens=True)), registry)
    assert after.keys() == before.keys()
    for table, rows in before.items():
        kept = after[table]
        if table == "user":  # a password cannot be told
            rows, kept = ([{**row, "password": ""} for row in listed] for listed in (rows, after["user"]))
        if table == "external_services":  # a component of these tests declares one, which is told as well
            kept = [row for row in kept if row["shortname"] != "probe"]
        assert kept == rows, table


def test_tokens_and_passwords_are_not_told_unasked(registry: Registry, tmp_path: Path) -> None:
    seed = base("school")
    secrets = {row["token"] for row in state(seed, registry)["external_tokens"]}
    text = told(seed, registry, tmp_path, tokens=False)
    assert "tokens:" not in text
    assert not [secret for secret in secrets if secret in text]
    assert "$argon2" not in text


def test_passwords_of_courses_are_not_told_unasked(registry: Registry, tmp_path: Path) -> None:
    seed = read_text(
        "courses: {A: {self: {password: hush}, guest: {password: hush}, groups: {G: {key: hush}}, activities: ["
        "{type: quiz, name: Q, password: hush}, {type: lti, name: L, secret: hush, key: hush}, {type: lesson, name: S, password: hush}]}}\n"
        "settings: {airnotifieraccesskey: hush}"
    )
    text = told(seed, registry, tmp_path, tokens=False)
    assert "hush" not in text
    (method,) = (row for row in state(read_text(text), registry)["enrol"] if row["enrol"] == "self")
    assert (method["status"], method["password"]) == (0, "secret")


def test_activities_that_were_moved_are_told_in_their_order(registry: Registry, tmp_path: Path) -> None:
    seed = read_text("courses: {A: {activities: [{type: page, name: X}, {type: page, name: Y}]}}")
    moved = update(course_sections).where(course_sections.c.course == 2).values(sequence="2,1")
    text = told(seed, registry, tmp_path, tokens=False, change=moved)
    (section,) = (row for row in state(read_text(text), registry)["course_sections"] if row["course"] == 2)
    assert section["sequence"] == "1,2"
    assert [row["name"] for row in state(read_text(text), registry)["page"]] == ["Y", "X"]


def test_replies_that_lie_very_deep_are_told_beside_each_other(registry: Registry, tmp_path: Path) -> None:
    def reply(depth: int) -> str:
        inner = f", replies: [{reply(depth - 1)}]" if depth else ""
        return f"{{by: ben, message: m{depth}{inner}}}"

    text = f"people: {{ben: {{}}}}\ncourses: {{A: {{activities: [{{type: forum, name: F, discussions: [{reply(75)}]}}]}}}}"
    again = state(read_text(told(read_text(text), registry, tmp_path, tokens=False)), registry)
    assert {row["message"] for row in again["forum_posts"]} == {f"m{number}" for number in range(76)}
    assert len({row["parent"] for row in again["forum_posts"]}) == 62
