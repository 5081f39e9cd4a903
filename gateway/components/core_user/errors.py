"""The error codes of the contract that only core_user raises, and their messages."""

from __future__ import annotations

from gateway.api import denied

__all__ = ["ERRORS"]

ERRORS = {
    "cannotviewprofile": denied("You may not see this profile."),
    "invaliduserfield": "Users have no such field.",
    "invaliddraftitemid": "You have no draft area of this number.",
    "keyalreadyset": "A key was given twice.",
    "maxareabytes": "The files are larger together than your private files may be.",
    "notenrolledprofile": denied("This user is not a member of the course."),
    "useradminodelete": denied("Administrators cannot be deleted."),
    "useremailduplicate": "Another account has this e-mail address.",
    "useremailinvalid": "This is no e-mail address that an account may have.",
    "userimagesdisabled": "This site does not have pictures of people changed.",
    "usernotdeletederror": "This account cannot be deleted.",
    "usernotupdatedadmin": denied("Only administrators change the accounts of administrators."),
    "usernotupdateddeleted": "This account was deleted.",
    "usernotupdatedguest": "The guest account cannot be changed.",
    "usernotupdatedremote": "This account belongs to another site.",
}
