"""Whether a host tells browsers to come back over HTTPS only (HSTS, RFC 6797).

It is advice beside the redirect. The very host counts: what another host of the chain says does not cover
this one. A browser believes the header over trusted HTTPS only, and of two headers the first.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass

from watchword.check.finding import Evidence, Outcome
from watchword.check.service.facts import Answer, Probe, Trouble
from watchword.check.service.hsts_header import Policy, parse_hsts
from watchword.check.service.place import host_of, is_plain, source_of, target_of
from watchword.check.service.trouble import reason_of
from watchword.text import clean, count

DAY = 24 * 60 * 60
HEADER = "Strict-Transport-Security"
_PRELOAD_SECONDS = 365 * DAY  # hstspreload.org asks for a year


@dataclass(frozen=True, slots=True)
class HstsVerdict:
    """How HSTS of this host was judged, in words, and where it was read.

    `preload` says, where the header asks for the browsers' built-in list, which of its rules are kept.
    """

    outcome: Outcome
    words: str
    source: str
    preload: str = ""


def judge_hsts(probe: Probe, days: int) -> HstsVerdict:
    """Judge the first HTTPS answer of this host; `days` is the shortest time that counts as lasting."""
    answer = probe.secure.first
    source = source_of(answer)
    if is_address(probe.service.host):
        words = "it does not apply to an address without a name"
        return HstsVerdict(Outcome.NOT_APPLICABLE, words, source)
    if not answer.status:
        return HstsVerdict(Outcome.UNKNOWN, f"no HTTPS answer to read it from: {reason_of(answer)}", source)
    values = answer.all(HEADER)
    if not values:
        return _judge_missing(probe, answer)
    if len(values) > 1:
        words = f"{len(values)} {HEADER} headers; browsers take the first and ignore the rest"
        return HstsVerdict(Outcome.FAIL, words, source)
    policy = parse_hsts(values[0])
    preload = _check_preload(probe, policy) if policy.has_preload else ""
    outcome, words = _judge_policy(policy, values[0], days)
    return HstsVerdict(outcome, words, source, preload)


def is_address(host: str) -> bool:
    """Whether a host is an IP address rather than a name."""
    try:
        ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return True


def _judge_policy(policy: Policy, value: str, days: int) -> tuple[Outcome, str]:
    shown = clean(value, limit=80)
    if policy.problem:
        return Outcome.FAIL, f"browsers ignore the header, as it {policy.problem}: {shown}"
    if policy.seconds == 0:
        return Outcome.FAIL, "max-age=0 tells browsers to forget it"
    lasts = count(policy.seconds // DAY, "day") if policy.seconds >= DAY else count(policy.seconds, "second")
    if policy.seconds < days * DAY:
        return Outcome.WARN, f"browsers keep to HTTPS for {lasts} only, less than {count(days, 'day')}"
    return Outcome.PASS, f"browsers keep to HTTPS for {lasts}"


def _judge_missing(probe: Probe, answer: Answer) -> HstsVerdict:
    """Say where else the header stands, as that is mostly why it was thought to be there."""
    source = source_of(answer)
    own = [hop for hop in probe.answers if hop.all(HEADER)]
    if any(hop.is_secure for hop in own):
        words = f"the first HTTPS answer has no {HEADER} header, though others of this host have"
        return HstsVerdict(Outcome.FAIL, words, source)
    if own:
        words = "the header stands on the plain HTTP answer only, where browsers ignore it"
        return HstsVerdict(Outcome.FAIL, words, source)
    later = next((hop for hop in probe.secure.hops[1:] if hop.is_secure and hop.all(HEADER)), None)
    if later:
        words = f"only {clean(host_of(later.url), limit=80)} sends the header, which does not cover this host"
        return HstsVerdict(Outcome.FAIL, words, source)
    return HstsVerdict(Outcome.FAIL, f"no {HEADER} header", source)


def _check_preload(probe: Probe, policy: Policy) -> str:
    """Hold the header against the rules of the list; membership itself is not to be seen offline."""
    first = probe.plain.first
    target = target_of(first)
    kept = {
        "a year or more": policy.seconds >= _PRELOAD_SECONDS,
        "includeSubDomains": policy.has_subdomains,
        "plain HTTP goes to HTTPS on this host first": first.trouble is Trouble.REFUSED
        or (not is_plain(target) and host_of(target) == probe.service.host),
    }
    said = "; ".join(f"{rule}: {'yes' if is_kept else 'no'}" for rule, is_kept in kept.items())
    return f"it asks for the browsers' built-in list ({said}); whether it is on it cannot be seen from here"


def describe_hsts(verdict: HstsVerdict) -> tuple[Evidence, ...]:
    """Return it as lines of evidence beside a check that it does not decide; each says its own word."""
    lines = [f"HSTS, beside the redirect: {verdict.outcome}. {_sentence(verdict.words)}"]
    lines += [f"HSTS: {verdict.preload}."] if verdict.preload else []
    return tuple(Evidence(verdict.source, line) for line in lines)


def _sentence(words: str) -> str:
    return f"{words[0].upper()}{words[1:]}."
