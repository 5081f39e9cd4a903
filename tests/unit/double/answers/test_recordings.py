"""Recorded answers: found by function, arguments and user, by every protocol, and without any network."""

from __future__ import annotations

import gzip
import io
import json
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from gateway.catalogue import functions
from gateway.compare.recording import BASE, Recording
from gateway.compare.values import moved, normal
from gateway.double.answers import NOT_RECORDED, Mode, Recordings, RecordingsError
from gateway.double.answers.exchanges import recorded_calls
from gateway.errors import EncodeError
from gateway.registry.protocols import protocols
from gateway.wire.call import FunctionInfo, Token
from gateway.wire.exchange import HttpRequest, HttpResponse
from gateway.wire.protocol import clients_of
from tests.oracle.recordings import CASES
from tests.unit.double.answers.doubled import STUDENT, TOKEN, Client, doubled

CLIENTS = {name: client for each in protocols() for name, client in clients_of(each).items()}
JOIN = functions()["mod_bigbluebuttonbn_can_join"]
ADDRESS = "http://school.example"


def line(request: HttpRequest, answer: object, *, status: int = 200, kind: str = "application/json", flow: str | None = None) -> bytes:
    """What ``triglot record`` writes of an exchange."""
    return lines([(request, answer)], status=status, kind=kind, flow=flow)


def lines(
    exchanges: list[tuple[HttpRequest, object]], *, status: int = 200, kind: str = "application/json", flow: str | None = None
) -> bytes:
    output = io.BytesIO()
    recording = Recording(output, address=ADDRESS, flow=flow)
    for number, (request, answer) in enumerate(exchanges):
        body = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
        recording.add(str(number), request, HttpResponse(status, {"content-type": kind}, body))
    recording.close()
    return output.getvalue()


def asked(info: FunctionInfo = JOIN, token: str = "t0", **arguments: Any) -> HttpRequest:
    return CLIENTS["rest"].request(info, arguments, Token(token))


def stored(folder: Path, *content: bytes, mode: Mode = Mode.ANY) -> Recordings:
    path = folder / "recorded.jsonl"
    path.write_bytes(b"".join(content))
    return Recordings(path, mode)


@pytest.fixture
async def client(tmp_path: Path) -> AsyncIterator[Client]:
    """A double that replays two calls."""
    replay = stored(tmp_path, line(asked(cmid=3), {"can_join": True, "cmid": 33}), line(asked(cmid=4), {"can_join": False, "cmid": 44}))
    async with doubled(tmp_path, replay=replay) as made:
        yield made


@pytest.mark.parametrize("by", ["rest", "rest-xml", "soap", "xmlrpc"])
async def test_a_recorded_call_has_its_recorded_answer_by_every_protocol(client: Client, by: str) -> None:
    replies = [await client.call(JOIN.name, by=by, cmid=number) for number in (4, 3, 4)]
    values: list[Any] = [reply.value for reply in replies]
    assert [value["cmid"] for value in values] == [44, 33, 44]
    assert {reply.source for reply in replies} == {"recorded"}


async def test_what_differs_from_the_nearest_call_is_told(client: Client) -> None:
    reply = await client.call(JOIN.name, cmid=5)
    assert reply.code == NOT_RECORDED
    assert "cmid is 5, recorded is 3" in str(reply.value)


async def test_functions_of_which_nothing_is_recorded_answer_as_usual(client: Client) -> None:
    assert (await client.call("mod_bigbluebuttonbn_end_meeting", bigbluebuttonbnid=1)).source == "described"
    assert (await client.call("core_webservice_get_site_info")).source == ""


@pytest.mark.parametrize("by", sorted(CLIENTS))
async def test_what_was_recorded_by_any_protocol_is_read(tmp_path: Path, by: str) -> None:
    name = "tool_mobile_get_public_config" if by == "ajax" else "core_course_get_courses_by_field"
    arguments: dict[str, Any] = {} if by == "ajax" else {"field": "id", "value": "1"}
    credential = None if by == "ajax" else Token(TOKEN)
    async with doubled(tmp_path) as real:
        request = CLIENTS[by].request(real.info(name), arguments, credential)
        response = await real.send(request)
        value = CLIENTS[by].read(response, real.info(name))
    recorded = line(request, response.body, status=response.status, kind=response.headers.get("content-type", ""))
    async with doubled(tmp_path / "again", replay=stored(tmp_path, recorded)) as client:
        reply = await client.call(name, **arguments)
        assert reply.source == "recorded"
        assert normal(reply.value, client.info(name).returns) == normal(value, client.info(name).returns)


async def test_the_address_of_the_recorded_site_becomes_that_of_the_world(tmp_path: Path) -> None:
    info = functions()["mod_bigbluebuttonbn_get_join_url"]
    recorded = line(asked(info, cmid=3), {"join_url": f"{ADDRESS}/join?x=1", "warnings": []})
    assert BASE.encode() in recorded
    async with doubled(tmp_path, replay=stored(tmp_path, recorded)) as client:
        reply: Any = await client.call(info.name, cmid=3)
        assert reply.value["join_url"] == f"{client.world.address}/join?x=1"


async def test_a_recorded_refusal_is_refused_again(tmp_path: Path) -> None:
    refusal = {"exception": "core\\exception\\required_capability_exception", "errorcode": "nopermissions", "message": "No."}
    async with doubled(tmp_path, replay=stored(tmp_path, line(asked(cmid=3), refusal))) as client:
        reply: Any = await client.call(JOIN.name, cmid=3)
        assert (reply.code, reply.value.wire_class) == ("nopermissions", "core\\exception\\required_capability_exception")
        assert reply.value.message not in ("", "*")


async def test_each_answer_is_given_once_and_in_its_turn(tmp_path: Path) -> None:
    recorded = lines([(asked(cmid=3), {"can_join": True, "cmid": number}) for number in (1, 2)])
    async with doubled(tmp_path, replay=stored(tmp_path, recorded, mode=Mode.ONCE)) as client:
        replies: list[Any] = [await client.call(JOIN.name, cmid=3) for _ in range(3)]
        assert [reply.value["cmid"] for reply in replies[:2]] == [1, 2]
        assert replies[2].code == NOT_RECORDED
        assert "used up" in replies[2].value.message


async def test_answers_in_any_number_come_in_turn_and_the_last_one_stays(tmp_path: Path) -> None:
    recorded = lines([(asked(cmid=3), {"can_join": True, "cmid": number}) for number in (1, 2)])
    replay = stored(tmp_path, recorded)
    async with doubled(tmp_path, replay=replay) as client:
        replies: list[Any] = [await client.call(JOIN.name, cmid=3) for _ in range(3)]
        assert [reply.value["cmid"] for reply in replies] == [1, 2, 2]
        await client.worlds.reset()
        again: Any = await client.call(JOIN.name, cmid=3)
        assert again.value["cmid"] == 1


async def test_a_user_who_is_known_has_the_answers_of_this_user(tmp_path: Path) -> None:
    login = HttpRequest("POST", "/login/token.php", {}, b"username=Ben&password=Secret.1&service=all")
    story = lines(
        [
            (login, {"token": "benstoken"}),
            (asked(token="benstoken", cmid=3), {"can_join": True, "cmid": 1}),
            (asked(token="another", cmid=3), {"can_join": True, "cmid": 2}),
            (asked(token="benstoken", cmid=4), {"can_join": True, "cmid": 3}),
        ],
        flow="flow/story",
    )
    assert b"wstoken={{token1}}" in story
    async with doubled(tmp_path, replay=stored(tmp_path, story)) as client:
        theirs, mine, foreign = [
            await client.call(JOIN.name, token=token, cmid=number) for token, number in ((STUDENT, 3), (TOKEN, 3), (TOKEN, 4))
        ]
        values: list[Any] = [theirs.value, mine.value, foreign.value]
        assert [values[0]["cmid"], values[1]["cmid"]] == [1, 2]
        assert 'the user is "ada", recorded is "ben"' in values[2].message


async def test_secrets_and_moments_are_scrubbed_on_both_sides(tmp_path: Path) -> None:
    info = functions()["core_auth_request_password_reset"]
    recorded = line(asked(functions()["mod_bigbluebuttonbn_get_recordings"], bigbluebuttonbnid=1), {"status": True, "warnings": []})
    events = functions()["core_calendar_get_action_events_by_timesort"]
    timed = line(asked(events, timesortfrom=1_700_000_000), {"events": [], "firstid": 0, "lastid": 0})
    async with doubled(tmp_path, replay=stored(tmp_path, recorded, timed)) as client:
        assert (await client.call(events.name, timesortfrom=1_800_000_000)).source == "recorded"
        assert (await client.call(events.name, timesortfrom=17)).code == NOT_RECORDED
        assert info.name not in client.functions.capabilities


def test_the_nearest_call_can_be_asked_for(tmp_path: Path) -> None:
    info = functions()["core_course_get_courses_by_field"]
    nothing: object = {"courses": [], "warnings": []}
    calls = [asked(info, field="id", value="1"), asked(info, field="id", value="2"), asked(info, field="shortname", value="B")]
    replay = stored(tmp_path, lines([(each, nothing) for each in calls]))
    replay.read_for(functions())
    near = replay.near(info.name, {"field": "shortname", "value": "A"})
    assert near is not None
    assert near.differences == (("value", "A", "B"),)
    assert str(near) == 'nearest is recorded/2/3: value is "A", recorded is "B"'
    assert replay.near("core_user_get_users", {}) is None


async def test_the_recorded_answers_of_the_reference_are_replayed(tmp_path: Path) -> None:
    cases = tmp_path / "core.jsonl"
    cases.write_bytes(gzip.decompress((CASES / "core.jsonl.gz").read_bytes()))
    replay = Recordings(cases)
    async with doubled(tmp_path, replay=replay) as client:
        replayed = 0
        values: dict[str, list[object]] = {}
        recorded = recorded_calls([json.loads(line) for line in cases.read_bytes().splitlines()], functions())
        for call in recorded:
            if call.fault is None:
                values.setdefault(call.function, []).append(normal(moved(call.value, BASE), client.info(call.function).returns))
        for call in recorded:
            info = client.info(call.function)
            with suppress(EncodeError):  # arguments that no client would send
                reply = await client.ask(info, call.arguments)
                if reply.source == "recorded" and reply.code is None:
                    assert normal(moved(reply.value, client.world.address), info.returns) in values[info.name], call.id
                    replayed += 1
        assert replayed > 400


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"{", r"recorded\.jsonl:1: is not JSON"),
        (b'\n{"id": "a"}', r"recorded\.jsonl:2: is no case"),
        (b"[]", r"recorded\.jsonl:1: is no case"),
        (b'{"id": "a", "req": {}, "res": {}}', r"recorded\.jsonl: not in the form of recordings: KeyError"),
        (b'{"id": "a", "req": 5, "res": 6}', r"recorded\.jsonl: not in the form of recordings: AttributeError"),
        (b"", r"recorded\.jsonl: has no call"),
    ],
    ids=["no JSON", "no request", "a list", "empty parts", "parts of another type", "empty"],
)
def test_what_is_no_recording_is_told_with_its_place(tmp_path: Path, content: bytes, told: str) -> None:
    with pytest.raises(RecordingsError, match=told):
        stored(tmp_path, content).read_for(functions())


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(RecordingsError, match=r"nowhere\.jsonl: No such file"):
        Recordings(tmp_path / "nowhere.jsonl")


def test_what_is_no_call_or_has_no_answer_is_left_out(tmp_path: Path) -> None:
    page = HttpRequest("GET", "/course/view.php?id=1", {}, b"")
    unread = line(asked(cmid=9), b"<html>", kind="text/html")
    unknown = line(HttpRequest("POST", "/webservice/rest/server.php?wsfunction=local_x_y&wstoken=t", {}, b""), {})
    replay = stored(tmp_path, line(page, b"hello"), unread, unknown, line(asked(cmid=3), {"can_join": True, "cmid": 1})).read_for(
        functions()
    )
    near = replay.near(JOIN.name, {"cmid": 9})
    assert near is not None
    assert near.differences == (("cmid", 9, "3"),)
