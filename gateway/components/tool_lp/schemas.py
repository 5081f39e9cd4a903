"""The descriptions of what the pages of competencies and learning plans show."""

from __future__ import annotations

from collections.abc import Mapping

from gateway.api import AREA, BOOL, COMPONENT, FILE, INT, PATH, RAW, URL, Description, List, Struct, Value, format_value
from gateway.components.core_competency.schemas import (
    COMMENT_AREA,
    COMPETENCY,
    EVIDENCE,
    FRAMEWORK,
    RECORD,
    USER,
    USER_COMPETENCY,
    USER_COMPETENCY_COURSE,
    USER_COMPETENCY_PLAN,
)
from gateway.components.core_course.summary import SUMMARY

__all__ = ["COMPETENCY_PATH", "COMPETENCY_SUMMARY", "MODULE", "USER_EVIDENCE", "USER_SUMMARY"]

_NODE: Mapping[str, Description] = {
    "id": Value(INT, "id"),
    "name": Value(RAW, "name", null=False),
    "first": Value(BOOL, "whether it is the first on the way", null=False),
    "last": Value(BOOL, "whether it is the last on the way", null=False),
    "position": Value(INT, "place on the way", null=False),
}
COMPETENCY_PATH = Struct(
    {
        "ancestors": List(Struct(_NODE), "competencies above, from the highest down"),
        "framework": Struct(_NODE, "framework"),
        "pluginbaseurl": Value(URL, "address under which pages lie", null=False),
        "pagecontextid": Value(INT, "id of the context of the framework", null=False),
        "showlinks": Value(BOOL, "whether names lead to pages", null=False),
    },
    "way to the competency",
)
COMPETENCY_SUMMARY: Mapping[str, Description] = {
    "linkedcourses": List(SUMMARY, "courses with the competency"),
    "relatedcompetencies": List(Struct(COMPETENCY), "related competencies"),
    "competency": Struct(COMPETENCY, "the competency"),
    "framework": Struct(FRAMEWORK, "its framework"),
    "hascourses": Value(BOOL, "whether there are courses", null=False),
    "hasrelatedcompetencies": Value(BOOL, "whether there are related competencies", null=False),
    "scaleid": Value(INT, "id of the scale in which it is rated", null=False),
    "scaleconfiguration": Value(RAW, "which values of the scale are proficient, in JSON", null=False),
    "taxonomyterm": Value(RAW, "what it is called", null=False),
    "comppath": COMPETENCY_PATH,
    "pluginbaseurl": Value(URL, "address under which pages lie", null=False),
}
USER_SUMMARY: Mapping[str, Description] = {
    "showrelatedcompetencies": Value(BOOL, "whether related competencies are shown", null=False),
    "cangrade": Value(BOOL, "whether the caller may rate the user", null=False),
    "competency": Struct(COMPETENCY_SUMMARY, "the competency"),
    "user": Struct(USER, "the user"),
    "usercompetency": Struct(USER_COMPETENCY, "how the user is rated", optional=True),
    "usercompetencyplan": Struct(USER_COMPETENCY_PLAN, "how the user was rated when the plan was completed", optional=True),
    "usercompetencycourse": Struct(USER_COMPETENCY_COURSE, "how the user is rated in the course", optional=True),
    "evidence": List(Struct(EVIDENCE), "evidence for that"),
    "commentarea": Struct(COMMENT_AREA, "comments on that", optional=True),
}
MODULE: Mapping[str, Description] = {
    "id": Value(INT, "id of the course module", null=False),
    "name": Value(RAW, "name", null=False),
    "url": Value(URL, "address of the activity", optional=True, null=False),
    "iconurl": Value(URL, "address of the icon", null=False),
}
_FILE: Mapping[str, Description] = {
    "contextid": Value(INT, "id of the context", null=False),
    "component": Value(COMPONENT, "component", null=False),
    "filearea": Value(AREA, "area", null=False),
    "itemid": Value(INT, "id of the evidence", null=False),
    "filepath": Value(PATH, "folder", null=False),
    "filename": Value(FILE, "name", null=False),
    "isdir": Value(BOOL, "whether it is a folder", null=False),
    "isimage": Value(BOOL, "whether it is a picture", null=False),
    "timemodified": Value(INT, "when it was last changed", null=False),
    "timecreated": Value(INT, "when it was created", null=False),
    "filesize": Value(INT, "size in bytes", null=False),
    "author": Value(RAW, "author", null=False),
    "license": Value(RAW, "licence", null=False),
    "filenameshort": Value(RAW, "name, not long", null=False),
    "filesizeformatted": Value(RAW, "size as text", null=False),
    "icon": Value(RAW, "name of its icon", null=False),
    "timecreatedformatted": Value(RAW, "when it was created, as text", null=False),
    "timemodifiedformatted": Value(RAW, "when it was last changed, as text", null=False),
    "url": Value(URL, "address of the file", null=False),
}
USER_EVIDENCE: Mapping[str, Description] = {
    "userid": Value(INT, "id of the user", null=False),
    "name": Value(RAW, "name", null=False),
    "description": Value(RAW, "description", null=False),
    "descriptionformat": format_value("description", default="1"),
    "url": Value(URL, "address that shows more", null=False),
    **RECORD,
    "canmanage": Value(BOOL, "whether the caller may change it", null=False),
    "filecount": Value(INT, "how many files it has", null=False),
    "files": List(Struct(_FILE), "its files"),
    "hasurlorfiles": Value(BOOL, "whether it has an address or files", null=False),
    "urlshort": Value(RAW, "the address, not long", null=False),
    "competencycount": Value(INT, "how many competencies it stands for", null=False),
    "usercompetencies": List(
        Struct(
            {
                "competency": Struct(COMPETENCY, "the competency"),
                "usercompetency": Struct(USER_COMPETENCY, "how the user is rated"),
            },
            optional=True,
        ),
        "what it stands for",
        optional=True,
    ),
    "userhasplan": Value(BOOL, "whether the user has a plan", null=False),
}
