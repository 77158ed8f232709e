"""Which files pin the libraries of a tree, and of which ecosystem they are."""

from __future__ import annotations

import re

RUBY, JAVASCRIPT, PYTHON, GO, RUST = "Ruby", "JavaScript", "Python", "Go", "Rust"
PHP, ELIXIR, DOTNET, JAVA, IMPORTMAP = "PHP", "Elixir", ".NET", "Java", "importmap"
# The order in which they are named: Bundler Audit is the tool the guide names, so Ruby comes first.
ECOSYSTEMS = (RUBY, JAVASCRIPT, PYTHON, GO, RUST, PHP, ELIXIR, DOTNET, JAVA, IMPORTMAP)
ANY = ECOSYSTEMS[:-1]  # those that scanners for all languages read; none of them reads importmap.rb

_LOCKS = {
    "Gemfile.lock": RUBY,
    "gems.locked": RUBY,
    "package-lock.json": JAVASCRIPT,
    "npm-shrinkwrap.json": JAVASCRIPT,
    "yarn.lock": JAVASCRIPT,
    "pnpm-lock.yaml": JAVASCRIPT,
    "bun.lock": JAVASCRIPT,
    "bun.lockb": JAVASCRIPT,
    "poetry.lock": PYTHON,
    "uv.lock": PYTHON,
    "pdm.lock": PYTHON,
    "Pipfile.lock": PYTHON,
    "pylock.toml": PYTHON,
    "go.sum": GO,
    "Cargo.lock": RUST,
    "composer.lock": PHP,
    "mix.lock": ELIXIR,
    "packages.lock.json": DOTNET,
    "pom.xml": JAVA,
    "gradle.lockfile": JAVA,
}
_REQUIREMENTS = re.compile(
    r"(^|/)(requirements[^/]*\.txt|requirements/[^/]+\.txt|[^/]*[-_]requirements\.txt)$"
)
# What names libraries without pinning them; it matters only where a tree has no lock file at all.
_MANIFESTS = {
    "Gemfile": RUBY,
    "package.json": JAVASCRIPT,
    "pyproject.toml": PYTHON,
    "setup.py": PYTHON,
    "go.mod": GO,
    "Cargo.toml": RUST,
    "composer.json": PHP,
    "mix.exs": ELIXIR,
    "build.gradle": JAVA,
    "build.gradle.kts": JAVA,
}


def ecosystem_of(path: str) -> str:
    """Return the ecosystem a path is the lock file of; empty for other files."""
    name = path.rpartition("/")[2]
    if name in _LOCKS:
        return _LOCKS[name]
    if path.endswith("gemfiles/" + name) and name.endswith(".gemfile.lock"):
        return RUBY
    if path == "config/importmap.rb":
        return IMPORTMAP
    return PYTHON if name.endswith(".txt") and _REQUIREMENTS.search(path) else ""


def manifest_of(path: str) -> str:
    """Return the ecosystem whose libraries a file at the top of a tree names; empty for other files."""
    if "/" in path:
        return ""
    return _MANIFESTS.get(
        path, RUBY if path.endswith(".gemspec") else DOTNET if path.endswith("proj") else ""
    )
