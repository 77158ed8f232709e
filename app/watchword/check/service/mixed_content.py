"""What an HTTPS page loads, links to and sends over plain HTTP."""

from __future__ import annotations

from collections.abc import Iterable

from watchword.check.finding import Outcome
from watchword.check.service.advice_topic import Topic
from watchword.check.service.facts import Load, Page, Style
from watchword.check.service.place import host_of, is_own, is_plain, show
from watchword.check.service.remark import Remark, note
from watchword.check.service.view import View
from watchword.text import clean, count


def judge_pages(view: View, styles: tuple[Style, ...]) -> list[Remark]:
    """Return what HTTPS pages and their sheets fetch or send in clear; pages over HTTP fail elsewhere."""
    pages = [page for page in view.pages if not is_plain(page.url)]
    upgrades = bool(pages) and all(page.upgrades for page in pages)
    found = [remark for page in pages for remark in _judge_page(page, view.service.host)]
    for style in styles:
        if not is_plain(style.url):
            found += _judge_loads(style.url, style.loads, upgrades)
    return found


def _judge_page(page: Page, host: str) -> list[Remark]:
    source = f"GET {show(page.url)}"
    found = _judge_loads(page.url, page.loads, page.upgrades)
    found += [
        Remark(Outcome.FAIL, source, f"line {form.line}: a form sends to {show(form.target)}", Topic.FORM)
        for form in page.forms
        if is_plain(form.target)
    ]
    if is_plain(page.refresh):
        fact = f"a meta refresh goes back to plain HTTP: {show(page.refresh)}"
        found.append(Remark(Outcome.FAIL, source, fact, Topic.STAY))
    links = [link for link in page.links if is_plain(link.target)]
    own = [link for link in links if is_own(host_of(link.target), host)]
    found += [
        Remark(Outcome.WARN, source, f"line {link.line}: a link to {show(link.target)}", Topic.MIXED)
        for link in own
    ]
    if len(links) > len(own):
        others = count(len(links) - len(own), "link")
        found.append(note(source, f"{others} to plain HTTP on other hosts, which decide nothing"))
    return found


def _judge_loads(url: str, loads: Iterable[Load], upgrades: bool) -> list[Remark]:
    """What can change a page fails; an image warns where the page has browsers fetch it over HTTPS."""
    found = []
    for load in loads:
        if not is_plain(load.target):
            continue
        fact = f"line {load.line}: {clean(load.where, limit=40)} loads {show(load.target)}"
        is_softened = upgrades and not load.is_active
        if is_softened:
            fact += "; the page has browsers upgrade or block it"
        outcome = Outcome.WARN if is_softened else Outcome.FAIL
        found.append(Remark(outcome, f"GET {show(url)}", fact, Topic.MIXED))
    return found
