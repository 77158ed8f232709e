"""Trees made to hurt: each ends in facts with reasons, inside limits of time and memory, running nothing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="measures memory as Linux tells it")

SECONDS, MEBIBYTES = 40.0, 500  # for a whole reading by all rules, imports of all parsers included
READ = """
import asyncio, json, resource, sys
from pathlib import Path
from watchword.check.finding import Outcome
from watchword.check.host import Host
from watchword.check.registry import BUNDLED, about
from watchword.check.runner import Ask, stream
from watchword.check.subject import Tree

async def main():
    tree = Tree(Path(sys.argv[1]))
    asks = [Ask(name, subject=tree) for name in BUNDLED if about(name) == "tree"]
    found = {}
    async for _, finding in stream(asks, Host()):
        rows = [one.source + ": " + one.fact for one in finding.evidence]
        found[finding.check] = [finding.outcome, finding.summary, rows]
    return found

found = asyncio.run(main())
used = [resource.getrusage(who).ru_maxrss / 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
print(json.dumps([found, max(used)]))
"""


def look(tree: Path) -> dict[str, Any]:
    """Look at a tree with every check in a process of its own; stays within the limits."""
    begun = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", READ, str(tree)],
        capture_output=True,
        text=True,
        check=True,
        timeout=2 * SECONDS,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    found, used = json.loads(done.stdout)
    assert time.monotonic() - begun < SECONDS
    assert used < MEBIBYTES
    assert len(found) == 7
    return dict(found)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    folder = tmp_path / "shop"
    folder.mkdir()
    (folder / "views.py").write_text("logger.info(password)\n")
    return folder


def is_still_seen(found: dict[str, Any]) -> bool:
    """Whether the one honest mistake of the tree was found beside all that is hostile."""
    return bool(found["source-logged-passwords"][0] == "fail")


def test_loops_of_links_and_pipes_are_left_alone(tree: Path) -> None:
    (tree / "loop").symlink_to(tree)
    (tree / "app.py").symlink_to("app.py")
    os.mkfifo(tree / "pipe.py")
    os.mkfifo(tree / "SECURITY.md")
    assert is_still_seen(look(tree))


def test_a_line_of_a_gibibyte_is_read_at_its_beginning_and_named(tree: Path) -> None:
    with (tree / "long.js").open("wb") as file:
        file.write(b"var password = '")
        file.truncate(1 << 30)
    with (tree / "dense.rb").open("wb") as file:
        for _ in range(64):
            file.write(b"password = params[:password]; " * 35_000)
    found = look(tree)
    assert is_still_seen(found)
    assert any("longer than 1,024 KiB" in line for line in found["source-logged-passwords"][2])


def test_deep_nesting_of_folders_and_of_code_ends(tree: Path) -> None:
    deep = tree
    for _ in range(300):
        deep = deep / "d"
    deep.mkdir(parents=True)
    for name, opening in (("a.py", "(" * 90_000), ("b.js", "[" * 200_000), ("c.rb", "{" * 200_000)):
        (tree / name).write_text(f"password = {opening}")
    (tree / "d.json").write_text('{"password": ' + "[" * 100_000)
    found = look(tree)
    assert is_still_seen(found)
    assert any("more than 64 folders deep" in line for line in found["source-logged-passwords"][2])


def test_hostile_yaml_ends(tree: Path) -> None:
    folder = tree / ".github" / "workflows"
    folder.mkdir(parents=True)
    rows = ["a: &a [password]", *(f"b{n}: &b{n} [*{'a' if not n else f'b{n - 1}'}, *a]" for n in range(5000))]
    (folder / "bomb.yml").write_text("\n".join(rows))
    (folder / "deep.yml").write_text("[" * 500_000)
    (folder / "tags.yml").write_text("on: !!python/object/apply:os.system ['touch /tmp/canary-yaml']\n" * 100)
    (tree / "requirements.txt").write_text("flask==3.0.0\n")
    (tree / "config.yml").write_text("password: &a [*a]\n" + "x: {" * 20_000)
    found = look(tree)
    assert is_still_seen(found)
    assert found["source-security-alerts"][0] in ("fail", "unknown")
    assert not Path("/tmp/canary-yaml").exists()


def test_patterns_are_not_led_into_long_searches(tree: Path) -> None:
    hostile = {
        "a.html": '<a href="' + "//" * 300_000,
        "b.css": "url(" * 200_000,
        "c.js": "src=src=" * 100_000 + '"//x',
        "d.rb": 'password "' + "#{" * 200_000,
        "e.php": "<?php $password = '" + "\\'" * 300_000,
        "f.sql": "password varchar(" + "(" * 300_000,
        "SECURITY.md": "report security " * 40_000 + "@" * 100_000,
        "nginx.conf": "server {" * 80_000,
    }
    for name, text in hostile.items():
        (tree / name).write_text(text)
    assert is_still_seen(look(tree))


def test_binary_files_and_odd_names_are_no_obstacle(tree: Path) -> None:
    (tree / "data.py").write_bytes(b"password\x00" * 1000)
    (tree / "wide.py").write_bytes("logger.info(password)".encode("utf-16"))
    with open(os.fsencode(tree) + b"/caf\xe9-password.py", "w") as file:
        file.write("logger.info(password)\n")
    (tree / "line\nfeed \x1b[31m.py").write_text("logger.info(password)\n")
    found = look(tree)
    said = json.dumps(found)
    assert is_still_seen(found)
    assert "\\u001b" not in said


@pytest.mark.skipif(
    os.geteuid() == 0 and not Path("/usr/bin/setpriv").exists(), reason="root may read everything"
)
def test_what_may_not_be_read_is_named(tree: Path) -> None:
    (tree / "closed.py").write_text("logger.info(password)\n")
    (tree / "closed.py").chmod(0)
    (tree / "shut").mkdir(mode=0)
    script = "import asyncio, json, sys\n" + (
        "from pathlib import Path\nfrom watchword.check.host import Host\n"
        "from watchword.check.source.reading import read_facts\nfrom watchword.check.subject import Tree\n"
        "facts = asyncio.run(read_facts(Host(), Tree(Path(sys.argv[1]))))\n"
        "print(json.dumps([[one.path, one.reason] for one in facts.unread]))\n"
    )
    without = "-dac_override,-dac_read_search"  # what lets root read everything
    alone = ["setpriv", f"--bounding-set={without}", f"--inh-caps={without}"] if os.geteuid() == 0 else []
    done = subprocess.run(
        [*alone, sys.executable, "-c", script, str(tree)],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert json.loads(done.stdout) == [
        ["closed.py", "It may not be read by this account."],
        ["shut/", "It may not be read by this account."],
    ]


def test_nothing_of_the_tree_is_imported_or_run(tree: Path) -> None:
    trap = "open({!r}, 'w').write('run')\n"
    canary = tree / "canary"
    for name in (
        "conftest.py",
        "setup.py",
        "sitecustomize.py",
        "watchword.py",
        "yaml.py",
        "json.py",
        "noxfile.py",
    ):
        (tree / name).write_text(trap.format(str(canary)))
    (tree / "Makefile").write_text(f"all:\n\ttouch {canary}\n")
    (tree / "package.json").write_text(json.dumps({"scripts": {"preinstall": f"touch {canary}"}}))
    assert is_still_seen(look(tree))
    assert not canary.exists()
