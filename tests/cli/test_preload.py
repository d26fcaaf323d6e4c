"""What takes long is loaded once, before the processes of the server are forked."""

import gc
from dataclasses import replace
from pathlib import Path
from unittest.mock import Mock

import pytest
from babel.localedata import resolve_locale_filename

from tests.web.configured import config, keys
from web.cli.liveness import Liveness
from web.cli.web import Server
from web.rules import cldr
from web.rules.countries import country_named


def test_a_country_in_another_language_reads_no_file_in_a_request(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    find = Mock(wraps=resolve_locale_filename)
    monkeypatch.setattr(cldr, "resolve_locale_filename", find)
    monkeypatch.setattr(gc, "freeze", lambda: None)  # of what tests have made
    cldr.countries_by_name.cache_clear()
    served = replace(config(), database_url=f"sqlite:///{tmp_path}/own.db")
    Server(served, keys(), Liveness(None)).load()
    assert find.call_count > 1000
    assert gc.isenabled()
    find.reset_mock()
    assert country_named("Österreich") == "AT"
    find.assert_not_called()
