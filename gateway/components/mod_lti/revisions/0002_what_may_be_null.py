"""Columns of external tools may be null, as in the reference."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from gateway.api import kinds

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go on from the revision before."""
    with op.batch_alter_table("lti") as batch_op:
        batch_op.alter_column("typeid", existing_type=sa.BigInteger(), nullable=True, server_default=None)
        batch_op.alter_column("instructorchoicesendname", existing_type=sa.BigInteger(), nullable=True, server_default=None)
        batch_op.alter_column("instructorchoicesendemailaddr", existing_type=sa.BigInteger(), nullable=True, server_default=None)
        batch_op.alter_column("instructorchoiceacceptgrades", existing_type=sa.BigInteger(), nullable=True, server_default=None)
        batch_op.alter_column("resourcekey", existing_type=kinds.TEXT, nullable=True, server_default=None)
        batch_op.alter_column("password", existing_type=kinds.TEXT, nullable=True, server_default=None)
        batch_op.alter_column("servicesalt", existing_type=kinds.TEXT, nullable=True, server_default=None)


def downgrade() -> None:
    """Go back to the revision before."""
    op.execute("UPDATE lti SET typeid = 0 WHERE typeid IS NULL")
    op.execute("UPDATE lti SET instructorchoicesendname = 0 WHERE instructorchoicesendname IS NULL")
    op.execute("UPDATE lti SET instructorchoicesendemailaddr = 0 WHERE instructorchoicesendemailaddr IS NULL")
    op.execute("UPDATE lti SET instructorchoiceacceptgrades = 0 WHERE instructorchoiceacceptgrades IS NULL")
    op.execute("UPDATE lti SET resourcekey = '' WHERE resourcekey IS NULL")
    op.execute("UPDATE lti SET password = '' WHERE password IS NULL")
    op.execute("UPDATE lti SET servicesalt = '' WHERE servicesalt IS NULL")
    with op.batch_alter_table("lti") as batch_op:
        batch_op.alter_column("typeid", existing_type=sa.BigInteger(), nullable=False, server_default="0")
        batch_op.alter_column("instructorchoicesendname", existing_type=sa.BigInteger(), nullable=False, server_default="0")
        batch_op.alter_column("instructorchoicesendemailaddr", existing_type=sa.BigInteger(), nullable=False, server_default="0")
        batch_op.alter_column("instructorchoiceacceptgrades", existing_type=sa.BigInteger(), nullable=False, server_default="0")
        batch_op.alter_column("resourcekey", existing_type=kinds.TEXT, nullable=False, server_default="")
        batch_op.alter_column("password", existing_type=kinds.TEXT, nullable=False, server_default="")
        batch_op.alter_column("servicesalt", existing_type=kinds.TEXT, nullable=False, server_default="")
