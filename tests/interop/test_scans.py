"""No function reads a table that grows with the site from one end to the other, but where it searches for a part of a text.

Every sample is called once in this process, and SQLite is asked how it goes about each statement. It is asked on a site
of which it knows no statistics, as a site has none that nobody has had analysed.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from gateway import settings
from gateway.server.host import Gateway
from gateway.store import caseless
from gateway.wire.call import Call, Token
from tests.interop.samples import SAMPLES
from tests.interop.site import make_site

# The tables of which a large site has many rows. Those of courses, categories, cohorts, roles and services are read as a whole.
GROWING = {
    "assign_grades", "assign_submission", "assign_user_flags", "assign_user_mapping", "assignfeedback_comments",
    "assignsubmission_onlinetext", "badge_issued", "block_instances", "cohort_members", "comments", "course_completions",
    "course_modules", "course_modules_completion", "course_modules_viewed", "course_sections", "event", "external_tokens",
    "favourite", "files", "forum_discussion_subs", "forum_discussions", "forum_posts", "forum_read", "forum_subscriptions",
    "grade_grades", "grade_items", "groupings_groups", "groups", "groups_members", "logstore_standard_log",
    "message_contact_requests", "message_contacts", "message_conversation_members", "message_conversations",
    "message_user_actions", "message_users_blocked", "messages", "notifications", "post", "quiz_attempts", "quiz_grades",
    "rating", "role_assignments", "sessions", "tag_instance", "user", "user_devices", "user_enrolments", "user_info_data",
    "user_lastaccess", "user_preferences", "user_private_key",
}  # fmt: skip
SEARCHES = re.compile(r"lowered\(|\bLIKE\b")
SCANNED = re.compile(r"SCAN (\w+)")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("site") / "made"


async def test_no_growing_table_is_read_as_a_whole(folder: Path) -> None:
    token = make_site(folder)
    statements = await executed(folder, token)
    assert len(statements) > 300
    with closing(sqlite3.connect(folder / "triglot.db")) as db:
        caseless.register(db)
        found = [(table, statement) for statement in sorted(statements) for table in scanned(db, statement)]
    assert not found, "\n".join(f"{table}: {' '.join(statement.split())}" for table, statement in found)


async def executed(folder: Path, token: str) -> set[str]:
    """The statements that all samples execute."""
    gateway = Gateway(settings.load(folder / "gateway.toml"))
    statements: set[str] = set()

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        statements.add(statement)

    await gateway.start()
    try:
        for engine in gateway.store.engines:
            event.listen(engine, "before_cursor_execute", note)
        for name, samples in SAMPLES.items():
            for sample in samples:
                arguments: dict[str | int, object] = dict(sample.arguments.items())
                await gateway.run(Call(protocol="rest", function=name, arguments=arguments, credential=Token(token)))
    finally:
        await gateway.stop()
    return statements


def scanned(db: sqlite3.Connection, statement: str) -> Iterator[str]:
    """The tables that a statement reads as a whole although it does not search for a part of a text."""
    if SEARCHES.search(statement) or "json_each" in statement:
        return
    plan = db.execute(f"EXPLAIN QUERY PLAN {statement}", [1] * statement.count("?"))
    for *_, step in plan:
        table = SCANNED.match(step)
        if table is not None and table[1] in GROWING:
            yield table[1]
