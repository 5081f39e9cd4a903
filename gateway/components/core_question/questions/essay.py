"""Essays: texts and files that a grader judges."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from gateway.components.core_question.questions.base import Field, Question, Response, same
from gateway.components.core_question.texts import plain

__all__ = ["Essay"]

_FORMAT_HTML, _FORMAT_PLAIN = "1", "2"
_WITHOUT_TEXT, _WITH_FILES_IN_TEXT = "noinline", "editorfilepicker"
# The formats of answers that are written as plain text.
_PLAIN = ("plain", "monospaced")


class Essay(Question):
    """A question that is answered with a text, files or both."""

    graded_by_itself: ClassVar[bool] = False
    behaviour: ClassVar[str | None] = "manualgraded"
    file_areas = ("attachments", "answer")

    @property
    def form(self) -> str:
        """How the text is written: editor, editorfilepicker, plain, monospaced or noinline."""
        return str(self.options.get("responseformat", "editor"))

    @property
    def has_text(self) -> bool:
        """Whether a text is part of the answer."""
        return self.form != _WITHOUT_TEXT

    @property
    def is_plain(self) -> bool:
        """Whether the text has no markup."""
        return self.form in _PLAIN

    @property
    def text_format(self) -> str:
        """The format of the text."""
        return _FORMAT_PLAIN if self.is_plain else _FORMAT_HTML

    @property
    def attachments(self) -> int:
        """How many files may be handed in, -1 for any number."""
        return int(self.options.get("attachments", 0))

    def fields(self) -> Mapping[str, Field]:
        """The text and its format, and the files."""
        found: dict[str, Field] = {}
        if self.has_text:
            found = {"answer": Field.EDITOR if self.form == _WITH_FILES_IN_TEXT else Field.TEXT, "answerformat": Field.WORD}
        if self.attachments:
            found["attachments"] = Field.FILES
        return found

    def is_complete(self, response: Response) -> bool:
        """Whether there is a text where one is required, of an allowed length, and enough files."""
        text, files = response.get("answer", ""), _number_of_files(response)
        if text and self._length_problem(text):
            return False
        needs_text = bool(self.options.get("responserequired", 1)) and self.has_text
        enough = files >= int(self.options.get("attachmentsrequired", 0))
        return bool(text or files) and (bool(text) or not needs_text) and enough

    def is_gradable(self, response: Response) -> bool:
        """Whether there is a text or a file."""
        return bool(response.get("answer")) or _number_of_files(response) > 0

    def is_same(self, before: Response, after: Response) -> bool:
        """Whether text and files are the same; the template that people begin with counts as no text."""
        texts_same = self._written(before) == self._written(after)
        return texts_same and (not self.attachments or same(before, after, "attachments"))

    def problem(self, response: Response) -> str:
        """That the text is too short or too long."""
        return self._length_problem(response.get("answer", "")) if response.get("answer") else ""

    def response_summary(self, response: Response) -> str | None:
        """The text, in plain text."""
        format_ = response.get("answerformat", self.text_format)
        text = plain(response.get("answer"), int(format_) if format_.isdecimal() else 1)
        return text or None

    def right_summary(self) -> str | None:
        """None: a grader judges."""
        return None

    def settings(self) -> Mapping[str, object]:
        """What may be handed in, and how it is written."""
        options = self.options
        types = str(options.get("filetypeslist") or "").split(",")
        return {
            "responseformat": self.form,
            "responserequired": str(options.get("responserequired", 1)),
            "responsefieldlines": str(options.get("responsefieldlines", 15)),
            "attachments": str(self.attachments),
            "attachmentsrequired": str(options.get("attachmentsrequired", 0)),
            "maxbytes": str(options.get("maxbytes", 0)),
            "filetypeslist": [name for name in types if name],
            "responsetemplate": options.get("responsetemplate") or "",
            "responsetemplateformat": str(options.get("responsetemplateformat", 1)),
            "minwordlimit": _text(options.get("minwordlimit")),
            "maxwordlimit": _text(options.get("maxwordlimit")),
        }

    def _written(self, response: Response) -> str:
        """The text, empty if it is the template."""
        text = response.get("answer", "")
        return "" if text == (self.options.get("responsetemplate") or "") else text

    def _length_problem(self, text: str) -> str:
        """What is wrong with the length of a text, empty if nothing is."""
        least, most = self.options.get("minwordlimit"), self.options.get("maxwordlimit")
        words = len(plain(text).split()) if least or most else 0
        if least and words < least:
            return f"Please write at least {least} words; there are {words}."
        if most and words > most:
            return f"Please write at most {most} words; there are {words}."
        return ""


def _number_of_files(response: Response) -> int:
    """How many files were handed in."""
    return int(response.get("attachments:count", "0"))


def _text(number: int | None) -> str | None:
    return None if number is None else str(number)
