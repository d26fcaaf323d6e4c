"""What one could say aloud to a customer, at the moment it is needed. Pure.

Each moment has words that Own It brings in every language. A site may have its own instead, as
`rules.site_texts` has texts, or none: then nothing is shown.
"""

from collections.abc import Mapping
from enum import StrEnum

from web.language.messages import gettext as _
from web.language.messages import gettext_noop as N_
from web.rules.issue_actions import Headline
from web.rules.site_texts import in_readers_language, outdated, with_translation
from web.rules.vocabulary import Introduction

LONGEST = 200  # characters
_MAIN = ""  # the key of the words without a language

# A site's own, by moment: its words by the code of their language. Words that are empty: nothing is
# shown. A moment that is not there has the words of Own It.
Phrases = Mapping[str, Mapping[str, str]]


class Moment(StrEnum):
    """In the order in which they come; the values stand in forms and in the database."""

    OWNED = "owned"
    ASK_IN_PERSON = "ask-in-person"
    ASK_BY_CALL = "ask-by-call"
    ASK_BY_MESSAGE = "ask-by-message"
    DECLINED = "declined"  # or not answered in time
    LATE = "late"
    END = "end"


NAMES: Mapping[Moment, str] = {
    Moment.OWNED: N_("Right after “I own this”"),
    Moment.ASK_IN_PERSON: N_("Asking someone: walking over"),
    Moment.ASK_BY_CALL: N_("Asking someone: calling"),
    Moment.ASK_BY_MESSAGE: N_("Asking someone: messaging"),
    Moment.DECLINED: N_("When someone can’t help, or does not answer"),
    Moment.LATE: N_("When an update is late"),
    Moment.END: N_("Before it is resolved"),
}
_SHIPPED: Mapping[Moment, str] = {
    Moment.OWNED: N_("I’ll stay with this until it is settled. You don’t need to ask anyone else."),
    Moment.ASK_IN_PERSON: N_(
        "I don’t know this one myself. Come with me, and we’ll find someone who does."
    ),
    Moment.ASK_BY_CALL: N_("I’m calling someone who knows. I’ll stay with you."),
    Moment.ASK_BY_MESSAGE: N_("I’ve asked a colleague, and I’ll tell you what they say."),
    Moment.DECLINED: N_("I’m asking someone else now, and I’ll stay with you."),
    Moment.LATE: N_("You have waited longer than I promised. This is what I know so far."),
    Moment.END: N_("Is it settled for you?"),
}
_OF_HEADLINE = {
    Headline.JUST_OWNED: Moment.OWNED,
    Headline.HELPER_CANNOT: Moment.DECLINED,
    Headline.LATE: Moment.LATE,
}
OF_INTRODUCTION: Mapping[Introduction, Moment] = {
    Introduction.IN_PERSON: Moment.ASK_IN_PERSON,
    Introduction.CALL: Moment.ASK_BY_CALL,
    Introduction.MESSAGE: Moment.ASK_BY_MESSAGE,
}


def moment_of(headline: Headline) -> Moment | None:
    """Of what an issue's card says first. None: its words are enough."""
    return _OF_HEADLINE.get(headline)


def shipped(moment: Moment) -> str:
    """In the language of now."""
    return _(_SHIPPED[moment])


def is_shipped(moment: Moment, words: str) -> bool:
    """Whether these are the words of Own It, in the language of now or in English."""
    return words in (shipped(moment), _SHIPPED[moment])


def phrase(moment: Moment, own: Phrases | None) -> str:
    """In the language of now; empty where the site shows nothing."""
    texts = (own or {}).get(moment)
    return shipped(moment) if texts is None else in_readers_language(main_words(texts), texts)


def written(moment: Moment, own: Phrases | None) -> str:
    """What an admin begins with: the site's own without a language, else those of Own It."""
    texts = (own or {}).get(moment)
    return shipped(moment) if texts is None else main_words(texts)


def own_words(own: Phrases | None) -> dict[Moment, str]:
    """Without a language, of the moments that have some."""
    found = {moment: main_words((own or {}).get(moment, {})) for moment in Moment}
    return {moment: words for moment, words in found.items() if words}


def main_words(texts: Mapping[str, str]) -> str:
    return texts.get(_MAIN, "")


def with_words(
    own: Phrases | None, moment: Moment, words: str | None
) -> dict[str, Mapping[str, str]]:
    """`words` None: those of Own It; empty: none. Translations of former words are kept for admins
    alone."""
    others = {key: texts for key, texts in (own or {}).items() if key != moment}
    if words is None:
        return others
    texts = (own or {}).get(moment, {})
    if words == main_words(texts) and _MAIN in texts:
        return {**others, moment: texts}
    theirs = {code: text for code, text in texts.items() if code != _MAIN}
    return {**others, moment: {**(outdated(theirs) or {} if words else {}), _MAIN: words}}


def with_texts(
    own: Phrases | None, code: str, texts: Mapping[Moment, str | None]
) -> dict[str, Mapping[str, str]]:
    """All of that language; None: shown without a language. Of moments with words alone."""
    has_words = own_words(own)
    return {
        key: (with_translation(its, code, texts.get(Moment(key))) or {})
        if key in has_words
        else its
        for key, its in (own or {}).items()
    }
