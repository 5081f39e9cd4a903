"""What the models of poodle make of answers; run by a Python that has poodle-async-full, and nothing of ours.

    poodle_models.py < ANSWERS

Reads {"id": …, "function": …, "text": …} on each line; prints the ids of those that the client takes, as a JSON list.
Its models convert nothing: an integer that is sent as a text is refused.
"""

import json
import re
import sys
from contextlib import suppress
from pathlib import Path

import poodle_async_full.api.default_api
from poodle_async_full.api_client import ApiClient

METHOD = re.compile(r"^    async def (\w+)\(.*?_response_types_map[^{]*\{\s*'200': \"([^\"]+)\"", re.DOTALL | re.MULTILINE)


def main():
    source = Path(poodle_async_full.api.default_api.__file__).read_text()
    types = {}
    for method in re.split(r"(?m)^(?=    async def )", source):
        if found := METHOD.search(method):
            types.setdefault(found[1], found[2])
    client = ApiClient()
    taken = []
    for line in sys.stdin:
        answer = json.loads(line)
        with suppress(Exception):  # of whatever kind: the client does not take it
            client.deserialize(answer["text"], types[answer["function"]], "application/json")
            taken.append(answer["id"])
    print(json.dumps(taken))


if __name__ == "__main__":
    main()
