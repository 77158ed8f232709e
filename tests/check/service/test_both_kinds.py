"""IPv4 and IPv6: where a name has both, the front page is asked over both, and they are told apart."""

from __future__ import annotations

import asyncio

import pytest

from support.site_facts import TWO_YEARS, answer, silence
from watchword.check.finding import Finding, Outcome
from watchword.check.host import Host
from watchword.check.registry import find
from watchword.check.service import caller, probe, reach
from watchword.check.service.facts import Answer, Trouble
from watchword.check.service.trust import Trust
from watchword.check.service.wire import Call
from watchword.check.subject import Service

FOUR, SIX = "8.8.8.8", "2001:4860::8"
PLAIN, SECURE = "http://both.test/", "https://both.test/"
GOOD = {PLAIN: answer(PLAIN, 301, f"Location: {SECURE}"), SECURE: answer(SECURE, 200, TWO_YEARS)}
REDIRECT, HTTPS, PASSWORDS = "service-redirect", "service-https", "service-passwords"


def look(
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    addresses: tuple[str, ...],
    others: dict[str, Answer],
    asked: list[tuple[str, str]] | None = None,
) -> Finding:
    """Judge a service that answers well at the first address, and as said at the second."""

    def pretend(call: Call) -> Answer:
        address = call.addresses[0]
        if asked is not None:
            asked.append((call.target.url, address))
        known = GOOD if address == addresses[0] else others
        found = known.get(call.target.url, answer(call.target.url, 404))
        call.address = address if found.status else ""
        return found

    async def trust(*_: object) -> Trust:
        return Trust(None)

    monkeypatch.setattr(caller, "ask", pretend)
    monkeypatch.setattr(probe, "read_trust", trust)
    monkeypatch.setattr(reach, "resolve", lambda _: addresses)

    async def run() -> Finding:
        async with Host().at_once() as host:
            return await find(name).run(host, None, Service(SECURE, is_agreed=True))

    return asyncio.run(run())


def facts(finding: Finding) -> str:
    return "\n".join(f"{one.source}: {one.fact}" for one in finding.evidence)


@pytest.mark.parametrize("addresses", [(SIX, FOUR), (FOUR, SIX)])
def test_the_front_page_is_asked_once_over_each_kind(
    addresses: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, str]] = []
    look(monkeypatch, REDIRECT, addresses, GOOD, asked)
    for url in (PLAIN, SECURE):
        assert sorted(address for one, address in asked if one == url) == sorted(addresses)
    assert {address for url, address in asked if "security" in url} == {addresses[0]}


def test_a_kind_that_serves_plain_http_fails_although_the_other_redirects(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    others = {**GOOD, PLAIN: answer(PLAIN, 200)}
    for name in (REDIRECT, HTTPS):
        finding = look(monkeypatch, name, (SIX, FOUR), others)
        assert finding.outcome is Outcome.FAIL
        assert f"GET {PLAIN} over IPv4: 200" in facts(finding)


def test_a_kind_with_another_certificate_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    others = {**GOOD, SECURE: silence(SECURE, Trouble.CERTIFICATE, problem="it is for other names")}
    finding = look(monkeypatch, HTTPS, (FOUR, SIX), others)
    assert finding.outcome is Outcome.FAIL
    assert f"GET {SECURE} over IPv6: no answer: the certificate is not trusted" in facts(finding)


def test_a_kind_with_a_session_cookie_over_plain_http_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    others = {**GOOD, PLAIN: answer(PLAIN, 301, f"Location: {SECURE}", "Set-Cookie: sid=abcdefgh")}
    assert look(monkeypatch, PASSWORDS, (FOUR, SIX), others).outcome is Outcome.FAIL


@pytest.mark.parametrize("trouble", [Trouble.REFUSED, Trouble.NETWORK, Trouble.TIMEOUT])
def test_a_kind_that_lets_nothing_through_is_a_note_as_browsers_take_the_other(
    trouble: Trouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    others = {url: silence(url, trouble) for url in GOOD}
    for name in (REDIRECT, HTTPS):
        finding = look(monkeypatch, name, (FOUR, SIX), others)
        assert finding.outcome is Outcome.PASS
        assert "not asked: over IPv6, which let no connection through" in facts(finding)


def test_what_is_asked_over_the_front_page_only_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "not asked: paths other than / over IPv6" in facts(look(monkeypatch, REDIRECT, (FOUR, SIX), GOOD))


def test_a_name_with_one_kind_of_addresses_is_asked_over_that_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, str]] = []
    finding = look(monkeypatch, REDIRECT, (FOUR, "8.8.4.4"), GOOD, asked)
    assert {address for _, address in asked} == {FOUR}
    assert "not asked" not in facts(finding)
