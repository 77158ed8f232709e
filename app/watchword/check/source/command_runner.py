"""What stands before the command that is really run: `sudo`, `bundle exec`, `npx`, `docker run` and their
like."""

from __future__ import annotations

import re

_ASSIGNMENT = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\+?=")
# Runners, the longest first; what follows is a command of its own. `True`: options of theirs may take a
# value.
_RUNNERS: tuple[tuple[str, ...], ...] = (
    *(("uv", "tool", "run"), ("pnpm", "--silent", "dlx"), ("go", "tool"), ("go", "run"), ("bundle", "exec")),
    *(("poetry", "run"), ("pipenv", "run"), ("pdm", "run"), ("uv", "run"), ("pipx", "run"), ("rye", "run")),
    *(("pnpm", "dlx"), ("pnpm", "exec"), ("yarn", "dlx"), ("yarn", "exec"), ("npm", "exec"), ("bun", "x")),
    *(("mise", "exec"), ("mise", "x"), ("asdf", "exec"), ("direnv", "exec"), ("rbenv", "exec"), ("dotenv",)),
    *(("composer", "exec"), ("hatch", "run"), ("conda", "run"), ("devbox", "run"), ("nix", "develop")),
    *(("sudo",), ("env",), ("time",), ("nice",), ("exec",), ("command",), ("npx",), ("bunx",), ("uvx",)),
    *(("timeout",), ("retry",), ("xvfb-run",), ("nohup",), ("stdbuf",), ("xargs",), ("travis_retry",)),
    *(("python", "-m"), ("python3", "-m"), ("py", "-m"), ("docker", "compose"), ("docker-compose",)),
    *(("docker", "run"), ("docker", "exec"), ("podman", "run"), ("podman", "exec"), ("winpty",)),
    *(("ruby", "-S"), ("builtin",), ("unbuffer",), ("travis_wait",), ("php",), ("ruby",), ("bash",), ("sh",)),
)
# Options of runners that take a value.
_VALUED = frozenset(
    (
        *("-p", "--package", "--with", "-u", "--from", "--python", "-n", "-s", "-k", "--group", "--extra"),
        *("-C", "--directory", "--project", "-P", "-I", "-w", "--env-file", "--max-attempts", "-f", "-e"),
        "--filter",
    )
)
_CONTAINERS = ("docker", "docker-compose", "podman")
_IMAGES = {
    "trivy": "trivy",
    "osv-scanner": "osv-scanner",
    "grype": "grype",
    "snyk": "snyk",
    "dependency-check": "dependency-check",
    "local-php-security-checker": "local-php-security-checker",
}
LIMIT = 8  # runners before one command


def nested_script(words: tuple[str, ...]) -> str:
    """Return the text that `bash -c TEXT` and its like run as a script; empty without."""
    for place, word in enumerate(words[:-1]):
        if word in ("-c", "-lc", "-ec", "-exc", "-euc", "-elc") and words[place - 1].rpartition("/")[2] in (
            "bash",
            "sh",
            "zsh",
            "dash",
        ):
            return words[place + 1]
    for option in ("--command", "--run"):
        if words[0] in ("nix", "nix-shell") and option in words[:-1]:
            return words[words.index(option) + 1]
    return ""


def own_command(words: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """Return the path of the program that is really run, as written, and the command's words.

    The first word loses its folder, `.exe` and `@version`; both are empty where nothing is run.
    """
    path = ""
    for _ in range(LIMIT):
        at = 0
        while at < len(words) and _ASSIGNMENT.match(words[at]):
            at += 1
        words = words[at:]
        if not words:
            return "", ()
        path = words[0]
        words = (_bare(path), *words[1:])
        shorter = _without_runner(words)
        if shorter is None:
            break
        words = shorter
    return path, words


def _bare(word: str) -> str:
    name = word.replace("\\", "/").rpartition("/")[2] or word
    name = name.partition("@")[0] or name
    for suffix in (".exe", ".cmd", ".bat", ".phar"):
        name = name.removesuffix(suffix)
    return re.sub(r"^python3?\.\d+$", "python3", name)


def _without_runner(words: tuple[str, ...]) -> tuple[str, ...] | None:
    if words[0] in _CONTAINERS:
        return _in_container(words)
    for runner in _RUNNERS:
        if words[: len(runner)] == runner:
            rest = _past_options(words[len(runner) :], runner)
            return rest or None
    return None


def _past_options(words: tuple[str, ...], runner: tuple[str, ...]) -> tuple[str, ...]:
    """Step over the options of a runner; one that takes a value is known by name."""
    at = 0
    while at < len(words) and (words[at].startswith("-") or _ASSIGNMENT.match(words[at])):
        if words[at] == "--":
            at += 1
            break
        at += (
            2 if words[at] in _VALUED and runner[0] not in ("exec", "python", "python3", "bash", "sh") else 1
        )
    if runner[0] in ("timeout", "travis_wait", "retry", "direnv") and at < len(words):
        # the number of seconds or tries, or a folder
        at += 1 if words[at][:1].isdigit() or runner[0] == "direnv" else 0
        at += 1 if words[at : at + 1] == ("--",) else 0
    return words[at:]


def _in_container(words: tuple[str, ...]) -> tuple[str, ...] | None:
    """Return the command that runs in a container: that of a known scanner's image, else any known from there
    on."""
    if not {"run", "exec"} & set(words[1:5]):
        return None
    start = min(words.index(word) for word in ("run", "exec") if word in words)
    for place, word in enumerate(words[start + 1 :], start=start + 1):
        if word.startswith("-"):
            continue
        image = word.rpartition("/")[2].partition(":")[0].partition("@")[0]
        is_image = (
            "/" in word and image in _IMAGES and ".." not in word and not words[place - 1].startswith("-v")
        )
        if is_image and words[place + 1 : place + 2]:
            return (_IMAGES[image], *words[place + 1 :])
        if is_image:
            return (_IMAGES[image],)
        if word in _STARTS:
            return words[place:]
    return None


_STARTS = frozenset(
    (
        *("bundle", "bundle-audit", "bundler-audit", "bin/bundler-audit", "bin/rake", "rake", "npm"),
        *("yarn", "pnpm", "npx", "pip-audit", "safety", "poetry", "pipenv", "uv", "govulncheck", "cargo"),
        *("composer", "mix", "make", "osv-scanner", "trivy", "grype", "snyk", "bash", "sh", "tox", "nox"),
        *("bin/ci", "./bin/ci", "python", "go"),
    )
)
