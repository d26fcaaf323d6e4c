"""`make migration words="…"`: drafts a migration from what the tables have become.

A draft: read it, take out what Alembic only imagines, and say in its first line why it is there.
"""

import sys
import tempfile
from pathlib import Path

from alembic import command
from alembic.script import ScriptDirectory

from web.store import migrate
from web.store.engine import Database


def main() -> None:
    words = " ".join(sys.argv[1:]).strip()
    if not words:
        sys.exit('Say what it is for: make migration words="Remember the language"')
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'draft.sqlite3'}")
        migrate.upgrade(database)
        with database.engine.begin() as connection:
            config = migrate.config(connection)
            head = ScriptDirectory.from_config(config).get_current_head() or "0000"
            command.revision(config, words, autogenerate=True, rev_id=f"{int(head) + 1:04}")
        database.close()


if __name__ == "__main__":
    main()
