"""`watchword doctor`: what it says, that it may be pasted anywhere, and that it leaves nothing behind."""

from __future__ import annotations

import ast
import dataclasses
import getpass
import json
import os
import plistlib
import re
import socket
import stat
import subprocess
from collections.abc import Callable, Iterator
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest

from cli.machine import PLACE, machine
from cli.talk import SMALL, Said, child, copy_small, say
from support.kit import a_profile, answer_rightly, make_kit, make_session
from support.sample_host import SampleHost
from watchword.check import registry, tool
from watchword.check.device.desktop import Family
from watchword.check.finding import Finding, Outcome, Remedy
from watchword.check.host import HostError
from watchword.cli.command.doctor import _colours
from watchword.cli.doctor_text import Terminal, report_lines
from watchword.doctor import package, remedy
from watchword.doctor.report import System
from watchword.doctor.system import look, parse_release
from watchword.doctor.veil import Veil
from watchword.kit import Kit

DEBIAN = 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nID=debian\n'
BUNDLED = {**registry.BUNDLED, **registry.DRILLS}
LAPTOP = System("linux", "Linux", "debian", family="gnome")
ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def one_check(monkeypatch: pytest.MonkeyPatch) -> None:
    """The only check is the one whose outcome the tests choose, and nobody else's agent is asked."""
    monkeypatch.setattr(registry, "BUNDLED", {"screen-lock": "cli.machine"})
    monkeypatch.setattr(metadata, "entry_points", lambda **_: ())


def value(said: Said) -> Any:
    """What was printed as JSON."""
    return json.loads(said.out)


# -- outcome and status ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("outcome", "status", "line"),
    [
        ("pass", 0, "- screen-lock: pass"),
        ("warn", 0, "- screen-lock: holds in part"),
        ("fail", 0, "- screen-lock: fails"),
        ("not-applicable", 0, "- screen-lock: not for this machine"),
        ("", 3, f"- screen-lock: could not tell. {PLACE} does not exist."),
    ],
)
def test_each_check_is_said_in_a_word_and_only_what_is_unknown_counts(
    tmp_path: Path, outcome: str, status: int, line: str
) -> None:
    said = say(tmp_path, "doctor", kit=make_kit(tmp_path, host=machine(outcome)))
    assert (said.status, said.err) == (status, "")
    assert line in said.out.splitlines()


def test_a_check_that_could_not_tell_comes_with_the_way_out(tmp_path: Path) -> None:
    said = say(tmp_path, "doctor", kit=make_kit(tmp_path, host=machine("")))
    lines = said.out.splitlines()
    at = lines.index(f"- screen-lock: could not tell. {PLACE} does not exist.")
    assert lines[at + 1].startswith("  What to do: ")


def test_the_last_line_sums_up(tmp_path: Path) -> None:
    whole = say(tmp_path, "doctor", kit=make_kit(tmp_path, host=machine("pass")))
    assert whole.out.endswith("\n1 check: 1 pass. Everything can be looked at on this machine.\n")
    blind = say(tmp_path, "doctor", kit=make_kit(tmp_path, host=machine("")))
    assert blind.out.endswith("\n1 check: 1 could not tell. In the way: what stands under Checks.\n")


def test_the_limits_are_those_of_the_checklist(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[dict[str, Any]] = []
    check = registry.find("screen-lock")
    spy = dataclasses.replace(
        check, judge=lambda facts, limits: given.append(dict(limits)) or check.judge(facts, limits)
    )
    monkeypatch.setattr("cli.machine.CHECK", spy)
    named = ('name = "screen-lock"', 'name = "screen-lock"\npolicy = ["lock_after_minutes"]')
    checklist = copy_small(tmp_path, named, ("value = 15", "value = 4"))
    assert say(tmp_path / "home", "doctor", checklist=checklist).status == 0
    assert given == [{"lock_after_minutes": 4}]


def test_json_holds_the_same(tmp_path: Path) -> None:
    said = say(tmp_path, "doctor", "--json", kit=make_kit(tmp_path, host=machine("")))
    found = value(said)
    assert said.status == 3
    assert said.out.isascii()
    assert found["can_all"] is False
    (check,) = found["checks"]
    assert (check["check"], check["outcome"]) == ("screen-lock", "unknown")
    assert check["reason"] == f"{PLACE} does not exist."
    assert check["remedy"]["steps"]
    assert {"version", "python", "system", "terminal", "tools", "extras", "plugins", "places"} < set(found)


# -- it leaves nothing behind ------------------------------------------------------------------------------


def test_it_works_before_there_is_anything_and_makes_nothing(tmp_path: Path) -> None:
    said = say(tmp_path, "doctor")
    assert said.status == 0
    assert "- journal: none yet" in said.out.splitlines()
    assert list(tmp_path.iterdir()) == []


def begun(folder: Path) -> Kit:
    """A kit whose journal has a few events."""
    kit = make_kit(folder, host=machine())
    session = make_session(folder, kit=kit)
    session.set_profile(a_profile())
    session.visit("think-first")
    answer_rightly(session, "think-first")
    session.close()
    return kit


def snapshot(folder: Path) -> dict[Path, tuple[bytes, int]]:
    """Every file below a folder with its content and the time of its last change."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in files}


def test_a_journal_is_counted_and_not_touched(tmp_path: Path) -> None:
    kit = begun(tmp_path)
    before = snapshot(tmp_path)
    said = say(tmp_path, "doctor", kit=kit)
    assert "- journal: 3 events in 1 file, as written" in said.out.splitlines()
    assert "New Person" not in said.out
    assert snapshot(tmp_path) == before


def test_it_works_beside_a_walk_that_holds_the_journal(tmp_path: Path) -> None:
    kit = begun(tmp_path)
    session = make_session(tmp_path, kit=kit)
    assert say(tmp_path, "doctor", kit=kit).status == 0
    assert not session.is_read_only
    session.close()


@pytest.mark.parametrize("change", ["edited", "cut", "half an event", "a link"])
def test_a_journal_that_does_not_fit_is_said(tmp_path: Path, change: str) -> None:
    kit = begun(tmp_path)
    (path,) = kit.shelf("small").paths()
    data = path.read_bytes()
    if change == "a link":
        path.rename(tmp_path / "elsewhere.toml")
        path.symlink_to(tmp_path / "elsewhere.toml")
    else:
        changes = {
            "edited": data.replace(b"New Person", b"Old Person"),
            "cut": data[: data.rindex(b"[[event]]")],
            "half an event": data + b"[[event]]\nn = 4\n",
        }
        path.write_bytes(changes[change])
    said = say(tmp_path, "doctor", kit=kit)
    assert said.status == 3
    assert re.search(r"- journal: \d events? (is|are) as written, then not", " ".join(said.out.split()))
    assert path.name not in said.out
    assert said.out.rstrip().endswith("In the way: the journal has a problem.")


# -- what is in the way ------------------------------------------------------------------------------------


def test_a_checklist_that_cannot_be_used_is_said_and_the_rest_goes_on(tmp_path: Path) -> None:
    checklist = copy_small(tmp_path, ('strength = "must"', 'strength = "perhaps"'))
    said = say(tmp_path / "home", "doctor", checklist=checklist)
    assert said.status == 3
    text = " ".join(said.out.split())
    assert "Checklist: another than the bundled one. The checklist has" in text
    assert "- screen-lock: pass" in said.out
    assert "not looked at, since the checklist cannot be used" in text


def test_a_checklist_that_asks_for_a_check_that_is_not_here_is_said(tmp_path: Path) -> None:
    checklist = copy_small(tmp_path, ('name = "screen-lock"', 'name = "company-vpn"'))
    said = say(tmp_path / "home", "doctor", checklist=checklist)
    assert said.status == 3
    assert "It asks for checks that are not here: company-vpn." in " ".join(said.out.split())


class Entry:
    """An entry point as installed metadata gives it."""

    class dist:  # noqa: N801 - named as importlib.metadata names it
        name = "team-checks"
        version = "1.2"

    def __init__(self, name: str, load: Callable[[], object]) -> None:
        self.name = name
        self.load = load


def raising(error: BaseException) -> Callable[[], object]:
    """A package that raises when it is imported."""

    def load() -> object:
        raise error

    return load


@pytest.mark.parametrize(
    ("load", "told"),
    [
        (raising(ImportError("no module x")), "could not be loaded. Its package raised ImportError."),
        (raising(SystemExit(9)), "could not be loaded. Its package raised SystemExit."),
        (lambda: "a text", "team-check is not a check."),
    ],
)
def test_a_check_of_another_package_that_is_broken_hurts_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, load: Callable[[], object], told: str
) -> None:
    monkeypatch.setattr(metadata, "entry_points", lambda **_: (Entry("team-check", load),))
    said = say(tmp_path, "doctor")
    text = " ".join(said.out.split())
    assert said.status == 3
    assert "- screen-lock: pass" in said.out
    assert "- team-check: not run. " in text
    assert told in text
    assert "check of another package: team-check, from team-checks 1.2." in text


def test_a_check_of_another_package_is_redacted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "gethostname", lambda: "ada-laptop.example.org")

    async def read(_: object) -> None:
        raise HostError("/home/sample/x on ada-laptop at 192.0.2.7, fe80::1 and ada@example.org: SAMPLE?")

    check = dataclasses.replace(registry.find("screen-lock"), id="team-check", read=read)
    monkeypatch.setattr(metadata, "entry_points", lambda **_: (Entry("team-check", lambda: check),))
    text = " ".join(say(tmp_path, "doctor").out.split())
    assert "~/x on (host) at (address), (address) and (address): (user)?" in text


@pytest.mark.parametrize("what", ["nothing", "a text for an outcome"])
def test_what_is_no_finding_is_said_to_be_none(what: str) -> None:
    finding = None if what == "nothing" else Finding("x", "fine", "It is fine.")  # type: ignore[arg-type]
    found = remedy.looked("x", finding, LAPTOP, Veil(SampleHost()), is_foreign=True)
    assert (found.outcome, found.reason) == (Outcome.UNKNOWN, "The check gave something that is no finding.")


def test_two_packages_with_a_check_of_one_name_are_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    check = dataclasses.replace(registry.find("screen-lock"), id="team-check")
    entries = (Entry("team-check", lambda: check), Entry("team-check", lambda: check))
    monkeypatch.setattr(metadata, "entry_points", lambda **_: entries)
    said = say(tmp_path, "doctor")
    assert said.status == 0
    assert "Several packages bring a check of this name" in " ".join(said.out.split())


def test_a_package_cannot_take_the_place_of_a_check_of_watchword(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = Entry("screen-lock", raising(AssertionError("it must not be loaded")))
    monkeypatch.setattr(metadata, "entry_points", lambda **_: (entry,))
    said = say(tmp_path, "doctor")
    assert said.status == 0
    assert "It is not used: a check of Watchword has this name." in " ".join(said.out.split())


# -- ways out ----------------------------------------------------------------------------------------------


def way_out(reason: str, system: System = LAPTOP) -> Remedy:
    """What is suggested for a reason."""
    return remedy.suggest("some-check", reason, system)


def test_a_missing_command_is_installed_by_the_packages_of_the_distribution() -> None:
    reason = "The command xset is not installed."
    commands = {
        "debian": "apt install x11-xserver-utils",
        "fedora": "dnf install xset",
        "arch": "pacman -S xorg-xset",
    }
    for distribution, command in commands.items():
        found = way_out(reason, dataclasses.replace(LAPTOP, distribution=distribution))
        assert found.command == f"sudo {command}"
    unknown = way_out(reason, dataclasses.replace(LAPTOP, distribution=""))
    assert unknown.command == ""
    assert "Debian: x11-xserver-utils" in unknown.steps[0]


def test_a_missing_command_that_is_in_no_table_is_named_all_the_same() -> None:
    assert way_out("The command odd is not installed.") == Remedy(("Install odd.",))


def test_root_and_surroundings_are_left_where_they_are_the_reason() -> None:
    there = dataclasses.replace(LAPTOP, is_root=True, surroundings=("a container",))
    assert "without sudo" in way_out("Run as root, this cannot be told.", there).steps[0]
    assert "on the laptop itself" in way_out("This is a container; run it elsewhere.", there).steps[0]
    assert "without sudo" not in " ".join(way_out("The file is torn.", there).steps)


def test_a_check_that_was_too_slow_or_went_wrong_has_a_way_out() -> None:
    assert "Try again" in way_out("The check gave no answer within 10 seconds.").steps[0]
    assert "whoever looks after Watchword" in way_out("The check itself went wrong (KeyError).").steps[0]


def test_the_remedy_of_a_finding_goes_before_any_other() -> None:
    own = Remedy(("Do this.",), "this --now")
    finding = Finding("x", Outcome.UNKNOWN, "Run as root, no.", remedy=own)
    assert remedy.looked("x", finding, LAPTOP, Veil(SampleHost()), is_foreign=False).remedy == own


# -- the machine -------------------------------------------------------------------------------------------


async def test_linux_is_named_by_its_distribution_and_the_version_of_its_kernel() -> None:
    kernel = {"/proc/sys/kernel/osrelease": "6.18.44-acme-laptop7\n", "/etc/os-release": DEBIAN}
    found = await look(SampleHost(files=kernel))
    assert found.name == "Linux, Debian GNU/Linux 12 (bookworm), kernel 6.18"
    assert found.distribution == "debian"


async def test_linux_without_a_name_is_linux() -> None:
    assert (await look(SampleHost())).name == "Linux"


@pytest.mark.parametrize(
    ("text", "family"),
    [
        ("ID=ubuntu\nID_LIKE=debian", "debian"),
        ('ID="rocky"\nID_LIKE="rhel centos fedora"', "fedora"),
        ("ID=manjaro\nID_LIKE=arch", "arch"),
        ("ID=nixos", ""),
        ("", ""),
    ],
)
async def test_distributions_take_the_packages_of_those_they_are_like(text: str, family: str) -> None:
    assert (await look(SampleHost(files={"/etc/os-release": text}))).distribution == family


def test_an_os_release_is_read_as_its_manual_says() -> None:
    text = '# a comment\nNAME=Plain\nPRETTY_NAME=\'One "two"\'\nHOME_URL="a\\$b"\nnot an entry\n'
    assert parse_release(text) == {"NAME": "Plain", "PRETTY_NAME": 'One "two"', "HOME_URL": "a$b"}


async def test_macos_is_named_by_its_version() -> None:
    path = "/System/Library/CoreServices/SystemVersion.plist"
    files = {path: plistlib.dumps({"ProductVersion": "15.1"})}
    assert (await look(SampleHost("macos", files=files))).name == "macOS 15.1"
    assert (await look(SampleHost("macos", files={path: b"\0no list"}))).name == "macOS"


@pytest.mark.parametrize(
    ("build", "name"),
    [("19045", "Windows 10, 23H2, build 19045"), ("22631", "Windows 11, 23H2, build 22631"), ("", "Windows")],
)
async def test_windows_is_told_by_its_build(build: str, name: str) -> None:
    key = r"SOFTWARE\Microsoft\Windows NT\CurrentVersion"
    values = {("HKLM", key, "CurrentBuildNumber"): build, ("HKLM", key, "DisplayVersion"): "23H2"}
    assert (await look(SampleHost("windows", values=values))).name == name


@pytest.mark.parametrize("platform", ["macos", "windows"])
def test_every_platform_gets_a_report(tmp_path: Path, platform: str) -> None:
    kit = make_kit(tmp_path, host=SampleHost(platform))
    said = say(tmp_path, "doctor", kit=kit)
    assert said.status == 3
    assert "This check does not know" in " ".join(said.out.split())
    assert "\n- Desktop:" not in said.out


def test_a_path_with_spaces_stays_on_one_line(tmp_path: Path) -> None:
    folder = tmp_path / " ".join(["Application Support"] * 4)
    folder.mkdir()
    assert f"`{folder}/data`" in say(folder, "doctor").out


def test_folders_say_whether_they_can_be_written(tmp_path: Path) -> None:
    blocked = tmp_path / "data"
    blocked.write_text("a file where a folder should be")
    text = " ".join(say(tmp_path, "doctor").out.split())
    assert re.search(r"- journals: `[^`]+`, not there, and it cannot be made", text)
    assert re.search(r"- settings: `[^`]+`, not there yet, can be made", text)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "settings").mkdir(mode=stat.S_IRUSR | stat.S_IXUSR)
    text = " ".join(say(tmp_path, "doctor").out.split())
    assert re.search(r"- settings: `[^`]+`, cannot be written by this account", text)


@pytest.mark.real
def test_the_keys_of_an_ssh_agent_are_counted(tmp_path: Path, tool: Callable[[str], str]) -> None:
    folder = Path("/tmp" if Path("/tmp").is_dir() else tmp_path) / f"watchword-{os.getpid()}"
    folder.mkdir(mode=0o700)
    socket_path = str(folder / "agent")
    agent = subprocess.Popen([tool("ssh-agent"), "-D", "-a", socket_path], stdout=subprocess.DEVNULL)
    try:
        key = tmp_path / "key"
        subprocess.run(
            [tool("ssh-keygen"), "-q", "-t", "ed25519", "-N", "", "-C", "canary", "-f", key], check=True
        )
        while not Path(socket_path).exists():
            assert agent.poll() is None
        with_agent = {**os.environ, "SSH_AUTH_SOCK": socket_path}
        subprocess.run([tool("ssh-add"), "-q", key], check=True, env=with_agent)
        host = machine()
        host.environment = {**host.environment, "SSH_AUTH_SOCK": socket_path}
        said = say(tmp_path, "doctor", kit=make_kit(tmp_path, host=host))
    finally:
        agent.terminate()
        agent.wait(10)
        (folder / "agent").unlink(missing_ok=True)
        folder.rmdir()
    assert "- ssh-agent: answers, 1 key that can sign" in said.out.splitlines()
    assert "canary" not in said.out


# -- nothing private ---------------------------------------------------------------------------------------

CANARY_HOST, CANARY_USER = "canary-host-7f3a", "canary-user-91bc"


@pytest.fixture
def canaries(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The home folder of somebody whose every name is a canary."""
    home = tmp_path / "home" / CANARY_USER
    home.mkdir(parents=True)
    for name in ("HOME", "USERPROFILE", "PWD"):
        monkeypatch.setenv(name, str(home))
    for name in ("USER", "LOGNAME", "USERNAME"):
        monkeypatch.setenv(name, CANARY_USER)
    for name in ("HOSTNAME", "COMPUTERNAME"):
        monkeypatch.setenv(name, CANARY_HOST)
    monkeypatch.setenv("SSH_CONNECTION", "192.0.2.7 50000 192.0.2.8 22")
    monkeypatch.setenv("SSH_AUTH_SOCK", str(home / "canary-agent"))
    for name in [name for name in os.environ if name.startswith("XDG_")]:
        monkeypatch.delenv(name)
    monkeypatch.setattr(socket, "gethostname", lambda: CANARY_HOST)
    monkeypatch.setattr(getpass, "getuser", lambda: CANARY_USER)
    return home


@pytest.mark.parametrize("option", [(), ("--json",)])
def test_the_report_of_this_machine_names_neither_it_nor_its_user(
    canaries: Path, option: tuple[str, ...]
) -> None:
    """All real checks, in a process of its own; its folders lie below the home folder, as everybody's do."""
    variables = {
        name: os.environ[name] for name in ("USER", "LOGNAME", "HOSTNAME", "SSH_CONNECTION", "SSH_AUTH_SOCK")
    }
    done = child(canaries / "data", "doctor", *option, HOME=str(canaries), **variables)
    assert done.returncode in (0, 3), done.stderr
    written = (done.stdout + done.stderr).lower()
    for private in ("canary", "192.0.2", str(canaries.parent).lower()):
        assert private not in written
    assert "disk-encryption" in written
    assert "~" in written


def test_a_stick_named_after_its_owner_is_shown_without_the_name(canaries: Path) -> None:
    veil = Veil(SampleHost(home=str(canaries), environment=dict(os.environ)))
    assert veil.hide(f"/media/{CANARY_USER}/STICK/data") == "/media/(user)/STICK/data"
    assert veil.hide(f"{canaries}/.config") == "~/.config"
    assert veil.hide(f"{canaries}2/.config") != "~2/.config"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("at 192.0.2.7.", "at (address)."),
        ("at 192.0.2.7:8080", "at 192.0.2.7:8080"),
        ("at [2001:db8::7]:22", "at [(address)]:22"),
        ("card 00:1A:2b:3c:4d:5e", "card (address)"),
        ("from ada.b+c@example.org,", "from (address),"),
        ("at 10:20:30, version 8.2.1", "at 10:20:30, version 8.2.1"),
        ("run as root or user", "run as root or user"),
    ],
)
def test_addresses_are_taken_out_and_times_are_not(text: str, shown: str) -> None:
    assert Veil(SampleHost(home="/home/user")).hide(text) == shown


# -- commands that checks ask ------------------------------------------------------------------------------


def test_a_missing_command_counts_only_where_it_is_needed() -> None:
    missing = {one.name: False for one in tool.of("linux")}
    names = ("screen-lock", "disk-encryption")
    found = {one.name: one for one in remedy.tools(LAPTOP, missing, names)}
    assert found["gsettings"].is_needed
    assert found["gsettings"].command == "sudo apt install libglib2.0-bin"
    assert found["lsattr"].is_needed
    assert not found["xset"].is_needed
    assert not found["zfs"].is_needed
    assert "busctl" not in found


def run_by(path: Path) -> Iterator[str]:
    """The commands that a module runs through the host, as far as its source says."""
    tree = ast.parse(path.read_text("utf-8"))
    known = {
        target.id: node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    known |= {
        node.target.id: node.iter
        for node in ast.walk(tree)
        if isinstance(node, ast.For) and isinstance(node.target, ast.Name)
    }
    for node in ast.walk(tree):
        called = node.func if isinstance(node, ast.Call) else None
        if isinstance(called, ast.Attribute) and called.attr == "run" and ast.unparse(called.value) == "host":
            assert isinstance(node, ast.Call)
            yield from _first_words(node.args[0], known)


_PASSED_ON = ("split", "get")  # calls on what holds the commands


def _first_words(node: ast.expr, known: dict[str, ast.expr]) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        path = node.value.replace("\\", "/")
        yield path.rpartition("/")[2] if path[:1] == "/" or path[1:3] == ":/" else path.split(" ")[0]
    elif isinstance(node, ast.List | ast.Tuple) and node.elts:
        yield from _first_words(node.elts[0], known)
    elif isinstance(node, ast.Dict):
        for one in node.values:
            yield from _first_words(one, known)
    elif isinstance(node, ast.Name) and node.id in known:
        yield from _first_words(known[node.id], known)
    elif isinstance(node, ast.Subscript):
        yield from _first_words(node.value, known)
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _PASSED_ON:
        yield from _first_words(node.func.value, known)


def test_every_command_that_a_check_runs_is_in_the_table() -> None:
    known = {one.name for platform in tool.TOOLS for one in tool.of(platform)}
    folder = ROOT / "app" / "watchword" / "check"
    found = {name: path.name for path in sorted(folder.rglob("*.py")) for name in run_by(path)}
    assert "gsettings" in found
    assert "fdesetup" in found
    assert {name: where for name, where in found.items() if name not in known} == {}


def test_no_row_of_the_table_names_a_check_that_cannot_run_the_command() -> None:
    """What a check imports, and what that imports, has to hold a module that runs it."""
    folder = ROOT / "app"
    names = {".".join(path.relative_to(folder).with_suffix("").parts): path for path in folder.rglob("*.py")}
    runs = {module: set(run_by(path)) for module, path in names.items() if ".check." in module}
    imports = {module: imported_by(names[module], names) for module in runs}
    wrong = []
    for one in (one for platform in tool.TOOLS for one in tool.of(platform)):
        for check in one.checks:
            reached, ahead = set(), {BUNDLED[check]} if check in BUNDLED else set()
            while ahead:
                module = ahead.pop()
                reached.add(module)
                ahead |= imports.get(module, set()) - reached
            if reached and not any(one.name in runs.get(module, ()) for module in reached):
                wrong.append((one.name, check))
    assert wrong == []


def imported_by(path: Path, names: dict[str, Path]) -> set[str]:
    """The modules of ours that a module imports."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found & set(names)


def test_every_command_says_how_it_is_had() -> None:
    for platform in tool.TOOLS:
        for one in tool.of(platform):
            how, command = one.remedy(platform, "debian")
            assert how
            assert bool(command) == bool(one.packages or one.command), one.name
            assert set(one.families) <= set(Family)


# -- what is installed -------------------------------------------------------------------------------------


def test_extras_come_from_what_the_package_declares(monkeypatch: pytest.MonkeyPatch) -> None:
    required = ["click<9,>=8.1", "No_Such>=1; extra == 'odd'", "absent-one"]
    veil = Veil(SampleHost())
    found = {one.name: one for one in package.extras(required, veil)}
    assert list(found) == ["no-such", "textstat"]
    assert found["no-such"].purpose == "what comes with the extra `odd`"
    assert found["no-such"].command.endswith(" no-such")
    assert package.libraries(required) == {"click": metadata.version("click"), "absent-one": ""}


@pytest.mark.parametrize("has_pip", [True, False])
def test_the_command_that_adds_a_library_fits_this_python(
    monkeypatch: pytest.MonkeyPatch, has_pip: bool
) -> None:
    monkeypatch.setattr(package, "find_spec", lambda _: has_pip or None)
    monkeypatch.setattr("sys.prefix", "/home/sample/tools/venv")
    monkeypatch.setattr("os.name", "posix")
    (found,) = [
        one for one in package.extras(["no-such; extra == 'x'"], Veil(SampleHost())) if not one.version
    ]
    with_pip = "~/tools/venv/bin/python -m pip install no-such"
    assert found.command == (with_pip if has_pip else "uv pip install --python ~/tools/venv no-such")


# -- how it reads ------------------------------------------------------------------------------------------


def test_the_report_is_markdown_that_reads_well_as_it_is(tmp_path: Path) -> None:
    said = say(tmp_path, "doctor", kit=make_kit(tmp_path, host=machine("")))
    lines = said.out.splitlines()
    assert lines[0] == "# Watchword doctor"
    assert all(not title or lines[at + 1] == "" for at, title in enumerate(lines) if title.startswith("#"))
    assert all(line == line.rstrip() for line in lines)
    assert "<" not in said.out
    prose = [line for line in lines if "`" not in line]
    assert max(map(len, prose)) <= 78


@pytest.mark.parametrize(
    ("terminal", "told"),
    [
        (
            Terminal("xterm-256color", "", 100, 40, "256", "utf-8"),
            "100x40, xterm-256color, colours: 256, letters: utf-8",
        ),
        (Terminal("", "", 0, 0, "none", "cp437"), "none, no TERM, colours: none, letters: cp437 (no Unicode"),
        (Terminal("xterm", "tmux", 50, 10, "basic", "utf-8"), "50x10 (the full-screen face wants 60x16"),
    ],
)
async def test_the_terminal_is_said_with_what_it_lacks(tmp_path: Path, terminal: Terminal, told: str) -> None:
    from watchword.doctor.examination import examine

    report = await examine(make_kit(tmp_path, host=machine()), SMALL)
    assert told in " ".join(" ".join(report_lines(report, terminal)).split())


@pytest.mark.parametrize(
    ("environment", "told"),
    [
        ({"TERM": "xterm-256color"}, "256"),
        ({"TERM": "xterm", "COLORTERM": "truecolor"}, "true colour"),
        ({"TERM": "xterm", "NO_COLOR": "1"}, "switched off by NO_COLOR"),
        ({"TERM": "dumb"}, "none"),
        ({}, "basic"),
    ],
)
def test_colours_are_told_from_what_the_terminal_says(environment: dict[str, str], told: str) -> None:
    assert _colours(environment) == told
