"""What a tree's settings come to: the table of verdicts, and the history beside it."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from watchword.check.finding import Finding, Outcome
from watchword.check.host import Host
from watchword.check.source.facts import Facts, History
from watchword.check.source.git import read_history
from watchword.check.source.https_start import CHECK, HttpsFacts, find_start, judge
from watchword.check.source.https_start_rule import RULE
from watchword.check.source.https_words import Start
from watchword.check.source.rule import SourceFile
from watchword.check.subject import Tree

NOW = datetime(2025, 6, 1, tzinfo=UTC)
RAILS = "Rails.application.configure do\n{}\nend\n"
PRODUCTION, STAGING = "config/environments/production.rb", "config/environments/staging.rb"
ON = {PRODUCTION: RAILS.format("  config.force_ssl = true")}


def look(
    files: dict[str, str], start: Start | None = None, history: History | None = None, days: int = 14
) -> Finding:
    """Judge a tree of these files."""
    wanted = [SourceFile(path, text.encode()) for path, text in files.items() if RULE.wants(path)]
    spots = tuple(spot for file in wanted for spot in RULE.read(file))
    facts = Facts(Tree(Path("/src")), NOW, spots, history=history or History(reason="no git here"))
    return judge(HttpsFacts(facts, start or Start()), {"https_start_days": days})


def facts_of(finding: Finding) -> str:
    """All evidence as one text."""
    return "\n".join(f"{one.source} | {one.fact}" for one in finding.evidence)


def test_production_that_forces_https_passes() -> None:
    assert look(ON).outcome is Outcome.PASS


def test_staging_that_forces_it_too_passes() -> None:
    assert look({**ON, STAGING: ON[PRODUCTION]}).outcome is Outcome.PASS


def test_staging_that_takes_what_production_sets_passes() -> None:
    text = 'require_relative "production"\nRails.application.configure do\n  config.log_level = :debug\nend\n'
    assert look({**ON, STAGING: text}).outcome is Outcome.PASS


def test_staging_without_the_setting_warns() -> None:
    finding = look({**ON, STAGING: RAILS.format("  config.log_level = :debug")})
    assert finding.outcome is Outcome.WARN
    assert "staging" in finding.summary
    assert finding.remedy
    assert "config/environments/staging.rb" in finding.remedy.steps[0]


def test_a_setting_for_all_stages_counts_for_staging() -> None:
    every = "class Application < Rails::Application\n  config.force_ssl = true\nend\n"
    files = {"config/application.rb": every, STAGING: RAILS.format(""), PRODUCTION: RAILS.format("")}
    assert look(files).outcome is Outcome.PASS


def test_a_plain_address_of_staging_warns_with_its_line() -> None:
    finding = look({**ON, ".env.staging": "# urls\nAPI_URL=http://api.staging.acme.io/v1\n"})
    assert finding.outcome is Outcome.WARN
    assert ".env.staging:2 | API_URL = http://api.staging.acme.io" in facts_of(finding)


def test_development_on_this_machine_alone_is_no_matter() -> None:
    files = {**ON, ".env.development": "APP_URL=http://localhost:3000\nDB=http://10.0.0.7\n"}
    assert look(files).outcome is Outcome.PASS


def test_production_that_turns_it_off_fails() -> None:
    finding = look({PRODUCTION: RAILS.format("  config.force_ssl = false")})
    assert finding.outcome is Outcome.FAIL
    assert "turned off" in finding.summary


def test_a_framework_without_the_setting_fails_and_names_the_line_to_write() -> None:
    finding = look({PRODUCTION: RAILS.format("  config.eager_load = true")})
    assert finding.outcome is Outcome.FAIL
    assert finding.remedy
    assert "config.force_ssl = true" in finding.remedy.steps[0]
    assert PRODUCTION in finding.remedy.steps[0]


def test_a_commented_setting_alone_is_no_setting() -> None:
    assert look({PRODUCTION: RAILS.format("  # config.force_ssl = true")}).outcome is Outcome.FAIL


def test_a_commented_setting_behind_a_proxy_that_ends_tls_is_unknown() -> None:
    files = {
        PRODUCTION: RAILS.format("  # config.force_ssl = true"),
        "config/deploy.yml": "service: shop\nproxy:\n  ssl: true\n  host: shop.acme.io\n",
    }
    finding = look(files)
    assert finding.outcome is Outcome.UNKNOWN
    assert "proxy" in finding.summary.lower()
    assert "config/deploy.yml:3" in facts_of(finding)


def test_a_comment_that_mentions_the_setting_is_no_setting() -> None:
    text = RAILS.format("  # Assume all access is through force_ssl; config.force_ssl = true is for others")
    assert look({PRODUCTION: text}).outcome is Outcome.FAIL


def test_nothing_recognised_is_unknown() -> None:
    finding = look({"main.c": "int main(void) { return 0; }"})
    assert finding.outcome is Outcome.UNKNOWN
    assert "recognised" in finding.summary


def test_what_stands_in_front_may_force_it() -> None:
    nginx = "server { listen 80; server_name shop.acme.io; return 301 https://$host$request_uri; }"
    files = {PRODUCTION: RAILS.format("  config.eager_load = true"), "deploy/nginx.conf": nginx}
    assert look(files).outcome is Outcome.PASS


def test_what_is_turned_off_behind_a_redirect_warns() -> None:
    nginx = "server { listen 80; server_name shop.acme.io; return 301 https://$host$request_uri; }"
    files = {PRODUCTION: RAILS.format("  config.force_ssl = false"), "deploy/nginx.conf": nginx}
    assert look(files).outcome is Outcome.WARN


def test_the_worse_of_two_apps_decides() -> None:
    files = {
        f"shop/{PRODUCTION}": RAILS.format("  config.force_ssl = true"),
        f"desk/{PRODUCTION}": RAILS.format("  config.eager_load = true"),
    }
    finding = look(files)
    assert finding.outcome is Outcome.FAIL
    assert finding.remedy
    assert f"desk/{PRODUCTION}" in finding.remedy.steps[0]


def test_tests_and_fixtures_never_decide() -> None:
    files = {**ON, f"test/dummy/{PRODUCTION}": RAILS.format("  config.force_ssl = false")}
    finding = look(files)
    assert finding.outcome is Outcome.PASS
    assert "in tests and fixtures | 2 more" in facts_of(finding)


def test_a_session_cookie_over_plain_http_warns() -> None:
    store = "Rails.application.config.session_store :cookie_store, key: '_s', secure: false\n"
    finding = look({**ON, "config/initializers/session_store.rb": store})
    assert finding.outcome is Outcome.WARN
    assert "session_store.rb:1" in facts_of(finding)


def test_evidence_stops_at_twenty_and_counts_the_rest() -> None:
    lines = "\n".join(f"U{n}=http://h{n}.acme.io" for n in range(20))
    finding = look({**ON, ".env.staging": lines, ".env.qa": lines})
    assert len(finding.evidence) == 22  # 20, the rest, and git
    assert finding.evidence[20].fact.startswith("21 more")


def test_no_other_value_of_a_line_is_shown() -> None:
    finding = look({**ON, ".env.staging": "URL=http://user:hunter2@db.acme.io/x?token=s3cret\n"})
    assert "db.acme.io" in facts_of(finding)
    assert not {"hunter2", "s3cret"} & set(facts_of(finding).replace("=", " ").replace(":", " ").split())


# -- history ------------------------------------------------------------------------------------------

FIRST = datetime(2024, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("days", "said"), [(0, "from the beginning"), (14, "from the beginning"), (15, "15 days after")]
)
def test_the_beginning_is_measured_from_the_first_commit(days: int, said: str) -> None:
    start = Start(True, FIRST + timedelta(days=days), f"{PRODUCTION}:2")
    finding = look(ON, start, History(50, FIRST, NOW))
    assert finding.outcome is Outcome.PASS
    assert said in finding.summary
    assert "2024-01-01" in facts_of(finding)
    assert f"{FIRST + timedelta(days=days):%Y-%m-%d}" in facts_of(finding)


def test_the_limit_of_days_is_the_teams() -> None:
    start = Start(True, FIRST + timedelta(days=20), f"{PRODUCTION}:2")
    assert "from the beginning" in look(ON, start, History(50, FIRST, NOW), days=30).summary


def test_early_by_commits_is_early_too() -> None:
    start = Start(True, FIRST + timedelta(days=300), f"{PRODUCTION}:2", before=4)
    assert "from the beginning" in look(ON, start, History(50, FIRST, NOW)).summary


def test_late_by_commits_says_how_many() -> None:
    start = Start(True, FIRST + timedelta(days=300), f"{PRODUCTION}:2", before=40)
    assert "300 days and 40 commits after the start" in look(ON, start, History(50, FIRST, NOW)).summary


def test_a_shallow_clone_does_not_tell_the_beginning() -> None:
    finding = look(ON, history=History(1, NOW, NOW, is_shallow=True))
    assert finding.outcome is Outcome.PASS
    assert "shallow" in facts_of(finding)
    assert "beginning" not in finding.summary


def test_without_git_the_reason_is_told() -> None:
    assert "no git here" in facts_of(look(ON))


def _git(folder: Path, *argv: str, at: datetime | None = None) -> None:
    when = f"{at:%Y-%m-%dT%H:%M:%S}+0000" if at else ""
    own = {"GIT_AUTHOR_DATE": when, "GIT_COMMITTER_DATE": when} if when else {}
    names = {f"GIT_{who}_{what}": "t@t.t" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    kept = {"PATH": os.environ["PATH"], "HOME": str(folder), "GIT_CONFIG_NOSYSTEM": "1"}
    subprocess.run(
        ["git", "-C", str(folder), *argv], check=True, capture_output=True, env={**kept, **names, **own}
    )


def _commit(folder: Path, path: str, text: str, at: datetime) -> None:
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    (folder / path).write_text(text)
    _git(folder, "add", ".")
    _git(folder, "commit", "-qm", "x", at=at)


needs_git = pytest.mark.skipif(shutil.which("git") is None, reason="git is not here")


@needs_git
@pytest.mark.real
def test_a_real_history_tells_when_the_comment_became_a_setting(tmp_path: Path) -> None:
    _git(tmp_path, "init", "-q")
    _commit(tmp_path, PRODUCTION, RAILS.format("  # config.force_ssl = true"), FIRST)
    for number in range(9):
        _commit(tmp_path, "README.md", str(number), FIRST + timedelta(days=number + 1))
    _commit(tmp_path, PRODUCTION, ON[PRODUCTION], FIRST + timedelta(days=60))
    finding = asyncio.run(_look_at(tmp_path))
    assert finding.outcome is Outcome.PASS
    assert "60 days" in finding.summary
    assert "2024-01-01" in facts_of(finding)
    assert "2024-03-01" in facts_of(finding)


@needs_git
@pytest.mark.real
def test_a_real_history_with_the_setting_in_the_first_commit(tmp_path: Path) -> None:
    _git(tmp_path, "init", "-q")
    _commit(tmp_path, PRODUCTION, ON[PRODUCTION], FIRST)
    _commit(tmp_path, "README.md", "x", FIRST + timedelta(days=90))
    assert "from the beginning" in asyncio.run(_look_at(tmp_path)).summary


async def _look_at(folder: Path) -> Finding:
    host, tree = Host(home=folder.parent), Tree(folder)
    file = SourceFile(PRODUCTION, (folder / PRODUCTION).read_bytes())
    facts = Facts(tree, NOW, tuple(RULE.read(file)), history=await read_history(host, tree))
    return judge(HttpsFacts(facts, await find_start(host, tree, facts)), CHECK.limits)
