"""The file areas of policies and their rule: what a version in force shows is for everybody."""

from __future__ import annotations

from gateway.api import SYSTEM, CallContext
from gateway.api.areas import FileArea, StoredFile
from gateway.components.tool_policy import lib

__all__ = ["AREAS"]


def of_version(ctx: CallContext, file: StoredFile) -> bool:
    """Whether the caller may read the version that a file belongs to."""
    return file.contextid == SYSTEM.id and lib.version(ctx, file.itemid) is not None


_FILES = FileArea(may_read=of_version, open=True)

AREAS = {"policydocumentsummary": _FILES, "policydocumentcontent": _FILES}
"""The file areas of policies, each with the rule of who may read it."""
