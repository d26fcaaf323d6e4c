"""Who may read a thank-you, put it on the wall of their site, and take it down. Pure.

It is for whoever was thanked, and nobody else: no lead, no admin. What its recipient has put on
the wall is for everybody of that site.
"""

from dataclasses import dataclass

WORDS_MAX = 500  # characters


@dataclass(frozen=True)
class ThanksFacts:
    """Of one thank-you to one person, for one viewer."""

    is_recipient: bool
    is_on_wall: bool
    is_of_this_site: bool = False  # the wall is that of the viewer's site
    is_lead: bool = False  # the viewer


def may_read(facts: ThanksFacts) -> bool:
    return facts.is_recipient or (facts.is_on_wall and facts.is_of_this_site)


def may_share(facts: ThanksFacts) -> bool:
    return facts.is_recipient and not facts.is_on_wall


def may_take_down(facts: ThanksFacts) -> bool:
    is_leads = facts.is_of_this_site and facts.is_lead
    return facts.is_on_wall and (facts.is_recipient or is_leads)
