"""The update of the customer, or of the team about a cause: whole sentences for its card. Pure.

Values: as in `now_words`.
"""

from web.language.messages import gettext_noop as N_
from web.rules.voices import Voice, Voices

# *Update the customer*, by the owner or for them, and how it stands with that.
UPDATE: Voices = {
    Voice.ME: N_("Update the customer"),
    Voice.OTHER: N_("Update the customer for %(owner)s"),
}
UPDATE_NAMED: Voices = {
    Voice.ME: N_("Update %(customer)s"),
    Voice.OTHER: N_("Update %(customer)s for %(owner)s"),
}
UPDATE_NOW: Voices = {
    Voice.ME: N_("Update the customer now"),
    Voice.OTHER: N_("Update the customer for %(owner)s now"),
}
UPDATE_NAMED_NOW: Voices = {
    Voice.ME: N_("Update %(customer)s now"),
    Voice.OTHER: N_("Update %(customer)s for %(owner)s now"),
}
UPDATE_LATE: Voices = {
    Voice.ME: N_("Update the customer, %(time)s late"),
    Voice.OTHER: N_("Update the customer for %(owner)s, %(time)s late"),
}
UPDATE_NAMED_LATE: Voices = {
    Voice.ME: N_("Update %(customer)s, %(time)s late"),
    Voice.OTHER: N_("Update %(customer)s for %(owner)s, %(time)s late"),
}
UPDATE_BY: Voices = {
    Voice.ME: N_("Update the customer by %(when)s"),
    Voice.OTHER: N_("Update the customer for %(owner)s by %(when)s"),
}
UPDATE_NAMED_BY: Voices = {
    Voice.ME: N_("Update %(customer)s by %(when)s"),
    Voice.OTHER: N_("Update %(customer)s for %(owner)s by %(when)s"),
}
# The same of a cause.
UPDATE_TEAM: Voices = {
    Voice.ME: N_("Update the team"),
    Voice.OTHER: N_("Update the team for %(owner)s"),
}
UPDATE_TEAM_NOW: Voices = {
    Voice.ME: N_("Update the team now"),
    Voice.OTHER: N_("Update the team for %(owner)s now"),
}
UPDATE_TEAM_LATE: Voices = {
    Voice.ME: N_("Update the team, %(time)s late"),
    Voice.OTHER: N_("Update the team for %(owner)s, %(time)s late"),
}
UPDATE_TEAM_BY: Voices = {
    Voice.ME: N_("Update the team by %(when)s"),
    Voice.OTHER: N_("Update the team for %(owner)s by %(when)s"),
}
HEARS: Voices = {
    Voice.ME: N_("The customer hears from you by %(when)s."),
    Voice.OTHER: N_("The customer hears from %(owner)s by %(when)s."),
}
HEARS_NAMED: Voices = {
    Voice.ME: N_("%(customer)s hears from you by %(when)s."),
    Voice.OTHER: N_("%(customer)s hears from %(owner)s by %(when)s."),
}
HEARS_TEAM: Voices = {
    Voice.ME: N_("The team hears from you by %(when)s."),
    Voice.OTHER: N_("The team hears from %(owner)s by %(when)s."),
}
PROMISED_TEAM = N_("The team was promised an update by %(when)s.")
TALK_TEAM = N_("Say how it is going, even if nothing is new.")
PROMISED = N_("The customer was promised an update by %(when)s.")
PROMISED_NAMED = N_("%(customer)s was promised an update by %(when)s.")
TALK = N_("Tell the customer how it is going, even if nothing is new.")
TALK_NAMED = N_("Tell %(customer)s how it is going, even if nothing is new.")
