"""A checklist as it was at a revision of a real git repository, or in another folder."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from watchword.checklist.earlier import find_earlier
from watchword.checklist.load import load
from watchword.errors import ChecklistError

SMALL = Path(__file__).parents[1] / "fixtures" / "small"
ME = ("-c", "user.name=Somebody", "-c", "user.email=somebody@example.org", "-c", "commit.gpgsign=false")


def git(folder: Path, *argv: str) -> None:
    subprocess.run(["git", *ME, "-C", str(folder), *argv], check=True, capture_output=True)


@pytest.fixture
def guide(tmp_path: Path) -> Path:
    """A checklist two folders deep in a repository, changed since it was committed."""
    root = tmp_path / "repository"
    folder = Path(shutil.copytree(SMALL, root / "docs" / "guide"))
    git(root, "init", "-q")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "First")
    path = folder / "checklist.toml"
    path.write_text(
        path.read_text("utf-8").replace('title = "Small guide"', 'title = "Grown guide"'), "utf-8"
    )
    return folder


@pytest.mark.real
def test_git_tells_what_the_folder_held_then(guide: Path) -> None:
    assert (load(find_earlier("HEAD", guide)).title, load(guide).title) == ("Small guide", "Grown guide")


@pytest.mark.real
def test_a_revision_that_git_does_not_know_is_named(guide: Path) -> None:
    with pytest.raises(ChecklistError) as told:
        find_earlier("published", guide)
    assert "'published'" in told.value.title
    assert "git says" in told.value.detail


@pytest.mark.real
def test_a_folder_outside_of_any_repository_has_no_revision(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(SMALL, tmp_path / "guide"))
    with pytest.raises(ChecklistError, match="no earlier checklist 'HEAD'"):
        find_earlier("HEAD", folder)


@pytest.mark.parametrize("named", ["--output=x", "-h", "a b", "HEAD:other"])
def test_what_could_be_an_option_is_never_given_to_git(tmp_path: Path, named: str) -> None:
    with pytest.raises(ChecklistError, match="no earlier checklist"):
        find_earlier(named, tmp_path)


@pytest.mark.real
def test_a_revision_before_there_was_a_checklist_is_told_apart(tmp_path: Path) -> None:
    folder = tmp_path / "repository"
    folder.mkdir()
    (folder / "README").write_text("Nothing yet.\n")
    git(folder, "init", "-q")
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "First")
    shutil.copytree(SMALL, folder, dirs_exist_ok=True)
    with pytest.raises(ChecklistError) as told:
        find_earlier("HEAD", folder)
    assert "no checklist.toml" in told.value.detail


def test_another_folder_is_taken_as_it_is(tmp_path: Path) -> None:
    assert load(find_earlier(str(SMALL), tmp_path)).id == "small"


def test_a_folder_without_a_checklist_is_named(tmp_path: Path) -> None:
    with pytest.raises(ChecklistError, match="no checklist in this folder"):
        find_earlier(str(tmp_path), tmp_path)
