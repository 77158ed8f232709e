"""Whether plain HTTP of a service leads to HTTPS and nowhere else; at an API, whether it is refused.

HSTS stands beside it as advice: it is shown with its own word and decides nothing here.
"""

from __future__ import annotations

from collections.abc import Mapping

from watchword.check.check import Check, Limit
from watchword.check.finding import Finding, Outcome
from watchword.check.service.advice_topic import Topic
from watchword.check.service.caller import HOPS
from watchword.check.service.facts import Probe, Trouble
from watchword.check.service.first_hop import judge_first_hop
from watchword.check.service.hsts import HstsVerdict, describe_hsts, judge_hsts
from watchword.check.service.limit import HSTS_DAYS, read_days
from watchword.check.service.place import is_plain, show, source_of, target_of
from watchword.check.service.probe import read_probe
from watchword.check.service.remark import Remark, lead, list_evidence, note, sum_up, topics
from watchword.check.service.server import recognize
from watchword.check.service.server_advice import advise
from watchword.check.service.view import View, look, reason_to_leave_out

ID = "service-redirect"


def judge(probe: Probe, limits: Mapping[str, Limit]) -> Finding:
    """Turn answers into a finding; `hsts_days` is the shortest time of HSTS that counts as lasting."""
    days = read_days(limits, "hsts_days", HSTS_DAYS)
    view, hsts = look(probe), judge_hsts(probe, days)
    remarks = _judge_all(probe, view)
    outcome = sum_up(remarks)
    if outcome is Outcome.NOT_APPLICABLE:
        outcome = Outcome.UNKNOWN
    needed = topics(remarks)
    if hsts.outcome in (Outcome.FAIL, Outcome.WARN):
        needed += (Topic.HSTS,)
    return Finding(
        check=ID,
        outcome=outcome,
        summary=_summary(view, remarks, outcome, hsts),
        rule=_rule(view, days),
        evidence=(*list_evidence([*remarks, *view.notes]), *describe_hsts(hsts)),
        remedy=advise(needed, recognize(probe), probe.service, days),
        unproven=(
            "It does not show other paths, hosts and methods than those asked for, and over the other of "
            "IPv4 and IPv6 the front page only."
        ),
    )


def _judge_all(probe: Probe, view: View) -> list[Remark]:
    """Judge the first answer of every path that is not left out, then where the chain from `/` goes."""
    otherwise = (answer for answer in probe.otherwise if not answer.is_secure)
    firsts = dict.fromkeys((probe.plain.first, *probe.plain_paths, *otherwise))
    kept = [answer for answer in firsts if not reason_to_leave_out(probe.service, answer.url)]
    if kept and all(answer.trouble is Trouble.REFUSED for answer in kept) and _is_down(probe):
        fact = "nothing answers, neither over plain HTTP nor over HTTPS"
        return [Remark(Outcome.UNKNOWN, source_of(kept[0]), fact, Topic.NETWORK)]
    return [*(judge_first_hop(answer, view) for answer in kept), *_judge_chain(probe)]


def _is_down(probe: Probe) -> bool:
    return probe.secure.first.trouble in (Trouble.REFUSED, Trouble.TIMEOUT, Trouble.NETWORK, Trouble.NAME)


def _judge_chain(probe: Probe) -> list[Remark]:
    """Look at the hops after the first: a way back to plain HTTP fails, HTTPS that never ends warns.

    No cookies are sent, and some sites redirect to themselves until they get one; so an endless chain of
    HTTPS alone is no proof that browsers are stuck.
    """
    hops = probe.plain.hops
    found = [
        Remark(
            Outcome.FAIL, source_of(hop), f"sends back to plain HTTP, to {show(target_of(hop))}", Topic.STAY
        )
        for hop in hops[1:]
        if is_plain(target_of(hop))
    ]
    last = target_of(probe.plain.last)
    if not last or found or is_plain(last):
        return found
    if last in [hop.url for hop in hops]:
        fact = "HTTPS redirects in a circle, at least for who sends no cookies"
        return [Remark(Outcome.WARN, source_of(probe.plain.last), fact, Topic.ASK)]
    if len(hops) > HOPS:
        fact = f"redirects more than {HOPS} times"
        return [Remark(Outcome.FAIL, source_of(probe.plain.last), fact, Topic.ASK)]
    return [note(source_of(probe.plain.last), f"not followed further, to {show(last)}")]


def _rule(view: View, days: int) -> str:
    if view.service.kind == "api":
        said = "Plain HTTP of an API is refused on every path asked for, not redirected"
    else:
        said = (
            "Plain HTTP answers every path asked for with 301 or 308 to HTTPS on the same host, or not at all"
        )
    return f"{said}. HSTS is advice beside it: {days} days or more."


def _summary(view: View, remarks: list[Remark], outcome: Outcome, hsts: HstsVerdict) -> str:
    beside = "; HSTS beside it needs a look" if hsts.outcome in (Outcome.FAIL, Outcome.WARN) else ""
    is_api = view.service.kind == "api"
    if outcome is Outcome.FAIL:
        head = (
            "Plain HTTP is not refused everywhere" if is_api else "Plain HTTP does not lead straight to HTTPS"
        )
        return f"{head}: {lead(remarks)}{beside}."
    if outcome is Outcome.WARN:
        head = "Plain HTTP is not refused" if is_api else "Plain HTTP leads to HTTPS only in part"
        return f"{head}: {lead(remarks)}{beside}."
    if outcome is Outcome.UNKNOWN:
        reason = lead(remarks) if remarks else "your team leaves out every path that was asked for"
        return f"Where plain HTTP leads cannot be told: {reason}."
    head = "Plain HTTP is refused" if is_api else "Plain HTTP leads to HTTPS, or is not there"
    return f"{head}, on every path asked for{beside}."


CHECK = Check(
    id=ID,
    question="Does plain HTTP of this service lead to HTTPS (or, for an API, is it refused)?",
    reads="the first answer over HTTP of each path asked for, where it sends, and the HSTS header",
    platforms=("linux", "macos", "windows"),
    read=read_probe,
    judge=judge,
    limits={"hsts_days": HSTS_DAYS},
    about="service",
)
