"""Clients in Java: what JAX-WS generates of the typed WSDL and Axis 1.4 of the classic one, XML-RPC, and the HTTP client of Java."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.interop.environments import classpath_of
from tests.interop.probe import RETURNED, TEXT, probe_token
from tests.oracle.serve import serving

STORIES = Path(__file__).with_name("java")

# Axis 1.4 writes characters beyond U+FFFF as two references to what is no character, which is no XML.
AXIS_TEXT = TEXT.replace("🎓", "漢")

JAXWS = (
    "libactivation-java", "libcodemodel-java", "libdtd-parser-java", "libfastinfoset-java", "libgeronimo-annotation-1.3-spec-java",
    "libgmbal-commons-java", "libgmbal-java", "libgmbal-pfl-java", "libistack-commons-java", "libjaxb-api-java", "libjaxb-java",
    "libjaxws-api-java", "libjaxws-java", "libjws-api-java", "libmetro-policy-java", "libmimepull-java", "librelaxng-datatype-java",
    "librngom-java", "libsaaj-java", "libsaaj-ri-java", "libstax-ex-java", "libstax2-api-java", "libstreambuffer-java", "libtxw2-java",
    "libwoodstox-java", "libxml-commons-resolver1.1-java", "libxsom-java",
)  # fmt: skip
AXIS = (
    "libactivation-java", "libaxis-java", "libcommons-discovery-java", "libcommons-httpclient-java", "libcommons-logging-java",
    "libmail-java", "libwsdl4j-java",
)  # fmt: skip


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The address of a server that holds the recorded site."""
    with serving("site") as served:
        yield served.address


def java(command: Sequence[str], classpath: str, *more: str) -> str:
    """What a Java program prints."""
    encoded = ["-Dfile.encoding=UTF-8"] if command[0] == "java" else ["-encoding", "UTF-8", "-nowarn"]
    done = subprocess.run(
        [command[0], *encoded, "-cp", classpath, *command[1:], *more],
        capture_output=True,
        text=True,
        env={**os.environ, "LC_ALL": "C.UTF-8"},
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def told(folder: Path, classpath: str, story: str, *arguments: str) -> Any:
    """What a story saw that was compiled with the sources in ``folder``."""
    sources = [str(path) for path in (*folder.rglob("*.java"), STORIES / "Json.java", STORIES / f"{story}.java")]
    java(["javac", "-d", str(folder)], classpath, *sources)
    return json.loads(java(["java", story], f"{folder}:{classpath}", *arguments))


def expected(text: str) -> dict[str, Any]:
    shape = {"id": 1, "name": "n", "tags": [], "options": [], "nested": {"a": 7, "c": 1.5}, "limit": 5, "note": "x"}
    return {
        "scalar": "b|1|c",
        "struct": {"type": "string", "json": text},
        "null": {"type": "NULL", "json": None},
        "items": RETURNED,
        "empty": [],
        "default": shape,
    }


def seen_by(story: dict[str, Any]) -> dict[str, Any]:
    """What a story saw, with the texts that the probe writes in JSON read."""
    for name in ("struct", "null"):
        story[name]["json"] = json.loads(story[name]["json"])
    return {**story, "default": json.loads(story["default"])}


def test_jaxws(address: str, tmp_path: Path) -> None:
    classpath = classpath_of("jaxws", *JAXWS)
    typed = f"{address}/webservice/soap/typed"
    wsdl = f"{typed}?wsdl&wstoken={probe_token()}"
    java(["java", "com.sun.tools.ws.WsImport"], classpath, "-quiet", "-Xnocompile", "-s", str(tmp_path), "-d", str(tmp_path), wsdl)
    seen = seen_by(told(tmp_path, classpath, "TypedStory", TEXT, typed, probe_token()))
    errorcode, message = seen.pop("fault")
    assert (errorcode, message) == ("nopermissions", "You need the permission moodle/site:config to do that.")
    assert seen.pop("bearer") == "pong"
    assert seen == expected(TEXT)


def test_axis(address: str, tmp_path: Path) -> None:
    classpath = classpath_of("axis", *AXIS)
    wsdl = f"{address}/webservice/soap/server.php?wsdl=1&wstoken={probe_token()}"
    java(["java", "org.apache.axis.wsdl.WSDL2Java"], classpath, "-o", str(tmp_path), "-p", "classic", wsdl)
    seen = seen_by(told(tmp_path, classpath, "ClassicStory", AXIS_TEXT))
    errorcode, message = seen.pop("fault")
    assert errorcode == "nopermissions"
    assert message.endswith(" | ERRORCODE: nopermissions")
    assert seen == expected(AXIS_TEXT)


def test_axmlrpc(address: str, tmp_path: Path) -> None:
    classpath = classpath_of("axmlrpc", "libaxmlrpc-java")
    seen = told(tmp_path, classpath, "XmlRpcStory", f"{address}/webservice/xmlrpc/server.php?wstoken={probe_token()}", TEXT)
    assert json.loads(seen.pop("echo")["json"]) == TEXT
    number, text = seen.pop("fault")
    assert number == 23000021
    assert "ERRORCODE: accessexception" in text
    assert seen == {"scalar": "b|1|c", "items": RETURNED, "empty": [], "void": ""}


def test_the_http_client_of_java(address: str, tmp_path: Path) -> None:
    seen = told(tmp_path, classpath_of("axmlrpc", "libaxmlrpc-java"), "HttpStory", address, probe_token(), TEXT)
    assert len(seen) == 11
    for status, body in seen:
        assert status == 200
        assert json.loads(json.loads(body)["json"]) == TEXT
