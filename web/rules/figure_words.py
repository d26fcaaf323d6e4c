"""What each figure is called, and what exactly it counts. Pure."""

from collections.abc import Mapping

from web.language.messages import gettext_noop as N_
from web.rules.figure_periods import Period
from web.rules.figures import Figure

LABELS: Mapping[Figure, str] = {
    Figure.ISSUES: N_("Issues"),
    Figure.PROMISES_KEPT: N_("Promises kept"),
    Figure.TO_OWNER: N_("Time to an owner"),
    Figure.TO_RESOLVED: N_("Time to resolved"),
    Figure.STEPS: N_("Requests for help per issue"),
    Figure.COLD_STEPS: N_("Requests without an introduction"),
    Figure.RETOLD: N_("Stories told again"),
    Figure.REOPENED: N_("Reopened"),
    Figure.SETTLED: N_("Settled, says the customer"),
    Figure.UNCONFIRMED: N_("Resolved, not confirmed"),
    Figure.NOT_YET: N_("“Not yet”, says the customer"),
    Figure.SENT_AWAY: N_("“I was sent away”"),
    Figure.AUTHORITY_USED: N_("Decided without asking"),
    Figure.CAUSES_FOUND: N_("Causes found"),
    Figure.CAUSES_CLOSED: N_("Causes resolved"),
    Figure.CAUSES_BACK: N_("Causes that came back"),
}
DEFINITIONS: Mapping[Figure, str] = {
    Figure.ISSUES: N_("Everything that was reported as not working for a customer."),
    Figure.PROMISES_KEPT: N_(
        "Of all promised times that have come: how many customers were updated, or helped, by then."
    ),
    Figure.TO_OWNER: N_(
        "From the report until somebody owned it, on average. Counted in opening hours; urgent "
        "issues count all hours, unless the site lets them wait."
    ),
    Figure.TO_RESOLVED: N_(
        "From the report until it was last resolved, on average. Counted in opening "
        "hours; urgent issues count all hours, unless the site lets them wait."
    ),
    Figure.STEPS: N_("How often colleagues were asked to help with an issue, on average."),
    Figure.COLD_STEPS: N_("How often a colleague was asked without anybody bringing them in."),
    Figure.RETOLD: N_(
        "How often customers had to tell their story again, as owners said when they resolved it."
    ),
    Figure.REOPENED: N_("How often something that was resolved was opened again."),
    Figure.SETTLED: N_("Resolved issues whose customers have answered that it is settled."),
    Figure.UNCONFIRMED: N_("Resolved issues whose customers have not answered."),
    Figure.NOT_YET: N_("How often customers answered that it is not settled yet."),
    Figure.SENT_AWAY: N_("How often customers answered that they were sent away."),
    Figure.AUTHORITY_USED: N_(
        "How often owners decided something for the customer without asking."
    ),
    Figure.CAUSES_FOUND: N_(
        "Causes of what happens again that a lead has owned. Each counts on the day it was found."
    ),
    Figure.CAUSES_CLOSED: N_("How many of the causes found in that time are resolved."),
    Figure.CAUSES_BACK: N_(
        "How many of the causes found in that time happened again within 60 days of being resolved."
    ),
}
PERIODS: Mapping[Period, str] = {
    Period.WEEKS: N_("The last 12 weeks"),
    Period.MONTH: N_("This month"),
    Period.LAST_MONTH: N_("Last month"),
    Period.YEAR: N_("The last 52 weeks"),
}
