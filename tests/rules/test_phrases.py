"""Words that help: when they are shown, and whose."""

import pytest

from web.language.current import in_language
from web.language.known import LANGUAGES
from web.rules.issue_actions import Headline
from web.rules.phrases import (
    LONGEST,
    NAMES,
    OF_INTRODUCTION,
    Moment,
    Phrases,
    moment_of,
    own_words,
    phrase,
    shipped,
    with_texts,
    with_words,
    written,
)

GERMAN = next(one for one in LANGUAGES if one.code == "de")
FRENCH = next(one for one in LANGUAGES if one.code == "fr")
OURS: Phrases = {"late": {"": "Sorry for the wait.", "de": "Entschuldigung."}}


def test_each_moment_has_a_name_and_short_words_in_every_language() -> None:
    assert set(NAMES) == set(Moment)
    for language in LANGUAGES:
        with in_language(language):
            for moment in Moment:
                assert 0 < len(shipped(moment)) <= LONGEST, (moment, language.code)


@pytest.mark.parametrize(
    ("headline", "moment"),
    [
        (Headline.JUST_OWNED, Moment.OWNED),
        (Headline.HELPER_CANNOT, Moment.DECLINED),
        (Headline.LATE, Moment.LATE),
    ],
)
def test_an_issue_says_them_at_its_moments(headline: Headline, moment: Moment) -> None:
    assert moment_of(headline) is moment


def test_no_other_headline_has_some() -> None:
    """Also not where a lead stands in, who has promised nothing."""
    assert sum(moment_of(one) is not None for one in Headline) == 3
    assert len(OF_INTRODUCTION) == 3


@pytest.mark.parametrize(
    ("own", "in_english", "in_german", "in_french"),
    [
        (None, shipped(Moment.LATE), None, None),
        ({}, shipped(Moment.LATE), None, None),
        ({"end": {"": "Bye"}}, shipped(Moment.LATE), None, None),
        (OURS, "Sorry for the wait.", "Entschuldigung.", "Sorry for the wait."),
        ({"late": {"": ""}}, "", "", ""),
        # After a change by hand: nothing is said rather than half of it.
        ({"late": {}}, "", "", ""),
    ],
)
def test_readers_get_the_site_s_words_in_their_language(
    own: Phrases | None, in_english: str, in_german: str | None, in_french: str | None
) -> None:
    assert phrase(Moment.LATE, own) == in_english
    for language, words in ((GERMAN, in_german), (FRENCH, in_french)):
        with in_language(language):
            theirs = shipped(Moment.LATE) if words is None else words
            assert phrase(Moment.LATE, own) == theirs, language.code


def test_other_words_keep_translations_of_former_ones_for_admins_alone() -> None:
    changed = with_words(OURS, Moment.LATE, "I am late.")
    assert changed == {"late": {"": "I am late.", "former de": "Entschuldigung."}}
    with in_language(GERMAN):
        assert phrase(Moment.LATE, changed) == "I am late."
    again = with_texts(changed, "de", {Moment.LATE: "Ich bin spät."})
    assert again == {"late": {"": "I am late.", "de": "Ich bin spät."}}


@pytest.mark.parametrize(
    ("words", "left"),
    [
        ("Sorry for the wait.", OURS),  # unchanged
        (None, {}),  # those of Own It
        ("", {"late": {"": ""}}),  # none
    ],
)
def test_words_of_a_moment(words: str | None, left: Phrases) -> None:
    assert with_words(OURS, Moment.LATE, words) == left
    assert with_words({"end": {"": "Bye"}, **OURS}, Moment.LATE, words) == {
        "end": {"": "Bye"},
        **left,
    }


def test_a_moment_without_words_has_nothing_to_translate() -> None:
    own = {"late": {"": ""}, "end": {"": "Bye", "fr": "Salut"}}
    assert own_words(own) == {Moment.END: "Bye"}
    texts = dict.fromkeys(Moment, "Tschüss")
    assert with_texts(own, "de", texts) == {
        "late": {"": ""},
        "end": {"": "Bye", "fr": "Salut", "de": "Tschüss"},
    }
    assert with_texts(own, "fr", {})["end"] == {"": "Bye"}


def test_an_admin_begins_with_what_is_shown() -> None:
    assert written(Moment.LATE, None) == shipped(Moment.LATE)
    with in_language(GERMAN):
        assert written(Moment.LATE, OURS) == "Sorry for the wait."
    assert written(Moment.LATE, {"late": {"": ""}}) == ""
