"""Agents that misbehave: slow, huge, refusing, or signing something else."""

from __future__ import annotations

import contextlib
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA1

from record.sign_parts import (
    ADA,
    DATA,
    MESSAGE,
    NAMESPACE,
    blob_of,
    ed25519_key,
    fido_proper,
    proper,
)
from watchword.errors import SigningError
from watchword.record.agent import MAX_REPLY, AgentKey, AgentSigner, list_keys
from watchword.record.public_key import string
from watchword.record.sshsig import PublicKey, parse

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the agent of Windows is a service")

ADA_KEY = PublicKey(blob_of(ADA))

Answer = Callable[[bytes, socket.socket], bytes | None]


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder with a short name, since that of a socket has about a hundred characters."""
    with tempfile.TemporaryDirectory(prefix="ww") as name:
        yield Path(name)


class FakeAgent:
    """Answers each request with what `answer` says, and keeps the requests."""

    def __init__(self, path: Path, answer: Answer) -> None:
        self.path = str(path)
        self.requests: list[bytes] = []
        self._answer = answer
        self._server = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._server.bind(self.path)
        self._server.listen()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._server.accept()
            except OSError:
                return
            with connection, contextlib.suppress(OSError):
                size = int.from_bytes(connection.recv(4, socket.MSG_WAITALL), "big")
                request = connection.recv(size, socket.MSG_WAITALL)
                self.requests.append(request)
                reply = self._answer(request, connection)
                if reply is not None:
                    connection.sendall(string(reply))

    def close(self) -> None:
        self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()
        self._thread.join(timeout=10)


Start = Callable[[Answer], FakeAgent]


@pytest.fixture
def fake(folder: Path) -> Iterator[Start]:
    agents: list[FakeAgent] = []

    def start(answer: Answer) -> FakeAgent:
        agents.append(FakeAgent(folder / f"fake{len(agents)}", answer))
        return agents[-1]

    yield start
    for agent in agents:
        agent.close()


def identities(*keys: tuple[bytes, bytes]) -> bytes:
    body = b"".join(string(blob) + string(comment) for blob, comment in keys)
    return bytes([12]) + len(keys).to_bytes(4, "big") + body


def signed(value: bytes) -> bytes:
    return bytes([14]) + string(value)


# Agents that misbehave


def test_only_the_chosen_key_is_asked_and_over_the_right_bytes(fake: Start) -> None:
    agent = fake(lambda request, _: signed(proper(ADA, DATA)))
    AgentSigner(ADA_KEY, agent.path).sign(MESSAGE, NAMESPACE)
    assert agent.requests == [bytes([13]) + string(ADA_KEY.blob) + string(DATA) + bytes(4)]


def test_an_rsa_key_is_asked_for_sha2_512(fake: Start) -> None:
    private = rsa.generate_private_key(65537, 2048)
    agent = fake(lambda request, _: signed(proper(private, DATA)))
    AgentSigner(PublicKey(blob_of(private)), agent.path).sign(MESSAGE, NAMESPACE)
    assert agent.requests[0].endswith((4).to_bytes(4, "big"))


def test_an_agent_that_signs_rsa_with_sha1_all_the_same_is_refused(
    fake: Start,
) -> None:
    private = rsa.generate_private_key(65537, 2048)
    value = string(b"ssh-rsa") + string(private.sign(DATA, padding.PKCS1v15(), SHA1()))
    agent = fake(lambda request, _: signed(value))
    with pytest.raises(SigningError, match="does not hold") as refused:
        AgentSigner(PublicKey(blob_of(private)), agent.path).sign(MESSAGE, NAMESPACE)
    assert "does not fit its key" in refused.value.detail


def test_an_agent_that_signs_with_another_key_is_refused(fake: Start) -> None:
    agent = fake(lambda request, _: signed(proper(ed25519_key(2), DATA)))
    with pytest.raises(SigningError, match="does not hold"):
        AgentSigner(ADA_KEY, agent.path).sign(MESSAGE, NAMESPACE)


def test_a_security_key_that_was_not_touched_is_refused(fake: Start) -> None:
    agent = fake(lambda request, _: signed(fido_proper(ADA, DATA, flags=0)))
    with pytest.raises(SigningError, match="does not hold") as refused:
        AgentSigner(PublicKey(blob_of(ADA, fido=True)), agent.path).sign(MESSAGE, NAMESPACE)
    assert "without touching" in refused.value.detail


def test_a_touched_security_key_signs(fake: Start) -> None:
    agent = fake(lambda request, _: signed(fido_proper(ADA, DATA)))
    armour = AgentSigner(PublicKey(blob_of(ADA, fido=True)), agent.path).sign(MESSAGE, NAMESPACE)
    assert parse(armour).counter == 7


@pytest.mark.parametrize(
    "reply",
    [signed(b""), signed(proper(ADA, DATA)) + b"\0", bytes([14]), signed(proper(ADA, DATA)[:-1])],
)
def test_a_garbled_signature_is_refused(fake: Start, reply: bytes) -> None:
    agent = fake(lambda request, _: reply)
    with pytest.raises(SigningError, match="does not hold"):
        AgentSigner(ADA_KEY, agent.path).sign(MESSAGE, NAMESPACE)


def test_a_refusing_agent_is_said_in_words(fake: Start) -> None:
    agent = fake(lambda request, _: bytes([5]))
    with pytest.raises(SigningError, match="did not sign"):
        AgentSigner(ADA_KEY, agent.path).sign(MESSAGE, NAMESPACE)
    with pytest.raises(SigningError, match="does not list its keys"):
        list_keys(agent.path)


def test_an_agent_that_says_nothing_is_given_up_on_in_time(fake: Start) -> None:
    over = threading.Event()
    agent = fake(lambda request, _: None if over.wait(20) else b"")
    started = time.monotonic()
    with pytest.raises(SigningError, match="did not answer in time"):
        list_keys(agent.path, seconds=0.2)
    assert time.monotonic() - started < 2
    over.set()


def test_an_agent_that_drips_is_given_up_on_in_time(fake: Start) -> None:
    over = threading.Event()

    def drip(request: bytes, connection: socket.socket) -> None:
        connection.sendall((1000).to_bytes(4, "big"))
        for _ in range(1000):
            connection.sendall(b"\0")
            if over.wait(0.05):
                return

    agent = fake(drip)
    started = time.monotonic()
    with pytest.raises(SigningError, match="did not answer in time"):
        list_keys(agent.path, seconds=0.3)
    assert time.monotonic() - started < 2
    over.set()


def test_no_thread_outlives_an_agent_that_drips(fake: Start) -> None:
    over = threading.Event()

    def drip(request: bytes, connection: socket.socket) -> None:
        connection.sendall((1000).to_bytes(4, "big"))
        while not over.wait(0.02):
            connection.sendall(b"\0")

    agent = fake(drip)
    with pytest.raises(SigningError, match="did not answer in time"):
        list_keys(agent.path, seconds=0.1)
    for thread in threading.enumerate():
        if thread.name == "ssh-agent":
            thread.join(timeout=5)
            assert not thread.is_alive()
    over.set()


@pytest.mark.parametrize("size", [0, MAX_REPLY + 1, 2**32 - 1])
def test_a_reply_of_odd_size_is_refused_before_it_is_read(fake: Start, size: int) -> None:
    over = threading.Event()

    def huge(request: bytes, connection: socket.socket) -> None:
        connection.sendall(size.to_bytes(4, "big"))
        over.wait(20)

    agent = fake(huge)
    with pytest.raises(SigningError, match="makes no sense") as refused:
        list_keys(agent.path)
    assert f"{size} bytes" in refused.value.detail
    over.set()


def test_an_agent_that_hangs_up_is_refused(fake: Start) -> None:
    agent = fake(lambda request, connection: connection.sendall(b"\0\0"))
    with pytest.raises(SigningError, match="makes no sense"):
        list_keys(agent.path)


@pytest.mark.parametrize(
    "reply",
    [
        bytes([12]) + (2**32 - 1).to_bytes(4, "big"),
        identities((ADA_KEY.blob, b"ada")) + b"\0",
        identities((ADA_KEY.blob, b"ada"))[:-1],
        bytes([12]),
    ],
)
def test_a_garbled_list_is_refused(fake: Start, reply: bytes) -> None:
    agent = fake(lambda request, _: reply)
    with pytest.raises(SigningError, match="makes no sense"):
        list_keys(agent.path)


def test_weak_and_foreign_keys_are_left_out_of_the_list(fake: Start) -> None:
    weak = string(b"ssh-ed25519") + string((1).to_bytes(32, "little"))
    dsa = string(b"ssh-dss") + string(b"\1")
    agent = fake(lambda request, _: identities((weak, b"w"), (dsa, b"d"), (b"", b""), (ADA_KEY.blob, b"ada")))
    assert list_keys(agent.path) == [AgentKey(ADA_KEY, "ada")]


def test_a_comment_is_made_safe_to_show(fake: Start) -> None:
    agent = fake(lambda request, _: identities((ADA_KEY.blob, b"ada\x1b]52;c;AA\x07\xff" + b"x" * 500)))
    comment = list_keys(agent.path)[0].comment
    assert "\x1b" not in comment
    assert len(comment) == 200


def test_the_repr_shows_the_fingerprint() -> None:
    assert repr(AgentSigner(ADA_KEY, "/run/agent")) == f"AgentSigner({ADA_KEY.fingerprint})"
