"""The main job on real phones: one tap, one owner, and a link that the customer can follow."""

import re
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.browser import doing
from tests.browser.conftest import Staff, SwitchOn
from tests.support.browsers import Phone, too_wide
from tests.support.served import Served
from web.rules.words import Role

DOOR = "The automatic door at the garden entrance does not open"
A_LOOK = 21_000  # milliseconds: a little more than the customer's page waits between looks


@dataclass
class Crew:
    kim: Phone  # the admin
    ana: Phone
    ben: Phone
    carla: Phone  # the customer, who is not signed in


def test_the_main_job(served: Served, phone: SwitchOn, tmp_path: Path) -> None:
    """From an empty database on, on each kind of database."""
    crew = come_in(served, phone, scripts=True)
    crew.carla.page.clock.install()
    issue, link = see_it_and_own_it(crew)
    the_customer_follows(crew, issue, link)
    an_unowned_one_is_taken_once(crew)
    settle_it_and_open_it_again(crew, issue)


def test_the_main_job_with_scripts_off(served_on_sqlite: Served, phone: SwitchOn) -> None:
    crew = come_in(served_on_sqlite, phone, scripts=False)
    issue, link = see_it_and_own_it(crew)
    the_customer_follows(crew, issue, link)
    an_unowned_one_is_taken_once(crew)
    settle_it_and_open_it_again(crew, issue)
