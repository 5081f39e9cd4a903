"""Files of forum posts: attached from draft areas, in messages, changed and deleted with their posts."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select, update

from gateway.components.mod_forum.tables import forum
from gateway.server.host import Gateway
from gateway.store.tables.files import files
from gateway.wire.call import Outcome, Token
from tests.unit.app_fixtures import call, client, errorcode, registry, statement, value
from tests.unit.college import PEOPLE, college, store_file, token

__all__ = ["college", "registry"]

# A post of a discussion of the group of the student, in a forum that takes three attachments of a megabyte.
POST, CONTEXT = 2, 90
INLINE, ATTACHED = 71, 72


async def called(gateway: Gateway, name: str, by: str = "student", **arguments: Any) -> Outcome:
    given: dict[str | int, object] = {}
    for key, argument in arguments.items():
        given[key] = argument
    return await call(gateway, f"mod_forum_{name}", given, by=Token(token(by)))


async def draft(gateway: Gateway, item: int, *names: str, content: bytes = b"content") -> None:
    for name in names:
        await store_file(gateway, content, (14, "user", "draft"), item, name, userid=PEOPLE["student"])


def options(**areas: int) -> list[dict[str, object]]:
    return [{"name": name, "value": str(number)} for name, number in areas.items()]


def stored(gateway: Gateway, postid: int) -> int:
    in_post = files.c.component == "mod_forum", files.c.itemid == postid, files.c.filename != "."
    return int(statement(gateway, select(func.count()).where(*in_post)))


async def answered(gateway: Gateway, **areas: int) -> dict[str, Any]:
    """The answer of the student to a post, with a picture in its message."""
    message = f'<p><img src="{gateway.base_address}/draftfile.php/14/user/draft/{INLINE}/im%20age.png" alt=""></p>'
    said = await called(gateway, "add_discussion_post", postid=POST, subject="Re", message=message, options=options(**areas))
    post: dict[str, Any] = value(said)["post"]
    return post


async def test_files_come_with_an_answer_and_are_read_like_it(college: Gateway) -> None:
    await draft(college, INLINE, "im age.png")
    await draft(college, ATTACHED, "a.txt", "b.txt")
    post = await answered(college, inlineattachmentsid=INLINE, attachmentsid=ATTACHED)
    assert [file["filename"] for file in post["attachments"]] == ["a.txt", "b.txt"]
    address = f"/pluginfile.php/{CONTEXT}/mod_forum/post/{post['id']}/im%20age.png"
    assert address in post["message"]
    async with client(college) as web:
        for place in (address, f"/pluginfile.php/{CONTEXT}/mod_forum/attachment/{post['id']}/a.txt"):
            read = await web.get(f"/webservice{place}", params={"token": token("teacher")})
            assert (read.status_code, read.content) == (200, b"content")
            refused = await web.get(f"/webservice{place}", params={"token": token("outsider")})
            assert refused.content != b"content"


async def test_a_forum_takes_as_many_and_as_large_files_as_it_says(college: Gateway) -> None:
    await draft(college, ATTACHED, "a.txt", "b.txt", "c.txt", "d.txt")
    await draft(college, ATTACHED, "0.bin", content=b"x" * 1_048_577)
    post = await answered(college, attachmentsid=ATTACHED)
    assert [file["filename"] for file in post["attachments"]] == ["a.txt", "b.txt", "c.txt"]


async def test_where_nothing_may_be_attached_nothing_is_written(college: Gateway) -> None:
    await draft(college, ATTACHED, "a.txt")
    before = statement(college, select(func.count()).select_from(files))
    statement(college, update(forum).values(maxattachments=0))
    said = await called(college, "add_discussion_post", postid=POST, subject="Re", message="x", options=options(attachmentsid=ATTACHED))
    assert errorcode(said) == "couldnotadd"
    assert statement(college, select(func.count()).select_from(files)) == before


async def test_files_are_changed_with_a_post_and_deleted_with_it(college: Gateway) -> None:
    await draft(college, ATTACHED, "a.txt")
    post = await answered(college, attachmentsid=ATTACHED)
    await draft(college, 73, "other.txt")
    value(await called(college, "update_discussion_post", postid=post["id"], options=options(attachmentsid=73)))
    found = value(await called(college, "get_discussion_post", postid=post["id"]))["post"]
    assert [file["filename"] for file in found["attachments"]] == ["other.txt"]
    assert stored(college, post["id"]) == 1
    value(await called(college, "delete_post", postid=post["id"]))
    assert stored(college, post["id"]) == 0


async def test_the_files_of_an_own_post_are_edited_in_a_draft_area(college: Gateway) -> None:
    await draft(college, INLINE, "im age.png")
    await draft(college, ATTACHED, "a.txt", "b.txt")
    post = await answered(college, inlineattachmentsid=INLINE, attachmentsid=ATTACHED)
    prepared = value(await called(college, "prepare_draft_area_for_post", postid=post["id"], area="post"))
    (picture,) = prepared["files"]
    assert picture["fileurl"] in prepared["messagetext"]
    limits = {option["name"]: option["value"] for option in prepared["areaoptions"]}
    assert (limits["maxfiles"], limits["subdirs"]) == ("-1", "1")
    both = value(await called(college, "prepare_draft_area_for_post", postid=post["id"], area="attachment"))
    assert [file["filename"] for file in both["files"]] == ["a.txt", "b.txt"]
    keep = {"postid": post["id"], "area": "attachment", "draftitemid": both["draftitemid"]}
    one = value(await called(college, "prepare_draft_area_for_post", **keep, filestokeep=[{"filename": "b.txt", "filepath": "/"}]))
    assert ([file["filename"] for file in one["files"]], one["draftitemid"]) == (["b.txt"], both["draftitemid"])
    value(await called(college, "update_discussion_post", postid=post["id"], options=options(attachmentsid=one["draftitemid"])))
    read = value(await called(college, "get_discussion_post", postid=post["id"]))
    assert [file["filename"] for file in read["post"]["attachments"]] == ["b.txt"]
    for by, area, code in (("student2", "post", "noviewdiscussionspermission"), ("student", "elsewhere", "invalidparameter")):
        asked = {"postid": post["id"], "area": area}
        assert errorcode(await called(college, "prepare_draft_area_for_post", by, **asked)) == code
