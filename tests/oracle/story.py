"""Record the suite ``conformance``: a story that makes its own people and courses by calls, so that any server can be asked it.

``python -m tests.oracle.story`` plays it on a gateway of its own, and packs what was answered into the distribution. Ids that the gateway
gives to what the story makes begin at 7,000,000, so that the judge can tell them (``gateway.compare.conformance.likeness``); what says
more about a site than about how it keeps to the contract is recorded as ``{{any}}``.
"""

from __future__ import annotations

import gzip
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import msgspec

from gateway.compare.conformance import cases
from gateway.compare.conformance.likeness import ANY
from gateway.compare.conformance.player import at, filled
from gateway.compare.exchange import Asked, Server, carry, clients
from gateway.compare.recording import exchange
from gateway.registry.component import discover
from gateway.registry.protocols import protocols
from gateway.registry.registry import Registry
from gateway.wire.call import Token
from gateway.wire.exchange import HttpRequest
from tests.oracle import serve
from tests.oracle.recordings import HERE
from tests.oracle.story_told import Call, Login, Told, told

# The name of the run that is recorded; it stands for that of any other run.
RUN = "recordedrun"
# Numbers and texts that stand for values in arguments until these are written, as no description would let names pass.
STAND_INS = 424_242_000
# What says more about a site than about how it keeps to the contract; texts of warnings are added where they occur.
OF_THE_SITE = frozenset(
    {
        "calendartype", "courseimage", "categorysortorder", "filters", "iconurl", "lang", "mailformat", "maxbytes", "modicon",
        "profileimageurl", "profileimageurlsmall", "sortorder", "theme", "timezone", "userpictureurl", "privatetoken",
    }
)  # fmt: skip
_MEMBERS = "|".join(sorted(OF_THE_SITE))
_XML = tuple(
    re.compile(pattern)
    for pattern in (
        rf'(<KEY name="(?:{_MEMBERS})">\s*<VALUE>)[^<]*(</VALUE>)',
        rf"(<name>(?:{_MEMBERS})</name>\s*<value>\s*<\w+>)[^<]*(</\w+>)",
        rf"(<key[^>]*>(?:{_MEMBERS})</key>\s*<value[^>]*>)[^<]*(</value>)",
    )
)
# Where ids of what is made begin, by table.
BASES = {
    name: 7_001_000 + index * 1_000
    for index, name in enumerate(
        ("user", "course_categories", "course", "context", "groups", "groupings", "cohort", "enrol", "user_enrolments", "role_assignments",
         "course_sections", "course_modules", "forum", "event", "post", "grade_items", "grade_categories", "messages", "notifications",
         "message_conversations", "groups_members", "cohort_members", "files")
    )
}  # fmt: skip
UNIQUE = ("username", "email", "shortname", "idnumber", "name", "convhash", "pathnamehash", "uuid")


def spread() -> dict[str, Any]:
    """The state ``campus`` with one more row in each table, after whose id the next ones are given."""
    state: dict[str, Any] = json.loads((HERE / "campus.json").read_text())
    for table, base in BASES.items():
        row = dict(state[table][-1])
        row |= {name: f"{row[name]}-{base}" for name in UNIQUE if isinstance(row.get(name), str) and row[name]}
        row |= {name: BASES[of] for name, of in _references(table) if name in row}
        state[table] = [*state[table], {**row, "id": base}]
    state["context"][-1] |= {"contextlevel": 30, "instanceid": BASES["user"], "path": f"/1/{BASES['context']}", "depth": 2}
    return state


def _references(table: str) -> list[tuple[str, str]]:
    """Columns of a table, as far as two of its rows may not have the same, with the tables that they refer to."""
    return {
        "user_enrolments": [("enrolid", "enrol"), ("userid", "user")],
        "role_assignments": [("userid", "user")],
        "course_sections": [("course", "course")],
        "groups_members": [("groupid", "groups"), ("userid", "user")],
        "cohort_members": [("cohortid", "cohort"), ("userid", "user")],
        "enrol": [("courseid", "course")],
    }.get(table, [])


class Recorder:
    """Plays the story on one server and keeps the cases."""

    def __init__(self, server: Server, registry: Registry, given: dict[str, object]) -> None:
        self._server = server
        self._registry = registry
        self._given = given
        self._clients = clients(protocols())
        self.cases: list[dict[str, Any]] = []

    def tell(self, one: Told) -> None:
        """Play one part of the story, by each of its protocols."""
        if isinstance(one, Login):
            fields = {"username": f"{RUN}-{one.who}", "password": one.password, "service": "{{service}}"}
            body = urlencode(fields, safe="{}").replace(RUN, "{{run}}").encode()
            headers = {"Content-Type": "application/x-www-form-urlencoded"}
            self._add(one.case, HttpRequest("POST", "/login/token.php", headers, body), one.keep)
            return
        for protocol in one.protocols:
            name = one.case if len(one.protocols) == 1 else f"{one.case}/{protocol}"
            self._add(name, self._request(one, protocol), one.keep)

    def _request(self, call: Call, protocol: str) -> HttpRequest:
        function = self._registry.functions[call.function].info
        names: dict[str, str] = {}
        stood = json.loads(_stand_ins(json.dumps(call.arguments), names))
        token = "0" * 31 + "f"
        if call.raw:
            body = urlencode({"wstoken": token, "moodlewsrestformat": "json", "wsfunction": call.function, **stood}).encode()
            written = HttpRequest("POST", "/webservice/rest/server.php", {"Content-Type": "application/x-www-form-urlencoded"}, body)
        else:
            written = carry(self._clients[protocol], Asked(function=function, arguments=stood), [Token(token)])

        def named(text: str) -> str:
            for stand_in, name in [*names.items(), (token, call.token), (RUN, "run")]:
                text = text.replace(stand_in, f"{{{{{name}}}}}")
            return text

        return msgspec.structs.replace(written, path=named(written.path), body=named(written.body.decode()).encode())

    def _add(self, name: str, written: HttpRequest, keep: Mapping[str, str]) -> None:
        sent = msgspec.structs.replace(
            written, path=filled(written.path, self._given), body=filled(written.body.decode(), self._given).encode()
        )
        received = self._server.send(sent)
        found = exchange(sent, received, self._server.address)
        path, _, query = written.path.partition("?")
        found["req"] |= {"path": path, "query": query, "body": written.body.decode()}
        found["res"]["text"] = _told(found["res"]["text"])
        captured = {given: at(json.loads(received.body), where) for given, where in keep.items()}
        self._given |= captured
        if keep:
            found |= {"capture": dict(keep), "captured": captured}
        print(f"{name:50}{received.status}  {found['res']['text'][:150]}")
        self.cases.append({"id": name, "steps": [found]} if keep else {"id": name, **found})


def _stand_ins(text: str, names: dict[str, str]) -> str:
    """Arguments as JSON with a number in the place of each name; ``names`` learns which stands for what."""

    def stand_in(found: re.Match[str]) -> str:
        number = str(STAND_INS + len(names))
        names[number] = found[1]
        return number

    return re.sub(r'"\{\{(\w+)\}\}"', stand_in, text).replace("{{run}}", RUN)


def _told(text: str) -> str:
    """An answer with ``{{run}}`` for the name of the run, and ``{{any}}`` for what says more about the site."""
    try:
        value = json.loads(text)
    except ValueError:
        for pattern in _XML:
            text = pattern.sub(rf"\g<1>{ANY}\g<2>", text)
    else:
        if php(value) == text:
            text = php(_of_any_site(value))
    return text.replace(RUN, "{{run}}")


def php(value: object) -> str:
    """JSON as the reference writes it."""
    return json.dumps(value, separators=(",", ":")).replace("/", "\\/")


def _of_any_site(value: Any) -> Any:
    if isinstance(value, list):
        return [_of_any_site(item) for item in value]
    if isinstance(value, dict):
        words = {"message"} if "warningcode" in value else set()
        return {name: ANY if name in OF_THE_SITE | words else _of_any_site(item) for name, item in value.items()}
    return value


def record(story: Sequence[Told]) -> list[dict[str, Any]]:
    """The cases of the story, as a gateway of its own answers them."""
    with tempfile.TemporaryDirectory(prefix="triglot-") as folder:
        port = serve.free_port()
        triglot = serve.command(folder, port, f"sqlite:///{folder}/triglot.db")
        state = Path(folder, "spread.json")
        state.write_text(json.dumps(spread()))
        for verb in (["init"], ["load", str(state)]):
            subprocess.run([*triglot, *verb], cwd=serve.ROOT, check=True)
        with serve.running([*triglot, "serve"], port) as served, Server(served.address) as server:
            given: dict[str, object] = {"run": RUN, "service": "all", "token": cases.token_for_everything("campus")}
            recorder = Recorder(server, Registry(discover()), given)
            for one in story:
                recorder.tell(one)
            return recorder.cases


def packed(recorded: Sequence[Mapping[str, Any]]) -> bytes:
    """Cases as the distribution has them."""
    lines = "".join(f"{line}\n" for line in _lines(recorded))
    return gzip.compress(lines.encode(), mtime=0)


def _lines(recorded: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    return (json.dumps(case, ensure_ascii=False) for case in recorded)


if __name__ == "__main__":
    serve.end_on_signals()
    made = record(told())
    (cases.RECORDINGS / f"{cases.STORY}.jsonl.gz").write_bytes(packed(made))
    print(f"{len(made)} cases", file=sys.stderr)
