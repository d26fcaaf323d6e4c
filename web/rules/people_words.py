"""Roles and headings as people write them in lists and above, beside the words of pages.

In normal form: small letters, without signs; see `normal_word`. Pure.
"""

from web.rules.text import normal_word
from web.rules.vocabulary import Role

_LEAD = """team lead|teamlead|shift lead|manager|supervisor|teamleitung|teamleiter|teamleiterin
|schichtleitung|schichtleiter|schichtleiterin|filialleitung|filialleiter|filialleiterin|leiter
|leiterin|responsable|chef d’équipe|cheffe d’équipe|encargado|encargada|jefe de turno
|jefa de turno|supervisora|gerente|encarregado|encarregada|capo turno|caporeparto|ploegleider
|leidinggevende|kierownik|kierowniczka|kierownik zmiany|kierowniczka zmiany|lider|liderka
|vardiya amiri|şef|müdür|керівниця|керівник зміни|керівниця зміни|старший зміни|старша зміни
|مشرفة|قائد الفريق|قائدة الفريق|مدير|مديرة|सुपरवाइज़र|मैनेजर|प्रबंधक|टीम लीड"""
_EMPLOYEE = """staff|colleague|mitarbeiter|mitarbeiterin|angestellte|angestellter|employé|employée
|empleado|empleada|funcionário|funcionária|colaborador|colaboradora|dipendenti|pracownik|pracownica
|personel|працівниця|співробітник|співробітниця|موظفة|स्टाफ़|स्टाफ"""
_ADMIN = """administrator|administratorin|administrateur|administratrice|administrador
|administradora|amministratore|amministratrice|administratorka|адміністратор|адміністраторка
|مدير نظام|مسؤول النظام|प्रशासक|व्यवस्थापक"""

_NAME = """name|full name|fullname|employee name|vor und nachname|naam|voor en achternaam|nom
|nom complet|nom et prénom|prénom et nom|nombre|nombre completo|nombre y apellidos|nome
|nome completo|nome e cognome|imię i nazwisko|ad|ad soyad|adı soyadı|isim|isim soyisim|піб
|прізвище та ім’я|ім’я та прізвище|الاسم|اسم|الاسم الكامل|الاسم الثلاثي|नाम|पूरा नाम"""
_FIRST = """first|first name|firstname|given name|vorname|voornaam|prénom|prenom|imię|adı|ім’я
|имя|الاسم الأول|पहला नाम"""
_MIDDLE = """middle|middle name|zweiter vorname|tussenvoegsel|deuxième prénom|segundo nombre
|nome do meio|secondo nome|drugie imię|ikinci ad|по батькові|отчество|اسم الأب|الاسم الأوسط
|मध्य नाम"""
_LAST = """last|last name|lastname|surname|family name|nachname|familienname|achternaam
|nom de famille|apellido|apellidos|sobrenome|apelido|cognome|nazwisko|soyad|soyadı|soyisim
|прізвище|фамилия|اسم العائلة|الكنية|اللقب|उपनाम|कुलनाम"""
_ROLE = """position|job title|funktion|poste|fonction|puesto|cargo|mansione|functie|stanowisko
|görev|görevi|посада|должность|المسمى الوظيفي|الوظيفة|पद"""

# Above the names of places.
_PLACE = """name|place|location|ort|platz|standort|nom|lieu|emplacement|nombre|lugar|ubicación
|nome|local|luogo|posto|naam|plek|plaats|locatie|nazwa|miejsce|ad|yer|konum|назва|місце
|الاسم|المكان|الموقع|नाम|जगह|स्थान"""


def _words(of: str) -> list[str]:
    return [normal_word(word) for word in of.split("|")]


OTHER_ROLES = {
    word: role
    for role, of in ((Role.LEAD, _LEAD), (Role.EMPLOYEE, _EMPLOYEE), (Role.ADMIN, _ADMIN))
    for word in _words(of)
}
OTHER_HEADINGS = {
    word: column
    for column, of in (
        ("name", _NAME),
        ("first", _FIRST),
        ("middle", _MIDDLE),
        ("last", _LAST),
        ("role", _ROLE),
    )
    for word in _words(of)
}
PLACE_HEADINGS = frozenset(_words(_PLACE))
