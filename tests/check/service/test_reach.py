"""How far a redirect may lead: outwards only, never to a cloud's own address or to another kind of port."""

from __future__ import annotations

import asyncio

import pytest

from watchword.check.host import Host
from watchword.check.service import caller, reach
from watchword.check.service.caller import Caller, Doors
from watchword.check.service.facts import Answer, Chain, Trouble
from watchword.check.service.trust import Trust
from watchword.check.service.wire import Call
from watchword.check.subject import Service

NAMES = {
    "public.test": "93.184.216.34",
    "other.test": "8.8.8.8",
    "inner.test": "10.0.0.5",
    "inner6.test": "fd12::5",
    "here.test": "127.0.0.1",
    "here6.test": "::1",
    "zero.test": "0.0.0.0",
    "mapped.test": "::ffff:127.0.0.1",
    "nat.test": "64:ff9b::7f00:1",
    "cloud.test": "169.254.169.254",
    "shared.test": "100.64.0.9",
}


def follow(start: str, location: str, monkeypatch: pytest.MonkeyPatch) -> tuple[Chain, list[str]]:
    """Follow a redirect from a service of that name, with nobody really asked; return what was to be."""
    asked: list[str] = []

    def pretend(call: Call) -> Answer:
        asked.append(call.target.url)
        headers = (("Location", location),) if len(asked) == 1 else ()
        return Answer(call.target.url, 301 if headers else 200, headers)

    monkeypatch.setattr(caller, "ask", pretend)

    async def run() -> Chain:
        at = Service(f"https://{start}/", is_agreed=True)
        async with Caller(Host(addresses=NAMES), at, Trust(None), Doors()) as one:
            return await one.follow(at.at("http"))

    return asyncio.run(run()), asked


@pytest.mark.parametrize(
    ("start", "location", "is_followed"),
    [
        ("public.test", "https://other.test/", True),
        ("public.test", "https://other.test:8443/", True),
        ("public.test", "https://inner.test/", False),
        ("public.test", "https://inner6.test/", False),
        ("public.test", "https://shared.test/", False),
        ("public.test", "http://here.test/", False),
        ("public.test", "http://here6.test/", False),
        ("public.test", "http://zero.test/", False),
        ("public.test", "http://mapped.test/", False),
        ("public.test", "http://nat.test/", False),
        ("public.test", "http://cloud.test/", False),
        ("public.test", "http://127.0.0.1:8080/", False),
        ("public.test", "http://[::1]/", False),
        ("public.test", "https://other.test:25/", False),
        ("inner.test", "https://inner6.test/", True),
        ("inner.test", "https://other.test/", True),
        ("inner.test", "http://here.test/", False),
        ("inner.test", "http://cloud.test/", False),
        ("here.test", "http://here6.test/", True),
        ("here.test", "https://inner.test/", True),
        ("here.test", "http://cloud.test/", False),
        ("here.test", "http://here.test:6379/", True),
        ("here.test", "http://here.test:22/", False),
    ],
)
def test_a_redirect_leads_outwards_only_and_never_to_a_cloud_or_to_another_kind_of_port(
    start: str, location: str, is_followed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    chain, asked = follow(start, location, monkeypatch)
    assert len(asked) == (2 if is_followed else 1)
    assert (chain.last.trouble is Trouble.FORBIDDEN) != is_followed


@pytest.mark.parametrize(
    ("location", "url"),
    [
        ("/caf\u00e9", "http://public.test/caf%C3%A9"),
        ("/a b?c d", "http://public.test/a%20b?c%20d"),
        ("/a%20b", "http://public.test/a%20b"),
        ("//OTHER.test./x#y", "http://other.test/x"),
        ("https://me:secret@other.test:443", "https://other.test/"),
        ("http://\u00f6ther.test/", "http://xn--ther-4qa.test/"),
        (" /x ", "http://public.test/x"),
    ],
)
def test_a_target_is_asked_in_its_one_spelling(
    location: str, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(NAMES, "xn--ther-4qa.test", "8.8.8.8")
    as_sent = location.encode().decode("latin-1")  # headers are read so, whatever they were meant as
    assert follow("public.test", as_sent, monkeypatch)[1] == ["http://public.test/", url]


@pytest.mark.parametrize("location", ["/", "http://public.test", "http://PUBLIC.test:80/#a", ""])
def test_a_redirect_to_itself_is_not_asked_twice(location: str, monkeypatch: pytest.MonkeyPatch) -> None:
    chain, asked = follow("public.test", location, monkeypatch)
    assert (len(chain.hops), len(asked)) == (1, 1)
    assert chain.end == ("It sends back to where it came from, round and round" if location else "")


def test_a_name_that_points_elsewhere_the_second_time_is_still_asked_where_it_was_first(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    looked_up: list[str] = []

    def rebind(name: str) -> tuple[str, ...]:
        looked_up.append(name)
        return ("93.184.216.34",) if len(looked_up) == 1 else ("127.0.0.1",)

    reached: list[list[str]] = []
    monkeypatch.setattr(reach, "resolve", rebind)
    monkeypatch.setattr(
        caller, "ask", lambda call: reached.append(list(call.addresses)) or Answer(call.target.url, 200)
    )

    async def run() -> None:
        at = Service("https://rebinding.test/", is_agreed=True)
        async with Caller(Host(), at, Trust(None), Doors()) as one:
            await asyncio.gather(
                one.ask(at.at("http")), one.ask(at.at("https")), one.ask(at.at("http", "/x"))
            )

    asyncio.run(run())
    assert reached == [["93.184.216.34"]] * 3
    assert looked_up == ["rebinding.test"]


@pytest.mark.parametrize("name", ["cloud.test", "link6.test", "many.test"])
def test_a_named_service_at_an_address_where_nobody_should_go_is_not_asked(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(NAMES, "link6.test", "fe80::1")
    monkeypatch.setitem(NAMES, "many.test", "224.0.0.1")
    chain, asked = follow(name, "", monkeypatch)
    assert asked == []
    assert chain.last.trouble is Trouble.FORBIDDEN
    assert chain.end == "An address of the link or of a cloud's own is never asked"


def test_of_a_redirects_addresses_only_those_that_lie_outwards_are_asked() -> None:
    both = ("127.0.0.1", "8.8.8.8", "10.0.0.1", "169.254.169.254")
    assert reach.permit(both, reach.Reach.PUBLIC) == ("8.8.8.8",)
    assert reach.permit(both, reach.Reach.PRIVATE) == ("8.8.8.8", "10.0.0.1")
    assert reach.permit(both, reach.Reach.LOOPBACK) == ("127.0.0.1", "8.8.8.8", "10.0.0.1")
