"""The errors of the control face."""

from __future__ import annotations

__all__ = ["ControlError"]


class ControlError(Exception):
    """A request to the control face that cannot be done: a code, a sentence for the author of a test, and where in the document it is."""

    def __init__(self, message: str, *, code: str = "invalid", path: str = "", status: int = 400) -> None:
        """``path`` is the place in the document, as in ``rules[0].kind``; ``status`` is that of the answer."""
        super().__init__(message)
        self.message = message
        self.code = code
        self.path = path
        self.status = status

    def as_json(self) -> dict[str, dict[str, str]]:
        """The answer."""
        return {"error": {"code": self.code, "message": self.message, "path": self.path}}
