"""A check of a team's own: the documented example, built, installed as a package, and run as any other."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import pytest

from cli.talk import APP, SMALL, environment
from support.sample_host import SampleHost
from watchword.check import registry
from watchword.check.check import Check
from watchword.check.finding import Outcome
from watchword.check.host import Refused
from watchword.checklist.lint import lint

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "tests" / "fixtures" / "plugin"
SOUND = ROOT / "tests" / "checklist" / "sound"
NETS = Path("/sys/class/net")

BROKEN = {
    "broken-import": "raise RuntimeError('no license server at 192.0.2.7')",
    "broken-kind": "CHECK = 'a text'",
}


@dataclass(frozen=True)
class Installed:
    """A virtual environment that holds this project and checks of other packages."""

    python: Path
    home: Path
    also: tuple[Path, ...] = ()
    """Folders with more packages."""

    def run(self, *arguments: str, checklist: Path = SMALL) -> subprocess.CompletedProcess[str]:
        """Call Watchword in it."""
        return subprocess.run(
            [str(self.python), "-m", "watchword", "--checklist", str(checklist), *arguments],
            env=environment(self.home, {"PYTHONPATH": os.pathsep.join(map(str, (APP, *self.also)))}),
            capture_output=True,
            encoding="utf-8",
            timeout=60,
            check=False,
        )


@pytest.fixture(scope="session")
def uv(tool: Callable[[str], str]) -> str:
    """The uv that runs these tests, or the one there is."""
    return os.environ.get("UV") or tool("uv")


@pytest.fixture(scope="session")
def example(uv: str, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """The example, built and installed beside this project into an environment of its own."""
    return install(uv, tmp_path_factory.mktemp("team"))


@pytest.fixture
def beside_broken(example: Installed, tmp_path: Path) -> Installed:
    """The same, with packages whose checks cannot be loaded."""
    for name, code in BROKEN.items():
        put(tmp_path, name, code)
    return replace(example, also=(tmp_path,))


def install(uv: str, folder: Path) -> Installed:
    """Make the environment. What this project needs is found where these tests found it; nothing is fetched
    where uv has hatchling already, as it has after building this project."""
    venv = folder / "venv"
    subprocess.run([uv, "venv", "-q", "--python", sys.executable, str(venv)], check=True)
    needed = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    lines = [f"import site; site.addsitedir({path!r})" for path in needed]
    (packages_of(venv) / "project.pth").write_text("\n".join([*lines, str(APP)]), "utf-8")
    fetch = [
        uv,
        "pip",
        "install",
        "-q",
        "--no-deps",
        "--refresh-package",
        "company-vpn",
        "--python",
        str(venv),
    ]
    offline = subprocess.run([*fetch, "--offline", str(EXAMPLE)], capture_output=True, check=False)
    if offline.returncode:
        subprocess.run([*fetch, str(EXAMPLE)], check=True)
    python = venv / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    return Installed(python, folder / "home")


def packages_of(venv: Path) -> Path:
    """Where an environment keeps packages."""
    return next(venv.glob("lib/python*/site-packages"), venv / "Lib" / "site-packages")


def put(packages: Path, name: str, code: str) -> None:
    """Install a package with one check, as an installer leaves it."""
    module = name.replace("-", "_")
    (packages / f"{module}.py").write_text(code, "utf-8")
    about = packages / f"{module}-2.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 2.0\n", "utf-8")
    (about / "entry_points.txt").write_text(f"[watchword.checks]\n{name} = {module}:CHECK\n", "utf-8")


def with_the_check(folder: Path, interface: str, *also: str) -> Path:
    """A sound checklist, reviewed yesterday, that asks for the example with an interface of its own."""
    target = Path(shutil.copytree(SOUND, folder / "guide"))
    uses = '[[guideline.check]]\nname = "company-vpn"\npolicy = ["vpn_interface"]\n\n'
    uses += "".join(f'[[guideline.check]]\nname = "{name}"\n\n' for name in also)
    policy = f'[policy.vpn_interface]\nvalue = "{interface}"\nnote = "The VPN of the company."\n\n[glossary]'
    yesterday = date.today() - timedelta(days=1)  # noqa: DTZ011 - the clock of the child process
    for name, old, new in (
        ("checklist.toml", "[glossary]", policy),
        ("basics.toml", "[[guideline.check]]\n", uses + "[[guideline.check]]\n"),
        ("basics.toml", "reviewed_on = 2026-11-23", f"reviewed_on = {yesterday}"),
    ):
        path = target / name
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), "utf-8")
    return target


# -- the example by itself ---------------------------------------------------------------------------------


def the_example() -> Check[Any]:
    """The example's check, from its source."""
    spec = spec_from_file_location("company_vpn", EXAMPLE / "company_vpn.py")
    assert spec
    assert spec.loader
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    check = module.CHECK
    assert isinstance(check, Check)
    return check


@pytest.mark.parametrize(
    ("there", "limits", "outcome"),
    [
        (["lo", "wg-company"], {}, Outcome.PASS),
        (["lo", "wlan0"], {}, Outcome.FAIL),
        (["lo", "tun0"], {"vpn_interface": "tun0"}, Outcome.PASS),
    ],
)
async def test_the_example_judges_a_sample(
    there: list[str], limits: dict[str, Any], outcome: Outcome
) -> None:
    finding = await the_example().run(SampleHost(folders={str(NETS): there}), limits)
    assert (finding.check, finding.outcome) == ("company-vpn", outcome)


async def test_the_example_says_when_it_may_not_look() -> None:
    host = SampleHost()
    host.names = lambda *_, **__: (_ for _ in ()).throw(Refused("It may not be read."))  # type: ignore[method-assign]
    finding = await the_example().run(host)
    assert (finding.outcome, finding.summary) == (Outcome.UNKNOWN, "It may not be read.")


def test_the_readme_shows_the_example_as_it_is_tested() -> None:
    """Every line of code that the README shows stands in the example, so neither can be changed alone."""
    text = (ROOT / "README.md").read_text("utf-8")
    part = text.partition("## Adding a check of your own")[2].partition("\n## ")[0]
    if not part:
        pytest.skip("the README has no such part")
    code = (EXAMPLE / "company_vpn.py").read_text("utf-8") + (EXAMPLE / "pyproject.toml").read_text("utf-8")
    shown = [line.strip() for block in part.split("```")[1::2] for line in block.splitlines()[1:]]
    known = {line.strip() for line in code.splitlines()}
    assert [
        line for line in shown if line and not line.startswith(("#", "uv ", "...")) and line not in known
    ] == []


# -- installed ---------------------------------------------------------------------------------------------


@pytest.mark.real
def test_an_installed_check_is_listed_after_the_bundled_ones(example: Installed) -> None:
    done = example.run("check", "--list")
    assert done.returncode == 0, done.stderr
    listed = done.stdout.splitlines()
    assert listed[-1] == "company-vpn: not asked for by this checklist"
    assert len(listed) > 1


@pytest.mark.real
@pytest.mark.skipif(not NETS.is_dir(), reason="network interfaces are not listed here")
def test_an_installed_check_is_run_by_its_name(example: Installed) -> None:
    done = example.run("check", "company-vpn", "--json")
    (found,) = json.loads(done.stdout)
    assert (done.returncode, found["check"], found["outcome"]) == (1, "company-vpn", "fail")
    assert found["rule"] == "The network interface wg-company is there."
    assert found["remedy"]["command"] == "sudo wg-quick up wg-company"


@pytest.mark.real
@pytest.mark.skipif(not (NETS / "lo").exists(), reason="there is no loopback interface here")
def test_a_checklist_uses_it_with_a_limit_of_its_own(example: Installed, tmp_path: Path) -> None:
    guide = with_the_check(tmp_path, "lo")
    listed = example.run("check", "--list", checklist=guide)
    assert "company-vpn: The screen locked" in listed.stdout.splitlines()
    done = example.run("check", "company-vpn", "--json", checklist=guide)
    (found,) = json.loads(done.stdout)
    assert (done.returncode, found["outcome"]) == (0, "pass")


@pytest.mark.real
def test_a_checklist_that_uses_it_passes_lint_where_it_is_installed(
    example: Installed, tmp_path: Path
) -> None:
    guide = with_the_check(tmp_path, "wg-company")
    done = example.run("checklist", "lint", checklist=guide)
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    (elsewhere,) = lint(guide, registry.names(), date.today(), None)  # noqa: DTZ011 - the child process has that clock
    assert "there is no check `company-vpn`" in elsewhere.what


@pytest.mark.real
def test_the_doctor_names_the_package_of_a_check(example: Installed) -> None:
    found = json.loads(example.run("doctor", "--json").stdout)
    (plugin,) = found["plugins"]
    assert (plugin["name"], plugin["package"], plugin["trouble"]) == ("company-vpn", "company-vpn 1.0", "")
    assert "company-vpn" in [one["check"] for one in found["checks"]]


# -- broken ones -------------------------------------------------------------------------------------------


@pytest.mark.real
@pytest.mark.parametrize("name", BROKEN)
def test_a_check_that_cannot_be_loaded_is_named_in_words(beside_broken: Installed, name: str) -> None:
    done = beside_broken.run("check", name)
    assert done.returncode in (2, 3)
    told = " ".join((done.stdout + done.stderr).split())
    assert {"broken-import": "could not be loaded", "broken-kind": "is not a check"}[name] in told
    assert "Traceback" not in told
    assert "192.0.2.7" not in told


@pytest.mark.real
@pytest.mark.skipif(not NETS.is_dir(), reason="network interfaces are not listed here")
def test_others_run_beside_a_check_that_cannot_be_loaded(beside_broken: Installed) -> None:
    assert {*BROKEN} < {
        line.partition(":")[0] for line in beside_broken.run("check", "--list").stdout.splitlines()
    }
    (found,) = json.loads(beside_broken.run("check", "company-vpn", "--json").stdout)
    assert found["outcome"] == "fail"


@pytest.mark.real
def test_the_doctor_runs_all_others_and_says_what_is_broken(beside_broken: Installed) -> None:
    done = beside_broken.run("doctor", "--json")
    found = json.loads(done.stdout)
    assert done.returncode == 3
    broken = {one["name"]: one for one in found["plugins"] if not one["is_loaded"]}
    assert set(broken) == set(BROKEN)
    assert broken["broken-import"]["trouble"] == (
        "The check broken-import could not be loaded. Its package raised RuntimeError."
    )
    assert broken["broken-import"]["remedy"] == "Reinstall the package that ships it, or remove it."
    run = [one["check"] for one in found["checks"]]
    assert "company-vpn" in run
    assert "disk-encryption" in run
    assert "192.0.2.7" not in done.stdout


def test_a_look_at_everything_names_the_broken_one_and_looks_at_the_rest(beside_broken: Installed) -> None:
    found = {one["check"]: one for one in json.loads(beside_broken.run("check", "--json").stdout)}
    assert found["broken-import"]["outcome"] == "unknown"
    assert "could not be loaded" in found["broken-import"]["summary"]
    assert found["company-vpn"]["outcome"] in ("pass", "fail")
