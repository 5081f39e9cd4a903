"""The tables of mod_lti."""

from __future__ import annotations

from sqlalchemy import Index, Table

from gateway.api.schema import decimal, key, long, number, schema, text

__all__ = ["lti", "lti_submission", "lti_tool_proxies", "lti_types", "lti_types_config", "metadata"]

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

lti_types = Table(
    "lti_types",
    metadata,
    key(),
    text("name"),
    long("baseurl"),
    text("tooldomain"),
    number("state", default=2),
    number("course"),
    number("coursevisible"),
    text("ltiversion"),
    text("clientid", null=True),
    number("toolproxyid", null=True),
    long("enabledcapability", null=True),
    long("parameter", null=True),
    long("icon", null=True),
    long("secureicon", null=True),
    number("createdby"),
    number("timecreated"),
    number("timemodified"),
    long("description", null=True),
    Index("lti_types_course", "course"),
)

lti_types_config = Table(
    "lti_types_config",
    metadata,
    key(),
    number("typeid"),
    text("name"),
    long("value"),
    Index("lti_types_config_typeid", "typeid"),
)

lti_tool_proxies = Table(
    "lti_tool_proxies",
    metadata,
    key(),
    text("name"),
    long("regurl", null=True),
    number("state", default=1),
    text("guid", null=True),
    text("secret", null=True),
    text("vendorcode", null=True),
    long("capabilityoffered"),
    long("serviceoffered"),
    long("toolproxy", null=True),
    number("createdby"),
    number("timecreated"),
    number("timemodified"),
)
