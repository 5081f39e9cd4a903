"""The table of who has agreed to the policy of artificial intelligence."""

from __future__ import annotations

from sqlalchemy import Table, UniqueConstraint

from gateway.api.schema import key, number, schema

__all__ = ["ai_policy_register", "metadata"]

metadata = schema()

ai_policy_register = Table(
    "ai_policy_register", metadata, key(), number("userid"), number("contextid"), number("timeaccepted"), UniqueConstraint("userid")
)
