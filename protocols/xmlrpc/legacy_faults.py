"""The fault numbers of refusals for which the reference has no error code.

The number of a fault is made from the error code (``gateway.wire.faults``): the first eight digits of its MD5, written as a decimal
number. In a few places the reference has an English sentence in place of the code, and the number is made from that
sentence: 17591957 from "You do not have permission to perform this action.". Clients may know these refusals by
their numbers, so that the numbers must not change; the sentences are the reference's, and are not repeated here. The keys
(``UncodedRefusal.key``) and the texts for people are ours. The number of a new entry is taken from a recording of the refusal.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

__all__ = ["LEGACY_FAULTS"]

LEGACY_FAULTS: Final[Mapping[str, int]] = {
    "actionnotpermitted": 17591957,  # the caller may not see or delete the messages of another user
    "callernotinconversation": 10886011,  # the user is no member of the conversation
    "usernotinconversation": 14369830,  # asked for the messages of a conversation without being a member
    "usernotamongmembers": 19959616,  # asked for the members of a conversation without being one
    "conversationnotofuser": 15419663,  # made a conversation a favourite without being a member
    "messagenotdeletable": 32813562,
    "messagenotdeletableforall": 14074038,
}
