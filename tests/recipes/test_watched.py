"""The recipes for Prometheus, by promtool; that for litestream is read, and not run."""

import re
import subprocess
from datetime import timedelta
from pathlib import Path

from prometheus_client.metrics_core import Metric

from push.totals import Tally
from tests.recipes.blocks import recipe
from tests.recipes.unpacked import environment, program
from web.pages import metrics
from web.reads.health import Figures
from web.rules.vocabulary import IssueState

RULES, SCRAPE = "alert:", "scrape_configs:"
_NONE = timedelta(0)


def promtool(folder: Path, *words: str) -> str:
    command = [program("bin/promtool"), *words]
    done = subprocess.run(
        command, cwd=folder, env=environment(folder), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def test_prometheus_takes_both(tmp_path: Path) -> None:
    (tmp_path / "ownit.rules.yml").write_text(recipe("yaml", RULES))
    config = recipe("yaml", SCRAPE).replace("/etc/prometheus", str(tmp_path))
    (tmp_path / "prometheus.yml").write_text(config)
    output = promtool(tmp_path, "check", "config", "prometheus.yml")
    assert "SUCCESS: 1 rule files found" in output
    assert "SUCCESS: 5 rules found" in output


def test_each_figure_in_the_rules_is_one_that_is_told() -> None:
    totals = {(tally.value, reason): 1 for tally in Tally for reason in ("", "gone")}
    figures = Figures(_NONE, _NONE, 0, _NONE, totals, dict.fromkeys(IssueState, 0), 0)
    exported: set[str] = set()
    for metric in metrics._Collector(figures).collect():
        assert isinstance(metric, Metric)
        exported |= {sample.name for sample in metric.samples}
    asked = set(re.findall(r"ownit_\w+", recipe("yaml", RULES)))
    assert asked
    assert asked <= exported


def test_a_rule_fires(tmp_path: Path) -> None:
    (tmp_path / "ownit.rules.yml").write_text(recipe("yaml", RULES))
    (tmp_path / "test.yml").write_text(_FIRES)
    assert "SUCCESS" in promtool(tmp_path, "test", "rules", "test.yml")


_FIRES = """
rule_files: [ownit.rules.yml]
evaluation_interval: 1m
tests:
  - interval: 1m
    input_series:
      - series: ownit_suspended{job="ownit"}
        values: 1x90
      - series: ownit_worker_silent_seconds{job="ownit"}
        values: 0+60x90
      - series: up{job="ownit"}
        values: 1x90
    alert_rule_test:
      - {eval_time: 70m, alertname: OwnItAway, exp_alerts: []}
      - eval_time: 70m
        alertname: OwnItSuspended
        exp_alerts:
          - exp_labels: {job: ownit}
            exp_annotations: {summary: Nothing is sent since a restore. Run ownit resume.}
      - eval_time: 5m
        alertname: OwnItSendsNothing
        exp_alerts:
          - exp_labels: {job: ownit}
            exp_annotations:
              summary: >-
                No worker has done all of its work for two minutes, so nobody is reminded.
"""


def test_litestreams_settings_name_our_database() -> None:
    """litestream itself is not in Debian, so nobody runs it here."""
    text = recipe("yaml", "dbs:")
    assert re.findall(r"^  - path: (.*)$", text, re.M) == ["/var/lib/ownit/ownit.sqlite3"]
    assert "\t" not in text
