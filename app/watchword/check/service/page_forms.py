"""The forms of a page: where each sends, by which method, and whether it asks for a password."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from watchword.check.address_text import resolve, shorten
from watchword.check.service.facts import Form
from watchword.check.service.markup import Element

_TABLE = frozenset(("table", "tbody", "thead", "tfoot", "tr"))


@dataclass(slots=True)
class _Owner:
    form: Element
    buttons: list[Element] = field(default_factory=list)
    has_password: bool = False


def read_forms(elements: list[Element], url: str, base: str) -> tuple[Form, ...]:
    """Return the forms in order, and for a button that sends elsewhere or otherwise one more.

    A password field outside of any form is sent by a script: its form has no `target`, and `post` as method,
    as nothing speaks against it. A form of method `dialog` sends nothing and is left out.
    """
    owners = {id(one): _Owner(one) for one in elements if one.name == "form"}
    loose = _assign(elements, owners)
    found = [form for owner in owners.values() for form in _forms_of(owner, url, base)]
    found += [Form(field.line, "", "", "post", True) for field in loose]
    return tuple(found)


def _assign(elements: list[Element], owners: dict[int, _Owner]) -> list[Element]:
    """Give every control to its form; return the password fields that have none."""
    by_id: dict[str, Element] = {}
    for element in elements:
        if element.get("id"):
            by_id.setdefault(element.get("id"), element)
    loose: list[Element] = []
    in_table: Element | None = None
    for element in elements:
        if element.name == "form":
            in_table = element if element.parent in _TABLE else None
        if element.name not in ("input", "button"):
            continue
        form = element.form or in_table
        if "form" in element.attributes:
            form = by_id.get(element.get("form"))
        owner = owners.get(id(form))
        is_password = element.name == "input" and element.get("type").lower() == "password"
        if owner and is_password:
            owner.has_password = True
        elif is_password:
            loose.append(element)
        elif owner and _is_submit(element):
            owner.buttons.append(element)
    return loose


def _is_submit(control: Element) -> bool:
    kind = control.get("type").lower()
    return kind in ("submit", "image") if control.name == "input" else kind not in ("button", "reset")


def _forms_of(owner: _Owner, url: str, base: str) -> Iterator[Form]:
    form = owner.form
    method = _method(form.get("method"))
    if method != "dialog":
        line = form.line_of("action") if owner.form.get("action") else form.line
        yield _form(form.get("action"), line, method, owner, url, base)
    for button in owner.buttons:
        own = _method(button.get("formmethod")) if "formmethod" in button.attributes else method
        action = button.get("formaction") if "formaction" in button.attributes else form.get("action")
        is_other = own != method or action != form.get("action")
        if is_other and own != "dialog":
            yield _form(action, button.line_of("formaction"), own, owner, url, base)


def _form(action: str, line: int, method: str, owner: _Owner, url: str, base: str) -> Form:
    target = resolve(base, action) if action.strip() else url  # an empty action sends to the page itself
    return Form(line, shorten(action), target, method, owner.has_password)


def _method(written: str) -> str:
    method = written.lower()
    return method if method in ("post", "dialog") else "get"
