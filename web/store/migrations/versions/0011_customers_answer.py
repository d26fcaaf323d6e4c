"""what a customer answers to a resolution; status links by their nonce"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("issue", sa.Column("customer_answer", sa.String(), nullable=True))
    op.create_index("ix_status_link_nonce", "status_link", ["nonce"])


def downgrade() -> None:
    op.drop_index("ix_status_link_nonce", "status_link")
    op.drop_column("issue", "customer_answer")
