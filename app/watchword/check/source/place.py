"""What a path tells of a file: tests and fixtures, what others wrote, what a machine wrote.

Names follow what the languages' own tools make and what linguist and gitleaks leave out.
"""

from __future__ import annotations

import re

_TEST = re.compile(
    r"(^|/)(tests?|specs?|features|fixtures?|__tests__|__mocks__|mocks?|testdata|test-data|cypress|e2e|samples?|"
    r"examples?|demos?|benchmarks?|bench)/"
    r"|(^|/)(test_[^/]*|tests?\.py|conftest\.py|[^/]*_(test|spec)\.[a-z]+|[^/]*\.(test|spec|stories|cy)\.[a-z]+|[^/]*Tests?\.java)$"
)
# Folders that are not walked: what others wrote, what was built, what belongs to tools.
SKIPPED_FOLDERS = frozenset(
    (
        *(".git", ".hg", ".svn", ".bzr", "node_modules", "bower_components", "jspm_packages", "vendor"),
        *("third_party", "third-party", ".venv", "venv", "virtualenv", "site-packages", "__pycache__"),
        *(".tox", ".nox", ".mypy_cache", ".pytest_cache", ".ruff_cache", ".gradle", ".terraform"),
        *(".bundle", ".yarn", ".pnpm-store", ".next", ".nuxt", ".svelte-kit", ".parcel-cache", ".cache"),
        *(".eggs", "Pods", "Carthage", "DerivedData", "coverage", "htmlcov", ".nyc_output", "bazel-bin"),
        "bazel-out",
    )
)
# Built output; a source folder may bear these names, so only where what built it stands beside it.
_MADE = re.compile(
    r"(\.|-)min\.(js|css|mjs)$|\.bundle\.(js|css)$|\.(map|lock)$|(^|/)(dist|build|out|public/(assets|packs))/.*\.(js|css|mjs)$"
    r"|\.pb\.go$|_pb2(_grpc)?\.py$|\.g\.(dart|cs)$"
)


def is_test(path: str) -> bool:
    """Whether a path, relative with slashes, is that of a test, a fixture or an example."""
    return bool(_TEST.search(path))


def is_made(path: str) -> bool:
    """Whether a file was made by a tool: minified, bundled, generated."""
    return bool(_MADE.search(path))
