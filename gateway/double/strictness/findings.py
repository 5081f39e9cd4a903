"""The rules of the strictness report, and what they find."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

import msgspec

__all__ = ["RULES", "Finding", "Severity", "StrictRule"]


class Severity(StrEnum):
    """What becomes of what was sent."""

    REFUSED = "refused"  # a real site answers with an error
    IGNORED = "ignored"  # a real site does not look at it, or reads something else
    DEPRECATED = "deprecated"  # it works, and will not for ever
    UNSAFE = "unsafe"  # it works, and may give away a secret or be done twice


class StrictRule(msgspec.Struct, frozen=True):
    """One rule: its severity, and what it says in general."""

    severity: Severity
    text: str


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """Something that was found in a request: the rule, the call in the journal, where in the call, and a sentence."""

    rule: str
    severity: Severity
    call: int
    function: str = ""
    path: str = ""
    text: str = ""


_REFUSED, _IGNORED, _DEPRECATED, _UNSAFE = Severity.REFUSED, Severity.IGNORED, Severity.DEPRECATED, Severity.UNSAFE

RULES: Final[dict[str, StrictRule]] = {
    "unknown-address": StrictRule(_REFUSED, "There is nothing at the address."),
    "unknown-function": StrictRule(_REFUSED, "There is no function of that name in the site's version."),
    "function-case": StrictRule(_REFUSED, "The name of the function has other capitals."),
    "not-of-the-contract": StrictRule(_REFUSED, "The protocol is one that only this gateway speaks."),
    "unreadable": StrictRule(_REFUSED, "The request is none of its protocol."),
    "unknown-parameter": StrictRule(_REFUSED, "A parameter, or a member of one, that the description does not have."),
    "missing-parameter": StrictRule(_REFUSED, "A parameter, or a member of one, that is required was not sent."),
    "boolean-word": StrictRule(_REFUSED, "A boolean is sent as a word: 0 and 1 are understood."),
    "number-spelling": StrictRule(_REFUSED, "A number is spelled as PHP would not spell it: with blanks, zeros, a sign, a fraction."),
    "empty-list": StrictRule(_REFUSED, "An empty text stands for a list or struct: a form cannot carry an empty one, so leave it out."),
    "text-for-list": StrictRule(_REFUSED, "A text stands where a list or struct is described: name each item in brackets."),
    "list-for-text": StrictRule(_REFUSED, "A list or struct stands where one value is described."),
    "null-for-list": StrictRule(_REFUSED, "A null stands where a list or struct is described that may not be null."),
    "refused-value": StrictRule(_REFUSED, "A value is not of the type that is described."),
    "compressed-body": StrictRule(_REFUSED, "The body is compressed."),
    "xmlrpc-system": StrictRule(_REFUSED, "The methods system.* are not served."),
    "xmlrpc-type": StrictRule(_REFUSED, "A type of XML-RPC that arrives as something else: i8, nil, base64, a date, a wide integer."),
    "soap-without-arguments": StrictRule(_REFUSED, "A call without any element fails, even if everything has a default."),
    "soap-left-out": StrictRule(_IGNORED, "What a named call leaves out is null, and not the default."),
    "body-ignored": StrictRule(_IGNORED, "The body is not read: by its type, or by the method."),
    "format-unknown": StrictRule(_IGNORED, "The answer is XML: moodlewsrestformat is missing, or not json or xml in small letters."),
    "repeated-name": StrictRule(_IGNORED, "A name without brackets is sent twice: the last one wins."),
    "list-order": StrictRule(_IGNORED, "Numbers of list items are not in order: items are taken in the order in which they come."),
    "appended-struct": StrictRule(_IGNORED, "Members of a struct in a list are sent with empty brackets: each makes a struct of its own."),
    "too-many-fields": StrictRule(_IGNORED, "A form has more fields than PHP reads by default; the rest is dropped without a word."),
    "bearer-header": StrictRule(_IGNORED, "The token is in a header that is not read."),
    "repeat-key": StrictRule(_IGNORED, "The header Idempotency-Key is not read: a repeated call is done twice."),
    "token-at-page": StrictRule(_IGNORED, "A token is sent to the script for browsers, which reads none: use webservice/pluginfile.php."),
    "password-in-url": StrictRule(_UNSAFE, "A password is in the address, which servers and proxies log."),
    "token-in-url": StrictRule(_UNSAFE, "A token is in the address, although the request has a body that could carry it."),
    "get-writes": StrictRule(_UNSAFE, "A function that writes is called with GET, which clients and proxies may repeat."),
    "null-word": StrictRule(_UNSAFE, "A text is the word for nothing of some language, and is taken for a text."),
    "deprecated-function": StrictRule(_DEPRECATED, "The function is deprecated."),
    "xmlrpc": StrictRule(_DEPRECATED, "XML-RPC is no part of sites since 4.1, but a plug-in of its own."),
}
"""The rules of the report by their ids."""
