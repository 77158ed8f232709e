"""What of a tree is looked at: its own regular files, within limits that are named where they cut."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from watchword.check.source.limits import Limits
from watchword.check.source.place import is_made, is_test
from watchword.check.source.walk import Walk

POSIX = pytest.mark.skipif(os.name == "nt", reason="links and pipes of POSIX")


def lay(root: Path, *paths: str) -> Path:
    for path in paths:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text("")
    return root


def seen(walk: Walk) -> list[str]:
    return [f"{folder}/{one.name}".lstrip("/") for folder, files in walk.folders() for one in files]


def test_files_come_by_name_and_the_deepest_last(tmp_path: Path) -> None:
    lay(tmp_path, "b.py", "a.py", "z/a.py", "c/d/e.py", "c/a.py")
    assert seen(Walk(str(tmp_path))) == ["a.py", "b.py", "c/a.py", "z/a.py", "c/d/e.py"]


def test_what_others_wrote_and_what_belongs_to_tools_is_not_entered(tmp_path: Path) -> None:
    lay(tmp_path, "app.js", "node_modules/a/b.js", "vendor/c.rb", ".venv/d.py", ".git/config", "x/.git/HEAD")
    assert seen(Walk(str(tmp_path))) == ["app.js"]


def test_a_repository_without_a_work_tree_and_a_git_file_are_left_alone(tmp_path: Path) -> None:
    lay(tmp_path, "a.py", "bare/HEAD", "bare/objects/x", "bare/refs/y", "sub/.git", "sub/b.py")
    assert seen(Walk(str(tmp_path))) == ["a.py", "sub/b.py"]


@POSIX
def test_links_and_pipes_are_counted_and_left_alone(tmp_path: Path) -> None:
    lay(tmp_path, "a.py")
    (tmp_path / "loop").symlink_to(tmp_path)
    (tmp_path / "b.py").symlink_to(tmp_path / "a.py")
    os.mkfifo(tmp_path / "pipe.py")
    walk = Walk(str(tmp_path))
    assert seen(walk) == ["a.py"]
    assert (walk.files, walk.links, walk.specials) == (1, 2, 1)


def test_the_limit_of_files_is_told_and_keeps_the_shallow_ones(tmp_path: Path) -> None:
    lay(tmp_path, *(f"d/{n}.py" for n in range(9)), "a.py", "b.py")
    walk = Walk(str(tmp_path), Limits(files=5))
    assert seen(walk)[:2] == ["a.py", "b.py"]
    assert walk.files == 5
    assert walk.left_out == ["After 5 files the rest was not looked at."]


def test_exactly_as_many_files_as_the_limit_leave_nothing_out(tmp_path: Path) -> None:
    lay(tmp_path, "a.py", "b.py")
    walk = Walk(str(tmp_path), Limits(files=2))
    assert len(seen(walk)) == 2
    assert walk.left_out == []


def test_the_limit_of_depth_is_told_with_a_folder(tmp_path: Path) -> None:
    lay(tmp_path, "a/b/c/d.py")
    walk = Walk(str(tmp_path), Limits(depth=2))
    assert seen(walk) == []
    assert walk.left_out == ["1 folder more than 2 folders deep not looked into: a/b/c."]


def test_a_root_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="none"):
        seen(Walk(str(tmp_path / "none")))


@pytest.mark.parametrize(
    "path",
    [
        "tests/a.py",
        "shop/tests.py",
        "app/spec/b.rb",
        "a_test.go",
        "b.spec.ts",
        "conftest.py",
        "demo/x.js",
        "UserTest.java",
    ],
)
def test_a_path_tells_a_test(path: str) -> None:
    assert is_test(path)


@pytest.mark.parametrize("path", ["app/contest.py", "latest/a.py", "src/attest.js", "app/specials.rb"])
def test_a_word_that_only_holds_one_is_none(path: str) -> None:
    assert not is_test(path)


@pytest.mark.parametrize("path", ["a.min.js", "dist/app.js", "public/assets/a.css", "api_pb2.py", "x.pb.go"])
def test_a_path_tells_what_a_tool_made(path: str) -> None:
    assert is_made(path)
    assert not is_made("src/app.js")
