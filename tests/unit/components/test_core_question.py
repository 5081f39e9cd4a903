"""Types of questions and behaviours by themselves: what answers are worth, and what follows from steps."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.api import CodingError
from gateway.components.core_question.attempts import QuestionAttempt, Step
from gateway.components.core_question.bank import Filters, filters_of
from gateway.components.core_question.behaviours import behaviour, chosen
from gateway.components.core_question.definitions import Definition
from gateway.components.core_question.display import Display
from gateway.components.core_question.questions import Question, question
from gateway.components.core_question.states import State, graded
from gateway.components.core_question.texts import plain
from gateway.components.core_question.usages import Usage

ROW = {"id": 1, "questiontext": "<p>What?</p>", "questiontextformat": 1, "penalty": 0.25, "length": 1, "name": "Q", "contextid": 1}


def of_type(kind: str, options: dict[str, Any] | None = None, hints: int = 0, **parts: list[dict[str, Any]]) -> Question:
    """A question of a type, with what the type keeps."""
    listed: Any = [{"id": number, "hint": "", "hintformat": 1, "clearwrong": 0, "shownumcorrect": 0} for number in range(hints)]
    rows: Any = parts
    return question(Definition({**ROW, "qtype": kind}, options or {}, rows, listed))


def answers(**worth: float) -> list[dict[str, Any]]:
    """Answers by their texts, with what each is worth."""
    found = enumerate(worth.items(), start=1)
    return [{"id": at, "answer": text, "answerformat": 2, "fraction": fraction, "feedback": ""} for at, (text, fraction) in found]


def begun(asked: Question, preferred: str, maxmark: float = 1.0) -> tuple[Usage, QuestionAttempt]:
    """A usage with an attempt at a question that has begun."""
    usage = Usage(id=1, contextid=1, component="test", preferred=preferred)
    attempt = usage.add(asked, maxmark)
    usage.begin(attempt, random.Random(1), now=1, userid=4, shuffle=False)
    return usage, attempt


def act(usage: Usage, attempt: QuestionAttempt, **data: str) -> tuple[State, float | None]:
    """The state and the fraction after a step; names that begin with ``do_`` are actions."""
    values = {name.replace("do_", "-"): text for name, text in data.items()}
    usage.act(attempt, Step(data=values, time=2, userid=4))
    return attempt.state, attempt.fraction


def short(worth: dict[str, float] | None = None, usecase: int = 0, **more: float) -> Question:
    return of_type("shortanswer", {"usecase": usecase}, question_answers=answers(**(worth or {}), **more))


@pytest.mark.parametrize(
    ("pattern", "text", "fits"),
    [
        ("frog", "FROG", True),
        ("frog", " frog ", True),
        ("fr*g", "fr..g", True),
        ("*", "", True),
        ("a\\*b", "a*b", True),
        ("a\\*b", "axb", False),
        ("caf\u00e9", "cafe\u0301", True),
        ("f.og", "frog", False),
        ("a*a", "a", False),
        ("*og*og", "frogog", True),
        ("a*b*c", "acb", False),
        ("*a" * 50 + "b", "a" * 50_000, False),
        ("frog", "frogs", False),
    ],
)
def test_short_answers_fit_patterns(pattern: str, text: str, fits: bool) -> None:
    assert short({pattern: 1.0}).grade({"answer": text})[0] == float(fits)


def test_short_answers_may_depend_on_case() -> None:
    asked = short(usecase=1, Frog=1.0, frog=0.5)
    assert [asked.worth({"answer": text}) for text in ("Frog", "frog", "FROG")] == [1.0, 0.5, 0.0]
    assert short({"fr*g \\* x": 1.0}).right_summary() == "fr g * x"


@given(st.text(max_size=50), st.text(max_size=20))
def test_no_pattern_takes_long_or_fails(text: str, pattern: str) -> None:
    assert short({pattern: 1.0}).worth({"answer": text}) in (0.0, 1.0)


def numerical(worth: dict[str, float], options: dict[str, Any] | None = None, tolerance: str = "0", **units: float) -> Question:
    """A question for a number."""
    listed = answers(**worth)
    kept = [{"answer": row["id"], "tolerance": tolerance} for row in listed]
    rows = [{"unit": unit, "multiplier": factor} for unit, factor in units.items()]
    return of_type("numerical", options, question_answers=listed, question_numerical=kept, question_numerical_units=rows)


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("3.14", True), ("3,14", True), ("0.0314e2", True), ("31.4x10^-1", True), ("+3.14", True), ("3.140", True), ("3.141", False),
        ("3.14 cm", True), ("x", False), ("1,003.14", False), ("3.14" + "0" * 5000, True),
    ],
)  # fmt: skip
def test_numbers_are_read_as_people_write_them(text: str, right: bool) -> None:
    assert numerical({"3.14": 1.0}).worth({"answer": text}) == float(right)


def test_numbers_have_tolerance_and_units() -> None:
    near = numerical({"2": 1.0, "*": 0.1}, tolerance="0.1")
    assert [near.worth({"answer": text}) for text in ("1.9", "2.1", "2.11", "x")] == [1.0, 1.0, 0.1, 0.0]
    assert [near.is_complete({"answer": text}) for text in ("2", "2 m", "two", "")] == [True, False, False, False]
    options = {"showunits": 0, "unitgradingtype": 1, "unitpenalty": 0.1, "unitsleft": 0}
    metres = numerical({"2": 1.0}, options, m=1.0, cm=100.0)
    assert [metres.worth({"answer": text}) for text in ("2m", "200 cm", "2", "2 km")] == [1.0, 1.0, 0.9, 0.9]
    assert (metres.right_summary(), metres.is_complete({"answer": "2 km"})) == ("2 m", True)
    chosen_unit = numerical({"2": 1.0}, {**options, "showunits": 2, "unitgradingtype": 2}, m=1.0, cm=100.0)
    assert chosen_unit.worth({"answer": "200", "unit": "cm"}) == 1.0
    assert (chosen_unit.is_complete({"answer": "2"}), chosen_unit.worth({"answer": "2", "unit": "?"})) == (False, 0.9)


@given(st.text(max_size=200))
def test_any_text_is_a_number_or_none(text: str) -> None:
    asked = numerical({"1": 1.0})
    assert asked.worth({"answer": text}) in (0.0, 1.0)
    assert isinstance(asked.problem({"answer": text}), str)


def test_choices_of_several() -> None:
    asked = of_type("multichoice", {"single": 0}, question_answers=answers(a=0.5, b=-0.5, c=0.5, d=0.0))
    usage, attempt = begun(asked, "deferredfeedback")
    assert act(usage, attempt, choice0="1", choice1="1", choice2="1") == (State.COMPLETE, None)
    assert act(usage, attempt, choice0="1", choice1="0", choice2="0") == (State.COMPLETE, None)
    assert not usage.act(attempt, Step(data={"choice0": "1"}, time=3, userid=4))
    assert act(usage, attempt, do_finish="1") == (State.PARTIAL, 0.5)
    assert (attempt.response_summary, attempt.right_answer, attempt.question_summary) == ("a", "a; c", "What?: a; b; c; d")
    assert asked.worth({"choice1": "1", "choice3": "1"}) == 0.0
    assert asked.parts_right({"choice0": "1", "choice1": "1"}) == (1, 2)


def test_choices_of_one_in_the_order_of_the_attempt() -> None:
    asked = of_type("multichoice", {"single": 1, "shuffleanswers": 1}, question_answers=answers(a=1.0, b=-0.25, c=0.0))
    usage, attempt = begun(asked, "deferredfeedback")
    assert attempt.minfraction == -0.25
    asked.arrange({"_order": "3,1,2,77"})
    assert [asked.worth({"answer": place}) for place in ("0", "1", "2", "3", "-1", "x")] == [0.0, 1.0, -0.25, 0.0, 0.0, 0.0]
    assert asked.correct_response() == {"answer": "1"}
    assert act(usage, attempt, answer="-1") == (State.TODO, None)
    assert act(usage, attempt, do_finish="1") == (State.GAVE_UP, None)
    orders = {asked.begin(random.Random(seed), shuffle=True)["_order"] for seed in range(20)}
    assert len(orders) > 1


def test_matching() -> None:
    rows = [
        {"id": 1, "questiontext": "frog", "questiontextformat": 1, "answertext": "amphibian"},
        {"id": 2, "questiontext": "newt", "questiontextformat": 1, "answertext": "amphibian"},
        {"id": 3, "questiontext": "", "questiontextformat": 1, "answertext": "insect"},
    ]
    asked = of_type("match", qtype_match_subquestions=rows)
    asked.arrange({"_stemorder": "2,1", "_choiceorder": "3,1"})
    assert asked.summary() == "What? {newt; frog} -> {insect; amphibian}"
    assert asked.right_summary() == "newt -> amphibian; frog -> amphibian"
    assert asked.grade({"sub0": "2", "sub1": "1"}) == (0.5, State.PARTIAL)
    complete = [asked.is_complete(response) for response in ({"sub0": "2", "sub1": "1"}, {"sub0": "2"}, {"sub0": "0"})]
    assert (complete, asked.is_gradable({"sub0": "2"}), asked.is_gradable({"sub0": "0"})) == ([True, False, False], True, False)


def test_essays_wait_for_a_grader() -> None:
    asked = of_type("essay", {"responsetemplate": "Dear", "minwordlimit": 2, "maxwordlimit": 3})
    usage, attempt = begun(asked, "immediatefeedback", maxmark=4.0)
    assert attempt.behaviour == "manualgraded"
    assert not usage.act(attempt, Step(data={"answer": "Dear"}, time=2, userid=4))
    assert act(usage, attempt, answer="<p>one</p>") == (State.TODO, None)
    assert act(usage, attempt, answer="<p>one two</p>", answerformat="1") == (State.COMPLETE, None)
    assert "at most 3" in asked.problem({"answer": "a b c d"})
    with pytest.raises(CodingError):
        usage.grade_by_hand(1, comment="so", mark=3.0, now=3, userid=3)
    assert act(usage, attempt, do_finish="1") == (State.NEEDS_GRADING, None)
    assert (usage.total, attempt.response_summary) == (None, "one two\n")
    for mark in (5.0, -1.0):
        with pytest.raises(CodingError):
            usage.grade_by_hand(1, comment="so", mark=mark, now=3, userid=3)
    usage.grade_by_hand(1, comment="so", mark=None, now=3, userid=3)
    assert (attempt.state, usage.total) == (State.NEEDS_GRADING, None)
    usage.grade_by_hand(1, comment="so", mark=3.0, now=3, userid=3)
    usage.grade_by_hand(1, comment="so", mark=3.0, now=4, userid=3)
    assert (attempt.state, usage.total, len(attempt.steps)) == (State.MANUALLY_PARTIAL, 3.0, 6)


def test_descriptions_are_seen() -> None:
    usage, attempt = begun(of_type("description"), "adaptive", maxmark=0.0)
    assert (attempt.behaviour, act(usage, attempt, do_seen="1")) == ("informationitem", (State.COMPLETE, None))
    assert (act(usage, attempt, do_finish="1"), usage.total) == ((State.FINISHED, None), 0.0)


def test_the_best_try_counts() -> None:
    usage, attempt = begun(short(frog=1.0, toad=0.8), "adaptive", maxmark=2.0)
    assert act(usage, attempt, answer="toad", do_submit="1") == (State.TODO, 0.8)
    assert not usage.act(attempt, Step(data={"answer": "toad", "-submit": "1"}, time=3, userid=4))
    assert act(usage, attempt, answer="x") == (State.TODO, 0.8)
    assert act(usage, attempt, answer="frog", do_submit="1") == (State.COMPLETE, 0.8)
    assert attempt.last.data["-_try"] == "2"
    assert act(usage, attempt, do_finish="1") == (State.RIGHT, 0.8)
    assert (attempt.mark, attempt.last.data["-_rawfraction"]) == (1.6, "1")
    usage, attempt = begun(short(frog=1.0), "adaptivenopenalty")
    act(usage, attempt, answer="x", do_submit="1")
    assert act(usage, attempt, answer="frog", do_submit="1") == (State.COMPLETE, 1.0)
    usage, attempt = begun(short(frog=1.0), "adaptive")
    assert act(usage, attempt, do_submit="1") == (State.INVALID, None)
    assert act(usage, attempt, do_finish="1") == (State.GAVE_UP, 0.0)


def test_tries_end_with_the_hints() -> None:
    asked = of_type("shortanswer", {}, hints=1, question_answers=answers(frog=1.0))
    usage, attempt = begun(asked, "interactive")
    assert act(usage, attempt, answer="x", do_submit="1") == (State.TODO, None)
    rules = behaviour("interactive")
    assert (rules.fields(attempt), list(rules.actions(attempt))) == ({}, ["tryagain"])
    assert not usage.act(attempt, Step(data={"answer": "frog", "-submit": "1"}, time=3, userid=4))
    act(usage, attempt, do_tryagain="1")
    assert act(usage, attempt, answer="y", do_submit="1") == (State.WRONG, 0.0)
    usage, attempt = begun(asked, "interactive")
    act(usage, attempt, answer="x", do_submit="1")
    act(usage, attempt, do_tryagain="1")
    act(usage, attempt, answer="frog")
    assert act(usage, attempt, do_finish="1") == (State.RIGHT, 0.75)


@pytest.mark.parametrize("name", ["deferredfeedback", "immediatefeedback", "adaptive", "adaptivenopenalty", "interactive"])
@given(steps=st.lists(st.sampled_from(("frog", "toad", "", "!frog", "!toad", "!", "~frog")), max_size=8))
def test_no_way_leads_beyond_the_marks(name: str, steps: list[str]) -> None:
    usage, attempt = begun(short(frog=1.0, toad=0.5), name)
    for text in steps:
        if text.startswith("~"):
            step = Step(data={"answer": text[1:]}, time=2, userid=4)
            if behaviour(name).save_by_itself(attempt, step):
                attempt.save_by_itself(step)
        else:
            data = {"answer": text.lstrip("!"), **({"-submit": "1"} if text.startswith("!") else {})}
            usage.act(attempt, Step(data=data, time=2, userid=4))
    usage.finish(now=3, userid=4)
    assert attempt.state.is_finished
    assert attempt.autosaved is None
    assert 0.0 <= (usage.total or 0.0) <= 1.0
    length = len(attempt.steps)
    usage.finish(now=4, userid=4)
    assert len(attempt.steps) == length


def test_before_the_end_nothing_tells_of_right_and_wrong() -> None:
    usage, attempt = begun(short(frog=1.0), "deferredfeedback")
    everything = Display(correctness=True, feedback=True, general_feedback=True, right_answer=True, comment=True)
    shown = behaviour("deferredfeedback").shown(attempt, everything)
    assert (shown.correctness, shown.feedback, shown.right_answer, shown.readonly) == (False, False, False, False)
    usage.finish(now=2, userid=4)
    shown = behaviour("deferredfeedback").shown(attempt, everything)
    assert (shown.correctness, shown.feedback, shown.right_answer, shown.readonly) == (True, True, True, True)


def test_behaviours_and_types_that_are_not_known() -> None:
    unknown = of_type("ddwtos")
    assert chosen(unknown, "interactivecountback").name == "interactive"
    usage, attempt = begun(unknown, "somethingelse")
    assert (attempt.behaviour, act(usage, attempt, do_finish="1")) == ("deferredfeedback", (State.GAVE_UP, None))


def test_states() -> None:
    assert [graded(fraction) for fraction in (-1.0, 0.0000001, 0.5, 0.9999999)] == [State.WRONG, State.WRONG, State.PARTIAL, State.RIGHT]
    assert [state.commented(None) for state in (State.GAVE_UP, State.FINISHED, State.RIGHT)] == [
        State.MANUALLY_GAVE_UP,
        State.MANUALLY_FINISHED,
        State.NEEDS_GRADING,
    ]
    assert all(state.label(correctness=shown) for state in State for shown in (True, False))


def test_conditions_for_questions() -> None:
    stored = '{"filter": {"category": {"values": ["2", "x"], "filteroptions": {"includesubcategories": true}}, "qtagids": {"values": [5]}}}'
    assert filters_of(stored) == Filters({2}, True, {5})
    assert filters_of('{"questioncategoryid": 3, "includingsubcategories": "1", "tags": ["7,word"]}') == Filters({3}, True, {7})
    for broken in ("", "x", "[]", "{}", '{"filter": []}', "[" * 100_000):
        assert not list(filters_of(broken).categories)


def test_plain_texts() -> None:
    assert plain("<p>a<br>b</p><p>c &amp; d</p>") == "a\nb\nc & d\n"
    assert (plain("a < b", 2), plain("a\nb", 0), plain(None)) == ("a < b", "a\nb", "")
