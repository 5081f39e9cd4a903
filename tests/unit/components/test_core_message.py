"""Writing, reading and keeping messages, and who may write to whom."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from sqlalchemy import func, insert, select, update

from gateway.components.core_message.tables import (
    message_contact_requests,
    message_contacts,
    message_conversation_members,
    message_conversations,
    message_users_blocked,
    messages,
    notifications,
)
from gateway.components.core_message.texts import plain
from gateway.server.host import Gateway
from gateway.store.tables.groups import groups
from gateway.store.tables.users import user_preferences
from tests.unit.app_fixtures import call, counted, errorcode, set_config, statement, value

ADMIN, TEACHER, STUDENT, STUDENT2, LONER = 2, 3, 4, 5, 6

Ask = Callable[..., Awaitable[Any]]


@pytest.fixture
def told(gateway: Gateway) -> Ask:
    async def ask(function: str, by: str = "student", **arguments: Any) -> Any:
        return value(await call(gateway, f"core_message_{function}", dict(arguments.items()), by=by))

    return ask


@pytest.fixture
def refused(gateway: Gateway) -> Ask:
    async def ask(function: str, by: str = "student", **arguments: Any) -> str:
        return errorcode(await call(gateway, f"core_message_{function}", dict(arguments.items()), by=by))

    return ask


@pytest.fixture
def write(told: Ask) -> Ask:
    """What becomes of a message from somebody to somebody."""

    async def send(by: str, to: int, text: str = "Hello", **more: Any) -> Any:
        (sent,) = await told("send_instant_messages", by=by, messages=[{"touserid": to, "text": text, **more}])
        return sent

    return send


async def unread(told: Ask, by: str, userid: int) -> int:
    return int(await told("get_unread_conversations_count", by=by, useridto=userid))


async def test_a_message_is_written_found_and_read(told: Ask, write: Ask) -> None:
    sent = await write("student", TEACHER, "Hi <b>you</b>", textformat=1, clientmsgid="c1")
    assert (sent["text"], sent["clientmsgid"], sent["useridfrom"]) == ("<p>Hi <b>you</b></p>", "c1", STUDENT)
    assert await unread(told, "teacher", TEACHER) == 1
    assert await unread(told, "student", STUDENT) == 0
    found = (await told("get_conversations", by="teacher", userid=TEACHER, type=1))["conversations"]
    assert [(one["id"], one["unreadcount"], one["isread"]) for one in found] == [(sent["conversationid"], 1, False)]
    assert [one["id"] for one in found[0]["members"]] == [STUDENT]
    assert found[0]["messages"][0]["id"] == sent["msgid"]
    await told("mark_message_read", by="teacher", messageid=sent["msgid"])
    assert await unread(told, "teacher", TEACHER) == 0
    (read,) = (await told("get_messages", by="teacher", useridto=TEACHER, type="conversations"))["messages"]
    assert read["timeread"] >= read["timecreated"]


async def test_only_who_got_a_message_reads_it(told: Ask, refused: Ask, write: Ask) -> None:
    sent = (await write("student", TEACHER))["msgid"]
    assert await refused("mark_message_read", by="student", messageid=sent) == "invalidparameter"
    assert await refused("mark_message_read", by="admin", messageid=sent) == "invalidparameter"
    assert await refused("mark_message_read", by="teacher", messageid=99) == "invalidrecordunknown"
    conversation = (await told("get_conversation_between_users", userid=STUDENT, otheruserid=TEACHER, **_PLAIN))["id"]
    read: dict[str, Any] = {"userid": TEACHER, "conversationid": conversation}
    assert await refused("mark_all_conversation_messages_as_read", by="student", **read) == "accessdenied"
    assert await told("mark_all_conversation_messages_as_read", by="teacher", **read) is None
    assert await refused("mark_message_read", by="teacher", messageid=sent) == "invalidrecordunknown"


_PLAIN: dict[str, Any] = {"includecontactrequests": False, "includeprivacyinfo": False}


async def test_a_conversation_is_for_those_in_it(told: Ask, refused: Ask, write: Ask) -> None:
    first = await write("student", TEACHER, "one")
    second = await write("teacher", STUDENT, "two")
    conversation = first["conversationid"]
    assert conversation == second["conversationid"]
    asked: dict[str, Any] = {"userid": STUDENT, "conversationid": conversation, **_PLAIN}
    found = await told("get_conversation", **asked, messagelimit=1, messageoffset=1)
    assert (found["type"], found["membercount"], len(found["messages"])) == (1, 2, 1)
    assert await refused("get_conversation", by="student2", **asked) == "nopermissions"
    assert await refused("get_conversation", by="student2", **{**asked, "userid": STUDENT2}) == "nopermissions"
    assert (await told("get_conversation", by="admin", **asked))["id"] == conversation
    assert await refused("get_conversation", **{**asked, "conversationid": 99}) == "errorconversationdoesnotexist"
    between: dict[str, Any] = {"userid": STUDENT, "otheruserid": STUDENT2}
    assert await refused("get_conversation_between_users", **between, **_PLAIN) == "errorconversationdoesnotexist"
    said = await told("get_conversation_messages", currentuserid=STUDENT, convid=conversation)
    assert [one["text"] for one in said["messages"]] == ["<p>one</p>", "<p>two</p>"]
    assert [one["id"] for one in said["members"]] == [STUDENT, TEACHER]
    assert await refused("get_conversation_messages", by="admin", currentuserid=ADMIN, convid=conversation) == "nopermissions"
    people = await told("get_conversation_members", userid=STUDENT, conversationid=conversation)
    assert {one["id"] for one in people} == {STUDENT, TEACHER}


async def test_everybody_has_a_conversation_with_themselves(told: Ask, refused: Ask, write: Ask) -> None:
    own = await told("get_self_conversation", userid=STUDENT)
    assert (own["type"], own["isfavourite"], [one["id"] for one in own["members"]]) == (3, True, [STUDENT])
    assert (await told("get_self_conversation", userid=STUDENT))["id"] == own["id"]
    assert (await write("student", STUDENT))["conversationid"] == own["id"]
    assert await refused("get_self_conversation", by="teacher", userid=STUDENT) == "nopermissions"
    listed = (await told("get_conversations", userid=STUDENT, type=1, mergeself=True))["conversations"]
    assert [one["id"] for one in listed] == [own["id"]]
    assert (await told("get_conversations", userid=STUDENT, favourites=False))["conversations"] == []


async def test_more_is_said_in_a_conversation_by_those_in_it(told: Ask, refused: Ask, write: Ask) -> None:
    conversation = (await write("student", TEACHER))["conversationid"]
    said: list[dict[str, Any]] = [{"text": "a"}, {"text": "b", "textformat": 2}]
    found = await told("send_messages_to_conversation", by="teacher", conversationid=conversation, messages=said)
    assert [one["useridfrom"] for one in found] == [TEACHER, TEACHER]
    assert await refused("send_messages_to_conversation", by="student2", conversationid=conversation, messages=said) == "nopermissions"
    long = [{"text": "x" * 4097}]
    assert await refused("send_messages_to_conversation", conversationid=conversation, messages=long) == "errormessagetoolong"


async def test_messages_to_nobody_are_not_sent(gateway: Gateway, told: Ask, refused: Ask) -> None:
    (failed,) = await told("send_instant_messages", messages=[{"touserid": 99, "text": "x"}])
    assert (failed["msgid"], bool(failed["errormessage"])) == (-1, True)
    mixed = [{"touserid": TEACHER, "text": "x"}, {"touserid": 99, "text": "x"}]
    assert await refused("send_instant_messages", messages=mixed) == "formatnotsupported"
    assert statement(gateway, select(func.count()).select_from(messages)) == 1


async def test_people_say_from_whom_they_take_messages(gateway: Gateway, write: Ask) -> None:
    async def sent(by: str, to: int) -> bool:
        return bool((await write(by, to))["msgid"] > 0)

    assert await sent("student", STUDENT2)
    assert not await sent("student", LONER)
    set_config(gateway, messagingallusers="1")
    assert await sent("student", LONER)
    statement(gateway, insert(user_preferences).values(userid=STUDENT2, name="message_blocknoncontacts", value="1"))
    assert not await sent("student", STUDENT2)
    assert await sent("teacher", STUDENT2)  # of a course of theirs
    statement(gateway, insert(message_contacts).values(userid=STUDENT2, contactid=STUDENT))
    assert await sent("student", STUDENT2)


async def test_who_is_blocked_writes_nothing(gateway: Gateway, told: Ask, refused: Ask, write: Ask) -> None:
    assert await told("block_user", userid=STUDENT, blockeduserid=STUDENT2) == []
    assert (await write("student2", STUDENT))["msgid"] == -1
    (seen,) = await told("get_member_info", referenceuserid=STUDENT, userids=[STUDENT2], includeprivacyinfo=True)
    assert (seen["isblocked"], seen["canmessage"], seen["canmessageevenifblocked"]) == (True, True, False)
    await told("block_user", userid=STUDENT, blockeduserid=TEACHER)  # teachers reach the people of their courses
    assert statement(gateway, select(func.count()).select_from(message_users_blocked)) == 1
    await told("unblock_user", userid=STUDENT, unblockeduserid=STUDENT2)
    assert (await write("student2", STUDENT))["msgid"] > 0
    assert await refused("block_user", by="teacher", userid=STUDENT, blockeduserid=STUDENT2) == "nopermissions"


async def test_contacts_are_asked_for_and_confirmed(gateway: Gateway, told: Ask, refused: Ask) -> None:
    pair = {"userid": STUDENT, "requesteduserid": STUDENT2}
    first = (await told("create_contact_request", **pair))["request"]
    again = (await told("create_contact_request", by="student2", userid=STUDENT2, requesteduserid=STUDENT))["request"]
    assert first == again
    assert statement(gateway, select(notifications.c.useridto)) == STUDENT2
    (asking,) = await told("get_member_info", referenceuserid=STUDENT, userids=[STUDENT2], includecontactrequests=True)
    assert [one["id"] for one in asking["contactrequests"]] == [first["id"]]
    assert await refused("confirm_contact_request", by="student", **pair) == "nopermissions"
    await told("confirm_contact_request", by="student2", **pair)
    await told("confirm_contact_request", by="student2", **pair)
    assert [one["id"] for one in await told("get_user_contacts", userid=STUDENT)] == [STUDENT2]
    await told("delete_contacts", userids=[STUDENT2])
    assert await told("get_user_contacts", userid=STUDENT) == []
    (warning,) = (await told("create_contact_request", userid=STUDENT, requesteduserid=LONER))["warnings"]
    assert warning["warningcode"] == "cannotcreatecontactrequest"


async def test_requests_for_contact_are_declined(gateway: Gateway, told: Ask) -> None:
    await told("create_contact_request", userid=STUDENT, requesteduserid=STUDENT2)
    await told("decline_contact_request", by="student2", userid=STUDENT, requesteduserid=STUDENT2)
    for table in (message_contact_requests, message_contacts):
        assert statement(gateway, select(func.count()).select_from(table)) == 0


async def test_messages_are_deleted_for_one_or_for_all(told: Ask, refused: Ask, write: Ask) -> None:
    sent = await write("student", TEACHER)
    own: dict[str, Any] = {"userid": STUDENT, "messageid": sent["msgid"]}
    assert await refused("delete_message", by="teacher", **own) == "nopermissions"
    assert (await told("delete_message", **own))["status"] is True
    assert (await told("delete_message", **own))["status"] is False
    assert (await told("get_conversations", userid=STUDENT, type=1))["conversations"] == []
    assert await unread(told, "teacher", TEACHER) == 1
    assert await refused("delete_message_for_all_users", by="student", **own) == "nopermissions"
    await told("delete_message_for_all_users", by="admin", messageid=sent["msgid"], userid=ADMIN)
    assert await unread(told, "teacher", TEACHER) == 0


async def test_conversations_are_deleted_for_one(told: Ask, refused: Ask, write: Ask) -> None:
    conversation = (await write("student", TEACHER))["conversationid"]
    asked: dict[str, Any] = {"userid": TEACHER, "conversationids": [conversation]}
    assert await refused("delete_conversations_by_id", by="student", **asked) == "nopermissions"
    assert await told("delete_conversations_by_id", by="teacher", **asked) == []
    assert (await told("get_conversations", by="teacher", userid=TEACHER, type=1))["conversations"] == []
    assert len((await told("get_conversations", userid=STUDENT, type=1))["conversations"]) == 1


async def test_conversations_are_muted_and_made_favourites(told: Ask, refused: Ask, write: Ask) -> None:
    conversation = (await write("student", TEACHER))["conversationid"]

    async def facts() -> tuple[bool, bool]:
        (one,) = (await told("get_conversations", userid=STUDENT, type=1))["conversations"]
        return one["ismuted"], one["isfavourite"]

    ids = {"userid": STUDENT, "conversationids": [conversation, 99]}
    await told("mute_conversations", **ids)
    await told("mute_conversations", **ids)
    await told("set_favourite_conversations", conversations=[conversation])
    await told("set_favourite_conversations", conversations=[conversation])
    assert await facts() == (True, True)
    await told("unmute_conversations", **ids)
    await told("unset_favourite_conversations", conversations=[conversation])
    assert await facts() == (False, False)
    assert await refused("unset_favourite_conversations", conversations=[conversation]) == "invalidrecord"
    assert await refused("set_favourite_conversations", by="student2", conversations=[conversation]) == "nopermissions"


async def test_notifications_are_shown_and_read(gateway: Gateway, told: Ask, refused: Ask) -> None:
    for number in (1, 2):
        row = {"useridfrom": -10, "useridto": STUDENT, "subject": "word " * 40, "component": "mod_quiz", "timecreated": number}
        statement(gateway, insert(notifications).values(id=number, **row))
    shown = value(await call(gateway, "message_popup_get_popup_notifications", {"useridto": 0, "limit": 1}, by="student"))
    (one,) = shown["notifications"]
    assert (one["id"], one["read"], shown["unreadcount"], one["shortenedsubject"][-7:]) == (2, False, 2, "word...")
    assert one["iconurl"].endswith("/mod_quiz/1/monologo")
    assert (await told("mark_notification_read", notificationid=1))["notificationid"] == 1
    assert await refused("mark_notification_read", by="teacher", notificationid=2) == "invalidparameter"
    assert await refused("mark_notification_read", notificationid=99) == "invalidrecord"
    assert await refused("mark_all_notifications_as_read", by="teacher", useridto=STUDENT) == "accessdenied"
    assert await refused("mark_all_notifications_as_read", useridto=0) == "accessdenied"
    assert await told("mark_all_notifications_as_read", useridto=STUDENT) is True
    assert await told("get_unread_notification_count", useridto=STUDENT) == 0


async def test_people_and_messages_are_found(told: Ask, write: Ask) -> None:
    await write("student", TEACHER, "about inertia")
    found = await told("message_search_users", userid=STUDENT, search="te")
    assert [one["id"] for one in found["contacts"]] == []
    assert TEACHER in [one["id"] for one in found["noncontacts"]]
    assert LONER not in [one["id"] for one in found["noncontacts"]]
    teacher = next(one for one in found["noncontacts"] if one["id"] == TEACHER)
    assert len(teacher["conversations"]) == 1
    assert TEACHER in [one["id"] for one in await told("search_contacts", searchtext="tess", onlymycourses=True)]
    myself = next(one for one in (await told("message_search_users", userid=STUDENT, search="sam"))["noncontacts"])
    assert (myself["id"], [one["type"] for one in myself["conversations"]]) == (STUDENT, [3])
    hits = (await told("data_for_messagearea_search_messages", userid=STUDENT, search="INERTIA"))["contacts"]
    assert [(one["userid"], one["sentfromcurrentuser"]) for one in hits] == [(TEACHER, True)]


@pytest.fixture
def of_group(gateway: Gateway) -> int:
    """The conversation of a group of the algebra course, in which a student and the teacher are, with a message of the latter."""
    wanted = {"id": 70, "type": 2, "name": "All of A", "component": "core_group", "itemtype": "groups", "itemid": 1, "enabled": 1}
    statement(gateway, insert(message_conversations).values(timecreated=1, **wanted))
    for userid in (STUDENT, TEACHER):
        statement(gateway, insert(message_conversation_members).values(conversationid=70, userid=userid, timecreated=1))
    said = {"conversationid": 70, "useridfrom": TEACHER, "smallmessage": "to all", "fullmessage": "to all", "timecreated": 2}
    statement(gateway, insert(messages).values(id=700, **said))
    return 70


async def test_the_conversation_of_a_group_has_a_picture(gateway: Gateway, told: Ask, of_group: int) -> None:
    (found,) = (await told("get_conversations", userid=STUDENT, type=2))["conversations"]
    assert (found["id"], found["name"], found["subname"]) == (of_group, "All of A", "ALG1")
    assert found["imageurl"].endswith("/theme/image.php/boost/core/1/g/g1")
    statement(gateway, update(groups).where(groups.c.id == 1).values(picture=5))
    (found,) = (await told("get_conversations", userid=STUDENT, type=2))["conversations"]
    assert found["imageurl"].endswith("/group/icon/1/f1?rev=5")


async def test_who_may_write_to_whom_is_told_in_conversations_between_two(told: Ask, write: Ask, of_group: int) -> None:
    keys = ("canmessageevenifblocked", "canmessage", "requirescontact")
    (found,) = (await told("get_conversations", userid=STUDENT, type=2))["conversations"]
    assert [found["members"][0][key] for key in keys] == [None, None, None]
    await write("student", TEACHER)
    shown = {one["type"]: one for one in (await told("get_conversations", userid=STUDENT))["conversations"]}
    assert [shown[1]["members"][0][key] for key in keys] == [True, True, False]
    assert [shown[2]["members"][0][key] for key in keys] == [True, None, None]


async def test_messages_to_groups_are_in_their_conversations_alone(told: Ask, write: Ask, of_group: int) -> None:
    sent = (await write("teacher", STUDENT))["msgid"]
    found = (await told("get_messages", useridto=STUDENT, type="conversations", read=0))["messages"]
    assert [one["id"] for one in found] == [sent]
    assert await unread(told, "student", STUDENT) == 2


async def test_starred_conversations_count_as_unread_as_well(told: Ask, write: Ask) -> None:
    conversation = (await write("teacher", STUDENT))["conversationid"]
    assert await unread(told, "student", STUDENT) == 1
    await told("set_favourite_conversations", userid=STUDENT, conversations=[conversation])
    assert await unread(told, "student", STUDENT) == 1


@pytest.mark.parametrize("function", ["get_contact_requests", "get_received_contact_requests_count"])
async def test_contact_requests_of_nobody(told: Ask, refused: Ask, function: str) -> None:
    assert not await told(function, by="admin", userid=99)
    assert await refused(function, by="teacher", userid=99) == "nopermissions"


async def test_conversations_of_nobody(told: Ask, refused: Ask, of_group: int) -> None:
    nobody: dict[str, Any] = {"userid": 99, "otheruserid": 98, **_PLAIN}
    assert await refused("get_conversation_between_users", by="teacher", **nobody) == "errorconversationdoesnotexist"
    assert await refused("get_self_conversation", by="admin", userid=99) == "invaliduser"
    assert await refused("get_conversation_members", by="student2", userid=STUDENT, conversationid=of_group) == "nopermissions"


async def test_searching_for_nothing_or_without_courses(gateway: Gateway, told: Ask, refused: Ask) -> None:
    assert await refused("search_contacts", searchtext="") == "querystringcannotbeempty"
    assert [one["id"] for one in await told("search_contacts", by="admin", searchtext="tess", onlymycourses=True)] == [TEACHER]
    assert (await told("message_search_users", by="admin", userid=STUDENT, search="te"))["noncontacts"] == []


async def test_preferences_of_messages(gateway: Gateway, told: Ask, refused: Ask) -> None:
    found = await told("get_user_message_preferences")
    assert (found["blocknoncontacts"], found["entertosend"]) == (0, True)
    key = "message_provider_moodle_messagecontactrequests_enabled"
    statement(gateway, insert(user_preferences).values(userid=STUDENT, name=key, value="none"))
    wanted = (await told("get_user_notification_preferences"))["preferences"]
    kinds = {kind["preferencekey"]: kind for component in wanted["components"] for kind in component["notifications"]}
    enabled = {name: [way["enabled"] for way in kind["processors"]] for name, kind in kinds.items()}
    assert enabled.pop("message_provider_moodle_messagecontactrequests") == [False]
    assert set(map(tuple, enabled.values())) == {(True,)}
    assert await refused("get_user_message_preferences", by="student2", userid=STUDENT) == "nopermissions"
    assert await refused("get_user_message_preferences", by="teacher", userid=99) == "invaliduser"


async def test_more_conversations_cost_no_more_statements(gateway: Gateway, told: Ask, write: Ask) -> None:
    async def cost() -> int:
        with counted(gateway.store) as statements:
            await told("get_conversations", by="teacher", userid=TEACHER)
        return len(statements)

    await write("teacher", STUDENT)
    await cost()
    before = await cost()
    await write("teacher", STUDENT2)
    assert await cost() == before
    assert statement(gateway, select(func.count()).select_from(message_conversations)) == 3


@pytest.mark.parametrize(
    ("page", "text"),
    [("<p>a</p><p>b &amp; c</p>", "a\nb & c"), ("x<br />y", "x\ny"), ("&lt;b&gt; <i>z</i>", "<b> z")],
)
def test_pages_are_kept_as_plain_text_too(page: str, text: str) -> None:
    assert plain(page) == text


@pytest.mark.parametrize(
    ("text", "text_format", "shown"),
    [
        ("plain < text", 2, "<p>plain &lt; text</p>"),
        ("<div>block</div> tail", 1, "<div>block</div><p> tail</p>"),
        ("a<br />b", 1, "<p>a<br>b</p>"),
        ('<a href="http://x.test">x</a>', 1, '<a href="http://x.test" target="_blank" rel="noreferrer">x</a>'),
        ("*strong*", 4, "<p><em>strong</em></p>"),
    ],
)
async def test_bare_text_becomes_a_paragraph(write: Ask, text: str, text_format: int, shown: str) -> None:
    assert (await write("student", TEACHER, text, textformat=text_format))["text"] == shown
