"""What a nudge can be answered with on the lock screen itself: for whom, and which one tap it is.

Only acts that need no words and that the rules would let this person do. Like the words of
nudges they are read by anybody: where, and the issue's reference, never the customer.
"""

from push.nudge import Button
from web.acts.nudges.text import NudgeContext
from web.rules.vocabulary import IssueAct, IssueState, Role, StepAct
from web.store.tables.accounts import Person
from web.store.tables.handoffs import Step
from web.store.tables.issues import Issue

Buttons = tuple[Button, ...]


def for_issue(issue: Issue, said: NudgeContext, to: Person) -> Buttons:
    """To have it, or to say that one sees to it, for whoever may."""
    if issue.state == IssueState.UNOWNED:
        return (_on_issue(IssueAct.OWN, "I own this", issue, said),)
    if issue.state == IssueState.OWNED and (to.id == issue.owner_id or _leads(to, issue)):
        return (_on_issue(IssueAct.ON_IT, "On it", issue, said),)
    return ()


def for_ask(step: Step, said: NudgeContext) -> Buttons:
    """The helper's yes. A no wants a word, so that it opens the page."""
    page = f"/steps/{step.id}"
    accept = f"{page}/{StepAct.ACCEPT}"
    about, ref = _about(said), said.ref
    return (
        Button(StepAct.ACCEPT, "I’m with you", page, act=accept, about=about, ref=ref),
        Button(StepAct.DECLINE, "I can’t", f"{page}#words-decline"),
    )


def _on_issue(act: IssueAct, words: str, issue: Issue, said: NudgeContext) -> Button:
    page = f"/issues/{issue.ref}"
    return Button(
        act,
        words,
        page,
        act=f"{page}/{act}",
        about=_about(said),
        ref=issue.ref,
        seen=issue.version,
    )


def _leads(to: Person, issue: Issue) -> bool:
    """Of another site a lead does not see it."""
    return to.role == Role.ADMIN or (to.role == Role.LEAD and to.site_id == issue.site_id)


def _about(said: NudgeContext) -> str:
    return f"{said.where}, {said.ref}"
