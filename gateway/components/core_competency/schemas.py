"""The descriptions of competencies, plans and ratings that several functions return."""

from __future__ import annotations

from collections.abc import Mapping

from gateway.api import (
    ALPHANUMEXT,
    AREA,
    BOOL,
    COMPONENT,
    INT,
    NOTAGS,
    RAW,
    RAW_TRIMMED,
    STRINGID,
    URL,
    Description,
    Struct,
    Value,
    format_value,
)

__all__ = [
    "COMMENT_AREA",
    "COMPETENCY",
    "COURSE_COMPETENCY",
    "EVIDENCE",
    "FRAMEWORK",
    "MODULE_COMPETENCY",
    "PLAN",
    "RECORD",
    "TEMPLATE",
    "USER",
    "USER_COMPETENCY",
    "USER_COMPETENCY_COURSE",
    "USER_COMPETENCY_PLAN",
    "USER_COMPETENCY_STORED",
]

Members = Mapping[str, Description]

RECORD: Members = {
    "id": Value(INT, "id", null=False),
    "timecreated": Value(INT, "when it was made", null=False),
    "timemodified": Value(INT, "when it was last changed", null=False),
    "usermodified": Value(INT, "who has changed it last", null=False),
}

_DESCRIBED: Members = {
    "description": Value(RAW, "description", null=False),
    "descriptionformat": format_value("description", default="1"),
}

COMPETENCY: Members = {
    "shortname": Value(RAW, "name", null=False),
    "idnumber": Value(RAW, "number in the framework", null=False),
    **_DESCRIBED,
    "sortorder": Value(INT, "place among its siblings", null=False),
    "parentid": Value(INT, "id of the competency above, 0 for none", null=False),
    "path": Value(RAW, "ids of the competencies above", null=False),
    "ruleoutcome": Value(INT, "what happens when its rule is met: 0 nothing, 1 evidence, 2 a review, 3 it is rated", null=False),
    "ruletype": Value(RAW, "kind of rule by which competencies below complete it"),
    "ruleconfig": Value(RAW, "the rule, in JSON"),
    "scaleid": Value(INT, "id of a scale of its own"),
    "scaleconfiguration": Value(RAW, "which values of that scale are proficient, in JSON"),
    "competencyframeworkid": Value(INT, "id of the framework", null=False),
    **RECORD,
}

FRAMEWORK: Members = {
    "shortname": Value(RAW, "name", null=False),
    "idnumber": Value(RAW, "number on the site", null=False),
    **_DESCRIBED,
    "visible": Value(BOOL, "whether it can be used", null=False),
    "scaleid": Value(INT, "id of the scale", null=False),
    "scaleconfiguration": Value(RAW, "which values of the scale are proficient, in JSON", null=False),
    "contextid": Value(INT, "id of the context it belongs to", null=False),
    "taxonomies": Value(RAW, "what competencies are called, level by level", null=False),
    **RECORD,
    "canmanage": Value(BOOL, "whether the caller may change it", null=False),
    "competenciescount": Value(INT, "how many competencies it has", null=False),
    "contextname": Value(RAW, "name of its context", null=False),
    "contextnamenoprefix": Value(RAW, "name of its context without the kind", null=False),
}

USER: Members = {
    "id": Value(INT, "id of the user", null=False),
    "email": Value(RAW_TRIMMED, "e-mail address", null=False),
    "idnumber": Value(RAW, "number in another system", null=False),
    "phone1": Value(NOTAGS, "telephone", null=False),
    "phone2": Value(NOTAGS, "mobile telephone", null=False),
    "department": Value(RAW, "department", null=False),
    "institution": Value(RAW, "institution", null=False),
    "fullname": Value(RAW, "full name", null=False),
    "identity": Value(RAW, "what tells people of one name apart", null=False),
    "profileurl": Value(URL, "address of the profile", null=False),
    "profileimageurl": Value(URL, "address of the picture", null=False),
    "profileimageurlsmall": Value(URL, "address of the small picture", null=False),
}

COMMENT_AREA: Members = {
    "component": Value(COMPONENT, "component of what is commented on", null=False),
    "commentarea": Value(AREA, "kind of thing that is commented on", null=False),
    "itemid": Value(INT, "id of what is commented on", null=False),
    "courseid": Value(INT, "id of the course", null=False),
    "contextid": Value(INT, "id of the context", null=False),
    "cid": Value(ALPHANUMEXT, "name of the area on a page", null=False),
    "autostart": Value(BOOL, "whether the comments are open at once", null=False),
    "canpost": Value(BOOL, "whether the caller may comment", null=False),
    "canview": Value(BOOL, "whether the caller may read comments", null=False),
    "count": Value(INT, "how many comments there are", null=False),
    "collapsediconkey": Value(RAW, "icon of closed comments", null=False),
    "displaytotalcount": Value(BOOL, "whether the number is shown", null=False),
    "displaycancel": Value(BOOL, "whether there is a button to cancel", null=False),
    "fullwidth": Value(BOOL, "whether the area is as wide as its page", null=False),
    "linktext": Value(RAW, "text of the link that opens the comments", null=False),
    "notoggle": Value(BOOL, "whether the comments cannot be closed", null=False),
    "template": Value(RAW, "HTML of one comment, with names for its parts", null=False),
    "canpostorhascomments": Value(BOOL, "whether there is anything to show", null=False),
}

TEMPLATE: Members = {
    "shortname": Value(RAW, "name", null=False),
    **_DESCRIBED,
    "duedate": Value(INT, "when plans made of it are due, 0 for never", null=False),
    "visible": Value(BOOL, "whether it can be used", null=False),
    "contextid": Value(INT, "id of the context it belongs to", null=False),
    **RECORD,
    "duedateformatted": Value(RAW, "when plans are due, as a text", null=False),
    "cohortscount": Value(INT, "how many cohorts get plans made of it", null=False),
    "planscount": Value(INT, "how many plans were made of it", null=False),
    "canmanage": Value(BOOL, "whether the caller may change it", null=False),
    "canread": Value(BOOL, "whether the caller may read it", null=False),
    "contextname": Value(RAW, "name of its context", null=False),
    "contextnamenoprefix": Value(RAW, "name of its context without the kind", null=False),
}

PLAN: Members = {
    "name": Value(RAW, "name", null=False),
    **_DESCRIBED,
    "userid": Value(INT, "id of the user whose plan it is", null=False),
    "templateid": Value(INT, "id of the template that it follows"),
    "origtemplateid": Value(INT, "id of the template that it followed once"),
    "status": Value(INT, "0 draft, 1 active, 2 complete, 3 waiting for a review, 4 in review", null=False),
    "duedate": Value(INT, "when it is due, 0 for never", null=False),
    "reviewerid": Value(INT, "id of who reviews it"),
    **RECORD,
    "statusname": Value(RAW, "status in a word", null=False),
    "isbasedontemplate": Value(BOOL, "whether it follows a template", null=False),
    "canmanage": Value(BOOL, "whether the caller may manage it", null=False),
    "canrequestreview": Value(BOOL, "whether the caller may ask for a review", null=False),
    "canreview": Value(BOOL, "whether the caller may review it", null=False),
    "canbeedited": Value(BOOL, "whether its competencies can be changed", null=False),
    "isactive": Value(BOOL, "whether it is active", null=False),
    "isdraft": Value(BOOL, "whether it is a draft", null=False),
    "iscompleted": Value(BOOL, "whether it is complete", null=False),
    "isinreview": Value(BOOL, "whether it is being reviewed", null=False),
    "iswaitingforreview": Value(BOOL, "whether it waits for a review", null=False),
    "isreopenallowed": Value(BOOL, "whether the caller may open it again", null=False),
    "iscompleteallowed": Value(BOOL, "whether the caller may complete it", null=False),
    "isunlinkallowed": Value(BOOL, "whether the caller may let it follow its template no longer", null=False),
    "isrequestreviewallowed": Value(BOOL, "whether a review can be asked for now", null=False),
    "iscancelreviewrequestallowed": Value(BOOL, "whether that can be taken back now", null=False),
    "isstartreviewallowed": Value(BOOL, "whether a review can begin now", null=False),
    "isstopreviewallowed": Value(BOOL, "whether a review can end now", null=False),
    "isapproveallowed": Value(BOOL, "whether it can be approved now", null=False),
    "isunapproveallowed": Value(BOOL, "whether it can be made a draft now", null=False),
    "duedateformatted": Value(RAW, "when it is due, as a text", null=False),
    "commentarea": Struct(COMMENT_AREA, "comments on it"),
    "reviewer": Struct(USER, "who reviews it", optional=True),
    "template": Struct(TEMPLATE, "template that it follows", optional=True),
    "url": Value(URL, "address of its page", null=False),
}

_RATED: Members = {
    "proficiency": Value(BOOL, "whether the user is proficient"),
    "grade": Value(INT, "rating, as the place of a value in the scale"),
}

USER_COMPETENCY_STORED: Members = {
    "userid": Value(INT, "id of the user", null=False),
    "competencyid": Value(INT, "id of the competency", null=False),
    "status": Value(INT, "0 idle, 1 waiting for a review, 2 in review", null=False),
    "reviewerid": Value(INT, "id of who reviews it"),
    **_RATED,
    **RECORD,
}

USER_COMPETENCY: Members = {
    **USER_COMPETENCY_STORED,
    "canrequestreview": Value(BOOL, "whether the caller may ask for a review", null=False),
    "canreview": Value(BOOL, "whether the caller may review it", null=False),
    "gradename": Value(RAW, "rating in words", null=False),
    "isrequestreviewallowed": Value(BOOL, "whether a review can be asked for now", null=False),
    "iscancelreviewrequestallowed": Value(BOOL, "whether that can be taken back now", null=False),
    "isstartreviewallowed": Value(BOOL, "whether a review can begin now", null=False),
    "isstopreviewallowed": Value(BOOL, "whether a review can end now", null=False),
    "isstatusidle": Value(BOOL, "whether nothing is going on", null=False),
    "isstatusinreview": Value(BOOL, "whether it is being reviewed", null=False),
    "isstatuswaitingforreview": Value(BOOL, "whether it waits for a review", null=False),
    "proficiencyname": Value(RAW, "whether the user is proficient, in a word", null=False),
    "reviewer": Struct(USER, "who reviews it", optional=True),
    "statusname": Value(RAW, "status in words", null=False),
    "url": Value(URL, "address of its page", null=False),
}

_RATED_IN_WORDS: Members = {
    "gradename": Value(RAW, "rating in words", null=False),
    "proficiencyname": Value(RAW, "whether the user is proficient, in a word", null=False),
}

USER_COMPETENCY_COURSE: Members = {
    "userid": Value(INT, "id of the user", null=False),
    "courseid": Value(INT, "id of the course", null=False),
    "competencyid": Value(INT, "id of the competency", null=False),
    **_RATED,
    **RECORD,
    **_RATED_IN_WORDS,
}

USER_COMPETENCY_PLAN: Members = {
    "userid": Value(INT, "id of the user", null=False),
    "competencyid": Value(INT, "id of the competency", null=False),
    **_RATED,
    "planid": Value(INT, "id of the plan", null=False),
    "sortorder": Value(INT, "place in the plan", null=False),
    **RECORD,
    **_RATED_IN_WORDS,
}

EVIDENCE: Members = {
    "usercompetencyid": Value(INT, "id of the competency of the user", null=False),
    "contextid": Value(INT, "id of the context in which it came about", null=False),
    "action": Value(INT, "what it did: 0 nothing, 2 it has completed, 3 it has rated", null=False),
    "actionuserid": Value(INT, "who has done that"),
    "descidentifier": Value(STRINGID, "name of the text that describes it", null=False),
    "desccomponent": Value(COMPONENT, "component of that text", null=False),
    "desca": Value(RAW, "what is put into that text, in JSON"),
    "url": Value(URL, "address that shows more"),
    "grade": Value(INT, "rating, as the place of a value in the scale"),
    "note": Value(NOTAGS, "note"),
    **RECORD,
    "actionuser": Struct(USER, "who has done that", optional=True),
    "description": Value(RAW, "what it is", null=False),
    "gradename": Value(RAW, "rating in words", null=False),
    "userdate": Value(NOTAGS, "when it came about, as a text", null=False),
    "candelete": Value(BOOL, "whether the caller may delete it", null=False),
}

COURSE_COMPETENCY: Members = {
    "courseid": Value(INT, "id of the course", null=False),
    "competencyid": Value(INT, "id of the competency", null=False),
    "sortorder": Value(INT, "place in the course", null=False),
    "ruleoutcome": Value(INT, "what completing the course does: 0 nothing, 1 evidence, 2 a review, 3 it is rated", null=False),
    **RECORD,
}

MODULE_COMPETENCY: Members = {
    "cmid": Value(INT, "id of the course module", null=False),
    "competencyid": Value(INT, "id of the competency", null=False),
    "sortorder": Value(INT, "place in the activity", null=False),
    "ruleoutcome": Value(INT, "what completing the activity does: 0 nothing, 1 evidence, 2 a review, 3 it is rated", null=False),
    "overridegrade": Value(BOOL, "whether that rates who is rated already", null=False),
    **RECORD,
}
