"""Allow overrides of assignments that leave the due date as it is."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Allow no due date, and expect none."""
    with op.batch_alter_table("assign_overrides", schema=None) as batch_op:
        batch_op.alter_column("duedate", existing_type=sa.BIGINT(), nullable=True, server_default=None)


def downgrade() -> None:
    """Give a due date of 0 to the overrides that have none, and require one."""
    overrides = sa.table("assign_overrides", sa.column("duedate"))
    op.execute(sa.update(overrides).where(overrides.c.duedate.is_(None)).values(duedate=0))
    with op.batch_alter_table("assign_overrides", schema=None) as batch_op:
        batch_op.alter_column("duedate", existing_type=sa.BIGINT(), nullable=False, server_default="0")
