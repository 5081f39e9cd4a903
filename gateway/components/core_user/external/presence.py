"""Web service functions for the caller's activity: viewing profiles, agreeing to the site policy, registering devices."""

from __future__ import annotations

from typing import Any

from gateway.api import (
    BOOL,
    INT,
    NOTAGS,
    RAW,
    SITE_COURSE,
    SYSTEM,
    WRITE,
    CallContext,
    CodedError,
    Level,
    List,
    MissingCapability,
    MissingRecord,
    Struct,
    Value,
    contexts,
    enrolments,
    function,
    warnings,
)
from gateway.components.core_user import devices, lib, viewing


def _done() -> Struct:
    """The description of a result with a status and warnings."""
    return Struct({"status": Value(BOOL, "whether it was done"), "warnings": warnings()})


@function(
    "core_user_view_user_profile",
    WRITE,
    params={
        "userid": Value(INT, "id of the user, 0 for the caller"),
        "courseid": Value(INT, "course in which the profile is looked at; none unless given", default=0),
    },
    returns=_done(),
    capabilities=["moodle/user:viewdetails"],
    services=["moodle_mobile_app"],
)
def view_user_profile(ctx: CallContext, userid: int, courseid: int) -> dict[str, Any]:
    """Note that the caller looks at somebody's profile."""
    course = courseid or SITE_COURSE
    if course not in lib.courses(ctx.db, [course]):
        raise MissingRecord("course")
    user = lib.active(ctx.db, ctx.site, userid or ctx.userid)
    place = SYSTEM if course == SITE_COURSE else contexts.by_instance(ctx.db, Level.COURSE, course)
    ctx.validate(place)
    user_context = contexts.by_instance(ctx.db, Level.USER, user["id"])
    mine = user["id"] == ctx.userid
    if not (mine or ctx.has("moodle/user:viewdetails", place) or ctx.has("moodle/user:viewdetails", user_context)):
        raise CodedError("cannotviewprofile")
    if course != SITE_COURSE and not mine and not enrolments.is_enrolled(ctx.db, user["id"], course, now=ctx.now):
        raise CodedError("notenrolledprofile")
    viewing.profile_viewed(ctx, user["id"], course)
    return {"status": True, "warnings": []}


@function(
    "core_user_view_user_list",
    WRITE,
    params={"courseid": Value(INT, "id of the course, 0 for the site")},
    returns=_done(),
    capabilities=["moodle/course:viewparticipants"],
    services=["moodle_mobile_app"],
)
def view_user_list(ctx: CallContext, courseid: int) -> dict[str, Any]:
    """Note that the caller looks at the list of the members of a course."""
    course = courseid or SITE_COURSE
    if course not in lib.courses(ctx.db, [course]):
        raise MissingRecord("course")
    place = SYSTEM if course == SITE_COURSE else contexts.by_instance(ctx.db, Level.COURSE, course)
    ctx.validate(place)
    capability = "moodle/site:viewparticipants" if place is SYSTEM else "moodle/course:viewparticipants"
    if not ctx.has(capability, place):
        raise MissingCapability(capability)
    viewing.list_viewed(ctx, course)
    return {"status": True, "warnings": []}


@function(
    "core_user_agree_site_policy",
    WRITE,
    params={},
    returns=_done(),
    services=["moodle_mobile_app"],
)
def agree_site_policy(ctx: CallContext) -> dict[str, Any]:
    """Note that the caller agrees to the policy of the site."""
    try:
        ctx.validate(SYSTEM)
    except CodedError as error:
        if error.errorcode != "sitepolicynotagreed":
            raise
    refused = viewing.agree(ctx)
    if refused is None:
        return {"status": True, "warnings": []}
    code, message = refused
    return {"status": False, "warnings": [{"item": "user", "itemid": ctx.userid, "warningcode": code, "message": message}]}


@function(
    "core_user_add_user_device",
    WRITE,
    params={
        "appid": Value(NOTAGS, "id of the app"),
        "name": Value(NOTAGS, "name of the device"),
        "model": Value(NOTAGS, "model of the device"),
        "platform": Value(NOTAGS, "its platform, such as Android"),
        "version": Value(NOTAGS, "version of the platform"),
        "pushid": Value(RAW, "id of the device for push notifications"),
        "uuid": Value(RAW, "unique id of the device"),
        "publickey": Value(RAW, "public key with which news are encrypted", default=None),
    },
    returns=List(warnings(item="push id", code="why nothing was noted")),
    services=["moodle_mobile_app"],
)
def add_user_device(ctx: CallContext, **device: str | None) -> list[list[dict[str, Any]]]:
    """Register a device of the caller for push notifications."""
    if devices.add(ctx.db, ctx.userid, device, now=ctx.now):
        return []
    message = "The device is known already."
    return [[{"item": device["pushid"], "warningcode": "existingkeyforthisuser", "message": message}]]


@function(
    "core_user_update_user_device_public_key",
    WRITE,
    params={
        "uuid": Value(RAW, "unique id of the device"),
        "appid": Value(NOTAGS, "id of the app"),
        "publickey": Value(RAW, "public key with which news are encrypted"),
    },
    returns=_done(),
    services=["moodle_mobile_app"],
)
def update_user_device_public_key(ctx: CallContext, uuid: str, appid: str, publickey: str) -> dict[str, Any]:
    """Set the public key of one of the caller's devices."""
    ctx.validate(SYSTEM)
    if devices.set_public_key(ctx.db, ctx.userid, uuid, appid, publickey, now=ctx.now):
        return {"status": True, "warnings": []}
    return {"status": False, "warnings": [_unknown_device(uuid)]}


@function(
    "core_user_remove_user_device",
    WRITE,
    params={
        "uuid": Value(RAW, "unique id of the device"),
        "appid": Value(NOTAGS, "id of the app; all apps unless given", default=""),
    },
    returns=Struct({"removed": Value(BOOL, "whether the device was known"), "warnings": warnings()}),
    services=["moodle_mobile_app"],
)
def remove_user_device(ctx: CallContext, uuid: str, appid: str) -> dict[str, Any]:
    """Remove one of the caller's devices."""
    ctx.validate(SYSTEM)
    if devices.remove(ctx.db, ctx.userid, uuid, appid):
        return {"removed": True, "warnings": []}
    return {"removed": False, "warnings": [_unknown_device(uuid)]}


def _unknown_device(uuid: str) -> dict[str, Any]:
    """The warning that the caller has no such device."""
    return {"item": uuid, "warningcode": "devicedoesnotexist", "message": "You have no such device."}
