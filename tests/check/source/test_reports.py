"""Where a security policy sends reports: to the team's address, to another, to the public, nowhere."""

from __future__ import annotations

import pytest

from support.source_case import look, told
from watchword.check.finding import Outcome
from watchword.check.source.reports import CHECK
from watchword.check.source.reports_rule import RULE

OURS = "support@cleversteam.com"
POLICY = f"Report security issues to {OURS}."


@pytest.mark.parametrize(
    "text",
    [
        f"Write to {OURS}.",
        f"Write to {OURS.upper()}.",
        f"[Write to us](mailto:{OURS}) about holes.",
        "Write to support [at] cleversteam [dot] com.",
        f"* E-mail: <{OURS}>",
        f"Please do not open a public issue. Write to {OURS}.",
    ],
)
def test_the_address_of_the_team_passes_however_it_is_written(text: str) -> None:
    finding = look(CHECK, RULE, {"SECURITY.md": text}, reporting_address=OURS)
    assert finding.outcome is Outcome.PASS, told(finding)


@pytest.mark.parametrize(
    "path",
    ["SECURITY.md", ".github/SECURITY.md", "docs/security.md", "Security.markdown", "doc/SECURITY.rst"],
)
def test_a_policy_is_found_where_hosts_look_for_it(path: str) -> None:
    assert look(CHECK, RULE, {path: POLICY}, reporting_address=OURS).outcome is Outcome.PASS


@pytest.mark.parametrize("path", ["guides/security.md", "src/SECURITY.md", "app/security/README.md"])
def test_what_only_bears_the_name_is_no_policy(path: str) -> None:
    finding = look(CHECK, RULE, {path: POLICY}, reporting_address=OURS)
    assert finding.outcome is Outcome.FAIL, told(finding)


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("Write to security@cleversteam.com.", Outcome.WARN),
        ("Write to first.last@cleversteam.com.", Outcome.WARN),
        ("Report it at https://github.com/shop/shop/security/advisories/new.", Outcome.WARN),
        ("Open an issue at https://github.com/shop/shop/issues.", Outcome.FAIL),
        ("Please report security holes as an issue on GitHub.", Outcome.FAIL),
        ("We take security seriously.", Outcome.FAIL),
        ("", Outcome.FAIL),
    ],
)
def test_another_way_is_judged_by_who_can_read_it(text: str, outcome: Outcome) -> None:
    finding = look(CHECK, RULE, {"SECURITY.md": text}, reporting_address=OURS)
    assert finding.outcome is outcome, told(finding)


def test_without_an_address_of_the_team_any_support_address_counts() -> None:
    assert look(CHECK, RULE, {"SECURITY.md": f"Write to {OURS}."}).outcome is Outcome.PASS
    assert look(CHECK, RULE, {"SECURITY.md": "Write to support@example.com."}).outcome is not Outcome.PASS


def test_without_a_policy_the_remedy_is_the_line_to_write() -> None:
    finding = look(CHECK, RULE, {"README.md": ""}, reporting_address=OURS)
    assert finding.outcome is Outcome.FAIL
    assert f"Report security weaknesses to {OURS}." in told(finding)
    assert "another repository" in finding.unproven
