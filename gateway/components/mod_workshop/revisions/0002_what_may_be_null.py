"""Texts of workshops may be null, as in the reference."""

from __future__ import annotations

from alembic import op

from gateway.api import kinds

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go on from the revision before."""
    with op.batch_alter_table("workshop") as batch_op:
        batch_op.alter_column("instructauthors", existing_type=kinds.TEXT, nullable=True, server_default=None)
        batch_op.alter_column("instructreviewers", existing_type=kinds.TEXT, nullable=True, server_default=None)
        batch_op.alter_column("conclusion", existing_type=kinds.TEXT, nullable=True, server_default=None)


def downgrade() -> None:
    """Go back to the revision before."""
    op.execute("UPDATE workshop SET instructauthors = '' WHERE instructauthors IS NULL")
    op.execute("UPDATE workshop SET instructreviewers = '' WHERE instructreviewers IS NULL")
    op.execute("UPDATE workshop SET conclusion = '' WHERE conclusion IS NULL")
    with op.batch_alter_table("workshop") as batch_op:
        batch_op.alter_column("instructauthors", existing_type=kinds.TEXT, nullable=False, server_default="")
        batch_op.alter_column("instructreviewers", existing_type=kinds.TEXT, nullable=False, server_default="")
        batch_op.alter_column("conclusion", existing_type=kinds.TEXT, nullable=False, server_default="")
