"""The error codes of the contract that only tool_dataprivacy raises, and their messages."""

from __future__ import annotations

from gateway.api import denied

__all__ = ["ERRORS"]

ERRORS = {
    "contactdpodisabled": "People cannot write to the data protection officers of this site from here.",
    "errorinvalidrequesttype": "There is no such kind of request.",
    "errorrequestalreadyexists": "You have such a request already, and it is not done yet.",
    "privacyofficeronly": denied("Only data protection officers may see these requests."),
}
