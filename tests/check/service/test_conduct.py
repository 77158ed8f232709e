"""How services are asked: GET only, nothing secret sent, two connections a host, nobody who was not named."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from dataclasses import replace

import pytest

from support.raw_server import HOST, LOOPBACK, Peer, RawServer, machine, service
from watchword.check.host import Host
from watchword.check.service.facts import Probe
from watchword.check.service.probe import NAMED_AT_MOST, STYLES_AT_MOST, read_probe
from watchword.check.subject import Service, read_service

PAGE = """<!doctype html><base href="http://{other}/">
<form action="http://{other}/in"><input type=password></form>
<script src="http://{other}/x.js"></script><link rel=stylesheet href="http://{other}/x.css">
<img src="http://{other}/x.png"><a href="http://{other}/login">Log in</a>
<a href="http://{host}/login?next=1">Log in</a>
<meta http-equiv=refresh content="0; url=http://{other}/"><style>@import "http://{other}/y.css";</style>"""


def answer(body: str, *headers: str, status: str = "200 OK") -> str:
    """Write an answer that leaves the connection open."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Content-Type: text/html", *headers]
    return "\r\n".join([*lines, "", body])


def serve(respond: Callable[[str], str]) -> Callable[[Peer], None]:
    """Make a handler that answers one request after another by its path."""

    def talk(peer: Peer) -> None:
        peer.send(respond(peer.path))
        while peer.read_request():
            peer.send(respond(peer.path))

    return talk


async def read(at: Service, host: Host) -> Probe:
    """Ask a service everything."""
    async with host.at_once() as shared:
        return await read_probe(shared, at)


def probe(at: Service, host: Host) -> None:
    """Ask a service everything, for what the server then has to say."""
    asyncio.run(read(at, host))


def test_every_request_is_a_get_with_four_harmless_headers_and_no_body() -> None:
    with RawServer(serve(lambda _: answer("<p>"))) as server:
        probe(service(plain=server.port, paths=("/login", "/admin?x=1")), machine())
    heads = [request.decode() for request in server.requests]
    assert len(heads) == 5
    for head in heads:
        first, *headers = head.removesuffix("\r\n\r\n").split("\r\n")
        assert first.startswith("GET /")
        assert first.endswith(" HTTP/1.1")
        assert [line.partition(":")[0] for line in headers] == [
            "Host",
            "User-Agent",
            "Accept",
            "Accept-Encoding",
        ]
        assert f"Host: {HOST}:{server.port}" in headers
        assert "User-Agent: Watchword" in headers


def test_what_is_asked_is_the_front_page_the_named_paths_and_security_txt() -> None:
    with RawServer(serve(lambda _: answer("<p>"))) as server:
        probe(service(plain=server.port, paths=("/login", "relative")), machine())
    asked = [request.split(b" ")[1].decode() for request in server.requests]
    assert sorted(asked) == ["/", "/.well-known/security.txt", "/login", "/relative", "/security.txt"]


def test_a_cookie_that_a_server_sets_is_never_sent_back() -> None:
    with RawServer(serve(lambda _: answer("<p>", "Set-Cookie: sessionid=abcdefgh; Path=/"))) as server:
        probe(service(plain=server.port, paths=("/login",)), machine())
    assert len(server.requests) > 2
    assert not [one for one in server.requests if b"cookie" in one.lower() or b"abcdefgh" in one]


def test_a_challenge_and_a_password_in_a_redirect_bring_no_credential_to_the_server() -> None:
    def respond(path: str) -> str:
        if path == "/":
            to = f"Location: http://user:secret@{HOST}:{{port}}/next"
            return answer("", to.format(port=server.port), status="302 Found")
        return answer("", 'WWW-Authenticate: Basic realm="x"', status="401 No")

    with RawServer(serve(respond)) as server:
        probe(service(plain=server.port), machine())
    assert server.requests
    assert not [
        one for one in server.requests if b"Authorization" in one or b"secret" in one or b"user" in one
    ]


@pytest.mark.parametrize("paths", [1, 12])
def test_no_more_than_two_connections_are_open_to_one_host(paths: int) -> None:
    def slowly(path: str) -> str:
        threading.Event().wait(0.005)  # long enough for requests to overlap
        return answer("<p>", *(["Connection: close"] if path.endswith("3") else []))

    with RawServer(serve(slowly)) as server:
        probe(service(plain=server.port, paths=tuple(f"/login/{n}" for n in range(paths))), machine())
    assert server.most_at_once == 2


def test_plain_and_secure_ports_of_one_host_share_its_two_connections() -> None:
    def slowly(peer: Peer) -> None:
        peer.over.wait(0.02)
        if peer.connection.getsockname()[1] == server.port:
            peer.send(answer("<p>"))

    with RawServer(slowly, reads=False) as server:
        at = service(plain=server.port, secure=server.port, paths=tuple(f"/{n}" for n in range(5)))
        probe(at, machine())
    assert server.most_at_once == 2


def test_two_services_on_one_host_share_its_two_connections() -> None:
    def slowly(path: str) -> str:
        threading.Event().wait(0.005)
        return answer("<p>")

    async def run(services: list[Service]) -> None:
        async with machine().at_once() as host:
            await asyncio.gather(*(read_probe(host, one) for one in services))

    with RawServer(serve(slowly)) as server:
        named = [service(plain=server.port, paths=(f"/{n}", f"/{n}/x")) for n in range(3)]
        asyncio.run(run(named))
    assert server.most_at_once <= 2


def test_checks_that_look_at_once_share_one_probe() -> None:
    from watchword.check.registry import BUNDLED, about, find

    async def run(at: Service) -> None:
        async with machine().at_once() as host:
            names = [name for name in BUNDLED if about(name) == "service"]
            await asyncio.gather(*(find(name).run(host, None, at) for name in names))

    with RawServer(serve(lambda _: answer("<p>"))) as server:
        asyncio.run(run(service(plain=server.port)))
    assert [request.split(b" ")[1] for request in server.requests].count(b"/") == 1


def test_what_a_page_loads_links_to_and_sends_to_elsewhere_is_never_asked() -> None:
    with RawServer(serve(lambda _: answer("<p>"))) as other, RawServer(serve(lambda _: page)) as server:
        place = f"other.test:{other.port}"
        page = answer(PAGE.format(other=place, host=f"{HOST}:{server.port}"))
        probe(service(plain=server.port), machine(other_test=LOOPBACK))
    assert other.connections == 0
    assert any(request.startswith(b"GET /login?next=1 ") for request in server.requests)


def test_the_target_of_a_redirect_is_asked() -> None:
    with RawServer(serve(lambda _: answer("<p>"))) as other:
        to = f"Location: http://other.test:{other.port}/there"
        with RawServer(serve(lambda _: answer("", to, status="301 Moved"))) as server:
            probe(service(plain=server.port), machine(other_test=LOOPBACK))
    assert other.requests[0].startswith(b"GET /there HTTP/1.1\r\nHost: other.test:")


def test_a_service_with_letters_beyond_ascii_is_asked_and_judged_as_its_own_host() -> None:
    spelt, written = "xn--bcher-kva.test", "b\u00fccher.test"

    def respond(_: str) -> str:
        link = f'<a href="http://{written}:{server.port}/login">Log in</a>'
        return answer(link.encode().decode("latin-1"))

    async def run(at: Service) -> list[str]:
        async with Host(addresses={spelt: LOOPBACK}).at_once() as host:
            found = await read_probe(host, at)
            return [one.url for one in found.answers if one.status]

    with RawServer(serve(respond)) as server:
        named = replace(read_service(written), http_port=server.port)
        urls = asyncio.run(run(named))
    assert urls == [f"http://{spelt}:{server.port}/", f"http://{spelt}:{server.port}/login"]


def test_only_so_many_paths_and_style_sheets_are_asked_and_the_others_counted() -> None:
    sheets = "".join(f"<link rel=stylesheet href=/{n}.css>" for n in range(STYLES_AT_MOST + 2))
    paths = tuple(f"/path/{n}" for n in range(NAMED_AT_MOST + 3))
    with RawServer(serve(lambda path: answer(sheets if path == "/" else "<p>"))) as server:
        named = service(plain=server.port, paths=(*paths, "https://elsewhere.test/login"))
        found = asyncio.run(read(named, machine()))
    asked = [request.split(b" ")[1] for request in server.requests]
    assert sum(path.endswith(b".css") for path in asked) == STYLES_AT_MOST
    assert sum(path.startswith(b"/path/") for path in asked) == NAMED_AT_MOST
    assert "https://elsewhere.test/login: it is on another host" in found.left_out
    assert "3 more login paths that you named" in found.left_out
    assert "2 more style sheets" in found.left_out


def test_login_paths_are_not_asked_where_the_front_page_gave_no_answer() -> None:
    with RawServer(serve(lambda _: answer("<p>"))) as server:
        found = asyncio.run(read(service(plain=server.port, paths=("/login",)), machine()))
    assert "1 login path over HTTPS, where / gave no answer" in found.left_out
    assert found.secure_paths == ()
