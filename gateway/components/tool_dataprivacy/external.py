"""The external functions about requests for personal data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gateway.api import (
    BOOL,
    INT,
    NOTAGS,
    RAW,
    READ,
    SYSTEM,
    TEXT,
    URL,
    WRITE,
    CallContext,
    Description,
    List,
    Struct,
    Value,
    function,
    warnings,
)
from gateway.api.rows import window
from gateway.components.core_competency.schemas import RECORD, USER
from gateway.components.tool_dataprivacy import lib
from gateway.components.tool_dataprivacy.lib import Type

_MOBILE = ["moodle_mobile_app"]
_REQUEST: Mapping[str, Description] = {
    "type": Value(INT, "what it asks for: 1 the data, 2 deleting them, 3 an answer", null=False),
    "comments": Value(RAW, "what the person says", null=False),
    "commentsformat": Value(INT, "format of comments", null=False),
    "userid": Value(INT, "id of the user whose data it is about", null=False),
    "requestedby": Value(INT, "id of who has made it", null=False),
    "status": Value(INT, "how it stands", null=False),
    "dpo": Value(INT, "id of the officer who has decided"),
    "dpocomment": Value(RAW, "what the officer says"),
    "dpocommentformat": Value(INT, "format of dpocomment", null=False),
    "systemapproved": Value(BOOL, "whether the site has approved it by itself", null=False),
    "creationmethod": Value(INT, "how it was made: 0 by a person, 1 by the site", null=False),
    **RECORD,
    "foruser": Struct(USER, "the user whose data it is about"),
    "requestedbyuser": Struct(USER, "who has made it", optional=True),
    "dpouser": Struct(USER, "the officer who has decided", optional=True),
    "messagehtml": Value(RAW, "what the person says, as HTML", optional=True, null=False),
    "typename": Value(RAW, "what it asks for, in words", null=False),
    "typenameshort": Value(RAW, "that in a word", null=False),
    "statuslabel": Value(RAW, "how it stands, in words", null=False),
    "statuslabelclass": Value(RAW, "class of CSS for that", null=False),
    "canreview": Value(BOOL, "whether the caller may decide on it", optional=True, null=False),
    "approvedeny": Value(BOOL, "whether it can be approved and rejected", optional=True, null=False),
    "allowfiltering": Value(BOOL, "whether courses can be chosen", optional=True, null=False),
    "canmarkcomplete": Value(BOOL, "whether the caller may say that it is done", optional=True, null=False),
    "downloadlink": Value(URL, "address of the data", optional=True, null=False),
}
_REQUESTID = {"requestid": Value(INT, "id of the request")}
_ONES_OWN = "whether the caller has such a request that is not done yet"


@function(
    "tool_dataprivacy_get_access_information",
    READ,
    params={},
    returns=Struct(
        {
            "cancontactdpo": Value(BOOL, "whether the caller may write to the officers"),
            "canmanagedatarequests": Value(BOOL, "whether the caller decides on requests"),
            "cancreatedatadownloadrequest": Value(BOOL, "whether the caller may ask for their data"),
            "cancreatedatadeletionrequest": Value(BOOL, "whether the caller may ask for being deleted"),
            "hasongoingdatadownloadrequest": Value(BOOL, _ONES_OWN + ", for their data"),
            "hasongoingdatadeletionrequest": Value(BOOL, _ONES_OWN + ", for being deleted"),
            "warnings": warnings(),
        }
    ),
    services=_MOBILE,
)
def get_access_information(ctx: CallContext) -> dict[str, Any]:
    """Return what the caller may do about personal data."""
    ctx.validate(SYSTEM)
    return {
        "cancontactdpo": ctx.site.config.flag("tool_dataprivacy/contactdataprotectionofficer"),
        "canmanagedatarequests": lib.is_officer(ctx),
        "cancreatedatadownloadrequest": lib.may_download_own(ctx),
        "cancreatedatadeletionrequest": lib.may_delete_own(ctx),
        "hasongoingdatadownloadrequest": lib.is_open(ctx, ctx.userid, Type.EXPORT),
        "hasongoingdatadeletionrequest": lib.is_open(ctx, ctx.userid, Type.DELETE),
        "warnings": [],
    }


@function(
    "tool_dataprivacy_create_data_request",
    WRITE,
    params={
        "type": Value(INT, "what is asked for: 1 the data, 2 deleting them"),
        "comments": Value(RAW, "what the person says", default=""),
        "foruserid": Value(INT, "id of the user whose data it is about, 0 for the caller", default=0),
    },
    returns=Struct({"datarequestid": Value(INT, "id of the request"), "warnings": warnings()}),
    services=_MOBILE,
)
def create_data_request(ctx: CallContext, type: int, comments: str, foruserid: int) -> dict[str, Any]:
    """Ask for personal data, or for deleting them."""
    ctx.validate(SYSTEM)
    return {"datarequestid": lib.add(ctx, type, comments, foruserid or ctx.userid), "warnings": []}


@function(
    "tool_dataprivacy_get_data_requests",
    READ,
    params={
        "userid": Value(INT, "id of a user, to return their requests alone", default=0),
        "statuses": List(Value(INT, "how they stand"), "to return these alone", default=[]),
        "types": List(Value(INT, "what they ask for"), "to return these alone", default=[]),
        "creationmethods": List(Value(INT, "how they were made"), "to return these alone", default=[]),
        "sort": Value(NOTAGS, "order: columns, each with asc or desc", default=""),
        "limitfrom": Value(INT, "how many to leave out", default=0),
        "limitnum": Value(INT, "how many to return at most, 0 for all", default=0),
    },
    returns=Struct({"requests": List(Struct(_REQUEST), "the requests"), "warnings": warnings()}),
    services=_MOBILE,
)
def get_data_requests(
    ctx: CallContext,
    userid: int,
    statuses: list[int],
    types: list[int],
    creationmethods: list[int],
    sort: str,
    limitfrom: int,
    limitnum: int,
) -> dict[str, Any]:
    """Return requests about personal data."""
    ctx.validate(SYSTEM)
    where = lib.visible_to(ctx, userid)
    among = {"status": statuses, "type": types, "creationmethod": creationmethods}
    rows = lib.requests(ctx, where, sort, window(limitfrom, limitnum), **among)
    return {"requests": [lib.result(ctx, row) for row in rows], "warnings": []}


@function(
    "tool_dataprivacy_get_data_request",
    READ,
    params=_REQUESTID,
    returns=Struct({"result": Struct(_REQUEST, "the request"), "warnings": warnings()}),
    capabilities=["tool/dataprivacy:managedatarequests"],
    ajax=True,
)
def get_data_request(ctx: CallContext, requestid: int) -> dict[str, Any]:
    """Return one request about personal data."""
    ctx.validate(SYSTEM)
    return {"result": lib.result(ctx, lib.readable(ctx, requestid)), "warnings": []}


def _done(requestid: int, *, done: bool) -> dict[str, Any]:
    """The result of a change to a request, with a warning if there was none to change."""
    trouble = {"item": str(requestid), "warningcode": "errorrequestnotfound", "message": "There is no such request."}
    return {"result": done, "warnings": [] if done else [trouble]}


@function(
    "tool_dataprivacy_cancel_data_request",
    WRITE,
    params=_REQUESTID,
    returns=Struct({"result": Value(BOOL, "whether it was cancelled"), "warnings": warnings()}),
    services=_MOBILE,
    ajax=True,
)
def cancel_data_request(ctx: CallContext, requestid: int) -> dict[str, Any]:
    """Cancel a request about personal data."""
    ctx.validate(SYSTEM)
    return _done(requestid, done=lib.cancel(ctx, requestid))


@function(
    "tool_dataprivacy_deny_data_request",
    WRITE,
    params=_REQUESTID,
    returns=Struct({"result": Value(BOOL, "whether it was rejected"), "warnings": warnings()}),
    capabilities=["tool/dataprivacy:managedatarequests"],
    ajax=True,
)
def deny_data_request(ctx: CallContext, requestid: int) -> dict[str, Any]:
    """Reject a request about personal data."""
    ctx.validate(SYSTEM)
    return _done(requestid, done=lib.deny(ctx, requestid))


@function(
    "tool_dataprivacy_mark_complete",
    WRITE,
    params=_REQUESTID,
    returns=Struct({"result": Value(BOOL, "whether that was noted"), "warnings": warnings()}),
    capabilities=["tool/dataprivacy:managedatarequests"],
    ajax=True,
)
def mark_complete(ctx: CallContext, requestid: int) -> dict[str, Any]:
    """Say that a message to the data protection officers is answered."""
    ctx.validate(SYSTEM)
    return _done(requestid, done=lib.mark_complete(ctx, requestid))


@function(
    "tool_dataprivacy_contact_dpo",
    WRITE,
    params={"message": Value(TEXT, "message")},
    returns=Struct({"result": Value(BOOL, "whether it was sent"), "warnings": warnings()}),
    services=_MOBILE,
    ajax=True,
)
def contact_dpo(ctx: CallContext, message: str) -> dict[str, Any]:
    """Write to the data protection officers of the site."""
    ctx.validate(SYSTEM)
    lib.write_to_officers(ctx, message)
    return {"result": True, "warnings": []}
