"""46 sites of a real nginx, looked at by the real checks: every verdict is the one that the rules ask for."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from support.site_cases import SITES, VERDICTS, Site
from support.site_lab import lonely

pytestmark = pytest.mark.real
TESTS = Path(__file__).parents[2]
SECONDS = 60
USUAL_PORTS = [80, 443]


@pytest.fixture(scope="module")
def lab(tool: Callable[[str], str]) -> dict[str, Any]:
    """Look at all sites once, with nginx in a network of its own, else on free ports of this one."""
    tool("nginx")
    before = lonely()
    return run([*before, sys.executable] if before else [sys.executable], "usual" if before else "free")


def run(command: list[str], ports: str, *names: str) -> dict[str, Any]:
    """Run the lab in a process of its own and return what it found."""
    done = subprocess.run(
        [*command, "-W", "error", TESTS / "support" / "site_verdicts.py", ports, *names],
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(TESTS), str(TESTS.parent / "app")])},
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_there_are_46_sites_each_with_a_name_of_its_own() -> None:
    assert len({site.name for site in SITES}) == len(SITES) == 46


@pytest.mark.parametrize("verdict", VERDICTS)
@pytest.mark.parametrize("site", SITES, ids=lambda site: site.name)
def test_a_site_gets_the_verdict_of_the_rules(lab: dict[str, Any], site: Site, verdict: str) -> None:
    found = lab["sites"][site.name]
    assert found[verdict] == site.expected[VERDICTS.index(verdict)], "\n".join(found["said"][verdict])


def test_where_a_network_of_its_own_can_be_had_the_usual_ports_are_used(lab: dict[str, Any]) -> None:
    assert (lab["ports"] == USUAL_PORTS) == (lonely() is not None)


def test_without_a_network_of_its_own_the_same_verdicts_come_from_other_ports(
    tool: Callable[[str], str],
) -> None:
    tool("nginx")
    names = ("good", "redir307", "httponly", "httpsonly", "wronghost", "downgrade", "api403")
    found = run([sys.executable], "free", *names)
    assert found["ports"] != USUAL_PORTS
    for site in SITES:
        if site.name in names:
            assert tuple(found["sites"][site.name][verdict] for verdict in VERDICTS) == site.expected


def test_the_worst_case_of_each_verdict_says_what_was_seen(lab: dict[str, Any]) -> None:
    said = {
        name: "\n".join(line for lines in one["said"].values() for line in lines)
        for name, one in lab["sites"].items()
    }
    for name, words in {
        "formactionhttp": "a form sends a password to http://formactionhttp.lab.test/enter",
        "cookieonredirectsec": "sets sessionid=8f14\u2026; Secure; HttpOnly over plain HTTP",
        "wronghost": "it is for other names (for elsewhere.lab.test",
        "untrusted": "nobody this machine trusts issued it",
        "prcss": "srcset //cdn.lab.test/b.png",
        "mixed": "script src loads http://static.mixed.lab.test/app.js",
        "deeppath": "GET http://deeppath.lab.test/login: 200",
        "hstsdup": "2 Strict-Transport-Security headers",
    }.items():
        assert words in said[name]


def test_no_value_of_a_cookie_is_told_anywhere(lab: dict[str, Any]) -> None:
    assert "8f14e45fceea167a" not in json.dumps(lab)
    assert "8f14e45" not in json.dumps(lab)
