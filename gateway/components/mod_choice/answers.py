"""The options of a choice and what people have chosen: reading, choosing, taking answers back."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import IntEnum
from functools import cached_property
from typing import Any

from sqlalchemy import Connection, RowMapping, bindparam, delete, func, insert, select, update

from gateway.api import CallContext, CodedError, Level, MissingCapability, MissingRecord, contexts, format_string
from gateway.api.access import GroupMode, mode_of, own_groups
from gateway.api.tables import groups
from gateway.components.core_completion import states, viewing
from gateway.components.core_course import lib as courses
from gateway.components.core_enrol.participants import ParticipantQuery, participants
from gateway.components.core_user import lib as users
from gateway.components.core_user.lib import User
from gateway.components.mod_choice.tables import choice, choice_answers, choice_options

__all__ = ["Choosing", "enter", "has_answered"]

_CHOOSE, _DELETE, _READ = "mod/choice:choose", "mod/choice:deleteresponses", "mod/choice:readresponses"


_COLS = choice_answers.c
_OPTIONS = select(choice_options).where(choice_options.c.choiceid == bindparam("choice")).order_by(choice_options.c.id)
_ANSWERS = select(choice_answers).where(_COLS.choiceid == bindparam("choice")).order_by(_COLS.optionid, _COLS.id)
_OWN = _ANSWERS.where(_COLS.userid == bindparam("user"))
# The group id of all participants, and the option of those who have not answered.
_TO_ALL, _UNANSWERED = 0, 0


class ShowResults(IntEnum):
    """When the results are shown (the values of ``showresults``)."""

    NEVER = 0
    AFTER_ANSWER = 1
    AFTER_CLOSE = 2
    ALWAYS = 3


def enter(ctx: CallContext, choiceid: int, capability: str = "") -> Choosing:
    """A choice, which the caller enters. Raises ``invalidcoursemodule`` if there is none, ``MissingCapability`` without ``capability``."""
    try:
        return Choosing(ctx, viewing.enter(ctx, "choice", choiceid, capability))
    except MissingRecord as error:
        raise CodedError("invalidcoursemodule", "error") from error


def has_answered(db: Connection, row: Mapping[Any, Any], userid: int) -> bool:
    """Whether a user has answered a choice."""
    query = select(func.count()).select_from(choice_answers).where(_COLS.choiceid == row["id"], _COLS.userid == userid)
    return db.execute(query).scalar_one() > 0


class Choosing:
    """A choice that the caller has entered."""

    def __init__(self, ctx: CallContext, seen: viewing.Viewed) -> None:
        """Load the options."""
        self._ctx, self.seen, self.row = ctx, seen, seen.row
        self._options = {row["id"]: row for row in ctx.db.execute(_OPTIONS, {"choice": seen.row["id"]}).mappings()}

    @property
    def is_early(self) -> bool:
        """Whether the choice has not begun."""
        return bool(self.row["timeopen"] and self.row["timeopen"] > self._ctx.now)

    @property
    def is_over(self) -> bool:
        """Whether the choice has ended."""
        return bool(self.row["timeclose"] and self.row["timeclose"] < self._ctx.now)

    def own(self) -> list[RowMapping]:
        """The answers of the caller, by option."""
        return list(self._ctx.db.execute(_OWN, {"choice": self.row["id"], "user": self._ctx.userid}).mappings())

    def option_results(self) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        """The options as the caller may choose them now, and a warning for each reason why there is nothing to choose."""
        warned = []
        if self.is_early:
            warned.append(("1", "This choice has not begun yet."))
            if self.row["showpreview"]:
                warned.append(("2", "These options may be chosen later."))
        if self.is_over:
            warned.append(("3", "This choice has ended."))
        warnings = [
            {"item": "choice", "itemid": self.seen.module["id"], "warningcode": code, "message": message} for code, message in warned
        ]
        preview = self.is_early and bool(self.row["showpreview"])
        if not preview and (self.is_early or self.is_over):
            return [], warnings
        mine, chosen = {row["optionid"] for row in self.own()}, self._chosen
        results = []
        for optionid, option in self._options.items():
            count, checked = len(chosen.get(optionid, ())), optionid in mine
            full = self.row["limitanswers"] and count >= option["maxanswers"] and not checked
            results.append(
                {
                    "id": optionid,
                    "text": format_string(option["text"] or "", self._ctx.settings),
                    "maxanswers": option["maxanswers"],
                    "displaylayout": self.row["display"],
                    "countanswers": count,
                    "checked": checked,
                    "disabled": bool(full or preview or (checked and not self.row["allowupdate"])),
                }
            )
        return results, warnings

    def results(self) -> list[dict[str, Any]]:
        """The options with who has chosen them, or how many; nobody, unless the caller may see the results."""
        chosen, shown = self._chosen, self._shows_results()
        asked = {optionid: (option["text"] or "", option["maxanswers"]) for optionid, option in self._options.items()}
        everybody = {row["userid"] for optionid in asked for row in chosen.get(optionid, ())}
        answers = {optionid: [(row, self._people[row["userid"]]) for row in chosen.get(optionid, ())] for optionid in asked}
        if self.row["showunanswered"]:
            asked[_UNANSWERED] = ("Not answered yet", 0)
            left: list[tuple[RowMapping | None, User]] = [
                (None, person) for userid, person in self._people.items() if userid not in everybody
            ]
            everybody |= set(self._people)
        else:
            left = []
        found = []
        for optionid, (text, most) in asked.items():
            given: list[tuple[RowMapping | None, User]] = [*answers[optionid]] if optionid else left
            given = given if shown else []
            found.append(
                {
                    "id": optionid,
                    "text": format_string(text, self._ctx.settings),
                    "maxanswer": most,
                    "userresponses": [self._response(row, person) for row, person in given] if self.row["publish"] else [],
                    "numberofuser": len(given),
                    "percentageamount": 100.0 * len(given) / len(everybody) if given else 0.0,
                }
            )
        return found

    def choose(self, wanted: Collection[int]) -> None:
        """Set the options that the caller chooses. Raises the error of the rule that forbids it."""
        if self.is_early:
            raise CodedError("notopenyet", "choice")
        if self.is_over:
            raise CodedError("expired", "choice")
        mine = {row["optionid"]: row["id"] for row in self.own()}
        if mine and not self.row["allowupdate"]:
            raise CodedError("missingrequiredcapability", "webservice", debug="allowupdate")
        if not any(wanted):
            raise CodedError("atleastoneoption", "choice")
        if len(wanted) > 1 and not self.row["allowmultiple"]:
            raise CodedError("multiplenotallowederror", "choice")
        if not set(wanted) <= self._options.keys():
            raise CodedError("cannotsubmit", "choice")
        chosen = list(dict.fromkeys(wanted))
        if self.row["limitanswers"]:
            self._require_room([optionid for optionid in chosen if optionid not in mine])
        db, now = self._ctx.db, self._ctx.now
        kept = [mine[optionid] for optionid in chosen if optionid in mine]
        db.execute(delete(choice_answers).where(_COLS.choiceid == self.row["id"], _COLS.userid == self._ctx.userid, _COLS.id.not_in(kept)))
        db.execute(update(choice_answers).where(_COLS.id.in_(kept)).values(timemodified=now))
        for optionid in chosen:
            if optionid not in mine:
                row = {"choiceid": self.row["id"], "userid": self._ctx.userid, "optionid": optionid, "timemodified": now}
                db.execute(insert(choice_answers).values(**row))
        self._refresh([self._ctx.userid])

    def take_back(self, wanted: Collection[int]) -> tuple[bool, list[dict[str, Any]]]:
        """Delete answers: the given ones or all, of anybody or only the caller's own. Returns whether there were any, and warnings.

        Raises ``MissingCapability`` for who may neither delete answers nor change the own one, ``expired`` if it is too late for that.
        """
        warnings: list[dict[str, Any]] = []
        if self._ctx.has(_DELETE, self.seen.context):
            rows = self._ctx.db.execute(_ANSWERS, {"choice": self.row["id"]}).mappings().all()
            doomed = [row for row in rows if not wanted or row["id"] in set(wanted)]
        elif not self.row["allowupdate"]:
            raise MissingCapability(_DELETE)
        else:
            if self.is_over:
                raise CodedError("expired", "choice")
            own = {row["id"]: row for row in self.own()}
            doomed = [own[answerid] for answerid in dict.fromkeys(wanted or own) if answerid in own]
            warnings = [
                {"item": "response", "itemid": answerid, "warningcode": "invalidresponse", "message": "You have given no such answer."}
                for answerid in wanted
                if answerid not in own
            ]
        self._ctx.db.execute(delete(choice_answers).where(_COLS.id.in_([row["id"] for row in doomed])))
        self._refresh({row["userid"] for row in doomed})
        return bool(doomed or (wanted and not warnings)), warnings

    def _refresh(self, userids: Collection[int]) -> None:
        """Note how the choice stands for people whose answers have changed."""
        if self.row["completionsubmit"]:
            states.refresh(self._ctx, self.seen.module, userids)

    def _require_room(self, wanted: Collection[int]) -> None:
        """Raise ``choicefull`` if an option has as many answers as it may have, of active people of the group that is shown."""
        # Nobody else may take a place meanwhile.
        self._ctx.db.execute(select(choice.c.id).where(choice.c.id == self.row["id"]).with_for_update())
        chosen = self._by_option(self._participants(onlyactive=True))
        if any(len(chosen.get(optionid, ())) >= self._options[optionid]["maxanswers"] for optionid in wanted):
            raise CodedError("choicefull", "choice")

    def _shows_results(self) -> bool:
        """Whether the caller may see the results now."""
        if self._ctx.has(_READ, self.seen.context):
            return True
        if self.is_early:
            return False
        match self.row["showresults"]:
            case ShowResults.AFTER_ANSWER:
                return bool(self.own())
            case ShowResults.AFTER_CLOSE:
                return self.is_over
        return bool(self.row["showresults"] == ShowResults.ALWAYS)

    @cached_property
    def _people(self) -> dict[int, User]:
        """Those who may choose, in the group that is shown, by id."""
        return self._participants(onlyactive=not self.row["includeinactive"])

    @cached_property
    def _chosen(self) -> dict[int, list[RowMapping]]:
        """The answers of ``_people`` by option."""
        return self._by_option(self._people)

    def _by_option(self, people: Collection[int]) -> dict[int, list[RowMapping]]:
        """The answers of people by option."""
        found: dict[int, list[RowMapping]] = {}
        for row in self._ctx.db.execute(_ANSWERS, {"choice": self.row["id"]}).mappings():
            if row["userid"] in people:
                found.setdefault(row["optionid"], []).append(row)
        return found

    def _participants(self, *, onlyactive: bool) -> dict[int, User]:
        """Those who may choose, in the group that is shown, by id."""
        (course,) = courses.courses(self._ctx.db, id=self.row["course"])
        group = self._group(mode_of(course, self.seen.module))
        asked = ParticipantQuery(capability=_CHOOSE, groupid=group, across_groups=True, onlyactive=onlyactive, sortby="siteorder")
        return {row["id"]: row for row in participants(self._ctx, course, self.seen.context, asked)}

    def _group(self, mode: int) -> int:
        """The group whose answers the caller is shown: the first one of the own ones, 0 for all participants."""
        if mode == GroupMode.NONE or self._ctx.has("moodle/site:accessallgroups", self.seen.context):
            return _TO_ALL
        place = contexts.by_instance(self._ctx.db, Level.COURSE, self.row["course"])
        query = own_groups(self._ctx, place, self.seen.module["groupingid"])
        known = {row.id for row in self._ctx.db.execute(query)}
        ordered = select(groups.c.id).where(groups.c.courseid == self.row["course"]).order_by(groups.c.name, groups.c.id)
        return next((groupid for groupid in self._ctx.db.execute(ordered).scalars() if groupid in known), _TO_ALL)

    def _response(self, row: RowMapping | None, person: User) -> dict[str, Any]:
        """Somebody's answer in the form of the result; ``row`` is None for who has not answered."""
        complete = self._ctx.has("moodle/site:viewfullnames", self.seen.context)
        place = users.place(person) or contexts.SYSTEM
        found = {
            "userid": person["id"],
            "fullname": users.fullname(self._ctx.site, person, complete=complete),
            "profileimageurl": users.picture_url(self._ctx.site, person, place.id, "f1"),
        }
        return found if row is None else {**found, "answerid": row["id"], "timemodified": row["timemodified"]}
