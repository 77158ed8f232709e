"""What leaves says nothing about the machine: canaries are planted, and looked for in everything written."""

from __future__ import annotations

import getpass
import os
import platform
import socket
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from support.kit import answer_rightly, make_kit, make_session
from support.sample_host import SampleHost
from watchword.check.host import Host
from watchword.check.subject import Service, Tree
from watchword.checklist.locate import locate
from watchword.handover import export
from watchword.progress.profile import build
from watchword.session import Session

HOST, USER, TOKEN = "canary-host-7f3a", "canary-user-91bc", "canary-token-e55d"
TREE = "canary-tree-4d21"
CANARIES = (b"canary", HOST.encode(), USER.encode(), TOKEN.encode())
SYSTEMS = ("linux", "macos", "windows")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The home folder of somebody whose every name is a canary, with a secret in each usual place."""
    home = tmp_path / "home" / USER
    for folder in (".ssh", ".gnupg", ".config/gh"):
        (home / folder).mkdir(parents=True, mode=0o700)
    (home / ".netrc").write_text(f"machine {HOST} login {USER} password {TOKEN}\n")
    (home / ".config/gh/hosts.yml").write_text(f"oauth_token: {TOKEN}\n")
    (home / TREE).mkdir()
    (home / TREE / "settings.py").write_text(f'DATABASE_PASSWORD = "{TOKEN}"\nlogging.info(password)\n')
    (home / ".ssh/config").write_text(f"Host {HOST}\n  User {USER}\n")
    (home / ".ssh/id_ed25519").write_text(f"-----BEGIN OPENSSH PRIVATE KEY-----\n{TOKEN}\n")
    (home / ".ssh/id_ed25519.pub").write_text(f"ssh-ed25519 AAAA {USER}@{HOST}\n")
    for name in ("HOME", "USERPROFILE", "XDG_CONFIG_HOME", "PWD"):
        monkeypatch.setenv(name, str(home))
    for name in ("USER", "LOGNAME", "USERNAME"):
        monkeypatch.setenv(name, USER)
    for name in ("HOSTNAME", "COMPUTERNAME"):
        monkeypatch.setenv(name, HOST)
    for name in ("GITHUB_TOKEN", "AWS_SECRET_ACCESS_KEY", "SSH_AUTH_SOCK"):
        monkeypatch.setenv(name, str(home / TOKEN))
    monkeypatch.setattr(socket, "gethostname", lambda: HOST)
    monkeypatch.setattr(platform, "node", lambda: HOST)
    monkeypatch.setattr(getpass, "getuser", lambda: USER)
    monkeypatch.chdir(home)
    return home


def hosts(home: Path) -> Iterator[Host]:
    """This very machine, and samples of the three systems that answer every command with a canary."""
    yield Host(home=home)
    for system in SYSTEMS:
        yield SampleHost(
            system,
            home=str(home),
            environment=dict(os.environ),
            files={"/etc/hostname": HOST, str(home / ".ssh/id_ed25519"): f"{TOKEN}\n"},
            folders={str(home / ".ssh"): ["id_ed25519"], str(home): [".ssh", ".netrc"]},
            commands=dict.fromkeys(("hostname", "whoami", "lsblk"), f"{HOST} {USER} {TOKEN} {home}\n"),
            running=[[f"{home}/bin/{TOKEN}", "--password", TOKEN]],
        )


async def walk(folder: Path, host: Host) -> Session:
    """Do the whole bundled checklist on this machine, with a tree and a service named, and hand it over."""
    kit = make_kit(folder, host=host)
    service = Service(f"https://{HOST}.invalid/", is_agreed=True)
    named = replace(kit.settings, service=(service,), tree=(Tree(folder.parent / TREE),))
    kit = replace(kit, settings=named)
    session = make_session(folder, kit=kit, checklist=locate(None))
    roles = ("developer", "responder", "ssh-keys", "openpgp-keys")
    session.set_profile(build("New Person", "new@example.org", roles, ("linux", "macos"), True))
    async for _ in session.look():
        pass
    for standing in session.progress.applying:
        answer_rightly(session, standing.guideline.id)
        session.attest(standing.guideline.id)
        for check in session.standing(standing.guideline.id).unanswered:
            session.state(standing.guideline.id, check, "I looked myself, and it is so.")
    return session


@pytest.mark.parametrize("which", ["this machine", *SYSTEMS])
async def test_nothing_written_names_the_machine_its_user_or_a_secret(
    tmp_path: Path, home: Path, which: str
) -> None:
    host = dict(zip(("this machine", *SYSTEMS), hosts(home), strict=True))[which]
    data = home / "data"  # the app's own folders lie below the home folder, as they do for everybody
    session = await walk(data, host)
    exported = export(session)
    assert session.ledger.journal is not None
    assert all(standing.seen for standing in session.progress.applying if standing.guideline.check)
    written = [exported.folder / name for name in exported.names]
    written += [session.ledger.journal.path, session.kit.paths.key_file.with_suffix(".pub")]
    assert len(written) == 9
    for file in written:
        content = file.read_bytes().lower()
        assert not [canary for canary in CANARIES if canary in content], file.name
        assert str(tmp_path).encode() not in content, file.name
        assert str(tmp_path) not in file.name


def test_the_record_names_the_family_of_the_system_and_no_more(tmp_path: Path, home: Path) -> None:
    session = make_session(tmp_path, kit=replace(make_kit(tmp_path), host=Host(home=home)))
    session.set_profile(build("New Person", "new@example.org"))
    app = export(session).record.app
    assert set(app.model_dump()) == {"name", "version", "system"}
    assert app.system in SYSTEMS


def test_the_record_names_questions_and_never_the_option_chosen(tmp_path: Path) -> None:
    session = make_session(tmp_path)
    session.set_profile(build("New Person", "new@example.org"))
    answer_rightly(session, "think-first")
    assert set(export(session).record.guidelines[0].known[0].model_dump()) == {"id", "attempts", "right"}


def test_the_public_half_of_the_key_carries_no_name_of_person_or_machine(tmp_path: Path) -> None:
    session = make_session(tmp_path)
    session.set_profile(build("New Person", "new@example.org"))
    public = session.kit.paths.key_file.with_suffix(".pub").read_text()
    assert public == f"{session.kit.signer().public_key.text} watchword\n"
