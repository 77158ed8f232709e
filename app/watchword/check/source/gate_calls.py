"""Which gates of a tree a command calls: `make audit`, `npm run audit`, `bin/ci`, `tox -e audit`."""

from __future__ import annotations

from collections.abc import Iterator

from watchword.check.source.audit_tools import value_of

_PACKAGE_MANAGERS = ("npm", "pnpm", "yarn", "bun")
_OWN_WORDS = frozenset(
    (
        "ci",
        "install",
        "i",
        "add",
        "audit",
        "exec",
        "x",
        "dlx",
        "publish",
        "pack",
        "config",
        "cache",
        "set",
        "why",
    )
)
_VALUED = {"-C", "-f", "--file", "--directory", "-j", "-o", "-W", "-I", "--rakefile", "--justfile", "-d"}
_FOLDERS = (
    "bin/",
    "script/",
    "scripts/",
    "ci/",
    ".ci/",
    "tool/",
    "tools/",
    "build/",
    ".github/",
    ".buildkite/",
)


def gates_called(path: str, words: tuple[str, ...]) -> Iterator[str]:
    """Yield the gates that a command calls, its runners taken away; `path` is the program as written."""
    if not words:
        return
    name, rest = words[0], words[1:]
    written = path.removeprefix("./")
    if written.startswith(_FOLDERS) or written in ("bin/ci", "bin/rake"):
        yield f"file:{written}"
    if name in ("make", "gmake", "just"):
        yield from (f"{name.removeprefix('g')}:{target}" for target in _targets(rest) or [""])
    elif name == "rake":
        yield from (f"rake:{target}" for target in _targets(rest) or [""])
    elif name in _PACKAGE_MANAGERS:
        yield from _script(name, rest)
    elif name == "pre-commit" and rest[:1] == ("run",) and not _targets(rest[1:]):
        yield "pre-commit:*"
    elif name == "lefthook" and rest[:1] == ("run",):
        yield from (f"lefthook:{target}" for target in _targets(rest[1:])[:1])
    elif name == "tox":
        environments = value_of(rest, "-e") or value_of(rest, "--env")
        yield from (f"tox:{one}" for one in environments.split(",")) if environments else ["tox:*"]
    elif name == "nox":
        sessions = value_of(rest, "-s") or value_of(rest, "--session") or value_of(rest, "--sessions")
        yield f"nox:{sessions}" if sessions else "nox:"


def _targets(words: tuple[str, ...]) -> list[str]:
    """Return the plain words that are no options, no values of options and no assignments."""
    found, skip = [], False
    for word in words:
        if skip:
            skip = False
        elif word in _VALUED:
            skip = True
        elif not word.startswith(("-", "+")) and "=" not in word:
            found.append(word)
    return found


def _script(name: str, rest: tuple[str, ...]) -> Iterator[str]:
    plain = [word for word in rest if not word.startswith("-")]
    if plain[:1] in (["run"], ["run-script"]):
        plain = plain[1:]
    elif name == "npm" and plain[:1] not in (["test"], ["t"], ["start"]):
        return
    if plain and (plain[0] not in _OWN_WORDS or rest[:1] in (("run",), ("run-script",))):
        yield f"npm:{'test' if plain[0] == 't' else plain[0]}"
