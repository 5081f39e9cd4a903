"""The tables of mod_lti."""

from __future__ import annotations

from sqlalchemy import Index, Table

from gateway.api.schema import decimal, key, long, number, schema, text

__all__ = ["metadata", "lti", "lti_submission"]

metadata = schema()

lti = Table(
    "lti",
    metadata,
    key(),
    number("course"),
    text("name"),
    long("intro", null=True),
    number("introformat"),
    number("timecreated"),
    number("timemodified"),
    number("typeid", null=True),
    text("toolurl"),
    text("securetoolurl", null=True),
    number("instructorchoicesendname", null=True),
    number("instructorchoicesendemailaddr", null=True),
    text("instructorchoiceallowroster", null=True),
    text("instructorchoiceallowsetting", null=True),
    text("instructorcustomparameters", null=True),
    number("instructorchoiceacceptgrades", null=True),
    number("grade"),
    number("launchcontainer"),
    text("resourcekey", null=True),
    text("password", null=True),
    number("debuglaunch"),
    number("showtitlelaunch"),
    number("showdescriptionlaunch"),
    text("servicesalt", null=True),
    text("icon", null=True),
    text("secureicon", null=True),
    Index("lti_course", "course"),
)

lti_submission = Table(
    "lti_submission",
    metadata,
    key(),
    number("ltiid"),
    number("userid"),
    number("datesubmitted"),
    number("dateupdated"),
    decimal("gradepercent"),
    decimal("originalgrade"),
    number("launchid"),
    number("state"),
    Index("lti_submission_ltiid", "ltiid"),
)
