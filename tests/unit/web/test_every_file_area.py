"""Nobody reads what they may not: every area × kind of person × address, over the third recorded school.

An area without a row here fails the test: whoever declares one says who reads its files.
"""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import quote

import httpx2

from gateway.registry.component import discover
from gateway.registry.registry import Registry
from gateway.server.host import Gateway
from tests.unit.app_fixtures import client, registry
from tests.unit.college import PEOPLE, college, cookie, store_file, token

__all__ = ["college", "registry"]

NOBODY = "nobody"
EVERYBODY = frozenset({*PEOPLE, NOBODY})
LOGGED_IN = frozenset(PEOPLE)
COURSE = frozenset({"admin", "teacher", "student", "student2"})
TEACHING = frozenset({"admin", "teacher"})
# The work of the first student, and that of the second.
OF_STUDENT = TEACHING | {"student"}
OF_STUDENT2 = TEACHING | {"student2"}


class Row(NamedTuple):
    """An address in an area, who may read what is there, and the number of the item for a file that the state does not have."""

    address: str
    readers: frozenset[str]
    store_in_item: int | None = None


# The contexts of activities in the first course, by their type.
_ACTIVITIES = {
    "assign": 99, "book": 85, "chat": 119, "choice": 113, "data": 123, "feedback": 124, "folder": 83, "forum": 90, "glossary": 116,
    "h5pactivity": 88, "imscp": 87, "label": 73, "lesson": 121, "lti": 89, "page": 72, "quiz": 107, "resource": 76, "scorm": 86,
    "survey": 120, "url": 74, "wiki": 117, "workshop": 126,
}  # fmt: skip

ROWS: dict[tuple[str, str], list[Row]] = {
    **{(f"mod_{kind}", "intro"): [Row(f"/{at}/mod_{kind}/intro/new.txt", COURSE, 0)] for kind, at in _ACTIVITIES.items()},
    ("assignfeedback_comments", "feedback"): [Row("/99/assignfeedback_comments/feedback/1/new.txt", OF_STUDENT, 1)],
    ("assignfeedback_editpdf", "download"): [Row("/99/assignfeedback_editpdf/download/1/new.txt", OF_STUDENT, 1)],
    ("backup", "activity"): [Row("/99/backup/activity/new.txt", TEACHING, 0)],
    ("backup", "automated"): [Row("/60/backup/automated/new.txt", frozenset({"admin"}), 0)],
    ("backup", "course"): [Row("/60/backup/course/new.txt", TEACHING, 0)],
    ("backup", "section"): [Row("/60/backup/section/2/new.txt", TEACHING, 2)],
    ("badges", "userbadge"): [Row("/14/badges/userbadge/1/f1", EVERYBODY, 1)],
    ("block_html", "content"): [Row("/145/block_html/content/new.txt", COURSE, 0)],
    ("calendar", "event_description"): [
        Row("/60/calendar/event_description/28/new.txt", COURSE, 28),
        Row("/60/calendar/event_description/29/new.txt", OF_STUDENT, 29),  # of a group
        Row("/14/calendar/event_description/30/new.txt", frozenset({"admin", "student"}), 30),  # of a person
        Row("/61/calendar/event_description/28/new.txt", frozenset(), 28),  # of another course
    ],
    ("cohort", "description"): [Row("/1/cohort/description/1/new.txt", frozenset({"admin"}), 1)],
    **{("core_admin", area): [Row(f"/1/core_admin/{area}/0x200/1/new.txt", EVERYBODY, 0)] for area in ("favicon", "logo", "logocompact")},
    ("course", "generated"): [Row("/60/course/generated/course.svg", EVERYBODY)],
    ("customfield_textarea", "value"): [Row("/60/customfield_textarea/value/5/new.txt", TEACHING, 5)],
    ("grade", "feedback"): [
        Row("/99/grade/feedback/7/new.txt", OF_STUDENT, 7),
        Row("/100/grade/feedback/38/new.txt", OF_STUDENT2, 38),
    ],
    ("grade", "scale"): [Row("/1/grade/scale/1/new.txt", EVERYBODY, 1)],
    ("grading", "description"): [
        Row("/102/grading/description/1/new.txt", COURSE, 1),
        Row("/99/grading/description/1/new.txt", frozenset(), 1),  # of another assignment
    ],
    ("group", "generated"): [
        Row("/60/group/generated/1/group.svg", COURSE),
        Row("/61/group/generated/1/group.svg", frozenset()),  # in another course
    ],
    ("grouping", "description"): [Row("/60/grouping/description/1/new.txt", TEACHING, 1)],
    ("mod_assign", "activityattachment"): [Row("/99/mod_assign/activityattachment/0/new.txt", COURSE, 0)],
    ("mod_feedback", "item"): [Row("/124/mod_feedback/item/1/new.txt", COURSE, 1)],
    ("mod_feedback", "page_after_submit"): [Row("/124/mod_feedback/page_after_submit/0/new.txt", COURSE, 0)],
    ("mod_lesson", "essay_answers"): [Row("/121/mod_lesson/essay_answers/1/new.txt", OF_STUDENT, 1)],
    ("mod_lesson", "essay_responses"): [Row("/121/mod_lesson/essay_responses/1/new.txt", OF_STUDENT, 1)],
    ("mod_lesson", "mediafile"): [Row("/121/mod_lesson/mediafile/0/new.txt", COURSE, 0)],
    ("mod_lesson", "page_answers"): [Row("/121/mod_lesson/page_answers/1/new.txt", COURSE, 1)],
    ("mod_lesson", "page_contents"): [
        Row("/121/mod_lesson/page_contents/1/new.txt", COURSE, 1),
        Row("/121/mod_lesson/page_contents/7/new.txt", frozenset(), 7),  # of a page of another lesson
    ],
    ("mod_lesson", "page_responses"): [Row("/121/mod_lesson/page_responses/1/new.txt", COURSE, 1)],
    ("mod_quiz", "feedback"): [Row("/107/mod_quiz/feedback/1/new.txt", COURSE, 1)],
    ("mod_workshop", "overallfeedback_attachment"): [Row("/127/mod_workshop/overallfeedback_attachment/1/new.txt", OF_STUDENT, 1)],
    ("mod_workshop", "overallfeedback_content"): [
        Row("/127/mod_workshop/overallfeedback_content/3/new.txt", OF_STUDENT2, 3),
        Row("/126/mod_workshop/overallfeedback_content/3/new.txt", frozenset(), 3),  # of another workshop
    ],
    ("question", "questiontext"): [
        Row("/60/question/questiontext/1/1/1/new.txt", COURSE, 1),
        Row("/60/question/questiontext/1/1/6/new.txt", OF_STUDENT, 6),  # of a quiz that only one has attempted
    ],
    ("question", "answer"): [Row("/60/question/answer/1/1/1/new.txt", COURSE, 1)],
    ("question", "answerfeedback"): [Row("/60/question/answerfeedback/1/1/9/new.txt", COURSE, 9)],
    ("question", "correctfeedback"): [Row("/60/question/correctfeedback/7/1/6/new.txt", OF_STUDENT, 6)],
    ("question", "generalfeedback"): [Row("/60/question/generalfeedback/7/1/6/new.txt", OF_STUDENT, 6)],
    ("question", "hint"): [Row("/60/question/hint/7/1/1/new.txt", TEACHING, 1)],  # of nobody who has tried the question
    ("question", "incorrectfeedback"): [Row("/60/question/incorrectfeedback/7/1/6/new.txt", OF_STUDENT, 6)],
    ("question", "partiallycorrectfeedback"): [Row("/60/question/partiallycorrectfeedback/7/1/6/new.txt", OF_STUDENT, 6)],
    ("question", "response_answer"): [Row("/107/question/response_answer/1/6/19/new.txt", OF_STUDENT, 19)],
    ("question", "response_attachments"): [
        Row("/107/question/response_attachments/1/6/19/new.txt", OF_STUDENT, 19),
        Row("/108/question/response_attachments/1/6/19/new.txt", frozenset(), 19),  # of another quiz
    ],
    ("qtype_match", "subquestion"): [Row("/60/qtype_match/subquestion/7/1/1/new.txt", OF_STUDENT, 1)],
    ("tag", "description"): [Row("/1/tag/description/1/new.txt", EVERYBODY, 1)],
    ("tool_policy", "policydocumentcontent"): [Row("/1/tool_policy/policydocumentcontent/1/new.txt", frozenset(), 1)],
    ("tool_policy", "policydocumentsummary"): [Row("/1/tool_policy/policydocumentsummary/1/new.txt", frozenset(), 1)],
    ("user", "backup"): [Row("/14/user/backup/new.txt", frozenset({"student"}), 0)],
    ("user", "profile"): [Row("/14/user/profile/new.txt", COURSE, 0)],
    **{
        (f"workshopform_{form}", "description"): [Row(f"/126/workshopform_{form}/description/1/new.txt", COURSE, 1)]
        for form in ("accumulative", "comments", "numerrors", "rubric")
    },
    ("assignfeedback_file", "feedback_files"): [Row("/99/assignfeedback_file/feedback_files/1/corrigé.txt", OF_STUDENT)],
    ("assignsubmission_file", "submission_files"): [
        Row("/99/assignsubmission_file/submission_files/1/fig/plot.png", OF_STUDENT),
        Row("/99/assignsubmission_file/submission_files/2/z.txt", OF_STUDENT2),
        Row("/100/assignsubmission_file/submission_files/5/team.txt", OF_STUDENT),
        Row("/100/assignsubmission_file/submission_files/1/new.txt", frozenset(), 1),  # of a submission in another activity
    ],
    ("assignsubmission_onlinetext", "submissions_onlinetext"): [
        Row("/99/assignsubmission_onlinetext/submissions_onlinetext/1/new.txt", OF_STUDENT, 1)
    ],
    ("badges", "badgeimage"): [
        Row("/60/badges/badgeimage/2/f1", EVERYBODY),
        Row("/1/badges/badgeimage/2/f1", frozenset()),
    ],
    ("blog", "attachment"): [Row("/1/blog/attachment/5/att.txt", LOGGED_IN)],
    ("blog", "post"): [Row("/1/blog/post/5/b.png", LOGGED_IN)],
    ("course", "overviewfiles"): [
        Row("/60/course/overviewfiles/cover.png", EVERYBODY),
        Row("/65/course/overviewfiles/new.txt", frozenset({"admin", "teacher"}), 0),  # of a hidden course
    ],
    ("course", "section"): [Row("/60/course/section/2/s.png", COURSE)],
    ("course", "summary"): [Row("/60/course/summary/ring.png", EVERYBODY)],
    ("coursecat", "description"): [Row("/58/coursecat/description/banner.png", EVERYBODY)],
    ("group", "description"): [Row("/60/group/description/1/g.png", COURSE)],
    ("group", "icon"): [Row("/60/group/icon/1/f1", COURSE, 1)],
    ("mod_assign", "intro"): [Row("/99/mod_assign/intro/assign.png", COURSE)],
    ("mod_assign", "introattachment"): [Row("/99/mod_assign/introattachment/0/énoncé.pdf", COURSE)],
    ("mod_book", "chapter"): [Row("/85/mod_book/chapter/1/c.png", COURSE), Row("/85/mod_book/chapter/1/index.html", COURSE)],
    ("mod_data", "content"): [
        Row("/123/mod_data/content/11/p.png", COURSE),
        Row("/123/mod_data/content/24/f.txt", OF_STUDENT2),  # of an entry that is not approved
    ],
    ("mod_folder", "content"): [Row("/83/mod_folder/content/7/sub/deep er/é.txt", COURSE)],
    ("mod_forum", "attachment"): [Row("/90/mod_forum/attachment/8/graph.png", OF_STUDENT)],
    ("mod_forum", "post"): [Row("/90/mod_forum/post/2/q.png", OF_STUDENT)],
    ("mod_glossary", "attachment"): [Row("/116/mod_glossary/attachment/1/ring.txt", COURSE)],
    ("mod_glossary", "entry"): [Row("/116/mod_glossary/entry/1/r.png", COURSE)],
    ("mod_h5pactivity", "package"): [Row("/88/mod_h5pactivity/package/3/q.h5p", COURSE)],
    ("mod_imscp", "backup"): [Row("/87/mod_imscp/backup/1/ims.zip", TEACHING)],
    ("mod_imscp", "content"): [
        Row("/87/mod_imscp/content/1/a.html", COURSE),
        Row("/87/mod_imscp/content/1/imsmanifest.xml", TEACHING),
    ],
    ("mod_page", "content"): [Row("/72/mod_page/content/9/sub/doc.pdf", COURSE), Row("/72/mod_page/content/index.html", COURSE)],
    ("mod_resource", "content"): [
        Row("/77/mod_resource/content/9", COURSE),  # its page
        Row("/80/mod_resource/content/9/hidden.txt", TEACHING),
        Row("/141/mod_resource/content/0/open.txt", LOGGED_IN),  # in a course for guests
    ],
    ("mod_scorm", "content"): [Row("/86/mod_scorm/content/2/a.html", COURSE)],
    ("mod_scorm", "package"): [Row("/86/mod_scorm/package/0/pkg.zip", COURSE)],
    ("mod_wiki", "attachments"): [Row("/117/mod_wiki/attachments/1/w.png", COURSE)],
    ("mod_workshop", "conclusion"): [Row("/126/mod_workshop/conclusion/new.txt", COURSE, 0)],
    ("mod_workshop", "instructauthors"): [Row("/126/mod_workshop/instructauthors/new.txt", COURSE, 0)],
    ("mod_workshop", "instructreviewers"): [Row("/126/mod_workshop/instructreviewers/new.txt", COURSE, 0)],
    ("mod_workshop", "submission_attachment"): [Row("/126/mod_workshop/submission_attachment/1/travail.txt", OF_STUDENT)],
    ("mod_workshop", "submission_content"): [Row("/126/mod_workshop/submission_content/1/new.txt", OF_STUDENT, 1)],
    ("user", "icon"): [
        Row("/14/user/icon/boost/f1", EVERYBODY),
        Row("/15/user/icon/boost/f2", EVERYBODY),  # of somebody without a picture
    ],
    ("user", "private"): [Row("/14/user/private/mémoires/2023/p.png", frozenset({"student"}))],
}


def test_every_area_has_a_row() -> None:
    assert set(Registry(discover()).areas) == set(ROWS)


async def test_files_are_given_to_whom_they_are_for(college: Gateway) -> None:
    wrong: list[tuple[str, str, bool]] = []
    async with client(college) as web:
        cookies = {person: cookie(college, person) for person in PEOPLE}
        for area, row in ((area, row) for area, rows in ROWS.items() for row in rows):
            if row.store_in_item is not None:
                name = "f1.png" if row.address.endswith("/f1") else row.address.rpartition("/")[2]
                await store_file(college, b"new", (int(row.address.split("/")[1]), *area), row.store_in_item, name)
            given: dict[str, list[bool]] = {NOBODY: [_is_given(await web.get(f"/pluginfile.php{quote(row.address)}"))]}
            for person in PEOPLE:
                by_token = await web.get(f"/webservice/pluginfile.php{quote(row.address)}", params={"token": token(person)})
                by_session = await web.get(f"/pluginfile.php{quote(row.address)}", headers=cookies[person])
                given[person] = [_is_given(by_token), _is_given(by_session)]
            wrong += [(row.address, who, what) for who, found in given.items() for what in found if what != (who in row.readers)]
    assert not wrong


def _is_given(answer: httpx2.Response) -> bool:
    """Whether an answer holds a file; else it must be one of the refusals there are."""
    if "content-disposition" in answer.headers:
        assert answer.status_code == 200
        return True
    refused = answer.json()["errorcode"] if answer.headers["content-type"].startswith("application/json") else answer.status_code
    assert refused in ("filenotfound", "nopermissions", "requireloginerror", 303, 404), answer.text
    return False
