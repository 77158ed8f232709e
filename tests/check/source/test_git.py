"""What git tells of a tree: from real repositories of every form, running nothing that they configure."""

from __future__ import annotations

import asyncio
import os
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from watchword.check.host import Host
from watchword.check.source.facts import History
from watchword.check.source.git import first_change, read_history
from watchword.check.subject import Tree

pytestmark = pytest.mark.real
NEW_YEAR = 1_735_689_600  # 1 January 2025, in seconds


class Repository:
    """A repository in a folder, made with the real git."""

    def __init__(self, git: str, folder: Path) -> None:
        self.git, self.folder, self.day = git, folder, 0
        folder.mkdir(parents=True, exist_ok=True)
        self.run("init", "-q", "-b", "main")

    def run(self, *argv: str, folder: Path | None = None) -> str:
        when = f"{NEW_YEAR + self.day * 86400} +0000"
        names = {"GIT_AUTHOR_NAME": "Sample", "GIT_AUTHOR_EMAIL": "sample@example.org"}
        names |= {"GIT_COMMITTER_NAME": "Sample", "GIT_COMMITTER_EMAIL": "sample@example.org"}
        done = subprocess.run(
            [self.git, "-c", "protocol.file.allow=always", *argv],
            cwd=folder or self.folder,
            env={**os.environ, **names, "GIT_AUTHOR_DATE": when, "GIT_COMMITTER_DATE": when},
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout

    def commit(self, path: str, text: str, day: int) -> None:
        self.day = day
        (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / path).write_text(text)
        self.run("add", "-A")
        self.run("commit", "-q", "-m", "a change")


@pytest.fixture
def repository(tool: Callable[[str], str], tmp_path: Path) -> Repository:
    made = Repository(tool("git"), tmp_path / "shop")
    made.commit("a.rb", "one\n", 0)
    made.commit("config/b.rb", "config.force_ssl = true\n", 10)
    made.commit("a.rb", "two\n", 20)
    return made


def history(tree: Path, host: Host | None = None) -> History:
    return asyncio.run(read_history(host or Host(), Tree(tree)))


def day(number: int) -> datetime:
    return datetime.fromtimestamp(NEW_YEAR + number * 86400, UTC)


def test_commits_are_counted_and_dated(repository: Repository) -> None:
    assert history(repository.folder) == History(3, day(0), day(20))


def test_a_part_of_a_repository_has_the_history_of_all(repository: Repository) -> None:
    assert history(repository.folder / "config").commits == 3


def test_packed_references_and_objects_are_read(repository: Repository) -> None:
    repository.run("gc", "-q")
    assert history(repository.folder).commits == 3


def test_a_shallow_clone_says_so(repository: Repository, tmp_path: Path) -> None:
    repository.run("clone", "-q", "--depth", "1", f"file://{repository.folder}", str(tmp_path / "clone"))
    found = history(tmp_path / "clone")
    assert (found.commits, found.is_shallow) == (1, True)


def test_a_work_tree_of_its_own_is_followed_to_its_repository(repository: Repository, tmp_path: Path) -> None:
    repository.run("worktree", "add", "-q", str(tmp_path / "other"), "-b", "other")
    assert history(tmp_path / "other").commits == 3


def test_a_submodule_has_its_own_history(
    repository: Repository, tool: Callable[[str], str], tmp_path: Path
) -> None:
    inner = Repository(tool("git"), tmp_path / "inner")
    inner.commit("x.rb", "x\n", 5)
    repository.run("submodule", "-q", "add", str(inner.folder), "inner")
    assert history(repository.folder / "inner") == History(1, day(5), day(5))


def test_when_a_setting_came_in_is_found(repository: Repository) -> None:
    tree = Tree(repository.folder)
    assert asyncio.run(first_change(Host(), tree, "force_ssl = true", ["config"])) == day(10)
    assert asyncio.run(first_change(Host(), tree, "never said", ["config"])) is None


@pytest.mark.parametrize("what", ["no repository", "no commit", "a link elsewhere", "nonsense"])
def test_what_is_in_the_way_is_said(tool: Callable[[str], str], tmp_path: Path, what: str) -> None:
    folder = tmp_path / "shop"
    folder.mkdir()
    if what == "no commit":
        Repository(tool("git"), folder)
    if what == "a link elsewhere":
        (folder / ".git").write_text("gitdir: //host/share\n")
    if what == "nonsense":
        (folder / ".git").write_bytes(b"\xff" * 100)
    found = history(folder)
    assert found.commits == 0
    assert found.reason


def test_objects_that_are_borrowed_are_refused(repository: Repository, tmp_path: Path) -> None:
    repository.run("clone", "-q", "--shared", str(repository.folder), str(tmp_path / "clone"))
    assert "borrows" in history(tmp_path / "clone").reason


def test_nothing_that_a_repository_configures_is_run(repository: Repository, tmp_path: Path) -> None:
    canary = tmp_path / "canary"
    trap = tmp_path / "trap"
    trap.write_text(f"#!/bin/sh\necho run >> {canary}\n")
    trap.chmod(0o755)
    for name in ("post-checkout", "pre-commit", "reference-transaction", "fsmonitor-watchman"):
        hook = repository.folder / ".git" / "hooks" / name
        hook.parent.mkdir(exist_ok=True)
        hook.write_text(trap.read_text())
        hook.chmod(0o755)
    (repository.folder / ".gitattributes").write_text("* diff=trap filter=trap\n")
    with (repository.folder / ".git" / "config").open("a") as config:
        config.write(
            f"[core]\n\tfsmonitor = {trap}\n\tpager = {trap}\n\tsshCommand = {trap}\n\thooksPath = hooks\n"
            f'[diff "trap"]\n\ttextconv = {trap}\n\tcommand = {trap}\n[filter "trap"]\n\tclean = {trap}\n'
            f"\tsmudge = {trap}\n[gpg]\n\tprogram = {trap}\n[log]\n\tshowSignature = true\n"
            f"[alias]\n\tlog = !{trap}\n"
        )
    assert history(repository.folder).commits == 3
    tree = Tree(repository.folder)
    assert asyncio.run(first_change(Host(), tree, "force_ssl = true", ["config"])) == day(10)
    assert not canary.exists()


def test_settings_of_the_person_are_not_asked_either(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home, canary = tmp_path / "home", tmp_path / "canary"
    home.mkdir()
    (home / ".gitconfig").write_text(f"[core]\n\tfsmonitor = touch {canary}\n\tpager = touch {canary}\n")
    monkeypatch.setenv("HOME", str(home))
    host = Host(environment={**os.environ, "HOME": str(home)})
    assert history(repository.folder, host).commits == 3
    assert not canary.exists()
