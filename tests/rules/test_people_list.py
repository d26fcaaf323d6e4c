"""Pasted lists of names: what is understood of a line, and what is not."""

import re
import time

import pytest

from web.language.catalogues import catalogue
from web.language.known import LANGUAGES, Language
from web.rules.pasted_lists import listed_names
from web.rules.people_list import ListedPerson, read_people, split_name
from web.rules.text import name_key
from web.rules.vocabulary import Role

E, L, A = Role.EMPLOYEE, Role.LEAD, Role.ADMIN


def brief(text: str, default: Role = E) -> list[tuple[str, Role]]:
    return [(one.name, one.role) for one in read_people(text, default)]


@pytest.mark.parametrize(
    ("line", "name", "role"),
    [
        ("Ana Berg", "Ana Berg", E),
        ("  Ana   Berg  ", "Ana Berg", E),
        ("Ana", "Ana", E),
        ("1. Ana Berg", "Ana Berg", E),
        ("- Ana Berg, Lead", "Ana Berg", L),
        ("Ana Berg, admin", "Ana Berg", A),
        ("Ana Berg; team lead", "Ana Berg", L),
        ("Ana\tBerg", "Ana Berg", E),
        ("Ana\tBerg\tEmployee", "Ana Berg", E),
        ("Ana, Berg, manager", "Ana Berg", L),
        ("Ana Berg\tana@example.org\t+49 30 1234\tLead", "Ana Berg", L),
        ("“Ana” Berg", "“Ana” Berg", E),
        ('"Berg-Öz","Ana"', "Berg-Öz Ana", E),
        ("Ana-María Núñez d’Or", "Ana-María Núñez d’Or", E),
        ("أنا برغ, lead", "أنا برغ", L),
        ("lead", "lead", E),  # a name, as far as anybody can tell
        # As mail programs, address books, chats and word processors write it.
        ("Ana Berg <ana@example.org>", "Ana Berg", E),
        ("Ana Berg (ana@example.org), Lead", "Ana Berg", L),
        ("Ana Berg +43 660 1234567", "Ana Berg", E),
        ("Ana Berg (lead)", "Ana Berg", L),
        ("Ana Berg – Team-Lead", "Ana Berg", L),
        ("Ana Berg (Guest)", "Ana Berg (Guest)", E),
        ("Ana Berg, lead.", "Ana Berg", L),
        ("7\tAna Berg\tlead", "Ana Berg", L),
        ("| Ana Berg | lead |", "Ana Berg", L),
        ("Ana Berg；ｌｅａｄ", "Ana Berg", L),
        ("آنا برغ، lead", "آنا برغ", L),
        ("•Ana Berg", "Ana Berg", E),
        ("\uf0b7\tAna Berg", "Ana Berg", E),
        ("- [x] Ana Berg", "Ana Berg", E),
        ("☐ (3) Ana Berg", "Ana Berg", E),
        ("1.Ana Berg", "Ana Berg", E),
        ("10 Ana Berg", "Ana Berg", E),
        ("#3 Ana Berg", "Ana Berg", E),
        ("No. 4 Ana Berg", "Ana Berg", E),
        ("１．Ana Berg", "Ana Berg", E),
        ("①Ana Berg", "Ana Berg", E),
        ("a) Ana Berg", "Ana Berg", E),
        ("A. Berg", "A. Berg", E),
        ("> Ana Berg", "Ana Berg", E),
        ("Ana Berg: admin", "Ana Berg", A),
        ("Ana Berg / lead", "Ana Berg", L),
        ("Ana Berg [Lead]", "Ana Berg", L),
        ("Norma Berg", "Norma Berg", E),
        ("Ana Berg of Store 7 East", "Ana Berg of Store 7 East", E),
        ("No Berg", "No Berg", E),
        # What numbers a line stands before its name, not within it.
        ("Maria (Mia) Berg", "Maria (Mia) Berg", E),
        ("Ana Berg 30 h", "Ana Berg 30 h", E),
        ("Ana 2. Berg, lead", "Ana 2. Berg", L),
    ],
)
def test_a_line(line: str, name: str, role: Role) -> None:
    (person,) = read_people(line, E)
    assert (person.name, person.role, person.is_chosen) == (name, role, True)


def test_those_without_a_role_get_the_one_for_all() -> None:
    assert brief("Ana Berg\nBen Okafor, employee", L) == [("Ana Berg", L), ("Ben Okafor", E)]


@pytest.mark.parametrize("line", ["Ana Berg, Cashier", "Ana, Berg, Cashier", "Ana\tBerg\tCashier"])
def test_what_is_left_out_is_said(line: str) -> None:
    (person,) = read_people(line, E)
    assert person.name == "Ana Berg"
    assert person.note is not None
    assert "Cashier" in person.note


@pytest.mark.parametrize("line", ["4711", "+49 30 1234567", "!?", "ana@example.org", "x" * 81])
def test_a_line_without_a_name_invites_nobody(line: str) -> None:
    (person,) = read_people(line, E)
    assert (person.is_possible, person.is_chosen) == (False, False)


def test_headings_say_what_a_column_is() -> None:
    table = "Surname\tFirst name\tStore\tRole\nBerg\tAna Maria\t12\tLead\nOkafor\tBen\t12\tChef"
    assert brief(table) == [("Ana Maria Berg", L), ("Ben Okafor", E)]
    assert read_people(table, E)[1].note == "“Chef” is left out."
    assert brief("Name,Role\nAna Berg,Lead") == [("Ana Berg", L)]
    assert brief("Ana Berg\nName") == [("Ana Berg", E), ("Name", E)]  # only on top


@pytest.mark.parametrize(
    "table",
    [
        "Name:,Role:\nAna,Lead",
        "Full_name;ROLE\nAna;lead",
        "firstname\tLastName\trole\nAna\t\tLead",
        "| Name | Role |\n| Ana | Lead |",
    ],
)
def test_headings_are_known_however_they_are_written(table: str) -> None:
    assert brief(table) == [("Ana", L)]


@pytest.mark.parametrize(
    "table",
    [
        "Nachname;Vorname\nBerg;Ana",
        "Name;Vorname\nBerg;Ana",
        "Vorname\tName\nAna\tBerg",
        "NOM;Prénom\nBerg;Ana",
        "Apellidos\tNombre\nBerg\tAna",
        "Nombre, Apellido\nAna, Berg",
        "Soyadı;Adı\nBerg;Ana",
        "Ad\tSoyad\nAna\tBerg",
        "Ad Soyad;E-posta\nAna Berg;ana@example.org",
        "اسم العائلة؛الاسم\nBerg؛Ana",
        "Cognome;Nome\nBerg;Ana",
        "Imię i nazwisko\nAna Berg",
        "Ім’я та прізвище;Пошта\nAna Berg;ana@example.org",
        "ПІБ\nAna Berg",
    ],
)
def test_headings_are_known_in_other_languages(table: str) -> None:
    assert brief(table) == [("Ana Berg", E)]


@pytest.mark.parametrize("headings", ["Henkilö;Sähköposti", "Nimi;Puhelin", "Ονοματεπώνυμο;email"])
def test_a_word_above_a_column_of_contacts_is_a_heading_in_any_language(headings: str) -> None:
    table = f"{headings}\nAna Berg;ana@example.org\nBen Okafor;+49 30 123456"
    first, *people = read_people(table, E)
    assert (first.is_chosen, first.note) == (
        False,
        "This line looks like the headings of the list.",
    )
    assert [one.name for one in people if one.is_chosen] == ["Ana Berg", "Ben Okafor"]


@pytest.mark.parametrize(
    "table",
    [
        "Ana Berg;Lead\nBen Okafor;ben@example.org",
        "Ana Berg;ana@example.org\nBen Okafor;ben@example.org\nLi Chen;li@example.org",
        "Ana Berg\nben@example.org\nli@example.org",
        "Ana Berg;Lead\nBen Okafor;Lead\nLi Chen;li@example.org",
    ],
)
def test_a_person_above_others_is_no_heading(table: str) -> None:
    assert read_people(table, E)[0].is_chosen


def test_a_mailbox_in_the_column_of_names_invites_nobody() -> None:
    people = read_people("Name;Role\nana@example.org;Lead\nBen Okafor <ben@example.org>;Lead", E)
    assert [(one.name, one.is_possible) for one in people] == [
        ("ana@example.org Lead", False),
        ("Ben Okafor", True),
    ]


def test_a_number_in_a_column_of_its_own_moves_no_other() -> None:
    assert brief("No\tSurname\tFirst name\n7\tBerg\tAna") == [("Ana Berg", E)]


def test_the_line_of_a_spreadsheet_that_names_its_separator_is_no_person() -> None:
    assert brief("sep=;\nName;Role\nAna Berg;Lead") == [("Ana Berg", L)]


def test_recipients_of_a_mail_are_a_person_each() -> None:
    copied = "Ana Berg <ana@example.org>; Ben Okafor <ben@example.org>, Kim <kim@example.org>"
    assert brief(copied) == [("Ana Berg", E), ("Ben Okafor", E), ("Kim", E)]


ANA_AND_BEN = [
    "Berg, Ana <ana@example.org>; Okafor, Ben <ben@example.org>",
    '"Berg, Ana" <ana@example.org>; "Okafor, Ben" <ben@example.org>',
    '"Berg, Ana" <ana@example.org>, "Okafor, Ben" <ben@example.org>',
    "To: Ana Berg <ana@example.org>; Ben Okafor <ben@example.org>;",
    "An: Berg, Ana (ana@example.org), Okafor, Ben (ben@example.org)",
    "Berg, Ana <ana@example.org>\nOkafor, Ben <ben@example.org>",
    "Ana Berg, Ben Okafor",
    "Ana Berg and Ben Okafor",
    "Ana Berg; Ben Okafor",
    'Ana Berg\n"Ben\nOkafor"',
    "Early shift:\nAna Berg\nLate shift:\nBen Okafor",
    "Ana Berg: 0660 1234567\nBen Okafor: ben@example.org",
    "Name,First\nBerg,Ana\nOkafor,Ben",
    "Name,Given name,Family name\nAna Berg,Ana,Berg\nBen Okafor,Ben,Okafor",
    # RFC 6350; of 2.1, a folded line, and a name alone.
    (
        "BEGIN:VCARD\nVERSION:3.0\nN:Berg;Ana;;;\nFN:Ana\n  Berg\nTEL;TYPE=CELL:+43 660 123\n"
        "EMAIL:ana@example.org\nEND:VCARD\nBEGIN:VCARD\nVERSION:2.1\n"
        "N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=4Fkafor;=42en\nEND:VCARD\n"
    ),
]


@pytest.mark.parametrize("copied", ANA_AND_BEN, ids=ascii)
def test_who_is_copied_from_elsewhere_is_a_person_each(copied: str) -> None:
    people = [one for one in read_people(copied, E) if one.is_chosen]
    assert [(one.name, one.note) for one in people] == [("Ana Berg", None), ("Ben Okafor", None)]


def test_four_words_beside_each_other_are_four_people() -> None:
    assert [name for name, _ in brief("Ana, Ben, Cy and Dora")] == ["Ana", "Ben", "Cy", "Dora"]
    assert [name for name, _ in brief("Ana, Berg, Cashier")] == ["Ana Berg"]


@pytest.mark.parametrize(
    "copied", ["30.11.26, 10:32 - Ana: Hello", "[10:32, 30/11/2026] Ana: hello", "#N/A"]
)
def test_what_is_no_name_invites_nobody(copied: str) -> None:
    assert [one.name for one in read_people(copied, E) if one.is_chosen] == []


@pytest.mark.parametrize("sign", ["x", " ", ",", '"', "<", "a@", "\t", "-", "Ab, ", ";", "(a@b) "])
def test_a_long_text_is_read_in_a_moment(sign: str) -> None:
    text, began = (sign * 20_000)[:20_000], time.process_time()
    read_people(text, E)
    list(listed_names(text))
    assert time.process_time() - began < 2


def test_who_stands_twice_or_is_known_is_not_chosen() -> None:
    known = {name_key("Kim Novak"): "Already has an account."}
    people = read_people("Ana Berg\n\nana  BERG\nKim Novak", E, known)
    assert [(one.line, one.is_chosen) for one in people] == [(1, True), (3, False), (4, False)]
    assert people[1].note == "Is in the list twice."
    assert people[2] == ListedPerson(4, "Kim Novak", E, "Already has an account.", False)


@pytest.mark.parametrize("text", ["", "\n \n", "\t\t\n,,,"])
def test_nothing_is_nobody(text: str) -> None:
    assert read_people(text, E) == ()


def test_names_are_split_for_whoever_corrects_them() -> None:
    assert split_name("Ana Maria Berg") == ("Ana", "Maria Berg")
    assert split_name("Ana") == split_name(" Ana, ") == ("Ana", "")
    assert split_name("Berg, Ana Maria") == ("Ana Maria", "Berg")
    assert split_name("Ana Berg, PhD") == ("Ana", "Berg, PhD")
    assert split_name("x" * 80) == ("x" * 60, "")


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda one: one.code)
def test_roles_and_headings_are_understood_as_pages_name_them(language: Language) -> None:
    """In a list of whoever speaks any of them, as the hint above the field says."""
    say = catalogue(language).gettext
    assert brief(f"Ana Berg, {say('Lead')}\nBen Ode, {say('Admin')}") == [
        ("Ana Berg", L),
        ("Ben Ode", A),
    ]
    headings = f"{say('First name')}\t{say('Last name')}\t{say('Role')}"
    assert brief(f"{headings}\nAna\tBerg\t{say('Lead')}") == [("Ana Berg", L)]
    hint = say(
        "One per line, first name first, or pasted from a spreadsheet."
        " You can add a role: “Ana Berg, lead”."
    )
    (example,) = re.findall(r"Ana Berg, [^”“»«]+?(?=\s*[”“»«])", hint)
    assert brief(example) == [("Ana Berg", L)]
