"""Whether a service tells strangers where to report a weakness: security.txt with the agreed address."""

from __future__ import annotations

from collections.abc import Mapping

from watchword.check.check import Check, Limit
from watchword.check.finding import Finding, Outcome
from watchword.check.service.facts import Answer, Chain, Probe
from watchword.check.service.limit import read_days
from watchword.check.service.place import path_of, show, source_of
from watchword.check.service.probe import read_probe
from watchword.check.service.remark import Remark, lead, list_evidence, note, sum_up
from watchword.check.service.reports_advice import advise
from watchword.check.service.reports_fields import Wanted, judge_fields
from watchword.check.service.security_txt import SIZE_LIMIT, read_security_txt
from watchword.check.service.trouble import reason_of
from watchword.check.service.view import reason_to_leave_out
from watchword.text import clean

ID = "service-reports"
PLACE = "/.well-known/security.txt"
LEAST_DAYS, MOST_DAYS = 30, 366  # a year may have a day more
_UNPROVEN = "It does not show that the mail box exists, that anybody reads it, nor who signed the file."


def judge(probe: Probe, limits: Mapping[str, Limit]) -> Finding:
    """Turn the answers into a finding.

    `reporting_address` is the address agreed on; empty, everything else is judged. `security_txt_least_days`
    and `security_txt_most_days` say between how near and how far the end may be before it is a warning.
    """
    wanted = Wanted(
        address=str(limits.get("reporting_address", "") or "").strip().lower().removeprefix("mailto:"),
        least_days=read_days(limits, "security_txt_least_days", LEAST_DAYS),
        most_days=read_days(limits, "security_txt_most_days", MOST_DAYS),
    )
    reason = probe.service.reason_to_ignore(PLACE)
    if reason:
        said = f"Your team leaves out {PLACE}: {clean(reason, limit=120)}."
        return Finding(ID, Outcome.NOT_APPLICABLE, said, _rule(wanted), unproven="Nothing was judged.")
    remarks = _judge_chains(probe, wanted)
    outcome = sum_up(remarks)
    return Finding(
        check=ID,
        outcome=outcome,
        summary=_summary(remarks, outcome, wanted),
        rule=_rule(wanted),
        evidence=list_evidence([*remarks, *_notes(wanted)]),
        remedy=advise(probe, wanted) if outcome is not Outcome.PASS else None,
        unproven=_UNPROVEN,
    )


def _rule(wanted: Wanted) -> str:
    address = f"mailto:{clean(wanted.address, limit=80)}" if wanted.address else "a mailto: address"
    return (
        f"{PLACE} answers over HTTPS as text/plain, names {address} as Contact, and has one Expires in the "
        f"future (a warning below {wanted.least_days} days, or beyond {wanted.most_days})."
    )


def _notes(wanted: Wanted) -> list[Remark]:
    if wanted.address:
        return []
    words = "no address is set for your team (reporting_address), so it was not compared"
    return [note("the address", words)]


def _judge_chains(probe: Probe, wanted: Wanted) -> list[Remark]:
    """Judge the file in its place; only where it is not there, the one in the place it once had."""
    chains = [one for one in probe.security_txt if not reason_to_leave_out(probe.service, one.first.url)]
    placed = next((one for one in chains if path_of(one.first.url) == PLACE), None)
    old = next((one for one in chains if path_of(one.first.url) != PLACE), None)
    if placed is None and old is None:
        answer = probe.secure.first
        why = reason_of(answer) if not answer.status else "it was not asked for"
        return [Remark(Outcome.UNKNOWN, f"GET {PLACE}", f"could not be seen: {why}")]
    if placed and _is_file(placed.last):
        return _judge_file(placed, wanted, probe)
    if old and _is_file(old.last):
        words = f"the file is only there, and belongs to {PLACE}"
        if placed and not placed.last.status:
            return [*_judge_absent(placed), *_judge_file(old, wanted, probe)]
        return [Remark(Outcome.WARN, source_of(old.last), words), *_judge_file(old, wanted, probe)]
    return _judge_absent(placed or old)  # type: ignore[arg-type]


def _is_file(answer: Answer) -> bool:
    return answer.status == 200 and not _is_html(answer)


def _is_html(answer: Answer) -> bool:
    start = answer.body[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return start.startswith((b"<!doctype", b"<html", b"<head", b"<body", b"<?xml", b"<!--"))


def _judge_absent(chain: Chain) -> list[Remark]:
    """An answer that is no security.txt: a refusal and an absence are plain, a broken server says nothing."""
    answer = chain.last
    source = source_of(answer)
    if not answer.status:
        return [Remark(Outcome.UNKNOWN, source, f"could not be seen: {reason_of(answer)}")]
    if answer.status == 200:
        words = "the answer is an HTML page, not a security.txt: a missing file that is not called missing"
        return [Remark(Outcome.FAIL, source, words)]
    if answer.status in (401, 403):
        return [Remark(Outcome.FAIL, source, "strangers may not read it, and they are whom it is for")]
    if answer.status in (404, 410):
        return [Remark(Outcome.FAIL, source, "there is no security.txt")]
    if chain.end or answer.is_redirect:
        return [Remark(Outcome.UNKNOWN, source, f"not followed further: {clean(chain.end, limit=120)}")]
    return [Remark(Outcome.UNKNOWN, source, "the server could not say whether there is one")]


def _judge_file(chain: Chain, wanted: Wanted, probe: Probe) -> list[Remark]:
    """Judge how the file was served, then what is in it."""
    answer = chain.last
    source = source_of(answer)
    found = []
    if any(not hop.is_secure for hop in chain.hops):
        words = "it comes over plain HTTP, where anybody on the way can put in another address"
        found.append(Remark(Outcome.FAIL, source, words))
    kind = answer.media_type
    if kind != "text/plain":
        words = f"it is served as {clean(kind, limit=60) or 'nothing in particular'}, not as text/plain"
        found.append(Remark(Outcome.WARN, source, words))
    charset = _charset(answer)
    if charset not in ("", "utf-8", "utf8"):
        found.append(Remark(Outcome.WARN, source, f"its charset is {clean(charset, limit=40)}, not utf-8"))
    try:
        text = answer.body.decode("utf-8")
    except UnicodeDecodeError:
        text = answer.body.decode("utf-8", "replace")
        if not answer.is_cut:
            found.append(Remark(Outcome.WARN, source, "it holds bytes that are no UTF-8"))
    if len(text) > SIZE_LIMIT:
        words = f"it is longer than {SIZE_LIMIT // 1024} KiB, and only that much of it was read"
        found.append(Remark(Outcome.WARN, source, words))
    file = read_security_txt(text)
    if len(chain.hops) > 1:
        found.append(note(source, f"redirected here from {show(chain.first.url)}"))
    if file.is_signed:
        found.append(note(source, file.problem or "signed, not verified"))
    urls = tuple(hop.url for hop in chain.hops)
    return [*found, *judge_fields(file, wanted, urls, source, probe.at)]


def _charset(answer: Answer) -> str:
    for part in answer.first("Content-Type").split(";")[1:]:
        name, _, value = part.partition("=")
        if name.strip().lower() == "charset":
            return value.strip().strip("\"'").lower()
    return ""


def _summary(remarks: list[Remark], outcome: Outcome, wanted: Wanted) -> str:
    if outcome is Outcome.PASS:
        compared = (
            "with the agreed address" if wanted.address else "with a mail address, which was not compared"
        )
        return f"security.txt tells strangers where to report, {compared}."
    if outcome is Outcome.WARN:
        return f"security.txt is there, with something to mend: {lead(remarks)}."
    if outcome is Outcome.FAIL:
        return f"Strangers cannot rely on security.txt to report a weakness: {lead(remarks)}."
    return f"security.txt could not be judged: {lead(remarks)}."


CHECK = Check(
    id=ID,
    question="Does this service tell strangers where to report a weakness?",
    reads=f"{PLACE}, and /security.txt where that is missing",
    platforms=("linux", "macos", "windows"),
    read=read_probe,
    judge=judge,
    limits={
        "reporting_address": "",
        "security_txt_least_days": LEAST_DAYS,
        "security_txt_most_days": MOST_DAYS,
    },
    about="service",
)
