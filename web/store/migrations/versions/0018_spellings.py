"""What people are found by in all spellings: "mary-ann" finds Mary Ann, and "djordje" Đorđe."""

import sqlalchemy as sa
from alembic import op

from web.rules.text import searchable

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

_PERSON = sa.table(
    "person",
    sa.column("id", sa.Integer),
    sa.column("first_name", sa.String),
    sa.column("last_name", sa.String),
    sa.column("search_name", sa.String),
)


# With the `searchable` of the program that runs it. Where that changes later, names that are there
# already keep the spellings of before: the change needs a migration of its own, like this one.
def upgrade() -> None:
    connection = op.get_bind()
    names = [
        {"the_id": row.id, "key": searchable(f"{row.first_name} {row.last_name}")}
        for row in connection.execute(sa.select(_PERSON))
    ]
    change = sa.update(_PERSON).where(_PERSON.c.id == sa.bindparam("the_id"))
    if names:
        connection.execute(change.values(search_name=sa.bindparam("key")), names)


def downgrade() -> None:
    """More spellings than the program before makes are found by it as well."""
