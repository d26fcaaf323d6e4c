"""No main job takes more taps than it may."""

import pytest

from tests.browser.conftest import SwitchOn
from tests.browser.main_jobs import JOBS, ME, Job, Thumb
from tests.browser.store import Store


@pytest.mark.parametrize("job", JOBS, ids=lambda job: job.name)
def test_a_main_job_in_so_many_taps(job: Job, store: Store, phone: SwitchOn) -> None:
    session = job.begin(store)
    mine = store.hand_over(phone(ME, base_url=store.url), session)
    thumb = Thumb(mine.page)
    job.do(thumb)
    assert thumb.taps == job.most
