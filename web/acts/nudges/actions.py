"""Buttons of nudges: for whom, and which tap each one makes.

Only acts without words that the rules allow this person. Like the text of nudges anybody may read
them: the place and the issue's reference, never the customer.
"""

from push.nudge import Button
from web.acts.nudges.recipient import Buttons
from web.acts.nudges.text import NudgeContext
from web.language.messages import gettext as _
from web.rules.vocabulary import IssueAct, IssueState, Role, StepAct
from web.store.tables.accounts import Person
from web.store.tables.handoffs import Step
from web.store.tables.issues import Issue


def for_issue(issue: Issue, nudge_context: NudgeContext, to: Person) -> Buttons:
    """“I own this” or “On it”, for whoever may."""
    if issue.state == IssueState.UNOWNED:
        return (_on_issue(IssueAct.OWN, _("I own this"), issue, nudge_context),)
    if issue.state == IssueState.OWNED and (to.id == issue.owner_id or _leads(to, issue)):
        return (_on_issue(IssueAct.ON_IT, _("I’m on it"), issue, nudge_context),)
    return ()


def for_ask(step: Step, nudge_context: NudgeContext) -> Buttons:
    """The helper's yes. A no wants a reason, so it opens the page."""
    page = f"/steps/{step.id}"
    accept = f"{page}/{StepAct.ACCEPT}"
    about, ref = _about(nudge_context), nudge_context.ref
    return (
        Button(StepAct.ACCEPT, _("I’m with you"), page, act=accept, about=about, ref=ref),
        Button(StepAct.DECLINE, _("I can’t"), f"{page}#words-decline"),
    )


def _on_issue(act: IssueAct, words: str, issue: Issue, nudge_context: NudgeContext) -> Button:
    page = f"/issues/{issue.ref}"
    return Button(
        act,
        words,
        page,
        act=f"{page}/{act}",
        about=_about(nudge_context),
        ref=issue.ref,
        seen=issue.version,
    )


def _leads(to: Person, issue: Issue) -> bool:
    """False for a lead of another site, who cannot see it."""
    return to.role == Role.ADMIN or (to.role == Role.LEAD and to.site_id == issue.site_id)


def _about(nudge_context: NudgeContext) -> str:
    return _("%(where)s, %(ref)s", where=nudge_context.where, ref=nudge_context.ref)
