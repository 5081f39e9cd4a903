"""What a client for Python makes of a site at which something goes wrong; run by a Python that has the client, and nothing of ours.

    with_faults.py CLIENT WORLD TOKEN FAULT...

Asks who it is once for each fault, which it sets before and takes away afterwards, and once without any. Prints a JSON object with what
came of it: the class of the exception, or "answered". A fault is the name of one, or JSON. Before that the client spends a day at the
school, if it is one of those that do; "day" has what it read.
"""

import asyncio
import http.client
import inspect
import json
import os
import sys

import school_day

ASKED = "core_webservice_get_site_info"


def pymoodle(world, token):
    from moodle.session import MoodleClient

    return lambda: MoodleClient(world, token).core_webservice_get_site_info()


def moodlepy(world, token):
    from moodle import Moodle

    return lambda: Moodle(f"{world}/webservice/rest/server.php", token)(ASKED)


def edutools(world, token):
    from edutools_moodle.base import MoodleBase

    return lambda: MoodleBase(world, token).call_api(ASKED)


def poodle(world, token):
    import poodle_async_full

    async def ask():
        configuration = poodle_async_full.Configuration(host=world, api_key={"wstoken": token})
        async with poodle_async_full.ApiClient(configuration) as client:
            return await poodle_async_full.DefaultApi(client).core_webservice_get_site_info()

    return ask


def moodle_dl(world, token):
    from types import SimpleNamespace

    from moodle_dl.moodle import request_helper

    request_helper.sleep = lambda _seconds: None  # it waits for a second before each of its five attempts
    options = SimpleNamespace(
        max_parallel_api_calls=1, log_responses=False, skip_cert_verify=False, allow_insecure_ssl=False, use_all_ciphers=False
    )
    return lambda: request_helper.RequestHelper(None, options, SimpleNamespace(url_base=f"{world}/"), token).post(ASKED)


def mcp_bridge(world, token):
    os.environ |= {"MOODLE_URL": world, "MOODLE_TOKEN": token}
    from moodle_mcp import server

    return server.verify_connection


def control(world, method, document=None):
    host, _, path = world.removeprefix("http://").partition("/")
    connection = http.client.HTTPConnection(host)
    connection.request(method, f"/{path}/_triglot/faults".replace("//", "/"), document and json.dumps(document))
    assert connection.getresponse().status == 200
    connection.close()


def outcome(ask):
    try:
        answer = ask()
        if inspect.iscoroutine(answer):
            asyncio.run(answer)
    except Exception as error:  # of whatever kind: the client says that something is wrong
        return type(error).__name__
    return "answered"


def main(name, world, token, *faults):
    clients = {
        "pymoodle": pymoodle, "moodlepy": moodlepy, "edutools-moodle": edutools, "poodle": poodle, "moodle-dl": moodle_dl,
        "moodle-mcp-bridge": mcp_bridge,
    }  # fmt: skip
    told = {"day": school_day.CLIENTS[name](world, token)} if name in school_day.CLIENTS else {}
    ask = clients[name](world, token)
    told["nothing"] = outcome(ask)
    for fault in faults:
        control(world, "POST", {"fault": json.loads(fault) if fault.startswith("{") else fault})
        told[fault] = outcome(ask)
        control(world, "DELETE")
    print(json.dumps(told, ensure_ascii=False))


if __name__ == "__main__":
    main(*sys.argv[1:])
