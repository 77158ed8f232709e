"""Signing with a key of the person's ssh-agent, a real one."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from record.sign_parts import (
    MESSAGE,
    NAMESPACE,
    keygen_accepts,
)
from watchword.errors import SigningError
from watchword.record.agent import AgentKey, AgentSigner, list_keys
from watchword.record.key import Signer
from watchword.record.sshsig import PublicKey, parse, verify

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the agent of Windows is a service")

Find = Callable[[str], str]
KINDS = {"ed25519": [], "rsa": ["-b", "3072"], "ecdsa": ["-b", "256"]}


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder with a short name, since that of a socket has about a hundred characters."""
    with tempfile.TemporaryDirectory(prefix="ww") as name:
        yield Path(name)


# A real agent


@pytest.fixture
def agent(folder: Path, tool: Find) -> Iterator[str]:
    """The socket of a real ssh-agent, empty."""
    path = folder / "agent"
    with subprocess.Popen([tool("ssh-agent"), "-D", "-a", path], stdout=subprocess.DEVNULL) as process:
        try:
            for _ in range(500):
                if path.exists():
                    break
                time.sleep(0.01)
            yield str(path)
        finally:
            process.terminate()


def add(tool: Find, agent: str, folder: Path, kind: str, bits: list[str]) -> PublicKey:
    key = folder / f"key-{kind}"
    comment = f"ada's {kind}"
    subprocess.run(
        [tool("ssh-keygen"), "-q", "-t", kind, *bits, "-N", "", "-C", comment, "-f", key],
        check=True,
        timeout=60,
    )
    ssh_add(tool, agent, str(key))
    return PublicKey.from_text(key.with_suffix(".pub").read_text())


def ssh_add(tool: Find, agent: str, *arguments: str, **environment: str) -> None:
    env = {**os.environ, "SSH_AUTH_SOCK": agent, **environment}
    subprocess.run(
        [tool("ssh-add"), *arguments],
        env=env,
        check=True,
        capture_output=True,
        stdin=subprocess.DEVNULL,
        timeout=30,
    )


@pytest.mark.real
@pytest.mark.parametrize("kind", KINDS)
def test_a_real_agent_signs_what_both_verifiers_accept(
    tool: Find, agent: str, folder: Path, kind: str
) -> None:
    key = add(tool, agent, folder, kind, KINDS[kind])
    signer: Signer = AgentSigner(key, agent)
    armour = signer.sign(MESSAGE, NAMESPACE)
    signature = parse(armour)
    verify(MESSAGE, signature, NAMESPACE)
    assert keygen_accepts(tool("ssh-keygen"), folder, key, armour, MESSAGE)
    assert signature.algorithm == ("rsa-sha2-512" if kind == "rsa" else key.algorithm)
    assert signer.storage == "agent"


@pytest.mark.real
def test_a_real_agent_lists_its_keys_in_order_with_comments(tool: Find, agent: str, folder: Path) -> None:
    expected = [AgentKey(add(tool, agent, folder, kind, KINDS[kind]), f"ada's {kind}") for kind in KINDS]
    assert list_keys(agent) == expected


@pytest.mark.real
def test_keys_outside_the_profile_are_not_listed(tool: Find, agent: str, folder: Path) -> None:
    argv = [tool("ssh-keygen"), "-q", "-t", "ecdsa", "-b", "384", "-N", "", "-f", str(folder / "large")]
    subprocess.run(argv, check=True, timeout=60)
    ssh_add(tool, agent, str(folder / "large"))
    assert list_keys(agent) == []


@pytest.mark.real
def test_an_empty_agent_has_no_keys(agent: str) -> None:
    assert list_keys(agent) == []


@pytest.mark.real
def test_a_locked_agent_shows_no_keys_and_does_not_sign(tool: Find, agent: str, folder: Path) -> None:
    key = add(tool, agent, folder, "ed25519", [])
    askpass = folder / "askpass"
    askpass.write_text("#!/bin/sh\necho secret\n")
    askpass.chmod(0o700)
    ssh_add(tool, agent, "-x", SSH_ASKPASS=str(askpass), SSH_ASKPASS_REQUIRE="force", DISPLAY=":0")
    assert list_keys(agent) == []
    with pytest.raises(SigningError, match="did not sign") as refused:
        AgentSigner(key, agent).sign(MESSAGE, NAMESPACE)
    assert "ssh-add -X" in refused.value.remedy


@pytest.mark.real
def test_a_key_that_was_removed_meanwhile_does_not_sign(tool: Find, agent: str, folder: Path) -> None:
    key = add(tool, agent, folder, "ed25519", [])
    ssh_add(tool, agent, "-D")
    with pytest.raises(SigningError, match="did not sign") as refused:
        AgentSigner(key, agent).sign(MESSAGE, NAMESPACE)
    assert key.fingerprint in refused.value.detail


# No agent


@pytest.mark.parametrize("name", ["", "nowhere", "x" * 200, "a\0b"])
def test_no_agent_is_said_in_words(folder: Path, name: str) -> None:
    with pytest.raises(SigningError, match="No ssh-agent answers") as refused:
        list_keys(str(folder / name) if name else "")
    assert "ssh-add" in refused.value.remedy


def test_a_file_that_is_no_socket_is_no_agent(folder: Path) -> None:
    (folder / "file").write_text("")
    with pytest.raises(SigningError, match="No ssh-agent answers"):
        list_keys(str(folder / "file"))
