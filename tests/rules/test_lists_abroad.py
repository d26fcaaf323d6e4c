"""Pasted lists of people in the languages that the product speaks."""

import pytest

from web.rules.people_list import read_people
from web.rules.vocabulary import Role

E, L, A = Role.EMPLOYEE, Role.LEAD, Role.ADMIN


@pytest.mark.parametrize(
    ("table", "name", "role"),
    [
        ("Ім’я\tПосада\nОлена Коваль\tкерівниця", "Олена Коваль", L),
        ("Ім'я\tДе\nОлена Коваль\tкерівник", "Олена Коваль", L),  # no heading that is known
        ("№\tПІБ\tПосада\n1\tОлена Коваль\tКерівник зміни", "Олена Коваль", L),
        (
            "Прізвище\tІм’я\tПо батькові\tРоль\nКоваль\tОлена\tІванівна\tадміністратор",
            "Олена Іванівна Коваль",
            A,
        ),
        (
            "Voornaam;Tussenvoegsel;Achternaam;Functie\nAna;van de;Berg;Teamleider",
            "Ana van de Berg",
            L,
        ),
        ("पहला नाम\tउपनाम\tपद\nराजेश\tशर्मा\tलीड", "राजेश शर्मा", L),
        ("पहला नाम\tउपनाम\tपद\nराजेश\tशर्मा\tलोड", "राजेश शर्मा", E),  # another word
        (
            "الاسم الأول\tاسم الأب\tاسم العائلة\tالمسمى الوظيفي\nمحمد\tعلي\tالأحمد\tمشرفة",
            "محمد علي الأحمد",
            L,
        ),
        ("Imię i nazwisko\tStanowisko\nAna Berg\tKierowniczka", "Ana Berg", L),
        ("ADI\tSOYADI\tGÖREVİ\nIşıl\tİnce\tEKİP LİDERİ", "Işıl İnce", L),
        ("Vor- und Nachname\tFunktion\nAna Berg\tSchichtleiterin", "Ana Berg", L),
        ("Nombre\tApellidos\tPuesto\nAna\tBerg Ruiz\tEncargada", "Ana Berg Ruiz", L),
        ("١- محمد علي", "محمد علي", E),
        ("2 – Ana Berg: lead", "Ana Berg", L),
    ],
)
def test_lists_in_other_languages(table: str, name: str, role: Role) -> None:
    (person,) = read_people(table, E)
    assert (person.name, person.role) == (name, role)


@pytest.mark.parametrize(
    "line",
    [
        "Ana Berg, Ben Okafor y Kim Novak",
        "Ana Berg, Ben Okafor e Kim Novak",
        "Ana Berg, Ben Okafor i Kim Novak",
        "Ana Berg, Ben Okafor ve Kim Novak",
        "Ana Berg، Ben Okafor، Kim Novak",
        "Ana Berg, Ben Okafor और Kim Novak",
        "Кому: Ana Berg <a@example.org>; Ben Okafor <b@example.org>; Kim Novak <k@example.org>",
        "À : Ana Berg <a@example.org>; Ben Okafor <b@example.org>; Kim Novak <k@example.org>",
        "إلى: Ana Berg <a@example.org>; Ben Okafor <b@example.org>; Kim Novak <k@example.org>",
        "Aan: Ana Berg <a@example.org>; Ben Okafor <b@example.org>; Kim Novak <k@example.org>",
    ],
)
def test_who_stands_beside_each_other_is_a_person_each(line: str) -> None:
    names = [one.name for one in read_people(line, E)]
    assert names == ["Ana Berg", "Ben Okafor", "Kim Novak"]


@pytest.mark.parametrize("name", ["Ana Maria e Silva Costa", "José Ortega y Gasset", "Ana i Ben"])
def test_a_name_of_several_words_is_one(name: str) -> None:
    assert [one.name for one in read_people(name, E)] == [name]
