"""a site's own texts by language: names of its places, and what people may do without asking"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_COLUMNS = {"site": "place_names", "authority": "translations"}


def upgrade() -> None:
    for table, column in _COLUMNS.items():
        op.add_column(table, sa.Column(column, sa.JSON(none_as_null=True), nullable=True))


def downgrade() -> None:
    for table, column in _COLUMNS.items():
        op.drop_column(table, column)
