"""Discussions and posts of forums: what people see, write, change and delete."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from sqlalchemy import delete, func, insert, select, update

from gateway.access import contexts
from gateway.access.contexts import Level
from gateway.components.core_tag.tables import tag, tag_instance
from gateway.components.mod_forum.tables import forum, forum_discussions, forum_posts, forum_read
from gateway.server.host import Gateway
from gateway.store.rows import insert_missing
from gateway.store.tables.courses import course_modules, course_sections, modules
from gateway.store.tables.enrolments import user_enrolments
from gateway.store.tables.files import files
from gateway.store.tables.groups import groupings_groups, groups, groups_members
from gateway.store.tables.site import logstore_standard_log
from gateway.store.tables.users import user
from tests.unit.app_fixtures import call, counted, errorcode, statement, value

TEACHER, STUDENT, STUDENT2 = 3, 4, 5
COURSE, FORUM, GROUP = 2, 70, 1
LATER = 9_000_000_000

Ask = Callable[..., Awaitable[Any]]


@pytest.fixture(autouse=True)
def placed(gateway: Gateway) -> None:
    """A forum in a course."""

    def make(work: Any) -> None:
        db = work.db
        insert_missing(db, modules, {"name": "forum"}, {})
        kind = db.execute(select(modules.c.id).where(modules.c.name == "forum")).scalar_one()
        db.execute(insert(course_sections).values(id=900, course=COURSE, section=7, sequence="700"))
        db.execute(insert(forum).values(id=FORUM, course=COURSE, name="Talk", type="general", maxattachments=1, trackingtype=1))
        row = {"id": 700, "course": COURSE, "module": kind, "instance": FORUM, "section": 900, "visible": 1}
        db.execute(insert(course_modules).values(**row))
        contexts.create(db, Level.MODULE, 700, contexts.by_instance(db, Level.COURSE, COURSE))

    gateway.store.run_here(make, write=True)


@pytest.fixture
def told(gateway: Gateway) -> Ask:
    async def ask(function: str, by: str = "student", **arguments: Any) -> Any:
        return value(await call(gateway, f"mod_forum_{function}", dict(arguments.items()), by=by))

    return ask


@pytest.fixture
def refused(gateway: Gateway) -> Ask:
    async def ask(function: str, by: str = "student", **arguments: Any) -> str:
        return errorcode(await call(gateway, f"mod_forum_{function}", dict(arguments.items()), by=by))

    return ask


@pytest.fixture
def begin(told: Ask) -> Ask:
    """Begin a discussion, and give back its id and that of its first post."""

    async def begun(by: str = "student", **more: Any) -> tuple[int, int]:
        found = await told("add_discussion", by=by, **{"forumid": FORUM, "subject": "Why", "message": "<p>so</p>", **more})
        posts = (await told("get_discussion_posts", by="admin", discussionid=found["discussionid"]))["posts"]
        return found["discussionid"], posts[0]["id"]

    return begun


def setting(gateway: Gateway, **values: object) -> None:
    statement(gateway, update(forum).where(forum.c.id == FORUM).values(**values))


async def answer(told: Ask, by: str, postid: int, **more: Any) -> Any:
    return (await told("add_discussion_post", by=by, **{"postid": postid, "subject": "Re: Why", "message": "because", **more}))["post"]


async def test_a_discussion_is_begun_answered_and_listed(told: Ask, begin: Ask) -> None:
    discussion, first = await begin()
    reply = await answer(told, "teacher", first)
    assert (reply["hasparent"], reply["parentid"], reply["replysubject"]) == (True, first, "Re: Why")
    (listed,) = (await told("get_forum_discussions", forumid=FORUM))["discussions"]
    assert (listed["id"], listed["discussion"], listed["numreplies"], listed["usermodified"]) == (first, discussion, 1, TEACHER)
    assert listed["userfullname"] == "Sam Student"
    found = (await told("get_discussion_posts", discussionid=discussion, sortby="id", sortdirection="ASC"))["posts"]
    assert [(post["id"], post["capabilities"]["edit"]) for post in found] == [(first, True), (reply["id"], False)]
    assert (await told("get_discussion_post", postid=first))["post"]["author"]["id"] == STUDENT


async def test_what_there_is_not(told: Ask, refused: Ask, begin: Ask) -> None:
    assert await refused("get_forum_discussions", forumid=99) == "invalidforumid"
    assert await refused("get_discussion_posts", discussionid=99) == "notexists"
    assert await refused("get_discussion_post", postid=99) == "invalidpostid"
    assert await refused("add_discussion", forumid=99, subject="x", message="y") == "invalidrecord"
    assert await refused("add_discussion_post", postid=99, subject="x", message="y") == "invalidparentpostid"
    discussion, _ = await begin()
    assert await refused("get_discussion_posts", discussionid=discussion, sortby="x") == "invalidparameter"
    unknown = [{"name": "nosuch", "value": "1"}]
    assert await refused("add_discussion", forumid=FORUM, subject="x", message="y", options=unknown) == "errorinvalidparam"
    assert await refused("get_forum_discussions", by="wsuser", forumid=FORUM) == "requireloginerror"


async def test_posts_are_changed_by_their_authors_for_a_while(gateway: Gateway, told: Ask, refused: Ask, begin: Ask) -> None:
    discussion, first = await begin()
    assert await refused("update_discussion_post", by="student2", postid=first, message="x") == "cannotupdatepost"
    await told("update_discussion_post", postid=first, subject="Changed")
    (listed,) = (await told("get_forum_discussions", forumid=FORUM))["discussions"]
    assert (listed["name"], listed["message"]) == ("Changed", "<p>so</p>")
    statement(gateway, update(forum_posts).values(created=5))
    assert await refused("update_discussion_post", postid=first, message="x") == "cannotupdatepost"
    await told("update_discussion_post", by="teacher", postid=first, options=[{"name": "pinned", "value": "1"}])
    assert statement(gateway, select(forum_discussions.c.pinned).where(forum_discussions.c.id == discussion)) == 1


async def test_posts_are_deleted_with_what_answers_them(gateway: Gateway, told: Ask, refused: Ask, begin: Ask) -> None:
    discussion, first = await begin()
    reply = (await answer(told, "student2", first))["id"]
    await answer(told, "student", reply)
    assert await refused("delete_post", by="student", postid=reply) == "cannotdeletepost"
    assert await refused("delete_post", by="student", postid=first) == "couldnotdeletereplies"
    await told("delete_post", by="teacher", postid=reply)
    assert [post["id"] for post in (await told("get_discussion_posts", discussionid=discussion))["posts"]] == [first]
    await told("delete_post", postid=first)
    assert statement(gateway, select(func.count()).select_from(forum_discussions)) == 0


async def test_private_answers_are_for_two(told: Ask, refused: Ask, begin: Ask) -> None:
    discussion, first = await begin()
    private = [{"name": "private", "value": "1"}]
    reply = await answer(told, "teacher", first, options=private)
    assert reply["isprivatereply"] is True
    asked = {"postid": first, "subject": "x", "message": "y", "options": private}
    assert await refused("add_discussion_post", by="student2", **asked) == "cannotreplyprivately"
    assert await refused("add_discussion_post", postid=reply["id"], subject="x", message="y") == "nopostforum"
    for by, count in (("student", 2), ("student2", 1), ("admin", 2)):
        assert len((await told("get_discussion_posts", by=by, discussionid=discussion))["posts"]) == count
    assert await refused("get_discussion_post", by="student2", postid=reply["id"]) == "noviewdiscussionspermission"
    (listed,) = (await told("get_forum_discussions", by="student2", forumid=FORUM))["discussions"]
    assert listed["numreplies"] == 0


async def test_groups_see_their_own_discussions(gateway: Gateway, told: Ask, refused: Ask, begin: Ask) -> None:
    statement(gateway, update(course_modules).where(course_modules.c.id == 700).values(groupmode=1))
    statement(gateway, insert(groups).values(id=50, courseid=COURSE, name="Others"))
    statement(gateway, insert(groups_members).values(groupid=50, userid=STUDENT2))
    mine, _ = await begin(by="student")
    others, first = await begin(by="student2")
    everybody, _ = await begin(by="teacher", groupid=-1)

    async def seen(by: str) -> set[int]:
        return {one["discussion"] for one in (await told("get_forum_discussions", by=by, forumid=FORUM))["discussions"]}

    assert (await seen("student"), await seen("student2")) == ({mine, everybody}, {others, everybody})
    assert await seen("teacher") == {mine, others, everybody}
    assert await refused("toggle_favourite_state", discussionid=others, targetstate=True) == "noviewdiscussionspermission"
    assert await refused("get_discussion_post", postid=first) == "noviewdiscussionspermission"
    assert (await told("get_discussion_posts", discussionid=others))["posts"] == []
    asked = await told("get_forum_discussions", forumid=FORUM, groupid=50)
    assert [one["discussion"] for one in asked["discussions"]] == [everybody]
    assert [(warning["item"], warning["itemid"]) for warning in asked["warnings"]] == [("post", first)]
    assert asked["discussions"][0]["canreply"] is False
    assert (await told("set_pin_state", by="teacher", discussionid=others, targetstate=1))["pinned"] is True
    assert await refused("add_discussion", forumid=FORUM, subject="x", message="y", groupid=50) == "cannotcreatediscussion"
    assert await refused("add_discussion", forumid=FORUM, subject="x", message="y", groupid=-1) == "cannotcreatediscussion"
    assert (await told("can_add_discussion", forumid=FORUM, groupid=50))["status"] is False
    assert (await told("can_add_discussion", forumid=FORUM))["status"] is True
    author = (await told("get_discussion_post", by="teacher", postid=first))["post"]["author"]
    assert [group["name"] for group in author["groups"]] == ["Others"]


async def test_the_discussions_of_a_grouping_are_counted(gateway: Gateway, told: Ask, begin: Ask) -> None:
    async def number(by: str = "student") -> int:
        (found,) = [one for one in await told("get_forums_by_courses", by=by, courseids=[COURSE]) if one["id"] == FORUM]
        return int(found["numdiscussions"])

    mine, _ = await begin(by="student")
    assert await number() == 1
    statement(gateway, insert(groups).values(id=50, courseid=COURSE, name="Others"))
    statement(gateway, insert(groups_members).values(groupid=50, userid=STUDENT))
    for groupid in (50, 51):
        row = {"course": COURSE, "forum": FORUM, "userid": STUDENT2, "groupid": groupid, "name": "x", "firstpost": 0}
        statement(gateway, insert(forum_discussions).values(**row))
    statement(gateway, update(course_modules).where(course_modules.c.id == 700).values(groupmode=1))
    assert (await number(), await number("teacher")) == (2, 3)
    statement(gateway, insert(groupings_groups).values(groupingid=9, groupid=51))
    statement(gateway, update(course_modules).where(course_modules.c.id == 700).values(groupingid=9))
    assert await number() == 1
    statement(gateway, update(forum_discussions).where(forum_discussions.c.id == mine).values(timeend=5))
    assert await number() == 0


async def test_unread_posts_of_the_callers_groups_are_counted(gateway: Gateway, told: Ask, begin: Ask) -> None:
    async def unread(by: str) -> int | None:
        (found,) = [one for one in await told("get_forums_by_courses", by=by, courseids=[COURSE]) if one["id"] == FORUM]
        return None if "unreadpostscount" not in found else int(found["unreadpostscount"])

    statement(gateway, update(user).values(trackforums=1))
    _, first = await begin(by="student")
    await answer(told, "teacher", first, options=[{"name": "private", "value": "1"}])
    assert [await unread(by) for by in ("student", "student2", "teacher")] == [1, 1, 1]
    statement(gateway, delete(forum_read))
    assert [await unread(by) for by in ("student", "student2", "teacher")] == [2, 1, 2]
    (listed,) = (await told("get_forum_discussions", by="student2", forumid=FORUM))["discussions"]
    assert listed["numunread"] == 1
    statement(gateway, update(course_modules).where(course_modules.c.id == 700).values(groupmode=1))
    statement(gateway, update(forum_discussions).values(groupid=51))
    assert [await unread(by) for by in ("student", "teacher")] == [0, 2]
    setting(gateway, trackingtype=0)
    assert await unread("student") is None


async def test_discussions_are_ordered_by_when_they_are_displayed(gateway: Gateway, told: Ask, refused: Ask, begin: Ask) -> None:
    first, second = (await begin(by="teacher"))[0], (await begin(by="teacher"))[0]
    statement(gateway, update(forum_discussions).where(forum_discussions.c.id == first).values(timestart=LATER))

    async def order(sortorder: int) -> list[int]:
        found = await told("get_forum_discussions", by="teacher", forumid=FORUM, sortorder=sortorder)
        return [one["discussion"] for one in found["discussions"]]

    assert (await order(1), await order(2)) == ([first, second], [second, first])
    assert (await order(5), await order(6)) == ([second, first], [first, second])
    assert await refused("get_forum_discussions", forumid=FORUM, sortorder=7) == "invalidparameter"
    (post,) = (await told("get_discussion_posts", by="teacher", discussionid=first))["posts"]
    assert post["timecreated"] == LATER
    assert (await told("get_discussion_posts", by="student", discussionid=first))["posts"] == []


async def test_kinds_of_forums(gateway: Gateway, told: Ask, refused: Ask, begin: Ask) -> None:
    async def may_begin(by: str = "student") -> bool:
        return bool((await told("can_add_discussion", by=by, forumid=FORUM))["status"])

    discussion, first = await begin()
    await answer(told, "teacher", first)
    setting(gateway, type="eachuser")
    assert (await may_begin(), await may_begin("student2")) == (False, True)
    setting(gateway, type="news")
    assert (await may_begin(), await may_begin("teacher")) == (False, True)
    setting(gateway, type="single")
    assert await may_begin("teacher") is False
    setting(gateway, type="qanda")
    await answer(told, "student2", first)
    seen = (await told("get_discussion_posts", by="student2", discussionid=discussion, sortby="id"))["posts"]
    assert [post["author"]["id"] for post in seen] == [STUDENT2, STUDENT]
    statement(gateway, update(forum_posts).where(forum_posts.c.userid == STUDENT2).values(created=5))
    seen = (await told("get_discussion_posts", by="student2", discussionid=discussion, sortby="id"))["posts"]
    assert [post["author"]["id"] for post in seen] == [STUDENT2, TEACHER, STUDENT]
    setting(gateway, type="general", cutoffdate=5)
    assert (await may_begin(), await may_begin("teacher")) == (False, True)
    assert await refused("add_discussion_post", postid=first, subject="x", message="y") == "nopostforum"


async def test_who_writes_too_much_waits(gateway: Gateway, refused: Ask, begin: Ask) -> None:
    setting(gateway, blockafter=1, blockperiod=3600)
    _, first = await begin()
    assert await refused("add_discussion_post", postid=first, subject="x", message="y") == "forumblockingtoomanyposts"
    await begin(by="teacher")
    await begin(by="teacher")


async def test_discussions_are_pinned_closed_and_starred(told: Ask, refused: Ask, begin: Ask) -> None:
    older, first = await begin()
    newer, _ = await begin()
    assert await refused("set_pin_state", discussionid=older, targetstate=1) == "cannotpindiscussions"
    assert (await told("set_pin_state", by="teacher", discussionid=older, targetstate=1))["pinned"] is True
    listed = (await told("get_forum_discussions", forumid=FORUM))["discussions"]
    assert [one["discussion"] for one in listed] == [older, newer]
    assert (await told("toggle_favourite_state", discussionid=newer, targetstate=True))["userstate"]["favourited"] is True
    assert (await told("toggle_favourite_state", discussionid=newer, targetstate=False))["userstate"]["favourited"] is False
    lock = {"forumid": FORUM, "discussionid": older, "targetstate": 0}
    assert await refused("set_lock_state", **lock) == "nopermissions"
    assert (await told("set_lock_state", by="teacher", **lock))["locked"] is True
    assert await refused("add_discussion_post", postid=first, subject="x", message="y") == "nopostforum"
    await answer(told, "teacher", first)
    assert (await told("set_lock_state", by="teacher", **{**lock, "targetstate": 1}))["locked"] is False
    subscription = {"forumid": FORUM, "discussionid": older}
    assert (await told("set_subscription_state", **subscription, targetstate=True))["userstate"]["subscribed"] is True
    assert (await told("set_subscription_state", **subscription, targetstate=False))["userstate"]["subscribed"] is False


async def test_read_posts_are_noted_for_those_who_want_that(gateway: Gateway, told: Ask, begin: Ask) -> None:
    statement(gateway, update(user).where(user.c.id == STUDENT).values(trackforums=1))
    discussion, _ = await begin(by="teacher")
    (listed,) = (await told("get_forum_discussions", forumid=FORUM))["discussions"]
    assert listed["numunread"] == 1
    assert [post["unread"] for post in (await told("get_discussion_posts", discussionid=discussion))["posts"]] == [True]
    await told("view_forum_discussion", discussionid=discussion)
    await told("view_forum_discussion", discussionid=discussion)
    assert [post["unread"] for post in (await told("get_discussion_posts", discussionid=discussion))["posts"]] == [False]
    assert statement(gateway, select(func.count()).select_from(forum_read)) == 1
    await told("view_forum", forumid=FORUM)
    viewed = select(func.count()).where(logstore_standard_log.c.component == "mod_forum")
    assert statement(gateway, viewed) == 3


async def test_files_and_tags_of_posts(gateway: Gateway, told: Ask, begin: Ask) -> None:
    discussion, first = await begin()
    place = gateway.store.run_here(lambda work: contexts.by_instance(work.db, Level.MODULE, 700).id, write=False)
    for area, name in (("attachment", "a-file-with-a-rather-long-name.pdf"), ("post", "i.png")):
        row = {"contextid": place, "component": "mod_forum", "filearea": area, "itemid": first, "filepath": "/", "filename": name}
        statement(gateway, insert(files).values(**row, pathnamehash=name, contenthash="x", filesize=2048, mimetype="image/png"))
    statement(gateway, insert(tag).values(id=90, tagcollid=1, name="t", rawname="T"))
    same = {"component": "mod_forum", "itemtype": "forum_posts", "itemid": first, "contextid": place}
    statement(gateway, insert(tag_instance).values(tagid=90, **same))
    found = await told("get_discussion_posts", discussionid=discussion, includeinlineattachments=True)
    (post,) = found["posts"]
    (file,) = post["attachments"]
    assert (file["filesizeformatted"], file["isimage"], file["filenameshort"]) == ("2.0\xa0KB", True, "a-file-with-a-rath....pdf")
    assert file["url"].endswith(f"/mod_forum/attachment/{first}/a-file-with-a-rather-long-name.pdf?forcedownload=1")
    assert [inline["filename"] for inline in post["messageinlinefiles"]] == ["i.png"]
    assert [one["displayname"] for one in post["tags"]] == ["T"]
    (listed,) = (await told("get_forum_discussions", forumid=FORUM))["discussions"]
    assert (listed["attachment"], len(listed["attachments"])) == (True, 1)


async def test_more_discussions_and_posts_cost_no_more_statements(gateway: Gateway, told: Ask, begin: Ask) -> None:
    async def cost(function: str, **asked: Any) -> int:
        with counted(gateway.store) as statements:
            await told(function, **asked)
        return len(statements)

    statement(gateway, update(course_modules).where(course_modules.c.id == 700).values(groupmode=2))
    discussion, first = await begin()
    lists, reads = {"forumid": FORUM}, {"discussionid": discussion}
    await cost("get_forum_discussions", **lists)
    before = await cost("get_forum_discussions", **lists), await cost("get_discussion_posts", **reads)
    await begin(by="teacher", groupid=-1)
    await answer(told, "teacher", first)
    assert (await cost("get_forum_discussions", **lists), await cost("get_discussion_posts", **reads)) == before


async def test_capabilities_in_a_forum(told: Ask) -> None:
    student = await told("get_forum_access_information", forumid=FORUM)
    assert (student["canreplypost"], student["candeleteanypost"]) == (True, False)
    assert (await told("get_forum_access_information", by="teacher", forumid=FORUM))["candeleteanypost"] is True


async def test_what_somebody_has_written_stands_with_what_it_answers(told: Ask, refused: Ask, begin: Ask) -> None:
    discussion, first = await begin(by="student2")
    reply = (await answer(told, "student", first))["id"]
    await begin(by="teacher")
    (found,) = (await told("get_discussion_posts_by_userid", by="teacher", userid=STUDENT, cmid=700))["discussions"]
    assert (found["id"], found["authorfullname"]) == (discussion, "Zoë Łukasiewicz")
    assert [[post["id"] for post in found["posts"][kind]] for kind in ("userposts", "parentposts")] == [[reply], [first]]
    assert await refused("get_discussion_posts_by_userid", userid=STUDENT, cmid=99) == "invalidcoursemodule"
    assert await refused("get_discussion_posts_by_userid", userid=99, cmid=700) == "invaliduser"


async def test_files_of_posts_are_for_who_reads_the_posts(gateway: Gateway, told: Ask, begin: Ask) -> None:
    _, first = await begin()
    private = await answer(told, "teacher", first, options=[{"name": "private", "value": "1"}])
    place = await gateway.store.read(contexts.by_instance, Level.MODULE, 700)

    async def readable(by: str, area: str, postid: int, contextid: int = place.id) -> Any:
        where: dict[str | int, object] = {"contextid": contextid, "component": "mod_forum", "filearea": area, "itemid": postid}
        return value(await call(gateway, "local_trial_may_read_file", where, by=by))

    for by, area, postid, expected in (
        ("student2", "attachment", first, True),
        ("student2", "post", private["id"], False),
        ("student", "post", private["id"], True),
        ("student2", "intro", 0, True),
        ("student2", "attachment", 999, False),
        ("student2", "nosuch", first, False),
    ):
        assert await readable(by, area, postid) is expected, (by, area)
    assert await readable("student2", "attachment", first, 1) is False
    assert await readable("student2", "intro", 0, 10**9) is False
    statement(gateway, delete(user_enrolments).where(user_enrolments.c.userid == STUDENT2))
    for area, postid in (("attachment", first), ("intro", 0)):
        assert await readable("student2", area, postid) is False
