"""The tools that compare a tree's libraries with known security alerts, as data: how each is called, when it
fails.

Sources: the tools' own manuals; rubysec/bundler-audit#332 and #345, golang/go#61704, NuGet/Home#11315.
"""

from __future__ import annotations

from dataclasses import dataclass

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

_ASKING = ("--help", "-h", "--version", "-V")


@dataclass(frozen=True, slots=True)
class Tool:
    """One way to call an auditing tool.

    `call` are its words; options may stand between them. The next plain word must be one of `only` (empty:
    anything) and none of `never`. Without one of `needs` it cannot fail, nor with one of `softens`;
    `soft` says why it never can. `setting` names what another file may set in place of `needs`.
    """

    name: str
    call: tuple[str, ...]
    ecosystems: tuple[str, ...]
    only: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    softens: tuple[str, ...] = ()
    soft: str = ""
    setting: str = ""


_BUNDLER = ("update", "version", "help", "stats", "download")
_CVSS = "failBuildOnCVSS"
_IMAGE = "it looks at a built image"

TOOLS = (
    Tool("Bundler Audit", ("bundle-audit",), (RUBY,), never=_BUNDLER),
    Tool("Bundler Audit", ("bundler-audit",), (RUBY,), never=_BUNDLER),
    Tool("Bundler Audit", ("bundle", "audit"), (RUBY,), never=_BUNDLER),
    Tool("Bundler Audit", ("rake", "bundle:audit"), (RUBY,), setting="rake task"),
    Tool("Bundler Audit", ("rake", "bundle:audit:check"), (RUBY,), setting="rake task"),
    Tool(
        "npm audit",
        ("npm", "audit"),
        (JAVASCRIPT,),
        never=("fix", "signatures"),
        softens=("--audit-level=none",),
    ),
    Tool("yarn audit", ("yarn", "audit"), (JAVASCRIPT,)),
    Tool("yarn npm audit", ("yarn", "npm", "audit"), (JAVASCRIPT,)),
    Tool("pnpm audit", ("pnpm", "audit"), (JAVASCRIPT,), softens=("--fix",)),
    Tool("bun audit", ("bun", "audit"), (JAVASCRIPT,)),
    Tool("audit-ci", ("audit-ci",), (JAVASCRIPT,)),
    Tool("better-npm-audit", ("better-npm-audit",), (JAVASCRIPT,)),
    Tool("npm-audit-resolver", ("check-audit",), (JAVASCRIPT,)),
    Tool("importmap audit", ("importmap", "audit"), (IMPORTMAP,)),
    Tool("pip-audit", ("pip-audit",), (PYTHON,), softens=("--dry-run", "-d")),
    Tool("pip-audit", ("pip_audit",), (PYTHON,), softens=("--dry-run", "-d")),
    Tool("Safety", ("safety",), (PYTHON,), only=("check", "scan", "ci"), softens=("--continue-on-error",)),
    Tool("uv audit", ("uv", "audit"), (PYTHON,)),
    Tool("poetry audit", ("poetry", "audit"), (PYTHON,)),
    Tool("pipenv check", ("pipenv",), (PYTHON,), only=("check", "audit")),
    Tool(
        "govulncheck",
        ("govulncheck",),
        (GO,),
        softens=(
            *("-json", "--json", "-format=json", "-format=sarif", "-format=openvex", "--format=json"),
            "--format=sarif",
        ),
    ),
    Tool("Nancy", ("nancy",), (GO,), only=("sleuth",)),
    Tool("cargo audit", ("cargo", "audit"), (RUST,), never=("fix",)),
    Tool("cargo audit", ("cargo-audit", "audit"), (RUST,), never=("fix",)),
    Tool("cargo deny", ("cargo", "deny", "check"), (RUST,)),
    Tool("cargo deny", ("cargo-deny", "check"), (RUST,)),
    Tool("composer audit", ("composer", "audit"), (PHP,)),
    Tool("local-php-security-checker", ("local-php-security-checker",), (PHP,)),
    Tool(
        "symfony security check",
        ("symfony",),
        (PHP,),
        only=("check:security", "security:check", "local:check:security"),
    ),
    Tool("mix deps.audit", ("mix", "deps.audit"), (ELIXIR,)),
    Tool("mix hex.audit", ("mix", "hex.audit"), (ELIXIR,), soft="it sees only packages that were withdrawn"),
    Tool("dotnet list package", ("dotnet", "list"), (DOTNET,), soft="dotnet list always ends well"),
    Tool(
        "dotnet list package", ("dotnet", "package", "list"), (DOTNET,), soft="dotnet list always ends well"
    ),
    Tool("Dependency-Check", ("dependency-check",), (JAVA,), needs=("--failOnCVSS",)),
    Tool("Dependency-Check", ("dependency-check.sh",), (JAVA,), needs=("--failOnCVSS",)),
    Tool("OSV-Scanner", ("osv-scanner",), ANY, never=("fix", "help")),
    Tool(
        "Trivy",
        ("trivy",),
        ANY,
        only=("fs", "filesystem", "repo", "repository", "rootfs", "sbom"),
        needs=("--exit-code=1",),
    ),
    Tool("Trivy", ("trivy",), ANY, only=("image", "i"), soft=_IMAGE),
    Tool("Grype", ("grype",), ANY, never=("db", "version", "help", "completion"), needs=("--fail-on", "-f")),
    Tool("Snyk", ("snyk", "test"), ANY),
    Tool("Snyk", ("snyk",), ANY, only=("monitor", "protect"), soft="snyk monitor and protect never fail"),
)
# Looks at your own code, not at the libraries: said as a bonus, never counted.
CODE_SCANNERS = ("brakeman", "bandit", "gosec", "semgrep", "opengrep", "codeql", "zizmor", "sobelow", "psalm")
_BY_NAME: dict[str, list[Tool]] = {}
for _tool in TOOLS:
    _BY_NAME.setdefault(_tool.call[0], []).append(_tool)
NAMES = tuple(_BY_NAME)


@dataclass(frozen=True, slots=True)
class Audit:
    """A command or ready-made piece that audits: which libraries, and why it cannot fail (empty if it
    can)."""

    tool: str
    ecosystems: tuple[str, ...]
    soft: str = ""
    setting: str = ""


def audit_of(words: tuple[str, ...], *, is_grepped: bool = False) -> Audit | None:
    """Return the audit that a command does, its runners already taken away; `None` for other commands.

    `is_grepped` says that its output is looked through by something that fails.
    """
    if not words or any(word in _ASKING for word in words[1:]):
        return None
    if words[0] in ("mvn", "mvnw", "gradle", "gradlew", "msbuild"):
        return _java(words)
    for tool in _BY_NAME.get(words[0], ()):
        rest = _after(words, tool.call)
        if rest is not None and _fits(tool, rest):
            soft = "" if is_grepped and tool.ecosystems == (DOTNET,) else _softness(tool, rest)
            return Audit(tool.name, tool.ecosystems, soft, tool.setting)
    return None


def _after(words: tuple[str, ...], call: tuple[str, ...]) -> tuple[str, ...] | None:
    """Return what follows the words of a call, options between them kept; `None` where it is not that
    call."""
    kept: list[str] = []
    wanted, may_be_value = 1, False
    for place, word in enumerate(words[1:], start=1):
        if wanted == len(call):
            return (*kept, *words[place:])
        if word.startswith(("-", "+")):
            kept.append(word)
            may_be_value = word.startswith("-") and "=" not in word
        elif word == call[wanted]:
            wanted, may_be_value = wanted + 1, False
        elif may_be_value:
            kept.append(word)
            may_be_value = False
        else:
            return None
    return tuple(kept) if wanted == len(call) else None


def _fits(tool: Tool, rest: tuple[str, ...]) -> bool:
    plain = [word for word in rest if not word.startswith("-")]
    if tool.call[:2] in (("dotnet", "list"), ("dotnet", "package")) and "--vulnerable" not in rest:
        return False
    if tool.name == "cargo deny":
        kinds = [
            word
            for word in plain
            if word in ("advisories", "bans", "licenses", "license", "sources", "ban", "all")
        ]
        return not kinds or "advisories" in kinds or "all" in kinds
    if tool.name == "Trivy" and not _scans_libraries(rest):
        return False
    if tool.only:
        return bool(set(plain[:2]) & set(tool.only))
    return not plain or plain[0] not in tool.never


def _scans_libraries(rest: tuple[str, ...]) -> bool:
    """Whether `--scanners` (once `--security-checks`) leaves vulnerabilities in."""
    value = value_of(rest, "--scanners") or value_of(rest, "--security-checks")
    return not value or "vuln" in value


def value_of(words: tuple[str, ...], option: str) -> str:
    """Return the value given as `--option=value` or `--option value`; empty without."""
    for place, word in enumerate(words):
        if word == option:
            return words[place + 1] if place + 1 < len(words) else ""
        if word.startswith(option + "="):
            return word[len(option) + 1 :]
    return ""


def _has(words: tuple[str, ...], option: str) -> bool:
    name, _, value = option.partition("=")
    if value:
        given = value_of(words, name)
        # `--exit-code 1` may be any number but 0
        return given == value or (name == "--exit-code" and given not in ("", "0"))
    return any(word == name or word.startswith(name + "=") for word in words)


def _softness(tool: Tool, rest: tuple[str, ...]) -> str:
    if tool.soft:
        return tool.soft
    for option in tool.softens:
        if _has(rest, option):
            return option
    if tool.needs and not any(_has(rest, option) for option in tool.needs):
        return f"no {tool.needs[0].replace('=', ' ')}"
    return ""


def _java(words: tuple[str, ...]) -> Audit | None:
    """Dependency-Check as a goal of Maven or a task of Gradle; it fails only from a score that is set."""
    goals = [word.lower() for word in words[1:]]
    goal = any(
        (
            ("dependency-check" in word)
            and word.endswith((":check", ":aggregate"))
            and not word.startswith("-")
        )
        or word.rpartition(":")[2] in ("dependencycheckanalyze", "dependencycheckaggregate")
        for word in goals
    )
    if not goal:
        return None
    is_set = any(
        word.lower().startswith(("-dfailbuildoncvss=", "-dfailbuildonanyvulnerability=true"))
        for word in words
    )
    return Audit("Dependency-Check", (JAVA,), "" if is_set else f"no {_CVSS}", "" if is_set else _CVSS)
