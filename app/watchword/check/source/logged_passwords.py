"""Whether a source tree writes passwords into its logs: calls that are handed one, and missing filters.

Spots of all files are put together: what a framework filters for the whole application is one answer, and a
commented-out filter matters only where no other is set.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from watchword.check.check import Check, Limit
from watchword.check.finding import WORST_FIRST, Finding, Outcome, Remedy, worst
from watchword.check.source.evidence import list_places, once
from watchword.check.source.facts import Facts
from watchword.check.source.logged_passwords_rule import BODY, ID, LOGGED, PRINTED, READ, UNREAD
from watchword.check.source.logged_settings import (
    DEBUG,
    FILTER,
    FILTERING_GEM,
    NO_FILTER,
    RAILS,
    TO_STRING,
)
from watchword.check.source.rule import Spot
from watchword.check.source.syntax import EXTRA
from watchword.check.source.tree import read
from watchword.text import count

INSTALL = "uv tool install 'watchword[source]'"

_RULE = (
    "No call of a logger is handed a value that is named for a password, frameworks filter passwords from "
    "what they log, and production does not log at a level that shows requests. Tests and examples never "
    "decide."
)
_UNPROVEN = (
    "Only what stands in the call itself is seen: not objects whose text holds a password, variables of "
    "other names, what agents add, nor the level that production really logs at. Log files were not opened."
)
_SAID = {
    LOGGED: "goes into the log",
    PRINTED: "is printed",
}
_ADVICE = {
    "python": "Python: log who and what (`log.info('password changed for %s', user.id)`), never the "
    "value; keep `request.POST` and `request.form` out of log calls.",
    "ruby": "Ruby: log `user.id`, not `params`; Rails filters what config.filter_parameters names.",
    "javascript": "JavaScript: log the fields you need (`logger.info({ userId })`), not `req.body`; pino has "
    "`redact: ['password', '*.password']`.",
    "java": "Java: log the id, not the object; put `@ToString.Exclude` on password fields.",
    "go": "Go: give slog the fields by name, and let the type's LogValue() leave the password out.",
    "php": "PHP: log the id, not `$_POST` or the request; mark the parameter `#[\\SensitiveParameter]`.",
}
_FAMILY = {"typescript": "javascript", "tsx": "javascript"}
_FILTER_LINE = (
    "Rails: in config/initializers/filter_parameter_logging.rb write "
    "`Rails.application.config.filter_parameters += [:passw]`."
)
_DEBUG_LINE = "Take the debug mode or log level named here out of what production uses."


@dataclass(frozen=True, slots=True)
class View:
    """The spots of a tree without its tests: what is wrong, what filters, what was and was not read."""

    troubles: tuple[Spot, ...]
    filters: tuple[Spot, ...]
    unread: tuple[Spot, ...]
    languages: tuple[str, ...]
    rails: tuple[Spot, ...]
    gems: tuple[Spot, ...]


def judge(facts: Facts, limits: Mapping[str, Limit]) -> Finding:
    """Turn spots into a finding; there are no limits to set."""
    spots = facts.of(ID)
    view = _sort([one for one in spots if not one.is_test])
    filtering, why = _judge_filter(view)
    outcome = worst(
        [*(one.outcome for one in view.troubles), filtering, *(one.outcome for one in view.unread)]
    )
    if outcome is Outcome.NOT_APPLICABLE:
        outcome = Outcome.PASS if facts.files else Outcome.UNKNOWN
    tests = sum(one.is_test and one.kind in (LOGGED, PRINTED, BODY) for one in spots)
    shown = [*view.troubles, *once(view.unread), *view.filters, *(view.gems if why else ())]
    return Finding(
        check=ID,
        outcome=outcome,
        summary=_summary(facts, view, filtering, why),
        rule=_RULE,
        evidence=list_places(facts, shown, tests),
        remedy=_advise(view, filtering) if outcome is not Outcome.PASS else None,
        unproven=_UNPROVEN,
    )


def _sort(spots: Sequence[Spot]) -> View:
    def of(*kinds: str) -> tuple[Spot, ...]:
        return tuple(one for one in spots if one.kind in kinds)

    filters = of(FILTER)
    # A filter that is commented out, or names something else, matters only where no other names passwords.
    missing = () if filters else of(NO_FILTER)
    troubles = (*of(LOGGED, PRINTED, BODY, TO_STRING), *(one for one in of(DEBUG) if one.text), *missing)
    return View(
        troubles=tuple(
            sorted(troubles, key=lambda one: (WORST_FIRST.index(one.outcome), one.path, one.line))
        ),
        filters=filters,
        unread=of(UNREAD),
        languages=tuple(sorted({one.detail[0] for one in of(READ)})),
        rails=of(RAILS),
        gems=of(FILTERING_GEM),
    )


def _judge_filter(view: View) -> tuple[Outcome, str]:
    """Judge what Rails keeps out of its log by itself, and say why where that is the trouble."""
    if not view.rails or view.filters or any(one.kind == NO_FILTER for one in view.troubles):
        return Outcome.NOT_APPLICABLE, ""
    if view.gems:
        return Outcome.UNKNOWN, "no filter for passwords is set here, and a gem in use may set one"
    return Outcome.FAIL, "Rails logs what requests send, and no filter names passwords"


def _summary(facts: Facts, view: View, filtering: Outcome, why: str) -> str:
    said = []
    for kind, ending in _SAID.items():
        if places := [one for one in view.troubles if one.kind == kind]:
            said.append(f"a password {ending} in {count(len(places), 'place')}, first {places[0].place}")
    others = [one for one in view.troubles if one.kind not in _SAID]
    said += [f"{one.note} ({one.place})" for one in others[:2]]
    if len(others) > 2:
        said.append(f"{count(len(others) - 2, 'more place')} may show one")
    said += [why] if why else []
    if view.unread:
        files = count(len(view.unread), "file that names passwords", "files that name passwords")
        said.append(f"{files} could not be read as code ({view.unread[0].note})")
    if said:
        text = "; ".join(said)
        return f"{text[0].upper()}{text[1:]}."
    if not facts.files:
        return "No file of this tree was read, so there is nothing to tell."
    filtered = ", and passwords are filtered from what the framework logs" if view.filters else ""
    return f"No log call in the {count(facts.files, 'file')} that were read is handed a password{filtered}."


def _advise(view: View, filtering: Outcome) -> Remedy | None:
    steps: list[str] = []
    languages = [one.detail[0] for one in view.troubles if one.kind in (LOGGED, PRINTED, BODY)]
    for language in dict.fromkeys(_FAMILY.get(one, one) for one in languages):
        steps += [_ADVICE[language]] if language in _ADVICE else []
    if filtering in (Outcome.FAIL, Outcome.UNKNOWN) or any(one.kind == NO_FILTER for one in view.troubles):
        steps.append(_FILTER_LINE)
    if any(one.kind == DEBUG for one in view.troubles):
        steps.append(_DEBUG_LINE)
    if any(one.kind == TO_STRING for one in view.troubles) and _ADVICE["java"] not in steps:
        steps.append(_ADVICE["java"])
    if any(one.outcome is Outcome.FAIL and one.kind == LOGGED for one in view.troubles):
        steps.append(
            "Logs that hold passwords already: delete those lines, backups too, and have users change them."
        )
    is_extra = any(EXTRA in one.note for one in view.unread)
    if is_extra:
        steps.append(f"To have the other languages read: {INSTALL}, then look again.")
    elif view.unread:
        steps.append("Look through the files that could not be read yourself.")
    return Remedy(tuple(steps), INSTALL if is_extra and len(steps) == 1 else "") if steps else None


CHECK = Check(
    id=ID,
    question="Does this source tree write passwords into its logs?",
    reads=(
        "log and print calls in Ruby, Python, JavaScript, TypeScript, Java, Go and PHP, and the settings "
        "of frameworks that say what is logged, in the folder you name"
    ),
    platforms=("linux", "macos", "windows"),
    read=read,
    judge=judge,
    about="tree",
)
