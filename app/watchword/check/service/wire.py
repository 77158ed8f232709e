"""One request over one connection: what was asked, and all that came back.

It blocks, so it is run in a thread. A total limit of time holds from the first packet to the last byte, and
`Hold` lets another thread hang up at once. GET only; no cookie, no password, no proxy.
"""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

from watchword.check.service.facts import Answer, Certificate, Trouble
from watchword.check.service.reach import Target
from watchword.check.service.reply import BODY_LIMIT, NoReply, Reply, read_reply
from watchword.check.service.trust import Trust, describe, name_problem, read_trusted, without_trust

SECONDS = 5.0
USER_AGENT = "Watchword"
_OLD = ("UNSUPPORTED_PROTOCOL", "TLSV1_ALERT_PROTOCOL_VERSION", "VERSION_TOO_LOW")
_NO_TLS = ("WRONG_VERSION_NUMBER", "HTTP_REQUEST", "PACKET_LENGTH_TOO_LONG", "RECORD_LAYER_FAILURE")


class Hold:
    """The connection that is in use now, for another thread to hang up."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._connection: socket.socket | None = None
        self.is_closed = False

    def take(self, connection: socket.socket) -> socket.socket:
        """Note what is in use; raises `OSError` where it was hung up meanwhile."""
        with self._lock:
            if self.is_closed:
                connection.close()
                raise ConnectionAbortedError("hung up")
            self._connection = connection
        return connection

    def close(self) -> None:
        """Hang up: who waits for the connection in another thread goes on at once, with an error."""
        with self._lock, contextlib.suppress(OSError):
            self.is_closed = True
            if self._connection:
                # of the class: a TLS socket's own would forget its state under the feet of the other thread
                socket.socket.shutdown(self._connection, socket.SHUT_RDWR)


@dataclass(frozen=True, slots=True)
class Line:
    """An open connection, and what was seen when it was made."""

    connection: socket.socket
    address: str
    certificate: Certificate | None = None
    tls: str = ""

    def close(self) -> None:
        """Hang up."""
        self.connection.close()


@dataclass(slots=True)
class Call:
    """One request under way.

    `line` is a connection to the same place that is still open, if there is one; afterwards that which can be
    used again. `address` is where the answer came from, empty where no connection was made.
    """

    target: Target
    addresses: Sequence[str]
    trust: Trust
    hold: Hold
    seconds: float = SECONDS
    body_limit: int = BODY_LIMIT
    line: Line | None = None
    address: str = ""
    stage: str = "connection"
    deadline: float = 0.0

    @property
    def remaining(self) -> float:
        """Seconds left; raises `TimeoutError` where there are none."""
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left


def ask(call: Call) -> Answer:
    """Ask, and return what came back or what was in the way. Never raises."""
    call.deadline = time.monotonic() + call.seconds
    answer = Answer(call.target.url)
    if call.target.scheme == "https" and call.trust.context is None:
        return replace(answer, trouble=Trouble.TRUST, reason=call.trust.reason)
    old, call.line = call.line, None
    try:
        return (old and _ask_over_old(call, old)) or _ask_over(call, _open(call, call.trust.context))
    except ssl.SSLCertVerificationError as error:
        certificate = _look_at_certificate(call, name_problem(error))
        words = f"The certificate is not trusted: {certificate.problem}"
        return replace(answer, certificate=certificate, trouble=Trouble.CERTIFICATE, reason=words)
    except Exception as error:
        trouble, reason = _explain(call, error)
        return replace(answer, trouble=trouble, reason=reason)


def _ask_over_old(call: Call, line: Line) -> Answer | None:
    """Ask over a connection that is still open; `None` where the server has hung up meanwhile, as it may."""
    try:
        return _ask_over(call, line)
    except TimeoutError:
        raise
    except (OSError, NoReply) as error:
        if isinstance(error, NoReply) and not error.is_closed:
            raise
        return None


def _ask_over(call: Call, line: Line) -> Answer:
    """Ask over a connection, which is closed then unless it can be used again."""
    call.stage, call.address = "answer", line.address
    try:
        call.hold.take(line.connection)
        reply = _exchange(call, line.connection)
    except BaseException:
        line.close()
        raise
    if reply.is_over:
        call.line = line
    if not reply.is_over or call.hold.is_closed:
        line.close()
    return Answer(
        call.target.url,
        reply.status,
        reply.headers,
        reply.body,
        reply.is_cut,
        line.certificate,
        line.tls,
        reason=reply.reason,
    )


def _open(call: Call, context: ssl.SSLContext | None) -> Line:
    """Connect and, for HTTPS, shake hands."""
    plain = _connect(call)
    if call.target.scheme == "http" or context is None:
        return Line(plain, call.address)
    try:
        connection = _secure(call, plain, context)
    except BaseException:
        plain.close()
        raise
    certificate = read_trusted(connection.getpeercert() or {}) if context.check_hostname else None
    return Line(connection, call.address, certificate, connection.version() or "")


def _connect(call: Call) -> socket.socket:
    """Connect to the first address that takes the call; each gets its share of the time."""
    failed: list[OSError] = []
    for place, address in enumerate(call.addresses):
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        try:
            connection = call.hold.take(socket.socket(family, socket.SOCK_STREAM))
        except OSError as error:  # no such family here, or hung up
            failed.append(error)
            continue
        try:
            connection.settimeout(call.remaining / (len(call.addresses) - place))
            connection.connect((address, call.target.port))
        except OSError as error:
            connection.close()
            failed.append(error)
            continue
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        call.address = address
        return connection
    # "Refused" says that nothing listens there, so it has to hold for all of them.
    others = [error for error in failed if not isinstance(error, ConnectionRefusedError)]
    raise (others or failed or [OSError("no address")])[0]


def _secure(call: Call, plain: socket.socket, context: ssl.SSLContext) -> ssl.SSLSocket:
    call.stage = "TLS handshake"
    connection = context.wrap_socket(plain, server_hostname=call.target.host, do_handshake_on_connect=False)
    try:
        call.hold.take(connection)
        connection.settimeout(call.remaining)
        connection.do_handshake()  # its time limit is for the whole of it
    except BaseException:
        connection.close()
        raise
    return connection


def _exchange(call: Call, connection: socket.socket) -> Reply:
    connection.settimeout(call.remaining)
    connection.sendall(
        f"GET {call.target.path} HTTP/1.1\r\n"
        f"Host: {call.target.authority}\r\n"
        f"User-Agent: {USER_AGENT}\r\n"
        "Accept: text/html, */*;q=0.8\r\n"
        "Accept-Encoding: identity\r\n\r\n".encode("ascii")
    )
    return read_reply(connection, call.deadline, call.body_limit)


def _look_at_certificate(call: Call, problem: str) -> Certificate:
    """Shake hands once more without trust, and hang up without having sent a request."""
    try:
        with contextlib.closing(_open(call, without_trust())) as line:
            shown = line.connection.getpeercert(binary_form=True)  # type: ignore[attr-defined]
            return describe(shown or b"", problem)
    except Exception:
        return Certificate(problem=problem)


def _explain(call: Call, error: Exception) -> tuple[Trouble, str]:
    """Return what was in the way, as a kind and in words."""
    if isinstance(error, TimeoutError) or (isinstance(error, NoReply) and error.is_late):
        words = f"No {call.stage} within {call.seconds:g} seconds; Watchword asks directly, without a proxy"
        return Trouble.TIMEOUT, words
    if isinstance(error, NoReply):
        return (Trouble.NETWORK if error.is_closed else Trouble.PROTOCOL), error.reason
    if isinstance(error, ssl.SSLError):
        return _explain_tls(error)
    if isinstance(error, ConnectionRefusedError):
        return Trouble.REFUSED, f"Nothing listens on port {call.target.port}"
    if isinstance(error, ConnectionError):
        return Trouble.NETWORK, f"The connection was closed; no {call.stage} came"
    if isinstance(error, OSError):
        return Trouble.NETWORK, "There is no way there from this machine, without a proxy"
    return Trouble.PROTOCOL, "What came back cannot be read"


def _explain_tls(error: ssl.SSLError) -> tuple[Trouble, str]:
    name = error.reason or ""
    if name in _OLD:
        return Trouble.OLD_TLS, "It needs TLS older than 1.2"
    if name in _NO_TLS:
        return Trouble.TLS, "What listens there speaks no TLS"
    if "CERTIFICATE_REQUIRED" in name:
        return Trouble.TLS, "It asks for a certificate of the client, which Watchword has none of"
    if isinstance(error, ssl.SSLEOFError | ssl.SSLZeroReturnError):
        return Trouble.TLS, "The connection was closed during the TLS handshake"
    words = name.replace("_", " ").lower()
    return Trouble.TLS, f"The TLS handshake failed ({words})" if words else "The TLS handshake failed"
