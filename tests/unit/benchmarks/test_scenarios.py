from __future__ import annotations

import pytest

from benchmarks.contenders import CONTENDERS
from benchmarks.profile import _without_paths
from benchmarks.scenarios import SCENARIOS, VARYING, Scenario, Unknown, Wrong, chosen
from gateway.wire.exchange import HttpResponse


def test_every_scenario_has_a_name_of_its_own_and_contenders_that_exist() -> None:
    names = [scenario.name for scenario in SCENARIOS]
    assert len(set(names)) == len(names)
    assert {against.contender for scenario in SCENARIOS for against in scenario.against} == set(CONTENDERS)


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.name)
def test_every_scenario_has_a_request_which_varies_where_it_writes(scenario: Scenario) -> None:
    assert (VARYING.encode() in scenario.request().body) is (scenario.work == "write")


def test_scenarios_are_chosen_by_name_and_pattern_in_their_own_order() -> None:
    assert [each.name for each in chosen(["struct-soap", "nothing-rest"])] == ["nothing-rest", "struct-soap"]
    assert [each.name for each in chosen(["nothing-rest-c*"])] == ["nothing-rest-c1", "nothing-rest-c256"]
    assert chosen([]) == SCENARIOS


def test_a_name_that_no_scenario_has_is_an_error_that_lists_them() -> None:
    with pytest.raises(Unknown, match="no scenario is called rest; there are nothing-rest, "):
        chosen(["nothing-rest", "rest"])


def test_a_refusal_is_not_taken_for_an_answer() -> None:
    (scenario,) = chosen(["nothing-rest"])
    headers = {"content-type": "application/json"}
    scenario.check(HttpResponse(200, headers, b'"pong"'))
    for body in (b'"ping"', b'{"exception":"x","errorcode":"y","message":"z"}'):
        with pytest.raises(Wrong, match="nothing-rest: 200"):
            scenario.check(HttpResponse(200, headers, body))


def test_other_people_than_those_asked_for_are_a_wrong_answer() -> None:
    (scenario,) = chosen(["user-rest"])
    with pytest.raises(Wrong):
        scenario.check(HttpResponse(200, {"content-type": "application/json"}, b'[{"id": 1, "username": "person000"}]'))


def test_a_profile_names_no_place_of_this_machine() -> None:
    assert _without_paths("1 /x/lib/python3.13/site-packages/a/b.py:1(f) /x/lib/python3.13/enum.py:2(g)") == "1 a/b.py:1(f) enum.py:2(g)"
