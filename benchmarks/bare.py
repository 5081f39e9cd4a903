"""What the framework itself costs: one Starlette route that always gives the same answer, read from ``BENCHMARK_ANSWER``."""

from __future__ import annotations

import json
import os
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

ANSWER = json.loads(Path(os.environ["BENCHMARK_ANSWER"]).read_text())
BODY = ANSWER["body"].encode()


async def answer(_request: Request) -> Response:
    """The recorded answer, whatever is asked."""
    return Response(BODY, headers=ANSWER["headers"])


app = Starlette(routes=[Route(ANSWER["path"], answer)])
