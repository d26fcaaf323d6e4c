"""Text of nudges about what an issue is linked to. Anybody may read it on lock screens, like that
in `text`: references and places, never the customer."""

from web.acts.nudges.recipient import Text
from web.acts.nudges.text import NudgeContext
from web.language.messages import gettext as _


def fixed(context: NudgeContext) -> Text:
    """To the owner of an open issue whose cause is resolved."""
    title = _("%(where)s: the cause of %(ref)s is fixed", where=context.where, ref=context.ref)
    return title, _("Update the customer. Resolve it once it is settled for them.")


def same_fault(context: NudgeContext, other_ref: str) -> Text:
    """To the owner of the first report of a fault that another customer has, too."""
    title = _("%(where)s: %(ref)s may be the same fault", where=context.where, ref=other_ref)
    return title, _(
        "You own %(ref)s. When you resolve it, the other owner is told.", ref=context.ref
    )


def came_back(context: NudgeContext) -> Text:
    """To the owner of a cause that was resolved."""
    title = _("%(where)s: the cause %(ref)s came back", where=context.where, ref=context.ref)
    return title, _("It was reported again. Check if what you changed is enough.")
