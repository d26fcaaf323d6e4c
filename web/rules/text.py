"""Normal forms of what people type: its visible part, and search keys. Pure."""

import re
import unicodedata
from functools import lru_cache
from typing import NewType
from unicodedata import category, decimal, decomposition

from anyascii import anyascii

from web.language.direction import isolate

# Text of people that is ready for a sentence of plain text: see `isolated`.
Isolated = NewType("Isolated", str)

_JOINERS = "\u200c\u200d"  # Persian words and joined emoji need them
# Prepended concatenation marks (Unicode, PropList): category Cf, but visible.
_SIGNS = "\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd"
# Letters and signs without ink; U+FFFC stands for an object that was not copied, U+FFFD for an
# undecodable character.
_BLANK = "\u115f\u1160\u2800\u3164\uffa0\ufffc\ufffd\U0001d159\U00013441\U00013442"
# Flags of a region, UTS #51 ED-14a: a black flag, its code in tag characters, and an end.
_TAGGED = re.compile("\U0001f3f4[\U000e0030-\U000e0039\U000e0061-\U000e007a]{3,6}\U000e007f")
# Line breaks of other programs: Word and PowerPoint have U+000B for one inside a paragraph.
_LINE_BREAK = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_NEW_EMOJI = range(0x1F000, 0x1FC00)  # assigned after this Python's tables were made
# Separators of the parts of a name.
JOINT = re.compile(r"['’‘ʼʻ`´‛＇\-‐‑–]")
_APOSTROPHE = re.compile(r"['’‘ʼʻ`´‛＇]")
_NUMBER, _LONGEST_NUMBER = re.compile("[0-9]+"), 80  # a name has no more digits
# In names of things: -1, U-1 and A- are not 1, U1 and A; #4 is 4, and C# is not C.
_MINUS = re.compile(r"(?:(?<![^\W_])|(?<=\b[^\W\d_]))[-‐–](?=\d)|[-‐–](?=\s*$)")
# Invisible within a word; between Arabic letters U+200C stands for a space.
_JOINER = re.compile("\u200d|(?<![\u0600-\u08ff])\u200c")
_NUMBER_SIGN = re.compile(r"(?<![^\W_])#(?=\s*\d)")
_SIGNS_OF_NAMES = "#%&*/@."
_SMALL = ("<super>", "<sub>", "<fraction>")  # kinds of compatibility (Unicode, ch. 3.7)
_SELECTORS = range(0xFE00, 0xFE10)  # variation selectors
# Small letters of Cyrillic and Greek that look like Latin ones, or whose capitals do.
_LOOK_ALIKE = str.maketrans("авекмнорстухіјѕαβεζηικμνορτυχ", "abekmhopctyxijsabezhikmnoptyx")
# Turkish writes I small as ı, and İ as i: with one letter for both, IŞIK is ışık.
_ONE_I = str.maketrans({"ı": "i", "\u0307": None})
# Transcriptions of letters with dots, a ring or a stroke; ß as ss or sz.
_PAIRS = re.compile(r"aa|ae|oe|ue|dj|ss|sz")
# Arabic letters typed for each other; the tatweel only stretches a word.
_ARABIC = str.maketrans({"\u0649": "\u064a", "\u0629": "\u0647", "\u0640": None})
_WITH_POINTS = ("ARABIC", "HEBREW", "SYRIAC")  # vowels are marks that few people type
# What anyascii makes of a script, and how people and their passports write the same.
_ROMANISATIONS = (
    (
        re.compile("[\u0400-\u052f]"),  # Cyrillic: Юлия is yuliya, yulia, julija, iuliia
        {r"iya\b": ("ia",), r"iy\b": ("y", "i"), "kh": ("h", "ch"), "ks": ("x",), "y": ("j", "i")},
    ),
    (
        re.compile("[\u0370-\u03ff\u1f00-\u1fff]"),  # Greek: Ευάγγελος is eyaggelos, evangelos
        {"(?<=[ae])y": ("v", "f"), "gg": ("ng",), r"\bmp": ("b",)},
    ),
)


def visible(text: str) -> str:
    """NFC without control characters and bidirectional marks; every line break as LF. Empty when
    nothing in it is visible: an accent needs a letter."""
    text = _LINE_BREAK.sub("\n", unicodedata.normalize("NFC", text))
    kept: list[str] = []
    last = 0
    for flag in _TAGGED.finditer(text):
        kept += (_shown(text[last : flag.start()]), flag[0])
        last = flag.end()
    whole = "".join((*kept, _shown(text[last:])))
    first = next((n for n, one in enumerate(whole) if not _leans(one)), len(whole))
    return whole[first:] if any(_is_ink(one) for one in whole) else ""


def keyed_in(text: str) -> str:
    """Codes, references and times as an ASCII keyboard would type them: wide signs as narrow ones,
    and the digits of any script."""
    return "".join(str(decimal(one, one)) for one in unicodedata.normalize("NFKC", text))


def number_keyed_in(text: str) -> str | None:
    """The same for a number, date or time, without what is invisible. None where that would be
    another number: ² is not 2, and ½ not 1/2."""
    if any(one.isnumeric() and not one.isdecimal() for one in text):
        return None
    return keyed_in(visible(text)).strip()


def isolated(text: str) -> Isolated:
    """For a sentence of plain text: letters of another direction turn nothing around them."""
    return Isolated(isolate(text))


def search_key(text: str) -> str:
    """Small letters and digits without accents, any script in Latin letters, single spaces;
    apostrophes and hyphens are left out. "Søren O’Neill" becomes "soren oneill"."""
    plain = unicodedata.normalize("NFKC", JOINT.sub("", text)).translate(_ARABIC)
    letters = "".join(one for one in plain if not _is_point(one))
    latin = JOINT.sub("", anyascii(letters).lower())
    return " ".join("".join(one if one.isalnum() else " " for one in latin).split())


def one_spelling(key: str) -> str:
    """One key for transcriptions of one name: Müller has the key "muller", Mueller "mueller"; both
    become the same."""
    return _PAIRS.sub(lambda pair: pair[0][0], key)


def searchable(text: str) -> str:
    """What a name, a skill or a site is found in: its keys in all spellings, with and without the
    spaces between words."""
    key = search_key(text)
    whole = (key, one_spelling(key), key.replace(" ", ""), one_spelling(key).replace(" ", ""))
    return " ".join(dict.fromkeys((*whole, *_romanised(text, key))))


def search_terms(text: str) -> list[tuple[str, ...]]:
    """The words of a search; of each, one of its spellings must be found."""
    return [tuple(dict.fromkeys((word, one_spelling(word)))) for word in search_key(text).split()]


def normal_word(cell: str) -> str:
    """Small letters and single spaces, without signs: Team-Lead, lead. and First_name. Vowel signs
    stay, without which Hindi words are others."""
    small = _small(keyed_in(cell))
    letters = (one if one.isalnum() or category(one)[0] == "M" else " " for one in small)
    return " ".join("".join(letters).split())


def name_key(text: str) -> str:
    """Equal for two names of things that people take for one: whatever their case, width, spaces,
    hyphens and look-alike letters. Till 1-2 and Till 12 differ, and so do Level 1 and Level -1, or
    C and C#."""
    shown = _JOINER.sub("", _compatible(text))
    signs = _MINUS.sub("\u2212", _NUMBER_SIGN.sub(" ", shown))
    plain = _APOSTROPHE.sub("", _small(signs).translate(_LOOK_ALIKE))
    spaced = re.sub(r"(?<=[^\d ])(?=\d)", " ", "".join(_word_part(one) for one in plain))
    return " ".join(spaced.split()) or plain


@lru_cache(4096)  # a list of sites is sorted for each page that names them
def natural_key(name: str) -> str:
    """Sorts names of things: numbers by their value, letters beside those with a mark, whatever
    their case. The order is the same on every database."""
    marked = unicodedata.normalize("NFD", name_key(name))
    plain = "".join(one for one in marked if not unicodedata.combining(one))
    return _NUMBER.sub(lambda number: number[0].zfill(_LONGEST_NUMBER), plain) + "\0" + name


def _small(text: str) -> str:
    return unicodedata.normalize("NFC", text.casefold()).translate(_ONE_I)


def _compatible(text: str) -> str:
    """NFKC, except what would make 91/2 of 9½, and 102 of 10²."""
    forms = (
        one if decomposition(one).startswith(_SMALL) else unicodedata.normalize("NFKC", one)
        for one in text
    )
    return unicodedata.normalize("NFC", "".join(forms))


def _word_part(one: str) -> str:
    """A letter, mark or digit as it is, a distinguishing sign as a word, else a space."""
    kind = category(one)
    if kind == "Nd":
        return str(decimal(one))  # any script
    if kind in ("Mn", "Mc") or kind[0] == "L":
        return " " if ord(one) in _SELECTORS else one
    tells_apart = kind[0] == "N" or kind in ("Sm", "Sc", "So") or one in _SIGNS_OF_NAMES
    return f" {one} " if tells_apart and one != "|" else " "


def _romanised(text: str, key: str) -> list[str]:
    """Other spellings in Latin letters of each word of `key`."""
    forms = key.split()
    for script, spellings in _ROMANISATIONS:
        if script.search(text):
            for pattern, others in spellings.items():
                forms += [re.sub(pattern, other, form) for form in forms for other in others]
    return forms if len(forms) > len(key.split()) else []


def _is_point(character: str) -> bool:
    """A vowel or another mark that Semitic scripts are usually written without."""
    is_mark = category(character) == "Mn"
    return is_mark and unicodedata.name(character, "").startswith(_WITH_POINTS)


def _shown(text: str) -> str:
    return "".join(one for one in text if not _is_hidden(one))


def _is_hidden(character: str) -> bool:
    if character in "\n\t" or character in _JOINERS or character in _SIGNS:
        return False
    return category(character) in ("Cc", "Cf", "Cs")


def _leans(character: str) -> bool:
    """Whether it needs a character before it: at the beginning it would change what stands before
    the name."""
    return character in _JOINERS or category(character) in ("Mn", "Me")


def _is_ink(character: str) -> bool:
    if character in _SIGNS:
        return True
    kind = category(character)
    if kind == "Cn":
        return ord(character) in _NEW_EMOJI
    return kind[0] not in "ZCM" and character not in _BLANK
