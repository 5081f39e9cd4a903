"""The error codes that only mod_lti raises, and their messages."""

from __future__ import annotations

__all__ = ["ERRORS"]

ERRORS = {
    "ltinoaddress": "This tool has no address.",
    "ltiversionunsupported": "Tools of this version of LTI are opened in a browser alone.",
}
