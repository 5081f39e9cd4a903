"""What is offered of notifications that pop up."""

from __future__ import annotations

from gateway.api import (
    INT,
    READ,
    CallContext,
    Value,
    function,
)
from gateway.components.core_message import access
from gateway.components.core_message import lib as messages


@function(
    "message_popup_get_unread_popup_notification_count",
    READ,
    params={
        "useridto": Value(INT, "id of the receiver"),
    },
    returns=Value(INT, "how many there are"),
    services=["moodle_mobile_app"],
    ajax=True,
    readonlysession=True,
)
def get_unread_popup_notification_count(ctx: CallContext, useridto: int) -> int:
    """Tell how many notifications wait to pop up for somebody."""
    return messages.unread_notifications(ctx.db, access.reader(ctx, useridto))
