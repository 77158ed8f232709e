"""Whether all web traffic of a service uses HTTPS: the handshake, plain answers, ways back, mixed content."""

from __future__ import annotations

from collections.abc import Mapping

from watchword.check.check import Check, Limit
from watchword.check.finding import Finding, Outcome
from watchword.check.service.advice_topic import Topic
from watchword.check.service.facts import Answer, Probe, Trouble
from watchword.check.service.handshake import judge_handshakes
from watchword.check.service.limit import CERTIFICATE_DAYS, read_days
from watchword.check.service.mixed_content import judge_pages
from watchword.check.service.place import is_plain, show, source_of, target_of
from watchword.check.service.probe import read_probe
from watchword.check.service.remark import Remark, lead, list_evidence, note, sum_up, topics
from watchword.check.service.server import recognize
from watchword.check.service.server_advice import advise
from watchword.check.service.trouble import call_unseen, reason_of
from watchword.check.service.view import View, look

ID = "service-https"


def judge(probe: Probe, limits: Mapping[str, Limit]) -> Finding:
    """Turn answers into a finding; `certificate_days` is how long before its end to renew a certificate."""
    days = read_days(limits, "certificate_days", CERTIFICATE_DAYS)
    view = look(probe)
    remarks = [
        *judge_handshakes(probe, view, days),
        *(_judge_plain(answer, view) for answer in view.plain),
        *_list_ways_back(view),
        *judge_pages(view, probe.styles),
    ]
    outcome = sum_up(remarks)
    return Finding(
        check=ID,
        outcome=outcome,
        summary=_summary(remarks, outcome),
        rule=(
            "HTTPS with a trusted certificate, nothing served over plain HTTP, nothing loaded over it, no "
            f"way back to it; a certificate is renewed {days} days before its end, or in its last third."
        ),
        evidence=list_evidence([*remarks, *view.notes]),
        remedy=advise(topics(remarks), recognize(probe), probe.service),
        unproven=(
            "It does not show other hosts and ports, mail, databases, traffic inside your network, or what "
            "scripts load."
        ),
    )


def _judge_plain(answer: Answer, view: View) -> Remark:
    """A redirect, a closed port and an error page serve nothing; a page or a challenge does."""
    source = source_of(answer)
    if 200 <= answer.status < 300 or answer.status == 401:
        topic = Topic.REFUSE if view.service.kind == "api" else Topic.REDIRECT
        return Remark(Outcome.FAIL, source, f"plain HTTP is served, with {answer.status}", topic)
    if answer.status:
        return Remark(Outcome.PASS, source, f"plain HTTP serves nothing itself ({answer.status})")
    if answer.trouble is Trouble.REFUSED:
        return Remark(Outcome.PASS, source, "nothing listens for plain HTTP")
    if not view.is_of_host(answer.url):
        return note(source, f"not judged, as it is on another host: {reason_of(answer)}")
    return call_unseen(answer)


def _list_ways_back(view: View) -> list[Remark]:
    return [
        Remark(
            Outcome.FAIL,
            source_of(hop),
            f"HTTPS sends back to plain HTTP: {show(target_of(hop))}",
            Topic.STAY,
        )
        for hop in view.secure
        if is_plain(target_of(hop))
    ]


def _summary(remarks: list[Remark], outcome: Outcome) -> str:
    if outcome is Outcome.FAIL:
        return f"Not all web traffic of this service uses HTTPS as it should: {lead(remarks)}."
    if outcome is Outcome.WARN:
        return f"This service uses HTTPS, with something to mend: {lead(remarks)}."
    if outcome is Outcome.UNKNOWN:
        return f"Whether all traffic uses HTTPS cannot be told: {lead(remarks)}."
    return "This service uses HTTPS with a trusted certificate, and plain HTTP serves nothing itself."


CHECK = Check(
    id=ID,
    question="Does all web traffic of this service use HTTPS?",
    reads="the certificate, the answers over HTTP and HTTPS, and what the pages load and link to",
    platforms=("linux", "macos", "windows"),
    read=read_probe,
    judge=judge,
    limits={"certificate_days": CERTIFICATE_DAYS},
    about="service",
)
