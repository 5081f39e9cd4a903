"""An assignment as the tests of handing in and grading use it."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import RowMapping, Table, select, update

from gateway.components.core_grades.tables import grade_categories, grade_items
from gateway.components.mod_assign.tables import assign, assign_plugin_config
from gateway.files import rows
from gateway.files.rows import ItemArea
from gateway.server.host import Gateway
from gateway.store.blobs import Blob, content_hash
from gateway.store.store import Transaction
from gateway.store.tables.access import context
from tests.unit.app_fixtures import statement
from tests.unit.components.site import ALGEBRA, add, place, told

__all__ = ["TASK", "change", "draft", "found", "last", "save", "task"]

TASK = 910
_ITEM, _TOTAL, _CATEGORY = 970, 971, 980


@pytest.fixture
def task(gateway: Gateway) -> int:
    """The id of the context of an assignment for a text and files, with drafts, comments as feedback, and up to 50 points."""
    contextid = place(gateway, TASK, "assign", grade=50, submissiondrafts=1, attemptreopenmethod="manual", maxattempts=-1)
    for subtype, plugin in (("assignsubmission", "onlinetext"), ("assignsubmission", "file"), ("assignfeedback", "comments")):
        add(gateway, assign_plugin_config, assignment=TASK, plugin=plugin, subtype=subtype, name="enabled", value="1")
    item = {"courseid": ALGEBRA, "gradetype": 1, "grademax": 50.0, "multfactor": 1.0}
    add(gateway, grade_categories, id=_CATEGORY, courseid=ALGEBRA, depth=1, path=f"/{_CATEGORY}/", aggregation=13, aggregateonlygraded=1)
    own = {"itemtype": "mod", "itemmodule": "assign", "iteminstance": TASK, "itemnumber": 0, "aggregationcoef2": 1.0}
    add(gateway, grade_items, **item, **own, id=_ITEM, categoryid=_CATEGORY, sortorder=902)
    add(gateway, grade_items, **item, id=_TOTAL, itemtype="course", iteminstance=_CATEGORY, sortorder=901)
    return contextid


def change(gateway: Gateway, **values: object) -> None:
    """Change columns of the assignment."""
    statement(gateway, update(assign).where(assign.c.id == TASK).values(**values))


def found(gateway: Gateway, table: Table, **wanted: object) -> list[RowMapping]:
    """The rows of a table with these values, by id."""
    query = select(table).where(*(table.c[name] == value for name, value in wanted.items())).order_by(table.c.id)
    rows_found: list[RowMapping] = gateway.store.run_here(lambda work: list(work.db.execute(query).mappings()), write=False)
    return rows_found


def draft(gateway: Gateway, userid: int, itemid: int, *names: str) -> None:
    """Put files into a draft area of a user."""

    def work(transaction: Transaction) -> None:
        db = transaction.db
        where = context.c.contextlevel == 30, context.c.instanceid == userid
        area = ItemArea(db.execute(select(context.c.id).where(*where)).scalar_one(), "user", "draft", itemid)
        for name in names:
            rows.add(db, area, "/", name, Blob(content_hash(name.encode()), len(name)), now=1, userid=userid)

    gateway.store.run_here(work, write=True)


async def save(gateway: Gateway, text: str | None = "<p>Mine</p>", files: int | None = None, by: str = "student", itemid: int = 0) -> Any:
    """The warnings of saving a text, and the files of a draft area."""
    given: dict[str, Any] = {} if text is None else {"onlinetext_editor": {"text": text, "format": 1, "itemid": itemid}}
    given |= {} if files is None else {"files_filemanager": files}
    return [
        warning["warningcode"] for warning in await told(gateway, "mod_assign_save_submission", by, assignmentid=TASK, plugindata=given)
    ]


async def last(gateway: Gateway, by: str = "student", **more: Any) -> dict[str, Any]:
    """How the last attempt of somebody stands."""
    answer = await told(gateway, "mod_assign_get_submission_status", by, assignid=TASK, **more)
    attempt: dict[str, Any] = answer["lastattempt"]
    return attempt
