"""Requests as programs: what a client half makes, as a command or a few lines in the languages that people call from.

Each program needs what comes with its language alone, prints the answer, and runs as it is printed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

import orjson

from gateway.web.pages.examples import as_curl
from gateway.wire.exchange import HttpRequest

__all__ = ["PROGRAMS"]


def _http(request: HttpRequest, base_address: str) -> str:
    """The request as it goes over the wire."""
    host, _, prefix = base_address.partition("://")[2].partition("/")
    head = [f"{request.method} {'/' + prefix if prefix else ''}{request.path} HTTP/1.1", f"Host: {host}"]
    head += [f"{name}: {value}" for name, value in request.headers.items()]
    if request.body:
        head.append(f"Content-Length: {len(request.body)}")
    return "\n".join([*head, "", _body(request)]).rstrip("\n")


def _python(request: HttpRequest, base_address: str) -> str:
    body = f"    data={_body(request)!r}.encode(),\n" if request.body else ""
    return (
        "import urllib.request\n\n"
        "request = urllib.request.Request(\n"
        f"    {base_address + request.path!r},\n{body}"
        f"    headers={dict(request.headers)!r},\n    method={request.method!r},\n)\n"
        "with urllib.request.urlopen(request) as answer:\n    print(answer.read().decode())"
    )


def _javascript(request: HttpRequest, base_address: str) -> str:
    body = f"  body: {_json(_body(request))},\n" if request.body else ""
    return (
        f"fetch({_json(base_address + request.path)}, {{\n  method: {_json(request.method)},\n"
        f"  headers: {_json(dict(request.headers))},\n{body}}})\n  .then((answer) => answer.text())\n  .then(console.log);"
    )


def _php(request: HttpRequest, base_address: str) -> str:
    headers = ", ".join(_single(f"{name}: {value}") for name, value in request.headers.items())
    body = f"    'content' => {_single(_body(request))},\n" if request.body else ""
    return (
        f"<?php\n$context = stream_context_create(['http' => [\n    'method' => {_single(request.method)},\n"
        f"    'header' => [{headers}],\n{body}]]);\n"
        f"echo file_get_contents({_single(base_address + request.path)}, false, $context);"
    )


def _java(request: HttpRequest, base_address: str) -> str:
    headers = "".join(f"            .header({_json(name)}, {_json(value)})\n" for name, value in request.headers.items())
    body = f"HttpRequest.BodyPublishers.ofString({_json(_body(request))})" if request.body else "HttpRequest.BodyPublishers.noBody()"
    return (
        "import java.net.URI;\nimport java.net.http.*;\n\npublic class Call {\n"
        "    public static void main(String[] arguments) throws Exception {\n"
        f"        var request = HttpRequest.newBuilder(URI.create({_json(base_address + request.path)}))\n{headers}"
        f"            .method({_json(request.method)}, {body})\n            .build();\n"
        "        var answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());\n"
        "        System.out.println(answer.body());\n    }\n}"
    )


def _csharp(request: HttpRequest, base_address: str) -> str:
    kind = next((value for name, value in request.headers.items() if name.lower() == "content-type"), "text/plain")
    others = {name: value for name, value in request.headers.items() if name.lower() != "content-type"}
    headers = "".join(f"request.Headers.TryAddWithoutValidation({_json(name)}, {_json(value)});\n" for name, value in others.items())
    body = (
        f"request.Content = new StringContent({_json(_body(request))});\n"
        f"request.Content.Headers.ContentType = System.Net.Http.Headers.MediaTypeHeaderValue.Parse({_json(kind)});\n"
        if request.body
        else ""
    )
    return (
        "using System;\nusing System.Net.Http;\n\n"
        f"var request = new HttpRequestMessage(new HttpMethod({_json(request.method)}), {_json(base_address + request.path)});\n"
        f"{headers}{body}"
        "using var client = new HttpClient();\nvar answer = await client.SendAsync(request);\n"
        "Console.WriteLine(await answer.Content.ReadAsStringAsync());"
    )


def _hurl(request: HttpRequest, base_address: str) -> str:
    head = [f"{request.method} {base_address}{request.path}", *(f"{name}: {value}" for name, value in request.headers.items())]
    return "\n".join([*head, *([_backquoted(_body(request))] if request.body else []), "HTTP 200"])


def _pytest(request: HttpRequest, base_address: str) -> str:
    body = f"        data={_body(request)!r}.encode(),\n" if request.body else ""
    return (
        "import re\nimport urllib.request\n\n\n"
        "def test_the_call_is_answered() -> None:\n"
        "    request = urllib.request.Request(\n"
        f"        {base_address + request.path!r},\n{body}"
        f"        headers={dict(request.headers)!r},\n        method={request.method!r},\n    )\n"
        "    with urllib.request.urlopen(request) as answer:\n"
        "        assert answer.status == 200\n"
        "        text = answer.read().decode()\n"
        "    assert not re.search('\"errorcode\"|<ERRORCODE>|faultCode|:Fault>', text)"
    )


PROGRAMS: Final[Mapping[str, tuple[str, Callable[[HttpRequest, str], str]]]] = {
    "curl": ("curl", as_curl),
    "http": ("raw request", _http),
    "python": ("Python", _python),
    "javascript": ("JavaScript", _javascript),
    "php": ("PHP", _php),
    "java": ("Java", _java),
    "csharp": ("C#", _csharp),
    "hurl": ("Hurl", _hurl),
    "pytest": ("pytest", _pytest),
}
"""The title of each way to show a request, and what makes the text of a request and the address of the site."""


def _body(request: HttpRequest) -> str:
    return request.body.decode("utf-8", "surrogateescape")


def _json(value: object) -> str:
    """A text, or texts by name, as JavaScript, Java and C# write them alike."""
    return orjson.dumps(value).decode()


def _single(text: str) -> str:
    """A text in single quotes, as PHP reads it."""
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


def _backquoted(text: str) -> str:
    """A text in back quotes, as Hurl reads it: two braces would begin a variable."""
    escaped = text.replace("\\", "\\\\").replace("`", "\\`").replace("\n", "\\n").replace("{{", "\\u{7b}{")
    return f"`{escaped}`"
