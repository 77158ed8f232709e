"""The check `ssh-keys`: real trees of keys in a home folder, and what is said about them."""

from __future__ import annotations

import asyncio
import os
import shlex
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

from support.key_samples import PEM_HEADERS, armoured, der, locked_openssh_key, openssh_key, putty_key
from watchword.check.check import Limit
from watchword.check.finding import Finding, Outcome
from watchword.check.host import Host, HostError, Ran
from watchword.check.keys import key_files
from watchword.check.keys.key_files import KeyFile, identity_files
from watchword.check.keys.ssh_keys import CHECK, judge
from watchword.check.registry import find

BARE, LOCKED = openssh_key(), locked_openssh_key()
MOUNTS = "21 1 0:1 / / rw - ext4 /dev/sda1 rw\n36 21 0:2 / {point} rw - {kind} /dev/sdb1 rw\n"


class PersonHost(Host):
    """A real tree, looked at by an ordinary person; the tests themselves may run as root."""

    is_root = False
    answers: Mapping[str, str | HostError] = {}
    asked: Sequence[str] = ()
    refused: frozenset[str] = frozenset()

    async def run(self, argv: Sequence[str], *, seconds: float = 3.0) -> Ran:
        self.asked = [*self.asked, " ".join(argv)]
        answer = self.answers.get(argv[0], HostError("not installed"))
        if isinstance(answer, HostError):
            raise answer
        return Ran(0, answer, "")

    def read_bytes(self, path: object, *, limit: int = 1 << 18) -> bytes:
        if Path(str(path)).name in self.refused:
            raise self._because(str(path), PermissionError())
        return super().read_bytes(str(path), limit=limit)


class Home:
    """A home folder with an `.ssh` that keys can be put into."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.path = root / "home" / "canary-user"
        self.ssh = self.path / ".ssh"
        self.ssh.mkdir(parents=True, mode=0o700)

    def put(self, name: str, data: bytes, mode: int = 0o600) -> Path:
        path = self.path / name if "/" in name else self.ssh / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        path.chmod(mode)
        return path

    def host(self, platform: str = "linux") -> PersonHost:
        return PersonHost(root=self.root, home=self.path, environment={"USER": "me"}, platform=platform)

    def look(self, platform: str = "linux", **limits: Limit) -> Finding:
        return asyncio.run(CHECK.run(self.host(platform), limits))


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


def text_of(finding: Finding) -> str:
    return repr(finding)


# -- passphrases ------------------------------------------------------------------------------------------


def test_the_registry_knows_the_check() -> None:
    assert find("ssh-keys") is CHECK


def test_a_locked_key_of_ones_own_passes(home: Home) -> None:
    home.put("id_ed25519", LOCKED)
    finding = home.look()
    assert finding.outcome is Outcome.PASS
    assert finding.remedy is None


def test_a_bare_key_fails_with_its_name_and_the_command_to_copy(home: Home) -> None:
    home.put("id_ed25519", BARE)
    finding = home.look()
    assert finding.outcome is Outcome.FAIL
    assert finding.summary == "~/.ssh/id_ed25519 has no passphrase."
    assert finding.remedy is not None
    assert finding.remedy.command == "ssh-keygen -p -f ~/.ssh/id_ed25519"


def test_one_bare_key_among_locked_ones_fails(home: Home) -> None:
    home.put("a", LOCKED)
    home.put("b", BARE)
    assert home.look().outcome is Outcome.FAIL


def test_a_bare_putty_key_is_sent_to_puttygen(home: Home) -> None:
    home.put("work.ppk", putty_key(3, "none"))
    finding = home.look()
    assert finding.outcome is Outcome.FAIL
    assert finding.remedy is not None
    assert finding.remedy.command == "puttygen -P ~/.ssh/work.ppk"


def test_a_key_in_hardware_needs_no_passphrase(home: Home) -> None:
    home.put("id_ed25519_sk", openssh_key(b"sk-ssh-ed25519@openssh.com"))
    finding = home.look()
    assert finding.outcome is Outcome.PASS
    assert "1 in hardware" in finding.summary


def test_an_old_way_of_locking_passes_with_advice(home: Home) -> None:
    home.put("id_rsa", armoured("RSA PRIVATE KEY", bytes(96), headers=PEM_HEADERS))
    finding = home.look()
    assert finding.outcome is Outcome.PASS
    assert finding.remedy is not None
    assert finding.remedy.command == "ssh-keygen -p -f ~/.ssh/id_rsa"


def test_a_damaged_key_is_unknown_and_never_passes(home: Home) -> None:
    home.put("id_rsa", LOCKED[:200])
    finding = home.look()
    assert finding.outcome is Outcome.UNKNOWN
    assert "~/.ssh/id_rsa" in finding.summary


def test_a_bare_key_outranks_a_damaged_one_and_both_are_named(home: Home) -> None:
    home.put("a", LOCKED[:200])
    home.put("b", BARE)
    finding = home.look()
    assert finding.outcome is Outcome.FAIL
    assert "~/.ssh/a" in finding.summary
    assert "~/.ssh/b" in finding.summary


@pytest.mark.parametrize("exists", [True, False])
def test_no_keys_passes(home: Home, exists: bool) -> None:
    if not exists:
        home.ssh.rmdir()
    finding = home.look()
    assert finding.outcome is Outcome.PASS
    assert finding.summary == "There are no SSH keys here."


@pytest.mark.parametrize(
    "name", ["known_hosts", "known_hosts.old", "authorized_keys", "authorized_keys2", "id.pub", "id-cert.pub"]
)
def test_files_that_ssh_keeps_beside_the_keys_are_not_opened(home: Home, name: str) -> None:
    home.put(name, BARE)
    assert home.look().summary == "There are no SSH keys here."


@pytest.mark.parametrize("data", [armoured("CERTIFICATE", der()), b"just a note\n", b""])
def test_other_files_are_no_keys(home: Home, data: bytes) -> None:
    home.put("something", data)
    assert home.look().summary == "There are no SSH keys here."


# -- exceptions -------------------------------------------------------------------------------------------


def test_a_bare_key_allowed_by_name_passes_and_the_rule_names_it(home: Home) -> None:
    home.put("deploy", BARE)
    finding = home.look(bare_keys_allowed=("deploy",))
    assert finding.outcome is Outcome.PASS
    assert "deploy" in finding.rule
    assert "1 bare and allowed by name" in finding.summary


def test_an_exception_covers_no_other_key(home: Home) -> None:
    home.put("deploy", BARE)
    home.put("id_rsa", BARE)
    finding = home.look(bare_keys_allowed=("deploy",))
    assert finding.outcome is Outcome.FAIL
    assert "deploy" not in finding.summary


def test_an_exception_does_not_spread_to_the_same_name_elsewhere(home: Home) -> None:
    home.put("keys/deploy", BARE)
    home.put("config", b"IdentityFile ~/keys/deploy\n")
    assert home.look(bare_keys_allowed=("deploy",)).outcome is Outcome.FAIL
    assert home.look(bare_keys_allowed=("~/keys/deploy",)).outcome is Outcome.PASS


def test_an_exception_does_not_excuse_open_permissions(home: Home) -> None:
    home.put("deploy", BARE, 0o644)
    assert home.look(bare_keys_allowed=("deploy",)).outcome is Outcome.FAIL


# -- permissions ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", [0o600, 0o400])
def test_a_key_only_its_owner_may_read_passes(home: Home, mode: int) -> None:
    home.put("id", LOCKED, mode)
    assert home.look().outcome is Outcome.PASS


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o620, 0o666, 0o610])
def test_a_key_that_others_have_rights_to_fails_with_chmod(home: Home, mode: int) -> None:
    home.put("id", LOCKED, mode)
    finding = home.look()
    assert finding.outcome is Outcome.FAIL
    assert finding.remedy is not None
    assert finding.remedy.command == "chmod 600 ~/.ssh/id"


def test_a_bare_and_open_key_is_closed_before_it_is_locked(home: Home) -> None:
    home.put("id", BARE, 0o644)
    finding = home.look()
    assert finding.remedy is not None
    assert finding.remedy.command == "chmod 600 ~/.ssh/id && ssh-keygen -p -f ~/.ssh/id"


def test_a_key_of_another_account_fails(home: Home) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can give a file away")
    os.chown(home.put("id", LOCKED), 12345, -1)
    finding = home.look()
    assert finding.outcome is Outcome.FAIL
    assert "another account" in finding.summary


@pytest.mark.parametrize(
    ("mode", "outcome"),
    [(0o700, Outcome.PASS), (0o755, Outcome.WARN), (0o711, Outcome.WARN), (0o770, Outcome.FAIL)],
)
def test_the_folder_is_judged_by_who_may_look_and_who_may_write(
    home: Home, mode: int, outcome: Outcome
) -> None:
    home.put("id", LOCKED)
    home.ssh.chmod(mode)
    finding = home.look()
    assert finding.outcome is outcome
    if outcome is not Outcome.PASS:
        assert finding.remedy is not None
        assert finding.remedy.command == "chmod 700 ~/.ssh"


@pytest.mark.parametrize("kind", ["vfat", "exfat", "ntfs3", "fuseblk", "9p", "drvfs", "cifs"])
def test_invented_modes_are_said_so_and_not_judged(home: Home, kind: str) -> None:
    home.put("id", LOCKED, 0o777)
    home.ssh.chmod(0o777)
    table = home.root / "proc/self/mountinfo"
    table.parent.mkdir(parents=True)
    table.write_text(MOUNTS.format(point="/home", kind=kind))
    finding = home.look()
    assert finding.outcome is Outcome.PASS
    assert f"on {kind} file permissions are made up" in finding.unproven


def test_a_bare_key_on_invented_modes_still_fails(home: Home) -> None:
    home.put("id", BARE, 0o777)
    table = home.root / "proc/self/mountinfo"
    table.parent.mkdir(parents=True)
    table.write_text(MOUNTS.format(point="/home", kind="vfat"))
    assert home.look().summary == "~/.ssh/id has no passphrase."


def test_wsl_says_that_the_keys_of_windows_are_not_seen(home: Home) -> None:
    release = home.root / "proc/sys/kernel/osrelease"
    release.parent.mkdir(parents=True)
    release.write_text("5.15.167.4-microsoft-standard-WSL2\n")
    finding = home.look()
    assert finding.outcome is Outcome.PASS
    assert "keys of Windows itself are not seen" in finding.unproven


def test_windows_permissions_are_not_judged_and_that_is_said(home: Home) -> None:
    home.put("id", LOCKED, 0o666)
    finding = home.look("windows")
    assert finding.outcome is Outcome.PASS
    assert "on Windows, who else may read the files is not judged" in finding.unproven
    assert "0666" not in text_of(finding)


@pytest.mark.parametrize(
    ("name", "data", "command"),
    [
        ("id", BARE, 'ssh-keygen -p -f "$env:USERPROFILE\\.ssh\\id"'),
        ("id.ppk", putty_key(3, "none"), ""),
        ("a$(b)", BARE, ""),
    ],
)
def test_windows_gets_its_own_steps(home: Home, name: str, data: bytes, command: str) -> None:
    home.put(name, data)
    finding = home.look("windows")
    assert finding.outcome is Outcome.FAIL
    assert finding.remedy is not None
    assert finding.remedy.command == command
    assert "chmod" not in text_of(finding)


ACL = "-rw-------+ 1 me  staff  411 Jan  1 10:00 /x\n 0: {entry}\n"
ACL_ENTRIES = [
    ("user:anna allow read", Outcome.FAIL),
    ("group:everyone inherited allow read,write", Outcome.FAIL),
    ("group:everyone deny delete", Outcome.PASS),
    ("user:me allow read", Outcome.PASS),
]


@pytest.mark.parametrize(("entry", "outcome"), ACL_ENTRIES)
def test_macos_access_lists_that_let_others_in_fail(home: Home, entry: str, outcome: Outcome) -> None:
    home.put("id", LOCKED)
    host = home.host("macos")
    host.answers = {"ls": ACL.format(entry=entry)}
    finding = asyncio.run(CHECK.run(host))
    assert finding.outcome is outcome
    assert "anna" not in text_of(finding)


def test_a_macos_access_list_is_dropped_before_the_mode_is_set(home: Home) -> None:
    home.put("id", LOCKED)
    host = home.host("macos")
    host.answers = {"ls": ACL.format(entry="user:anna allow read")}
    finding = asyncio.run(CHECK.run(host))
    assert finding.remedy is not None
    assert finding.remedy.command == "chmod -N ~/.ssh/id && chmod 600 ~/.ssh/id"


def test_macos_access_lists_that_cannot_be_seen_are_said_so(home: Home) -> None:
    home.put("id", LOCKED)
    assert "access lists could not be seen" in home.look("macos").unproven


def test_a_macos_stick_keeps_no_modes(home: Home) -> None:
    home.put("id", LOCKED, 0o777)
    host = home.host("macos")
    host.answers = {"mount": "/dev/disk4s1 on /home (exfat, local, nodev, noowners)\n", "ls": "x\n"}
    assert asyncio.run(CHECK.run(host)).outcome is Outcome.PASS


# -- ~/.ssh/config ----------------------------------------------------------------------------------------


def test_keys_named_in_the_config_are_looked_at(home: Home) -> None:
    home.put("keys/server", BARE)
    home.put("config", b"Host server\n  IdentityFile ~/keys/server\n")
    finding = home.look()
    assert finding.outcome is Outcome.FAIL
    assert finding.summary == "~/keys/server has no passphrase."


def test_a_key_in_the_folder_and_in_the_config_counts_once(home: Home) -> None:
    home.put("id", LOCKED)
    home.put("config", b"IdentityFile ~/.ssh/id\nIdentityFile %d/.ssh/../.ssh/id\n")
    assert "1 with a passphrase" in home.look().summary


def test_a_key_outside_the_home_folder_shows_its_name_only(home: Home, tmp_path: Path) -> None:
    outside = tmp_path / "secret-place" / "id_outside"
    outside.parent.mkdir()
    outside.write_bytes(BARE)
    outside.chmod(0o600)
    home.put("config", f"IdentityFile {outside}\n".encode())
    finding = home.look()
    assert finding.summary == "id_outside has no passphrase."
    assert "secret-place" not in text_of(finding)


def test_a_config_that_cannot_be_read_is_unknown(home: Home) -> None:
    home.put("id", LOCKED)
    os.mkfifo(home.ssh / "config")
    finding = home.look()
    assert finding.outcome is Outcome.UNKNOWN
    assert "~/.ssh/config" in finding.summary


IDENTITIES = [
    ("IdentityFile ~/.ssh/a", ["/h/.ssh/a"], 0),
    ("identityfile=~/.ssh/a", ["/h/.ssh/a"], 0),
    ("  IdentityFile = ~/.ssh/a", ["/h/.ssh/a"], 0),
    ('IdentityFile "~/.ssh/my key"', ["/h/.ssh/my key"], 0),
    ("IdentityFile %d/.ssh/a", ["/h/.ssh/a"], 0),
    ("IdentityFile ~/.ssh/100%%d", ["/h/.ssh/100%d"], 0),
    ("IdentityFile /keys/a # comment", ["/keys/a"], 0),
    ("IdentityFile ~/.ssh/a\nIdentityFile ~/.ssh/a", ["/h/.ssh/a"], 0),
    ("IdentityFile none", [], 0),
    ("IdentityFile ~/.ssh/agent.pub", [], 0),
    ("#IdentityFile ~/.ssh/a", [], 0),
    ("IdentityFileX ~/.ssh/a", [], 0),
    ("CertificateFile ~/.ssh/a", [], 0),
    ("IdentityFile ~/.ssh/%h", [], 1),
    ("IdentityFile ~/.ssh/a%", [], 1),
    ("IdentityFile ${KEYS}/a", [], 1),
    ("IdentityFile ~anna/.ssh/a", [], 1),
    ("IdentityFile relative/a", [], 1),
    ("IdentityFile //server/share/a", [], 1),
    ("IdentityFile \\\\server\\share\\a", [], 1),
]


@pytest.mark.parametrize(("text", "found", "unfollowed"), IDENTITIES)
def test_identity_lines_are_read_as_ssh_reads_them(text: str, found: list[str], unfollowed: int) -> None:
    assert identity_files(text, "/h") == (found, unfollowed)


def test_identity_lines_beyond_the_limit_are_counted() -> None:
    lines = "\n".join(f"IdentityFile /k/{n}" for n in range(key_files.IDENTITY_LIMIT + 7))
    found, unfollowed = identity_files(lines, "/h")
    assert (len(found), unfollowed) == (key_files.IDENTITY_LIMIT, 7)


# -- what is in the way -----------------------------------------------------------------------------------


def test_a_file_that_may_not_be_read_is_unknown_with_the_reason(home: Home) -> None:
    home.put("id", LOCKED)
    host = home.host()
    host.refused = frozenset({"id"})
    finding = asyncio.run(CHECK.run(host))
    assert finding.outcome is Outcome.UNKNOWN
    assert finding.summary == "~/.ssh/id could not be read."
    assert [row.fact for row in finding.evidence] == [
        "1 file looked at, 0 private keys among them; mode 0700",
        "it may not be read by this account",
    ]


def test_running_as_the_administrator_is_unknown(home: Home) -> None:
    home.put("id", BARE)
    host = home.host()
    host.is_root = True
    finding = asyncio.run(CHECK.run(host))
    assert finding.outcome is Outcome.UNKNOWN
    assert "administrator" in finding.summary


def test_odd_files_do_not_hang_and_are_no_keys(home: Home) -> None:
    home.put("id", LOCKED)
    os.mkfifo(home.ssh / "pipe")
    (home.ssh / "loop").symlink_to(home.ssh / "loop")
    (home.ssh / "ping").symlink_to(home.ssh / "pong")
    (home.ssh / "pong").symlink_to(home.ssh / "ping")
    (home.ssh / "nowhere").symlink_to("/does/not/exist")
    (home.ssh / "folder").mkdir()
    (home.ssh / "endless").symlink_to("/dev/zero")
    with (home.ssh / "huge").open("wb") as huge:
        huge.write(BARE)
        huge.truncate(20 * 1024**3)
    started = time.perf_counter()
    finding = home.look()
    assert time.perf_counter() - started < 2
    assert finding.outcome is Outcome.PASS
    assert "1 with a passphrase" in finding.summary


def test_a_linked_key_is_judged_where_it_lies(home: Home) -> None:
    home.put("dotfiles/id", LOCKED, 0o644)
    (home.ssh / "id").symlink_to(home.path / "dotfiles/id")
    finding = home.look()
    assert finding.outcome is Outcome.FAIL
    assert finding.remedy is not None
    assert finding.remedy.command == "chmod 600 ~/.ssh/id"


def test_files_beyond_the_limit_are_unknown_and_said_so(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(key_files, "FILE_LIMIT", 3)
    for number in range(5):
        home.put(f"id_{number}", LOCKED)
    finding = home.look()
    assert finding.outcome is Outcome.UNKNOWN
    assert "2 files in ~/.ssh" in finding.summary


def test_a_name_the_shell_would_obey_is_quoted(home: Home) -> None:
    name = "id; touch $(pwned) 'x'"
    home.put(name, BARE)
    finding = home.look()
    assert finding.remedy is not None
    words = shlex.split(finding.remedy.command)
    assert words == ["ssh-keygen", "-p", "-f", f"~/.ssh/{name}"]


def test_a_name_the_terminal_would_obey_is_made_safe_and_gives_no_command(home: Home) -> None:
    home.put("id\x1b[2J", BARE)
    finding = home.look()
    assert "\x1b" not in finding.summary
    assert finding.remedy is not None
    assert finding.remedy.command == ""


def test_many_bare_keys_make_one_short_sentence(home: Home) -> None:
    for number in range(40):
        home.put(f"id_{number:02}", BARE)
    finding = home.look()
    assert finding.summary.startswith("~/.ssh/id_00, ~/.ssh/id_01, ~/.ssh/id_02 and 37 more have")
    assert finding.evidence[-1].fact == "10 more keys, not listed here"


def test_nothing_secret_or_personal_is_in_the_finding(home: Home) -> None:
    home.put("id", openssh_key(secret=b"canary-secret" * 9), 0o644)
    home.put("id.ppk", putty_key(3, "none").replace(b"sample", b"canary-comment"))
    home.put("id.pub", b"ssh-ed25519 AAAAcanary canary-comment\n")
    home.put("keys/far", openssh_key(kind=b"canary-kind"))
    home.put("config", b"Host canary-host\n User canary-login\n IdentityFile ~/keys/far\n")
    text = text_of(home.look())
    assert "canary" not in text
    assert str(home.path) not in text


def test_only_the_head_of_a_file_is_read(home: Home) -> None:
    home.put("id", LOCKED + b"x" * 9000)
    limits = []

    class Watching(PersonHost):
        def read_bytes(self, path: object, *, limit: int = 1 << 18) -> bytes:
            limits.extend([limit] if str(path).endswith("/id") else [])
            return super().read_bytes(path, limit=limit)

    asyncio.run(CHECK.run(Watching(root=home.root, home=home.path, environment={}, platform="linux")))
    assert limits == [4096]


def test_no_command_is_run_on_linux(home: Home) -> None:
    home.put("id", BARE)
    host = home.host()
    asyncio.run(CHECK.run(host))
    assert host.asked == ()


def test_every_finding_says_its_rule_and_what_it_does_not_prove(home: Home) -> None:
    for data in (b"", BARE, LOCKED, LOCKED[:99]):
        home.put("id", data)
        finding = home.look()
        assert finding.rule
        assert finding.evidence
        assert finding.unproven


def test_judging_needs_no_machine() -> None:
    facts = key_files.KeyFacts("linux", keys=(KeyFile("~/.ssh/id", problem="it could not be read"),))
    assert judge(facts, {}).outcome is Outcome.UNKNOWN


# -- real tools -------------------------------------------------------------------------------------------


@pytest.mark.real
def test_setting_a_passphrase_turns_the_finding(home: Home, tool: Callable[[str], str]) -> None:
    keygen, path = tool("ssh-keygen"), str(home.ssh / "id_ed25519")
    subprocess.run([keygen, "-q", "-t", "ed25519", "-N", "", "-C", "canary", "-f", path], check=True)
    assert home.look().outcome is Outcome.FAIL
    subprocess.run([keygen, "-q", "-p", "-P", "", "-N", "a passphrase", "-f", path], check=True)
    assert home.look().outcome is Outcome.PASS
    subprocess.run([keygen, "-q", "-p", "-P", "a passphrase", "-N", "", "-f", path], check=True)
    assert home.look().outcome is Outcome.FAIL


@pytest.mark.real
def test_chmod_turns_the_finding(home: Home, tool: Callable[[str], str]) -> None:
    path = home.ssh / "id_ed25519"
    subprocess.run([tool("ssh-keygen"), "-q", "-t", "ed25519", "-N", "secret", "-f", str(path)], check=True)
    assert home.look().outcome is Outcome.PASS
    path.chmod(0o644)
    assert home.look().outcome is Outcome.FAIL
    finding = home.look()
    assert finding.remedy is not None
    command = finding.remedy.command
    subprocess.run(["/bin/sh", "-c", command], check=True, env={"HOME": str(home.path), "PATH": "/bin"})
    assert home.look().outcome is Outcome.PASS


@pytest.mark.real
def test_the_advice_for_an_old_pem_key_takes_the_weakness_away(
    home: Home, tool: Callable[[str], str]
) -> None:
    keygen, path = tool("ssh-keygen"), str(home.ssh / "id_rsa")
    subprocess.run([keygen, "-q", "-t", "rsa", "-m", "PEM", "-N", "secret", "-f", path], check=True)
    assert home.look().remedy is not None
    subprocess.run([keygen, "-q", "-p", "-P", "secret", "-N", "secret", "-f", path], check=True)
    assert home.look().remedy is None


@pytest.mark.real
def test_a_real_putty_key_turns_with_puttygen(home: Home, tool: Callable[[str], str], tmp_path: Path) -> None:
    puttygen, path, phrase, empty = tool("puttygen"), home.ssh / "k.ppk", tmp_path / "p", tmp_path / "e"
    phrase.write_text("secret")
    empty.write_text("")
    make = ["-q", "-t", "ed25519", "-o", str(path), "--new-passphrase", str(empty)]
    subprocess.run([puttygen, *make], check=True)
    path.chmod(0o600)
    assert home.look().outcome is Outcome.FAIL
    change = ["-P", str(path), "--old-passphrase", str(empty), "--new-passphrase", str(phrase)]
    subprocess.run([puttygen, *change], check=True)
    assert home.look().outcome is Outcome.PASS
