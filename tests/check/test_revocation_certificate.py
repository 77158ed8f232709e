"""The check `revocation-certificate`: a certificate for every OpenPGP key, and what is said about it."""

from __future__ import annotations

import asyncio
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from support.person_home import Gnupg, PersonHome, PersonHost
from watchword.check.finding import Finding, Outcome
from watchword.check.host import HostError
from watchword.check.keys.openpgp_files import GnupgFacts
from watchword.check.keys.revocation_certificate import CHECK, RevocationFacts, judge

SAMPLES = Path(__file__).parents[1] / "fixtures" / "device" / "keys"
PRIMARY = "B858F7C358C599D72C4A2E41F3E8B3EB8F7B535B"
SUBKEY = "700E132EE45477BA4B165C45CDDC1D58FE9DFE34"
FINGERPRINT = "7ADAF908F74EE7F4DAAC26E7371FC6A83DAE6881"
KEY_ID = FINGERPRINT[-16:]
CERTIFICATE = f".gnupg/openpgp-revocs.d/{FINGERPRINT}.rev"


def sample(name: str) -> str:
    return (SAMPLES / name).read_text("latin-1")


class Home(PersonHome):
    """A home folder with one OpenPGP key, which is in the captured listing."""

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        self.listing = sample("listing.txt")
        self.put(".gnupg/pubring.kbx", "ring")
        self.key(sample("locked.key"))

    def key(self, text: str, grip: str = PRIMARY) -> Path:
        return self.put(f".gnupg/private-keys-v1.d/{grip}.key", text)

    def asked(self, platform: str = "linux") -> PersonHost:
        host = self.host(platform)
        host.answers = {"gpg": self.listing, "ls": "x\n"}
        return host

    def look(self) -> Finding:
        return asyncio.run(CHECK.run(self.asked()))


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


def test_a_certificate_beside_the_key_is_half_of_the_way(home: Home) -> None:
    home.put(CERTIFICATE, sample("certificate.rev"))
    finding = home.look()
    assert finding.outcome is Outcome.WARN
    assert "must also lie in another place" in finding.summary
    assert finding.remedy is not None
    assert finding.remedy.command == ""


def test_without_one_it_fails_with_the_command_that_makes_it(home: Home) -> None:
    finding = home.look()
    assert finding.outcome is Outcome.FAIL
    assert finding.summary == f"OpenPGP key {KEY_ID} has no revocation certificate."
    assert finding.remedy is not None
    assert finding.remedy.command == (
        "mkdir -m 700 ~/.gnupg/openpgp-revocs.d && "
        f"gpg --output ~/.gnupg/openpgp-revocs.d/{FINGERPRINT}.rev --gen-revoke {KEY_ID}"
    )


def test_windows_gets_its_own_command(home: Home) -> None:
    for name in ("pubring.kbx", f"private-keys-v1.d/{PRIMARY}.key"):
        home.put(f"AppData/Roaming/gnupg/{name}", (home.path / ".gnupg" / name).read_bytes())
    host = home.asked("windows")
    host.answers = {r"C:\Program Files (x86)\GnuPG\bin\gpg": home.listing}
    finding = asyncio.run(CHECK.run(host))
    assert finding.remedy is not None
    folder = r'"$env:APPDATA\gnupg\openpgp-revocs.d'
    make = rf'gpg --output {folder}\{FINGERPRINT}.rev" --gen-revoke {KEY_ID}'
    assert finding.remedy.command == f'mkdir {folder}"; {make}'


@pytest.mark.parametrize("text", ["", "not a certificate\n"])
def test_a_file_without_a_certificate_in_it_is_none(home: Home, text: str) -> None:
    home.put(CERTIFICATE, text)
    finding = home.look()
    assert finding.outcome is Outcome.FAIL
    assert "holds no certificate" in finding.evidence[0].fact


def test_the_certificate_of_another_key_does_not_count(home: Home) -> None:
    home.put(f".gnupg/openpgp-revocs.d/{'A' * 40}.rev", sample("certificate.rev"))
    assert home.look().outcome is Outcome.FAIL


def test_one_that_may_not_be_read_is_unknown(home: Home) -> None:
    home.put(CERTIFICATE, sample("certificate.rev"))
    host = home.asked()
    host.refused = frozenset({f"{FINGERPRINT}.rev"})
    assert asyncio.run(CHECK.run(host)).outcome is Outcome.UNKNOWN


def test_one_that_others_may_read_is_to_be_closed(home: Home) -> None:
    home.put(CERTIFICATE, sample("certificate.rev"), 0o644)
    finding = home.look()
    assert finding.outcome is Outcome.WARN
    assert finding.remedy is not None
    assert finding.remedy.command == "chmod 600 ~/.gnupg/openpgp-revocs.d/*.rev"
    subprocess.run(
        ["/bin/sh", "-c", finding.remedy.command], check=True, env={"HOME": str(home.path), "PATH": "/bin"}
    )
    remedy = home.look().remedy
    assert remedy is not None
    assert remedy.command == ""


def test_no_keys_is_not_applicable(tmp_path: Path) -> None:
    finding = asyncio.run(CHECK.run(PersonHome(tmp_path).host()))
    assert finding.outcome is Outcome.NOT_APPLICABLE
    assert finding.remedy is None


def test_keys_that_are_no_openpgp_keys_are_not_applicable(home: Home) -> None:
    home.listing = "tru:t:1:1795488878:1858560876:3:1:5\n"
    assert home.look().outcome is Outcome.NOT_APPLICABLE


def test_a_key_that_is_revoked_already_needs_none(home: Home) -> None:
    home.listing = home.listing.replace("pub:-", "pub:r")
    finding = home.look()
    assert finding.outcome is Outcome.NOT_APPLICABLE
    assert "revoked already" in finding.summary


def test_an_expired_key_still_needs_one(home: Home) -> None:
    home.listing = home.listing.replace("pub:-", "pub:e")
    finding = home.look()
    assert finding.outcome is Outcome.FAIL
    assert "the key is expired" in finding.evidence[0].fact


def test_a_key_on_a_smart_card_is_unknown_with_the_reason(home: Home) -> None:
    home.key(sample("shadowed.key"))
    finding = home.look()
    assert finding.outcome is Outcome.UNKNOWN
    assert "on a smart card" in finding.summary


def test_a_certificate_for_a_key_on_a_smart_card_counts(home: Home) -> None:
    home.key(sample("shadowed.key"))
    home.put(CERTIFICATE, sample("certificate.rev"))
    assert home.look().outcome is Outcome.WARN


def test_a_primary_key_that_is_kept_elsewhere_is_unknown(home: Home) -> None:
    (home.path / f".gnupg/private-keys-v1.d/{PRIMARY}.key").unlink()
    home.key(sample("locked.key"), SUBKEY)
    finding = home.look()
    assert finding.outcome is Outcome.UNKNOWN
    assert "kept elsewhere" in finding.evidence[0].fact


def test_without_gpg_it_is_unknown_with_the_reason(home: Home) -> None:
    host = home.asked()
    host.answers = {"gpg": HostError("The command gpg is not installed.")}
    finding = asyncio.run(CHECK.run(host))
    assert finding.outcome is Outcome.UNKNOWN
    assert "The command gpg is not installed." in finding.summary


def test_only_an_old_ring_of_secret_keys_is_unknown(home: Home) -> None:
    (home.path / f".gnupg/private-keys-v1.d/{PRIMARY}.key").unlink()
    home.put(".gnupg/secring.gpg", "old")
    assert home.look().outcome is Outcome.UNKNOWN


def test_the_administrator_has_no_keys_to_judge(home: Home) -> None:
    host = home.asked()
    host.is_root = True
    assert asyncio.run(CHECK.run(host)).outcome is Outcome.UNKNOWN


def test_no_name_or_address_is_kept(home: Home) -> None:
    home.put(CERTIFICATE, sample("certificate.rev"))
    for text in ("Sample", "example.org", "canary-user"):
        assert text not in repr(home.look())


def test_judging_needs_no_machine() -> None:
    assert judge(RevocationFacts(GnupgFacts("linux")), {}).outcome is Outcome.NOT_APPLICABLE


# -- real gpg ---------------------------------------------------------------------------------------------


@pytest.fixture
def real(tool: Callable[[str], str]) -> Iterator[tuple[PersonHome, Gnupg]]:
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
def test_the_certificate_that_gpg_made_with_the_key_is_found(real: tuple[PersonHome, Gnupg]) -> None:
    person, gnupg = real
    gnupg.make("secret")
    assert look_real(person).outcome is Outcome.WARN


@pytest.mark.real
@pytest.mark.parametrize("has_folder", [True, False])
def test_the_advice_makes_a_certificate_that_is_then_found(
    real: tuple[PersonHome, Gnupg], has_folder: bool
) -> None:
    person, gnupg = real
    key = gnupg.make()
    (gnupg.home / "openpgp-revocs.d" / f"{key}.rev").unlink()
    if not has_folder:
        (gnupg.home / "openpgp-revocs.d").rmdir()
    finding = look_real(person)
    assert finding.outcome is Outcome.FAIL
    assert finding.remedy is not None
    command = finding.remedy.command.replace("gpg ", "gpg --no-tty --command-fd 0 ")
    environment = {"HOME": str(person.path), "PATH": "/usr/bin:/bin"}
    answers = "y\n0\n\ny\n"  # yes; no reason; no words; that is right
    subprocess.run(
        ["/bin/sh", "-c", command],
        input=answers,
        text=True,
        check=True,
        env=environment,
        capture_output=True,
        timeout=30,
    )
    assert look_real(person).outcome is Outcome.WARN
    certificate = gnupg.home / "openpgp-revocs.d" / f"{key}.rev"
    gnupg.run("--import", str(certificate))
    assert look_real(person).outcome is Outcome.NOT_APPLICABLE
