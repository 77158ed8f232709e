"""Where password forms stand and where they send: the rules for forms that ask for a password."""

from __future__ import annotations

from watchword.check.finding import Outcome
from watchword.check.service.advice_topic import Topic
from watchword.check.service.facts import Form, Page
from watchword.check.service.place import is_plain, show
from watchword.check.service.remark import Remark
from watchword.check.service.view import View
from watchword.text import clean


def judge_forms(view: View) -> list[Remark]:
    """Return a remark for each password form; it passes where the page and its target use HTTPS."""
    return [
        remark
        for page in view.pages
        for form in page.forms
        if form.has_password
        for remark in _judge_form(view, page, form)
    ]


def _judge_form(view: View, page: Page, form: Form) -> list[Remark]:
    source = f"GET {show(page.url)}"
    where = f"line {form.line}" if form.line else "the page"
    if is_plain(page.url):
        fact = f"{where}: a password field in a page that came over plain HTTP"
        topic = Topic.REFUSE if view.service.kind == "api" else Topic.REDIRECT
        return [Remark(Outcome.FAIL, source, fact, topic)]
    written = clean(form.written.strip().partition("?")[0], limit=80)
    if is_plain(form.target):
        fact = f"{where}: a form sends a password to {show(form.target)} (written as {written or 'nothing'})"
        return [Remark(Outcome.FAIL, source, fact, Topic.FORM)]
    found = []
    if form.written.strip().startswith("//"):
        fact = f"{where}: a form sends a password to {written}, by whatever scheme the page came"
        found.append(Remark(Outcome.WARN, source, fact, Topic.FORM))
    if form.method != "post":
        fact = f"{where}: a form puts a password into the address (method get)"
        found.append(Remark(Outcome.WARN, source, fact, Topic.POST))
    fact = f"{where}: a password form that sends over HTTPS"
    return found or [Remark(Outcome.PASS, source, fact)]
