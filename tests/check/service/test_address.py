"""The address that the team hands out: nothing is asked for this."""

from __future__ import annotations

import asyncio

import pytest

from support.site_facts import told
from watchword.check.finding import Finding, Outcome
from watchword.check.host import Host
from watchword.check.service import caller
from watchword.check.service.address import CHECK
from watchword.check.subject import read_service


def look(text: str) -> Finding:
    return asyncio.run(CHECK.run(Host(), None, read_service(text)))


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("http://shop.example", Outcome.FAIL),
        ("HTTP://shop.example:8080/login", Outcome.FAIL),
        ("https://shop.example", Outcome.PASS),
        ("https://shop.example:8443/login", Outcome.PASS),
        ("shop.example", Outcome.PASS),
    ],
)
def test_an_address_that_begins_with_http_is_still_handed_out(text: str, outcome: Outcome) -> None:
    assert look(text).outcome is outcome


def test_nobody_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(caller, "ask", lambda _: pytest.fail("somebody was asked"))
    monkeypatch.setattr(caller.reach, "resolve", lambda _: pytest.fail("a name was looked up"))
    assert look("http://shop.example").outcome is Outcome.FAIL


def test_the_evidence_is_the_address_and_the_remedy_names_where_else_it_stands() -> None:
    finding = look("http://shop.example:8080/")
    assert finding.evidence[0].fact == "http://shop.example:8080/"
    assert finding.remedy
    assert "READMEs, wikis, mails" in finding.remedy.steps[0]
    assert finding.subject == "shop.example:8080"


def test_a_pass_does_not_say_since_when() -> None:
    assert "nor since when HTTPS is used" in told(look("https://shop.example"))
