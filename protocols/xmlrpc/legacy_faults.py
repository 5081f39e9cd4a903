"""The fault numbers of refusals for which the reference has no error code.

The number of a fault is made from the error code (``fault_code``): the first eight digits of its MD5, written as a decimal
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
    "actionnotpermitted": 17591957,  # somebody's messages are not the caller's to see or delete
    "callernotinconversation": 10886011,  # the conversation is one that the user is not in
    "usernotinconversation": 14369830,  # its messages are asked for, by somebody who is not in it
    "usernotamongmembers": 19959616,  # its members are asked for, by somebody who is not in it
    "conversationnotofuser": 15419663,  # it is made a favourite, by somebody who is not in it
    "messagenotdeletable": 32813562,
    "messagenotdeletableforall": 14074038,
}
