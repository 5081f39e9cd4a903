"""The story of the suite ``conformance``: what is called, in order, by which protocols, and what is kept of the answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

__all__ = ["Call", "Login", "Told", "told"]

REST = ("rest",)
EVERY = ("rest", "rest-xml", "xmlrpc", "soap")
PASSWORD = "Story-2-tell!"


class Call(msgspec.Struct, frozen=True, kw_only=True):
    """A call by a function's client halves, or of ``raw`` fields as they stand; ``{{name}}`` in arguments is what was kept."""

    case: str
    function: str
    arguments: dict[str, Any] = {}
    protocols: tuple[str, ...] = REST
    token: str = "token"
    keep: Mapping[str, str] = {}
    raw: bool = False


class Login(msgspec.Struct, frozen=True, kw_only=True):
    """Asking the login script for a token."""

    case: str
    who: str
    password: str = PASSWORD
    keep: Mapping[str, str] = {}


Told = Call | Login


def told() -> list[Told]:
    """The story."""
    return [*_made(), *_read(), *_changed(), *_asked_otherwise(), *_refused(), *_deleted()]


def _person(who: str, firstname: str, lastname: str) -> dict[str, str]:
    return {
        "username": f"{{{{run}}}}-{who}", "password": PASSWORD, "firstname": firstname, "lastname": lastname,
        "email": f"{{{{run}}}}-{who}@example.org", "idnumber": f"{{{{run}}}}-{who}-id", "city": "Zürich", "country": "CH",
    }  # fmt: skip


def _form(case: str, function: str, fields: dict[str, Any]) -> Call:
    """A call of fields as they stand."""
    return Call(case=case, function=function, arguments=fields, raw=True)


def _made() -> list[Told]:
    """What everything else relies on."""
    people = [
        _person("teacher", "Zoë", "O'Hara & Søn"),
        _person("student", "Đỗ 😀", 'Quote "d" \\ slash/'),
        _person("second", "Plain", "Student"),
    ]
    return [
        Call(
            case="setup/people",
            function="core_user_create_users",
            arguments={"users": people},
            keep={"teacher": "0.id", "student": "1.id", "second": "2.id"},
        ),
        Call(
            case="setup/category",
            function="core_course_create_categories",
            arguments={"categories": [{"name": "{{run}} category", "idnumber": "{{run}}-cat", "description": "<p>Of a run</p>"}]},
            keep={"category": "0.id"},
        ),
        Call(
            case="setup/courses",
            function="core_course_create_courses",
            arguments={
                "courses": [
                    {
                        "fullname": "{{run}} algebra", "shortname": "{{run}}-alg", "categoryid": "{{category}}",
                        "idnumber": "{{run}}-alg-id", "summary": "<p>Numbers &amp; <b>letters</b></p>",
                        "format": "topics", "numsections": 3, "newsitems": 0,
                        "startdate": 1700000000,
                    },
                    {"fullname": "{{run}} botany", "shortname": "{{run}}-bot", "categoryid": "{{category}}", "visible": 0, "newsitems": 0},
                ]
            },
            keep={"course": "0.id", "hidden": "1.id"},
        ),
        Call(
            case="setup/enrolments",
            function="enrol_manual_enrol_users",
            arguments={
                "enrolments": [
                    {"roleid": 3, "userid": "{{teacher}}", "courseid": "{{course}}"},
                    {"roleid": 5, "userid": "{{student}}", "courseid": "{{course}}"},
                ]
            },
        ),
        Call(
            case="setup/groups",
            function="core_group_create_groups",
            arguments={
                "groups": [
                    {"courseid": "{{course}}", "name": "Red", "description": "<p>Red ones</p>", "idnumber": "{{run}}-red"},
                    {"courseid": "{{course}}", "name": "Blue", "description": ""},
                ]
            },
            keep={"red": "0.id", "blue": "1.id"},
        ),
        Call(
            case="setup/members",
            function="core_group_add_group_members",
            arguments={"members": [{"groupid": "{{red}}", "userid": "{{student}}"}]},
        ),
        Call(
            case="setup/cohort",
            function="core_cohort_create_cohorts",
            arguments={
                "cohorts": [
                    {
                        "categorytype": {"type": "system", "value": ""}, "name": "{{run}} cohort", "idnumber": "{{run}}-coh",
                        "description": "Those of a run", "visible": True,
                    }
                ]
            },
            keep={"cohort": "0.id"},
        ),
        Login(case="setup/token_teacher", who="teacher", keep={"token_teacher": "token"}),
        Login(case="setup/token_student", who="student", keep={"token_student": "token"}),
    ]  # fmt: skip


def _read() -> list[Told]:
    """What is read by every protocol."""
    by_username = {"field": "username", "values": ["{{run}}-student", "{{run}}-teacher", "{{run}}-nobody"]}
    return [
        Call(case="users/by_username", function="core_user_get_users_by_field", arguments=by_username, protocols=EVERY),
        Call(
            case="users/by_id",
            function="core_user_get_users_by_field",
            arguments={"field": "id", "values": ["{{second}}"]},
            protocols=EVERY,
        ),
        Call(
            case="users/search",
            function="core_user_get_users",
            arguments={"criteria": [{"key": "email", "value": "{{run}}-student@example.org"}]},
            protocols=EVERY,
        ),
        Call(
            case="users/search_nobody",
            function="core_user_get_users",
            arguments={"criteria": [{"key": "username", "value": "{{run}}-nobody"}]},
            protocols=EVERY,
        ),
        Call(
            case="users/in_course",
            function="core_user_get_course_user_profiles",
            arguments={"userlist": [{"userid": "{{student}}", "courseid": "{{course}}"}]},
        ),
        Call(
            case="courses/by_id",
            function="core_course_get_courses",
            arguments={"options": {"ids": ["{{course}}", "{{hidden}}"]}},
            protocols=EVERY,
        ),
        Call(
            case="courses/by_shortname",
            function="core_course_get_courses_by_field",
            arguments={"field": "shortname", "value": "{{run}}-alg"},
        ),
        Call(
            case="courses/none",
            function="core_course_get_courses_by_field",
            arguments={"field": "idnumber", "value": "{{run}}-none"},
            protocols=EVERY,
        ),
        Call(case="courses/contents", function="core_course_get_contents", arguments={"courseid": "{{course}}"}, protocols=EVERY),
        Call(
            case="courses/contents_of_student",
            function="core_course_get_contents",
            arguments={"courseid": "{{course}}"},
            token="token_student",
        ),
        Call(
            case="categories/by_id",
            function="core_course_get_categories",
            arguments={"criteria": [{"key": "id", "value": "{{category}}"}], "addsubcategories": 0},
            protocols=EVERY,
        ),
        Call(case="enrolments/of_course", function="core_enrol_get_enrolled_users", arguments={"courseid": "{{course}}"}, protocols=EVERY),
        Call(
            case="enrolments/of_course_few_fields",
            function="core_enrol_get_enrolled_users",
            arguments={"courseid": "{{course}}", "options": [{"name": "userfields", "value": "fullname,email,roles"}]},
        ),
        Call(
            case="enrolments/of_course_to_student",
            function="core_enrol_get_enrolled_users",
            arguments={"courseid": "{{course}}"},
            token="token_student",
        ),
        Call(case="enrolments/of_user", function="core_enrol_get_users_courses", arguments={"userid": "{{student}}"}),
        Call(
            case="enrolments/of_oneself",
            function="core_enrol_get_users_courses",
            arguments={"userid": "{{student}}"},
            token="token_student",
        ),
        Call(case="enrolments/nobody", function="core_enrol_get_users_courses", arguments={"userid": "{{second}}"}, protocols=EVERY),
        Call(case="groups/of_course", function="core_group_get_course_groups", arguments={"courseid": "{{course}}"}, protocols=EVERY),
        Call(case="groups/by_id", function="core_group_get_groups", arguments={"groupids": ["{{blue}}", "{{red}}"]}),
        Call(
            case="groups/members",
            function="core_group_get_group_members",
            arguments={"groupids": ["{{red}}", "{{blue}}"]},
            protocols=EVERY,
        ),
        Call(
            case="groups/of_user",
            function="core_group_get_course_user_groups",
            arguments={"courseid": "{{course}}", "userid": "{{student}}"},
        ),
        Call(case="cohorts/by_id", function="core_cohort_get_cohorts", arguments={"cohortids": ["{{cohort}}"]}, protocols=EVERY),
    ]


def _changed() -> list[Told]:
    """What is changed, and read afterwards."""
    return [
        Call(
            case="changes/user",
            function="core_user_update_users",
            arguments={"users": [{"id": "{{second}}", "lastname": "Renamed", "city": "Bern"}]},
            protocols=EVERY,
        ),
        Call(
            case="changes/user_read",
            function="core_user_get_users_by_field",
            arguments={"field": "id", "values": ["{{second}}"]},
        ),
        Call(
            case="changes/course",
            function="core_course_update_courses",
            arguments={"courses": [{"id": "{{course}}", "fullname": "{{run}} algebra II", "summary": "New"}]},
        ),
        Call(case="changes/course_read", function="core_course_get_courses", arguments={"options": {"ids": ["{{course}}"]}}),
        Call(
            case="changes/cohort_members",
            function="core_cohort_add_cohort_members",
            arguments={
                "members": [
                    {"cohorttype": {"type": "id", "value": "{{cohort}}"}, "usertype": {"type": "id", "value": "{{second}}"}},
                    {"cohorttype": {"type": "idnumber", "value": "{{run}}-none"}, "usertype": {"type": "id", "value": "{{second}}"}},
                ]
            },
        ),
        Call(
            case="changes/cohort_members_read",
            function="core_cohort_get_cohort_members",
            arguments={"cohortids": ["{{cohort}}"]},
            protocols=EVERY,
        ),
        Call(
            case="changes/unenrol",
            function="enrol_manual_unenrol_users",
            arguments={"enrolments": [{"userid": "{{student}}", "courseid": "{{course}}", "roleid": 5}]},
        ),
        Call(case="changes/unenrol_read", function="core_enrol_get_users_courses", arguments={"userid": "{{student}}"}, protocols=EVERY),
    ]


def _asked_otherwise() -> list[Told]:
    """The same asked in other ways, and answered in other forms."""
    by_id = {"field": "id", "values[0]": "{{teacher}}"}
    return [
        _form("encodings/filter", "core_course_get_courses", {"options[ids][0]": "{{course}}", "moodlewssettingfilter": "1"}),
        _form("encodings/raw", "core_course_get_courses", {"options[ids][0]": "{{course}}", "moodlewssettingraw": "1"}),
        _form("encodings/number_as_text", "core_user_get_users_by_field", {"field": "id", "values[7]": "{{teacher}}"}),
        _form("encodings/spaces_around", "core_user_get_users_by_field", {"field": " id ", "values[0]": "{{teacher}}"}),
        _form("encodings/default_format", "core_user_get_users_by_field", {**by_id, "moodlewsrestformat": "xml"}),
        _form("encodings/unknown_format", "core_user_get_users_by_field", {**by_id, "moodlewsrestformat": "yaml"}),
    ]  # fmt: skip


def _refused() -> list[Told]:
    """What every server of the contract refuses, with the codes of the refusals."""
    group = {"groups[0][courseid]": "{{course}}", "groups[0][name]": "Red", "groups[0][description]": ""}
    return [
        Call(
            case="refusals/unknown_token",
            function="core_user_get_users_by_field",
            arguments={"field": "id", "values": ["1"]},
            protocols=EVERY,
            token="run",
        ),
        _form("refusals/missing_parameter", "core_user_get_users_by_field", {"field": "id"}),
        _form("refusals/unknown_parameter", "core_user_get_users_by_field", {"field": "id", "values[0]": "1", "colour": "red"}),
        _form("refusals/unknown_member", "core_group_create_groups", {**group, "groups[0][colour]": "red"}),
        _form("refusals/missing_member", "core_group_create_groups", {"groups[0][courseid]": "{{course}}"}),
        _form("refusals/scalar_for_list", "core_user_get_users_by_field", {"field": "id", "values": "1"}),
        _form("refusals/list_for_scalar", "core_course_get_contents", {"courseid[0]": "1"}),
        _form("refusals/text_for_number", "core_course_get_contents", {"courseid": "abc"}),
        Call(case="refusals/unknown_course", function="core_course_get_contents", arguments={"courseid": 2000000001}, protocols=EVERY),
        Call(
            case="refusals/unknown_field",
            function="core_user_get_users_by_field",
            arguments={"field": "shoesize", "values": ["43"]},
            protocols=EVERY,
        ),
        _form("refusals/taken_name_of_group", "core_group_create_groups", group),
        Call(
            case="refusals/taken_user_name",
            function="core_user_create_users",
            arguments={"users": [_person("teacher", "Some", "Other")]},
            protocols=EVERY,
        ),
        Call(
            case="refusals/taken_short_name",
            function="core_course_create_courses",
            arguments={"courses": [{"fullname": "x", "shortname": "{{run}}-alg", "categoryid": "{{category}}"}]},
        ),
        Call(
            case="refusals/unknown_role",
            function="enrol_manual_enrol_users",
            arguments={"enrolments": [{"roleid": 2000000001, "userid": "{{second}}", "courseid": "{{course}}"}]},
        ),
        Call(
            case="refusals/not_in_course",
            function="core_course_get_contents",
            arguments={"courseid": "{{course}}"},
            token="token_student",
            protocols=EVERY,
        ),
        Call(
            case="refusals/not_allowed_to_student",
            function="core_user_create_users",
            arguments={"users": [_person("fourth", "Some", "Other")]},
            token="token_student",
            protocols=EVERY,
        ),
        Call(
            case="refusals/not_allowed_to_teacher",
            function="core_course_create_categories",
            arguments={"categories": [{"name": "Of a teacher"}]},
            token="token_teacher",
        ),
        Login(case="login/wrong_password", who="student", password="Not-it-2-day"),
        Login(case="login/unknown_user", who="nobody"),
    ]  # fmt: skip


def _deleted() -> list[Told]:
    """What was made is deleted again."""
    return [
        Call(case="cleanup/groups", function="core_group_delete_groups", arguments={"groupids": ["{{red}}", "{{blue}}"]}),
        Call(case="cleanup/cohort", function="core_cohort_delete_cohorts", arguments={"cohortids": ["{{cohort}}"]}),
        Call(case="cleanup/courses", function="core_course_delete_courses", arguments={"courseids": ["{{course}}", "{{hidden}}"]}),
        Call(
            case="cleanup/category",
            function="core_course_delete_categories",
            arguments={"categories": [{"id": "{{category}}", "recursive": 1}]},
        ),
        Call(case="cleanup/people", function="core_user_delete_users", arguments={"userids": ["{{teacher}}", "{{student}}", "{{second}}"]}),
        Call(case="cleanup/token_of_deleted", function="core_enrol_get_users_courses", arguments={"userid": 1}, token="token_student"),
    ]
