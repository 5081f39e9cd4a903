"""Write the cases that differ and are not listed into ``differing.txt``, in blocks that say why: for recordings that are new.

``make replay LIST=1``. The reason is found in what a case asks for; a case for which there is none must be mended, not listed.
Only cases of states and functions that were never equal may be listed so: what was equal once is a regression.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from tests.oracle import recordings
from tests.oracle.recordings import DIFFERING, Case

__all__ = ["add", "reason"]

_FILES = re.compile(r"pluginfile\.php|draftfile\.php|upload\.php|/user/pix\.php")
# Where the texts of a post stand in what functions of forums return.
_OF_POSTS = re.compile(r"\$\.posts?(\[\d+\])?\.(subject|replysubject|message)\b")
_PAGES = re.compile(r"/login/|/admin/tool/mobile/|/lib/ajax/")


def reason(case: Case, name: str, functions: Mapping[str, bool], lines: Sequence[str]) -> str:
    """Why a case of the file ``name`` differs as ``lines`` say.

    ``functions`` are the existing ones, each with whether it can only answer emptily.
    """
    paths = recordings.routes(case)
    if any(map(_FILES.search, paths)) or name in {"college_files", "college_upload"}:
        return "not built: addresses of files, drafts and uploads, and what writes files."
    if name in {"college_session", "college_settings"} or any(map(_PAGES.search, paths)):
        return "not built: signing in by pages, sessions of the app, and what some settings of the site change."
    if "steps" in case:
        return "not built: functions that write and are parts of these stories."
    function = case["id"].split("/")[1]
    if function not in functions:
        return f"not built: functions of {_component(function)} that do not exist yet."
    if "/soap" in case["id"] and all("want a SOAP fault" in line for line in lines):
        return "deliberate: every SOAP call to the recorded third school ended in a fault, whatever it asked. Ours are answered."
    if function.startswith("mod_forum_") and all(map(_OF_POSTS.match, lines)):
        return "text: what stands in the place of a deleted post."
    if functions[function]:
        return "not built: functions that can only answer emptily yet."
    return f"not built: what functions of {_component(function)} tell of the third school beyond what the first two have."


def _component(function: str) -> str:
    """The component that a function's name begins with."""
    first, second, *_ = [*function.split("_"), ""]
    return "core" if first == "core" and not second else f"{first}_{second}"


def add(unlisted: Iterable[tuple[str, str]]) -> None:
    """Append ids to the list, each given with its reason, in a block for each reason; blocks that are there are added to."""
    blocks: dict[str, list[str]] = {}
    for case, why in unlisted:
        blocks.setdefault(why, []).append(case)
    text = DIFFERING.read_text().rstrip("\n")
    for why, ids in sorted(blocks.items()):
        head = f"# {why}\n"
        if head in text:
            text = text.replace(head, head + "\n".join(ids) + "\n", 1)
        else:
            text += f"\n\n{head}" + "\n".join(ids)
    DIFFERING.write_text(text + "\n")
