"""Ready-made pieces of CI systems that audit libraries: actions, workflows, templates, components, orbs,
pipes, tasks.

Sources: the pieces' own READMEs; gitlab-org/gitlab#301131 (GitLab's scanning jobs never fail the pipeline).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from watchword.check.source.audit_tools import Audit
from watchword.check.source.ci_model import Use
from watchword.check.source.lock_file import ANY, DOTNET, GO, JAVA, JAVASCRIPT, PHP, PYTHON, RUBY, RUST

Inputs = Mapping[str, str]
_IMAGE = "it looks at a built image"
_GITLAB = "GitLab lets this job fail"
_CHANGES = "it sees only what a pull request changes"
_SNYK = {
    "node": (JAVASCRIPT,),
    "ruby": (RUBY,),
    "golang": (GO,),
    "php": (PHP,),
    "dotnet": (DOTNET,),
    "maven": (JAVA,),
    "gradle": (JAVA,),
    "scala": (JAVA,),
}


def _always(tool: str, *ecosystems: str) -> Callable[[Inputs], Audit | None]:
    return lambda inputs: Audit(tool, ecosystems)


def _softened(
    tool: str, ecosystems: tuple[str, ...], name: str, *values: str
) -> Callable[[Inputs], Audit | None]:
    """A piece that fails unless an input has one of these values."""

    def judge(inputs: Inputs) -> Audit:
        value = inputs.get(name, "").strip().lower()
        return Audit(tool, ecosystems, f"{name}: {value}" if value in values else "")

    return judge


def _trivy(inputs: Inputs) -> Audit | None:
    kind = inputs.get("scan-type", "image").strip().lower()
    scanners = inputs.get("scanners", inputs.get("security-checks", "vuln")).lower()
    if kind in ("config", "aws", "k8s") or "vuln" not in scanners:
        return None
    if kind == "image":
        return Audit("Trivy", ANY, _IMAGE)
    return Audit(
        "Trivy", ANY, "" if inputs.get("exit-code", "").strip() not in ("", "0") else "no exit-code: 1"
    )


def _grype(inputs: Inputs) -> Audit:
    if inputs.get("fail-build", "").strip().lower() == "false":
        return Audit("Grype", ANY, "fail-build: false")
    return Audit("Grype", ANY, _IMAGE if "image" in inputs else "")


def _snyk(name: str) -> Callable[[Inputs], Audit | None]:
    def judge(inputs: Inputs) -> Audit | None:
        kind = name.rpartition("/")[2].partition("-")[0]
        command = inputs.get("command", "test").strip().lower()
        if kind in ("setup", "iac", "infrastructure") or command.startswith(("code", "iac", "fix", "sbom")):
            return None
        if command.startswith(("monitor", "protect")):
            return Audit("Snyk", _SNYK.get(kind, ANY), f"snyk {command} never fails")
        if kind == "docker" or command.startswith("container"):
            return Audit("Snyk", ANY, _IMAGE)
        return Audit("Snyk", (PYTHON,) if kind == "python" else _SNYK.get(kind, ANY))

    return judge


def _cargo_deny(inputs: Inputs) -> Audit | None:
    words = f"{inputs.get('command', 'check')} {inputs.get('command-arguments', '')}".lower().split()
    kinds = {"bans", "licenses", "sources", "advisories", "all"} & set(words)
    fits = not kinds or kinds & {"advisories", "all"}
    return Audit("cargo deny", (RUST,)) if "check" in words and fits else None


def _dependency_review(inputs: Inputs) -> Audit | None:
    if inputs.get("vulnerability-check", "").strip().lower() == "false":
        return None
    is_soft = inputs.get("warn-only", "").strip().lower() == "true"
    return Audit("Dependency Review", ANY, "warn-only: true" if is_soft else _CHANGES)


def _dependency_check(inputs: Inputs) -> Audit:
    is_set = "--failoncvss" in inputs.get("args", "").lower() or bool(inputs.get("failOnCVSS", ""))
    return Audit("Dependency-Check", (JAVA,), "" if is_set else "no --failOnCVSS")


_osv = _softened("OSV-Scanner", ANY, "fail-on-vuln", "false")
# Actions and reusable workflows by owner/name; the longest name that begins a `uses:` decides.
_ACTIONS: dict[str, Callable[[Inputs], Audit | None]] = {
    "thoughtbot/bundler-audit-action": _always("Bundler Audit", RUBY),
    "andrewmcodes/bundler-audit-action": _always("Bundler Audit", RUBY),
    "pypa/gh-action-pip-audit": _softened(
        "pip-audit", (PYTHON,), "internal-be-careful-allow-failure", "true"
    ),
    "pyupio/safety-action": _always("Safety", PYTHON),
    "golang/govulncheck-action": _softened("govulncheck", (GO,), "output-format", "json", "sarif", "openvex"),
    "sonatype-nexus-community/nancy-github-action": _always("Nancy", GO),
    "rustsec/audit-check": _always("cargo audit", RUST),
    "actions-rs/audit-check": _always("cargo audit", RUST),
    "actions-rust-lang/audit": _always("cargo audit", RUST),
    "embarkstudios/cargo-deny-action": _cargo_deny,
    "symfonycorp/security-checker-action": _always("Symfony Security Checker", PHP),
    "dependency-check/dependency-check_action": _dependency_check,
    "google/osv-scanner-action": _osv,
    "google/osv-scanner": _osv,
    "aquasecurity/trivy-action": _trivy,
    "anchore/scan-action": _grype,
    "actions/dependency-review-action": _dependency_review,
    "oke-py/npm-audit-action": _always("npm audit", JAVASCRIPT),
}
_CODE_ACTIONS = (
    "github/codeql-action",
    "semgrep/semgrep-action",
    "returntocorp/semgrep-action",
    "securego/gosec",
    "zizmorcore/zizmor-action",
    "reviewdog/action-brakeman",
    "pycqa/bandit-action",
)
# Templates, components, orbs, pipes, plugins, tasks and hooks, by a part of their name.
_OTHERS: tuple[tuple[str, str, Audit], ...] = (
    ("template", "dependency-scanning", Audit("GitLab Dependency Scanning", ANY, _GITLAB)),
    ("template", "container-scanning", Audit("GitLab Container Scanning", ANY, _GITLAB)),
    ("template", "auto-devops", Audit("GitLab Dependency Scanning", ANY, _GITLAB)),
    ("component", "dependency-scanning", Audit("GitLab Dependency Scanning", ANY, _GITLAB)),
    ("component", "container-scanning", Audit("GitLab Container Scanning", ANY, _GITLAB)),
    ("orb", "snyk/snyk#scan", Audit("Snyk", ANY)),
    ("orb", "cci-labs/trivy#", Audit("Trivy", ANY, "no exit-code: 1")),
    ("pipe", "snyk/snyk-scan", Audit("Snyk", ANY)),
    ("pipe", "aquasecurity/trivy-pipe", Audit("Trivy", ANY, "no exitCode: 1")),
    ("task", "dependency-check-build-task", Audit("Dependency-Check", (JAVA,), "no --failOnCVSS")),
    ("task", "snyksecurityscan", Audit("Snyk", ANY)),
    (
        "task",
        "advancedsecurity-dependency-scanning",
        Audit("Advanced Security", ANY, "it reports and never fails"),
    ),
    ("task", "trivy", Audit("Trivy", ANY, "no exitCode: 1")),
    ("plugin", "dependencycheck", Audit("Dependency-Check", (JAVA,), "no --failOnCVSS")),
    ("plugin", "snyksecurity", Audit("Snyk", ANY)),
    ("plugin", "trivy", Audit("Trivy", ANY, "no exit-code: 1")),
    ("plugin", "snyk-buildkite-plugin", Audit("Snyk", ANY)),
    ("hook", "pip-audit", Audit("pip-audit", (PYTHON,))),
    ("hook", "python-safety-dependencies-check", Audit("Safety", (PYTHON,))),
    ("hook", "osv-scanner", Audit("OSV-Scanner", ANY)),
    ("hook", "cargo-audit", Audit("cargo audit", (RUST,))),
    ("hook", "govulncheck", Audit("govulncheck", (GO,))),
    ("hook", "bundler-audit", Audit("Bundler Audit", (RUBY,))),
    ("hook", "bundle-audit", Audit("Bundler Audit", (RUBY,))),
    ("hook", "trivyfs", Audit("Trivy", ANY)),
)


def audit_of_piece(use: Use) -> Audit | None:
    """Return the audit that a ready-made piece does; `None` for others."""
    name = use.name.lower()
    if use.kind in ("action", "workflow"):
        return _of_action(name.partition("@")[0], use)
    for kind, part, audit in _OTHERS:
        if kind == use.kind and part in name:
            return _with_inputs(audit, use)
    if use.kind == "hook" and name == "cargo-deny":
        return _cargo_deny({"command": use.inputs.get("args", "check")})
    return None


def _of_action(name: str, use: Use) -> Audit | None:
    if name.startswith("snyk/actions"):
        return _snyk(name)(use.inputs)
    if use.kind == "action" and name.startswith("docker://"):
        return _osv(use.inputs) if "osv-scanner" in name else None
    piece = "/".join(name.split("/")[:2])
    judge = _ACTIONS.get(piece)
    return judge(use.inputs) if judge else None


def _with_inputs(audit: Audit, use: Use) -> Audit | None:
    """Follow the few inputs that decide whether such a piece can fail."""
    inputs = {name.lower(): value.strip().lower() for name, value in use.inputs.items()}
    if audit.tool == "Snyk":
        off = (
            ("fail-on-issues", "false"),
            ("failonissues", "false"),
            ("dont_break_build", "true"),
            ("command", "monitor"),
        )
        soft = next((f"{name}: {value}" for name, value in off if inputs.get(name) == value), "")
        return Audit(audit.tool, audit.ecosystems, soft or audit.soft)
    code = inputs.get("exit-code") or inputs.get("exitcode") or inputs.get("exit_code") or ""
    is_set = "failoncvss" in " ".join([*inputs, *inputs.values()]) or code not in ("", "0")
    return Audit(audit.tool, audit.ecosystems, "") if is_set and audit.soft.startswith("no ") else audit


def is_code_scanner(use: Use) -> bool:
    """Whether a piece looks at your own code instead: a bonus, never counted."""
    return use.kind == "action" and use.name.lower().startswith(_CODE_ACTIONS)


def is_remote(use: Use) -> bool:
    """Whether a piece runs steps that stand in another repository, so that nobody here can see them."""
    if use.kind == "workflow":
        return not use.name.lower().startswith(("./", "slsa-framework/"))
    return use.kind in ("include", "component", "orb")
