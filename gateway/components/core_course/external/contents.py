"""The web service function that returns the contents of a course."""

from __future__ import annotations

from typing import Any

from gateway.api import (
    ALPHA,
    ALPHANUM,
    ALPHANUMEXT,
    BOOL,
    COMPONENT,
    FILE,
    INT,
    NOTAGS,
    PATH,
    PLUGIN,
    RAW,
    READ,
    TAG,
    TEXT,
    URL,
    CallContext,
    CodedError,
    Level,
    List,
    MissingRecord,
    ParamType,
    Struct,
    Value,
    clean,
    contexts,
    format_value,
    function,
)
from gateway.components.core_course import contents, lib
from gateway.components.core_course.external.schemas import COURSE_ID

_TAGS = List(
    Struct(
        {
            "id": Value(INT, "id of the tag", null=False),
            "name": Value(TAG, "name, in small letters", null=False),
            "rawname": Value(RAW, "name as it was written", null=False),
            "isstandard": Value(BOOL, "whether it is one of the site's own", null=False),
            "tagcollid": Value(INT, "id of the collection", null=False),
            "taginstanceid": Value(INT, "id of its use here", null=False),
            "taginstancecontextid": Value(INT, "id of the context of its use", null=False),
            "itemid": Value(INT, "id of what has the tag", null=False),
            "ordering": Value(INT, "place in the order of tags", null=False),
            "flag": Value(INT, "whether it was reported as unfit"),
            "viewurl": Value(URL, "address of what has the tag", optional=True),
        }
    ),
    "tags",
    optional=True,
)

_CONTENT = Struct(
    {
        "type": Value(TEXT, "what it is: file, url or content"),
        "filename": Value(FILE, "name of the file"),
        "filepath": Value(PATH, "folder of the file, with a slash at both ends"),
        "filesize": Value(INT, "size in bytes"),
        "fileurl": Value(URL, "address to download it from", optional=True),
        "content": Value(RAW, "the content itself", optional=True),
        "timecreated": Value(INT, "when it was created"),
        "timemodified": Value(INT, "when it was changed"),
        "sortorder": Value(INT, "place in the order of files"),
        "mimetype": Value(RAW, "media type", optional=True),
        "isexternalfile": Value(BOOL, "whether the content lies in an external repository", optional=True),
        "repositorytype": Value(PLUGIN, "kind of that repository", optional=True),
        "userid": Value(INT, "id of who added it"),
        "author": Value(TEXT, "author"),
        "license": Value(TEXT, "licence"),
        "tags": _TAGS,
    }
)

_COMPLETION = Struct(
    {
        "state": Value(INT, "0 not completed, 1 completed, 2 passed, 3 failed", null=False),
        "timecompleted": Value(INT, "when that became so", null=False),
        "overrideby": Value(INT, "id of who decided that, where somebody did"),
        "valueused": Value(BOOL, "whether something else depends on it", null=False),
        "hascompletion": Value(BOOL, "whether it is tracked", null=False),
        "isautomatic": Value(BOOL, "whether it follows from what people do", null=False),
        "istrackeduser": Value(BOOL, "whether the caller is tracked", null=False),
        "uservisible": Value(BOOL, "whether the caller sees the activity", null=False),
        "details": List(
            Struct(
                {
                    "rulename": Value(RAW, "name of the condition", null=False),
                    "rulevalue": Struct(
                        {
                            "status": Value(INT, "whether it is fulfilled", null=False),
                            "description": Value(RAW, "what is to be done", null=False),
                        },
                        "how it stands",
                    ),
                }
            ),
            "conditions",
        ),
        "isoverallcomplete": Value(BOOL, "whether it is completed", optional=True, null=False),
    },
    "how far the caller has come",
    default=[],
)

_MODULE = Struct(
    {
        "id": Value(INT, "id of the activity in the course"),
        "url": Value(URL, "address of its page", optional=True),
        "name": Value(RAW, "name"),
        "instance": Value(INT, "id among the activities of its type", optional=True),
        "contextid": Value(INT, "id of its context", optional=True),
        "description": Value(RAW, "introduction, where the course shows it", optional=True),
        "visible": Value(INT, "whether students see it", optional=True),
        "uservisible": Value(BOOL, "whether the caller may use it", optional=True),
        "availabilityinfo": Value(RAW, "what is in the way", optional=True),
        "visibleoncoursepage": Value(INT, "whether the course lists it", optional=True),
        "modicon": Value(URL, "address of the icon"),
        "modname": Value(PLUGIN, "type of activity"),
        "purpose": Value(ALPHA, "what the type is for"),
        "branded": Value(BOOL, "whether the icon keeps its own colours", optional=True),
        "modplural": Value(TEXT, "name of the type, in the plural"),
        "availability": Value(RAW, "conditions of use, as JSON", optional=True),
        "indent": Value(INT, "how far it is indented"),
        "onclick": Value(RAW, "script of the link", optional=True),
        "afterlink": Value(RAW, "what follows the link", optional=True),
        "activitybadge": Struct(
            {
                "badgecontent": Value(TEXT, "text", optional=True),
                "badgestyle": Value(TEXT, "style", optional=True),
                "badgeurl": Value(URL, "address it leads to", optional=True),
                "badgeelementid": Value(ALPHANUMEXT, "id of the element", optional=True),
                "badgeextraattributes": List(
                    Struct({"name": Value(TEXT, "name", optional=True), "value": Value(TEXT, "value", optional=True)}, optional=True),
                    "further attributes of the element",
                    optional=True,
                ),
            },
            "badge beside the name",
            optional=True,
        ),
        "customdata": Value(RAW, "what its type tells besides, as JSON", optional=True),
        "noviewlink": Value(BOOL, "whether it has no page", optional=True),
        "completion": Value(INT, "how completion is tracked: 0 not, 1 by the person, 2 by itself", optional=True),
        "completiondata": _COMPLETION,
        "downloadcontent": Value(INT, "whether it is part of downloads of the course", optional=True),
        "dates": List(
            Struct(
                {
                    "label": Value(TEXT, "what it is"),
                    "timestamp": Value(INT, "when"),
                    "relativeto": Value(INT, "date it is reckoned from", optional=True),
                    "dataid": Value(NOTAGS, "name of the date", optional=True),
                }
            ),
            "dates",
            default=[],
        ),
        "groupmode": Value(INT, "group mode: 0 none, 1 separate, 2 visible", optional=True),
        "contents": List(_CONTENT, "what is in it", default=[]),
        "contentsinfo": Struct(
            {
                "filescount": Value(INT, "number of files"),
                "filessize": Value(INT, "size of all of them in bytes"),
                "lastmodified": Value(INT, "last change of any of them"),
                "mimetypes": List(Value(RAW, "media type"), "their media types"),
                "repositorytype": Value(PLUGIN, "kind of external repository of the first", optional=True),
            },
            "what the contents come to",
            optional=True,
        ),
    }
)

_SECTION = Struct(
    {
        "id": Value(INT, "id of the section"),
        "name": Value(RAW, "name"),
        "visible": Value(INT, "whether students see it", optional=True),
        "summary": Value(RAW, "summary"),
        "summaryformat": format_value("summary"),
        "section": Value(INT, "number of the section", optional=True),
        "hiddenbynumsections": Value(INT, "whether it is beyond the number of sections", optional=True),
        "uservisible": Value(BOOL, "whether the caller sees what is in it", optional=True),
        "availabilityinfo": Value(RAW, "what is in the way", optional=True),
        "component": Value(COMPONENT, "component that the section belongs to", optional=True),
        "itemid": Value(INT, "what of that component it belongs to", optional=True),
        "modules": List(_MODULE, "the activities"),
    }
)

# The options, and the type by which the value of each is cleaned.
_OPTIONS: dict[str, ParamType] = {
    **dict.fromkeys(("excludemodules", "excludecontents", "includestealthmodules"), BOOL),
    **dict.fromkeys(("sectionid", "sectionnumber", "cmid", "modid"), INT),
    "modname": PLUGIN,
}


@function(
    "core_course_get_contents",
    READ,
    params={
        "courseid": COURSE_ID,
        "options": List(
            Struct({"name": Value(ALPHANUM, "name of the option"), "value": Value(RAW, "its value")}),
            "what is wanted, and what is not",
            default=[],
        ),
    },
    returns=List(_SECTION),
    capabilities=["moodle/course:update", "moodle/course:viewhiddencourses"],
    services=["moodle_mobile_app"],
)
def get_contents(ctx: CallContext, courseid: int, options: list[dict[str, str]]) -> list[dict[str, Any]]:
    """Return the sections of a course with the activities in them.

    The options: excludemodules, excludecontents, includestealthmodules (those that no section lists), sectionid,
    sectionnumber, cmid, modname and, with it, modid.
    """
    wanted = _filter(ctx, options)
    found = lib.courses(ctx.db, id=courseid)
    if not found:
        raise MissingRecord("course", errorcode="invalidrecord")
    course = found[0]
    place = lib.require_entry(ctx, contexts.by_instances(ctx.db, Level.COURSE, [courseid]).get(courseid), courseid)
    return contents.of_course(ctx, course, place, wanted, lib.format_options(ctx.db, found)[courseid])


def _filter(ctx: CallContext, options: list[dict[str, str]]) -> contents.Filter:
    """The filter that the options describe; the first of repeated options counts. Raises ``errorinvalidparam`` for unknown ones."""
    made: dict[str, Any] = {}
    for option in options:
        kind = _OPTIONS.get(option["name"])
        if kind is None:
            raise CodedError("errorinvalidparam", "webservice")
        value = clean(option["value"], kind, ctx.site)
        if kind is PLUGIN and not value:
            raise CodedError("errorinvalidparam", "webservice")
        made.setdefault(option["name"], bool(value) if kind is BOOL else value)
    return contents.Filter(**made)
