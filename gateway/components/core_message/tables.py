"""The tables of conversations, messages, contacts and notifications."""

from __future__ import annotations

from sqlalchemy import Index, Table, UniqueConstraint

from gateway.api.schema import key, long, number, schema, text

__all__ = [
    "metadata",
    "message_conversations",
    "message_conversation_members",
    "message_conversation_actions",
    "messages",
    "message_contacts",
    "message_contact_requests",
    "message_users_blocked",
    "message_user_actions",
    "notifications",
]

metadata = schema()

message_conversations = Table(
    "message_conversations",
    metadata,
    key(),
    number("type"),
    text("name", null=True),
    text("convhash", null=True),
    text("component", null=True),
    text("itemtype", null=True),
    number("itemid", null=True),
    number("contextid", null=True),
    number("enabled"),
    number("timecreated"),
    number("timemodified"),
    Index("message_conversations_itemid", "itemid"),
    Index("message_conversations_contextid", "contextid"),
    Index("message_conversations_convhash", "convhash"),
)

message_conversation_members = Table(
    "message_conversation_members",
    metadata,
    key(),
    number("conversationid"),
    number("userid"),
    number("timecreated"),
    Index("message_conversation_members_userid", "userid"),
    UniqueConstraint("conversationid", "userid"),
)

message_conversation_actions = Table(
    "message_conversation_actions",
    metadata,
    key(),
    number("userid"),
    number("conversationid"),
    number("action"),
    number("timecreated"),
    Index("message_conversation_actions_conversationid", "conversationid"),
    UniqueConstraint("userid", "conversationid", "action"),
)

messages = Table(
    "messages",
    metadata,
    key(),
    number("useridfrom"),
    number("conversationid"),
    text("subject", null=True),
    long("fullmessage", null=True),
    number("fullmessageformat"),
    long("fullmessagehtml", null=True),
    long("smallmessage", null=True),
    number("timecreated"),
    number("fullmessagetrust"),
    long("customdata", null=True),
    Index("messages_conversationid", "conversationid"),
)

message_contacts = Table(
    "message_contacts",
    metadata,
    key(),
    number("userid"),
    number("contactid"),
    number("timecreated"),
    Index("message_contacts_userid", "userid"),
    Index("message_contacts_contactid", "contactid"),
)

message_contact_requests = Table(
    "message_contact_requests",
    metadata,
    key(),
    number("userid"),
    number("requesteduserid"),
    number("timecreated"),
    Index("message_contact_requests_userid", "userid"),
    Index("message_contact_requests_requesteduserid", "requesteduserid"),
)

message_users_blocked = Table(
    "message_users_blocked",
    metadata,
    key(),
    number("userid"),
    number("blockeduserid"),
    number("timecreated"),
    Index("message_users_blocked_userid", "userid"),
    Index("message_users_blocked_blockeduserid", "blockeduserid"),
)

message_user_actions = Table(
    "message_user_actions",
    metadata,
    key(),
    number("userid"),
    number("messageid"),
    number("action"),
    number("timecreated"),
    Index("message_user_actions_userid", "userid"),
)

notifications = Table(
    "notifications",
    metadata,
    key(),
    number("useridfrom"),
    number("useridto"),
    text("subject"),
    long("fullmessage", null=True),
    number("fullmessageformat"),
    long("fullmessagehtml", null=True),
    long("smallmessage", null=True),
    text("component"),
    text("eventtype"),
    long("contexturl", null=True),
    long("contexturlname", null=True),
    number("timeread", null=True),
    number("timecreated"),
    long("customdata", null=True),
    Index("notifications_useridto", "useridto"),
)
