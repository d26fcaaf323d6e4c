"""Goes through each issue's history from its start: who owned it, and whether that was legal."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from tests.soak.facts import EventRow, Facts, IssueRow

_BY_THE_OWNER = {
    "promised",
    "customer_told",
    "postponed",
    "asked",
    "change_asked",
    "resolved",
    "authority_used",
    "corrected",
}
_ALSO_RESOLVED = {"corrected"}  # by its last owner
_WHILE_OPEN = (_BY_THE_OWNER - _ALSO_RESOLVED) | {"acknowledged", "offered"}
# By a lead, for an owner who is absent.
_FOR_ABSENT = {"customer_told", "postponed", "asked", "change_asked"}
_BY_THE_HELPER = {"declined", "proposed"}


@dataclass
class Line:
    """An issue as its history so far tells it."""

    state: str = ""
    owner: str | None = None

    def go_on(self, event: EventRow) -> str | None:
        """What is wrong with this event, if anything; the line goes on either way."""
        wrong = self._refuse(event)
        match event.kind:
            case "reported":
                self.state = "unowned"
            case "owned" | "changed":
                self.state, self.owner = "owned", event.actor
            case "resolved":
                self.state = "resolved"
            case "reopened":
                self.state = "owned"
            case "undone" if event.undone == "resolved":
                self.state = "owned"
            case "orphaned":
                self.state, self.owner = "unowned", None
        return wrong

    def _refuse(self, event: EventRow) -> str | None:
        kind, actor = event.kind, event.actor
        if kind == "owned" and self.state != "unowned":
            return f"{actor} took what {self.owner} had"
        is_stand_in = event.for_owner and kind in _FOR_ABSENT
        if kind in _BY_THE_OWNER and actor != self.owner and not is_stand_in:
            return f"{actor} did what only {self.owner} may"
        if kind in _WHILE_OPEN and self.state != "owned":
            return f"it was {self.state}"
        if kind == "reopened" and self.state != "resolved":
            return "it was open"
        if kind == "changed" and actor != event.helper:
            return f"{event.helper} was asked, and {actor} said yes"
        if kind in _BY_THE_HELPER and actor != event.helper:
            return f"{event.helper} was asked, and {actor} answered"
        return None


def ownership_findings(facts: Facts) -> Iterator[str]:
    history: dict[str, list[EventRow]] = defaultdict(list)
    for event in facts.events:
        history[event.ref].append(event)
    for issue in facts.issues:
        yield from (f"{issue.ref}: {words}" for words in _walk(issue, history[issue.ref]))


def _walk(issue: IssueRow, events: list[EventRow]) -> Iterator[str]:
    line = Line()
    for event in events:
        wrong = line.go_on(event)
        if wrong:
            yield f"{wrong}: {event}"
    if [event.kind for event in events].count("reported") != 1:
        yield "was not reported exactly once"
    if (issue.state == "owned") != (line.state == "owned") or issue.state != line.state:
        yield f"is {issue.state}, and its history says {line.state}"
    if issue.owner != line.owner:
        yield f"belongs to {issue.owner}, and its history says {line.owner}"
