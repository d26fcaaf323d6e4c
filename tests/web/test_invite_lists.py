"""Several people from a pasted list: what was understood, then all their invites at once."""

import re

from sqlmodel import col, select

from tests.web.answers import Answer
from tests.web.world import World
from web.store.tables.accounts import Invite, Person

CHECK, MAKE = "/settings/invites/list", "/settings/invites/list/make"
THIRTY = "\n".join(f"Person{chr(65 + n % 26)}{'x' * (n // 26)} Berg" for n in range(30))


def typed(world: World, people: str, **more: str) -> dict[str, str]:
    return {"people": people, "role": "employee", "site_id": str(world.site.id)} | more


def chosen(answer: Answer) -> dict[str, str]:
    """The form of the preview as a browser would send it."""
    assert answer.page is not None
    boxes = [one.attrib for one in answer.page.root.iter("input") if "name" in one.attrib]
    lines = {one["name"]: "yes" for one in boxes if "checked" in one}
    return answer.form(MAKE) | lines


def invited(world: World) -> list[tuple[str | None, str, int | None]]:
    query = select(Invite).where(col(Invite.created_by) == world.id("admin"))
    with world.database.read() as session:
        rows = session.exec(query.order_by(col(Invite.id))).all()
        return [(row.name, row.role, row.site_id) for row in rows]


def test_thirty_people_from_a_list(one_world: World) -> None:
    """Paste, check, make: three taps; each link and code is shown, and lets its person join."""
    preview = one_world.admin.post(CHECK, typed(one_world, THIRTY))
    assert "30 lines found. Nobody is invited yet." in preview.words
    assert invited(one_world) == []
    made = one_world.admin.post(MAKE, chosen(preview))
    assert len(invited(one_world)) == 30
    links = set(re.findall(r"http://localhost(/join/[\w-]{43})", made.text))
    assert len(links) == 30
    assert made.text.count("<svg") == 30
    assert len(set(re.findall(r"[A-Z2-9]{4} [A-Z2-9]{4} [A-Z2-9]{4}", made.words))) == 30
    for link in sorted(links)[:2]:
        assert one_world.nobody.get(link).status == 200


def test_all_open_invites_are_cancelled_at_once_but_newer_ones(world: World) -> None:
    """Whoever loses the page with the links of a list begins again."""
    made = world.admin.post(MAKE, chosen(world.admin.post(CHECK, typed(world, "Nina\nOmar"))))
    old = set(re.findall(r"http://localhost(/join/[\w-]{43})", made.text))
    page = world.admin.get("/settings/invites")
    form = page.form("/settings/invites/revoke-all")
    own = world.owner.post("/me/link")  # for another phone of somebody who is here
    pia = {"name": "Pia", "role": "employee", "site_id": str(world.site.id)}
    newer = world.admin.post("/settings/invites", pia).text
    answer = world.admin.post("/settings/invites/revoke-all", form)
    assert answer.location == "/settings/invites?saved=all"
    assert "All open invites are cancelled." in world.admin.get(answer.location).words
    assert len(old) == 2
    assert {world.nobody.get(link).status for link in old} == {410}
    for text in (own.text, newer):
        assert world.nobody.get(re.findall(r"/join/[\w-]{43}", text)[0]).status == 200
    assert "revoke-all" not in world.admin.get("/settings/invites").text  # one is left


def test_names_and_roles_are_kept_from_the_list_to_the_account(world: World) -> None:
    people = "Nina Maria Berg, lead\nOmar"
    made = world.admin.post(MAKE, chosen(world.admin.post(CHECK, typed(world, people))))
    site = world.site.id
    assert invited(world) == [("Nina Maria Berg", "lead", site), ("Omar", "employee", site)]
    page = world.admin.get("/settings/invites")
    assert "Nina Maria Berg Lead, Store 12." in page.words
    path = re.findall(r"http://localhost(/join/[\w-]{43})", made.text)[0]
    form = world.nobody.get(path).form(path)
    assert (form["first_name"], form["last_name"]) == ("Nina", "Maria Berg")
    typed_name = {"first_name": "Nina Maria", "last_name": "Berg"}
    assert world.browser().post(path, typed_name, key="").status == 303
    with world.database.read() as session:
        person = session.exec(select(Person).order_by(col(Person.id).desc())).first()
    assert person is not None
    assert (person.first_name, person.last_name, person.role) == ("Nina Maria", "Berg", "lead")


def test_who_is_here_or_invited_is_not_invited_again_unawares(one_world: World) -> None:
    one_world.admin.post(MAKE, typed(one_world, "Nina Berg") | {"line-1": "yes"})
    people = "ana rothgeber\nNina Berg\nOmar Sy, admin\nOmar Sy\n4711"
    preview = one_world.admin.post(CHECK, typed(one_world, people))
    assert "None" not in preview.words
    for sentence in (
        "Can change all settings.",
        "Already has an account.",
        "Already has an open invite.",
        "Is in the list twice.",
        "There is no name in this line.",
    ):
        assert preview.words.count(sentence) == 1
    assert set(chosen(preview)) >= {"line-3"}
    assert not {"line-1", "line-2", "line-4", "line-5"} & set(chosen(preview))
    # It is possible all the same, but for a line without a name.
    everything = {f"line-{number}": "yes" for number in range(1, 6)}
    one_world.admin.post(MAKE, typed(one_world, people) | everything)
    assert len(invited(one_world)) == 1 + 4


def test_a_second_tap_makes_no_second_invites(world: World) -> None:
    fields = chosen(world.admin.post(CHECK, typed(world, "Nina Berg")))
    assert "Nina Berg" in world.admin.post(MAKE, fields, key="the-same-key").words
    again = world.admin.post(MAKE, fields, key="the-same-key")
    assert "Invites are shown only once." in again.words
    assert len(invited(world)) == 1


def test_what_is_refused_keeps_the_list(one_world: World) -> None:
    many = "\n".join(f"Nina B{chr(97 + n // 26)}{chr(97 + n % 26)}" for n in range(201))
    for path, people, more, sentence in (
        (CHECK, "", {}, "Paste the names"),
        (CHECK, "x" * 20_001, {}, "Paste the names"),
        (MAKE, "Nina Berg", {}, "Choose at least one person."),
        (MAKE, many, {f"line-{n}": "yes" for n in range(1, 202)}, "at most 200 people"),
    ):
        answer = one_world.admin.post(path, typed(one_world, people) | more)
        assert answer.status == 422
        assert sentence in answer.words
        assert people[:9] in answer.form(CHECK)["people"]
    assert "at most 200 people" in one_world.admin.post(CHECK, typed(one_world, many)).words
    assert one_world.admin.post(CHECK, typed(one_world, "!?")).status == 200
    wrong_site = typed(one_world, "Nina Berg", site_id="999") | {"line-1": "yes"}
    assert one_world.admin.post(MAKE, wrong_site).status == 404
    assert invited(one_world) == []
