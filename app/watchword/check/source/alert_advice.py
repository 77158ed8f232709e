"""What to do about libraries that nobody audits: the step for the CI system, the tool for the ecosystem."""

from __future__ import annotations

from collections.abc import Sequence

from watchword.check.finding import Outcome, Remedy
from watchword.check.source.alert_audits import Ecosystem
from watchword.check.source.ci_model import LOCAL
from watchword.check.source.lock_file import (
    ANY,
    DOTNET,
    ELIXIR,
    GO,
    IMPORTMAP,
    JAVA,
    JAVASCRIPT,
    PHP,
    PYTHON,
    RUBY,
    RUST,
)
from watchword.check.source.rule import Spot
from watchword.check.source.security_alerts_rule import CI

# Tools that may be on PATH: what they audit, and the command to copy. All but the first ask the network.
TOOLS: dict[str, tuple[tuple[str, ...], str]] = {
    "bundle-audit": ((RUBY,), "bundle-audit check --update"),
    "osv-scanner": (ANY, "osv-scanner scan source -r ."),
    "npm": ((JAVASCRIPT,), "npm audit"),
    "pip-audit": ((PYTHON,), "pip-audit"),
    "govulncheck": ((GO,), "govulncheck ./..."),
    "cargo-audit": ((RUST,), "cargo audit"),
    "composer": ((PHP,), "composer audit"),
}
_STEPS = {
    RUBY: "bundle exec bundle-audit check --update",
    JAVASCRIPT: "npm audit",
    PYTHON: "pipx run pip-audit -r requirements.txt",
    GO: "go run golang.org/x/vuln/cmd/govulncheck@latest ./...",
    RUST: "cargo audit",
    PHP: "composer audit",
    ELIXIR: "mix deps.audit",
    DOTNET: "dotnet list package --vulnerable 2>&1 | tee audit.txt; ! grep -q '>' audit.txt",
    JAVA: "mvn org.owasp:dependency-check-maven:check -DfailBuildOnCVSS=7",
    IMPORTMAP: "bin/importmap audit",
}
_WHERE = {
    "GitHub Actions": "GitHub Actions: in a workflow with `on: [push, pull_request]` add the step `- "
    "run: {step}`.",
    "GitLab CI": 'GitLab CI: add a job with `script: ["{step}"]`, and no allow_failure.',
    "CircleCI": "CircleCI: add the step `- run: {step}` to a job of the workflow.",
    "Jenkins": "Jenkins: add a stage with `sh '{step}'`.",
    "Azure Pipelines": "Azure Pipelines: add the step `- script: {step}`.",
    "Bitbucket": "Bitbucket: add `- {step}` to the script of a step.",
    "Travis CI": "Travis CI: add `- {step}` to `script:`.",
    "Buildkite": "Buildkite: add a step with `command: {step}`.",
}


def advise(ecosystems: Sequence[Ecosystem], spots: Sequence[Spot], tools: Sequence[str]) -> Remedy | None:
    """Return the steps, the worst ecosystem first; tools that are there are offered, never run."""
    open_ones = [one for one in ecosystems if one.outcome is not Outcome.PASS]
    systems = [one.text for one in spots if one.kind == CI]
    steps = [_step(one, systems[0] if systems else "") for one in open_ones[:3]]
    offered = [TOOLS[tool][1] for tool in tools if set(TOOLS[tool][0]) & {one.name for one in open_ones}]
    if offered:
        steps.append(f"To see what there is now, run it yourself in the tree: {', or '.join(offered)}.")
    if any(one.outcome in (Outcome.FAIL, Outcome.UNKNOWN) for one in open_ones):
        steps.append(
            "Where your hosting service raises alerts for every repository, your team notes it in the "
            "checklist (hosted_alerts)."
        )
    return Remedy(tuple(steps), offered[0] if offered else "") if steps else None


def _step(one: Ecosystem, system: str) -> str:
    command = _STEPS[one.name]
    if audit := one.audit:
        place = audit.spot.place
        if audit.soft:
            return f"{one.name}: let the audit in {place} fail the build; what softens it: {audit.soft}."
        if not audit.when:
            return f"{one.name}: call the audit in {place} from a step of CI; {LOCAL} gates can be skipped."
        return f"{one.name}: run the audit in {place} on every push and pull request, too."
    where = _WHERE.get(system, "Add a step to CI that runs on every push and pull request: `{step}`.")
    return f"{one.name}: {where.format(step=command)}"
