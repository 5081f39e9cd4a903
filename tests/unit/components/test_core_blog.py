"""Writing blog entries: who may, who reads them, their files, tags and what they are about."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, insert, select

from gateway.components.core_blog.tables import blog_association, post
from gateway.components.core_comment.tables import comments
from gateway.components.core_tag.tables import tag_instance
from gateway.server.host import Gateway
from gateway.store.tables.files import files
from gateway.wire.call import Outcome, Token
from tests.unit.app_fixtures import call, errorcode, registry, set_config, statement, value
from tests.unit.college import PEOPLE, college, store_file, token

__all__ = ["college", "registry"]

COURSE, PAGE = 2, 11
INLINE, ATTACHED = 71, 72


async def called(gateway: Gateway, name: str, by: str = "student", **arguments: Any) -> Outcome:
    return await call(gateway, f"core_blog_{name}", dict(arguments.items()), by=Token(token(by)))


def options(**given: object) -> list[dict[str, str]]:
    return [{"name": name, "value": str(text)} for name, text in given.items()]


async def written(gateway: Gateway, summary: str = "<p>s</p>", **given: object) -> int:
    arguments: dict[str, Any] = {"subject": "Żaba & co", "summary": summary, "summaryformat": 1, "options": options(**given)}
    return int(value(await called(gateway, "add_entry", **arguments))["entryid"])


async def read(gateway: Gateway, entryid: int, by: str = "student2") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = value(await called(gateway, "get_entries", by, filters=[{"name": "entryid", "value": str(entryid)}]))[
        "entries"
    ]
    return found


async def test_a_draft_is_read_by_its_author_until_it_is_published(college: Gateway) -> None:
    entryid = await written(college, publishstate="draft", courseassoc=COURSE, tags="un, Deux Trois")
    (own,) = await read(college, entryid, "student")
    assert ([tag["rawname"] for tag in own["tags"]], own["courseid"], own["canedit"]) == (["un", "Deux Trois"], COURSE, True)
    assert await read(college, entryid) == []
    given: dict[str, Any] = {"entryid": entryid, "subject": "Two", "summary": "<p>t</p>", "summaryformat": 1}
    silent = await called(college, "update_entry", **given, options=options(publishstate="site"))
    assert errorcode(silent) == "invalidrecord"
    value(await called(college, "update_entry", **given, options=options(publishstate="site", courseassoc=0)))
    (seen,) = await read(college, entryid)
    assert (seen["subject"], seen["courseid"], seen["canedit"]) == ("Two", 0, False)


async def test_an_entry_is_about_what_its_author_may_enter(college: Gateway) -> None:
    entryid = await written(college, modassoc=PAGE)
    (seen,) = await read(college, entryid)
    assert (seen["courseid"], seen["coursemoduleid"]) == (COURSE, PAGE)
    by_activity = value(await called(college, "get_entries", filters=[{"name": "cmid", "value": str(PAGE)}]))
    assert [entry["id"] for entry in by_activity["entries"]] == [entryid]
    elsewhere: dict[str, Any] = {"subject": "x", "summary": "", "summaryformat": 1, "options": options(courseassoc=COURSE)}
    assert errorcode(await called(college, "add_entry", "outsider", **elsewhere)) == "requireloginerror"
    set_config(college, useblogassociations="0")
    (plain,) = await read(college, await written(college, courseassoc=COURSE))
    assert plain["courseid"] == 0


async def test_files_come_from_draft_areas_and_go_back_to_them(college: Gateway) -> None:
    own = 14, "user", "draft"
    await store_file(college, b"p", own, INLINE, "a.png", userid=PEOPLE["student"])
    await store_file(college, b"t", own, ATTACHED, "b.txt", userid=PEOPLE["student"])
    text = f'<img src="{college.base_address}/draftfile.php/14/user/draft/{INLINE}/a.png" alt="">'
    entryid = await written(college, text, inlineattachmentsid=INLINE, attachmentsid=ATTACHED)
    (entry,) = await read(college, entryid)
    assert "@@PLUGINFILE@@/a.png" in entry["summary"]
    assert [file["filename"] for file in (*entry["summaryfiles"], *entry["attachmentfiles"])] == ["a.png", "b.txt"]
    assert entry["attachment"] == "1"
    prepared = value(await called(college, "prepare_entry_for_edition", entryid=entryid))
    for itemid, name in ((prepared["inlineattachmentsid"], "a.png"), (prepared["attachmentsid"], "b.txt")):
        drafts = select(files.c.id).where(files.c.itemid == itemid, files.c.filearea == "draft", files.c.filename == name)
        assert statement(college, drafts)
    assert [area["area"] for area in prepared["areas"]] == ["summary", "attachment"]


async def test_deleting_takes_everything_along_and_is_for_the_author_and_managers(college: Gateway) -> None:
    entryid = await written(college, tags="un", courseassoc=COURSE)
    commented = {"component": "blog", "commentarea": "format_blog", "itemid": entryid, "contextid": 14, "userid": 7, "content": "c"}
    statement(college, insert(comments).values(**commented, timecreated=1))
    given: dict[str, Any] = {"subject": "x", "summary": "", "summaryformat": 1}
    assert errorcode(await called(college, "update_entry", "student2", entryid=entryid, **given)) == "cannoteditentryorblog"
    assert errorcode(await called(college, "prepare_entry_for_edition", "student2", entryid=entryid)) == "cannoteditentryorblog"
    assert errorcode(await called(college, "delete_entry", "student2", entryid=entryid)) == "nopermissionstodeleteentry"
    value(await called(college, "delete_entry", "admin", entryid=entryid))
    assert errorcode(await called(college, "delete_entry", entryid=entryid)) == "invalidrecord"
    left = (
        select(func.count()).select_from(tag_instance).where(tag_instance.c.itemtype == "post", tag_instance.c.itemid == entryid),
        select(func.count()).select_from(blog_association).where(blog_association.c.blogid == entryid),
        select(func.count()).select_from(comments).where(comments.c.component == "blog", comments.c.itemid == entryid),
        select(func.count()).select_from(post).where(post.c.id == entryid),
    )
    assert [statement(college, query) for query in left] == [0, 0, 0, 0]


async def test_wrong_options_and_switched_off_blogs_are_refused(college: Gateway) -> None:
    given: dict[str, Any] = {"subject": "x", "summary": "", "summaryformat": 1}
    for wrong in (options(bogus=1), options(publishstate="all")):
        assert errorcode(await called(college, "add_entry", **given, options=wrong)) == "errorinvalidparam"
    set_config(college, enableblogs="0")
    assert errorcode(await called(college, "add_entry", **given)) == "blogdisable"
