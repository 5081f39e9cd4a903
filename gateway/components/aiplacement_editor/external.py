"""The external functions that would make texts and pictures: no provider makes any here, so they refuse."""

from __future__ import annotations

from typing import Any

from gateway.api import ALPHA, ALPHAEXT, BOOL, INT, RAW, TEXT, URL, WRITE, CallContext, Struct, Value, function
from gateway.components.core_ai import lib

_PLACE = Value(INT, "id of the context of the page")


@function(
    "aiplacement_editor_generate_text",
    WRITE,
    params={"contextid": _PLACE, "prompttext": Value(RAW, "what the text is to be")},
    returns=Struct(
        {
            "success": Value(BOOL, "whether there is a text"),
            "timecreated": Value(INT, "when it was made"),
            "prompttext": Value(RAW, "what was asked"),
            "generatedcontent": Value(TEXT, "the text", default=None),
            "finishreason": Value(ALPHAEXT, "why it ends", default="stop"),
            "errorcode": Value(INT, "number of the error of the provider", default=0),
            "error": Value(TEXT, "error of the provider", default=""),
        }
    ),
    services=["moodle_mobile_app"],
    ajax=True,
)
def generate_text(ctx: CallContext, contextid: int, prompttext: str) -> dict[str, Any]:
    """Refuse to make a text, for no provider does that here."""
    raise lib.refusal(ctx, lib.entered(ctx, contextid), "aiplacement/editor:generate_text")


@function(
    "aiplacement_editor_generate_image",
    WRITE,
    params={
        "contextid": _PLACE,
        "prompttext": Value(RAW, "what the picture is to show"),
        "aspectratio": Value(ALPHA, "shape: square, landscape or portrait"),
        "quality": Value(ALPHA, "quality: standard or hd"),
        "numimages": Value(INT, "how many pictures", default=1),
        "style": Value(ALPHA, "style: natural or vivid", default="natural"),
    },
    returns=Struct(
        {
            "success": Value(BOOL, "whether there is a picture"),
            "revisedprompt": Value(TEXT, "what the provider has made of the question", default=""),
            "drafturl": Value(URL, "address of the picture among the drafts", default=""),
            "errorcode": Value(INT, "number of the error of the provider", default=0),
            "error": Value(TEXT, "error of the provider", default=""),
        }
    ),
    services=["moodle_mobile_app"],
    ajax=True,
)
def generate_image(
    ctx: CallContext, contextid: int, prompttext: str, aspectratio: str, quality: str, numimages: int, style: str
) -> dict[str, Any]:
    """Refuse to make a picture, for no provider does that here."""
    raise lib.refusal(ctx, lib.entered(ctx, contextid), "aiplacement/editor:generate_image")
