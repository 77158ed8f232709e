"""How plain HTTP answers at first: the rules for one path of a site, turned round for an API.

A site sends people on to HTTPS. At an API the key has already crossed by then, so plain HTTP should be
refused, and a redirect only hides the mistake from whoever made it.
"""

from __future__ import annotations

from watchword.check.finding import Outcome
from watchword.check.service.advice_topic import Topic
from watchword.check.service.facts import Answer, Trouble
from watchword.check.service.place import host_of, is_plain, show, source_of, split, target_of
from watchword.check.service.remark import Remark
from watchword.check.service.trouble import call_unseen
from watchword.check.service.view import View

_FOR_GOOD = (301, 308)
_TOO_MANY_REQUESTS = 429


def judge_first_hop(answer: Answer, view: View) -> Remark:
    """Return the remark on the first answer of one path over plain HTTP."""
    source, is_api = source_of(answer), view.service.kind == "api"
    topic = Topic.REFUSE if is_api else Topic.REDIRECT
    if answer.trouble is Trouble.REFUSED:
        return Remark(Outcome.PASS, source, "nothing listens for plain HTTP, so nothing has to be redirected")
    if not answer.status:
        return call_unseen(answer)
    if 200 <= answer.status < 300:
        by = _describe_refresh(answer, view)
        return Remark(
            Outcome.FAIL, source, f"plain HTTP answers {answer.status} in place of HTTPS{by}", topic
        )
    if answer.status == 401:
        return Remark(Outcome.FAIL, source, "plain HTTP asks for a login (401) in place of HTTPS", topic)
    if target_of(answer):
        return _judge_redirect(answer, view)
    if 300 <= answer.status < 400:
        return Remark(
            Outcome.WARN, source, f"plain HTTP answers {answer.status} without saying where to", topic
        )
    if answer.status >= 500 or answer.status == _TOO_MANY_REQUESTS:
        fact = f"plain HTTP answers {answer.status} at the moment, which shows no rule"
        return Remark(Outcome.UNKNOWN, source, fact, Topic.ASK)
    if is_api:
        return Remark(Outcome.PASS, source, f"plain HTTP is refused ({answer.status})")
    fact = f"plain HTTP is refused ({answer.status}), where a site sends people on to HTTPS"
    return Remark(Outcome.WARN, source, fact, topic)


def _judge_redirect(answer: Answer, view: View) -> Remark:
    source, target = source_of(answer), target_of(answer)
    shown = show(target)
    if is_plain(target):
        return Remark(Outcome.FAIL, source, f"sends on over plain HTTP again, to {shown}", Topic.REDIRECT)
    if split(target).scheme != "https":
        return Remark(Outcome.FAIL, source, f"sends to {shown}, which is no HTTPS", Topic.REDIRECT)
    if view.service.kind == "api":
        fact = f"redirects to {shown}: at an API the key has crossed by then, and nobody notices"
        return Remark(Outcome.WARN, source, fact, Topic.REFUSE)
    if not view.is_of_host(target):
        fact = (
            f"redirects to another host first, {host_of(target)}, so this host can never ask for HTTPS only"
        )
        return Remark(Outcome.WARN, source, fact, Topic.SAME_HOST)
    if answer.status not in _FOR_GOOD:
        fact = f"redirects to {shown} for now only ({answer.status}), which browsers do not remember"
        return Remark(Outcome.WARN, source, fact, Topic.REDIRECT)
    return Remark(Outcome.PASS, source, f"redirects to {shown} for good ({answer.status})")


def _describe_refresh(answer: Answer, view: View) -> str:
    page = next((page for page in view.pages if page.url == answer.url), None)
    return ", and only the page itself sends on (meta refresh)" if page and page.refresh else ""
