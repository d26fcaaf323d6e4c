"""The full text of issues, for the search; filled from the issues that are there."""

from itertools import groupby

import sqlalchemy as sa
from alembic import op

from web.store.issue_search import row, statement_for

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_BATCH = 500
_ISSUES = sa.text(
    "SELECT id, ref, words, place, customer_name, customer_contact, owner_id FROM issue"
    " WHERE id > :after ORDER BY id LIMIT :most"
)
_EVENTS = sa.text(
    "SELECT issue_id, text, data, kind, actor_id FROM event"
    " WHERE issue_id BETWEEN :first AND :last ORDER BY issue_id, id"
).columns(data=sa.JSON)
_OWNING = ("owned", "changed")


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE VIRTUAL TABLE issue_text USING fts5(facts, texts, people,"
            " tokenize = \"ascii tokenchars '#'\", detail = none, prefix = '2 3 4')"
        )
    else:
        op.execute(
            "CREATE TABLE issue_text (issue_id integer CONSTRAINT pk_issue_text PRIMARY KEY"
            " CONSTRAINT fk_issue_text_issue_id_issue REFERENCES issue,"
            " facts tsvector NOT NULL, texts tsvector NOT NULL, people tsvector NOT NULL,"
            " terms tsvector GENERATED ALWAYS AS (facts || texts || people) STORED)"
        )
        # No list of pending entries, which every query would have to read.
        op.execute(
            "CREATE INDEX ix_issue_text_terms ON issue_text USING gin (terms)"
            " WITH (fastupdate = off)"
        )
    _fill()


def downgrade() -> None:
    op.execute("DROP TABLE issue_text")


def _fill() -> None:
    connection = op.get_bind()
    write, after = statement_for(connection), 0
    while issues := connection.execute(_ISSUES, {"after": after, "most": _BATCH}).all():
        ids = {"first": issues[0].id, "last": issues[-1].id}
        events = connection.execute(_EVENTS, ids).all()
        of_issue = {
            issue: list(rows) for issue, rows in groupby(events, lambda event: event.issue_id)
        }
        for issue in issues:
            facts = (issue.words, issue.place, issue.customer_name, issue.customer_contact)
            rows = of_issue.get(issue.id, [])
            texts = [event.text for event in rows if event.text]
            people = {event.data.get("helper") for event in rows}
            people |= {event.actor_id for event in rows if event.kind in _OWNING}
            people = {one for one in (*people, issue.owner_id) if one}
            connection.execute(write, row(issue.id, issue.ref, facts, texts, people))
        after = issues[-1].id
