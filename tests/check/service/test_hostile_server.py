"""Servers that misbehave: each ends in a finding or an `unknown` with a reason, within limits."""

from __future__ import annotations

import asyncio
import itertools
import time
import unicodedata
import zlib
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
import trustme

from support.raw_server import Peer, RawServer, machine, service
from support.site_facts import told
from watchword.check import registry
from watchword.check.finding import Finding, Outcome
from watchword.check.service import caller, probe
from watchword.check.service.caller import HOPS, Caller
from watchword.check.service.facts import Answer
from watchword.check.service.wire import SECONDS
from watchword.check.subject import Service

QUICK = 0.4  # seconds for a request to a server that would take all there are
LOOK_SECONDS = 20.0  # for all of a look, on a busy machine; a drip would take hours
MANY = 256 * 2**20
ENOUGH = MANY // 2  # the kernel itself takes up to 36 MiB a connection before anybody reads
CHECKS = tuple(name for name in registry.BUNDLED if registry.about(name) == "service")
REDIRECT, HTTPS, PASSWORDS = "service-redirect", "service-https", "service-passwords"
OK = "HTTP/1.1 200 OK\r\n"
QUICK_WORDS = f"within {QUICK:g} seconds"


def look(at: Service, *, seconds: float = SECONDS) -> dict[str, Finding]:
    """Run all checks of a service at once, as a person does, and see to it that the time is kept.

    `seconds` is the limit of one request.
    """

    async def run() -> dict[str, Finding]:
        async with machine().at_once() as host:
            checks = [registry.find(name) for name in CHECKS]
            found = await asyncio.gather(*(check.run(host, None, at) for check in checks))
        return dict(zip(CHECKS, found, strict=True))

    begun = time.monotonic()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(probe, "Caller", partial(Caller, seconds=seconds))
        found = asyncio.run(run())
    assert time.monotonic() - begun < LOOK_SECONDS
    for finding in found.values():
        assert finding.summary
        assert "our defect" not in finding.summary
        unsafe = {"Cc", "Cf", "Cs", "Co"}
        assert not [c for c in told(finding) if c != "\n" and unicodedata.category(c) in unsafe]
    return found


# -- answers over plain HTTP ------------------------------------------------------------------------------


def drip_head(peer: Peer) -> None:
    for char in itertools.cycle(OK + "X-A: b\r\n"):
        peer.send(char)
        if peer.over.wait(0.02):
            return


def drip_body(peer: Peer) -> None:
    peer.send(f"{OK}Content-Type: text/html\r\n\r\n<p>")
    while not peer.over.wait(0.02):
        peer.send(".")


def never_end(peer: Peer) -> None:
    peer.send(f"{OK}Content-Type: text/html\r\n\r\n")
    while peer.sent < MANY:
        peer.send(b"x" * 65536)


def send_a_gigabyte(peer: Peer) -> None:
    peer.send(f"{OK}Content-Type: text/plain\r\nContent-Length: {2**30}\r\n\r\n")
    while peer.sent < MANY:
        peer.send(b"x" * 65536)


def never_end_the_head(peer: Peer) -> None:
    peer.send(f"{OK}X-Long: ")
    while peer.sent < MANY:
        peer.send(b"x" * 65536)


def answer_early_for_ever(peer: Peer) -> None:
    while peer.sent < MANY:
        peer.send("HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n" * 50)


def frame_much(peer: Peer) -> None:
    peer.send(f"{OK}Content-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n")
    while peer.sent < MANY:
        peer.send(f"1;{'x' * 32_000}\r\na\r\n")


def say_nothing(peer: Peer) -> None:
    peer.over.wait(LOOK_SECONDS)


def bomb(peer: Peer) -> None:
    packer = zlib.compressobj(9, wbits=31)
    packed = packer.compress(b"x" * (60 * 2**20)) + packer.flush()
    head = f"{OK}Content-Type: text/html\r\nContent-Encoding: gzip\r\nContent-Length: {len(packed)}\r\n\r\n"
    peer.send(head.encode() + packed)


UNSEEN: dict[str, tuple[Callable[[Peer], None] | bytes, str]] = {
    "drips its head": (drip_head, "No answer within 0.4 seconds"),
    "says nothing": (say_nothing, "No answer within 0.4 seconds"),
    "sends a head without end": (never_end_the_head, "headers are longer than 64 KiB"),
    "sends 10,000 headers": (
        OK.encode() + b"".join(b"X-%d: y\r\n" % n for n in range(10_000)) + b"\r\n",
        "more than 100 headers",
    ),
    "answers early for ever": (answer_early_for_ever, "one early answer (1xx) after another"),
    "speaks something else": (b"SSH-2.0-OpenSSH_9.6\r\n", "no HTTP"),
    "answers with no number": (b"HTTP/1.1 okay\r\n\r\n", "no HTTP"),
    "hangs up": (b"", "closed the connection without an answer"),
}
CUT: dict[str, tuple[Callable[[Peer], None] | bytes, str]] = {
    "drips its body": (drip_body, "the rest of /: the rest of its body did not come in time"),
    "sends a body without end": (never_end, "the rest of /: it is longer than 1 MiB"),
    "sends a gigabyte": (send_a_gigabyte, "the rest of /: it is longer than 1 MiB"),
    "sends broken chunks": (
        f"{OK}Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nzz\r\nhello\r\n".encode(),
        "the rest of /: its body",
    ),
    "sends a chunk of negative size": (
        f"{OK}Transfer-Encoding: chunked\r\n\r\n-5\r\nhello\r\n0\r\n\r\n".encode(),
        "the rest of /: its body",
    ),
    "sends more frame than body": (frame_much, "the rest of /: its body came in far too small pieces"),
    "breaks off": (f"{OK}Content-Length: 90\r\n\r\nshort".encode(), "the rest of /: its body breaks off"),
    "sends what grows when unpacked": (bomb, "the rest of /: it is longer than 1 MiB"),
    "packs in a way nobody asked for": (
        f"{OK}Content-Encoding: br\r\nContent-Length: 4\r\n\r\nabcd".encode(),
        "compressed (br)",
    ),
}


@pytest.mark.parametrize("case", UNSEEN)
def test_a_server_without_a_whole_head_is_not_judged(case: str) -> None:
    handler, reason = UNSEEN[case]
    with RawServer(handler) as server:
        found = look(service(plain=server.port), seconds=QUICK if QUICK_WORDS in reason else SECONDS)
    assert found[REDIRECT].outcome is Outcome.UNKNOWN
    assert reason in told(found[REDIRECT])
    assert server.sent < ENOUGH


@pytest.mark.parametrize("case", CUT)
def test_a_body_that_is_not_whole_is_judged_by_what_came_and_the_rest_is_named(case: str) -> None:
    handler, reason = CUT[case]
    with RawServer(handler) as server:
        found = look(service(plain=server.port), seconds=QUICK if "in time" in reason else SECONDS)
    assert found[REDIRECT].outcome is Outcome.FAIL  # plain HTTP answers
    assert reason in told(found[REDIRECT])
    assert server.sent < ENOUGH


def test_a_loop_of_redirects_fails_and_costs_one_request_a_path() -> None:
    with RawServer(b"HTTP/1.1 301 Moved\r\nLocation: /\r\nContent-Length: 0\r\n\r\n") as server:
        found = look(service(plain=server.port))
    assert found[REDIRECT].outcome is Outcome.FAIL
    assert [request.split(b" ")[1] for request in server.requests].count(b"/") == 1


def test_a_chain_of_redirects_without_end_is_followed_so_far_and_no_farther() -> None:
    def on(peer: Peer) -> None:
        peer.send(f"HTTP/1.1 302 Found\r\nLocation: {peer.path}x\r\nContent-Length: 0\r\n\r\n")

    with RawServer(on) as server:
        found = look(service(plain=server.port))
    assert found[REDIRECT].outcome is Outcome.FAIL
    front = [request.split(b" ")[1] for request in server.requests if b"security" not in request]
    assert front == [b"/" + b"x" * n for n in range(HOPS + 1)]


INJECTED = (
    b"HTTP/1.1 302 Found\r\n"
    b"Location: http://raw.lab.test/\x1b]0;owned\x07?a=%0d%0aSet-Cookie:%20x\r\n"
    b"Server: nginx\x1b[31m\xe2\x80\xae\r\n"
    b"Set-Cookie: sess\x1b[2Jid=\x9b31mabcdefgh; HttpOnly\r\n"
    b"Set-Cookie: token=one\rX-Injected: two\r\n"
    b"X-Folded: a\r\n b\r\nContent-Length: 0\r\n\r\n"
)


def test_escapes_in_headers_and_cookies_are_told_as_harmless_signs() -> None:
    with RawServer(INJECTED) as server:
        found = look(service(plain=server.port))
    assert found[PASSWORDS].outcome is Outcome.FAIL
    assert "sess\ufffd[2Jid=" in told(found[PASSWORDS])
    for request in server.requests:
        assert request.count(b"\r\n") == len(request.rstrip().split(b"\r\n")) + 1  # no line of the server's
        assert b"Set-Cookie: x" not in request


@pytest.mark.parametrize(
    "location",
    [
        "file:///etc/passwd",
        "gopher://raw.lab.test:70/_x",
        "javascript:alert(1)",
        "https://169.254.169.254/latest/meta-data/",
        "http://169.254.169.254/latest/meta-data/",
        "http://[fd00:ec2::254]/",
        "http://[::ffff:169.254.169.254]/",
        "http://100.100.100.200/",
        "http://[fe80::1%25lo]/",
        "http://224.0.0.1/",
        "http://raw.lab.test:22/",
        "http://raw.lab.test:99999/",
        "http://[::1",
        "http://",
        "//",
        "http://-bad-/",
        "https://" + "a" * 300 + ".test/",
    ],
)
def test_a_redirect_to_where_nobody_should_go_is_told_and_not_followed(
    location: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    real = caller.ask
    monkeypatch.setattr(caller, "ask", lambda call: asked.append(call.target.host) or real(call))
    monkeypatch.setattr(caller.reach, "resolve", lambda name: pytest.fail(f"{name} was looked up"))
    head = f"HTTP/1.1 301 Moved\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n"
    with RawServer(head.encode()) as server:
        found = look(service(plain=server.port))
    assert set(asked) == {"raw.lab.test"}
    assert found[REDIRECT].outcome in (Outcome.FAIL, Outcome.WARN)


def test_a_service_that_takes_all_the_time_is_left_after_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(caller, "PROBE_SECONDS", 0.5)
    paths = tuple(f"/login/{n}" for n in range(20))

    def slowly(peer: Peer) -> None:
        peer.over.wait(0 if peer.path == "/" else 0.2)
        peer.send("HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n")

    with RawServer(slowly) as server:
        found = look(service(plain=server.port, paths=paths))
    assert len(server.requests) < 12
    assert "The service had taken 0.5 seconds before, so this was not asked" in told(found[REDIRECT])


def test_a_service_that_sends_much_has_only_the_heads_of_the_rest_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(caller, "PROBE_BYTES", 2**20)
    paths = tuple(f"/login/{n}" for n in range(4))
    body = b"x" * 2**19
    head = f"{OK}Content-Type: text/plain\r\nContent-Length: {len(body)}\r\n\r\n".encode()
    kept: list[Answer] = []
    real = caller.ask
    monkeypatch.setattr(caller, "ask", lambda call: kept.append(real(call)) or kept[-1])
    with RawServer(head + body) as server:
        found = look(service(plain=server.port, paths=paths))
    assert all(answer.status == 200 for answer in kept if answer.url.startswith("http:"))
    assert sum(len(answer.body) for answer in kept) <= 2 * 2**20
    assert "the service had sent 1 MiB before" in told(found[REDIRECT])


# -- HTTPS -------------------------------------------------------------------------------------------------


def shake_for_ever(peer: Peer) -> None:
    """Begin a handshake record and send the rest of it byte by byte."""
    peer.send(b"\x16\x03\x03\x40\x00")
    while not peer.over.wait(0.02):
        peer.send(b"\x00")


@pytest.mark.parametrize(
    ("handler", "outcome", "reason"),
    [
        (say_nothing, Outcome.UNKNOWN, "No TLS handshake within 0.4 seconds"),
        (shake_for_ever, Outcome.UNKNOWN, "could not be seen: "),
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", Outcome.UNKNOWN, "speaks no TLS"),
        (b"SSH-2.0-OpenSSH_9.6\r\n", Outcome.UNKNOWN, "speaks no TLS"),
        (bytes(range(256)) * 64, Outcome.UNKNOWN, "speaks no TLS"),
        (b"", Outcome.UNKNOWN, "closed"),
        (b"\x15\x03\x01\x00\x02\x02\x46", Outcome.WARN, "needs TLS older than 1.2"),
        (b"\x15\x03\x03\x00\x02\x02\x28", Outcome.UNKNOWN, "TLS handshake failed"),
    ],
    ids=["silent", "drips", "plain HTTP", "ssh", "garbage", "hangs up", "old TLS", "refuses"],
)
def test_a_port_without_decent_tls_is_told_apart(
    handler: Callable[[Peer], None] | bytes, outcome: Outcome, reason: str
) -> None:
    is_slow = handler in (say_nothing, shake_for_ever)
    with RawServer(handler, reads=False) as server:
        found = look(service(secure=server.port), seconds=QUICK if is_slow else SECONDS)
    assert found[HTTPS].outcome is outcome
    assert reason in told(found[HTTPS])


def test_a_certificate_that_is_not_trusted_gets_no_request(tmp_path: Path) -> None:
    import ssl

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("raw.lab.test").configure_cert(context)
    ca_file = tmp_path / "other.pem"
    trustme.CA().cert_pem.write_to_path(ca_file)
    with RawServer(b"never", context=context) as server:
        found = look(service(secure=server.port, ca_file=str(ca_file)))
    assert found[HTTPS].outcome is Outcome.FAIL
    assert "(for raw.lab.test" in told(found[HTTPS])
    assert server.requests == []


@pytest.mark.parametrize("is_trusted", [True, False])
def test_hostile_names_in_a_certificate_are_told_as_harmless_signs(tmp_path: Path, is_trusted: bool) -> None:
    from support.hostile_certificate import ESCAPE, make

    context, ca_file = make(tmp_path, "raw.lab.test" if is_trusted else "other.lab.test")
    answer = f"{OK}Content-Type: text/html\r\nContent-Length: 3\r\n\r\n<p>".encode()
    with RawServer(answer, context=context) as server:
        found = look(service(secure=server.port, ca_file=str(ca_file)))
    assert found[HTTPS].outcome is (Outcome.PASS if is_trusted else Outcome.FAIL)
    assert ESCAPE not in told(found[HTTPS])
    assert "issued by Evil\ufffd[31m" in told(found[HTTPS])


def test_a_ca_file_without_roots_is_no_reason_to_trust_anybody(tmp_path: Path) -> None:
    empty = tmp_path / "empty.pem"
    empty.write_text("no certificate here")
    with RawServer(say_nothing, reads=False) as server:
        found = look(service(secure=server.port, ca_file=str(empty)))
    assert found[HTTPS].outcome is Outcome.UNKNOWN
    assert "holds no certificates in PEM form" in told(found[HTTPS])
    assert server.connections == 0
