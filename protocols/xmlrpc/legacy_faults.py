"""The numbers of refusals for which the contract has no code.

A fault's number follows from the error code (``fault_code``): the first eight digits of its MD5, written as a decimal
number. In a few places the reference has put an English sentence where the code belongs, so that the number follows from
that sentence: 17591957 is that of "You do not have permission to perform this action.". Clients may know these refusals by
their numbers, so they stay as they are; the sentences are the reference's own, and stand nowhere here. The names are ours
(``UncodedRefusal.key``), and so is what people read. A new entry needs a recording of the refusal to take its number from.
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
