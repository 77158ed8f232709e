"""A server of bare sockets on loopback, for answers that no decent server gives.

It notes every request as it came, and how many connections were open at a time.
"""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from collections.abc import Callable
from functools import partial
from types import TracebackType
from typing import Self

from support.site_cases import DOMAIN
from watchword.check.host import Host
from watchword.check.subject import Ignored, Service

HOST = f"raw.{DOMAIN}"
LOOPBACK = "127.0.0.1"


class Peer:
    """One connection, from the side of the server. `over` is set when the server goes."""

    def __init__(
        self, connection: socket.socket, over: threading.Event, note: Callable[[bytes], None]
    ) -> None:
        self.connection = connection
        self.over = over
        self._note = note
        self.sent = 0
        self.request = b""

    @property
    def path(self) -> str:
        """The path asked for."""
        return self.request.split(b" ")[1].decode() if self.request else ""

    def send(self, data: bytes | str) -> None:
        """Send something; raises `OSError` once the client has gone."""
        raw = data.encode("latin-1") if isinstance(data, str) else data
        self.connection.sendall(raw)
        self.sent += len(raw)

    def read_request(self) -> bool:
        """Read the head of one request; `False` where the client is done."""
        raw = b""
        while b"\r\n\r\n" not in raw:
            part = self.connection.recv(65536)
            if not part:
                return False
            raw += part
        self.request = raw
        self._note(raw)
        return True

    @property
    def is_left(self) -> bool:
        """Whether the client has hung up, although its thread here may not know yet."""
        try:
            return not socket.socket.recv(self.connection, 1, socket.MSG_PEEK | socket.MSG_DONTWAIT)
        except BlockingIOError:
            return False
        except OSError:
            return True

    def hang_up(self) -> None:
        """End the connection, for both sides."""
        with contextlib.suppress(OSError):
            socket.socket.shutdown(self.connection, socket.SHUT_RDWR)


Handler = Callable[[Peer], None]


class RawServer:
    """A server while it is entered; `answer` is called with every connection after its first request.

    With `reads` off it is called at once. `context` makes it speak TLS.
    """

    def __init__(
        self, answer: Handler | bytes, *, reads: bool = True, context: ssl.SSLContext | None = None
    ) -> None:
        self._answer = answer
        self._reads = reads
        self._context = context
        self._over = threading.Event()
        self._lock = threading.Lock()
        self._threads: list[threading.Thread] = []
        self._open: list[Peer] = []
        self.requests: list[bytes] = []
        self.connections = 0
        self.most_at_once = 0
        self.sent = 0

    def has_been_left(self) -> bool:
        """Whether every client has hung up, although the server has not."""
        with self._lock:
            return all(peer.is_left for peer in self._open)

    def __enter__(self) -> Self:
        self._listening = socket.create_server((LOOPBACK, 0))
        self.port = self._listening.getsockname()[1]
        self._start(self._accept)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        with contextlib.suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        with self._lock:
            for peer in self._open:
                peer.hang_up()
        for thread in self._threads:
            thread.join(10)

    def _start(self, work: Callable[[], None]) -> None:
        thread = threading.Thread(target=work, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while not self._over.is_set():
            try:
                connection, _ = self._listening.accept()
            except OSError:
                return
            peer = Peer(connection, self._over, self.requests.append)
            with self._lock:
                self.connections += 1
                self._open.append(peer)
                self.most_at_once = max(self.most_at_once, sum(not one.is_left for one in self._open))
            self._start(partial(self._serve, peer))

    def _serve(self, peer: Peer) -> None:
        connection = peer.connection
        try:
            with contextlib.suppress(OSError):
                if self._context:
                    peer.connection = self._context.wrap_socket(connection, server_side=True)
                self._talk(peer)
        finally:
            with self._lock:
                self._open.remove(peer)
                self.sent += peer.sent
            peer.connection.close()
            connection.close()

    def _talk(self, peer: Peer) -> None:
        if self._reads and not peer.read_request():
            return
        if isinstance(self._answer, bytes):
            peer.send(self._answer)
        else:
            self._answer(peer)


def closed_port() -> int:
    """Return a port that nobody listens on."""
    with socket.create_server((LOOPBACK, 0)) as one:
        return int(one.getsockname()[1])


def service(
    *, plain: int = 0, secure: int = 0, paths: tuple[str, ...] = (), ca_file: str = "", kind: str = "site"
) -> Service:
    """Return a service on these ports, `HOST` by name; ports left out are closed ones."""
    return Service(
        f"https://{HOST}:{secure or closed_port()}/",
        kind=kind,  # type: ignore[arg-type]
        login_paths=paths,
        http_port=plain or closed_port(),
        ca_file=ca_file,
        ignore=(Ignored("/nothing", "a test"),),
        is_agreed=True,
    )


def machine(**more: str) -> Host:
    """Return this machine, knowing `HOST` and other names (`_` for a dot) by these addresses."""
    names = {name.replace("_", "."): address for name, address in more.items()}
    return Host(addresses={HOST: LOOPBACK, **names})
