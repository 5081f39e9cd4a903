"""Assignments of a seed: what may be handed in, and what people have handed in and got for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from gateway.api.seeding import HTML, Activity, ActivitySeed, Event, Given, Told, without_nothing
from gateway.components.mod_assign.tables import (
    assign,
    assign_grades,
    assign_plugin_config,
    assign_submission,
    assign_user_flags,
    assignfeedback_comments,
    assignsubmission_file,
    assignsubmission_onlinetext,
)

__all__ = ["activity"]

_KINDS: Final = {"text": "onlinetext", "files": "file"}
_STATES: Final = {"submitted": "submitted", "draft": "draft", "new": "new", "reopened": "reopened"}
_FILES: Final = 20


def _parts(activity: Activity) -> None:
    given = activity.given
    accepted = [item.choice(_KINDS, "") for item in given["accepts"].each()] or [*_KINDS.values()]
    _configure(activity, accepted, files=given["maxfiles"].number(_FILES), words=given["wordlimit"].number())
    activity.add_files(given["attachments"], "introattachment")
    for userid, handed_in in given["submissions"].by_person():
        _submission(activity, handed_in, userid=userid)
    for name, handed_in in given["teams"].members():
        _submission(activity, handed_in, groupid=handed_in.one_of("group", activity.course.groups, name))
    for userid, until in given["extensions"].by_person():
        activity.add(assign_user_flags, userid=userid, assignment=activity.id, extensionduedate=until.time())


def _configure(activity: Activity, accepted: list[str], *, files: int, words: int) -> None:
    """Store what the assignment accepts, and that its feedback is in comments."""
    rows = [
        ("assignsubmission", "onlinetext", "enabled", int("onlinetext" in accepted)),
        ("assignsubmission", "onlinetext", "wordlimit", words),
        ("assignsubmission", "onlinetext", "wordlimitenabled", int(words > 0)),
        ("assignsubmission", "file", "enabled", int("file" in accepted)),
        ("assignsubmission", "file", "maxfilesubmissions", files),
        ("assignsubmission", "file", "maxsubmissionsizebytes", 0),
        ("assignsubmission", "file", "filetypeslist", ""),
        ("assignsubmission", "comments", "enabled", 1),
        ("assignfeedback", "comments", "enabled", 1),
        ("assignfeedback", "comments", "commentinline", 0),
        ("assignfeedback", "editpdf", "enabled", 0),
        ("assignfeedback", "offline", "enabled", 0),
        ("assignfeedback", "file", "enabled", 0),
    ]
    for subtype, plugin, name, value in rows:
        activity.add(assign_plugin_config, assignment=activity.id, plugin=plugin, subtype=subtype, name=name, value=str(value))


def _submission(activity: Activity, given: Given, *, userid: int = 0, groupid: int = 0) -> None:
    """Make what somebody, or a team, has handed in, with the grade that they got."""
    text, listed, grade = given["text"].optional_text(), given["files"], given["grade"]
    at = given["time"].time(activity.now)
    submission = activity.add(
        assign_submission,
        assignment=activity.id,
        userid=userid,
        groupid=groupid,
        timecreated=at,
        timemodified=at,
        status=given["status"].choice(_STATES, "submitted" if text is not None or listed else "new"),
        attemptnumber=0,
        latest=1,
    )
    if text is not None:
        activity.add(assignsubmission_onlinetext, assignment=activity.id, submission=submission, onlinetext=text, onlineformat=HTML)
    count = activity.add_files(listed, "submission_files", itemid=submission, component="assignsubmission_file", userid=userid or None)
    if count:
        activity.add(assignsubmission_file, assignment=activity.id, submission=submission, numfiles=count)
    by, graded, feedback = given["by"].person(activity.teacher), given["graded"].time(activity.now), given["feedback"].optional_text()
    given.close()
    if userid and (grade or feedback is not None):
        _grade(activity, userid, grade.decimal(-1.0), by=by, at=graded, feedback=feedback)


def _grade(activity: Activity, userid: int, value: float, *, by: int, at: int, feedback: str | None) -> None:
    """Make the grade of somebody, which is -1 for none, with a comment."""
    gradeid = activity.add(
        assign_grades,
        assignment=activity.id,
        userid=userid,
        timecreated=at,
        timemodified=at,
        grader=by,
        grade=value,
        attemptnumber=0,
    )
    if feedback is not None:
        activity.add(assignfeedback_comments, assignment=activity.id, grade=gradeid, commenttext=feedback, commentformat=HTML)
    activity.grade(userid, value if value >= 0 else None, by=by, at=at, feedback=feedback)


def _told(told: Told) -> dict[str, Any]:
    rows = told.rows(assign_plugin_config, assignment=told.row["id"], subtype="assignsubmission")
    config = {(row["plugin"], row["name"]): row["value"] for row in rows}
    accepted = [word for word, plugin in _KINDS.items() if config.get((plugin, "enabled")) == "1"]
    texts = {row["submission"]: row["onlinetext"] for row in told.rows(assignsubmission_onlinetext, assignment=told.row["id"])}
    grades = {row["userid"]: row for row in told.rows(assign_grades, assignment=told.row["id"])}
    comments = {row["grade"]: row["commenttext"] for row in told.rows(assignfeedback_comments, assignment=told.row["id"])}
    alone: dict[str, Any] = {}
    teams: dict[str, Any] = {}
    for row in told.rows(assign_submission, assignment=told.row["id"], latest=1):
        name = told.person(row["userid"]) if row["userid"] else told.groups.get(row["groupid"])
        if name is None:
            continue
        entry = {
            "status": row["status"],
            "time": told.when(row["timemodified"]),
            "text": texts.get(row["id"]),
            "files": told.files("assignsubmission_file", "submission_files", row["id"]),
        }
        (alone if row["userid"] else teams)[name] = without_nothing(entry)
    for userid, row in grades.items():
        if (name := told.person(userid)) is not None:
            grade = None if row["grade"] < 0 else row["grade"]
            graded = {"grade": grade, "by": told.person(row["grader"]), "graded": told.when(row["timemodified"])}
            alone[name] = alone.get(name, {"status": "new"}) | without_nothing({**graded, "feedback": comments.get(row["id"])})
    extended = [row for row in told.rows(assign_user_flags, assignment=told.row["id"]) if row["extensionduedate"]]
    return without_nothing(
        {
            "accepts": accepted if len(accepted) < len(_KINDS) else None,
            "maxfiles": _unless(config.get(("file", "maxfilesubmissions")), _FILES),
            "wordlimit": _unless(config.get(("onlinetext", "wordlimit")), 0),
            "attachments": told.files("mod_assign", "introattachment"),
            "submissions": alone,
            "teams": teams,
            "extensions": {name: told.when(row["extensionduedate"]) for row in extended if (name := told.person(row["userid"]))},
        }
    )


def _unless(value: str | None, usual: int) -> int | None:
    """A number from its text, None if it is the usual one."""
    number = int(value) if value and value.isdecimal() else usual
    return None if number == usual else number


def _grades(row: Mapping[str, Any]) -> list[tuple[int, str, float]]:
    return [(0, "", float(row["grade"]))]


activity = ActivitySeed(
    table=assign,
    usual={
        "alwaysshowdescription": 1,
        "grade": 100,
        "attemptreopenmethod": "untilpass",
        "maxattempts": 1,
        "sendstudentnotifications": 1,
    },
    named={"due": "duedate", "opens": "allowsubmissionsfromdate", "cutoff": "cutoffdate", "gradingdue": "gradingduedate"},
    events=(Event("due", "duedate", "is due"), Event("gradingdue", "gradingduedate", "is due to be graded")),
    grades=_grades,
    parts=_parts,
    told=_told,
    grades_itself=True,
)
