"""Entering a context: the rules and their order (``docs/contract/server.md 6.3, 6.4``)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from sqlalchemy import Connection, delete, insert, select, update

from gateway.access import contexts, roles
from gateway.access.accounts import Account
from gateway.access.contexts import SYSTEM, Context, Level
from gateway.access.enrolments import is_enrolled
from gateway.access.entry import enter, require_inside
from gateway.access.permissions import Permission
from gateway.errors import CodedError, GatewayError, LoginRequired, MissingRecord, RestrictedContext
from gateway.store.rows import insert_row
from gateway.store.tables.access import context
from gateway.store.tables.courses import course, course_modules, modules
from gateway.store.tables.enrolments import enrol, user_enrolments
from gateway.store.tables.users import user_info_data, user_info_field
from tests.unit.campus import (
    ADMIN,
    ALGEBRA,
    ANN,
    GUEST,
    GUEST_ROLE,
    HIDDEN,
    MAX,
    NOEL,
    NOW,
    SCIENCE,
    STUDENT,
    TOM,
    USER_ROLE,
    change,
    course_context,
    person,
    set_config,
    snapshot,
)


def go(db: Connection, account: Account | None, context: Context, restriction: Context = SYSTEM) -> None:
    enter(db, snapshot(db), account, restriction, context, now=NOW)


def refusal(db: Connection, account: Account | None, context: Context, restriction: Context = SYSTEM) -> GatewayError:
    with pytest.raises(GatewayError) as caught:
        go(db, account, context, restriction)
    return caught.value


def changed(account: Account, **facts: Any) -> Account:
    return msgspec.structs.replace(account, **facts)


def places(db: Connection) -> dict[str, Context]:
    return {
        "system": SYSTEM,
        "category": contexts.by_instance(db, Level.COURSECAT, SCIENCE),
        "course": course_context(db),
        "hidden": course_context(db, HIDDEN),
        "user": contexts.by_instance(db, Level.USER, ANN),
        "other": contexts.by_instance(db, Level.USER, TOM),
    }


@pytest.mark.parametrize(
    ("restriction", "inside"),
    [
        ("system", {"system", "category", "course", "hidden", "user", "other"}),
        ("category", {"category", "course", "hidden"}),
        ("course", {"course"}),
        ("user", {"user"}),
    ],
)
def test_a_restriction_keeps_callers_to_what_lies_under_it(db: Connection, restriction: str, inside: set[str]) -> None:
    named = places(db)
    for name, place in named.items():
        if name in inside:
            require_inside(named[restriction], place)
        else:
            with pytest.raises(RestrictedContext) as caught:
                require_inside(named[restriction], place)
            assert caught.value.errorcode == "restrictedcontextexception"


def test_of_two_contexts_of_one_level_neither_lies_in_the_other() -> None:
    upper, lower = Context(3, Level.COURSECAT, 1, (1, 3)), Context(4, Level.COURSECAT, 2, (1, 3, 4))
    for restriction, place in ((upper, lower), (lower, upper)):
        with pytest.raises(RestrictedContext):
            require_inside(restriction, place)


def test_a_context_under_another_with_a_smaller_level_is_outside() -> None:
    user = Context(5, Level.USER, 3, (1, 5))
    block = Context(6, Level.BLOCK, 1, (1, 5, 6))
    require_inside(user, block)
    with pytest.raises(RestrictedContext):
        require_inside(block, user)


@pytest.mark.parametrize(("userid", "courseid"), [(ANN, ALGEBRA), (TOM, ALGEBRA), (MAX, ALGEBRA), (MAX, HIDDEN), (ADMIN, HIDDEN)])
def test_who_may_enter_a_course(db: Connection, userid: int, courseid: int) -> None:
    go(db, person(db, userid), course_context(db, courseid))


@pytest.mark.parametrize(
    ("userid", "courseid", "says"), [(NOEL, ALGEBRA, "not enrolled"), (ANN, HIDDEN, "hidden"), (NOEL, HIDDEN, "hidden")]
)
def test_who_may_not_enter_a_course(db: Connection, userid: int, courseid: int, says: str) -> None:
    error = refusal(db, person(db, userid), course_context(db, courseid))
    assert isinstance(error, LoginRequired)
    assert says in str(error.debug)


def test_those_who_see_hidden_courses_still_must_be_enrolled(db: Connection) -> None:
    site = snapshot(db)
    given = {**site.permissions, (USER_ROLE, SYSTEM.id): {"moodle/course:viewhiddencourses": Permission.ALLOW}}
    site = msgspec.structs.replace(site, permissions=given)
    with pytest.raises(LoginRequired) as caught:
        enter(db, site, person(db, ANN), SYSTEM, course_context(db, HIDDEN), now=NOW)
    assert caught.value.debug == "not enrolled in the course"
    db.execute(insert(user_enrolments).values(enrolid=HIDDEN, userid=ANN))
    enter(db, site, person(db, ANN), SYSTEM, course_context(db, HIDDEN), now=NOW)


def test_outside_of_courses_nobody_needs_to_be_enrolled(db: Connection) -> None:
    for name in ("system", "category", "user", "other"):
        go(db, person(db, NOEL), places(db)[name])
    go(db, person(db, NOEL), course_context(db, 1))


def test_a_course_that_is_gone_is_a_missing_record_for_everybody(db: Connection) -> None:
    place = course_context(db)
    db.execute(delete(course).where(course.c.id == ALGEBRA))
    for account in (person(db, ANN), person(db, ADMIN), None):
        error = refusal(db, account, place)
        assert isinstance(error, MissingRecord)
        assert error.errorcode == "invalidrecord"


def test_nobody_enters_anything(db: Connection) -> None:
    assert isinstance(refusal(db, None, SYSTEM), LoginRequired)


@pytest.mark.parametrize(
    ("auth", "errorcode", "component"),
    [
        ("manual", "forcepasswordchangenotice", "error"),
        ("email", "forcepasswordchangenotice", "error"),
        ("webservice", "nopasswordchangeforced", "auth"),
        ("ldap", "nopasswordchangeforced", "auth"),
    ],
)
def test_a_password_that_must_be_changed_is_changed_first(db: Connection, auth: str, errorcode: str, component: str) -> None:
    for userid in (ANN, ADMIN):
        error = refusal(db, changed(person(db, userid), auth=auth, forced_password_change=True), SYSTEM)
        assert (error.errorcode, error.component) == (errorcode, component)


@pytest.mark.parametrize("column", ["firstname", "lastname", "email"])
def test_a_profile_must_have_name_and_address(db: Connection, column: str) -> None:
    for userid in (ANN, ADMIN):
        assert refusal(db, changed(person(db, userid), **{column: ""}), SYSTEM).errorcode == "usernotfullysetup"


def add_field(db: Connection, fieldid: int, **facts: int) -> None:
    values = {"required": 1, "locked": 0, "visible": 2, **facts}
    db.execute(insert(user_info_field).values(id=fieldid, shortname=f"f{fieldid}", name="Field", datatype="text", **values))


def fill_field(db: Connection, userid: int, fieldid: int, data: str) -> None:
    db.execute(insert(user_info_data).values(userid=userid, fieldid=fieldid, data=data))


def test_required_profile_fields_must_be_filled(db: Connection) -> None:
    add_field(db, 1)
    add_field(db, 2)
    fill_field(db, ANN, 1, "x")
    fill_field(db, ANN, 2, "")
    fill_field(db, TOM, 1, "x")
    fill_field(db, TOM, 2, "y")
    assert refusal(db, person(db, ANN), SYSTEM).errorcode == "usernotfullysetup"
    go(db, person(db, TOM), SYSTEM)
    assert refusal(db, person(db, ADMIN), SYSTEM).errorcode == "usernotfullysetup"
    go(db, person(db, GUEST), SYSTEM)


@pytest.mark.parametrize("facts", [{"required": 0}, {"locked": 1}, {"visible": 0}])
def test_fields_that_people_need_not_or_cannot_fill_are_not_asked_for(db: Connection, facts: dict[str, int]) -> None:
    add_field(db, 1, **facts)
    go(db, person(db, ANN), SYSTEM)


def test_the_site_policy_must_be_agreed_to(db: Connection) -> None:
    set_config(db, sitepolicy="https://campus.test/policy")
    ann = person(db, ANN)
    assert refusal(db, ann, SYSTEM).errorcode == "sitepolicynotagreed"
    go(db, changed(ann, policyagreed=1), SYSTEM)
    go(db, changed(ann, auth="webservice"), SYSTEM)
    go(db, person(db, ADMIN), SYSTEM)


def test_during_maintenance_only_those_enter_who_may_work_then(db: Connection) -> None:
    set_config(db, maintenance_enabled="1")
    assert isinstance(refusal(db, person(db, ANN), SYSTEM), LoginRequired)
    go(db, person(db, ADMIN), SYSTEM)
    site = snapshot(db)
    given = {**site.permissions, (USER_ROLE, SYSTEM.id): {"moodle/site:maintenanceaccess": Permission.ALLOW}}
    enter(db, msgspec.structs.replace(site, permissions=given), person(db, ANN), SYSTEM, SYSTEM, now=NOW)


def test_the_rules_are_told_in_their_order(db: Connection) -> None:
    """From an account and a place that break every rule, one is mended after the other."""
    set_config(db, sitepolicy="https://campus.test/policy", maintenance_enabled="1")
    hidden, elsewhere = course_context(db, HIDDEN), course_context(db)
    account: Account | None = None
    worst = changed(person(db, NOEL), firstname="", forced_password_change=True)
    assert refusal(db, account, hidden, elsewhere).errorcode == "restrictedcontextexception"
    assert refusal(db, account, hidden).debug == "nobody is logged in"
    assert refusal(db, worst, hidden).errorcode == "forcepasswordchangenotice"
    steps: list[tuple[Callable[[Account], Account], str]] = [
        (lambda a: changed(a, forced_password_change=False), "usernotfullysetup"),
        (lambda a: changed(a, firstname="Noel"), "sitepolicynotagreed"),
        (lambda a: changed(a, policyagreed=1), "requireloginerror"),
    ]
    for mend, errorcode in steps:
        worst = mend(worst)
        assert refusal(db, worst, hidden).errorcode == errorcode
    assert refusal(db, worst, hidden).debug == "the site is closed for maintenance"
    set_config(db, maintenance_enabled="0")
    assert refusal(db, worst, hidden).debug == "the course is hidden"
    change(db, course, HIDDEN, visible=1)
    assert refusal(db, worst, hidden).debug == "not enrolled in the course"
    db.execute(insert(user_enrolments).values(enrolid=HIDDEN, userid=NOEL))
    go(db, worst, hidden)


@pytest.mark.parametrize(
    ("facts", "active"),
    [
        ({}, True),
        ({"timestart": NOW}, True),
        ({"timestart": NOW + 1}, False),
        ({"timeend": NOW + 1}, True),
        ({"timeend": NOW}, False),
        ({"status": 1}, False),
    ],
)
def test_an_enrolment_counts_while_it_is_active(db: Connection, facts: dict[str, int], active: bool) -> None:
    db.execute(insert(user_enrolments).values(enrolid=ALGEBRA, userid=NOEL, **facts))
    assert is_enrolled(db, NOEL, ALGEBRA, now=NOW) is active


def test_an_enrolment_by_a_method_that_is_switched_off_does_not_count(db: Connection) -> None:
    assert is_enrolled(db, ANN, ALGEBRA, now=NOW)
    change(db, enrol, ALGEBRA, status=1)
    assert not is_enrolled(db, ANN, ALGEBRA, now=NOW)
    assert isinstance(refusal(db, person(db, ANN), course_context(db)), LoginRequired)


def test_refusals_of_rules_with_codes_of_their_own_are_coded_errors(db: Connection) -> None:
    assert isinstance(refusal(db, changed(person(db, ANN), forced_password_change=True), SYSTEM), CodedError)


# Activities and blocks.


def add_activity(db: Connection, kind: str = "page", courseid: int = ALGEBRA, **facts: Any) -> Context:
    """The context of a new activity in a course."""
    if db.execute(select(modules.c.id).where(modules.c.name == kind)).first() is None:
        insert_row(db, modules, {"name": kind})
    module = db.execute(select(modules.c.id).where(modules.c.name == kind)).scalar_one()
    activity = insert_row(db, course_modules, {"course": courseid, "module": module, **facts})
    return contexts.create(db, Level.MODULE, activity, course_context(db, courseid))


def test_an_activity_is_entered_through_its_course(db: Connection) -> None:
    page, in_hidden = add_activity(db), add_activity(db, courseid=HIDDEN)
    for userid in (ANN, TOM, MAX, ADMIN):
        go(db, person(db, userid), page)
    assert refusal(db, person(db, NOEL), page).debug == "not enrolled in the course"
    assert refusal(db, person(db, ANN), in_hidden).debug == "the course is hidden"
    go(db, person(db, MAX), in_hidden)


def test_an_activity_of_the_front_page_is_for_everybody(db: Connection) -> None:
    go(db, person(db, NOEL), add_activity(db, courseid=1))


def test_a_hidden_activity_is_for_those_who_see_hidden_ones(db: Connection) -> None:
    for place in (add_activity(db, visible=0), add_activity(db, courseid=1, visible=0)):
        error = refusal(db, person(db, ANN), place)
        assert isinstance(error, LoginRequired)
        assert error.debug == "the activity is hidden"
    page = add_activity(db, visible=0)
    for userid in (TOM, MAX, ADMIN):
        go(db, person(db, userid), page)


def test_those_who_see_hidden_activities_may_be_allowed_to_in_one_place_alone(db: Connection) -> None:
    one, other = add_activity(db, visible=0), add_activity(db, visible=0)
    roles.permit(db, STUDENT, one.id, "moodle/course:viewhiddenactivities", Permission.ALLOW, now=NOW)
    go(db, person(db, ANN), one)
    assert refusal(db, person(db, ANN), other).errorcode == "requireloginerror"


def test_a_type_of_activity_may_ask_for_a_capability_to_be_seen(db: Connection) -> None:
    page, forum = add_activity(db), add_activity(db, "forum")
    roles.permit(db, STUDENT, page.id, "mod/page:view", Permission.PROHIBIT, now=NOW)
    error = refusal(db, person(db, ANN), page)
    assert isinstance(error, LoginRequired)
    go(db, person(db, TOM), page)
    go(db, person(db, ANN), forum)  # there is no mod/forum:view


def test_an_activity_that_is_being_deleted_is_for_nobody(db: Connection) -> None:
    page = add_activity(db, deletioninprogress=1, visible=0)
    for userid in (ANN, TOM, ADMIN):
        error = refusal(db, person(db, userid), page)
        assert (error.errorcode, error.component) == ("activityisscheduledfordeletion", "error")
    assert refusal(db, person(db, NOEL), page).errorcode == "requireloginerror"


def test_in_an_activity_that_is_being_deleted_administrators_obey_all_rules(db: Connection) -> None:
    set_config(db, sitepolicy="https://campus.test/policy")
    assert refusal(db, person(db, ADMIN), add_activity(db, deletioninprogress=1)).errorcode == "sitepolicynotagreed"


def test_an_activity_that_is_gone_is_a_missing_record_for_everybody(db: Connection) -> None:
    page = add_activity(db)
    db.execute(delete(course_modules).where(course_modules.c.id == page.instance))
    for account in (person(db, ANN), person(db, ADMIN), None):
        error = refusal(db, account, page)
        assert isinstance(error, MissingRecord)
        assert error.errorcode == "invalidcoursemodule"


def test_an_activity_of_a_course_that_is_gone_is_a_missing_record(db: Connection) -> None:
    page = add_activity(db)
    db.execute(delete(course).where(course.c.id == ALGEBRA))
    assert refusal(db, person(db, ADMIN), page).errorcode == "invalidrecord"


def test_a_block_is_entered_through_what_it_is_in(db: Connection) -> None:
    hidden_page, user = add_activity(db, visible=0), contexts.by_instance(db, Level.USER, TOM)
    in_course, in_page = (contexts.create(db, Level.BLOCK, item, place) for item, place in enumerate((course_context(db), hidden_page)))
    elsewhere = [contexts.create(db, Level.BLOCK, item, place) for item, place in enumerate((SYSTEM, user, course_context(db, 1)), start=5)]
    for place in (in_course, *elsewhere):
        go(db, person(db, ANN), place)
    for place in elsewhere:
        go(db, person(db, NOEL), place)
    assert refusal(db, person(db, NOEL), in_course).debug == "not enrolled in the course"
    assert refusal(db, person(db, ANN), in_page).debug == "the activity is hidden"
    go(db, person(db, TOM), in_page)


# Guests.


def admit_guests(db: Connection, courseid: int = ALGEBRA, **facts: Any) -> None:
    insert_row(db, enrol, {"enrol": "guest", "courseid": courseid, "password": "", **facts})


def test_a_course_that_admits_guests_gives_them_the_role_of_one(db: Connection) -> None:
    admit_guests(db)
    role = enter(db, snapshot(db), person(db, NOEL), SYSTEM, course_context(db), now=NOW)
    assert role == (GUEST_ROLE, course_context(db).id)
    assert enter(db, snapshot(db), person(db, GUEST), SYSTEM, course_context(db), now=NOW) == role


def test_whoever_belongs_in_a_course_enters_as_no_guest(db: Connection) -> None:
    admit_guests(db)
    for userid in (ANN, TOM, MAX, ADMIN):
        assert enter(db, snapshot(db), person(db, userid), SYSTEM, course_context(db), now=NOW) is None


def test_an_enrolment_that_has_ended_leaves_what_guests_have(db: Connection) -> None:
    admit_guests(db)
    change_enrolments = update(user_enrolments).where(user_enrolments.c.userid == ANN).values(status=1)
    db.execute(change_enrolments)
    assert enter(db, snapshot(db), person(db, ANN), SYSTEM, course_context(db), now=NOW) is not None


@pytest.mark.parametrize("facts", [{"status": 1}, {"password": "letmein"}, {"courseid": HIDDEN}, {"enrol": "self"}])
def test_guests_are_kept_out(db: Connection, facts: dict[str, Any]) -> None:
    admit_guests(db, **facts)
    assert refusal(db, person(db, NOEL), course_context(db)).debug == "not enrolled in the course"


def test_guests_are_kept_out_of_hidden_courses_and_where_the_site_takes_none(db: Connection) -> None:
    admit_guests(db)
    admit_guests(db, HIDDEN, password=None)
    assert refusal(db, person(db, NOEL), course_context(db, HIDDEN)).debug == "the course is hidden"
    set_config(db, enrol_plugins_enabled="manual,self")
    assert refusal(db, person(db, NOEL), course_context(db)).debug == "not enrolled in the course"


def test_guests_enter_activities_with_the_role_they_were_given(db: Connection) -> None:
    admit_guests(db)
    glossary = add_activity(db, "glossary")
    roles.permit(db, USER_ROLE, SYSTEM.id, "mod/glossary:view", None, now=NOW)
    assert enter(db, snapshot(db), person(db, NOEL), SYSTEM, glossary, now=NOW) == (GUEST_ROLE, course_context(db).id)
    roles.permit(db, GUEST_ROLE, SYSTEM.id, "mod/glossary:view", None, now=NOW)
    assert isinstance(refusal(db, person(db, NOEL), glossary), LoginRequired)


# Contexts of which nobody knows where they are.


def test_a_context_without_a_path_lies_in_nothing(db: Connection) -> None:
    place = course_context(db)
    change(db, context, place.id, path=None)
    assert isinstance(refusal(db, person(db, ADMIN), course_context(db)), RestrictedContext)
    require_inside(course_context(db), course_context(db))
