"""The routes of *Settings*, as `routes.py` lists all others."""

from tests.web.calls import Call, form, page
from tests.web.personas import admins

LADDER = {"after-0": "0", "lead_on_shift-0": "yes", "every-0": "15", "urgent-0": "yes"}
A_MOMENT = {"weekday": "0", "time": "09:30", "owner": ""}
NUDGES = "/settings/sites/{site}/nudges"
OPENING = "/settings/sites/{site}/opening-hours"
SITE = {"name": "Store 99", "zone": "Europe/Berlin", "phone": ""}
A_LIST = {"people": "Nina Berg", "role": "employee", "site_id": "{site}"}

SETTINGS: dict[str, Call] = {
    "settings.show": page(admins(200, 303), "/settings"),
    "settings.organisation": page(admins(200, 303), "/settings/organisation"),
    "settings.rename": form(admins(303), "/settings/organisation", name="Nordhaus"),
    "sites.new": page(admins(200, 303), "/settings/sites"),
    "sites.add": form(admins(303), "/settings/sites", **SITE),
    "sites.show": page(admins(200, 303), "/settings/sites/{site}"),
    "sites.change_site": form(admins(303), "/settings/sites/{site}", **SITE),
    "policies.show": page(admins(200, 303), NUDGES),
    "policies.edit": page(admins(200, 303), f"{NUDGES}/promise"),
    "policies.save": form(admins(303), f"{NUDGES}/unowned", **LADDER),
    "policies.play_through": form(admins(200), f"{NUDGES}/unowned/play", **LADDER, **A_MOMENT),
    "policies.go_back": form(admins(303), f"{NUDGES}/promise/shipped"),
    "allowances.add": form(
        admins(303), "/settings/sites/{site}/allowances", words="Taxi home", role="employee"
    ),
    "allowances.show": page(admins(200, 303), "/settings/allowances/{allowance}"),
    "allowances.save": form(
        admins(303), "/settings/allowances/{allowance}", words="Taxi home", role="lead"
    ),
    "allowances.remove": form(admins(303), "/settings/allowances/{allowance}/remove"),
    "site_texts.choose": page(admins(303, 303), "/settings/sites/{site}/texts"),
    "site_texts.show": page(admins(200, 303), "/settings/sites/{site}/texts/de"),
    "site_texts.save": form(admins(303), "/settings/sites/{site}/texts/de"),
    "phrases.show": page(admins(200, 303), "/settings/sites/{site}/phrases"),
    "phrases.save": form(admins(303), "/settings/sites/{site}/phrases", late="Sorry"),
    "sites.add_places": form(admins(303), "/settings/sites/{site}/places", name="Till 9"),
    "sites.remove_place": form(admins(303), "/settings/places/{place}/remove"),
    "sites.place_qr": page(admins(200, 303), "/settings/places/{place}/qr"),
    "opening_hours.show": page(admins(200, 303), OPENING),
    "opening_hours.save": form(admins(303), OPENING, **{"starts-0": "09:00", "ends-0": "20:00"}),
    "opening_hours.copy": form(admins(422), f"{OPENING}/copy"),
    "invites.show": page(admins(200, 303), "/settings/invites"),
    "invites.invite": form(admins(200), "/settings/invites", role="lead", site_id="{site}"),
    "invites.check_list": form(admins(200), "/settings/invites/list", **A_LIST),
    "invites.invite_list": form(
        admins(200), "/settings/invites/list/make", **A_LIST, **{"line-1": "yes"}
    ),
    "invites.revoke_all": form(admins(303), "/settings/invites/revoke-all", newest="{invite}"),
    "invites.revoke": form(admins(303), "/settings/invites/{invite}/revoke"),
    "people.show": page(admins(200, 303), "/settings/people"),
    "people.person": page(admins(200, 303), "/settings/people/{victim}"),
    "people.change_person": form(
        admins(303), "/settings/people/{victim}", role="lead", site_id="{site}"
    ),
    "people.link_for_person": form(admins(200), "/settings/people/{victim}/link"),
    "people.close_person": form(admins(303), "/settings/people/{victim}/close"),
    "settings.steps": page(admins(200, 303), "/settings/first-steps"),
    "settings.show_steps": form(admins(303), "/settings/first-steps/hide"),
    "sites.signs": page(admins(200, 303), "/settings/sites/{site}/signs"),
    "sites.print_signs": form(admins(303), "/settings/sites/{site}/signs"),
    "policies.copy": form(admins(422), f"{NUDGES}/copy"),
}
