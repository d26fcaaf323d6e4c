"""Where somebody is led to after signing in: never to another site."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.web.test_door import make
from tests.web.world import World
from web.urls import local_path

EVIL = [
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "https://evil.example",
    "HTTPS:evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "/\t/evil.example",
    "/\n/evil.example",
    "\t//evil.example",
    " //evil.example",
    "evil.example",
    "/%0d%0aSet-Cookie: a=b\r\nX: y",
    "",
]


@pytest.mark.parametrize("target", EVIL)
def test_nobody_is_led_to_another_site(one_world: World, target: str) -> None:
    way_in = make(one_world)
    assert local_path(target) == "/"
    path = f"/join/{way_in.token}"
    answer = one_world.nobody.fetch(
        "POST",
        path,
        {"Sec-Fetch-Site": "same-origin"},
        query_string={"next": target},
        data={"first_name": "Nina"},
    )
    assert (answer.status, answer.location) == (303, "/")


texts = st.text(st.sampled_from("/\\:@?#.%&=; \t\r\nabehpst0\u2215\uff0f"), max_size=30)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts | st.text(max_size=30).map(lambda text: "/" + text))
def test_local_paths_stay_here(text: str) -> None:
    found = local_path(text)
    assert found in ("/", text)
    assert found.startswith("/")
    assert not found.startswith(("//", "/\\"))
    assert not any(letter in found for letter in "\\\r\n\t ")
