"""What git tells of a tree, asked without running anything that the tree or the person configures.

A repository's settings may name programs: hooks, monitors, filters, pagers, signers, transports. So git is
never pointed at the repository. It is given an empty one made for the occasion, with settings of ours, the
commit that the tree is at, and the place of the tree's objects; the home folder that git sees is empty, too.
Nothing is fetched: the empty repository knows no other one to fetch from.
"""

from __future__ import annotations

import asyncio
import contextlib
import copy
import tempfile
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from watchword.check.host import Host, HostError, ToolMissing
from watchword.check.source.facts import History
from watchword.check.source.repository import Repository, find
from watchword.check.subject import Tree

GIT_SECONDS = 15.0
"""How long git may take for one question about a long history."""

_NO_ANSWER = "git could not read the history."
# What else of the machine's settings could start something or change an answer.
_ALWAYS = (
    *("--no-pager", "--no-replace-objects", "--no-optional-locks", "--literal-pathspecs", "-c"),
    *("core.hooksPath=/dev/null", "-c", "core.fsmonitor=false", "-c", "core.attributesFile=/dev/null"),
    *("-c", "log.showSignature=false", "-c", "protocol.allow=never"),
)
_PLAIN = ("--no-textconv", "--no-ext-diff", "--no-show-signature", "--no-renames", "--no-notes", "--no-color")


class _Ask(Protocol):
    async def __call__(self, *argv: str) -> str:
        """Return what git prints; raises `HostError` when it fails."""


async def read_history(host: Host, tree: Tree) -> History:
    """Return how many commits led to what the tree holds, and when; of a part of a repository, those of all.

    Never raises but on cancellation: what is in the way is the `reason`.
    """
    try:
        repository = find(host, tree.path)
        async with _stand_in(host, repository) as ask:
            answers = await asyncio.gather(
                ask("rev-list", "--count", "HEAD"),
                ask("rev-list", "--timestamp", "--max-count=1", "HEAD"),
                ask("rev-list", "--timestamp", "--max-parents=0", "HEAD"),
                return_exceptions=True,  # the empty repository stays until the last of them is back
            )
        number, last, roots = (_sure(answer) for answer in answers)
        commits = int(number)
    except HostError as error:
        return History(reason=error.reason)
    except (OSError, ValueError):
        return History(reason=_NO_ANSWER)
    first = min(filter(None, map(_time, roots.splitlines())), default=None)
    return History(commits, first, _time(last), bool(repository.shallow))


async def first_change(host: Host, tree: Tree, needle: str, paths: Sequence[str]) -> datetime | None:
    """Return when a commit first changed how often `needle` stands in these paths, relative to the tree.

    `None` where none did, and where git cannot tell. `needle` is code, never a secret: other people of the
    machine can see what commands are given.
    """
    if not needle or not paths or "\0" in needle:
        return None
    try:
        repository = find(host, tree.path)
        places = [f"{repository.prefix}/{path}".lstrip("/") for path in paths]
        async with _stand_in(host, repository) as ask:
            said = await ask(
                "log", "--reverse", "--format=%ct", *_PLAIN, f"-S{needle}", "HEAD", "--", *places
            )
    except (HostError, OSError, ValueError):
        return None
    return _time(said.partition("\n")[0])


@contextlib.asynccontextmanager
async def _stand_in(host: Host, repository: Repository) -> AsyncIterator[_Ask]:
    """Give a way to ask git about a repository through an empty one that stands for it."""
    await _refuse_pretence(host)
    with tempfile.TemporaryDirectory(prefix="watchword-", ignore_cleanup_errors=True) as made:
        folder, home = Path(made, "git"), Path(made, "home")
        home.mkdir()
        _write(folder, host.locate(repository.objects), repository)
        alone = copy.copy(host)
        places = {name: str(home) for name in ("HOME", "USERPROFILE", "XDG_CONFIG_HOME")}
        alone.environment = {**host.environment, **places}

        async def ask(*argv: str) -> str:
            ran = await alone.run(["git", f"--git-dir={folder}", *_ALWAYS, *argv], seconds=GIT_SECONDS)
            if ran.code:
                raise HostError(_NO_ANSWER)
            return ran.out

        yield ask


async def _refuse_pretence(host: Host) -> None:
    """Raise `ToolMissing` where there is no git. On macOS `/usr/bin/git` may be a stand-in that offers to
    install the real one in a window, so it is only started where the developer tools are there."""
    host.find_tool("git")
    if host.platform == "macos":
        tools = (await host.run(["xcode-select", "-p"])).out.strip()
        if not tools or not host.exists(Path(tools) / "usr" / "bin" / "git"):
            raise ToolMissing("The command git is not installed.")


def _write(folder: Path, objects: Path, repository: Repository) -> None:
    """Write the empty repository. `gitrepository-layout(5)` says what one has to hold."""
    for name in ("objects/info", "refs"):
        (folder / name).mkdir(parents=True)
    settings = "[core]\n\tbare = true\n\trepositoryFormatVersion = 1\n"
    if len(repository.commit) > 40:
        settings += "[extensions]\n\tobjectFormat = sha256\n"
    (folder / "config").write_text(settings, "utf-8")
    (folder / "HEAD").write_text(f"{repository.commit}\n", "ascii")
    (folder / "objects/info/alternates").write_bytes(bytes(objects) + b"\n")
    if repository.shallow:
        (folder / "shallow").write_text("".join(f"{one}\n" for one in repository.shallow), "ascii")


def _sure(answer: str | BaseException) -> str:
    if isinstance(answer, BaseException):
        raise answer
    return answer


def _time(line: str) -> datetime | None:
    """Return the time that a line begins with, in seconds since 1970."""
    try:
        return datetime.fromtimestamp(int(line.split()[0]), UTC)
    except (IndexError, ValueError, OverflowError, OSError):
        return None
