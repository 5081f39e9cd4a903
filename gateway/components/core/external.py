"""Web service functions for texts, dates and notifications of the session."""

from __future__ import annotations

from typing import Any

from gateway.api import (
    ALPHA,
    ALPHANUMEXT,
    COMPONENT,
    INT,
    LANG,
    PLUGIN,
    RAW,
    READ,
    STRINGID,
    TEXT,
    CallContext,
    List,
    MissingRecord,
    Struct,
    Value,
    caller_zone,
    contexts,
    date_text,
    function,
)
from gateway.components.core import lib


def _params() -> List:
    """The description of the values to put into a text."""
    return List(
        Struct(
            {
                "name": Value(ALPHANUMEXT, "name of the value; none where there is one value only", optional=True),
                "value": Value(RAW, "the value"),
            }
        ),
        "what to put into the text",
        default=[],
    )


@function(
    "core_get_string",
    READ,
    params={
        "stringid": Value(STRINGID, "name of the text"),
        "component": Value(COMPONENT, "component it belongs to", default="moodle"),
        "lang": Value(LANG, "language; that of the call unless given", default=None),
        "stringparams": _params(),
    },
    returns=Value(RAW, "the text"),
    ajax=True,
    loginrequired=False,
)
def get_string(ctx: CallContext, stringid: str, component: str, lang: str | None, stringparams: list[dict[str, Any]]) -> str:
    """Return one text in the language of the user."""
    return lib.text(ctx.registry, component, stringid, stringparams)


@function(
    "core_get_strings",
    READ,
    params={
        "strings": List(
            Struct(
                {
                    "stringid": Value(STRINGID, "name of the text"),
                    "component": Value(COMPONENT, "component it belongs to", default="moodle"),
                    "lang": Value(LANG, "language; that of the call unless given", default=None),
                    "stringparams": _params(),
                }
            ),
            "which texts",
        )
    },
    returns=List(
        Struct(
            {
                "stringid": Value(STRINGID, "name of the text"),
                "component": Value(COMPONENT, "component it belongs to"),
                "lang": Value(LANG, "its language"),
                "string": Value(RAW, "the text"),
            }
        )
    ),
    ajax=True,
    loginrequired=False,
)
def get_strings(ctx: CallContext, strings: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return several texts in the language of the user."""
    own = ctx.caller.lang if ctx.caller else ""
    user_lang = own if own and ctx.site.has_language(own) else ctx.site.config["lang"]
    return [
        {
            "stringid": wanted["stringid"],
            "component": wanted["component"],
            "lang": wanted["lang"] or ctx.settings.lang or user_lang,
            "string": lib.text(ctx.registry, wanted["component"], wanted["stringid"], wanted["stringparams"]),
        }
        for wanted in strings
    ]


@function(
    "core_get_component_strings",
    READ,
    params={
        "component": Value(COMPONENT, "whose texts"),
        "lang": Value(LANG, "language; that of the call unless given", default=None),
    },
    returns=List(Struct({"stringid": Value(STRINGID, "name of the text"), "string": Value(RAW, "the text")})),
    services=["moodle_mobile_app"],
    ajax=True,
    loginrequired=False,
)
def get_component_strings(ctx: CallContext, component: str, lang: str | None) -> list[dict[str, str]]:
    """Return all texts of a component, as they are before anything is put into them."""
    return [{"stringid": name, "string": text} for name, text in lib.texts(ctx.registry, component).items()]


@function(
    "core_get_user_dates",
    READ,
    params={
        "contextid": Value(INT, "id of the context in which the dates are shown", default=0),
        "contextlevel": Value(ALPHA, "its level, in the place of the id", default=""),
        "instanceid": Value(INT, "and what it is the context of", default=0),
        "timestamps": List(
            Struct(
                {
                    "timestamp": Value(INT, "the moment, in Unix seconds"),
                    "format": Value(TEXT, "how to write it, in the codes of strftime", most=500),
                    "type": Value(PLUGIN, "type of calendar; that of the user unless given", default=None),
                    "fixday": Value(INT, "whether days go without a leading zero", default=1),
                    "fixhour": Value(INT, "whether hours of twelve do", default=1),
                }
            ),
            "which moments",
        ),
    },
    returns=Struct({"dates": List(Value(TEXT, "a date"), "the dates, in the order asked for")}),
    ajax=True,
)
def get_user_dates(
    ctx: CallContext, contextid: int, contextlevel: str, instanceid: int, timestamps: list[dict[str, Any]]
) -> dict[str, list[str]]:
    """Write moments as dates in the time zone of the user."""
    ctx.validate(contexts.from_parameters(ctx.db, contextid, contextlevel, instanceid))
    here = caller_zone(ctx)
    return {
        "dates": [
            date_text(wanted["timestamp"], wanted["format"], here, fixday=bool(wanted["fixday"]), fixhour=bool(wanted["fixhour"]))
            for wanted in timestamps
        ]
    }


@function(
    "core_fetch_notifications",
    READ,
    params={"contextid": Value(INT, "id of the context of the page")},
    returns=List(
        Struct(
            {
                "template": Value(RAW, "template that shows the notice"),
                "variables": Struct(
                    {
                        "message": Value(RAW, "its text"),
                        "extraclasses": Value(RAW, "further classes of its element"),
                        "announce": Value(RAW, "whether it is read out"),
                        "closebutton": Value(RAW, "whether it can be closed"),
                    },
                    "what the template shows",
                ),
            }
        )
    ),
    ajax=True,
    loginrequired=False,
    empty=True,
)
def fetch_notifications(ctx: CallContext, contextid: int) -> list[dict[str, Any]]:
    """Return the notices that wait in the caller's session; none are left there by calls, and none wait without one."""
    place = contexts.by_id(ctx.db, contextid)
    if place is None:
        raise MissingRecord("context")
    ctx.validate(place)
    return []
