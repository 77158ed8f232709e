"""Whether passwords or session tokens of a service can cross without encryption.

Judged on forms, challenges and cookies as they are sent; no password and no cookie is ever sent to find out.
"""

from __future__ import annotations

from collections.abc import Mapping

from watchword.check.check import Check, Limit
from watchword.check.finding import Finding, Outcome
from watchword.check.service.advice_topic import Topic
from watchword.check.service.facts import Probe, Trouble
from watchword.check.service.hsts import judge_hsts
from watchword.check.service.limit import HSTS_DAYS, read_days
from watchword.check.service.password_form import judge_forms
from watchword.check.service.place import path_of, source_of
from watchword.check.service.probe import read_probe
from watchword.check.service.remark import Remark, lead, list_evidence, sum_up, topics
from watchword.check.service.server import recognize
from watchword.check.service.server_advice import advise
from watchword.check.service.session_cookie import judge_cookies
from watchword.check.service.trouble import call_unseen
from watchword.check.service.view import View, look
from watchword.text import clean

ID = "service-passwords"
_UNPROVEN = (
    "It does not show pages behind the login or paths that were not asked, cookies that scripts set, what "
    "other clients send, nor whether the server would take a password sent over plain HTTP: none is ever "
    "sent."
)


def judge(probe: Probe, limits: Mapping[str, Limit]) -> Finding:
    """Turn answers into a finding; `hsts_days` is how long HSTS has to last to soften a missing Secure."""
    days = read_days(limits, "hsts_days", HSTS_DAYS)
    view = look(probe)
    remarks = [
        *judge_forms(view),
        *_judge_challenges(view),
        *judge_cookies(view, probe.at, judge_hsts(probe, days)),
        *_list_unseen(view),
    ]
    outcome = sum_up(remarks)
    if outcome is Outcome.NOT_APPLICABLE:
        outcome = Outcome.UNKNOWN
    needed = topics(remarks) or ((Topic.LOGIN_PATH,) if outcome is Outcome.UNKNOWN else ())
    return Finding(
        check=ID,
        outcome=outcome,
        summary=_summary(view, remarks, outcome),
        rule=(
            "No password form, challenge or session cookie crosses plain HTTP, and session cookies are "
            f"Secure (without it, HSTS of {days} days or more softens a failure to a warning)."
        ),
        evidence=list_evidence([*remarks, *view.notes]),
        remedy=advise(needed, recognize(probe), probe.service, days),
        unproven=_UNPROVEN,
    )


def _judge_challenges(view: View) -> list[Remark]:
    """A 401 with a challenge makes browsers and clients send a password, by the scheme it came over."""
    found = []
    for answer in (*view.plain, *view.secure):
        scheme = clean(answer.first("WWW-Authenticate").strip().partition(" ")[0], limit=20)
        if answer.status != 401 or not scheme:
            continue
        if answer.is_secure:
            found.append(Remark(Outcome.PASS, source_of(answer), f"asks for a login ({scheme}) over HTTPS"))
        else:
            topic = Topic.REFUSE if view.service.kind == "api" else Topic.REDIRECT
            fact = f"asks for a login ({scheme}) over plain HTTP"
            found.append(Remark(Outcome.FAIL, source_of(answer), fact, topic))
    return found


def _list_unseen(view: View) -> list[Remark]:
    """A closed port of plain HTTP takes no password; every other missing answer leaves the question open."""
    missing = [answer for answer in (*view.plain, *view.secure) if not answer.status]
    return [
        call_unseen(answer)
        for answer in missing
        if view.is_of_host(answer.url) and (answer.is_secure or answer.trouble is not Trouble.REFUSED)
    ]


def _summary(view: View, remarks: list[Remark], outcome: Outcome) -> str:
    if outcome is Outcome.FAIL:
        return f"A password or session token can cross without encryption: {lead(remarks)}."
    if outcome is Outcome.WARN:
        return f"Passwords and session tokens use HTTPS, with something to mend: {lead(remarks)}."
    if outcome is Outcome.PASS:
        return "Every password form, challenge and session cookie that was seen uses HTTPS."
    if any(remark.outcome is Outcome.UNKNOWN for remark in remarks):
        return f"Part of the service could not be judged: {lead(remarks)}."
    paths = list(dict.fromkeys(path_of(answer.url) for answer in (*view.plain, *view.secure)))
    shown = ", ".join(clean(path, limit=60) for path in paths[:5]) + (" and others" if len(paths) > 5 else "")
    return f"No password field, challenge or session cookie was seen on {shown or 'any path'}."


CHECK = Check(
    id=ID,
    question="Can passwords or session tokens of this service cross without encryption?",
    reads="password forms, login challenges and cookies of the pages asked for, over HTTP and HTTPS",
    platforms=("linux", "macos", "windows"),
    read=read_probe,
    judge=judge,
    limits={"hsts_days": HSTS_DAYS},
    about="service",
)
