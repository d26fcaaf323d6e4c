"""Forms of *Settings*, and the sentences about invalid fields."""

from typing import ClassVar, Literal

from pydantic import Field, field_validator

from web.acts.accounts.sites import NewSite
from web.http.forms import MaybeLine, MaybeNumber, OneLine, WholeNumber, Words, Wrong
from web.http.idempotency import ActForm
from web.http.languages import MaybeLanguage
from web.language.messages import gettext as _
from web.language.messages import gettext_noop as N_
from web.rules.countries import country_named
from web.rules.pasted_lists import listed_names
from web.rules.vocabulary import Role
from web.rules.zones import zone_named
from web.store.site_settings import SiteSettings

_NAME = N_("Write a name of at most 80 characters.")


class NameInput(ActForm):
    sentences: ClassVar = {"name": _NAME}
    name: OneLine = Field(min_length=1, max_length=80)


class SiteInput(NameInput):
    sentences: ClassVar = {
        "name": _NAME,
        "zone": N_("Write the time zone as region and city, such as Europe/Vienna."),
        "country": N_("Choose a country from the list, or leave it empty."),
        "phone": N_("Write a phone number of at most 40 characters, or leave it empty."),
        "language": N_("Choose a language from the list."),
    }
    zone: str
    country: MaybeLine = None
    phone: MaybeLine = Field(default=None, max_length=40, pattern=r"\d")
    language: MaybeLanguage = None
    show_text_on_lock_screen: Literal["yes", ""] = ""

    def new_site(self) -> NewSite:
        return NewSite(self.name, self.zone, self.country, self.phone, self.language)

    @field_validator("country")
    @classmethod
    def _in_the_list(cls, country: str | None) -> str | None:
        code = country_named(country) if country else None
        if country and code is None:
            raise ValueError("unknown country")
        return code

    @field_validator("zone")
    @classmethod
    def _known(cls, zone: str) -> str:
        found = zone_named(zone)
        if found is None:
            raise ValueError("unknown time zone")
        return found


class ChangedSiteInput(SiteInput):
    sentences: ClassVar = {
        **SiteInput.sentences,
        "near_minutes": N_("Write how many minutes, from 1 to 240."),
        "message_minutes": N_("Write how many minutes, from 1 to 240."),
        "reach_minutes": N_("Write how many minutes, from 1 to 60."),
    }
    near_minutes: WholeNumber = Field(default=5, ge=1, le=240)
    message_minutes: WholeNumber = Field(default=15, ge=1, le=240)
    reach_minutes: WholeNumber = Field(default=3, ge=1, le=60)

    def wanted(self) -> SiteSettings:
        return SiteSettings(
            name=self.name,
            zone=self.zone,
            country=self.country,
            phone=self.phone,
            language=self.language,
            shows_text=self.show_text_on_lock_screen == "yes",
            near_minutes=self.near_minutes,
            message_minutes=self.message_minutes,
            reach_minutes=self.reach_minutes,
        )


_LONGEST, _MOST = 80, 100


class PlacesInput(ActForm):
    """`name`: one place a line."""

    sentences: ClassVar = {
        "name": N_("Write one place a line, at most 80 characters each, 100 at a time.")
    }
    name: Words = Field(min_length=1, max_length=10_000)

    @property
    def names(self) -> list[str]:
        return [name for _line, name in listed_names(self.name)]

    @field_validator("name")
    @classmethod
    def _fit(cls, name: str) -> str:
        listed = list(listed_names(name))
        if not listed:
            raise ValueError("empty")
        if len(listed) > _MOST:
            raise Wrong(
                _(
                    "These are %(count)s places. Add at most %(most)s at a time.",
                    count=len(listed),
                    most=_MOST,
                )
            )
        for number, one in listed:
            if len(one) > _LONGEST:
                raise Wrong(
                    _(
                        "Line %(line)s, “%(start)s…”, has %(count)s characters. "
                        "Shorten it to %(most)s.",
                        line=number,
                        start=one[:30].rstrip(),
                        count=len(one),
                        most=_LONGEST,
                    )
                )
        return name


class SignsInput(ActForm):
    place_id: MaybeNumber = Field(default=None, ge=1, le=2**31 - 1)


class InviteInput(ActForm):
    sentences: ClassVar = {"name": N_("The name may have up to 80 characters.")}
    name: MaybeLine = Field(default=None, max_length=80)
    role: Role
    site_id: int = Field(ge=1, le=2**31 - 1)


class InviteListInput(ActForm, extra="ignore"):
    """Also `line-3`, for each line of the list that was chosen."""

    sentences: ClassVar = {"people": N_("Paste the names, one a line, at most 20,000 characters.")}
    people: Words = Field(min_length=1, max_length=20_000)
    role: Role
    site_id: int = Field(ge=1, le=2**31 - 1)


class RevokeAllInput(ActForm):
    newest: int = Field(ge=1, le=2**31 - 1)  # the last invite that the page showed


class PersonInput(ActForm):
    role: Role
    site_id: int = Field(ge=1, le=2**31 - 1)
