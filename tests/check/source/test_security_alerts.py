"""Security alerts in CI: which audits count, which only run, and what keeps a failure from counting."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.sample_host import SampleHost
from support.source_case import NOW, facts_of, told
from watchword.check.finding import Finding, Outcome
from watchword.check.source import reading
from watchword.check.source.facts import Facts, History
from watchword.check.source.rule import SourceFile
from watchword.check.source.security_alerts import CHECK, AlertFacts, judge, read
from watchword.check.source.security_alerts_rule import RULE, wants
from watchword.check.subject import Tree

RUBY, NODE = {"Gemfile.lock": "GEM\n"}, {"package-lock.json": "{}"}
LOCKS = {
    "Ruby": "Gemfile.lock",
    "JavaScript": "package-lock.json",
    "Python": "uv.lock",
    "Go": "go.sum",
    "Rust": "Cargo.lock",
    "PHP": "composer.lock",
    "Elixir": "mix.lock",
    ".NET": "packages.lock.json",
    "Java": "pom.xml",
    "importmap": "config/importmap.rb",
}
ACTIONS = ".github/workflows/ci.yml"
RECENT = History(commits=12, first=NOW - timedelta(days=400), last=NOW - timedelta(days=3))


def workflow(step: str, on: str = "[push, pull_request]", job: str = "") -> dict[str, str]:
    """A workflow with one step, given as it stands in YAML, four spaces further in."""
    extra = f"    {job}\n" if job else ""
    text = f"on: {on}\njobs:\n  audit:\n    runs-on: ubuntu-latest\n{extra}    steps:\n{step}\n"
    return {ACTIONS: text}


def run(command: str, on: str = "[push, pull_request]", job: str = "", more: str = "") -> dict[str, str]:
    """A workflow that runs one command."""
    return workflow(f"      - run: {command}{more}", on, job)


def look(files: dict[str, str], history: History = RECENT, **limits: int | bool) -> Finding:
    return judge(AlertFacts(facts_of(RULE, files, history=history)), {**CHECK.limits, **limits})


# Tools ----------------------------------------------------------------------------------------------------

COUNTS = [
    ("Ruby", "bundle exec bundle-audit check --update"),
    ("Ruby", "bundle audit check"),
    ("Ruby", "bin/bundler-audit"),
    ("Ruby", "bundle exec rake bundle:audit"),
    ("JavaScript", "npm audit --audit-level=high"),
    ("JavaScript", "yarn npm audit --all"),
    ("JavaScript", "pnpm audit"),
    ("JavaScript", "npx audit-ci --high"),
    ("importmap", "bin/importmap audit"),
    ("Python", "pipx run pip-audit -r requirements.txt"),
    ("Python", "uv run safety check"),
    ("Python", "python -m pip_audit"),
    ("Go", "go run golang.org/x/vuln/cmd/govulncheck@latest ./..."),
    ("Rust", "cargo audit"),
    ("Rust", "cargo deny check advisories"),
    ("Rust", "cargo deny check"),
    ("PHP", "composer audit"),
    ("PHP", "local-php-security-checker"),
    ("Elixir", "mix deps.audit"),
    ("Java", "mvn verify org.owasp:dependency-check-maven:check -DfailBuildOnCVSS=7"),
    ("Python", "osv-scanner scan -r ."),
    ("Python", "trivy fs --exit-code 1 ."),
    ("Python", "grype dir:. --fail-on high"),
    ("JavaScript", "npx snyk test"),
    ("Python", "docker run --rm aquasec/trivy fs --exit-code 1 ."),
]
SOFT = [
    ("Ruby", "bundle audit check || true"),
    ("Ruby", "bundle audit check; true"),
    ("JavaScript", "npm audit || echo found"),
    ("Go", "govulncheck -json ./..."),
    ("Go", "govulncheck -format sarif ./..."),
    ("Python", "trivy fs ."),
    ("Python", "grype dir:."),
    (".NET", "dotnet list package --vulnerable"),
    ("Java", "mvn org.owasp:dependency-check-maven:check"),
    ("JavaScript", "npx snyk monitor"),
    ("Elixir", "mix hex.audit"),
]
NONE = [
    ("Ruby", "bundle audit update"),
    ("JavaScript", "npm audit fix"),
    ("Rust", "cargo deny check bans licenses"),
    ("Python", "trivy config ."),
    ("JavaScript", "npm ci"),
    ("Python", "echo pip-audit"),
    ("Python", "pip install pip-audit"),
    ("Python", "pip-audit --help"),
    ("Python", "docker build -f Dockerfile_trivy ."),
]


@pytest.mark.parametrize(("ecosystem", "command"), COUNTS)
def test_a_command_that_audits_and_can_fail_passes(ecosystem: str, command: str) -> None:
    finding = look({LOCKS[ecosystem]: "", **run(command)})
    assert finding.outcome is Outcome.PASS, told(finding)
    assert f"{ACTIONS}:6" in told(finding)


@pytest.mark.parametrize(("ecosystem", "command"), SOFT)
def test_one_that_cannot_fail_is_a_warning_that_says_why(ecosystem: str, command: str) -> None:
    finding = look({LOCKS[ecosystem]: "", **run(command)})
    assert finding.outcome is Outcome.WARN, told(finding)


@pytest.mark.parametrize(("ecosystem", "command"), NONE)
def test_what_only_looks_like_an_audit_is_none(ecosystem: str, command: str) -> None:
    finding = look({LOCKS[ecosystem]: "", **run(command)})
    assert finding.outcome is Outcome.FAIL, told(finding)
    assert LOCKS[ecosystem] in told(finding)


def test_the_old_rake_task_never_failed() -> None:
    lock = {"Gemfile.lock": "GEM\n  specs:\n    bundler-audit (0.9.0)\n"}
    assert look({**lock, **run("rake bundle:audit")}).outcome is Outcome.WARN
    assert (
        look({"Gemfile.lock": "    bundler-audit (0.9.2)\n", **run("rake bundle:audit")}).outcome
        is Outcome.PASS
    )


def test_a_score_that_is_set_in_the_build_file_lets_dependency_check_fail() -> None:
    step = run("mvn org.owasp:dependency-check-maven:check")
    assert look({"pom.xml": "<failBuildOnCVSS>7</failBuildOnCVSS>", **step}).outcome is Outcome.PASS
    assert look({"pom.xml": "<failBuildOnCVSS>11</failBuildOnCVSS>", **step}).outcome is Outcome.WARN


PIECES = [
    ("Ruby", "andrewmcodes/bundler-audit-action@v1", "", Outcome.PASS),
    ("Python", "pypa/gh-action-pip-audit@v1", "", Outcome.PASS),
    ("Go", "golang/govulncheck-action@v1", "", Outcome.PASS),
    ("Go", "golang/govulncheck-action@v1", "output-format: sarif", Outcome.WARN),
    ("Rust", "EmbarkStudios/cargo-deny-action@v2", "", Outcome.PASS),
    ("Rust", "EmbarkStudios/cargo-deny-action@v2", "command: check bans", Outcome.FAIL),
    ("Python", "aquasecurity/trivy-action@master", "scan-type: fs", Outcome.WARN),
    ("Python", "aquasecurity/trivy-action@master", "{scan-type: fs, exit-code: 1}", Outcome.PASS),
    ("JavaScript", "actions/dependency-review-action@v4", "", Outcome.WARN),
    ("JavaScript", "snyk/actions/node@master", "", Outcome.PASS),
    ("JavaScript", "github/codeql-action/analyze@v3", "", Outcome.FAIL),
]


@pytest.mark.parametrize(("ecosystem", "piece", "inputs", "outcome"), PIECES)
def test_ready_made_actions_are_known_with_the_inputs_that_decide(
    ecosystem: str, piece: str, inputs: str, outcome: Outcome
) -> None:
    given_inputs = f"\n        with:\n          {inputs}" if ":" in inputs and "{" not in inputs else ""
    if inputs.startswith("{"):
        given_inputs = f"\n        with: {inputs}"
    finding = look({LOCKS[ecosystem]: "", **workflow(f"      - uses: {piece}{given_inputs}")})
    assert finding.outcome is outcome, told(finding)


LATER = "\n        env:\n          A: b\n        continue-on-error: true"

# When, and whether it counts ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("files", "outcome"),
    [
        (run("npm audit", on="push"), Outcome.PASS),
        (run("npm audit", on="pull_request"), Outcome.PASS),
        (run("npm audit", on="{schedule: [{cron: '0 4 * * *'}]}"), Outcome.WARN),
        (run("npm audit", on="workflow_dispatch"), Outcome.WARN),
        (run("npm audit", job="continue-on-error: true"), Outcome.WARN),
        (run("npm audit", more=LATER), Outcome.WARN),
        (run("npm audit", job="if: false"), Outcome.WARN),
        (run("|\n          # npm audit\n          npm ci"), Outcome.FAIL),
        (run("|\n          set +e\n          npm audit\n          exit 0"), Outcome.WARN),
        ({**run("npm ci"), "docs/ci.yml": run("npm audit")[ACTIONS]}, Outcome.FAIL),
    ],
)  # fmt: skip
def test_a_step_counts_by_its_triggers_and_by_what_softens_it(
    files: dict[str, str], outcome: Outcome
) -> None:
    finding = look({**NODE, **files})
    assert finding.outcome is outcome, told(finding)


GITLAB, CIRCLE, TRAVIS = ".gitlab-ci.yml", ".circleci/config.yml", ".travis.yml"
AZURE, BITBUCKET, BUILDKITE = "azure-pipelines.yml", "bitbucket-pipelines.yml", ".buildkite/pipeline.yml"
SCHEDULED = '  rules:\n    - if: $CI_PIPELINE_SOURCE == "schedule"\n'
CIRCLE_JOB = "version: 2\njobs:\n  build:\n    steps:\n      - run: {}\n"
JENKINS = "pipeline {{ stages {{ stage('a') {{ steps {{ {} }} }} }} }}"
STEP = "    - step:\n        script: [npm audit]\n"
SYSTEMS = [
    (GITLAB, "audit:\n  script: [npm audit]\n", Outcome.PASS),
    (GITLAB, "audit:\n  script: [npm audit]\n  allow_failure: true\n", Outcome.WARN),
    (GITLAB, f"audit:\n  script: [npm audit]\n{SCHEDULED}", Outcome.WARN),
    (GITLAB, "include:\n  - template: Jobs/Dependency-Scanning.gitlab-ci.yml\n", Outcome.WARN),
    (CIRCLE, CIRCLE_JOB.format("npm audit"), Outcome.PASS),
    (CIRCLE, CIRCLE_JOB.format("npm audit || true"), Outcome.WARN),
    (TRAVIS, "script:\n  - npm audit\n", Outcome.PASS),
    (TRAVIS, "after_script:\n  - npm audit\n", Outcome.WARN),
    ("Jenkinsfile", JENKINS.format("sh 'npm audit'"), Outcome.PASS),
    ("Jenkinsfile", JENKINS.format("sh script: 'npm audit', returnStatus: true"), Outcome.WARN),
    ("Jenkinsfile", "// sh 'npm audit'\npipeline { }", Outcome.FAIL),
    (AZURE, "steps:\n  - script: npm audit\n", Outcome.PASS),
    (AZURE, "steps:\n  - script: npm audit\n    continueOnError: true\n", Outcome.WARN),
    (BITBUCKET, f"pipelines:\n  default:\n{STEP}", Outcome.PASS),
    (
        BITBUCKET,
        "pipelines:\n  custom:\n    a:\n      - step:\n          script: [npm audit]\n",
        Outcome.WARN,
    ),
    (BUILDKITE, "steps:\n  - command: npm audit\n", Outcome.PASS),
    (BUILDKITE, "steps:\n  - command: npm audit\n    soft_fail: true\n", Outcome.WARN),
    (".drone.yml", "steps:\n  - name: a\n    commands: [npm audit]\n", Outcome.PASS),
    (
        ".woodpecker/ci.yml",
        "steps:\n  - name: a\n    commands: [npm audit]\n    failure: ignore\n",
        Outcome.WARN,
    ),
]


@pytest.mark.parametrize(("path", "text", "outcome"), SYSTEMS)
def test_every_ci_system_is_read(path: str, text: str, outcome: Outcome) -> None:
    finding = look({**NODE, path: text})
    assert finding.outcome is outcome, told(finding)


BOT = ".github/dependabot.yml"

# Gates and bots -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("gate", "call"),
    [
        ({"Makefile": "audit:\n\tnpm audit\n"}, "make audit"),
        ({"Makefile": "check: audit\n\naudit:\n\tnpm audit\n"}, "make check"),
        ({"package.json": '{"scripts": {"audit:libs": "npm audit"}}'}, "npm run audit:libs"),
        ({"bin/ci": "#!/bin/sh -e\nnpm audit\n"}, "bin/ci"),
        ({"Rakefile": "task :audit do\n  sh 'npm audit'\nend\n"}, "bundle exec rake audit"),
        ({"justfile": "audit:\n  npm audit\n"}, "just audit"),
        ({"tox.ini": "[testenv:audit]\ncommands = npm audit\n"}, "tox -e audit"),
    ],
)
def test_a_gate_counts_where_ci_calls_it_and_else_only_warns(gate: dict[str, str], call: str) -> None:
    called = look({**NODE, **gate, **run(call)})
    assert called.outcome is Outcome.PASS, told(called)
    alone = look({**NODE, **gate, **run("npm ci")})
    assert alone.outcome is Outcome.WARN, told(alone)
    assert "no CI step calls" in told(alone)


def test_a_call_that_swallows_the_failure_softens_the_gate() -> None:
    finding = look({**NODE, "Makefile": "audit:\n\tnpm audit\n", **run("make audit || true")})
    assert finding.outcome is Outcome.WARN


def test_a_local_workflow_and_a_composite_action_are_followed() -> None:
    shared = {".github/workflows/audit.yml": run("npm audit", on="workflow_call")[ACTIONS]}
    caller = {ACTIONS: "on: push\njobs:\n  a:\n    uses: ./.github/workflows/audit.yml\n"}
    assert look({**NODE, **shared, **caller}).outcome is Outcome.PASS
    action = {".github/actions/audit/action.yml": "runs:\n  steps:\n    - run: npm audit\n"}
    assert (
        look({**NODE, **action, **workflow("      - uses: ./.github/actions/audit")}).outcome is Outcome.PASS
    )


@pytest.mark.parametrize(
    ("path", "text", "outcome"),
    [
        (BOT, "updates:\n  - package-ecosystem: npm\n", Outcome.WARN),
        (BOT, "updates:\n  - package-ecosystem: docker\n", Outcome.FAIL),
        (BOT, "updates:\n  - package-ecosystem: npm\n    open-pull-requests-limit: 0\n", Outcome.FAIL),
        ("renovate.json", "{}", Outcome.WARN),
        ("renovate.json5", "{ // ours\n  enabled: false }", Outcome.FAIL),
    ],
)  # fmt: skip
def test_a_bot_alone_is_a_warning(path: str, text: str, outcome: Outcome) -> None:
    finding = look({**NODE, path: text})
    assert finding.outcome is outcome, told(finding)


def test_what_is_kept_in_another_repository_cannot_be_told() -> None:
    remote = {ACTIONS: "on: push\njobs:\n  a:\n    uses: example/shared/.github/workflows/ci.yml@v1\n"}
    finding = look({**NODE, **remote})
    assert finding.outcome is Outcome.UNKNOWN
    assert "is kept elsewhere" in finding.summary


# The whole tree -------------------------------------------------------------------------------------------


def test_every_ecosystem_is_judged_and_the_worst_decides() -> None:
    finding = look({**NODE, **RUBY, **run("npm audit")})
    assert finding.outcome is Outcome.FAIL
    assert finding.summary == "Ruby: nothing audits it."
    assert "JavaScript: npm audit on every push or pull request" in told(finding)


def test_lock_files_of_tests_do_not_count() -> None:
    assert look({"tests/fixtures/Gemfile.lock": "", "a.py": ""}).outcome is Outcome.NOT_APPLICABLE


def test_libraries_that_are_named_and_not_pinned_are_a_warning() -> None:
    assert look({"pyproject.toml": "[project]\n"}).outcome is Outcome.WARN


def test_a_tree_that_rests_is_left_alone_and_says_since_when() -> None:
    old = History(commits=3, first=NOW - timedelta(days=900), last=NOW - timedelta(days=91))
    finding = look(NODE, history=old)
    assert finding.outcome is Outcome.NOT_APPLICABLE
    assert "The last commit is 91 days old" in finding.summary
    assert look(NODE, history=old, active_days=100).outcome is Outcome.FAIL


def test_without_a_history_it_is_judged_and_said() -> None:
    finding = look(NODE, history=History(reason="It is in no git repository."))
    assert finding.outcome is Outcome.FAIL
    assert "git log: It is in no git repository." in told(finding)


def test_the_teams_word_on_hosted_alerts_makes_nothing_a_warning() -> None:
    finding = look(NODE, hosted_alerts=True)
    assert finding.outcome is Outcome.WARN
    assert "your team says" in told(finding)


def test_the_remedy_is_for_the_ci_system_and_the_ecosystem() -> None:
    said = told(look({**RUBY, ".gitlab-ci.yml": "a:\n  script: [true]\n"}))
    assert 'GitLab CI: add a job with `script: ["bundle exec bundle-audit check --update"]`' in said


def test_yaml_that_cannot_be_read_is_unknown_with_the_line() -> None:
    finding = look({**NODE, ACTIONS: "on: push\njobs: [\n"})
    assert finding.outcome is Outcome.UNKNOWN
    assert "not YAML at line" in told(finding)


def bomb(levels: int = 40) -> str:
    """Aliases of aliases: two to the power of the levels, if anybody followed them all."""
    names = ["a", *(f"b{level}" for level in range(levels))]
    rows = [f"{name}: &{name} [*{before}, *{before}]" for before, name in pairwise(names)]
    return "\n".join(["a: &a [x]", *rows])


HOSTILE = {
    "bomb": bomb(),
    "brackets": "[" * 5000,
    "many": "on: push\njobs: {a: {steps: [" + "{run: 'npm ci'}," * 20000 + "]}}",
    "nuls": "\x00" * 100,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_yaml_ends_in_an_answer(text: str) -> None:
    assert look({**NODE, ACTIONS: text}).outcome in (Outcome.UNKNOWN, Outcome.FAIL)


@given(st.text(alphabet="abc {}$()|&;#'\"\\\n-=`<>!", max_size=200))
def test_no_script_makes_it_fail(script: str) -> None:
    file = SourceFile("Makefile", f"all:\n\t{script}\n".encode())
    assert all(spot.path == "Makefile" for spot in RULE.read(file))


# Tools on PATH --------------------------------------------------------------------------------------------


class Watched(SampleHost):
    """A machine with auditing tools, none of which may be run."""

    async def run(self, argv: object, **_: object) -> object:  # type: ignore[override]
        raise AssertionError(f"{argv} was run")

    def find_tool(self, name: str) -> Path:
        if name in ("npm", "bundle-audit"):
            return Path("/usr/bin") / name
        return super().find_tool(name)


async def test_tools_that_are_there_are_offered_and_never_run(monkeypatch: pytest.MonkeyPatch) -> None:
    facts = facts_of(RULE, NODE, history=RECENT)

    async def read_facts(host: object, tree: Tree) -> Facts:
        return facts

    monkeypatch.setattr(reading, "read_facts", read_facts)
    seen = await read(Watched(), Tree(Path("shop")))
    assert seen.tools == ("npm",)
    finding = judge(seen, CHECK.limits)
    assert finding.remedy is not None
    assert finding.remedy.command == "npm audit"
    assert "run it yourself in the tree: npm audit." in told(finding)


def test_only_files_that_matter_are_wanted() -> None:
    assert wants(ACTIONS)
    assert wants("app/Gemfile.lock")
    assert not wants("app/models/user.rb")
    assert not wants("docs/workflows/ci.yml")
