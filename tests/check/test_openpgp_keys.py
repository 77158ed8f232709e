"""The check `openpgp-keys`: key files of GnuPG, whose they are, and what is said about them."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.person_home import Gnupg, PersonHome, PersonHost, plain
from watchword.check.check import Limit
from watchword.check.finding import Finding, Outcome
from watchword.check.host import HostError, Ran
from watchword.check.keys.header import Lock
from watchword.check.keys.openpgp_files import FILE_LIMIT, GnupgFacts
from watchword.check.keys.openpgp_keys import CHECK, judge
from watchword.check.keys.openpgp_listing import parse
from watchword.check.keys.openpgp_lock import HEAD, read_lock

SAMPLES = Path(__file__).parents[1] / "fixtures" / "device" / "keys"
VAULT = ".gnupg/private-keys-v1.d"
PRIMARY = "B858F7C358C599D72C4A2E41F3E8B3EB8F7B535B"
SUBKEY = "700E132EE45477BA4B165C45CDDC1D58FE9DFE34"
KEY_ID = "371FC6A83DAE6881"
FINGERPRINT = "7ADA F908 F74E E7F4 DAAC  26E7 371F C6A8 3DAE 6881"
FLAGS = (
    "--batch --no-autostart --no-auto-check-trustdb --lock-never --trust-model always "
    "--with-colons --with-keygrip --list-keys"
)


def sample(name: str) -> bytes:
    return (SAMPLES / name).read_bytes()


class Home(PersonHome):
    """A home folder with a GnuPG home whose keys are in the captured listing."""

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        (self.path / VAULT).mkdir(parents=True)
        (self.path / ".gnupg").chmod(0o700)
        (self.path / VAULT).chmod(0o700)
        self.put(".gnupg/pubring.kbx", b"ring")

    def key(self, data: bytes, grip: str = PRIMARY, mode: int = 0o600) -> Path:
        return self.put(f"{VAULT}/{grip}.key", data, mode)

    def asked(self, platform: str = "linux", **environment: str) -> PersonHost:
        host = self.host(platform, **environment)
        host.answers = {"gpg": sample("listing.txt").decode(), "ls": "x\n"}
        return host

    def look(self, platform: str = "linux", **limits: Limit) -> Finding:
        return asyncio.run(CHECK.run(self.asked(platform), limits))


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


# -- how a file is locked ---------------------------------------------------------------------------------

LOCKS = {
    "bare.key": Lock.BARE,
    "bare-binary.key": Lock.BARE,
    "imported-bare.key": Lock.BARE,
    "locked.key": Lock.PASSPHRASE,
    "locked-binary.key": Lock.PASSPHRASE,
    "imported-locked.key": Lock.PASSPHRASE,
    "shadowed.key": Lock.HARDWARE,
    "shadowed-binary.key": Lock.HARDWARE,
}


@pytest.mark.parametrize(("name", "lock"), LOCKS.items())
def test_the_lock_is_read_from_every_form(name: str, lock: Lock) -> None:
    assert read_lock(sample(name), is_whole=True) is lock


@pytest.mark.parametrize(("name", "lock"), LOCKS.items())
def test_a_file_cut_off_anywhere_is_never_taken_for_locked(name: str, lock: Lock) -> None:
    data = sample(name).rstrip()
    cuts = {read_lock(data[:end], is_whole=True) for end in range(len(data))}
    assert cuts == {Lock.UNCLEAR}


@pytest.mark.parametrize(("name", "lock"), LOCKS.items())
def test_the_start_of_a_file_tells_the_lock_or_that_more_is_needed(name: str, lock: Lock) -> None:
    data = sample(name)
    answers = {read_lock(data[:end], is_whole=False) for end in range(0, len(data), 7)}
    assert answers <= {None, lock}


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"Key:",
        b"Key: (",
        b"Key: ()",
        b"hello\n",
        b"(9:something)",
        b"(99999999:private-key)",
        b"Key: (protected-private-key (rsa (n #00#)(protected own-mode x)))\n",
        b"Key: (protected-private-key (rsa (n #00#)))\n",
        b"(21:protected-private-key(3:rsa(9:protected14:openpgp-native(19:openpgp-private-key))))",
        b"(" * 5000,
    ],
)
def test_what_is_not_understood_is_unclear(data: bytes) -> None:
    assert read_lock(data, is_whole=True) is Lock.UNCLEAR


def test_a_value_that_goes_on_and_other_fields_do_not_disturb() -> None:
    text = b"Label: Key: (private-key\nDescription: a\n key\nKEY: (shadow\n ed-private-key (rsa))\nToken: x\n"
    assert read_lock(text, is_whole=True) is Lock.HARDWARE


@given(st.binary(max_size=300), st.booleans())
def test_reading_never_raises(data: bytes, is_whole: bool) -> None:
    for start in (b"", b"(", b"Key: (protected-private-key (rsa ", b"(21:protected-private-key(3:rsa"):
        read_lock(start + data, is_whole=is_whole)


@given(st.integers(0, 437), st.integers(0, 255))
def test_a_changed_byte_never_makes_a_bare_key_locked(place: int, byte: int) -> None:
    data = bytearray(sample("imported-bare.key"))
    data[place] = byte
    assert read_lock(bytes(data), is_whole=True) is not Lock.PASSPHRASE


# -- the list of keys -------------------------------------------------------------------------------------


def test_the_listing_gives_keys_and_their_parts() -> None:
    (key,) = parse(sample("listing.txt").decode())
    assert key.fingerprint == "7ADAF908F74EE7F4DAAC26E7371FC6A83DAE6881"
    assert key.key_id == KEY_ID
    assert [(part.grip, part.state) for part in key.parts] == [(PRIMARY, ""), (SUBKEY, "")]


def test_expired_and_revoked_parts_are_told_apart() -> None:
    text = sample("listing.txt").decode().replace("pub:-", "pub:e").replace("sub:-", "sub:r")
    assert [part.state for part in parse(text)[0].parts] == ["expired", "revoked"]


@given(st.text(max_size=200), st.lists(st.sampled_from(sample("listing.txt").decode().splitlines())))
def test_no_listing_makes_the_parser_raise(text: str, lines: list[str]) -> None:
    parse("\n".join([*lines, text]))


# -- outcomes ---------------------------------------------------------------------------------------------


def test_locked_keys_of_ones_own_pass(home: Home) -> None:
    home.key(sample("locked.key"))
    home.key(sample("imported-locked.key"), SUBKEY)
    finding = home.look()
    assert finding.outcome is Outcome.PASS
    assert finding.summary == "All private keys of GnuPG here are in order: 2 with a passphrase."
    assert finding.remedy is None


def test_the_worst_subkey_decides_and_its_owner_is_named(home: Home) -> None:
    home.key(sample("locked.key"))
    home.key(sample("bare.key"), SUBKEY)
    finding = home.look()
    assert finding.outcome is Outcome.FAIL
    assert finding.summary == f"1 private key (OpenPGP key {KEY_ID}) is without a passphrase."
    assert finding.remedy is not None
    assert finding.remedy.command == f"gpg --passwd {KEY_ID}"
    assert finding.evidence[1].fact == f"subkey of {KEY_ID}; no passphrase; mode 0600"


def test_a_key_that_was_imported_bare_fails_although_its_file_says_protected(home: Home) -> None:
    home.key(sample("imported-bare.key"))
    assert home.look().outcome is Outcome.FAIL


@pytest.mark.parametrize("name", ["shadowed.key", "shadowed-binary.key"])
def test_a_key_on_a_smart_card_is_exempt(home: Home, name: str) -> None:
    home.key(sample(name), mode=0o644)
    finding = home.look()
    assert finding.outcome is Outcome.PASS
    assert "1 in hardware" in finding.summary


def test_a_damaged_key_is_unknown(home: Home) -> None:
    home.key(sample("locked.key")[:90])
    assert home.look().outcome is Outcome.UNKNOWN


@pytest.mark.parametrize("exists", [True, False])
def test_no_keys_pass_and_gpg_is_not_asked(home: Home, exists: bool) -> None:
    if not exists:
        shutil.rmtree(home.path / ".gnupg")
    host = home.asked()
    finding = asyncio.run(CHECK.run(host))
    assert finding.outcome is Outcome.PASS
    assert finding.summary == "There are no OpenPGP keys here."
    assert host.asked == ()


def test_a_key_without_an_owner_is_judged_all_the_same(home: Home) -> None:
    home.key(sample("bare.key"), "A" * 40)
    finding = home.look()
    assert finding.outcome is Outcome.FAIL
    assert finding.remedy is not None
    assert finding.remedy.command == f'gpg-connect-agent "PASSWD {"A" * 40}" /bye'


@pytest.mark.parametrize("name", [KEY_ID, "0x" + KEY_ID.lower(), PRIMARY, FINGERPRINT])
def test_a_bare_key_may_be_allowed_by_name(home: Home, name: str) -> None:
    home.key(sample("bare.key"))
    finding = home.look(bare_keys_allowed=(name,))
    assert finding.outcome is Outcome.PASS
    assert "1 bare and allowed by name" in finding.summary
    assert home.look(bare_keys_allowed=("someone-else",)).outcome is Outcome.FAIL


def test_an_exception_does_not_excuse_open_permissions(home: Home) -> None:
    home.key(sample("bare.key"), mode=0o644)
    assert home.look(bare_keys_allowed=(KEY_ID,)).outcome is Outcome.FAIL


def test_the_administrator_has_no_keys_to_judge(home: Home) -> None:
    home.key(sample("bare.key"))
    host = home.asked()
    host.is_root = True
    assert asyncio.run(CHECK.run(host)).outcome is Outcome.UNKNOWN


def test_no_name_or_address_is_kept(home: Home) -> None:
    home.key(sample("bare.key"))
    for text in ("Sample", "example.org", "canary-user"):
        assert text not in repr(home.look())


# -- permissions ------------------------------------------------------------------------------------------


def test_an_open_key_fails_and_the_command_closes_all(home: Home) -> None:
    home.key(sample("locked.key"), mode=0o640)
    finding = home.look()
    assert finding.outcome is Outcome.FAIL
    assert finding.remedy is not None
    command = finding.remedy.command
    assert command == f"chmod 700 ~/.gnupg ~/{VAULT} && chmod 600 ~/{VAULT}/*.key"
    subprocess.run(["/bin/sh", "-c", command], check=True, env={"HOME": str(home.path), "PATH": "/bin"})
    assert home.look().outcome is Outcome.PASS


@pytest.mark.parametrize("folder", [".gnupg", VAULT])
@pytest.mark.parametrize(
    ("mode", "outcome"), [(0o700, Outcome.PASS), (0o755, Outcome.WARN), (0o770, Outcome.FAIL)]
)
def test_folders_are_judged_by_who_may_look_and_who_may_write(
    home: Home, folder: str, mode: int, outcome: Outcome
) -> None:
    home.key(sample("locked.key"))
    (home.path / folder).chmod(mode)
    assert home.look().outcome is outcome


@pytest.mark.parametrize("kind", ["vfat", "drvfs", "9p"])
def test_invented_modes_are_not_judged(home: Home, kind: str) -> None:
    home.key(sample("locked.key"), mode=0o777)
    (home.path / ".gnupg").chmod(0o777)
    home.mount("/home", kind)
    finding = home.look()
    assert finding.outcome is Outcome.PASS
    assert f"on {kind} file permissions are made up" in finding.unproven


def test_a_macos_access_list_that_lets_others_in_fails(home: Home) -> None:
    home.key(sample("locked.key"))
    host = home.asked("macos")
    host.answers = {"ls": "-rw-------+ 1 me staff 1 x\n 0: user:anna allow read\n", "gpg": ""}
    finding = asyncio.run(CHECK.run(host))
    assert finding.outcome is Outcome.FAIL
    assert finding.remedy is not None
    assert finding.remedy.command.startswith("chmod -N ~/.gnupg ")


# -- where GnuPG's folder is ------------------------------------------------------------------------------


def test_windows_keeps_it_in_appdata_and_modes_are_not_judged(home: Home) -> None:
    home.put("AppData/Roaming/gnupg/private-keys-v1.d/" + PRIMARY + ".key", sample("bare.key"), 0o666)
    finding = asyncio.run(CHECK.run(home.asked("windows", APPDATA=str(home.path / "AppData/Roaming"))))
    assert finding.summary == "1 private key (keys of no known owner) is without a passphrase."
    assert finding.evidence[0].source == "~/AppData/Roaming/gnupg/private-keys-v1.d"
    assert "0666" not in repr(finding)


def test_gnupghome_is_followed_and_not_spelt_out_outside_the_home(home: Home, tmp_path: Path) -> None:
    outside = tmp_path / "secret-place"
    shutil.copytree(home.path / ".gnupg", outside)
    (outside / "private-keys-v1.d" / f"{PRIMARY}.key").write_bytes(sample("locked.key"))
    finding = asyncio.run(CHECK.run(home.asked(GNUPGHOME=str(outside))))
    assert finding.outcome is Outcome.FAIL
    assert "secret-place" not in repr(finding)
    assert finding.remedy is not None
    command = finding.remedy.command
    subprocess.run(["/bin/sh", "-c", command], check=True, env={"GNUPGHOME": str(outside), "PATH": "/bin"})
    assert asyncio.run(CHECK.run(home.asked(GNUPGHOME=str(outside)))).outcome is Outcome.PASS


@pytest.mark.parametrize("named", ["//server/keys", "\\\\server\\keys", "relative/keys"])
def test_a_gnupghome_that_cannot_be_looked_at_is_unknown(home: Home, named: str) -> None:
    finding = asyncio.run(CHECK.run(home.asked(GNUPGHOME=named)))
    assert finding.outcome is Outcome.UNKNOWN
    assert "GNUPGHOME" in finding.summary


def test_wsl_says_that_the_keys_of_windows_are_not_seen(home: Home) -> None:
    home.put_outside("proc/sys/kernel/osrelease", "5.15.167.4-microsoft-standard-WSL2\n")
    assert "keys of Windows itself are not seen" in home.look().unproven


# -- asking gpg -------------------------------------------------------------------------------------------


def test_gpg_is_asked_once_with_these_flags_and_no_others(home: Home) -> None:
    home.key(sample("locked.key"))
    host = home.asked()
    asyncio.run(CHECK.run(host))
    assert host.asked == [("gpg", "--homedir", str(home.path / ".gnupg"), *FLAGS.split(" "))]


def test_gpg_is_not_run_without_a_key_ring_for_it_would_make_one(home: Home) -> None:
    home.key(sample("bare.key"))
    (home.path / ".gnupg/pubring.kbx").unlink()
    host = home.asked()
    finding = asyncio.run(CHECK.run(host))
    assert host.asked == ()
    assert finding.outcome is Outcome.FAIL


@pytest.mark.parametrize("answer", [HostError("It hung."), Ran(2, "", "gpg: broken")])
def test_without_an_answer_of_gpg_the_files_are_judged(home: Home, answer: HostError | Ran) -> None:
    home.key(sample("locked.key"))
    host = home.asked()
    host.answers = {"gpg": answer}
    finding = asyncio.run(CHECK.run(host))
    assert finding.outcome is Outcome.PASS
    assert "which key a file belongs to is not known" in repr(finding.evidence)


def test_on_macos_gpg_is_looked_for_where_its_packages_put_it(home: Home) -> None:
    home.key(sample("locked.key"))
    host = home.asked("macos")
    asyncio.run(CHECK.run(host))
    assert "/usr/local/MacGPG2/bin/gpg" in [argv[0] for argv in host.asked]


# -- what is in the way -----------------------------------------------------------------------------------


def test_odd_files_do_not_hang_and_are_no_keys(home: Home) -> None:
    home.key(sample("locked.key"))
    vault = home.path / VAULT
    os.mkfifo(vault / "pipe.key")
    (vault / "loop.key").symlink_to(vault / "loop.key")
    (vault / "folder.key").mkdir()
    (vault / "endless.key").symlink_to("/dev/zero")
    with (vault / f"{'C' * 40}.key").open("wb") as huge:
        huge.truncate(10 * 1024**3)
    Path(huge.name).chmod(0o600)
    started = time.perf_counter()
    finding = home.look()
    assert time.perf_counter() - started < 2
    assert finding.outcome is Outcome.UNKNOWN
    assert (
        "1 private key (keys of no known owner) is in files from which the lock cannot be told"
        in finding.summary
    )


def test_a_file_that_may_not_be_read_is_unknown(home: Home) -> None:
    home.key(sample("locked.key"))
    host = home.asked()
    host.refused = frozenset({f"{PRIMARY}.key"})
    finding = asyncio.run(CHECK.run(host))
    assert finding.outcome is Outcome.UNKNOWN
    assert "could not be read" in finding.summary


def test_files_beyond_the_limit_are_counted(home: Home) -> None:
    for number in range(FILE_LIMIT + 3):
        home.key(sample("shadowed.key"), f"{number:040X}")
    finding = home.look()
    assert finding.outcome is Outcome.UNKNOWN
    assert "3 key files beyond the first 200 were not looked at" in finding.summary


@pytest.mark.parametrize("has_keys", [True, False])
def test_an_old_ring_of_secret_keys_is_said_so(home: Home, has_keys: bool) -> None:
    home.put(".gnupg/secring.gpg", b"old")
    if has_keys:
        home.key(sample("locked.key"))
    finding = home.look()
    assert finding.outcome is Outcome.UNKNOWN
    assert "~/.gnupg/secring.gpg" in finding.summary


def test_an_empty_old_ring_is_nothing(home: Home) -> None:
    home.put(".gnupg/secring.gpg", b"")
    assert home.look().outcome is Outcome.PASS


def test_no_more_of_a_common_key_is_read_than_its_head(home: Home) -> None:
    home.key(sample("locked.key"))
    host = home.asked()
    asyncio.run(CHECK.run(host))
    assert len([path for path in host.opened if path.endswith(".key")]) == 1


def test_judging_needs_no_machine() -> None:
    assert judge(GnupgFacts("linux"), {}).outcome is Outcome.PASS


# -- real gpg ---------------------------------------------------------------------------------------------


@pytest.fixture
def real(tool: Callable[[str], str]) -> Iterator[tuple[PersonHome, Gnupg]]:
    """A home whose GnuPG folder the real gpg works on; short, for the agent's socket has a short name."""
    with tempfile.TemporaryDirectory(prefix="ww") as folder:
        person = PersonHome(Path(folder))
        gnupg = Gnupg(tool("gpg"), person.path / ".gnupg")
        yield person, gnupg
        gnupg.close()


def look_real(person: PersonHome) -> Finding:
    host = person.host()
    host.real = frozenset({"gpg"})
    host.root = Path("/")
    return asyncio.run(CHECK.run(host))


@pytest.mark.real
def test_setting_a_passphrase_turns_the_finding(real: tuple[PersonHome, Gnupg]) -> None:
    person, gnupg = real
    key = gnupg.make()
    gnupg.add(key)
    finding = look_real(person)
    assert finding.outcome is Outcome.FAIL
    assert finding.summary == f"2 private keys (OpenPGP key {key[-16:]}) are without a passphrase."
    assert finding.remedy is not None
    gnupg.run(*finding.remedy.command.split(" ")[1:], passphrase="secret")
    finding = look_real(person)
    assert finding.outcome is Outcome.PASS
    assert "2 with a passphrase" in finding.summary


@pytest.mark.real
def test_a_bare_key_brought_in_by_import_fails_and_the_advice_helps(
    real: tuple[PersonHome, Gnupg], tmp_path: Path
) -> None:
    person, gnupg = real
    other = Gnupg("gpg", person.path / "other")
    other.make()
    (tmp_path / "bare.asc").write_text(other.run("--armor", "--export-secret-keys"))
    other.close()
    gnupg.run("--import", str(tmp_path / "bare.asc"))
    finding = look_real(person)
    assert finding.outcome is Outcome.FAIL
    assert finding.remedy is not None
    gnupg.run(*finding.remedy.command.split(" ")[1:], passphrase="secret")
    assert look_real(person).outcome is Outcome.PASS


@pytest.mark.real
def test_a_locked_key_brought_in_by_import_passes(real: tuple[PersonHome, Gnupg], tmp_path: Path) -> None:
    person, gnupg = real
    other = Gnupg("gpg", person.path / "other")
    other.make("secret", "rsa4096")
    (tmp_path / "locked.asc").write_text(other.run("--armor", "--export-secret-keys", passphrase="secret"))
    other.close()
    gnupg.run("--import", str(tmp_path / "locked.asc"))
    (path,) = (gnupg.home / "private-keys-v1.d").glob("*.key")
    assert path.stat().st_size > HEAD
    assert look_real(person).outcome is Outcome.PASS


@pytest.mark.real
def test_one_bare_subkey_of_a_locked_key_fails(real: tuple[PersonHome, Gnupg]) -> None:
    person, gnupg = real
    key = gnupg.make("secret")
    vault = gnupg.home / "private-keys-v1.d"
    before = set(vault.iterdir())
    gnupg.add(key, "secret")
    (added,) = set(vault.iterdir()) - before
    connect = ["gpg-connect-agent", "--homedir", str(gnupg.home)]
    bare = added.read_bytes()
    assert read_lock(bare, is_whole=True) is Lock.PASSPHRASE
    listed = subprocess.run([*connect, "keyinfo --list", "/bye"], capture_output=True, text=True, env=plain())
    assert f"{added.stem} D - - - P" in listed.stdout or f"{added.stem} D - - 1 P" in listed.stdout
    added.write_bytes(sample("bare.key"))
    finding = look_real(person)
    assert finding.outcome is Outcome.FAIL
    assert finding.summary == f"1 private key (OpenPGP key {key[-16:]}) is without a passphrase."


@pytest.mark.real
def test_expired_and_revoked_keys_are_judged_and_said_to_be_so(
    real: tuple[PersonHome, Gnupg], tmp_path: Path
) -> None:
    person, gnupg = real
    key = gnupg.make(expires="20240201T000000")
    finding = look_real(person)
    assert finding.outcome is Outcome.FAIL
    assert f"primary key of {key[-16:]}, expired" in repr(finding.evidence)
    certificate = (gnupg.home / "openpgp-revocs.d" / f"{key}.rev").read_text()
    (tmp_path / "revoked.asc").write_text(certificate.replace(":-----BEGIN", "-----BEGIN"))
    gnupg.run("--import", str(tmp_path / "revoked.asc"))
    finding = look_real(person)
    assert finding.outcome is Outcome.FAIL
    assert f"primary key of {key[-16:]}, revoked" in repr(finding.evidence)


@pytest.mark.real
@pytest.mark.parametrize("name", sorted(LOCKS))
def test_gpgs_own_agent_reads_every_sample_as_we_do(real: tuple[PersonHome, Gnupg], name: str) -> None:
    _, gnupg = real
    vault = gnupg.home / "private-keys-v1.d"
    vault.mkdir(mode=0o700)
    (vault / f"{PRIMARY}.key").write_bytes(sample(name))
    line = ["gpg-connect-agent", "--homedir", str(gnupg.home), "keyinfo --list", "/bye"]
    answer = subprocess.run(line, capture_output=True, text=True, env=plain(), timeout=30).stdout
    kind, protection = answer.split()[3], answer.split()[7]
    expected = {Lock.BARE: ("D", "C"), Lock.PASSPHRASE: ("D", "P"), Lock.HARDWARE: ("T", "-")}
    assert (kind, protection) == expected[LOCKS[name]]


def state_of(folder: Path) -> dict[str, tuple[int, int, int, int]]:
    """Every file's number, size and times of change; `atime` is what reading may move."""
    found = {}
    for path in (folder, *folder.rglob("*")):
        status = path.lstat()
        found[str(path)] = (status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns)
    return found


def agents_of(folder: Path) -> list[bytes]:
    """Command lines of running agents and key daemons that serve a GnuPG home."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            line = path.read_bytes()
        except OSError:
            continue
        if os.fsencode(folder) in line and (b"agent" in line or b"keyboxd" in line):
            found.append(line)
    return found


@pytest.mark.real
@pytest.mark.parametrize("setting", ["", "trust-model tofu+pgp\n"])
@pytest.mark.parametrize("missing", ["", "trustdb.gpg", "pubring.kbx", "tofu.db"])
def test_the_look_starts_no_agent_and_changes_no_file(
    real: tuple[PersonHome, Gnupg], setting: str, missing: str
) -> None:
    person, gnupg = real
    gnupg.make()
    assert agents_of(gnupg.home)
    gnupg.close()
    for _ in range(100):
        if not agents_of(gnupg.home) and not list(gnupg.home.glob("S.*")):
            break
        time.sleep(0.02)
    assert agents_of(gnupg.home) == []
    (gnupg.home / "gpg.conf").write_text(setting)
    if missing:
        (gnupg.home / missing).unlink(missing_ok=True)
    before = state_of(gnupg.home)
    assert look_real(person).outcome is Outcome.FAIL
    time.sleep(0.05)
    assert state_of(gnupg.home) == before
    assert agents_of(gnupg.home) == []
