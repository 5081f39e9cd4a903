"""The rows that a seed makes: the same each time, with ids that stay, and errors for what contradicts itself."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import pytest

from gateway.admin import state as states
from gateway.api.seed_values import SeedError
from gateway.double.clocks import DEFAULT_MOMENT
from gateway.double.seeds.describing import describe
from gateway.double.seeds.places import GENERATED
from gateway.double.seeds.seed import BASES, base, read, read_text
from gateway.double.seeds.state import made, state
from gateway.registry.registry import Registry

SMALL = """
base: empty
clock: {now: 2026-09-07T08:00:00Z}
people:
  anna: {password: other, roles: {site: manager, Science / Physics: coursecreator}}
  ben: {}
courses:
  MATH1:
    category: Science / Maths
    people: {anna: editingteacher, ben: student}
    groups: {A: [ben]}
    sections: [Week 1]
    activities:
      - {type: page, name: Intro, section: Week 1, content: "<p>Hi</p>"}
"""


def rows(text: str, registry: Registry) -> dict[str, Any]:
    return state(read_text(text), registry)


def refusal(text: str, registry: Registry) -> str:
    with pytest.raises(SeedError) as caught:
        rows(text, registry)
    return str(caught.value)


@pytest.mark.parametrize("name", BASES)
def test_a_base_makes_the_same_rows_each_time(name: str, registry: Registry) -> None:
    made = state(base(name), registry)
    assert made == state(base(name), registry)
    states.check(made)
    assert states.fit(made, registry, strict=True).left_out == []


def test_no_two_rows_have_the_same_id(registry: Registry) -> None:
    made = state(base("university"), registry)
    for name, listed in made.items():
        if isinstance(listed, list) and name != "site_admins":
            ids = [row["id"] for row in listed]
            assert len(ids) == len(set(ids)), name


def test_what_is_added_at_the_end_leaves_all_ids_as_they_were(registry: Registry) -> None:
    before = rows(SMALL, registry)
    longer = SMALL.replace("  ben: {}\n", "  ben: {}\n  carl: {}\n")
    longer += "  MATH2:\n    category: Science / Maths\n    people: {carl: student}\n    activities: [{type: forum, name: News}]\n"
    longer += "generate: {people: 3, courses: 1, enrolments_per_course: 2}\n"
    after = rows(longer, registry)
    for table in ("user", "course", "context", "course_modules", "course_categories", "page", "enrol", "external_tokens", "groups"):
        known = {row["id"]: row for row in after[table]}
        for row in before[table]:
            changed = {name: value for name, value in known[row["id"]].items() if row[name] != value}
            assert changed.keys() <= {"coursecount", "sortorder"}, table


def test_what_is_generated_has_ids_of_its_own_range(registry: Registry) -> None:
    made = rows(SMALL + "generate: {people: 5, courses: 2, enrolments_per_course: 3, seed: 7}\n", registry)
    generated = [row for row in made["user"] if row["id"] > GENERATED]
    assert [row["username"] for row in generated] == [f"person{number:05}" for number in range(1, 6)]
    assert [row["shortname"] for row in made["course"] if row["id"] > GENERATED] == ["GEN0001", "GEN0002"]
    assert {row["itemmodule"] for row in made["grade_items"] if row["courseid"] > GENERATED} == {None, "assign"}
    other = rows(SMALL + "generate: {people: 5, courses: 2, enrolments_per_course: 3, seed: 8}\n", registry)
    assert [row["firstname"] for row in other["user"]] != [row["firstname"] for row in made["user"]]


def test_ten_thousand_people_are_made_and_each_has_a_context(registry: Registry) -> None:
    made = rows("base: empty\ngenerate: {people: 10000, courses: 5, enrolments_per_course: 100}\n", registry)
    assert len(made["user"]) == 10_002
    assert len({row["path"] for row in made["context"]}) == len(made["context"])
    assert len(made["user_enrolments"]) == 500


def test_the_clock_says_the_times(registry: Registry) -> None:
    assert read_text(SMALL).moment == 1788768000
    assert read_text("clock: real", real_now=1_700_000_000).moment is None
    assert read_text("clock: {now: real}", real_now=1_700_000_000).now == 1_700_000_000
    assert read_text("").moment == DEFAULT_MOMENT
    assert {row["timecreated"] for row in rows(SMALL, registry)["user"]} == {1788768000}
    assert refusal("clock: {now: soon}", registry) == "seed:1: clock.now: expected a time, such as 2026-09-07T08:00:00Z, or real"


def test_roles_are_given_where_the_seed_says(registry: Registry) -> None:
    made = rows(SMALL, registry)
    contexts = {row["id"]: row for row in made["context"]}
    anna = next(row["id"] for row in made["user"] if row["username"] == "anna")
    where = {(contexts[row["contextid"]]["contextlevel"], row["roleid"]) for row in made["role_assignments"] if row["userid"] == anna}
    assert where == {(10, 1), (40, 2), (50, 3)}


def test_tokens_follow_from_their_names(registry: Registry) -> None:
    text = SMALL + "tokens: {annas: {user: anna, service: moodle_mobile_app}, mine: {user: ben, token: 0123456789abcdef}, ben: ben}\n"
    first = {row["name"]: row["token"] for row in rows(text, registry)["external_tokens"]}
    second = {row["name"]: row["token"] for row in rows(text.replace("annas", "others"), registry)["external_tokens"]}
    assert first["mine"] == "0123456789abcdef"
    assert first["ben"] == second["ben"]
    assert first["annas"] != second["others"]
    assert {len(token) for name, token in first.items() if name != "mine"} == {32}


def test_services_have_the_functions_that_patterns_mean(registry: Registry) -> None:
    made = rows(SMALL + "services: {reader: {functions: [core_course_get_*, core_webservice_get_site_info], people: [anna]}}\n", registry)
    service = next(row for row in made["external_services"] if row["shortname"] == "reader")
    assert service["restrictedusers"] == 1
    assert "core_course_get_contents" in service["functions"]
    assert "core_course_create_courses" not in service["functions"]
    assert service["functions"][-1] == "core_webservice_get_site_info"


def test_own_roles_begin_as_what_they_are_like(registry: Registry) -> None:
    text = (
        "base: empty\nroles:\n  examiner: {archetype: student, levels: [course], allow: [mod/assign:grade], inherit: [mod/assign:submit]}\n"
    )
    made = rows(text, registry)
    (examiner,) = (row for row in made["role"] if row["shortname"] == "examiner")
    allowed = {row["capability"] for row in made["role_capabilities"] if row["roleid"] == examiner["id"] and row["permission"] == 1}
    assert "mod/assign:grade" in allowed
    assert "mod/assign:submit" not in allowed
    assert "mod/assign:view" in allowed
    assert {row["id"] for row in made["role"]} == set(range(1, 10))


def test_files_lie_beside_the_seed(registry: Registry, tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "slides.txt").write_text("hello")
    seed = tmp_path / "seed.yaml"
    seed.write_text("people: {ben: {}}\nfiles: {ben: [docs/slides.txt, {name: n.bin, folder: a/b, base64: AAE=}]}\n")
    made = state(read(seed), registry)
    assert {row["filename"]: row["filepath"] for row in made["files"] if row["filename"] != "."} == {"slides.txt": "/", "n.bin": "/a/b/"}
    assert {base64.b64decode(content) for content in made["blobs"].values()} == {b"hello", b"\0\1"}
    (tmp_path / "secret").write_text("x")
    for wrong, message in (
        ("../seed.yaml", "lies outside of the folder of the seed"),
        ("/etc/passwd", "lies outside of the folder of the seed"),
        ("nothing.txt", "cannot read the file: No such file or directory"),
    ):
        seed.write_text(f"people: {{ben: {{}}}}\nfiles: {{ben: [{wrong}]}}\n")
        with pytest.raises(SeedError, match=f"seed.yaml:2: files.ben\\[0\\]: {message}"):
            state(read(seed), registry)


def test_a_seed_of_a_text_reads_no_files(registry: Registry) -> None:
    assert "files by path need a seed that is a file" in refusal("people: {ben: {}}\nfiles: {ben: [/etc/passwd]}\n", registry)
    assert "there is no base '/etc/passwd'" in refusal("base: /etc/passwd\n", registry)


def test_a_base_may_be_a_file_of_ones_own(registry: Registry, tmp_path: Path) -> None:
    (tmp_path / "ours.yaml").write_text("base: empty\npeople: {ben: {city: Oslo}}\n")
    (tmp_path / "seed.yaml").write_text("base: ours.yaml\npeople: {ben: {country: 'NO'}}\n")
    ben = next(row for row in state(read(tmp_path / "seed.yaml"), registry)["user"] if row["username"] == "ben")
    assert (ben["city"], ben["country"]) == ("Oslo", "NO")
    (tmp_path / "ours.yaml").write_text("base: seed.yaml\n")
    with pytest.raises(SeedError, match="the bases of the seed do not end"):
        read(tmp_path / "seed.yaml")


def test_states_in_json_are_taken_as_they_are(registry: Registry, tmp_path: Path) -> None:
    file = tmp_path / "state.json"
    file.write_text('{"user": [{"id": 2, "username": "ada"}]}')
    assert state(read(file), registry) == {"user": [{"id": 2, "username": "ada"}]}
    assert describe(read(file), registry) == "A state, with these tables and numbers of rows:\n  user: 1"
    file.write_text("{")
    with pytest.raises(SeedError, match="is not JSON"):
        read(file)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("poeple: {}", "seed:1: poeple: unknown member 'poeple'; did you mean 'people'?"),
        ("base: shcool", "seed:1: base: there is no base 'shcool'; did you mean 'school'?: it is one of empty, school, university"),
        ("people: {Ben: {}}", "seed:1: people.Ben: a user name has small letters, digits"),
        ("people: {ben: {roles: {site: mangaer}}}", "people.ben.roles.site: there is no role 'mangaer'; did you mean 'manager'?"),
        ("people: {ben: {fistname: x}}", "people.ben.fistname: unknown member 'fistname'; did you mean 'firstname'?"),
        ("people: {ben: x}", "seed:1: people.ben: expected members"),
        ("people: [ben]", "seed:1: people: expected members"),
        ("courses: {A: {people: {ben: student}}}", "courses.A.people.ben: there is no person 'ben'"),
        ("courses: {A: {groups: {G: [guest]}}}", "courses.A.groups.G[0]: 'guest' is not among the people of the course"),
        ("courses:\n  A:\n    activities:\n    - {type: asign, name: x}\n",
         "seed:4: courses.A.activities[0].type: there is no type of activity 'asign'; did you mean 'assign'?"),
        ("courses: {A: {activities: [{name: x}]}}", "courses.A.activities[0]: an activity needs a type"),
        ("courses: {A: {activities: [{type: page}]}}", "courses.A.activities[0]: an activity needs a name"),
        ("courses: {A: {activities: [{type: page, name: x, due: +1d}]}}", "activities[0].due: unknown member 'due'"),
        ("courses: {A: {activities: [{type: page, name: x, section: Y}]}}", "activities[0].section: there is no section 'Y'"),
        ("courses: {A: {activities: [{type: page, name: x}, {type: page, name: x}]}}",
         "activities[1].name: there are two activities of the type page"),
        ("courses: {A: {activities: [{type: page, name: x, grades: {guest: 3}}]}}", "grades.guest: the activity gives no such grades"),
        ("courses: {A: {activities: [{type: assign, name: x, due: then}]}}", "activities[0].due: expected a time"),
        ("courses: {A: {activities: [{type: quiz, name: x, questions: [{text: y}]}]}}",
         "questions[0]: a question needs a type: truefalse,"),
        ("courses: {A: {activities: [{type: quiz, name: x, questions: [Z]}]}}", "questions[0]: there is no question 'Z'"),
        ("courses: {A: {activities: [{type: choice, name: x, options: [a], answers: {guest: b}}]}}",
         "answers.guest: there is no option 'b'"),
        ("courses: {A: {activities: [{type: quiz, name: x, questions: [{type: essay, name: E}], taken: {guest: {answers: {F: a}}}}]}}",
         "taken.guest.answers.F: there is no question 'F'"),
        ("courses: {A: {activities: [{type: quiz, name: x, questions: [{type: essay, name: E}], taken: {guest: {marks: {E: 2}}}}]}}",
         "taken.guest.marks.E: is not within the marks of the question, from 0 to 1"),
        ("courses: {A: {activities: [{type: quiz, name: x, questions: [{type: multichoice, name: E, answers: {a: 1}}], "
         "taken: {guest: {answers: {E: b}}}}]}}",
         "taken.guest.answers.E: there is no choice 'b'"),
        ("courses: {A: {sections: 501}}", "courses.A.sections: a course has at most 500 sections"),
        ("courses: {A: {category: a" + " / a" * 5000 + "}}", "courses.A.category: categories lie at most 50 levels deep"),
        ("categories: {/: {}}", "categories./: expected the name of a category"),
        ("people: {ben: {roles: {/: manager}}}", "people.ben.roles./: expected the name of a category"),
        ("courses: {A: {category: ' / '}}", "courses.A.category: expected the name of a category"),
        ("services: {s: {functions: [core_curse_get_courses]}}",
         "functions[0]: there is no function 'core_curse_get_courses'; did you mean 'core_course_get_courses'?"),
        ("services: {s: {functions: [nothing_*]}}", "services.s.functions[0]: there is no function 'nothing_*'"),
        ("base: empty\ntokens: {t: {user: admin, service: mobile}}", "tokens.t.service: there is no service 'mobile'"),
        ("base: empty\ntokens: {t: nobody}", "tokens.t: there is no person 'nobody'"),
        ("base: empty\ntokens: {t: {user: admin, token: 'a b'}}", "tokens.t.token: a token has 8 to 128 characters"),
        ("base: empty\ntokens: {t: {user: admin, token: 01234567}, u: {user: admin, token: 01234567}}",
         "tokens.u.token: is the token of another"),
        ("settings: {enablewebservice: 1}",
         "settings.enablewebservice: there is no setting 'enablewebservice'; did you mean 'enablewebservices'?"),
        ("roles: {x: {allow: [mod/assign:grad]}}",
         "roles.x.allow[0]: there is no capability 'mod/assign:grad'; did you mean 'mod/assign:grade'?"),
        ("generate: {people: -1}", "generate.people: expected a number from 0 to 1000000"),
        ("generate: {people: 1000000, courses: 20000, enrolments_per_course: 1000}", "generate: comes to more than 5000000 enrolments"),
        ("people: {ben: {}}\nfiles: {ben: [{content: x}]}", "files.ben[0]: a file needs a name"),
        ("people: {ben: {}}\nfiles: {ben: [{name: a, base64: '!'}]}", "files.ben[0].base64: expected base64"),
        ("people: {ben: {}}\nfiles: {ben: [{name: a}, {name: a}]}", "files.ben[1]: there are two files /a"),
    ],
)  # fmt: skip
def test_a_seed_that_is_wrong_is_told_where_and_what(text: str, message: str, registry: Registry) -> None:
    assert message in refusal(text, registry)


def test_settings_that_nobody_obeys_are_kept(registry: Registry) -> None:
    made = rows("settings: {forum_replytouser: 0, forcelogin: yes}", registry)
    assert {name: made["config"][name] for name in ("forum_replytouser", "forcelogin")} == {"forum_replytouser": "0", "forcelogin": "1"}


def test_a_seed_is_described_with_its_ids(registry: Registry) -> None:
    described = describe(read_text(SMALL + "tokens: {annas: anna}\ngenerate: {people: 2, courses: 1}\n"), registry)
    for line in (
        "Clock: 2026-09-07T08:00:00+00:00",
        "       2  admin: Ada Admin, secret (administrator)",
        "       3  anna: Anna Example, other",
        "  and 2 that are generated, from id 100001",
        "       2  MATH1: MATH1, 2 people",
        "               1      1  page: Intro",
        "                      1  group: A",
    ):
        assert line in described.splitlines()
    assert "annas: anna, everything, " in described


def test_names_of_a_seed_can_be_looked_up(registry: Registry) -> None:
    site = made(read_text(SMALL), registry).site
    assert site is not None
    assert site.courses["MATH1"].named == {"page Intro": 1}
    assert list(site.categories) == ["Science", "Science / Physics", "Science / Maths"]
