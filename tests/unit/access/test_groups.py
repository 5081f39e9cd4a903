"""Who sees whom in groups: by the mode of the course, the visibility of the group, and capabilities."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, insert, select

from gateway.access import groups as rules
from gateway.access.contexts import Context
from gateway.access.groups import GroupMode, Visibility
from gateway.store.tables.groups import groupings_groups, groups, groups_members
from tests.unit import campus
from tests.unit.campus import ALGEBRA, ANN, HIDDEN, NOEL, TOM

HIDDEN_GROUPS, ALL_GROUPS = "moodle/course:viewhiddengroups", "moodle/site:accessallgroups"


class Viewer:
    """A user with capabilities everywhere."""

    def __init__(self, userid: int, *capabilities: str) -> None:
        self.userid, self.capabilities = userid, capabilities

    def has(self, capability: str, context: Context, /) -> bool:
        return capability in self.capabilities


@pytest.fixture
def course(db: Connection) -> Context:
    """A course with a group of each visibility, with the id 10 + visibility: Ann and Tom are in all of them, Noel in none."""
    for visibility in Visibility:
        row = {"id": 10 + visibility, "courseid": ALGEBRA, "name": visibility.name, "timecreated": 1, "timemodified": 1}
        db.execute(insert(groups).values(visibility=visibility, **row))
        for userid in (ANN, TOM):
            db.execute(insert(groups_members).values(groupid=10 + visibility, userid=userid, timeadded=1))
    db.execute(insert(groupings_groups).values(groupingid=1, groupid=11, timeadded=1))
    return campus.course_context(db)


@pytest.mark.parametrize(
    ("viewer", "seen"),
    [
        (Viewer(NOEL), [10]),
        (Viewer(ANN), [10, 11, 12]),
        (Viewer(NOEL, HIDDEN_GROUPS), [10, 11, 12, 13]),
        (Viewer(NOEL, ALL_GROUPS), [10]),
    ],
)
def test_groups_by_their_visibility(db: Connection, course: Context, viewer: Viewer, seen: list[int]) -> None:
    query = select(groups.c.id).where(rules.known_groups(viewer, course)).order_by(groups.c.id)
    assert list(db.execute(query).scalars()) == seen


@pytest.mark.parametrize(
    ("viewer", "seen"),
    [
        (Viewer(NOEL), {(10, ANN), (10, TOM)}),
        (Viewer(ANN), {(10, ANN), (10, TOM), (11, ANN), (11, TOM), (12, ANN)}),
        (Viewer(NOEL, HIDDEN_GROUPS), {(groupid, userid) for groupid in (10, 11, 12, 13) for userid in (ANN, TOM)}),
    ],
)
def test_memberships_by_the_visibility_of_groups(db: Connection, course: Context, viewer: Viewer, seen: set[tuple[int, int]]) -> None:
    joined = groups.join(groups_members, groups_members.c.groupid == groups.c.id)
    query = select(groups.c.id, groups_members.c.userid).select_from(joined).where(rules.known_members(viewer, course))
    assert {tuple(row) for row in db.execute(query)} == seen


def test_own_groups_are_those_one_is_in_and_may_see(db: Connection, course: Context) -> None:
    def own(viewer: Viewer, groupingid: int = 0) -> list[int]:
        return sorted(row.id for row in db.execute(rules.own_groups(viewer, course, groupingid)))

    assert own(Viewer(ANN)) == [10, 11, 12]
    assert own(Viewer(ANN), groupingid=1) == [11]
    assert own(Viewer(ANN, HIDDEN_GROUPS)) == [10, 11, 12, 13]
    assert own(Viewer(NOEL, HIDDEN_GROUPS)) == []
    assert {row.userid for row in db.execute(rules.members_of(rules.own_groups(Viewer(ANN), course)))} == {ANN, TOM}


def test_who_shares_a_group(db: Connection, course: Context) -> None:
    places = {ALGEBRA: course, HIDDEN: campus.course_context(db, HIDDEN)}
    assert rules.fellows(db, Viewer(ANN), places, [TOM, NOEL]) == {ALGEBRA: {TOM}, HIDDEN: set()}
    assert rules.fellows(db, Viewer(NOEL), places, [ANN, TOM]) == {ALGEBRA: set(), HIDDEN: set()}
    assert rules.fellows(db, Viewer(ANN), {}, [TOM]) == {}
    db.execute(groups_members.delete().where(groups_members.c.groupid != 10 + Visibility.NOBODY))
    assert rules.fellows(db, Viewer(ANN), places, [TOM])[ALGEBRA] == set()
    assert rules.fellows(db, Viewer(ANN, HIDDEN_GROUPS), places, [TOM])[ALGEBRA] == {TOM}


@pytest.mark.parametrize(
    ("mode", "capability", "apart"),
    [(GroupMode.NONE, "", False), (GroupMode.VISIBLE, "", False), (GroupMode.SEPARATE, "", True), (GroupMode.SEPARATE, ALL_GROUPS, False)],
)
def test_separate_groups_keep_users_apart(course: Context, mode: GroupMode, capability: str, apart: bool) -> None:
    assert rules.are_apart(Viewer(ANN, capability), mode, course) is apart


@pytest.mark.parametrize(("forced", "mode"), [(0, GroupMode.VISIBLE), (1, GroupMode.SEPARATE)])
def test_a_course_may_decide_on_the_mode_of_its_activities(forced: int, mode: GroupMode) -> None:
    row = {"groupmode": 1, "groupmodeforce": forced}
    assert rules.mode_of(row, {"groupmode": 2}) == mode
    assert rules.mode_of(row) == GroupMode.SEPARATE


@st.composite
def schools(draw: st.DrawFn) -> list[tuple[Visibility, set[int]]]:
    """Groups of a course, each with its visibility and its members."""
    members = st.sets(st.sampled_from([ANN, TOM, NOEL]))
    return draw(st.lists(st.tuples(st.sampled_from(Visibility), members), max_size=5))


@given(school=schools(), capable=st.booleans())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_nobody_sees_more_than_groups_let_them(db: Connection, school: list[tuple[Visibility, set[int]]], capable: bool) -> None:
    place = campus.course_context(db)
    viewer = Viewer(ANN, *([HIDDEN_GROUPS] if capable else []))
    with db.begin_nested() as nested:
        for number, (visibility, members) in enumerate(school, start=500):
            row = {"id": number, "courseid": ALGEBRA, "name": str(number), "timecreated": 1, "timemodified": 1}
            db.execute(insert(groups).values(visibility=visibility, **row))
            for userid in members:
                db.execute(insert(groups_members).values(groupid=number, userid=userid, timeadded=1))
        own = [members for visibility, members in school if ANN in members and (capable or visibility != Visibility.NOBODY)]
        seen = set().union(*own)
        assert {row.userid for row in db.execute(rules.members_of(rules.own_groups(viewer, place)))} == seen
        assert rules.fellows(db, viewer, {ALGEBRA: place}, [TOM, NOEL]) == {ALGEBRA: seen & {TOM, NOEL}}
        joined = groups.join(groups_members, groups_members.c.groupid == groups.c.id)
        listed = select(groups.c.id, groups_members.c.userid).select_from(joined)
        known = set(db.execute(listed.where(rules.known_groups(viewer, place))).all())
        members_known = set(db.execute(listed.where(rules.known_members(viewer, place))).all())
        assert members_known <= known
        assert all(
            userid == ANN or capable or school[number - 500][0] in (Visibility.ALL, Visibility.MEMBERS) for number, userid in members_known
        )
        nested.rollback()
