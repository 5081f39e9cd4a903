"""Accounts, their preferences, profile fields and keys."""

from __future__ import annotations

from sqlalchemy import Index, Table, UniqueConstraint

from gateway.store.columns import key, long, metadata, number, sealed, text

__all__ = [
    "sessions",
    "user",
    "user_info_category",
    "user_info_data",
    "user_info_field",
    "user_lastaccess",
    "user_password_resets",
    "user_preferences",
    "user_private_key",
]

user = Table(
    "user",
    metadata,
    key(),
    text("auth", default="manual"),
    number("confirmed", default=0),
    number("policyagreed"),
    number("deleted"),
    number("suspended"),
    number("mnethostid", default=1),
    text("username"),
    text("idnumber"),
    text("firstname"),
    text("lastname"),
    text("email"),
    number("emailstop"),
    text("phone1"),
    text("phone2"),
    text("institution"),
    text("department"),
    text("address"),
    text("city"),
    text("country"),
    text("lang", default="en"),
    text("calendartype", default="gregorian"),
    text("theme"),
    text("timezone", default="99"),
    number("firstaccess"),
    number("lastaccess"),
    number("lastlogin"),
    number("currentlogin"),
    number("picture"),
    long("description", null=True),
    number("descriptionformat", default=1),
    number("mailformat", default=1),
    number("maildigest"),
    number("maildisplay", default=2),
    number("autosubscribe", default=1),
    number("trackforums"),
    number("timecreated"),
    number("timemodified"),
    number("trustbitmask"),
    text("imagealt", null=True),
    text("lastnamephonetic", null=True),
    text("firstnamephonetic", null=True),
    text("middlename", null=True),
    text("alternatename", null=True),
    text("moodlenetprofile", null=True),
    text("password", null=True),
    Index("user_email", "email"),
    Index("user_idnumber", "idnumber"),
    UniqueConstraint("mnethostid", "username"),
    Index("user_username", "username"),
)

user_preferences = Table(
    "user_preferences",
    metadata,
    key(),
    number("userid"),
    text("name"),
    long("value"),
    UniqueConstraint("userid", "name"),
)

user_info_category = Table(
    "user_info_category",
    metadata,
    key(),
    text("name"),
    number("sortorder"),
)

user_info_field = Table(
    "user_info_field",
    metadata,
    key(),
    text("shortname"),
    text("name"),
    text("datatype"),
    long("description", null=True),
    number("descriptionformat"),
    number("categoryid"),
    number("sortorder"),
    number("required"),
    number("locked"),
    number("visible"),
    number("forceunique"),
    number("signup"),
    long("defaultdata", null=True),
    number("defaultdataformat"),
    long("param1", null=True),
    long("param2", null=True),
    long("param3", null=True),
    long("param4", null=True),
    long("param5", null=True),
    Index("user_info_field_categoryid", "categoryid"),
)

user_info_data = Table(
    "user_info_data",
    metadata,
    key(),
    number("userid"),
    number("fieldid"),
    long("data", null=True),
    number("dataformat"),
    Index("user_info_data_fieldid", "fieldid"),
    UniqueConstraint("userid", "fieldid"),
)

user_lastaccess = Table(
    "user_lastaccess",
    metadata,
    key(),
    number("userid"),
    number("courseid"),
    number("timeaccess"),
    UniqueConstraint("userid", "courseid"),
    Index("user_lastaccess_courseid", "courseid"),
)

sessions = Table(
    "sessions",
    metadata,
    key(),
    number("state"),
    text("sid"),
    number("userid"),
    long("sessdata", null=True),
    number("timecreated"),
    number("timemodified"),
    text("firstip", null=True),
    text("lastip", null=True),
    UniqueConstraint("sid"),
    Index("sessions_userid", "userid"),
    Index("sessions_timemodified", "timemodified"),
)

user_private_key = Table(
    "user_private_key",
    metadata,
    key(),
    text("script"),
    text("value"),
    sealed("sealedvalue"),
    number("userid"),
    number("instance", null=True),
    text("iprestriction", null=True),
    number("validuntil", null=True),
    number("timecreated", null=True),
    Index("user_private_key_value", "script", "value"),
    Index("user_private_key_userid", "userid"),
)

# In place of the token, its digest.
user_password_resets = Table(
    "user_password_resets",
    metadata,
    key(),
    number("userid"),
    number("timerequested"),
    number("timererequested"),
    text("token"),
    UniqueConstraint("userid"),
    Index("user_password_resets_token", "token"),
)
