"""Which station of a practice an act leads to."""

from datetime import UTC, datetime, timedelta

import pytest

from web.rules.practice import PracticeAct, Station, after, answers_at, station_at

NOW = datetime(2026, 12, 1, 10, tzinfo=UTC)
WAY = [
    (Station.SEE, PracticeAct.START, Station.OWN),
    (Station.OWN, PracticeAct.OWN, Station.SHARE),
    (Station.SHARE, PracticeAct.SHARE, Station.ASK),
    (Station.ASK, PracticeAct.ASK, Station.WAIT),
    (Station.UPDATE, PracticeAct.UPDATE, Station.RESOLVE),
    (Station.RESOLVE, PracticeAct.RESOLVE, Station.DONE),
    (Station.DONE, PracticeAct.AGAIN, Station.SEE),
]


@pytest.mark.parametrize(("station", "act", "leads_to"), WAY)
def test_each_station_has_one_act(station: Station, act: PracticeAct, leads_to: Station) -> None:
    assert after(station, act) is leads_to


@pytest.mark.parametrize("station", Station)
def test_an_act_of_another_station_changes_nothing(station: Station) -> None:
    its = {act for at, act, _ in WAY if at is station}
    assert all(after(station, act) is station for act in PracticeAct if act not in its)


@pytest.mark.parametrize("person_id", range(12))
def test_robin_answers_as_somebody_would(person_id: int) -> None:
    seconds = (answers_at(NOW, person_id) - NOW).total_seconds()
    assert 6 <= seconds <= 10


@pytest.mark.parametrize(
    ("stored", "asked_at", "later", "is_now"),
    [
        (Station.WAIT, NOW, 0, Station.WAIT),
        (Station.WAIT, NOW, 5.9, Station.WAIT),
        (Station.WAIT, NOW, 10, Station.UPDATE),
        (Station.WAIT, NOW, -60, Station.WAIT),  # the clock was set back
        (Station.WAIT, None, 0, Station.UPDATE),  # a row that was changed by hand
        (Station.UPDATE, NOW, 0, Station.UPDATE),
        (Station.SEE, None, 60, Station.SEE),
    ],
)
def test_the_answer_moves_it_on(
    stored: Station, asked_at: datetime | None, later: float, is_now: Station
) -> None:
    assert station_at(stored, asked_at, 3, NOW + timedelta(seconds=later)) is is_now
