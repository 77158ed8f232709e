"""Whether templates, scripts and styles of a source tree hold addresses without a scheme: `//host/...`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from watchword.check.check import Check, Limit
from watchword.check.finding import Finding, Outcome, Remedy
from watchword.check.source.evidence import list_places
from watchword.check.source.facts import Facts
from watchword.check.source.relative_urls_rule import RULE_ID, SETTING
from watchword.check.source.rule import Spot
from watchword.check.source.tree import read
from watchword.text import count

_RULE = (
    "No attribute, helper, style or setting of the tree names a host without its scheme (//host/...); "
    "dns-prefetch and preconnect may. Tests and examples never decide."
)
_UNPROVEN = (
    "It does not show addresses that are put together while the program runs, nor what a database or a "
    "content system holds."
)
# How a framework or language writes an address in full, by the suffix of the first file.
_ADVICE = {
    ".erb": 'Rails: set `config.asset_host = "https://HOST"`, and give helpers `protocol: :https`.',
    ".haml": 'Rails: set `config.asset_host = "https://HOST"`, and give helpers `protocol: :https`.',
    ".slim": 'Rails: set `config.asset_host = "https://HOST"`, and give helpers `protocol: :https`.',
    ".rb": 'Rails: set `config.asset_host = "https://HOST"`, and give helpers `protocol: :https`.',
    ".py": 'Django: write STATIC_URL and MEDIA_URL in full: `STATIC_URL = "https://HOST/static/"`.',
    ".php": "Laravel: set `ASSET_URL=https://HOST` in .env, and use `asset()` in templates.",
    ".jsx": 'React: write `src="https://HOST/..."`, or set the public path of the bundler with https://.',
    ".tsx": 'React: write `src="https://HOST/..."`, or set the public path of the bundler with https://.',
    ".vue": "Vue: write the address in full, or set `base` in the bundler's settings with https://.",
}


def judge(facts: Facts, limits: Mapping[str, Limit]) -> Finding:
    """Turn spots into a finding; there are no limits to set."""
    spots = facts.of(RULE_ID)
    own = sorted(
        (one for one in spots if not one.is_test), key=lambda one: (one.kind != SETTING, one.path, one.line)
    )
    tests = len(spots) - len(own)
    outcome = Outcome.FAIL if own else Outcome.PASS if facts.files else Outcome.UNKNOWN
    return Finding(
        check=RULE_ID,
        outcome=outcome,
        summary=_summary(facts, own),
        rule=_RULE,
        evidence=list_places(facts, own, tests),
        remedy=_advise(own) if own else None,
        unproven=_UNPROVEN,
    )


def _summary(facts: Facts, own: Sequence[Spot]) -> str:
    if not facts.files:
        return "No file of this tree was read, so there is nothing to tell."
    if not own:
        return f"No address without a scheme stands in the {count(facts.files, 'file')} that were read."
    addresses = len({one.detail[0] for one in own})
    places = count(len(own), "place")
    said = f"{count(addresses, 'address leaves', 'addresses leave')} out the scheme, in {places}"
    return f"{said}: {own[0].detail[0]} in {own[0].place}."


def _advise(own: Sequence[Spot]) -> Remedy:
    address = own[0].detail[0]
    suffix = own[0].path[own[0].path.rfind(".") :]
    steps = [f"Write the scheme in front: https:{address} in {own[0].place}, and so on down the list."]
    if own[0].kind == SETTING:
        steps = [f"Set the address with https:// in {own[0].place}: it is put before many others."]
    if suffix in _ADVICE:
        steps.append(_ADVICE[suffix])
    steps.append("If the other side has no HTTPS, serve a copy yourself; then look again.")
    return Remedy(tuple(steps), "git grep -nE '[\"(=]//[a-z0-9]'")


CHECK = Check(
    id=RULE_ID,
    question="Do templates, scripts or styles of this tree hold addresses without a scheme (//host/...)?",
    reads="templates, scripts, styles and settings of assets in the folder you name",
    platforms=("linux", "macos", "windows"),
    read=read,
    judge=judge,
    about="tree",
)
