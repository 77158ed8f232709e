"""Whether HTTPS of a service can be trusted: the rules for ports, certificates and TLS versions."""

from __future__ import annotations

from datetime import datetime, timedelta

from watchword.check.finding import Outcome
from watchword.check.service.advice_topic import Topic
from watchword.check.service.facts import Answer, Certificate, Probe, Trouble
from watchword.check.service.place import host_of, source_of
from watchword.check.service.remark import Remark, note
from watchword.check.service.trouble import call_unseen, reason_of
from watchword.check.service.view import View
from watchword.text import clean, count

_NAMES_SHOWN = 3


def judge_handshakes(probe: Probe, view: View, days: int) -> list[Remark]:
    """Return a remark for HTTPS of this host, and for every other host or path where something is wrong.

    `days` is how long before its end a certificate should have been renewed.
    """
    first = probe.secure.first
    found = [_judge_answer(first, view, probe.at, days)]
    hosts = {host_of(first.url)}
    for answer in view.secure:
        if answer == first or (answer.status and host_of(answer.url) in hosts):
            continue
        hosts.add(host_of(answer.url))
        found.append(_judge_answer(answer, view, probe.at, days))
    return list(dict.fromkeys(found))


def _judge_answer(answer: Answer, view: View, at: datetime, days: int) -> Remark:
    source = source_of(answer)
    if answer.status:
        return _judge_certificate(answer, at, days)
    if answer.trouble is Trouble.CERTIFICATE:
        return Remark(Outcome.FAIL, source, _describe_refusal(answer), Topic.CERTIFICATE)
    if answer.trouble is Trouble.OLD_TLS:
        return Remark(Outcome.WARN, source, "needs TLS older than 1.2", Topic.TLS)
    if not view.is_of_host(answer.url):
        return note(source, f"not judged, as it is on another host: {reason_of(answer)}")
    if answer.trouble is Trouble.REFUSED and any(hop.status for hop in view.plain):
        fact = f"nothing listens on port {view.service.https_port}, while plain HTTP answers"
        return Remark(Outcome.FAIL, source, fact, Topic.LISTEN)
    return call_unseen(answer)


def _judge_certificate(answer: Answer, at: datetime, days: int) -> Remark:
    source, certificate = source_of(answer), answer.certificate or Certificate()
    if certificate.ends is None:
        return Remark(Outcome.PASS, source, "HTTPS with a certificate that this machine trusts")
    left, day = certificate.ends - at, f"{certificate.ends:%Y-%m-%d}"
    if left <= _window(certificate, days):
        ends = f"ends in {count(left.days, 'day')}" if left >= timedelta(0) else "has ended"
        return Remark(Outcome.WARN, source, f"the certificate {ends}, on {day}", Topic.RENEW)
    tls = f", {clean(answer.tls, limit=20)}" if answer.tls else ""
    return Remark(Outcome.PASS, source, f"trusted certificate {_describe(certificate)}{tls}")


def _window(certificate: Certificate, days: int) -> timedelta:
    """Certificates that live for days only are renewed in their last third; the limit is for longer ones."""
    window = timedelta(days=days)
    if certificate.starts is None or certificate.ends is None:
        return window
    return min(window, (certificate.ends - certificate.starts) / 3)


def _describe_refusal(answer: Answer) -> str:
    certificate = answer.certificate or Certificate()
    problem = clean((certificate.problem or reason_of(answer)).rstrip("."), limit=160)
    described = _describe(certificate)
    return f"the certificate is not trusted: {problem}" + (f" ({described})" if described else "")


def _describe(certificate: Certificate) -> str:
    names = ", ".join(clean(name, limit=80) for name in certificate.names[:_NAMES_SHOWN])
    more = " and others" if len(certificate.names) > _NAMES_SHOWN else ""
    parts = [f"for {names}{more}" if names else ""]
    parts.append(f"issued by {clean(certificate.issuer, limit=80)}" if certificate.issuer else "")
    parts.append(f"from {certificate.starts:%Y-%m-%d}" if certificate.starts else "")
    parts.append(f"until {certificate.ends:%Y-%m-%d}" if certificate.ends else "")
    return ", ".join(part for part in parts if part)
