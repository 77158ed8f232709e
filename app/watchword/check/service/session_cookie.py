"""How cookies that log somebody in are set: the rules for session cookies."""

from __future__ import annotations

from datetime import datetime

from watchword.check.finding import Outcome
from watchword.check.service.advice_topic import Topic
from watchword.check.service.cookie import Cookie, parse_cookie
from watchword.check.service.facts import Answer
from watchword.check.service.hsts import HstsVerdict
from watchword.check.service.place import source_of
from watchword.check.service.remark import Remark
from watchword.check.service.view import View, note_left_out


def judge_cookies(view: View, at: datetime, hsts: HstsVerdict) -> list[Remark]:
    """Return a remark for each session-like cookie that is set; deletions count for nothing.

    Over plain HTTP hops on other hosts count, too: the service sends people there. Over HTTPS only its own
    answers do: what a login service of somebody else sets is not the team's to change.
    """
    found: list[Remark] = []
    left_out: dict[str, Remark] = {}
    for answer in (*view.plain, *(hop for hop in view.secure if view.is_of_host(hop.url))):
        for cookie in session_cookies(answer, at):
            reason = view.service.reason_to_ignore(cookie.name)
            if reason:
                left_out[cookie.name] = note_left_out(cookie.name, reason)
            else:
                found.append(_judge_cookie(answer, cookie, hsts))
    return [*found, *left_out.values()]


def session_cookies(answer: Answer, at: datetime) -> list[Cookie]:
    """Return the session-like cookies that an answer sets and does not delete."""
    cookies = [parse_cookie(line, at) for line in answer.all("Set-Cookie")]
    return [cookie for cookie in cookies if cookie and cookie.is_session_like and not cookie.is_deletion]


def _judge_cookie(answer: Answer, cookie: Cookie, hsts: HstsVerdict) -> Remark:
    source, sets = source_of(answer), f"sets {cookie.shown}"
    if not answer.is_secure:
        fact = f"{sets} over plain HTTP: the token itself crossed in clear"
        return Remark(Outcome.FAIL, source, fact, Topic.FIRST)
    if not cookie.is_secure and cookie.same_site == "none":
        fact = f"{sets} with SameSite=None and without Secure, which browsers refuse or send over HTTP"
        return Remark(Outcome.FAIL, source, fact, Topic.COOKIE)
    if not cookie.is_secure and hsts.outcome is not Outcome.PASS:
        fact = f"{sets} without Secure, and HSTS does not make up for it ({hsts.words})"
        return Remark(Outcome.FAIL, source, fact, Topic.COOKIE)
    if not cookie.is_secure:
        fact = f"{sets} without Secure; only HSTS keeps browsers that know the site from sending it over HTTP"
        return Remark(Outcome.WARN, source, fact, Topic.COOKIE)
    if not cookie.is_http_only:
        fact = f"beside the rule: {sets} without HttpOnly, so scripts of the page can read it"
        return Remark(Outcome.WARN, source, fact, Topic.SCRIPT)
    return Remark(Outcome.PASS, source, f"{sets} over HTTPS only")
