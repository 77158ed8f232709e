"""The demonstration server: plain HTTP and HTTPS on two ports of this machine alone, gone with its
context."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator
from pathlib import Path

from watchword.errors import WatchwordError
from watchword.lab import switches
from watchword.lab.certificate import ADDRESS
from watchword.lab.pages import Place, answer

_REQUEST_LIMIT = 16 * 1024  # bytes
_SECONDS = 5.0
_BROKEN = b"HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


@contextlib.asynccontextmanager
async def serve(server_pem: Path, switch_file: Path, reports: str) -> AsyncIterator[Place]:
    """Serve while entered; gives the addresses. Listens on the loopback address only."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_cert_chain(server_pem)
    places: list[Place] = []

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, is_secure: bool) -> None:
        try:
            async with asyncio.timeout(_SECONDS):
                head = await reader.readuntil(b"\r\n\r\n")
                writer.write(_answer(head, is_secure, switch_file, places[0]))
                await writer.drain()
        except (TimeoutError, OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            pass
        finally:
            writer.close()
            with contextlib.suppress(OSError, TimeoutError):
                await writer.wait_closed()

    async def plainly(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await talk(reader, writer, False)

    async def securely(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await talk(reader, writer, True)

    plain = await asyncio.start_server(plainly, ADDRESS, 0, limit=_REQUEST_LIMIT)
    try:
        secure = await asyncio.start_server(securely, ADDRESS, 0, limit=_REQUEST_LIMIT, ssl=context)
    except BaseException:
        plain.close()
        raise
    ports = [one.sockets[0].getsockname()[1] for one in (plain, secure)]
    places.append(Place(f"http://{ADDRESS}:{ports[0]}", f"https://{ADDRESS}:{ports[1]}", reports))
    try:
        yield places[0]
    finally:
        plain.close()
        secure.close()


def _answer(head: bytes, is_secure: bool, switch_file: Path, place: Place) -> bytes:
    words = head.split(b"\r\n", 1)[0].decode("latin-1").split(" ")
    if len(words) != 3 or not words[1].startswith("/"):
        return _BROKEN
    try:
        found = switches.read(switch_file)
    except WatchwordError:  # told to the person by whoever looks
        return _BROKEN
    return answer(words[0], words[1], is_secure, found, place)
