"""A session looks at every service and source tree that is named; one word of it is recorded, and no name."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from cli.talk import copy_small
from support.kit import a_profile, make_kit
from watchword.check.finding import Finding
from watchword.check.host import Host
from watchword.check.subject import Service, Tree
from watchword.session import Session, open_session

CHECK = '[[guideline.check]]\nname = "screen-lock"\n'
BEYOND = (
    CHECK,
    CHECK
    + '\n[[guideline.check]]\nname = "service-address"\n\n[[guideline.check]]\nname = "source-reports"\n',
)


@pytest.fixture
def session(tmp_path: Path) -> Session:
    """Two trees are named, one with a policy that passes, and two services, one of them not agreed to."""
    good, bad = tmp_path / "canary-good", tmp_path / "canary-bad"
    for folder in (good, bad):
        folder.mkdir()
    (good / "SECURITY.md").write_text("Report security issues to support@cleversteam.com.\n")
    services = (
        Service("https://canary-agreed.example.com/", is_agreed=True),
        Service("https://canary-waiting.example.com/"),
    )
    kit = make_kit(tmp_path / "home", host=Host())
    kit = replace(kit, settings=replace(kit.settings, service=services, tree=(Tree(good), Tree(bad))))
    session = open_session(kit, copy_small(tmp_path, BEYOND))
    session.set_profile(a_profile())
    return session


async def look(session: Session, **options: bool) -> list[Finding]:
    return [finding async for _, finding in session.look(**options)]


def outcomes(findings: list[Finding], check: str) -> dict[str, str]:
    return {one.subject: str(one.outcome) for one in findings if one.check == check}


async def test_each_tree_has_a_finding_of_its_own(session: Session) -> None:
    assert outcomes(await look(session), "source-reports") == {"canary-good": "pass", "canary-bad": "fail"}


async def test_a_service_that_nobody_agreed_to_is_unknown(session: Session) -> None:
    found = outcomes(await look(session), "service-address")
    assert found == {"canary-agreed.example.com": "pass", "canary-waiting.example.com": "unknown"}


async def test_the_worst_of_them_is_what_is_recorded_once(session: Session) -> None:
    await look(session)
    recorded = [(event.fields["check"], event.fields["outcome"]) for event in session.events[1:]]
    assert sorted(recorded)[1:] == [("service-address", "unknown"), ("source-reports", "fail")]
    assert session.standing("lock-screen").failing == ("source-reports",)


async def test_the_journal_names_none_of_them(session: Session) -> None:
    await look(session)
    written = [path.read_bytes() for path in session.kit.paths.data.rglob("*") if path.is_file()]
    assert written
    assert not any(b"canary" in data for data in written)


async def test_this_machine_can_be_looked_at_alone(session: Session) -> None:
    assert {one.check for one in await look(session, only_machine=True)} == {"screen-lock"}
