"""Whether a text or a number of an answer stands for the recorded one.

Some of what a server says is made anew by every server, or each time: times of now, tokens, keys, ids of what was just created, numbers
of revision, words for people. A recording shows one of many right answers there. ``Likeness`` knows which texts and numbers those
are; everything else must be the same.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, MutableMapping
from typing import Final

from gateway.compare.conformance.rendered import reduced

__all__ = ["ANY", "RECORDED_FROM", "Likeness"]

ANY: Final = "{{any}}"
"""What stands in a recording for any value: a member that says more about a site than about how it keeps to the contract."""

RECORDED_FROM: Final = 1_795_294_000
"""The moment from which on recorded times are those of the recording itself; nothing in a recorded state lies there."""

# The time after that in which a recording was made, in seconds.
_RECORDED_WITHIN: Final = 10**8
# The moment after which a time of now may lie on any server.
_NOW_IS_AFTER: Final = 1_600_000_000

_KEY: Final = re.compile(r"[0-9a-f]{32}\Z")

# Members with ids of drafts, which are made anew at each call, and the number above which a recorded one is such an id.
_DRAFTS: Final = frozenset({"itemid", "draftitemid", "inlineattachmentsid", "attachmentsid"})
_DRAFT_ABOVE: Final = 100_000
# Members with seconds that something took.
_DURATIONS: Final = frozenset({"timetotake", "avetime", "hightime", "lowtime"})
# Versions of the software are dates and a counter.
_VERSION_ABOVE: Final = 2_000_000_000

# What differs from one server or moment to the next inside texts, and what is put in its place.
_VOLATILE: Final = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"(/theme/image\.php/\w+/\w+/)-?\d+/", r"\1N/"),
        (r"""(sesskey=|sesskey["'](?: type=["']hidden["'])? value=["']|"sesskey":")\w+""", r"\1KEY"),
        (r"(?<![0-9a-f])(?:6[0-9a-f]{12})+(?:_?\d*)(?![0-9a-f])", "UNIQUE"),
        (r"_[A-Za-z0-9]{15}(?=[\"' ])", "_RANDOM"),
        (r"/user/draft/\d+/", "/user/draft/N/"),
        (r"(?:\b\w+day, )?\b\d{1,2} [A-Z][a-z]+ 202[6-9](?:, \d{1,2}:\d\d(?: ?[AaPp][Mm])?)?", "DATE"),
        (r"\b\d{1,2}/\d{1,2}/(?:20)?2[6-9](?:, \d{1,2}:\d\d(?::\d\d)?(?: ?[AaPp][Mm])?)?", "DATE"),
        (r"\b1[6-9]\d{8}(?:_1[6-9]\d{8})?\b", "TIME"),
    )
)
# Ids that were made while our own suite was recorded: they were given to nothing else.
_MADE: Final = re.compile(r"(?<!\d)70\d{5}(?!\d)")
_HEX_INSIDE: Final = re.compile(r"\b[0-9a-f]{32}\b")


class Likeness:
    """What counts as the same in one case.

    ``swaps`` has what earlier steps made: the recorded ids, tokens and keys, each with that of this server. ``fixed`` has the tokens
    that the state itself holds: they are made by nobody. ``same_values`` compares JSON carried inside a text. With ``learning``, the
    first number that is met in the place of an id that was made anew is that id from then on, here.
    """

    def __init__(
        self,
        swaps: MutableMapping[str, object],
        fixed: frozenset[str],
        same_values: Callable[[object, object], bool],
        *,
        learning: bool = False,
    ) -> None:
        """The mapping may still grow while the case is played."""
        self._swaps = swaps
        self._fixed = fixed
        self._same_values = same_values
        self._learning = learning

    def texts(self, want: str, got: object) -> bool:
        """Whether a text of the answer stands for the recorded one."""
        if want == got:
            return True
        if not isinstance(got, str):
            return False
        if want == "*":
            return True
        if self._learning and _MADE.search(want):
            return self._same_ids(want, got)
        if want.startswith(("=controls ", "=text ")):
            got = reduced(got)
            if want == got:
                return True
        if want.startswith("data:image/"):
            return got.startswith("data:image/")
        if _KEY.match(want) and want not in self._fixed:
            return _KEY.match(got) is not None
        if want in self._swaps:
            return got == str(self._swaps[want])
        if want.isdigit() and int(want) >= RECORDED_FROM and got.isdigit():
            return int(got) > _NOW_IS_AFTER
        if want[:1] in ("{", "["):
            carried = self._carried(want, got)
            if carried is not None:
                return carried
        return _steady(self._moved(want)) == _steady(got)

    def numbers(self, want: int | float, got: object, member: str) -> bool:
        """Whether a number of the answer stands for the recorded one, in the member of that name."""
        if isinstance(got, bool) or not isinstance(got, int | float):
            return False
        if isinstance(want, float) or isinstance(got, float):
            return type(want) is type(got) and (want == got or abs(want - got) <= 1e-12 * abs(want))
        if self._learning and _MADE.fullmatch(str(want)):
            return self._same_id(str(want), got)
        if want == got or (member == "version" and want > _VERSION_ABOVE):
            return True
        if str(want) in self._swaps:
            return got == self._swaps[str(want)]
        if RECORDED_FROM <= want < RECORDED_FROM + _RECORDED_WITHIN:
            return got > _NOW_IS_AFTER
        if member in _DURATIONS:
            return abs(want - got) < 60
        if member == "neweventtimestamp":  # the day that was asked for, at the time of the day of asking
            return abs(want - got) < 2 * 86_400
        return member in _DRAFTS and want > _DRAFT_ABOVE and got > 0

    def faults(self, want: str, got: str) -> bool:
        """Whether the text of a fault stands for the recorded one, of which only the code may be fixed."""
        if want.startswith("* | ERRORCODE: "):
            return got.endswith(want[1:])
        return self.texts(want, got)

    def addresses(self, want: str, got: str) -> bool:
        """Whether an address stands for the recorded one, whose secrets are made anew: a token for an app, keys."""
        if "://token=" in want and "://token=" in got:
            return want.partition("=")[0] == got.partition("=")[0]
        return self.texts(want, got) or self.texts(_HEX_INSIDE.sub("KEY", want), _HEX_INSIDE.sub("KEY", got))

    def _same_ids(self, want: str, got: str) -> bool:
        """Whether two texts are the same but for ids that are made anew, and those stand for the recorded ones."""
        recorded = _MADE.findall(want)
        pattern = r"(\d+)".join(re.escape(_steady(part)) for part in _MADE.split(want))
        found = re.fullmatch(pattern, _steady(got))
        return found is not None and all(self._same_id(old, int(new)) for old, new in zip(recorded, found.groups(), strict=True))

    def _same_id(self, recorded: str, got: int) -> bool:
        """Whether an id stands for a recorded one, which is settled when it is first met."""
        return got > 0 and str(self._swaps.setdefault(recorded, got)) == str(got)

    def _carried(self, want: str, got: str) -> bool | None:
        """Whether the JSON that two texts carry is the same; None if they carry none."""
        try:
            return self._same_values(json.loads(want), json.loads(got))
        except ValueError:
            return None

    def _moved(self, text: str) -> str:
        """A recorded text with this server's ids inside addresses."""
        for recorded, here in self._swaps.items():
            text = re.sub(rf"(?<=[/=]){re.escape(recorded)}(?=[/&]|$)", str(here).replace("\\", r"\\"), text)
        return text


def _steady(text: str) -> str:
    """A text without what differs from one server or moment to the next."""
    for pattern, replacement in _VOLATILE:
        text = pattern.sub(replacement, text)
    return text
