"""`make mutants`: breaks twenty rules of the product, one at a time; the named tests have to fail.

Each rule is broken in a copy of the working tree, one line of it, and its tests run on SQLite.
"""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
PYTEST = ("-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", "-m", "not postgres")


@dataclass(frozen=True)
class Mutant:
    rule: str
    path: str
    right: str  # stands once in the file
    wrong: str
    tests: str  # files, with a space between

    @contextmanager
    def applied(self, folder: Path) -> Iterator[None]:
        file = folder / self.path
        source = file.read_text()
        assert source.count(self.right) == 1, f"{self.path} has not one {self.right!r}"
        file.write_text(source.replace(self.right, self.wrong))
        try:
            yield
        finally:
            file.write_text(source)


MUTANTS = (
    Mutant(
        "only the owner acts on an owned issue",
        "web/rules/issues.py",
        '    return Refusal(_("%(owner)s owns this, so only',
        '    return None and Refusal(_("%(owner)s owns this, so only',
        "tests/rules/test_acts.py tests/web/test_acts.py",
    ),
    Mutant(
        "an issue has one owner",
        "web/rules/issues.py",
        "    if issue.state is IssueState.UNOWNED:\n        return None\n    if issue.owner_id ==",
        "    if True:\n        return None\n    if issue.owner_id ==",
        "tests/rules/test_acts.py tests/web/test_acts.py",
    ),
    Mutant(
        "whoever is off shift is not told that it is handled",
        "web/acts/nudges/cancel.py",
        " if on_shift(known[id_], tap.now)]",
        "]",
        "tests/web/test_silence.py tests/web/test_quiet.py tests/web/test_nudges.py",
    ),
    Mutant(
        "what is leased is not due",
        "push/leases.py",
        "            next_at=now + timedelta(seconds=lease_seconds),\n",
        "",
        "tests/push/test_outbox.py tests/push/test_worker.py",
    ),
    Mutant(
        "only the newest lease may settle",
        "push/leases.py",
        "            attempt=Delivery.attempt + 1,\n",
        "",
        "tests/push/test_outbox.py tests/push/test_worker.py",
    ),
    Mutant(
        "the customer's page names people by their first names",
        "web/reads/customer_page.py",
        "        col(Site.zone),\n        col(Person.first_name),",
        "        col(Site.zone),\n        col(Person.last_name).label('first_name'),",
        "tests/web/test_status.py tests/web/test_status_walk.py",
    ),
    Mutant(
        "issues of another site are not to be seen",
        "web/store/visibility.py",
        "    return or_(\n        col(Issue.site_id) == site_id,",
        "    return or_(\n        true(),",
        "tests/web/test_access.py",
    ),
    Mutant(
        "a tap is applied once",
        "web/acts/core/idempotency.py",
        "if before := _before(tap, key):",
        "if (before := _before(tap, key)) and False:",
        "tests/web/test_acts.py tests/web/test_tap_answers.py",
    ),
    Mutant(
        "only who was asked takes an issue over",
        "web/rules/owner_changes.py",
        "is_theirs = actor_id == change.to_id",
        "is_theirs = True",
        "tests/rules/test_changes.py tests/web/test_owner_changes.py",
    ),
    Mutant(
        "a promise is late at its time",
        "web/rules/promises.py",
        "promise_at is not None and promise_at <= now",
        "promise_at is not None and promise_at < now",
        "tests/rules/test_promises.py tests/web/test_status.py",
    ),
    Mutant(
        "nobody is nudged off shift",
        "web/rules/recipients.py",
        "for candidate in meant if candidate.on_shift)\n    defer",
        "for candidate in meant)\n    defer",
        "tests/rules/test_calling.py",
    ),
    Mutant(
        "nobody starts with other keys than the database's",
        "web/cli/installation.py",
        "    if theirs != found:",
        "    if False:",
        "tests/cli/test_identity.py",
    ),
    Mutant(
        "erasing words erases photos",
        "web/acts/privacy/erasure.py",
        "            erase_photos(unit.session, issue.id)\n    else",
        "            pass\n    else",
        "tests/web/test_erasing.py",
    ),
    Mutant(
        "a hash covers the hash before",
        "web/rules/event_hash.py",
        'f"{previous}{canonical(event)}"',
        'f"{canonical(event)}"',
        "tests/web/test_history_chain.py",
    ),
    Mutant(
        "the twenty-first wrong guess has to wait",
        "web/acts/core/guess_limit.py",
        "row.wrong < PER_SOURCE",
        "row.wrong <= PER_SOURCE",
        "tests/web/test_limits.py tests/web/test_door.py",
    ),
    Mutant(
        "a tap of one person is not done as another",
        "web/http/client_headers.py",
        "    if not _is_mine(whose):",
        "    if False:",
        "tests/web/test_whose_tap.py",
    ),
    Mutant(
        "a tap from before the owner changed is refused",
        "web/rules/staleness.py",
        "    if _later(OF_OWNER, tapped_at, since):",
        "    if False:",
        "tests/rules/test_stale.py tests/web/test_stale_taps.py",
    ),
    Mutant(
        "a failed try waits longer each time",
        "push/verdict.py",
        "FIRST_WAIT * 2.0 ** min(attempt - 1, 10)",
        "FIRST_WAIT",
        "tests/push/test_decision_table.py",
    ),
    Mutant(
        "what has expired is not sent",
        "push/leases.py",
        "    if message.expires_at <= now:",
        "    if False:",
        "tests/push/test_outbox.py tests/push/test_worker.py tests/push/test_backlog.py",
    ),
    Mutant(
        "a page takes no string for a script",
        "web/http/headers.py",
        '    "require-trusted-types-for": "\'script\'",\n',
        "",
        "tests/web/test_headers.py",
    ),
)


def survives(mutant: Mutant, folder: Path) -> str:
    """ "" where its tests fail; else what pytest said last."""
    with mutant.applied(folder):
        command = [sys.executable, *PYTEST, *mutant.tests.split()]
        ran = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    # 1: tests failed. Anything else is a fault of the run, and proves nothing.
    return "" if ran.returncode == 1 else f"exit {ran.returncode}: {ran.stdout[-300:]}"


def main() -> int:
    alive = 0
    with tempfile.TemporaryDirectory(prefix="ownit-mutants-") as name:
        folder = Path(name) / "tree"
        left_out = shutil.ignore_patterns(".git", ".venv", ".test", "node_modules", "__pycache__")
        shutil.copytree(ROOT, folder, symlinks=True, ignore=left_out)
        (folder / "node_modules").symlink_to(ROOT / "node_modules")  # scripts are built anew
        for mutant in MUTANTS:
            reason = survives(mutant, folder)
            alive += bool(reason)
            print(f"{'SURVIVES' if reason else 'dies':9} {mutant.rule}", reason, flush=True)
    return 1 if alive else 0


if __name__ == "__main__":
    sys.exit(main())
