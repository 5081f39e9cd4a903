"""The external function that would summarise texts: no provider makes summaries here, so it refuses."""

from __future__ import annotations

from typing import Any

from gateway.api import ALPHAEXT, BOOL, INT, RAW, TEXT, WRITE, CallContext, Struct, Value, function
from gateway.components.core_ai import lib


@function(
    "aiplacement_courseassist_summarise_text",
    WRITE,
    params={
        "contextid": Value(INT, "id of the context of the page"),
        "prompttext": Value(RAW, "text of the page"),
    },
    returns=Struct(
        {
            "success": Value(BOOL, "whether there is a summary"),
            "timecreated": Value(INT, "when it was made"),
            "prompttext": Value(RAW, "what was asked"),
            "generatedcontent": Value(RAW, "the summary", default=None),
            "finishreason": Value(ALPHAEXT, "why it ends", default="stop"),
            "errorcode": Value(INT, "number of the error of the provider", default=0),
            "error": Value(TEXT, "error of the provider", default=""),
        }
    ),
    services=["moodle_mobile_app"],
    ajax=True,
)
def summarise_text(ctx: CallContext, contextid: int, prompttext: str) -> dict[str, Any]:
    """Refuse to summarise the text of a page, for no provider does that here."""
    raise lib.refusal(ctx, lib.entered(ctx, contextid), "aiplacement/courseassist:summarise_text")
